//! What the pages of a user and of a group share: attributes, history, the raw body.

use leptos::prelude::*;

use crate::components::json::{JsonView, inline};
use crate::components::table::PagerLine;
use crate::components::timeline::Timeline;
use crate::components::value::{CopyableId, ValueRow};
use crate::model::event::EventRow;
use crate::model::query::AuditQuery;
use crate::model::user::{AttributeSection, Origin};
use crate::model::{Instant, Json};
use crate::paths;
use crate::place::Place;
use crate::text::directory;

/// The ids and dates under a resource's name.
#[component]
pub(crate) fn Identity(
    id: String,
    external_id: Option<String>,
    #[prop(optional)] user_name: Option<String>,
    created: Instant,
    changed: Instant,
) -> impl IntoView {
    use crate::components::time::Ago;

    view! {
        <dl class="identity">
            {user_name.map(|user_name| view! {
                <div><dt>{directory::USER_NAME}</dt><dd><bdi>{user_name}</bdi></dd></div>
            })}
            <div>
                <dt>{directory::ID}</dt>
                <dd><CopyableId value=id id="resource-id" label=directory::COPY_ID/></dd>
            </div>
            {external_id.map(|value| view! {
                <div>
                    <dt>{directory::EXTERNAL_ID}</dt>
                    <dd><CopyableId value id="external-id" label=directory::COPY_EXTERNAL_ID/></dd>
                </div>
            })}
            <div><dt>{directory::CREATED}</dt><dd><Ago at=created/></dd></div>
            <div><dt>{directory::CHANGED}</dt><dd><Ago at=changed/></dd></div>
        </dl>
    }
    .into_any()
}

/// All attributes, schema by schema.
#[component]
pub(crate) fn Attributes(sections: Vec<AttributeSection>) -> impl IntoView {
    sections
        .into_iter()
        .filter(|section| !section.attributes.is_empty())
        .map(|section| {
            let rows = section
                .attributes
                .into_iter()
                .map(|attribute| {
                    view! {
                        <div>
                            <dt><code>{attribute.name}</code></dt>
                            <dd>
                                <Value value=attribute.value/>
                                {attribute.origin.map(|origin| view! { <SetBy origin/> })}
                            </dd>
                        </div>
                    }
                })
                .collect_view();
            view! {
                <section>
                    <h2 class="schema"><bdi>{directory::schema(&section.schema)}</bdi></h2>
                    <dl class="facts attributes">{rows}</dl>
                </section>
            }
        })
        .collect_view()
}

/// Since when an attribute has its value, and who gave it.
#[component]
fn SetBy(origin: Origin) -> impl IntoView {
    use crate::components::time::Ago;

    let slug = Place::current().slug;
    let event = origin
        .event
        .map(|id| paths::audit_event(&slug, &id, &AuditQuery::default()));
    let when = view! { {directory::SET}" "<Ago at=origin.time/> }.into_any();
    view! {
        <span class="set-by">
            {match event {
                Some(href) => view! { <a href=href>{when}</a> }.into_any(),
                None => when,
            }}
            {origin.actor.map(|actor| view! { " "{directory::SET_BY}" "<bdi>{actor}</bdi> })}
        </span>
    }
    .into_any()
}

/// A value by its shape: text, an object's members in one line each, a list's items below each other.
#[component]
fn Value(value: Json) -> impl IntoView {
    match value {
        Json::Array(items) => {
            let items = items
                .into_iter()
                .map(|item| view! { <li>{one(&item)}</li> })
                .collect_view();
            view! { <ul class="values-list">{items}</ul> }.into_any()
        }
        Json::Object(_) => named_members(&value),
        other => view! { <bdi>{inline(&other)}</bdi> }.into_any(),
    }
}

fn one(value: &Json) -> AnyView {
    let Json::Object(members) = value else {
        return view! { <bdi>{inline(value)}</bdi> }.into_any();
    };
    // A multi-valued attribute's item: its value first, then what qualifies it (RFC 7643 §2.4).
    let main = ["value", "formatted", "display"]
        .into_iter()
        .find_map(|key| members.get(key));
    let Some(main) = main else {
        return named_members(value);
    };
    let kind = members.get("type").map(inline);
    let primary = members.get("primary") == Some(&Json::Bool(true));
    view! {
        <bdi>{inline(main)}</bdi>
        {kind.map(|kind| view! { " " <span class="tag"><bdi>{kind}</bdi></span> })}
        {primary.then(|| view! { " " <span class="tag">{directory::PRIMARY}</span> })}
    }
    .into_any()
}

fn named_members(value: &Json) -> AnyView {
    let Json::Object(members) = value else {
        return ().into_any();
    };
    let lines = members
        .iter()
        .map(|(name, value)| {
            view! {
                <li><code class="muted">{name.clone()}</code>" "<bdi>{inline(value)}</bdi></li>
            }
        })
        .collect_view();
    view! { <ul class="values-list">{lines}</ul> }.into_any()
}

/// The history tab.
#[component]
pub(crate) fn History(
    events: Vec<EventRow>,
    about: String,
    newer: Option<String>,
    older: Option<String>,
) -> impl IntoView {
    let slug = Place::current().slug;
    let audit = paths::audit(&slug, &AuditQuery::about(&about));
    let only_created = events.len() == 1
        && newer.is_none()
        && older.is_none()
        && events
            .iter()
            .all(|event| event.operation.ends_with(".create"));
    if events.is_empty() && newer.is_none() && older.is_none() {
        return view! { <p class="muted">{directory::HISTORY_NONE}</p> }.into_any();
    }
    let unfinished = events.is_empty().then_some(crate::text::audit::STOPPED);
    view! {
        <div class="section-head">
            <p class="muted">{only_created.then_some(directory::UNCHANGED_SINCE).or(unfinished)}</p>
            <a href=audit>{directory::HISTORY_IN_AUDIT}</a>
        </div>
        <Timeline events about/>
        <PagerLine
            position=""
            previous=newer
            next=older
            previous_label=crate::text::audit::NEWER
            next_label=crate::text::audit::OLDER
        />
    }
    .into_any()
}

/// The raw tab.
#[component]
pub(crate) fn Raw(
    resource: Json,
    location: String,
    #[prop(optional)] left_out: u64,
) -> impl IntoView {
    view! {
        <p class="muted">{directory::RAW_LEAD}</p>
        {(left_out > 0).then(|| view! { <p class="muted">{directory::more_members(left_out)}</p> })}
        <ValueRow label="meta.location" value=location id="location" copy=directory::COPY_LOCATION/>
        <JsonView title="JSON" value=resource id="resource-json"/>
    }
    .into_any()
}
