//! Audit events in lists and in sentences.

use leptos::prelude::*;

use crate::components::diff::ChangeSummary;
use crate::components::status::OutcomeStatus;
use crate::components::table::{Cell, Column, DataTable, RowHead};
use crate::components::time::Stamp;
use crate::model::event::{Actor, ActorKind, EventRow, Outcome, Target};
use crate::model::query::AuditQuery;
use crate::paths;
use crate::place::Place;
use crate::text::{self, operation};

/// The audit log's table.
#[component]
pub(crate) fn EventTable(
    rows: Vec<EventRow>,
    /// Repeated in the rows' links, so that the event page knows its neighbours.
    query: AuditQuery,
    #[prop(into)] caption: String,
    #[prop(optional)] results: bool,
) -> impl IntoView {
    let columns = vec![
        Column::new(text::audit::TIME_UTC),
        Column::new(text::audit::OUTCOME),
        Column::new(text::audit::OPERATION),
        Column::new(text::audit::RESOURCE),
        Column::new(text::audit::ACTOR),
        Column::number(text::audit::STATUS),
        Column::number(text::audit::MILLISECONDS),
    ];
    let place = Place::current();
    let query = AuditQuery {
        cursor: None,
        ..query
    };
    let rows = rows
        .into_iter()
        .map(|row| event_row(row, &place, &query))
        .collect_view();
    view! {
        <DataTable caption columns class="events" results>{rows}</DataTable>
    }
    .into_any()
}

/// One row of the audit log's table.
pub(crate) fn event_row(row: EventRow, place: &Place, query: &AuditQuery) -> AnyView {
    let href = paths::audit_event(&place.slug, &row.id, query);
    let (time, target, actor, idp) = (
        row.time.clone(),
        row.target.clone(),
        row.actor.clone(),
        row.idp.clone(),
    );
    let (answer, duration) = (status(row.status), text::number(row.duration_ms));
    let label = operation::label(&row.operation);
    let repeated = (row.count > 1).then(|| text::audit::repeated(row.count));
    view! {
        <tr role="row">
            <RowHead label=text::audit::TIME_UTC href=Some(href) class="when">
                <Stamp at=time/>
            </RowHead>
            <Cell label=text::audit::OUTCOME class="outcome"><OutcomeStatus outcome=row.outcome/></Cell>
            <Cell label=text::audit::OPERATION class="operation">
                <span class="strong">{label}</span>
                {repeated.map(|repeated| view! { <span class="muted">{repeated}</span> })}
                <Gist row/>
            </Cell>
            <Cell label=text::audit::RESOURCE class="resource"><TargetName target/></Cell>
            <Cell label=text::audit::ACTOR class="actor"><ActorName actor idp/></Cell>
            <Cell label=text::audit::STATUS class="num">{answer}</Cell>
            <Cell label=text::audit::MILLISECONDS class="num muted">{duration}</Cell>
        </tr>
    }
    .into_any()
}

/// Console and command-line events have no HTTP status.
pub(crate) fn status(status: u16) -> String {
    if status == 0 {
        "–".to_owned()
    } else {
        status.to_string()
    }
}

/// The second line of an event: its changes, or why it was refused.
#[component]
pub(crate) fn Gist(row: EventRow) -> impl IntoView {
    if row.change_count > 0 {
        return view! { <ChangeSummary changes=row.changes count=row.change_count/> }.into_any();
    }
    let Some(detail) = row.detail else {
        return ().into_any();
    };
    view! {
        <span class="gist">
            {row.scim_type.map(|scim_type| view! { <code>{scim_type}</code> " " })}
            <bdi>{detail}</bdi>
        </span>
    }
    .into_any()
}

