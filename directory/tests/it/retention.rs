//! For how long the log is kept: what goes, what stays, and that it still verifies.

use std::io::Cursor;
use std::pin::pin;

use chrono::TimeDelta;
use directory::audit::evidence::Span;
use directory::audit::retention::RetentionChange;
use directory::audit::verify::{self, KeptHead};
use directory::audit::{Event, Format, Query};
use directory::{Caller, Error, ListQuery, Moment, Precondition, Scope, Selection};
use futures::TryStreamExt;
use serde_json::json;

use crate::harness::House;

async fn all(house: &House, caller: &Caller) -> Vec<Event> {
    let query = Query {
        reads: true,
        limit: 1_000,
        ..Query::default()
    };
    let audit = house.directory.audit();
    let page = audit.list(caller, &query).await.unwrap();
    let mut events = Vec::new();
    for event in page.events.iter().rev() {
        let id = event.id.to_string();
        events.push(audit.event(caller, &id).await.unwrap());
    }
    events
}

async fn keep(house: &House, change: RetentionChange) {
    let operator = house.operator("acme").await;
    house
        .directory
        .audit()
        .keep_for(&operator, change)
        .await
        .unwrap();
}

async fn verified(house: &House, caller: &Caller, head: Option<&KeptHead>) -> Result<i64, String> {
    let outcome = house.directory.audit().verify(caller, head).await.unwrap();
    outcome
        .map(|log| log.last_seq)
        .map_err(|broken| broken.to_string())
}

async fn export(house: &House, caller: &Caller) -> String {
    let query = Query {
        reads: true,
        ..Query::default()
    };
    let stream = house
        .directory
        .audit()
        .export(caller, &query, Format::Ndjson, None)
        .await
        .unwrap();
    pin!(stream).try_collect::<String>().await.unwrap()
}

fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

#[tokio::test]
async fn events_older_than_they_are_kept_go_and_the_rest_verifies() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    house.user(&writer, "ada").await;
    let operator = house.operator("acme").await;
    let before = export(&house, &operator).await;
    house.clock.advance(days(399));
    house.user(&writer, "grace").await;
    house.directory.audit().purge().await.unwrap();
    assert_eq!(all(&house, &operator).await[0].operation, "tenant.create");

    house.clock.advance(days(2));
    house.directory.audit().purge().await.unwrap();
    let left = all(&house, &operator).await;
    assert_eq!(left[0].resource_label.as_deref(), Some("grace"));
    let told = &left.last().unwrap();
    assert_eq!(
        (told.operation.as_str(), told.channel.as_str()),
        ("audit.purge", "job")
    );
    assert!(
        told.detail
            .as_ref()
            .unwrap()
            .contains("older than 400 days"),
        "{told:?}"
    );

    assert!(verified(&house, &operator, None).await.is_ok());
    // An export of before still verifies, and so does one of what is left.
    assert!(verify::file(Cursor::new(&before)).is_ok());
    let after = export(&house, &operator).await;
    assert!(verify::file(Cursor::new(&after)).is_ok(), "{after}");
    let head = KeptHead::parse(&after).unwrap();
    assert!(verified(&house, &operator, Some(&head)).await.is_ok());
    // A head of what is gone says nothing any more, and is not taken for a proof.
    let purged = house.directory.audit().retention(&operator).await.unwrap();
    let purged = purged.purged.unwrap();
    let kept = async |seq: i64, hash: &str| {
        let head = KeptHead::parse(&json!({"seq": seq, "hash": hash}).to_string()).unwrap();
        verified(&house, &operator, Some(&head)).await
    };
    assert!(kept(purged.seq, &purged.hash).await.is_ok());
    let other = kept(purged.seq, "deadbeef").await.unwrap_err();
    assert!(
        other.contains("not the event that the kept head names"),
        "{other}"
    );
    let older = kept(1, "deadbeef").await.unwrap_err();
    assert!(older.contains("cannot be compared"), "{older}");
}

#[tokio::test]
async fn an_instant_by_the_number_of_an_event_that_is_gone_is_refused() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    // Nobody of them ever changes, so that all their versions are kept.
    for name in ["ada", "bob", "cy"] {
        house.user(&writer, name).await;
    }
    house.clock.advance(days(401));
    let staff = house.group(&writer, "staff", &[]).await;
    house.directory.audit().purge().await.unwrap();
    let operator = house.operator("acme").await;
    let retention = house.directory.audit().retention(&operator).await.unwrap();
    let first = retention.purged.unwrap().seq;
    let secret = house.token("acme", "auditor", Scope::AuditRead).await;
    let auditor = house.enter(Some("acme"), &secret).await.unwrap();
    let users = async |seq: i64| {
        let query = ListQuery {
            selection: Selection {
                at: Some(Moment::Seq(seq)),
                ..Selection::default()
            },
            ..ListQuery::default()
        };
        let answer = house.directory.users().search(&auditor, &query).await?;
        Ok::<_, Error>(answer.body.unwrap().into_value()["totalResults"].clone())
    };
    assert_eq!(users(first).await.unwrap(), 3);
    for gone in [0, 1, first - 1] {
        let refused = users(gone).await.unwrap_err();
        assert!(
            refused.to_string().contains("no longer kept"),
            "{gone} {refused}"
        );
    }
    assert!(!staff.is_empty());
}

