//! The console: what the pages show ([`model`]), how they are built, and the islands.
//!
//! The server decides who may see what, fills a model and calls [`render`]. Nothing in this
//! crate loads data, and only the [`islands`] exist in the browser.

#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
#[expect(unreachable_pub, reason = "what the component macro writes is public")]
mod account_menu;
#[cfg(feature = "ssr")]
#[expect(unreachable_pub, reason = "what the component macro writes is public")]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a component owns its properties"
)]
mod components;
#[cfg(feature = "ssr")]
mod data;
#[cfg(feature = "ssr")]
#[expect(unreachable_pub, reason = "what the component macro writes is public")]
mod footer;
#[cfg(feature = "ssr")]
#[expect(unreachable_pub, reason = "what the component macro writes is public")]
mod hydration;
pub mod icons;
pub mod islands;
#[cfg(feature = "ssr")]
pub mod model;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
#[expect(unreachable_pub, reason = "what the component macro writes is public")]
mod pages;
#[cfg(feature = "ssr")]
pub mod paths;
#[cfg(feature = "ssr")]
mod place;
#[cfg(feature = "ssr")]
#[expect(unreachable_pub, reason = "what the component macro writes is public")]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a component owns its properties"
)]
mod rail;
#[cfg(all(feature = "ssr", any(test, feature = "samples")))]
pub mod samples;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
pub mod text;

#[cfg(feature = "ssr")]
pub use page::Page;
#[cfg(feature = "ssr")]
pub use shell::{Assets, Shell, document};

/// A page as the HTML document to send. Everything it shows is in its model, so there is nothing
/// to wait for and nothing to stream.
#[cfg(feature = "ssr")]
pub fn render(shell: Shell, page: Page) -> String {
    use leptos::prelude::{Owner, RenderHtml as _};

    let owner = Owner::new();
    let html = owner.with(|| document(shell, page).to_html());
    drop(owner);
    without_markers(&html)
}

/// One event as a row of the audit log's table, for a page that shows the log already.
#[cfg(feature = "ssr")]
pub fn render_event(
    slug: &str,
    query: &model::query::AuditQuery,
    event: model::event::EventRow,
    zone: model::Zone,
) -> String {
    use leptos::prelude::{Owner, RenderHtml as _, provide_context};

    let owner = Owner::new();
    let place = place::Place::of(slug);
    let html = owner.with(|| {
        provide_context(zone);
        components::event::event_row(event, &place, query).to_html()
    });
    drop(owner);
    without_markers(&html)
}

/// What a few words find, as the options of the command palette's list.
#[cfg(feature = "ssr")]
pub fn render_finds(slug: &str, page: model::go::GoPage) -> String {
    use leptos::prelude::{Owner, RenderHtml as _};

    let owner = Owner::new();
    let html = owner.with(|| pages::options_of(slug, page).to_html());
    drop(owner);
    without_markers(&html)
}

/// The inside of the panel of a guide, for a page that shows the guide already: of a member of the
/// tenant, or of somebody who is none.
#[cfg(feature = "ssr")]
pub fn render_arrivals(slug: Option<&str>, arrivals: model::connect::Arrivals) -> String {
    use leptos::prelude::{Owner, RenderHtml as _};

    let owner = Owner::new();
    let place = slug.map(place::Place::of);
    let html = owner.with(|| components::arrivals::arrivals(arrivals, place.as_ref()).to_html());
    drop(owner);
    without_markers(&html)
}

/// Takes out the `<!>` that the renderer leaves between texts for the browser part to find its way,
/// which it only has to within islands. No text can hold one: its `<` is written as `&lt;`.
#[cfg(feature = "ssr")]
fn without_markers(html: &str) -> String {
    const ISLAND: (&str, &str) = ("<leptos-island", "</leptos-island>");

    let mut clean = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find(ISLAND.0) {
        let end = rest[start..]
            .find(ISLAND.1)
            .map_or(rest.len(), |end| start + end);
        clean.push_str(&rest[..start].replace("<!>", ""));
        clean.push_str(&rest[start..end]);
        rest = &rest[end..];
    }
    clean.push_str(&rest.replace("<!>", ""));
    clean
}
