//! What the tenant is called, and its addresses.

use leptos::prelude::*;

use crate::components::field::{Csrf, ErrorSummary, Legend, RefusedAction, TextField};
use crate::components::header::PageHeader;
use crate::components::time::Moment;
use crate::components::value::ValueRow;
use crate::model::general::GeneralPage;
use crate::paths;
use crate::place::Place;
use crate::text::{connect, general, settings};

#[component]
pub(crate) fn General(page: GeneralPage) -> impl IntoView {
    let place = Place::current();
    let disabled = !place.role.manages_tenant();
    let save = if disabled {
        view! { <RefusedAction label=settings::SAVE reason=general::REFUSED id="general-refused"/> }
            .into_any()
    } else {
        view! { <button type="submit" class="button primary">{settings::SAVE}</button> }.into_any()
    };
    let legend = Legend::new("name", general::NAME, &page.errors).hint(general::NAME_HINT);
    view! {
        <ErrorSummary errors=page.errors/>
        <PageHeader
            title=general::TITLE
            crumbs=vec![(settings::TITLE.to_owned(), paths::settings(&place.slug))]
            lead=general::ABOUT.into_any()
        />
        <form method="post" action=paths::general(&place.slug) class="form" novalidate>
            <Csrf token=place.csrf/>
            <TextField legend value=page.name autocomplete="organization" disabled/>
            <div class="actions">{save}</div>
        </form>
        <section class="panel values">
            <ValueRow
                label=connect::BASE_URL
                value=page.base_url
                id="base-url"
                copy=connect::COPY_URL
            />
            <dl class="facts">
                <div class="whole">
                    <dt>{general::SLUG}</dt>
                    <dd><code>{place.slug}</code><span class="below">{general::SLUG_STAYS}</span></dd>
                </div>
                <div><dt>{general::CREATED}</dt><dd><Moment at=page.created/></dd></div>
            </dl>
        </section>
    }
    .into_any()
}
