//! Saving a view, and changing one.

use leptos::prelude::*;

use super::saved_views::asked;
use crate::components::choice::CheckField;
use crate::components::field::{Csrf, ErrorSummary, Legend, TextField};
use crate::components::header::{Crumb, PageHeader};
use crate::model::FieldError;
use crate::model::query::AuditQuery;
use crate::model::saved_view::{SavedViewNewPage, SavedViewPage, filters};
use crate::paths;
use crate::place::Place;
use crate::text::{audit, forms, saved_views};

/// The way to a view: the log, then its views.
fn crumbs(slug: &str) -> Vec<Crumb> {
    let log = paths::audit(slug, &AuditQuery::default());
    vec![
        (audit::TITLE.to_owned(), log),
        (saved_views::TITLE.to_owned(), paths::saved_views(slug)),
    ]
}

#[component]
pub(crate) fn SavedViewNew(page: SavedViewNewPage) -> impl IntoView {
    let place = Place::current();
    let errors = page.errors;
    let action = paths::saved_view_new(&place.slug, &AuditQuery::default());
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHeader crumbs=crumbs(&place.slug) title=saved_views::NEW_TITLE/>
        <form method="post" action=action class="form" novalidate>
            <Csrf token=place.csrf/>
            <input type="hidden" name="query" value=filters(&page.query)/>
            <WhatItAsksFor line=page.line errors=errors.clone()/>
            <TextField
                legend=Legend::new("name", saved_views::NAME, &errors).hint(saved_views::NAME_HINT)
                value=page.name
                autocomplete="off"
            />
            <Share shared=page.shared errors/>
            <div class="actions">
                <button type="submit" class="button primary">{saved_views::SAVE}</button>
                <a class="button" href=paths::audit(&place.slug, &page.query)>{forms::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}

/// The filters, which are not changed here; messages about them lead here.
#[component]
fn WhatItAsksFor(line: String, errors: Vec<FieldError>) -> impl IntoView {
    let message = crate::model::form::error_for(&errors, "query").map(str::to_owned);
    view! {
        <div class="field" id="query">
            <p class="field-name">{saved_views::FILTERS}</p>
            {message.map(|message| view! { <p class="field-error">{message}</p> })}
            {asked(&line)}
        </div>
    }
    .into_any()
}

#[component]
fn Share(shared: bool, errors: Vec<FieldError>) -> impl IntoView {
    if !Place::current().role.shares_views() {
        return view! { <p class="hint">{saved_views::SHARE_REFUSED}</p> }.into_any();
    }
    let legend = Legend::new("shared", saved_views::SHARE, &errors).hint(saved_views::SHARE_HINT);
    view! { <CheckField legend checked=shared/> }.into_any()
}

#[component]
pub(crate) fn SavedView(page: SavedViewPage) -> impl IntoView {
    let place = Place::current();
    let view = page.view.clone();
    let open = paths::audit_as(&place.slug, &view.query);
    let whose = view.owner.as_deref().map(saved_views::shared_by);
    let body = if view.can_change {
        view! { <Change page=page.clone()/> }.into_any()
    } else {
        view! { <p class="muted">{saved_views::CHANGE_REFUSED}</p> }.into_any()
    };
    view! {
        <ErrorSummary errors=page.errors/>
        <PageHeader
            crumbs=crumbs(&place.slug)
            title=view.name
            aside=whose
                .map(|whose| view! { <span class="muted"><bdi>{whose}</bdi></span> })
                .into_any()
            actions=view! { <a class="button" href=open>{saved_views::OPEN}</a> }.into_any()
        />
        {asked(&view.line)}
        {body}
    }
    .into_any()
}

#[component]
fn Change(page: SavedViewPage) -> impl IntoView {
    let place = Place::current();
    let (id, errors) = (page.view.id, page.errors);
    view! {
        <form method="post" action=paths::saved_view(&place.slug, &id) class="form" novalidate>
            <Csrf token=place.csrf.clone()/>
            <TextField
                legend=Legend::new("name", saved_views::NAME, &errors).hint(saved_views::NAME_HINT)
                value=page.name
                autocomplete="off"
            />
            <Share shared=page.shared errors/>
            <div class="actions">
                <button type="submit" class="button primary">{saved_views::SAVE_CHANGES}</button>
            </div>
        </form>
        <section>
            <h2>{saved_views::DELETE}</h2>
            <p class="muted">{saved_views::DELETE_TEXT}</p>
            <form method="post" action=paths::saved_view_delete(&place.slug, &id)>
                <Csrf token=place.csrf/>
                <div class="actions">
                    <button type="submit" class="button danger-outline">{saved_views::DELETE}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
