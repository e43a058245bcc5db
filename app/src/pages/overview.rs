//! The overview: health in words, what needs attention, then the numbers.

use leptos::prelude::*;

use crate::components::chart::ActivityChart;
use crate::components::event::RecentEvents;
use crate::components::fill::fill;
use crate::components::header::PageHeader;
use crate::components::time::Ago;
use crate::icons::{Glyph, Icon};
use crate::model::Instant;
use crate::model::connect::Progress;
use crate::model::credential::Credential;
use crate::model::event::Outcome;
use crate::model::overview::{Attention, Connection, Counts, Health, OverviewPage};
use crate::model::query::{AuditQuery, GroupsQuery, OutcomeFilter, Range, UsersQuery};
use crate::model::token::TokenState;
use crate::pages::connect::Checklist;
use crate::pages::tokens::Ends;
use crate::paths;
use crate::place::Place;
use crate::text::{self, overview, tokens};

#[component]
pub(crate) fn Overview(page: OverviewPage) -> impl IntoView {
    let slug = Place::current().slug;
    let first_use = page.progress.is_some();
    let action = if first_use {
        view! { <a class="button primary" href=paths::connect(&slug)>{overview::CONNECT}</a> }
            .into_any()
    } else {
        let audit = paths::audit(&slug, &AuditQuery::default());
        view! { <a class="button" href=audit>{overview::OPEN_AUDIT}</a> }.into_any()
    };
    let links = chart_links(&page, &slug);
    let (success, no_change, errors) = page.activity.sums();
    view! {
        <PageHeader title=overview::TITLE actions=action/>
        <HealthLine health=page.health/>
        {(!page.attention.is_empty()).then(|| view! { <AttentionList items=page.attention/> })}
        {page.progress.map(|progress| view! { <FirstSteps progress/> })}
        {(!first_use).then(|| view! {
            <CountTiles counts=page.counts/>
            <section>
                <div class="section-head">
                    <h2 id="last-24h">{overview::LAST_24H}</h2>
                    <p class="muted num">{overview::chart_summary(success, no_change, errors)}</p>
                </div>
                <ActivityChart activity=page.activity labelled_by="last-24h" links/>
            </section>
            <Connections connections=page.connections/>
            <section>
                <h2>{overview::RECENT}</h2>
                {if page.recent.is_empty() {
                    view! { <p class="muted">{overview::NO_RECENT}</p> }.into_any()
                } else {
                    view! { <RecentEvents rows=page.recent caption=overview::RECENT/> }.into_any()
                }}
            </section>
        })}
    }
    .into_any()
}

/// Each column opens the audit log on its span.
fn chart_links(page: &OverviewPage, slug: &str) -> Vec<String> {
    let span = |from: &Instant, to: &Instant| {
        let range = Range::Custom {
            from: bound(from),
            to: bound(to),
        };
        paths::audit(slug, &AuditQuery::default().over(range))
    };
    page.activity
        .buckets
        .iter()
        .map(|bucket| span(&bucket.from, &bucket.to))
        .collect()
}

/// A point in time as a bound of a range: to the minute when it is a whole one.
pub(crate) fn bound(at: &Instant) -> String {
    let whole = at.clock().ends_with(":00");
    let text = if whole { at.minute() } else { &at.utc };
    text.replace(' ', "T")
}

