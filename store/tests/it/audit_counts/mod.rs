//! A long log: what is counted once, and pages that look at a few events only.

mod events;
mod queries;

use chrono::Duration;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query as Statement};
use store::EventId;
use store::audit::{Bucket, Event, Query};

use crate::audit::{record, seal};
use crate::harness::{Site, backends};
use events::varied;
use queries::{counted, found, other};

/// Enough for all of a test's log: nothing is looked at in part.
const EVERYTHING: u64 = 100_000;
const EVENTS: u64 = 360;

#[tokio::test]
async fn counts_agree_with_the_log_whatever_is_asked_for() {
    for site in backends().await {
        let from = site.now();
        let log = varied(&site).await;
        let (start, end) = (from + Duration::seconds(71), site.now());
        for (from, to) in [
            (None, None),
            (Some(start), Some(end)),
            (Some(start), Some(start + Duration::minutes(95))),
            (Some(start), Some(end + Duration::seconds(1))),
        ] {
            for query in counted().into_iter().chain(other()) {
                let query = Query { from, to, ..query };
                agrees(&site, &log, &query).await;
            }
        }
    }
}

/// Compares the charts that are counted event by event and by the counts with what is in the log.
async fn agrees(site: &Site, log: &[Event], query: &Query) {
    let read = site.store.read(&site.tenant);
    let found = found(log, query, site).await;
    for look_at in [EVERYTHING, 10] {
        let query = Query {
            look_at,
            ..query.clone()
        };
        let chart = read.audit().buckets(&query, 7).await.unwrap();
        assert!(chart.buckets.len() <= 9, "{query:?}");
        let since = chart.since.unwrap_or_default();
        let counted = found.iter().filter(|event| event.time >= since);
        let counted: Vec<&&Event> = counted.collect();
        for bucket in &chart.buckets {
            assert_eq!(bucket, &by_hand(bucket, &counted), "{query:?}");
        }
        assert_eq!(chart.total(), counted.len() as u64, "{query:?}");
        let in_part = look_at == 10 && other().iter().any(|other| asks_the_same(other, &query));
        assert!(chart.since.is_none() || in_part, "{query:?}");
        let of_all_time = query.from.is_none();
        assert!(
            chart.since.is_some() || !(in_part && of_all_time),
            "{query:?}"
        );
    }
}

fn asks_the_same(one: &Query, other: &Query) -> bool {
    let bare = |query: &Query| Query {
        from: None,
        to: None,
        look_at: 0,
        ..query.clone()
    };
    bare(one) == bare(other)
}

fn by_hand(bucket: &Bucket, found: &[&&Event]) -> Bucket {
    let count = |outcomes: &[&str]| {
        let inside = |event: &&&&Event| event.time >= bucket.from && event.time < bucket.to;
        let events = found.iter().filter(inside);
        let events = events.filter(|event| outcomes.contains(&event.outcome.as_str()));
        events.count() as u64
    };
    Bucket {
        success: count(&["success", "no_change", "held"]),
        client_error: count(&["client_error", "denied"]),
        server_error: count(&["server_error"]),
        ..bucket.clone()
    }
}

#[tokio::test]
async fn a_page_that_stopped_goes_on_until_everything_was_found_once() {
    for site in backends().await {
        let log = varied(&site).await;
        for query in counted().into_iter().chain(other()) {
            let expected: Vec<_> = found(&log, &query, &site).await;
            let expected: Vec<EventId> = expected.iter().map(|event| event.id).collect();
            for (look_at, limit) in [(7, 4), (40, 50)] {
                let query = Query {
                    look_at,
                    limit,
                    ..query.clone()
                };
                let downwards = walked(&site, &query).await;
                assert_eq!(downwards, expected, "{query:?}");
                let first = Query {
                    after: Some(EventId::from_uuid(uuid::Uuid::nil())),
                    ..query
                };
                let mut upwards = walked(&site, &first).await;
                upwards.reverse();
                assert_eq!(upwards, expected, "{first:?}");
            }
        }
    }
}

