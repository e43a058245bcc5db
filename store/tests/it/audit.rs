//! The log: what is kept, how it is found, how it is sealed.

use chrono::Duration;
use futures::future::join_all;
use serde_json::json;
use store::audit::{Event, Field, Head, NewEvent, Query, Seal};
use store::{Error, EventId};

use crate::harness::{Site, backends};

#[tokio::test]
async fn an_event_reads_back_as_it_was_recorded() {
    for site in backends().await {
        let mut event = site.event("user.create");
        event.detail = Some("NUL \0 is written as a mark".to_owned());
        event.request_body = Some(json!({"zeta": "\u{0}", "alpha": [1, {"z": 1, "a": 2}]}));
        record(&site, vec![event.clone()]).await;
        let found = site
            .store
            .read(&site.tenant)
            .audit()
            .get(event.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            found.detail.as_deref(),
            Some("NUL \u{fffd} is written as a mark")
        );
        assert_eq!(
            found.request_body.unwrap().to_string(),
            event.request_body.unwrap().to_string(),
            "the order of the names is kept"
        );
        assert_eq!((found.seq, found.hash), (None, None));
        assert_eq!(found.time, event.time);
        assert_eq!(found.tolerances, event.tolerances);
        assert_eq!(found.changes, event.changes);
    }
}

#[tokio::test]
async fn lists_show_the_newest_first_and_page_by_event() {
    for site in backends().await {
        let ids = five(&site).await;
        let page = |before, after| Query {
            before,
            after,
            limit: 2,
            ..Query::default()
        };
        assert_eq!(listed(&site, &page(None, None)).await, [ids[4], ids[3]]);
        assert_eq!(
            listed(&site, &page(Some(ids[3]), None)).await,
            [ids[2], ids[1]]
        );
        assert_eq!(
            listed(&site, &page(None, Some(ids[1]))).await,
            [ids[3], ids[2]]
        );
        let read = site.store.read(&site.tenant);
        let around = read
            .audit()
            .neighbours(&Query::default(), ids[2])
            .await
            .unwrap();
        assert_eq!(around, (Some(ids[1]), Some(ids[3])));
        assert_eq!(read.audit().oldest().await.unwrap().unwrap().id, ids[0]);
    }
}

#[tokio::test]
async fn every_part_of_a_query_narrows_it() {
    for site in backends().await {
        let plain = site.event("user.create");
        site.clock.advance(Duration::hours(3));
        let special = special(&site);
        let read = NewEvent {
            is_read: true,
            ..site.event("user.read")
        };
        record(&site, vec![plain.clone(), special.clone(), read.clone()]).await;
        let all = Query {
            reads: true,
            ..Query::default()
        };
        assert_eq!(listed(&site, &all).await, [read.id, special.id, plain.id]);
        assert_eq!(
            listed(&site, &Query::default()).await,
            [special.id, plain.id]
        );
        for query in only(&special) {
            assert_eq!(listed(&site, &query).await, [special.id], "{query:?}");
            // Ruled out it leaves the other one, whether that has another value or none.
            let except = Query {
                except: vec![Query {
                    reads: true,
                    ..query
                }],
                ..Query::default()
            };
            assert_eq!(listed(&site, &except).await, [plain.id], "{except:?}");
        }
        let until = Query {
            to: Some(special.time),
            ..Query::default()
        };
        assert_eq!(listed(&site, &until).await, [plain.id]);
        let kind = Query {
            operation: Some("user.".to_owned()),
            ..Query::default()
        };
        assert_eq!(listed(&site, &kind).await, [special.id, plain.id]);
    }
}

/// An event that differs from the others in everything one can ask for.
fn special(site: &Site) -> NewEvent {
    let text = |text: &str| Some(text.to_owned());
    NewEvent {
        operation: "user.update".to_owned(),
        actor_label: text("Ann"),
        token_prefix: text("rc_scim_xyz"),
        resource_type: text("Group"),
        resource_id: text("7"),
        resource_label: text("The 100% Team"),
        outcome: "denied".to_owned(),
        status: Some(403),
        channel: "console".to_owned(),
        ip: text("198.51.100.1"),
        request_id: "one".to_owned(),
        ..site.event("x")
    }
}

