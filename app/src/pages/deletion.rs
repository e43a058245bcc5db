//! The end of a tenant: the form that wants it, and the one that takes it back.

use leptos::prelude::*;

use crate::components::field::{Csrf, ErrorSummary, Legend, RefusedAction, TextField};
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::components::time::Moment;
use crate::model::Instant;
use crate::model::deletion::DeletionPage;
use crate::model::query::AuditQuery;
use crate::paths;
use crate::place::Place;
use crate::text::{deletion, forms, settings};

#[component]
pub(crate) fn Deletion(page: DeletionPage) -> impl IntoView {
    let slug = Place::current().slug;
    let errors = page.errors.clone();
    let body = match page.due.clone() {
        Some(due) => view! { <Pending due/> }.into_any(),
        None => view! { <Wish page/> }.into_any(),
    };
    view! {
        <ErrorSummary errors/>
        <PageHeader
            title=deletion::TITLE
            crumbs=vec![(settings::TITLE.to_owned(), paths::settings(&slug))]
        />
        {body}
    }
    .into_any()
}

#[component]
fn Wish(page: DeletionPage) -> impl IntoView {
    let place = Place::current();
    let export = paths::audit_export(&place.slug, "ndjson", &AuditQuery::everything());
    let action = if place.role.manages_tenant() {
        view! {
            <button type="submit" class="button danger">{deletion::SUBMIT}</button>
            <a class="button apart" href=paths::settings(&place.slug)>{forms::CANCEL}</a>
        }
        .into_any()
    } else {
        view! { <RefusedAction label=deletion::SUBMIT reason=deletion::REFUSED id="deletion-refused"/> }
            .into_any()
    };
    view! {
        <Banner tone=Tone::Danger>
            <p>{deletion::NOW}</p>
            <p>{deletion::loses(page.users, page.groups, page.members)}</p>
        </Banner>
        <p><a href=export download>{deletion::EXPORT}</a></p>
        <form method="post" action=paths::deletion(&place.slug) class="form" novalidate>
            <Csrf token=place.csrf/>
            <TextField
                legend=Legend::new("slug", deletion::type_slug(&place.slug), &page.errors)
                value=page.slug
                autocomplete="off"
                code=true
            />
            <div class="actions">{action}</div>
        </form>
    }
    .into_any()
}

#[component]
fn Pending(due: Instant) -> impl IntoView {
    let place = Place::current();
    let action = if place.role.manages_tenant() {
        view! { <button type="submit" class="button primary">{deletion::CANCEL}</button> }
            .into_any()
    } else {
        view! { <RefusedAction label=deletion::CANCEL reason=deletion::REFUSED id="cancel-refused"/> }
            .into_any()
    };
    view! {
        <p>{deletion::PENDING}" "<Moment at=due/></p>
        <p class="muted">{deletion::PENDING_TEXT}</p>
        <form method="post" action=paths::deletion_cancel(&place.slug) class="form">
            <Csrf token=place.csrf/>
            <div class="actions">{action}</div>
        </form>
    }
    .into_any()
}