#[tokio::test]
async fn a_pack_of_a_time_that_is_no_longer_known_is_refused() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let ada = house.user(&writer, "ada").await;
    let end = house.directory.now() + days(1);
    house.clock.advance(days(2));
    let renamed = json!([{"op": "replace", "path": "displayName", "value": "Ada L."}]);
    house.patch_user(&writer, &ada, renamed).await.unwrap();
    house.clock.advance(days(500));
    let operator = house.operator("acme").await;
    let span = || Span::new(None, Some(end), house.directory.now()).unwrap();
    let pack = async || {
        let made = house.directory.audit().evidence(&operator, span()).await;
        made.map(|_| ())
    };
    pack().await.unwrap();
    house.directory.audit().purge().await.unwrap();
    let refused = pack().await.unwrap_err();
    assert!(refused.to_string().contains("no longer kept"), "{refused}");
}

#[tokio::test]
async fn letting_go_twice_leaves_nothing_to_tell() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    house.user(&writer, "ada").await;
    let operator = house.operator("acme").await;
    house
        .directory
        .audit()
        .verify(&operator, None)
        .await
        .unwrap()
        .unwrap();
    for _ in 0..4 {
        house.clock.advance(days(401));
        house.directory.audit().purge().await.unwrap();
        house
            .directory
            .audit()
            .verify(&operator, None)
            .await
            .unwrap()
            .unwrap();
    }
    let left = all(&house, &operator).await;
    let operations: Vec<&str> = left.iter().map(|event| event.operation.as_str()).collect();
    assert_eq!(operations, ["audit.purge", "audit.purge"]);
}

#[tokio::test]
async fn bodies_go_before_their_events() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let ada = house.user(&writer, "ada").await;
    let operator = house.operator("acme").await;
    export(&house, &operator).await;
    house.clock.advance(days(31));
    house.user(&writer, "grace").await;
    house.directory.audit().purge().await.unwrap();

    let events = all(&house, &operator).await;
    let of = |id: &str| {
        events
            .iter()
            .find(|event| event.resource_id.as_deref() == Some(id))
    };
    let created = of(&ada).unwrap();
    assert_eq!(
        (&created.request_body, &created.response_body),
        (&None, &None)
    );
    assert_eq!(created.resource_label.as_deref(), Some("ada"));
    assert_ne!(created.changes, json!([]));
    let erased: Vec<&str> = created.erased().collect();
    assert_eq!(erased, ["response_body"]);
    let grace = events
        .iter()
        .find(|event| event.resource_label.as_deref() == Some("grace"));
    assert!(grace.unwrap().response_body.is_some());
    // Of an export the body is all that tells what left the house.
    let exported = events
        .iter()
        .find(|event| event.operation == "audit.export")
        .unwrap();
    assert!(exported.response_body.is_some());
    assert!(verified(&house, &operator, None).await.is_ok());
    let purges = |events: &[Event]| {
        events
            .iter()
            .filter(|event| event.operation == "audit.purge")
            .count()
    };
    assert_eq!(purges(&events), 1);
    house.directory.audit().purge().await.unwrap();
    assert_eq!(purges(&all(&house, &operator).await), 1);
}

