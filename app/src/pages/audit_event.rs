//! One event: a sentence, the facts, what changed, what was asked, the bodies, the seal.

use leptos::prelude::*;

use crate::components::diff::DiffTable;
use crate::components::elsewhere::{AsCurl, OtherSide};
use crate::components::event::{EventTable, TargetLink, status};
use crate::components::explanation::{Explained, Tried};
use crate::components::header::EventHeading;
use crate::components::headline::Headline;
use crate::components::json::JsonView;
use crate::components::requested::RequestedApplied;
use crate::components::status::OutcomeStatus;
use crate::components::time::Moment;
use crate::components::value::{CopyLink, CopyableId};
use crate::icons::{Glyph, Icon};
use crate::model::audit::{AuditEventPage, DeactivationRun};
use crate::model::event::{Actor, ActorKind, Event, Seal};
use crate::model::query::{AuditQuery, Query as _, ThenQuery};
use crate::model::requested::requested;
use crate::paths;
use crate::place::Place;
use crate::text::{self, audit, operation, past, shell};

#[component]
pub(crate) fn AuditEvent(page: AuditEventPage) -> impl IntoView {
    let slug = Place::current().slug;
    let event = page.event;
    let asked = requested(&event);
    let list = paths::audit(
        &slug,
        &AuditQuery {
            cursor: None,
            ..page.query.clone()
        },
    );
    let retry = paths::audit_event_explain(&slug, &event.row.id, &page.query);
    let neighbours = neighbours(
        &slug,
        &page.query,
        page.newer.as_deref(),
        page.older.as_deref(),
    );
    view! {
        <EventHeading
            crumbs=vec![(shell::AUDIT.to_owned(), list)]
            headline=view! { <Headline row=event.row.clone()/> }.into_any()
            neighbours
        />
        <section class="panel">
            <h2 class="visually-hidden">{audit::FACTS}</h2>
            <Facts event=event.clone()/>
            {page.run.map(|run| view! { <InRun run/> })}
        </section>
        {page.explanation.map(|explanation| view! { <Explained explanation/> })}
        {page.trial.map(|trial| view! { <Tried trial action=retry/> })}
        <section>
            <h2>{audit::CHANGES}</h2>
            {if event.lacks("changes") {
                view! { <p class="muted">{audit::CHANGES_NOT_KEPT}</p> }.into_any()
            } else if event.row.changes.is_empty() {
                view! { <p class="muted">{audit::NO_CHANGES}</p> }.into_any()
            } else {
                view! { <DiffTable changes=event.row.changes.clone()/> }.into_any()
            }}
        </section>
        <ThenAndBefore event=event.clone()/>
        {(!asked.is_empty() || !event.row.tolerances.is_empty()).then(|| view! {
            <RequestedApplied asked tolerances=event.row.tolerances.clone()/>
        })}
        <Bodies event=event.clone()/>
        {page.curl.map(|curl| view! { <AsCurl curl/> })}
        {(!page.same_request.is_empty()).then(|| view! {
            <section>
                <h2>{audit::SAME_REQUEST}</h2>
                <EventTable
                    rows=page.same_request
                    query=AuditQuery::of_request(&event.row.request_id)
                    caption=audit::SAME_REQUEST
                />
            </section>
        })}
        <Around event=event.clone()/>
        {(event.channel == "scim").then(|| view! {
            <OtherSide request_id=event.row.request_id.clone() search=page.elsewhere/>
        })}
        <Integrity seal=event.seal erased=event.erased/>
    }
    .into_any()
}

/// Leads to the other deactivations of a run.
#[component]
fn InRun(run: DeactivationRun) -> impl IntoView {
    let href = paths::audit(&Place::current().slug, &run.query);
    view! { <p class="run"><a href=href>{audit::one_of_run(run.count)}</a></p> }.into_any()
}