/// Queries that the special event alone answers.
fn only(special: &NewEvent) -> Vec<Query> {
    let text = |text: &str| Some(text.to_owned());
    let outcomes = vec!["denied".to_owned(), "held".to_owned()];
    vec![
        Query {
            search: vec!["100% TEAM".to_owned(), "ann".to_owned()],
            ..Query::default()
        },
        Query {
            from: Some(special.time),
            ..Query::default()
        },
        Query {
            actor: text("Ann"),
            ..Query::default()
        },
        Query {
            token_prefix: text("rc_scim_xyz"),
            ..Query::default()
        },
        Query {
            operation: text("user.update"),
            ..Query::default()
        },
        Query {
            resource_type: text("Group"),
            ..Query::default()
        },
        Query {
            resource_id: text("7"),
            ..Query::default()
        },
        Query {
            outcomes,
            ..Query::default()
        },
        Query {
            status_class: Some(4),
            ..Query::default()
        },
        Query {
            channel: text("console"),
            ..Query::default()
        },
        Query {
            ip: text("198.51.100.1"),
            ..Query::default()
        },
        Query {
            request_id: text("one"),
            ..Query::default()
        },
    ]
}

#[tokio::test]
async fn buckets_count_by_outcome_and_time() {
    for site in backends().await {
        let from = site.now();
        for (minute, outcome) in [
            (0, "success"),
            (1, "denied"),
            (1, "server_error"),
            (9, "held"),
        ] {
            let time = from + Duration::minutes(minute);
            let outcome = outcome.to_owned();
            record(
                &site,
                vec![NewEvent {
                    time,
                    outcome,
                    ..site.event("user.create")
                }],
            )
            .await;
        }
        let to = from + Duration::minutes(10);
        let query = Query {
            from: Some(from),
            to: Some(to),
            ..Query::default()
        };
        let read = site.store.read(&site.tenant);
        let buckets = read.audit().buckets(&query, 10).await.unwrap();
        assert_eq!((buckets.buckets.len(), buckets.total()), (10, 4));
        let (first, second) = (&buckets.buckets[0], &buckets.buckets[1]);
        assert_eq!(
            (first.success, first.client_error, first.server_error),
            (1, 0, 0)
        );
        assert_eq!(
            (second.success, second.client_error, second.server_error),
            (0, 1, 1)
        );
        assert_eq!(buckets.buckets[9].success, 1);
        let open = read.audit().buckets(&Query::default(), 3).await.unwrap();
        assert_eq!(
            open.total(),
            4,
            "without bounds, from the oldest to the newest"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sealing_is_gapless_however_many_seal_at_once() {
    for site in backends().await {
        for _ in 0..50 {
            record(&site, vec![site.event("user.create"); 1]).await;
        }
        let sealers = (0..8).map(|_| seal(&site, 20));
        let sealed: usize = join_all(sealers)
            .await
            .into_iter()
            .map(Result::unwrap)
            .sum();
        assert_eq!(sealed, 50);
        let read = site.store.read(&site.tenant);
        let events = read.audit().sealed(0, i64::MAX, 1_000).await.unwrap();
        let numbers: Vec<_> = events.iter().filter_map(|event| event.seq).collect();
        assert_eq!(numbers, (1..=50).collect::<Vec<_>>());
        for pair in events.windows(2) {
            assert_eq!(pair[1].prev_hash, pair[0].hash);
        }
        let head = read.audit().head().await.unwrap().unwrap();
        assert_eq!((head.seq, Some(&head.hash)), (50, events[49].hash.as_ref()));
        let digests = events[7].digests.as_ref().unwrap();
        assert_eq!(
            (&digests["z"]["salt"], &digests["a"]["salt"]),
            (&json!("s"), &json!(8))
        );
        assert_eq!(read.audit().span(None, None).await.unwrap(), Some((1, 50)));
        let before = read.audit().span(None, Some(site.now())).await.unwrap();
        assert_eq!(before, None);
        assert!(
            site.store
                .system()
                .unsealed_tenants()
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_tenant_is_named_for_sealing_while_it_has_something_to_seal() {
    for site in backends().await {
        assert!(
            site.store
                .system()
                .unsealed_tenants()
                .await
                .unwrap()
                .is_empty()
        );
        record(&site, vec![site.event("user.create")]).await;
        let waiting = site.store.system().unsealed_tenants().await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0], site.tenant);
        assert_eq!(seal(&site, 10).await.unwrap(), 1);
        assert_eq!(seal(&site, 10).await.unwrap(), 0);
        assert!(
            site.store
                .system()
                .unsealed_tenants()
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_large_buffer_of_events_is_written_whole() {
    for site in backends().await {
        let events: Vec<_> = (0..2_500).map(|_| site.event("user.read")).collect();
        record(&site, events).await;
        let query = Query {
            limit: 10_000,
            ..Query::default()
        };
        assert_eq!(listed(&site, &query).await.len(), 2_500);
    }
}

pub(crate) async fn record(site: &Site, events: Vec<NewEvent>) {
    let written = site.write(move |tx| {
        let events = events.clone();
        Box::pin(async move { tx.audit().insert_many(&events).await })
    });
    written.await.unwrap();
}

/// Five events, oldest first.
async fn five(site: &Site) -> Vec<EventId> {
    let mut ids = Vec::new();
    for _ in 0..5 {
        site.clock.advance(Duration::milliseconds(7));
        let event = site.event("user.create");
        ids.push(event.id);
        record(site, vec![event]).await;
    }
    ids
}

async fn listed(site: &Site, query: &Query) -> Vec<EventId> {
    let read = site.store.read(&site.tenant);
    let found = read.audit().list(query).await.unwrap();
    found.events.into_iter().map(|event| event.id).collect()
}

/// Seals what there is, in batches; answers how many events this one sealed.
pub(crate) async fn seal(site: &Site, batch: u64) -> Result<usize, Error> {
    let now = site.now();
    let mut sealed = 0;
    loop {
        let done = site
            .write(move |tx| {
                Box::pin(async move {
                    let head = tx.audit().chain_for_update().await?;
                    let events = tx.audit().unsealed(batch).await?;
                    let (seals, head) = chained(head, &events, now);
                    if !seals.is_empty() {
                        tx.audit().seal(&seals, &head).await?;
                    }
                    Ok(seals.len())
                })
            })
            .await?;
        if done == 0 {
            return Ok(sealed);
        }
        sealed += done;
    }
}

fn chained(
    head: Option<Head>,
    events: &[Event],
    now: chrono::DateTime<chrono::Utc>,
) -> (Vec<Seal>, Head) {
    let start = Head {
        seq: 0,
        hash: "genesis".to_owned(),
        updated_at: now,
        signed_seq: None,
        signature: None,
    };
    let mut head = head.unwrap_or(start);
    let mut seals = Vec::new();
    for event in events {
        let (seq, prev_hash) = (head.seq + 1, head.hash.clone());
        let hash = format!("{prev_hash}<{}", event.id)
            .chars()
            .rev()
            .take(40)
            .collect::<String>();
        let mut digests = json!({"z": {"salt": "s"}, "a": {"salt": seq}});
        for field in Field::ALL {
            digests[field.as_str()] = json!({"salt": "s", "digest": "d"});
        }
        seals.push(Seal {
            id: event.id,
            seq,
            prev_hash,
            hash: hash.clone(),
            digests,
        });
        head.seq = seq;
        head.hash = hash;
    }
    (seals, head)
}