/// Everything that a query finds, page by page, in the order in which it is found.
async fn walked(site: &Site, query: &Query) -> Vec<EventId> {
    let read = site.store.read(&site.tenant);
    let (mut query, mut all) = (query.clone(), Vec::new());
    loop {
        let page = read.audit().list(&query).await.unwrap();
        let mut ids: Vec<EventId> = page.events.iter().map(|event| event.id).collect();
        let full = ids.len() as u64 == query.limit;
        assert!(!full || page.stopped.is_none(), "a full page is no stop");
        if query.after.is_some() {
            ids.reverse();
        }
        let next = page
            .stopped
            .or_else(|| ids.last().copied().filter(|_| full));
        all.extend(ids);
        let Some(next) = next else { return all };
        if query.after.is_some() {
            assert!(Some(next) > query.after);
            query.after = Some(next);
        } else {
            assert!(query.before.is_none_or(|before| next < before));
            query.before = Some(next);
        }
    }
}

#[tokio::test]
async fn a_rare_kind_is_found_at_once_however_far_back() {
    for site in backends().await {
        let rare = site.event("token.issue");
        record(&site, vec![rare.clone()]).await;
        for _ in 0..300 {
            site.clock.advance(Duration::seconds(30));
            record(&site, vec![site.event("user.update")]).await;
        }
        seal(&site, 1_000).await.unwrap();
        let read = site.store.read(&site.tenant);
        let query = Query {
            operation: Some("token.".to_owned()),
            look_at: 10,
            ..Query::default()
        };
        let page = read.audit().list(&query).await.unwrap();
        assert_eq!(page.events.len(), 1);
        assert_eq!((page.events[0].id, page.stopped), (rare.id, None));
        let nothing = Query {
            operation: Some("schema.".to_owned()),
            ..query.clone()
        };
        let page = read.audit().list(&nothing).await.unwrap();
        assert_eq!((page.events.len(), page.stopped), (0, None));
        let text = Query {
            search: vec!["nowhere".to_owned()],
            operation: None,
            ..query
        };
        let page = read.audit().list(&text).await.unwrap();
        assert!(page.events.is_empty() && page.stopped.is_some());
    }
}

#[tokio::test]
async fn what_is_deleted_is_no_longer_counted() {
    for site in backends().await {
        let log = varied(&site).await;
        let last = log.iter().filter_map(|event| event.seq).max().unwrap();
        let first = last / 3;
        uncount(&site, 1, first).await;
        let query = Query {
            reads: true,
            from: log.first().map(|event| event.time),
            to: Some(site.now() + Duration::seconds(1)),
            look_at: 1,
            ..Query::default()
        };
        let read = site.store.read(&site.tenant);
        // What is left of the range outside of whole minutes is counted in the log itself.
        let begin = log.iter().filter(|event| event.seq > Some(first));
        let query = Query {
            from: begin.map(|event| event.time).min(),
            ..query
        };
        let kept = found(&log, &query, &site).await.len();
        let chart = read.audit().buckets(&query, 5).await.unwrap();
        assert_eq!(chart.total(), kept as u64);
        uncount(&site, first + 1, last).await;
        assert_eq!(rows(&site).await, 0, "nothing is kept of what is not there");
    }
}

async fn uncount(site: &Site, first: i64, last: i64) {
    let done = site.write(move |tx| Box::pin(async move { tx.audit().uncount(first, last).await }));
    done.await.unwrap();
}

async fn rows(site: &Site) -> i64 {
    let count = Statement::select()
        .expr(Expr::col("width").count())
        .from("audit_count")
        .take();
    let row = site.store.schema_connection().query_one(&count).await;
    row.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// The step counts what was sealed before it as sealing does.
#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test that goes back behind a step undoes it by text"
)]
async fn what_was_sealed_before_counts_were_kept_is_counted() {
    for site in backends().await {
        let log = varied(&site).await;
        let before = rows(&site).await;
        let connection = site.store.schema_connection();
        for statement in [
            "DROP TABLE audit_count",
            "DELETE FROM seaql_migrations WHERE version LIKE '%_count_events'",
        ] {
            connection.execute_unprepared(statement).await.unwrap();
        }
        migration::up(connection).await.unwrap();
        assert_eq!(rows(&site).await, before);
        for query in counted() {
            agrees(&site, &log, &query).await;
        }
    }
}
