//! What is older than it is kept goes, and what may be erased can be.

use chrono::Duration;
use serde_json::{Value, json};
use store::audit::{Event, Field, NewEvent, Purged, Retention};
use store::versions::Moment;
use store::{Error, EventId, Kind};

use crate::audit::{record, seal};
use crate::harness::{Site, backends};
use crate::versions::{belongs, delete, members, name, rename, tick};

async fn by_seq(site: &Site) -> Vec<Event> {
    let read = site.store.read(&site.tenant);
    read.audit().sealed(0, i64::MAX, 1_000).await.unwrap()
}

/// An event of SCIM with bodies and a name.
fn with_bodies(site: &Site) -> NewEvent {
    NewEvent {
        channel: "scim".to_owned(),
        resource_label: Some("Ada Lovelace".to_owned()),
        request_body: Some(json!({"userName": "ada"})),
        response_body: Some(json!({"id": "1"})),
        ..site.event("user.create")
    }
}

fn has_salt(event: &Event, field: Field) -> bool {
    let digests = event.digests.as_ref().unwrap();
    digests[field.as_str()].get("salt").is_some()
}

async fn erase(site: &Site, id: EventId, fields: &'static [Field]) -> Result<bool, Error> {
    let event = site.event("audit.erase");
    let erased = site.write(move |tx| {
        let event = event.clone();
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            tx.audit().erase(id, fields).await
        })
    });
    erased.await
}

#[tokio::test]
async fn an_erased_field_is_gone_with_its_salt_and_what_it_was_found_by() {
    for site in backends().await {
        let event = with_bodies(&site);
        record(&site, vec![event.clone()]).await;
        assert!(
            !erase(&site, event.id, &[Field::Detail]).await.unwrap(),
            "it has no digests yet"
        );
        seal(&site, 10).await.unwrap();
        assert!(
            erase(&site, event.id, &[Field::ResourceLabel, Field::Changes])
                .await
                .unwrap()
        );
        let read = site.store.read(&site.tenant);
        let erased = read.audit().get(event.id).await.unwrap().unwrap();
        assert_eq!(
            (erased.resource_label.clone(), &erased.changes),
            (None, &json!([]))
        );
        assert_eq!(erased.request_body, event.request_body);
        let mut fields: Vec<&str> = erased.erased().collect();
        fields.sort_unstable();
        assert_eq!(fields, ["changes", "resource.label"]);
        assert!(has_salt(&erased, Field::RequestBody));
        let search = store::audit::Query {
            search: vec!["lovelace".to_owned()],
            ..Default::default()
        };
        assert_eq!(read.audit().list(&search).await.unwrap().events, Vec::new());
        // Another tenant's transaction does not reach it.
        let (globex, id) = (site.another_tenant("globex").await, event.id);
        let foreign = site.write_to(&globex, move |tx| {
            Box::pin(async move { tx.audit().erase(id, &[Field::RequestBody]).await })
        });
        assert!(!foreign.await.unwrap());
    }
}

#[tokio::test]
async fn bodies_go_and_leave_their_digests() {
    for site in backends().await {
        let first = with_bodies(&site);
        let console = NewEvent {
            channel: "console".to_owned(),
            ..with_bodies(&site)
        };
        record(&site, vec![first, console]).await;
        seal(&site, 10).await.unwrap();
        let event = site.event("audit.purge");
        let purged = site.write(move |tx| {
            let event = event.clone();
            Box::pin(async move {
                tx.audit().insert(&event).await?;
                let old = tx.audit().with_bodies(0, 2).await?;
                tx.audit().erase_bodies(&old).await?;
                Ok(old.iter().map(|old| old.seq).collect::<Vec<_>>())
            })
        });
        assert_eq!(purged.await.unwrap(), [1]);
        let events = by_seq(&site).await;
        assert_eq!(
            (&events[0].request_body, &events[0].response_body),
            (&None, &None)
        );
        assert!(
            !has_salt(&events[0], Field::RequestBody) && !has_salt(&events[0], Field::ResponseBody)
        );
        assert!(has_salt(&events[0], Field::ResourceLabel));
        assert!(events[1].request_body.is_some() && has_salt(&events[1], Field::RequestBody));
    }
}

