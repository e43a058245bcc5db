//! For how long the audit log is kept.

use leptos::prelude::*;

use crate::components::choice::{Choice, RadioCards};
use crate::components::field::{Csrf, ErrorSummary, Legend, RefusedAction, TextField};
use crate::components::header::PageHeader;
use crate::components::time::Moment;
use crate::model::retention::RetentionPage;
use crate::paths;
use crate::place::Place;
use crate::text::{self, retention, settings};

#[component]
pub(crate) fn Retention(page: RetentionPage) -> impl IntoView {
    let slug = Place::current().slug;
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader
            title=retention::TITLE
            crumbs=vec![(settings::TITLE.to_owned(), paths::settings(&slug))]
            lead=retention::LEAD.into_any()
        />
        <Kept page=page.clone()/>
        <Terms page/>
    }
    .into_any()
}

/// What is there now.
#[component]
fn Kept(page: RetentionPage) -> impl IntoView {
    let events = match page.purged {
        None => retention::ALL_EVENTS.to_owned(),
        Some(last) => retention::events_behind(&text::number(last)),
    };
    let since = page.kept_since.map(|since| {
        view! { <div><dt>{retention::PAST}</dt><dd>{retention::SINCE}" "<Moment at=since/></dd></div> }
    });
    view! {
        <dl class="facts">
            <div><dt>{retention::EVENTS}</dt><dd>{events}</dd></div>
            {since}
        </dl>
    }
    .into_any()
}

#[component]
fn Terms(page: RetentionPage) -> impl IntoView {
    let place = Place::current();
    let legend = |id, label| Legend::new(id, label, &page.errors);
    let disabled = !place.role.manages_tenant();
    let save = if disabled {
        view! { <RefusedAction label=settings::SAVE reason=retention::REFUSED id="retention-refused"/> }
            .into_any()
    } else {
        view! { <button type="submit" class="button primary">{settings::SAVE}</button> }.into_any()
    };
    view! {
        <form method="post" action=paths::retention(&place.slug) class="form" novalidate>
            <Csrf token=place.csrf/>
            <TextField
                legend=legend("event_days", retention::EVENT_DAYS).hint(retention::EVENT_DAYS_HINT)
                value=page.event_days
                disabled
            />
            <TextField
                legend=legend("body_days", retention::BODY_DAYS).hint(retention::BODY_DAYS_HINT)
                value=page.body_days
                disabled
            />
            <TextField
                legend=legend("masked", retention::MASKED).hint(retention::MASKED_HINT).optional()
                value=page.masked
                code=true
                disabled
            />
            <RadioCards
                legend=legend("legal_hold", retention::LEGAL_HOLD)
                choices=vec![
                    Choice::new("off", retention::NO_HOLD, !page.legal_hold)
                        .hint(retention::NO_HOLD_HINT),
                    Choice::new("on", retention::HOLD, page.legal_hold).hint(retention::HOLD_HINT),
                ]
                disabled
            />
            <div class="actions">{save}</div>
        </form>
    }
    .into_any()
}