#[component]
fn HealthLine(health: Health) -> impl IntoView {
    let (class, glyph) = match &health {
        Health::Healthy { .. } => ("health ok", Glyph::Success),
        Health::Waiting => ("health quiet", Glyph::NoChange),
        Health::Refusing { .. } => ("health warn", Glyph::ClientError),
        Health::Ended(_) | Health::Silent(_) | Health::Ending(_) => ("health warn", Glyph::Warning),
        Health::NobodyLetIn => ("health bad", Glyph::ServerError),
    };
    let template = overview::health(&health);
    let names: Vec<String> = match &health {
        Health::Silent(silent) => silent.iter().map(who).collect(),
        Health::Ended(all) | Health::Ending(all) => {
            all.iter().map(|one| one.name.clone()).collect()
        }
        _ => Vec::new(),
    };
    let last_write = match health {
        Health::Healthy { last_write, .. } => last_write,
        _ => None,
    };
    let words = fill(&template, move |placeholder| match placeholder {
        "when" => {
            let at = last_write.clone()?;
            Some(view! { <Ago at/> }.into_any())
        }
        "names" => Some(listed(&names)),
        _ => None,
    });
    view! {
        <p class=class>
            <Icon glyph/>
            <span>{words}</span>
        </p>
    }
    .into_any()
}

/// Names, one after the other.
fn listed(names: &[String]) -> AnyView {
    names
        .iter()
        .enumerate()
        .map(|(place, name)| {
            let comma = (place > 0).then_some(", ");
            view! { {comma}<strong><bdi>{name.clone()}</bdi></strong> }
        })
        .collect_view()
        .into_any()
}

#[component]
fn FirstSteps(progress: Progress) -> impl IntoView {
    view! {
        <section class="panel first-steps">
            <h2>{overview::GET_STARTED}</h2>
            <Checklist progress/>
        </section>
    }
    .into_any()
}

