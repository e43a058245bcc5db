//! The first page of a tenant: is provisioning healthy, and what needs attention.

use app::Page;
use app::model::credential::Credential as Shown;
use app::model::overview::{Attention, Connection, Counts, Health, OverviewPage};
use app::model::token::Expiry;
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
/// Whole days before its end from which on something is not healthy any more.
const DAYS: i64 = 7;

/// `GET /t/<slug>`
pub(super) async fn show(member: Member) -> Result<Response, Failure> {
    let overview = member.directory.overview(&member.caller).await?;
    let counts = Counts {
        users_active: overview.active_users,
        users_inactive: overview.inactive_users,
        groups: overview.groups,
    };
    let first_use = counts.users_active + counts.users_inactive == 0;
    let attention = attention(&member, &overview).await?;
    let page = OverviewPage {
        health: health(&member, &overview, &attention),
        attention,
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

fn health(member: &Member, overview: &Overview, attention: &[Attention]) -> Health {
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
    if let Some(unwell) = unwell(attention) {
        return unwell;
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

/// What is wrong with connections, the worst of it, as what needs attention tells. An end that is a
/// week off, and whoever has never called, are nothing wrong yet.
fn unwell(attention: &[Attention]) -> Option<Health> {
    let ended = those(attention, |item| match item {
        Attention::Expired(ended) => Some(ended),
        _ => None,
    });
    let silent = those(attention, |item| match item {
        Attention::Silent { credential, .. } => Some(credential),
        _ => None,
    });
    let ending = those(attention, |item| match item {
        Attention::Expiring(ending) if is_near(&ending.expiry) => Some(ending),
        _ => None,
    });
    if !ended.is_empty() {
        return Some(Health::Ended(ended));
    }
    if !silent.is_empty() {
        return Some(Health::Silent(silent));
    }
    (!ending.is_empty()).then_some(Health::Ending(ending))
}

fn those(attention: &[Attention], which: impl Fn(&Attention) -> Option<&Shown>) -> Vec<Shown> {
    attention.iter().filter_map(which).cloned().collect()
}

fn is_near(end: &Expiry) -> bool {
    matches!(end, Expiry::At { days_left, .. } if *days_left < DAYS)
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
fn shown(member: &Member, credential: &Credential) -> Shown {
    Shown {
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

#[cfg(test)]
mod tests {
    use app::model::Instant;
    use app::model::credential::CredentialKind;

    use super::{Attention, Expiry, Health, Shown, unwell};

    fn ending_in(days_left: i64) -> Shown {
        Shown {
            kind: CredentialKind::Token,
            id: "1".to_owned(),
            name: "okta".to_owned(),
            idp: None,
            created: Instant::default(),
            expiry: Expiry::At {
                at: Instant::default(),
                days_left,
            },
        }
    }

    #[test]
    fn what_needs_attention_at_once_is_not_healthy_and_the_worst_of_it_is_said() {
        let [later, soon, late] = [7, 6, -1].map(ending_in);
        let silent = Attention::Silent {
            credential: later.clone(),
            longest_hours: 4,
            last: Instant::default(),
        };
        let can_wait = [
            Attention::Expiring(later.clone()),
            Attention::NeverUsed(later.clone()),
        ];
        let ending = [&can_wait[..], &[Attention::Expiring(soon.clone())]].concat();
        let fallen = [&ending[..], &[silent]].concat();
        let ended = [&fallen[..], &[Attention::Expired(late.clone())]].concat();
        for (attention, expected) in [
            (&can_wait[..], None),
            (&ending[..], Some(Health::Ending(vec![soon]))),
            (&fallen[..], Some(Health::Silent(vec![later]))),
            (&ended[..], Some(Health::Ended(vec![late]))),
        ] {
            assert_eq!(unwell(attention), expected, "{attention:?}");
        }
    }
}
