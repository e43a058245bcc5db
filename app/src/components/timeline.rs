//! The history of one resource, newest first.

use leptos::prelude::*;

use crate::components::diff::DiffTable;
use crate::components::event::{ActorName, Gist};
use crate::components::status::OutcomeStatus;
use crate::components::time::Moment;
use crate::icons::{Glyph, Icon};
use crate::model::event::{EventRow, Outcome};
use crate::model::query::AuditQuery;
use crate::paths;
use crate::place::Place;
use crate::text;

/// Up to this many changes are shown at once, more are folded.
const OPEN: usize = 8;

/// `about` is the id of the resource, for the neighbours on the event's page.
#[component]
pub(crate) fn Timeline(events: Vec<EventRow>, #[prop(into)] about: String) -> impl IntoView {
    let slug = Place::current().slug;
    let query = AuditQuery::about(&about);
    let entries = events
        .into_iter()
        .map(|row| {
            let href = paths::audit_event(&slug, &row.id, &query);
            view! { <Entry row href/> }
        })
        .collect_view();
    view! { <ol class="timeline" id="results" tabindex="-1">{entries}</ol> }.into_any()
}

#[component]
fn Entry(row: EventRow, href: String) -> impl IntoView {
    let label = text::operation::label(&row.operation);
    let notes = row.tolerances.clone();
    view! {
        <li>
            <div class="timeline-head">
                <h2><a href=href>{label}<Icon glyph=Glyph::ChevronRight/></a></h2>
                {(row.outcome != Outcome::Success)
                    .then(|| view! { <OutcomeStatus outcome=row.outcome/> })}
            </div>
            <p class="timeline-meta">
                <Moment at=row.time.clone()/>
                <span class="by"><ActorName actor=row.actor.clone() idp=row.idp.clone()/></span>
            </p>
            <Changes row/>
            {(!notes.is_empty()).then(|| view! { <Tolerances notes=notes/> })}
        </li>
    }
    .into_any()
}

#[component]
fn Changes(row: EventRow) -> impl IntoView {
    if row.changes.is_empty() {
        return view! { <Gist row/> }.into_any();
    }
    let count = row
        .change_count
        .max(u64::try_from(row.changes.len()).unwrap_or(0));
    let open = row.changes.len() <= OPEN;
    if open {
        return view! { <DiffTable changes=row.changes/> }.into_any();
    }
    view! {
        <details class="fold">
            <summary>{text::operation::attributes(count)}</summary>
            <DiffTable changes=row.changes/>
        </details>
    }
    .into_any()
}

/// What was accepted although it differs from the standard.
#[component]
pub(crate) fn Tolerances(notes: Vec<String>) -> impl IntoView {
    let items = notes
        .into_iter()
        .map(|note| view! { <li><bdi>{note}</bdi></li> })
        .collect_view();
    view! {
        <div class="tolerances">
            <p class="muted">{text::audit::TOLERANCES}</p>
            <ul>{items}</ul>
        </div>
    }
    .into_any()
}