/// Leads to the resource as it was on either side of the event.
#[component]
fn ThenAndBefore(event: Event) -> impl IntoView {
    let slug = Place::current().slug;
    let changed = !event.row.changes.is_empty();
    let target = event.row.target.filter(|_| changed);
    let (Some(target), Some(seal)) = (target, event.seal) else {
        return ().into_any();
    };
    let at = |seq: u64| ThenQuery::new(&seq.to_string());
    let link = |seq: u64| match (target.kind.as_str(), target.id.as_deref()) {
        ("User", Some(id)) => Some(paths::user_then(&slug, id, &at(seq))),
        ("Group", Some(id)) => Some(paths::group_then(&slug, id, &at(seq))),
        _ => None,
    };
    let (created, deleted) = (
        event.row.operation.ends_with(".create"),
        event.row.operation.ends_with(".delete"),
    );
    let before = link(seal.seq - 1).filter(|_| !created);
    let after = link(seal.seq).filter(|_| !deleted);
    view! {
        <div class="actions">
            {before.map(|href| view! { <a class="button" href=href>{past::BEFORE_EVENT}</a> })}
            {after.map(|href| view! { <a class="button" href=href>{past::AFTER_EVENT}</a> })}
        </div>
    }
    .into_any()
}

/// Links to the events before and after within the list the reader came from.
fn neighbours(slug: &str, query: &AuditQuery, newer: Option<&str>, older: Option<&str>) -> AnyView {
    let query = AuditQuery {
        cursor: None,
        ..query.clone()
    };
    let link = |id: &str| paths::audit_event(slug, id, &query);
    let newer = newer.map(link);
    let older = older.map(link);
    view! {
        <CopyLink/>
        {newer.map(|href| view! {
            <a class="button" rel="prev" href=href><Icon glyph=Glyph::ArrowLeft/>{audit::NEWER}</a>
        })}
        {older.map(|href| view! {
            <a class="button" rel="next" href=href>{audit::OLDER}<Icon glyph=Glyph::ArrowRight/></a>
        })}
    }
    .into_any()
}

#[component]
fn Facts(event: Event) -> impl IntoView {
    let row = event.row;
    let fact = |name: &'static str, value: Option<String>| {
        value.map(|value| view! { <div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div> })
    };
    let code = |name: &'static str, value: Option<String>| {
        value.map(|value| {
            view! { <div><dt>{name}</dt><dd><code dir="ltr">{value}</code></dd></div> }
        })
    };
    let answer = (row.status > 0).then(|| status(row.status));
    let reason = row.detail.clone();
    view! {
        <dl class="facts">
            <div><dt>{audit::TIME}</dt><dd><Moment at=row.time/></dd></div>
            <div>
                <dt>{audit::OUTCOME}</dt>
                <dd>
                    <OutcomeStatus outcome=row.outcome/>
                    {answer.map(|answer| view! { " " <span class="num">{answer}</span> })}
                    {(row.count > 1).then(|| view! {
                        " " <span class="muted">{audit::repeated(row.count)}</span>
                    })}
                </dd>
            </div>
            {reason.map(|reason| view! {
                <div>
                    <dt>{audit::DETAIL}</dt>
                    <dd>
                        {row.scim_type.map(|scim_type| view! { <code>{scim_type}</code> " " })}
                        <bdi>{reason}</bdi>
                    </dd>
                </div>
            })}
            <div>
                <dt>{audit::OPERATION}</dt>
                <dd>{operation::label(&row.operation)}" "<code class="muted">{row.operation.clone()}</code></dd>
            </div>
            {row.target.map(|target| {
                let kind = target.kind.clone();
                view! {
                    <div>
                        <dt>{audit::RESOURCE}</dt>
                        <dd><TargetLink target/>" "<span class="muted"><bdi>{kind}</bdi></span></dd>
                    </div>
                }
            })}
            <div>
                <dt>{audit::ACTOR}</dt>
                <dd>
                    <ActorLink actor=row.actor/>
                    {event.token_prefix.map(|prefix| view! { " " <code class="muted" dir="ltr">{prefix}</code> })}
                </dd>
            </div>
            {fact(audit::PROVIDER, row.idp.as_deref().map(text::provider))}
            {code(audit::ADDRESS, event.ip)}
            {fact(audit::CLIENT, event.user_agent)}
            {fact(audit::DURATION, (row.duration_ms > 0).then(|| audit::duration(row.duration_ms)))}
            {fact(audit::CHANNEL, Some(event.channel))}
            <div>
                <dt>{audit::REQUEST}</dt>
                <dd><CopyableId value=row.request_id id="request-id" label=text::COPY/></dd>
            </div>
            <div>
                <dt>{audit::EVENT}</dt>
                <dd><CopyableId value=row.id id="event-id" label=text::COPY/></dd>
            </div>
        </dl>
    }
    .into_any()
}

