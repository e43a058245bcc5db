//! The first page of a tenant: is provisioning healthy, and what needs attention.

use app::Page;
use app::model::overview::{Attention, Connection, Counts, Health, OverviewPage};
use axum::response::Response;
use chrono::TimeDelta;
use directory::audit::{Event, Query};
use directory::credentials::Credential;
use directory::overview::{Overview, writes};
use directory::tokens::TokenState;

use super::context::Member;
use super::failure::Failure;
use super::{activity, event, progress, tokens};

/// Connections shown as cards.
const CONNECTIONS: usize = 6;
/// Refusals with the same reason that are worth a line.
const REPEATED: u64 = 3;
/// One refusal in so many requests is nothing to worry about.
const TOLERATED: u64 = 20;

/// `GET /t/<slug>`
pub(super) async fn show(member: Member) -> Result<Response, Failure> {
    let overview = member.directory.overview(&member.caller).await?;
    let counts = Counts {
        users_active: overview.active_users,
        users_inactive: overview.inactive_users,
        groups: overview.groups,
    };
    let first_use = counts.users_active + counts.users_inactive == 0;
    let page = OverviewPage {
        health: health(&member, &overview),
        attention: attention(&member, &overview).await?,
        connections: connections(&member, &overview).await?,
        counts,
        activity: activity::shown(&overview.activity, member.now),
        recent: event::rows(&overview.recent, member.now),
        progress: if first_use {
            Some(progress::of(&member).await?)
        } else {
            None
        },
    };
    Ok(member.page(Page::Overview(page)))
}

fn health(member: &Member, overview: &Overview) -> Health {
    let working: Vec<&Credential> = working(member, overview).collect();
    if working.is_empty() {
        return Health::NobodyLetIn;
    }
    if overview.last_request.is_none() {
        return Health::Waiting;
    }
    let (success, no_change, refused) = activity::shown(&overview.activity, member.now).sums();
    let requests = success + no_change + refused;
    if refused > 0 && refused * TOLERATED >= requests {
        return Health::Refusing { refused, requests };
    }
    Health::Healthy {
        connections: working
            .iter()
            .filter(|credential| credential.last_used_at.is_some())
            .count() as u64,
        last_write: overview
            .last_write
            .as_ref()
            .map(|event| member.instant(event.time)),
    }
}

fn working<'o>(
    member: &Member,
    overview: &'o Overview,
) -> impl Iterator<Item = &'o Credential> + use<'o> {
    let now = member.now;
    let all = overview.credentials.iter();
    all.filter(move |credential| credential.works(now))
}

/// A token or an OAuth client, as the page shows it.
fn shown(member: &Member, credential: &Credential) -> app::model::credential::Credential {
    app::model::credential::Credential {
        kind: tokens::credential_kind(credential.kind),
        id: credential.id.clone(),
        name: credential.name.clone(),
        idp: credential.idp.clone(),
        created: member.instant(credential.created_at),
        expiry: tokens::expiry_of(member, credential.ends_at),
    }
}

async fn attention(member: &Member, overview: &Overview) -> Result<Vec<Attention>, Failure> {
    let now = member.now;
    let shown = |credential: &Credential| shown(member, credential);
    let replaced = |ended: &Credential| {
        working(member, overview).any(|other| other.kind == ended.kind && other.name == ended.name)
    };
    let unused = |credential: &&Credential| {
        credential.last_used_at.is_none() && now - credential.created_at > TimeDelta::hours(24)
    };
    let expired = overview
        .credentials
        .iter()
        .filter(|credential| credential.state(now) == TokenState::Expired && !replaced(credential));
    let mut attention: Vec<Attention> = expired.map(|one| Attention::Expired(shown(one))).collect();
    let expiring = overview.expiring.iter();
    attention.extend(expiring.map(|one| Attention::Expiring(shown(one))));
    let unused = working(member, overview).filter(unused);
    attention.extend(unused.map(|one| Attention::NeverUsed(shown(one))));
    attention.extend(silent(member, overview).await?);
    attention.extend(repeated(member, &overview.refusals));
    Ok(attention)
}

/// Clients that have stopped calling.
async fn silent(member: &Member, overview: &Overview) -> Result<Vec<Attention>, Failure> {
    let mut silent = Vec::new();
    let used = working(member, overview).filter(|credential| !credential.replaced);
    for credential in used.take(CONNECTIONS) {
        let found = member.directory.silence(&member.caller, credential).await?;
        silent.extend(found.map(|found| Attention::Silent {
            credential: shown(member, credential),
            longest_hours: found.longest.num_hours().unsigned_abs(),
            last: member.instant(found.since),
        }));
    }
    Ok(silent)
}

/// Refusals with the same reason, the most frequent first.
fn repeated(member: &Member, refusals: &[Event]) -> Vec<Attention> {
    let mut groups: Vec<(&str, u64, &Event)> = Vec::new();
    for event in refusals {
        let reason = event.detail.as_deref().unwrap_or_default();
        let times = u64::try_from(event.count).unwrap_or(1);
        match groups.iter_mut().find(|(known, ..)| *known == reason) {
            // Newest first: the last one seen is the earliest.
            Some((_, count, earliest)) => (*count, *earliest) = (*count + times, event),
            None => groups.push((reason, times, event)),
        }
    }
    groups.retain(|(reason, count, _)| *count >= REPEATED && !reason.is_empty());
    groups.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    groups
        .into_iter()
        .map(|(reason, count, earliest)| Attention::Refusals {
            count,
            since: member.instant(earliest.time),
            detail: reason.to_owned(),
            scim_type: earliest.scim_type.clone(),
        })
        .collect()
}

async fn connections(member: &Member, overview: &Overview) -> Result<Vec<Connection>, Failure> {
    let used = working(member, overview).filter(|credential| credential.last_used_at.is_some());
    let mut connections = Vec::new();
    for credential in used.take(CONNECTIONS) {
        connections.push(connection(member, overview, credential).await?);
    }
    Ok(connections)
}

async fn connection(
    member: &Member,
    overview: &Overview,
    credential: &Credential,
) -> Result<Connection, Failure> {
    let audit = member.directory.audit();
    let requests = Query {
        actor: Some(credential.id.clone()),
        from: Some(overview.since),
        to: Some(overview.until),
        reads: true,
        ..Query::default()
    };
    let buckets = audit.buckets(&member.caller, &requests, 1).await?;
    let (success, no_change, errors) = activity::shown(&buckets, member.now).sums();
    let written = writes(Query {
        actor: Some(credential.id.clone()),
        outcomes: vec!["success".to_owned()],
        limit: 1,
        ..Query::default()
    });
    let last_write = audit.list(&member.caller, &written).await?.events;
    let last_write = last_write.first();
    let seen = last_write
        .and_then(|event| event.idp.clone())
        .filter(|idp| idp != "unknown");
    let last_used = credential.last_used_at;
    let mut credential = shown(member, credential);
    credential.idp = credential.idp.or(seen);
    Ok(Connection {
        last_request: last_used.map(|at| member.instant(at)),
        last_write: last_write.map(|event| member.instant(event.time)),
        requests_24h: success + no_change + errors,
        errors_24h: errors,
        credential,
    })
}
