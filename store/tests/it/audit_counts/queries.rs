//! What is asked of a long log, and what it holds by hand.

use chrono::{DateTime, Utc};
use store::EventId;
use store::audit::{Event, Query};

use super::{EVERYTHING, walked};
use crate::harness::Site;

/// Queries that the counts know all about.
pub(super) fn counted() -> Vec<Query> {
    let text = |text: &str| Some(text.to_owned());
    let all = Query {
        reads: true,
        ..Query::default()
    };
    let outcomes = ["client_error", "denied", "server_error"].map(str::to_owned);
    vec![
        all.clone(),
        Query::default(),
        Query {
            outcomes: outcomes.to_vec(),
            ..all.clone()
        },
        Query {
            operation: text("group."),
            ..Query::default()
        },
        Query {
            actor: text("entra"),
            channel: text("scim"),
            ..all.clone()
        },
        Query {
            except: vec![Query {
                operation: text("user.update"),
                ..all.clone()
            }],
            ..all
        },
    ]
}

/// Queries that take a look at the events.
pub(super) fn other() -> Vec<Query> {
    let text = |text: &str| Some(text.to_owned());
    let search = vec!["needle".to_owned()];
    vec![
        Query {
            search: search.clone(),
            ..Query::default()
        },
        Query {
            search,
            operation: text("group."),
            ..Query::default()
        },
        Query {
            resource_id: text("7"),
            reads: true,
            ..Query::default()
        },
        Query {
            except: vec![Query {
                ip: text("203.0.113.7"),
                reads: true,
                ..Query::default()
            }],
            operation: text("user."),
            ..Query::default()
        },
    ]
}

/// What a query finds in the log, newest first, as the databases compare it.
pub(super) async fn found<'l>(log: &'l [Event], query: &Query, site: &Site) -> Vec<&'l Event> {
    let all = Query {
        limit: 100,
        look_at: EVERYTHING,
        ..query.clone()
    };
    let listed = walked(site, &all).await;
    let fits = |event: &&Event| matches(event, query);
    let by_hand: Vec<&Event> = log.iter().rev().filter(fits).collect();
    let expected: Vec<EventId> = by_hand.iter().map(|event| event.id).collect();
    assert_eq!(listed, expected, "{query:?}");
    by_hand
}

/// The parts of a query that the tests here use.
fn matches(event: &Event, query: &Query) -> bool {
    let is = |asked: &Option<String>, has: Option<&str>| {
        asked.as_deref().is_none_or(|asked| Some(asked) == has)
    };
    let in_time = |event: &Event, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>| {
        from.is_none_or(|from| event.time >= from) && to.is_none_or(|to| event.time < to)
    };
    let operation = query.operation.as_deref();
    let operation = operation.is_none_or(|asked| match asked.strip_suffix('.') {
        Some(_) => event.operation.starts_with(asked),
        None => event.operation == asked,
    });
    let outcomes = &query.outcomes;
    in_time(event, query.from, query.to)
        && (query.reads || !event.is_read)
        && operation
        && (outcomes.is_empty() || outcomes.contains(&event.outcome))
        && is(&query.actor, event.actor_label.as_deref())
        && is(&query.channel, Some(&event.channel))
        && is(&query.resource_id, event.resource_id.as_deref())
        && is(&query.ip, event.ip.as_deref())
        && query
            .search
            .iter()
            .all(|text| event.detail.as_deref() == Some(text))
        && !query.except.iter().any(|except| matches(event, except))
}