#[component]
fn ActorLink(actor: Actor) -> impl IntoView {
    let slug = Place::current().slug;
    let kind = audit::actor_kind(actor.kind);
    let link = actor.id.filter(|_| actor.kind == ActorKind::Token);
    let name = match link {
        _ if actor.label.is_empty() => ().into_any(),
        Some(id) => {
            let href = paths::token(&slug, &id);
            view! { <a href=href><bdi>{actor.label}</bdi></a> " " }.into_any()
        }
        None => view! { <bdi>{actor.label}</bdi> " " }.into_any(),
    };
    view! {
        {name}
        <span class="muted">{kind}</span>
    }
    .into_any()
}

#[component]
fn Bodies(event: Event) -> impl IntoView {
    let line = match (&event.method, &event.path) {
        (Some(method), Some(path)) => Some(format!("{method} {path}")),
        _ => None,
    };
    if line.is_none() && event.request_body.is_none() && event.response_body.is_none() {
        return ().into_any();
    }
    let nothing = event.request_body.is_none() && event.response_body.is_none();
    let gone = event.lacks("request_body") || event.lacks("response_body");
    let no_body = if gone {
        audit::BODIES_NOT_KEPT
    } else {
        audit::NO_BODY
    };
    view! {
        <section>
            <h2>{audit::BODIES}</h2>
            {line.map(|line| view! { <p class="request-line"><code dir="ltr">{line}</code></p> })}
            {nothing.then(|| view! { <p class="muted">{no_body}</p> })}
            {(!event.redactions.is_empty()).then(|| view! { <Redactions paths=event.redactions/> })}
            {event.request_body.map(|value| view! {
                <JsonView title=audit::REQUEST_BODY value id="request-body"/>
            })}
            {event.response_body.map(|value| view! {
                <JsonView title=audit::RESPONSE_BODY value id="response-body"/>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn Redactions(paths: Vec<String>) -> impl IntoView {
    let items = paths
        .into_iter()
        .map(|path| view! { <li><code><bdi>{path}</bdi></code></li> })
        .collect_view();
    view! {
        <div class="redactions">
            <p class="muted">{audit::REDACTED}</p>
            <ul>{items}</ul>
        </div>
    }
    .into_any()
}

/// What else happened to this resource, by this token, and in this request.
#[component]
fn Around(event: Event) -> impl IntoView {
    let slug = Place::current().slug;
    let row = event.row;
    let target = row
        .target
        .as_ref()
        .and_then(|target| target.id.as_deref())
        .map(AuditQuery::about);
    let token =
        (row.actor.kind == ActorKind::Token).then(|| AuditQuery::by_token(&row.actor.label));
    let links = [
        (audit::AROUND_RESOURCE, target),
        (audit::AROUND_TOKEN, token),
        (
            audit::AROUND_REQUEST,
            Some(AuditQuery::of_request(&row.request_id)),
        ),
    ];
    let items = links
        .into_iter()
        .filter_map(|(words, query)| {
            let query = query.filter(|query| !query.pairs().is_empty())?;
            Some(view! { <li><a href=paths::audit(&slug, &query)>{words}</a></li> })
        })
        .collect_view();
    view! {
        <section>
            <h2>{audit::AROUND}</h2>
            <ul class="links">{items}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Integrity(seal: Option<Seal>, erased: Vec<String>) -> impl IntoView {
    let erased: Vec<&str> = erased.iter().map(|field| audit::field(field)).collect();
    let line = match seal {
        None => view! { <p class="muted">{audit::NOT_SEALED}</p> }.into_any(),
        Some(seal) => view! {
            <dl class="facts">
                <div><dt>{audit::SEQUENCE}</dt><dd class="num">{text::number(seal.seq)}</dd></div>
                <div><dt>{audit::HASH}</dt><dd><code class="hash" dir="ltr">{seal.hash}</code></dd></div>
                <div>
                    <dt>{audit::FOLLOWS}</dt>
                    <dd>{if seal.seq <= 1 {
                        view! { {audit::FIRST_EVENT} }.into_any()
                    } else {
                        view! { <code class="hash" dir="ltr">{seal.previous_hash}</code> }.into_any()
                    }}</dd>
                </div>
            </dl>
        }
        .into_any(),
    };
    view! {
        <section class="integrity">
            <h2>{audit::INTEGRITY}</h2>
            {line}
            {(!erased.is_empty()).then(|| view! {
                <p>{audit::not_kept(&erased)}</p>
            })}
        </section>
    }
    .into_any()
}
