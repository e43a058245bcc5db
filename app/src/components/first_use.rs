//! A list that nothing has been provisioned into.

use leptos::prelude::*;

use crate::components::header::PageHeader;
use crate::components::notice::EmptyState;
use crate::paths;
use crate::text::directory;

/// The whole page of such a list: what would be here, and how it comes.
pub(crate) fn first_use(
    slug: &str,
    title: &'static str,
    nothing: &'static str,
    text: &'static str,
) -> AnyView {
    let connect = paths::connect(slug);
    view! {
        <PageHeader title/>
        <EmptyState
            title=nothing
            text=text.into_any()
            action=view! { <a class="button primary" href=connect>{directory::CONNECT}</a> }.into_any()
        />
    }
    .into_any()
}
