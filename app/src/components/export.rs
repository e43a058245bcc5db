//! The ways to take all that a list finds as a file.

use leptos::prelude::*;

use crate::text::directory;

/// A link for each format; `link` makes its address.
pub(crate) fn exports(link: impl Fn(&str) -> String) -> AnyView {
    let links = [
        ("csv", directory::EXPORT_CSV),
        ("ndjson", directory::EXPORT_NDJSON),
    ];
    links
        .map(|(format, label)| view! { <a class="button" href=link(format)>{label}</a> })
        .into_iter()
        .collect_view()
        .into_any()
}