#[tokio::test]
async fn what_users_and_groups_were_is_known_for_as_long_as_events() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let (ada, gone) = (
        house.user(&writer, "ada").await,
        house.user(&writer, "gone").await,
    );
    let staff = house.group(&writer, "staff", &[&ada, &gone]).await;
    let past = house.directory.now();
    house.clock.advance(days(1));
    house
        .directory
        .users()
        .delete(&writer, &gone, Precondition::default())
        .await
        .unwrap();
    let renamed = json!([{"op": "replace", "path": "displayName", "value": "Ada L."}]);
    house.patch_user(&writer, &ada, renamed).await.unwrap();
    house.clock.advance(days(200));
    let late = json!([{"op": "remove", "path": format!("members[value eq \"{ada}\"]")}]);
    house.patch_group(&writer, &staff, late).await.unwrap();
    house.clock.advance(days(300));

    let secret = house.token("acme", "auditor", Scope::AuditRead).await;
    let auditor = house.enter(Some("acme"), &secret).await.unwrap();
    let at = async |instant: Moment, id: &str| {
        let selection = Selection {
            at: Some(instant),
            ..Selection::default()
        };
        let groups = house.directory.groups();
        let answer = groups
            .get(&auditor, id, &selection, &Precondition::default())
            .await?;
        Ok::<_, Error>(
            answer.body.unwrap().into_value()["members"]
                .as_array()
                .map_or(0, Vec::len),
        )
    };
    assert_eq!(at(Moment::Time(past), &staff).await.unwrap(), 2);
    house.directory.audit().purge().await.unwrap();

    // Before, nobody knows; since then, everything as it was.
    let refused = at(Moment::Time(past), &staff).await.unwrap_err();
    assert!(refused.to_string().contains("no longer kept"), "{refused}");
    assert!(at(Moment::Seq(1), &staff).await.is_err());
    let since = house.directory.now() - days(400);
    assert_eq!(at(Moment::Time(since), &staff).await.unwrap(), 1);
    assert_eq!(
        at(Moment::Time(house.directory.now() - days(299)), &staff)
            .await
            .unwrap(),
        0
    );
    let operator = house.operator("acme").await;
    // What ada is called since before is not said to be so since the oldest version that is left.
    let origins = house
        .directory
        .view()
        .origins(&operator, &ada)
        .await
        .unwrap();
    assert_eq!(origins.into_keys().collect::<Vec<_>>(), [""; 0]);
    let rebuilt = house.directory.audit().rebuild(&operator).await.unwrap();
    assert_eq!(
        (rebuilt.differences, rebuilt.users, rebuilt.groups),
        (Vec::new(), 1, 1)
    );
}

#[tokio::test]
async fn nothing_goes_under_a_legal_hold() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let ada = house.user(&writer, "ada").await;
    let hold = |hold| RetentionChange {
        legal_hold: Some(hold),
        ..RetentionChange::default()
    };
    keep(&house, hold(true)).await;
    let operator = house.operator("acme").await;
    let before = all(&house, &operator).await;
    house.clock.advance(days(1_000));
    house.directory.audit().purge().await.unwrap();
    assert_eq!(all(&house, &operator).await, before);
    let erased = house.directory.audit().erase(&operator, &ada).await;
    assert!(matches!(erased, Err(Error::Invalid(_))), "{erased:?}");

    keep(&house, hold(false)).await;
    house.directory.audit().purge().await.unwrap();
    assert!(all(&house, &operator).await.len() < before.len());
    house
        .directory
        .audit()
        .erase(&operator, &ada)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_log_outlives_its_tenant_for_as_long_as_it_is_kept() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    house.user(&writer, "ada").await;
    keep(
        &house,
        RetentionChange {
            event_days: Some(100),
            ..RetentionChange::default()
        },
    )
    .await;
    house.directory.tenants().delete("acme").await.unwrap();
    let [deleted] = &house.directory.tenants().deleted().await.unwrap()[..] else {
        panic!("one tenant is gone");
    };
    assert_eq!(
        (deleted.slug.as_str(), deleted.retention.event_days),
        ("acme", 100)
    );

    let log = house.directory.log_caller("acme").await.unwrap();
    assert!(export(&house, &log).await.contains("tenant.delete"));
    assert!(verified(&house, &log, None).await.is_ok());
    // A new tenant of that name has a log of its own; the old one has an id.
    house
        .directory
        .tenants()
        .create("acme", "Acme again")
        .await
        .unwrap();
    let operator = house.operator("acme").await;
    assert_eq!(all(&house, &operator).await.len(), 1);
    let log = house.directory.log_caller(&deleted.id).await.unwrap();
    assert!(export(&house, &log).await.contains("ada"));

    house.clock.advance(days(101));
    house.directory.audit().purge().await.unwrap();
    assert!(
        house
            .directory
            .tenants()
            .deleted()
            .await
            .unwrap()
            .is_empty()
    );
    let gone = house.directory.log_caller(&deleted.id).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    assert_eq!(all(&house, &log).await, Vec::new());
}

#[tokio::test]
async fn terms_that_make_no_sense_are_refused_at_their_field() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let check = async |event_days: i64, body_days: i64, field: Option<&str>| {
        let change = RetentionChange {
            event_days: Some(event_days),
            body_days: Some(body_days),
            ..RetentionChange::default()
        };
        let refused = match house.directory.audit().keep_for(&operator, change).await {
            Ok(_) => None,
            Err(Error::Invalid(fields)) => Some(fields[0].field),
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(refused, field, "{event_days} {body_days}");
    };
    check(90, 90, None).await;
    check(36_500, 1, None).await;
    check(89, 1, Some("event_days")).await;
    check(36_501, 1, Some("event_days")).await;
    check(i64::MAX, 1, Some("event_days")).await;
    check(90, 91, Some("body_days")).await;
    check(90, 0, Some("body_days")).await;
    check(i64::MIN, 1, Some("event_days")).await;
}