/// Events in short: when, what, whom, and the changes. For the overview and the summaries.
#[component]
pub(crate) fn RecentEvents(
    rows: Vec<EventRow>,
    #[prop(into)] caption: String,
    /// Left out on the page of the resource itself.
    #[prop(optional)]
    without_target: bool,
) -> impl IntoView {
    let place = Place::current();
    let mut columns = vec![
        Column::new(text::audit::TIME_UTC),
        Column::new(text::audit::OPERATION),
    ];
    if !without_target {
        columns.push(Column::new(text::audit::RESOURCE));
    }
    columns.push(Column::new(text::audit::ACTOR));
    let rows = rows
        .into_iter()
        .map(|row| {
            let href = paths::audit_event(&place.slug, &row.id, &AuditQuery::default());
            let (target, actor, idp) = (row.target.clone(), row.actor.clone(), row.idp.clone());
            let (time, ago) = (row.time.clone(), row.time.clone());
            let label = operation::label(&row.operation);
            let failed = (row.outcome != Outcome::Success).then_some(row.outcome);
            view! {
                <tr role="row">
                    <RowHead label=text::audit::TIME_UTC href=Some(href) class="when">
                        <Stamp at=time/>
                        <time class="below print-hidden" datetime=ago.iso data-ago="">
                            {ago.relative}
                        </time>
                    </RowHead>
                    <Cell label=text::audit::OPERATION class="operation">
                        {failed.map(|outcome| view! { <OutcomeStatus outcome/> })}
                        <span class="strong">{label}</span>
                        <Gist row/>
                    </Cell>
                    {(!without_target).then(|| view! {
                        <Cell label=text::audit::RESOURCE class="resource"><TargetName target/></Cell>
                    })}
                    <Cell label=text::audit::ACTOR class="actor">
                        <ActorName actor idp/>
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! { <DataTable caption columns class="recent">{rows}</DataTable> }.into_any()
}

/// `Okta` over its token's name; a member's e-mail; or what else it was.
#[component]
pub(crate) fn ActorName(actor: Actor, idp: Option<String>) -> impl IntoView {
    let provider = idp.filter(|_| actor.kind == ActorKind::Token);
    match provider {
        Some(idp) => view! {
            <span class="actor-name">
                <bdi>{text::provider(&idp)}</bdi>
                " "
                <bdi class="muted">{actor.label}</bdi>
            </span>
        }
        .into_any(),
        None if actor.label.is_empty() => {
            view! { <span class="muted">{text::audit::actor_kind(actor.kind)}</span> }.into_any()
        }
        None => view! { <span class="actor-name"><bdi>{actor.label}</bdi></span> }.into_any(),
    }
}

/// A resource's name. In a list the row is the link, so this is none.
#[component]
pub(crate) fn TargetName(target: Option<Target>) -> impl IntoView {
    let Some(target) = target else {
        return view! { <span class="muted">{text::audit::NO_TARGET}</span> }.into_any();
    };
    let name = target_label(&target);
    view! { <bdi class="target">{name}</bdi> }.into_any()
}

/// A resource's name as a link to its page, while that exists.
#[component]
pub(crate) fn TargetLink(target: Target) -> impl IntoView {
    let name = target_label(&target);
    match target_path(&target) {
        Some(href) => view! { <a href=href><bdi>{name}</bdi></a> }.into_any(),
        None => view! { <bdi>{name}</bdi> }.into_any(),
    }
}

pub(crate) fn target_label(target: &Target) -> String {
    let named = target.label.as_deref().filter(|label| !label.is_empty());
    named
        .or(target.id.as_deref())
        .unwrap_or(&target.kind)
        .to_owned()
}

fn target_path(target: &Target) -> Option<String> {
    let slug = Place::current().slug;
    let id = target.id.as_deref().filter(|_| target.exists)?;
    match target.kind.as_str() {
        "User" => Some(paths::user(&slug, id)),
        "Group" => Some(paths::group(&slug, id)),
        "Token" => Some(paths::token(&slug, id)),
        "Client" => Some(paths::client(&slug, id)),
        _ => None,
    }
}
