//! Saved views as links above the audit log.

use leptos::prelude::*;

use crate::model::query::AuditQuery;
use crate::model::saved_view::{Given, SavedView};
use crate::paths;
use crate::place::Place;
use crate::text::saved_views;

/// The views that every tenant has, those that were saved, and the way to save one more.
#[component]
pub(crate) fn ViewLinks(query: AuditQuery, views: Vec<SavedView>) -> impl IntoView {
    let slug = Place::current().slug;
    let here = AuditQuery {
        cursor: None,
        ..query.clone()
    };
    let given = Given::ALL
        .map(|given| {
            let wanted = given.query();
            let current = (wanted == here).then_some("true");
            let href = paths::audit(&slug, &wanted);
            view! { <li><a href=href aria-current=current>{saved_views::given(given)}</a></li> }
        })
        .collect_view();
    let saved = (!views.is_empty()).then(|| view! { <Saved query views/> });
    view! {
        <nav class="views" aria-label=saved_views::VIEWS>
            <ul>{given}</ul>
            <p class="view-actions">
                <a href=paths::saved_view_new(&slug, &here)>{saved_views::SAVE_VIEW}</a>
                <a href=paths::saved_views(&slug)>{saved_views::MANAGE}</a>
            </p>
            {saved}
        </nav>
    }
    .into_any()
}

#[component]
fn Saved(query: AuditQuery, views: Vec<SavedView>) -> impl IntoView {
    let slug = Place::current().slug;
    let count = views.len() as u64;
    let open = views.iter().any(|view| view.shows(&query));
    let items = views
        .into_iter()
        .map(|view| {
            let current = view.shows(&query).then_some("true");
            let owner = view.owner.as_deref().map(saved_views::shared_by);
            view! {
                <li>
                    <a href=paths::audit_as(&slug, &view.query) aria-current=current>
                        <bdi>{view.name}</bdi>
                    </a>
                    {owner.map(|owner| view! { " " <span class="muted"><bdi>{owner}</bdi></span> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <details open=open>
            <summary>{saved_views::saved(count)}</summary>
            <ul>{items}</ul>
        </details>
    }
    .into_any()
}
