//! What the tenant demands of those who sign in, and of its tokens.

use leptos::prelude::*;

use crate::components::choice::{Choice, RadioCards};
use crate::components::field::{Csrf, ErrorSummary, Legend, RefusedAction, TextField};
use crate::components::header::PageHeader;
use crate::model::security::SecurityPage;
use crate::paths;
use crate::place::Place;
use crate::text::{security, settings};

#[component]
pub(crate) fn Security(page: SecurityPage) -> impl IntoView {
    let place = Place::current();
    let disabled = !place.role.manages_tenant();
    let save = if disabled {
        view! { <RefusedAction label=settings::SAVE reason=security::REFUSED id="security-refused"/> }
            .into_any()
    } else {
        view! { <button type="submit" class="button primary">{settings::SAVE}</button> }.into_any()
    };
    let legend = Legend::new("second_factor", security::SECOND_FACTOR, &page.errors);
    let longest = Legend::new("longest_token", security::LONGEST_TOKEN, &page.errors)
        .hint(security::LONGEST_TOKEN_HINT)
        .optional();
    let without = (page.without > 0).then(|| security::without(page.without));
    let members = paths::members(&place.slug);
    view! {
        <ErrorSummary errors=page.errors/>
        <PageHeader
            title=security::TITLE
            crumbs=vec![(settings::TITLE.to_owned(), paths::settings(&place.slug))]
            lead=security::ABOUT.into_any()
        />
        <form method="post" action=paths::security(&place.slug) class="form" novalidate>
            <Csrf token=place.csrf/>
            <RadioCards
                legend
                choices=vec![
                    Choice::new("optional", security::OPTIONAL, !page.second_factor)
                        .hint(security::OPTIONAL_HINT),
                    Choice::new("required", security::REQUIRED, page.second_factor)
                        .hint(security::REQUIRED_HINT),
                ]
                disabled
            />
            {without.map(|without| view! {
                <p class="muted">{without}" "<a href=members>{security::SHOW_MEMBERS}</a></p>
            })}
            <TextField
                legend=longest
                value=page.longest_token
                autocomplete="off"
                disabled
            />
            <div class="actions">{save}</div>
        </form>
    }
    .into_any()
}