#[component]
fn AttentionList(items: Vec<Attention>) -> impl IntoView {
    let count = u64::try_from(items.len()).unwrap_or(0);
    let items = items
        .into_iter()
        .map(|item| view! { <AttentionItem item/> })
        .collect_view();
    view! {
        <section class="attention">
            <h2>
                {overview::ATTENTION}
                " "
                <span class="count num">{text::number(count)}</span>
            </h2>
            <ul>{items}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn AttentionItem(item: Attention) -> impl IntoView {
    let slug = Place::current().slug;
    let link_of = |credential: &Credential| {
        let Credential { kind, id, .. } = credential;
        (paths::credential(&slug, *kind, id), overview::show(*kind))
    };
    let (words, (href, link)) = match item {
        Attention::Expiring(credential) => {
            let words = about_end(overview::expires_soon(credential.kind), &credential);
            (words, link_of(&credential))
        }
        Attention::Expired(credential) => {
            let words = about_end(overview::has_expired(credential.kind), &credential);
            (words, link_of(&credential))
        }
        Attention::NeverUsed(credential) => {
            let issued = credential.created.clone();
            let template = overview::never_used(credential.kind);
            let words = about(template, &credential, || {
                let at = issued.clone();
                view! { <Ago at/> }.into_any()
            });
            (words, link_of(&credential))
        }
        Attention::Silent {
            credential,
            longest_hours,
            last,
        } => {
            let words = about_silence(&credential, longest_hours, last);
            (words, link_of(&credential))
        }
        Attention::Refusals {
            count,
            since,
            detail,
            scim_type,
        } => {
            let query = AuditQuery {
                outcome: Some(OutcomeFilter::Only(Outcome::ClientError)),
                q: scim_type.clone().unwrap_or_default(),
                ..AuditQuery::default()
            };
            let words = fill(
                &overview::refusals(count),
                |placeholder| match placeholder {
                    "since" => {
                        let minute = since.minute().to_owned();
                        Some(view! { <time datetime=since.iso.clone()>{minute}</time> }.into_any())
                    }
                    "detail" => Some(view! { <bdi>{detail.clone()}</bdi> }.into_any()),
                    _ => None,
                },
            );
            (
                words,
                (paths::audit(&slug, &query), overview::SHOW_REFUSALS),
            )
        }
    };
    view! {
        <li>
            <Icon glyph=Glyph::Warning/>
            <span class="attention-words">{words}</span>
            <a class="button small" href=href>{link}</a>
        </li>
    }
    .into_any()
}

fn about_silence(credential: &Credential, longest_hours: u64, last: Instant) -> AnyView {
    let who = who(credential);
    fill(
        &overview::silent(longest_hours),
        move |placeholder| match placeholder {
            "who" => Some(view! { <strong><bdi>{who.clone()}</bdi></strong> }.into_any()),
            "when" => Some(view! { <Ago at=last.clone()/> }.into_any()),
            _ => None,
        },
    )
}

/// The client that has a credential: the provider that it is, else what it has.
fn who(credential: &Credential) -> String {
    let provider = credential.idp.as_deref().map(text::provider);
    provider.unwrap_or_else(|| credential.name.clone())
}

fn about_end(template: &str, credential: &Credential) -> AnyView {
    let when = tokens::days_left(&credential.expiry);
    about(template, credential, || when.clone().into_any())
}

fn about(template: &str, credential: &Credential, when: impl Fn() -> AnyView) -> AnyView {
    let name = credential.name.clone();
    fill(template, move |placeholder| match placeholder {
        "name" => Some(view! { <strong><bdi>{name.clone()}</bdi></strong> }.into_any()),
        "when" => Some(when()),
        _ => None,
    })
}

#[component]
fn CountTiles(counts: Counts) -> impl IntoView {
    let slug = Place::current().slug;
    let users = |active| {
        paths::users(
            &slug,
            &UsersQuery {
                active: Some(active),
                ..UsersQuery::default()
            },
        )
    };
    let tiles = [
        (counts.users_active, overview::USERS_ACTIVE, users(true)),
        (
            counts.users_inactive,
            overview::USERS_INACTIVE,
            users(false),
        ),
        (
            counts.groups,
            overview::GROUPS,
            paths::groups(&slug, &GroupsQuery::default()),
        ),
    ];
    let tiles = tiles
        .into_iter()
        .map(|(count, label, href)| {
            view! {
                <li>
                    <a href=href>
                        <span class="figure num">{text::number(count)}</span>
                        " "
                        <span class="figure-label">{label}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section aria-label=overview::COUNTS>
            <ul class="tiles">{tiles}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Connections(connections: Vec<Connection>) -> impl IntoView {
    if connections.is_empty() {
        return ().into_any();
    }
    let cards = connections
        .into_iter()
        .map(|connection| view! { <Card connection/> })
        .collect_view();
    view! {
        <section>
            <h2>{overview::CONNECTIONS}</h2>
            <ul class="cards">{cards}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Card(connection: Connection) -> impl IntoView {
    let slug = Place::current().slug;
    let Credential {
        kind,
        id,
        name: called,
        idp,
        expiry,
        ..
    } = connection.credential;
    let name = idp
        .as_deref()
        .map_or_else(|| overview::UNKNOWN_PROVIDER.to_owned(), text::provider);
    let rate = overview::error_rate(connection.errors_24h, connection.requests_24h);
    let rate_class = if connection.errors_24h > 0 {
        "num warn-text"
    } else {
        "num"
    };
    let never = || view! { <span class="muted">{text::NEVER}</span> }.into_any();
    let time = |at: Option<Instant>| at.map_or_else(never, |at| view! { <Ago at/> }.into_any());
    view! {
        <li class="card">
            <h3><bdi>{name}</bdi></h3>
            <p>
                <a class="row-link" href=paths::credential(&slug, kind, &id)>
                    <bdi>{called}</bdi>
                </a>
            </p>
            <dl class="pairs">
                <div><dt>{overview::LAST_REQUEST}</dt><dd>{time(connection.last_request)}</dd></div>
                <div><dt>{overview::LAST_WRITE}</dt><dd>{time(connection.last_write)}</dd></div>
                <div>
                    <dt>{overview::REQUESTS_24H}</dt>
                    <dd class="num">{text::number(connection.requests_24h)}</dd>
                </div>
                <div><dt>{overview::ERRORS_24H}</dt><dd class=rate_class>{rate}</dd></div>
                <div>
                    <dt>{overview::expires(kind)}</dt>
                    <dd><Ends expiry state=TokenState::Live/></dd>
                </div>
            </dl>
        </li>
    }
    .into_any()
}
