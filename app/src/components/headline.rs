//! An event in one sentence.

use leptos::prelude::*;

use crate::components::event::target_label;
use crate::components::fill::fill;
use crate::components::json::inline;
use crate::model::event::{ActorKind, Change, EventRow, Outcome};
use crate::text::{self, operation};

/// The event in one sentence.
#[component]
pub(crate) fn Headline(row: EventRow) -> impl IntoView {
    let template = template(&row);
    fill(template, |name| match name {
        "actor" => Some(actor_in_sentence(&row)),
        "target" => {
            let name = row.target.as_ref().map(target_label).unwrap_or_default();
            Some(view! { <bdi>{name}</bdi> }.into_any())
        }
        "operation" => Some(operation::label(&row.operation).into_any()),
        "count" => Some(operation::attributes(row.change_count).into_any()),
        "path" => row
            .changes
            .first()
            .map(|change| strong(change.path.clone())),
        "value" => {
            let value = row.changes.first().and_then(|change| change.after.as_ref());
            value.map(|value| strong(inline(value)))
        }
        _ => None,
    })
}

fn template(row: &EventRow) -> &'static str {
    if row.actor.kind == ActorKind::Unknown && row.outcome.is_error() {
        return operation::UNAUTHENTICATED;
    }
    let Some(known) = operation::find(&row.operation) else {
        return if row.target.is_some() {
            operation::UNKNOWN_DONE
        } else {
            operation::UNKNOWN_ALONE
        };
    };
    match (row.outcome, row.operation.as_str(), row.changes.as_slice()) {
        (Outcome::NoChange, _, _) if row.target.is_some() => operation::NOTHING_CHANGED,
        (outcome, _, _) if outcome.is_error() => known.refused,
        (_, "user.update" | "group.update", changes) => update_template(changes, row.change_count),
        _ => known.done,
    }
}

fn update_template(changes: &[Change], count: u64) -> &'static str {
    match changes {
        [Change { after: Some(_), .. }] if count == 1 => operation::SET_VALUE,
        [_] if count == 1 => operation::REMOVED_VALUE,
        _ => operation::CHANGED_SEVERAL,
    }
}

fn strong(text: String) -> AnyView {
    view! { <strong><bdi>{text}</bdi></strong> }.into_any()
}

fn actor_in_sentence(row: &EventRow) -> AnyView {
    let label = if row.actor.label.is_empty() {
        text::audit::actor_kind(row.actor.kind).to_owned()
    } else {
        row.actor.label.clone()
    };
    let Some(idp) = row
        .idp
        .as_ref()
        .filter(|_| row.actor.kind == ActorKind::Token)
    else {
        return view! { <bdi>{label}</bdi> }.into_any();
    };
    let provider = text::provider(idp);
    fill(operation::PROVIDER_WITH_TOKEN, move |name| match name {
        "provider" => Some(view! { <bdi>{provider.clone()}</bdi> }.into_any()),
        "name" => Some(view! { <bdi>{label.clone()}</bdi> }.into_any()),
        _ => None,
    })
}

/// The same sentence without markup, for the page's title.
pub(crate) fn headline_text(row: &EventRow) -> String {
    let target = row.target.as_ref().map(target_label).unwrap_or_default();
    let change = row.changes.first();
    let path = change.map(|change| change.path.clone()).unwrap_or_default();
    let value = change
        .and_then(|change| change.after.as_ref())
        .map(inline)
        .unwrap_or_default();
    template(row)
        .replace("{actor}", &row.actor.label)
        .replace("{operation}", &operation::label(&row.operation))
        .replace("{count}", &operation::attributes(row.change_count))
        .replace("{path}", &path)
        .replace("{value}", &value)
        .replace("{target}", &target)
}