#[tokio::test]
async fn the_oldest_events_go_and_where_the_chain_begins_is_kept() {
    for site in backends().await {
        for _ in 0..3 {
            record(&site, vec![site.event("user.create")]).await;
            site.clock.advance(Duration::days(1));
        }
        seal(&site, 10).await.unwrap();
        let read = site.store.read(&site.tenant);
        assert_eq!(read.audit().retention().await.unwrap(), Retention::DEFAULT);
        let before = site.now() - Duration::days(2);
        let older = async |after| {
            let old = read.audit().older_than(before, after, 10).await.unwrap();
            old.iter().map(|old| old.seq).collect::<Vec<_>>()
        };
        assert_eq!((older(0).await, older(1).await), (vec![1], vec![]));
        let kept = Retention {
            event_days: 90,
            legal_hold: true,
            purged: Some(Purged {
                seq: 2,
                hash: "hash".to_owned(),
                signature: "signature".to_owned(),
            }),
            kept_since: Some(before),
            ..Retention::DEFAULT
        };
        let (event, keep) = (site.event("audit.purge"), kept.clone());
        let gone = site.write(move |tx| {
            let (event, keep) = (event.clone(), keep.clone());
            Box::pin(async move {
                assert_eq!(tx.audit().retention_for_update().await?, Retention::DEFAULT);
                tx.audit().insert(&event).await?;
                tx.audit().keep_retention(&keep).await?;
                tx.audit().purge(2).await
            })
        });
        assert_eq!(gone.await.unwrap(), 2);
        assert_eq!(
            by_seq(&site)
                .await
                .iter()
                .map(|event| event.seq)
                .collect::<Vec<_>>(),
            [Some(3)]
        );
        assert_eq!(read.audit().retention().await.unwrap(), kept);
        let globex = site.another_tenant("globex").await;
        let other = site.store.read(&globex);
        assert_eq!(other.audit().retention().await.unwrap(), Retention::DEFAULT);
    }
}

#[tokio::test]
async fn versions_that_nobody_asks_for_go_with_the_memberships_that_ended() {
    for site in backends().await {
        let (ann, bob, gone) = (
            site.add_user("ann").await,
            site.add_user("bob").await,
            site.add_user("gone").await,
        );
        let staff = site.add_group("staff").await;
        belongs(&site, staff, ann, true).await;
        belongs(&site, staff, bob, true).await;
        rename(&site, ann, "Ann").await;
        tick(&site);
        belongs(&site, staff, bob, false).await;
        delete(&site, gone).await;
        tick(&site);
        let since = tick(&site);
        rename(&site, ann, "Anna").await;
        belongs(&site, staff, ann, false).await;
        let now = tick(&site);
        let Moment::Time(before) = since else {
            unreachable!()
        };
        let event = site.event("audit.purge");
        let purged = site.write(move |tx| {
            let event = event.clone();
            Box::pin(async move {
                tx.audit().insert(&event).await?;
                let part = tx.versions().outdated(before, None, 100).await?;
                for outdated in &part.outdated {
                    tx.versions().purge(outdated).await?;
                }
                Ok(part
                    .outdated
                    .iter()
                    .map(|outdated| outdated.count)
                    .sum::<u64>())
            })
        });
        // Of ann one, of staff three, of the one who is gone both.
        assert_eq!(purged.await.unwrap(), 1 + 3 + 2);
        assert_eq!(name(&site, ann, since).await.as_deref(), Some("Ann"));
        assert_eq!(members(&site, staff, since).await, ["Ann"]);
        assert_eq!(members(&site, staff, now).await, [""; 0]);
        assert_eq!(name(&site, gone, since).await, None);
        let read = site.store.read(&site.tenant);
        assert_eq!(read.versions().count(Kind::User, since).await.unwrap(), 2);
        let part = read.versions().outdated(before, None, 100).await.unwrap();
        assert_eq!(part.outdated, Vec::new());
        assert!(part.last.is_some());
        assert_eq!(
            read.versions()
                .outdated(before, part.last, 100)
                .await
                .unwrap()
                .last,
            None
        );
    }
}

#[tokio::test]
async fn a_log_without_tenant_is_found_by_what_its_slug_was() {
    for site in backends().await {
        record(&site, vec![site.event("tenant.delete")]).await;
        seal(&site, 10).await.unwrap();
        let (tenant, now) = (site.tenant.clone(), site.now());
        let deleted = site.write_system(move |tx| {
            let tenant = tenant.clone();
            Box::pin(async move {
                let gone = Retention {
                    tenant_deleted_at: Some(now),
                    ..Retention::DEFAULT
                };
                tx.tenant(&tenant).audit().keep_retention(&gone).await?;
                tx.delete_tenant(&tenant).await
            })
        });
        assert!(deleted.await.unwrap());
        let deleted = site.store.system().deleted_tenants().await.unwrap();
        assert_eq!(
            (deleted.len(), deleted[0].id(), deleted[0].slug()),
            (1, site.tenant.id(), site.tenant.slug())
        );
        let ended = site.write_to(&deleted[0], |tx| {
            Box::pin(async move { tx.audit().end_log().await })
        });
        ended.await.unwrap();
        assert_eq!(by_seq(&site).await, Vec::new());
        assert_eq!(
            site.store.system().deleted_tenants().await.unwrap(),
            Vec::new()
        );
        let head = site.store.read(&site.tenant).audit().head().await.unwrap();
        assert_eq!(head, None);
    }
}

#[test]
fn what_may_be_erased_is_named_as_in_an_export() {
    let names: Vec<Value> = Field::ALL
        .iter()
        .map(|field| field.as_str().into())
        .collect();
    assert_eq!(
        json!(names),
        json!([
            "actor.label",
            "ip",
            "user_agent",
            "path",
            "resource.external_id",
            "resource.label",
            "detail",
            "changes",
            "request_body",
            "response_body"
        ])
    );
}
