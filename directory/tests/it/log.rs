//! The audit log: sealed, exported, verified.

use std::io::Cursor;

use directory::audit::verify::{self, KeptHead};
use directory::audit::{Format, Query, Shape};
use directory::{Caller, Selection};
use futures::TryStreamExt;
use serde_json::{Value, json};

use crate::harness::House;

async fn export(house: &House, caller: &Caller, format: Format) -> String {
    let everything = Query {
        reads: true,
        ..Query::default()
    };
    export_of(house, caller, &everything, format).await
}

async fn export_of(house: &House, caller: &Caller, query: &Query, format: Format) -> String {
    let audit = house.directory.audit();
    let stream = audit.export(caller, query, format, None).await.unwrap();
    stream.try_collect::<String>().await.unwrap()
}

async fn some_history(house: &House) -> Caller {
    let writer = house.writer("acme").await;
    let ada = house.user(&writer, "ada").await;
    house.group(&writer, "Staff", &[&ada]).await;
    let off = json!([{"op": "replace", "path": "active", "value": false}]);
    house.patch_user(&writer, &ada, off).await.unwrap();
    house.operator("acme").await
}

#[tokio::test]
async fn an_export_verifies_offline_and_holds_every_event_in_order() {
    let house = House::open().await;
    let operator = some_history(&house).await;
    let text = export(&house, &operator, Format::Ndjson).await;
    let verified = verify::file(Cursor::new(&text)).unwrap();
    let events: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let seqs: Vec<i64> = events
        .iter()
        .filter_map(|event| event["seq"].as_i64())
        .collect();
    assert!(seqs.iter().copied().eq((1..).take(seqs.len())), "{seqs:?}");
    assert_eq!(verified.count, seqs.len() as u64);
}

#[tokio::test]
async fn editing_deleting_reordering_and_cutting_an_export_are_each_noticed() {
    let house = House::open().await;
    let operator = some_history(&house).await;
    let text = export(&house, &operator, Format::Ndjson).await;
    let lines: Vec<&str> = text.lines().collect();
    let broken = |lines: Vec<&str>| verify::file(Cursor::new(lines.join("\n"))).unwrap_err();

    let edited = lines[2].replace("\"success\"", "\"denied\"");
    let mut edit = lines.clone();
    edit[2] = &edited;
    assert_eq!(broken(edit).seq, Some(3));

    let mut deleted = lines.clone();
    deleted.remove(2);
    assert_eq!(broken(deleted).seq, Some(3));

    let mut reordered = lines.clone();
    reordered.swap(2, 3);
    assert_eq!(broken(reordered).seq, Some(3));

    let cut = lines[..lines.len() - 1].to_vec();
    assert!(broken(cut).reason.contains("manifest"));

    let mut without_last = lines.clone();
    without_last.remove(lines.len() - 2);
    assert!(verify::file(Cursor::new(without_last.join("\n"))).is_err());
}

#[tokio::test]
async fn the_log_in_the_database_verifies_against_a_head_kept_elsewhere() {
    let house = House::open().await;
    let operator = some_history(&house).await;
    let text = export(&house, &operator, Format::Ndjson).await;
    let kept = KeptHead::parse(&text).unwrap();
    let audit = house.directory.audit();
    assert!(audit.verify(&operator, Some(&kept)).await.unwrap().is_ok());
    let foreign = KeptHead::parse("{\"seq\": 2, \"hash\": \"00\"}").unwrap();
    let broken = audit
        .verify(&operator, Some(&foreign))
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(broken.seq, Some(2));
    let later = KeptHead::parse("{\"seq\": 9999, \"hash\": \"00\"}").unwrap();
    assert!(
        audit
            .verify(&operator, Some(&later))
            .await
            .unwrap()
            .is_err()
    );
}

#[tokio::test]
async fn a_password_reaches_neither_the_log_nor_its_exports() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let body = json!({"userName": "ada", "password": "a secret of Ada's"});
    let caller = writer.with_body(std::sync::Arc::new(body.clone()));
    house
        .directory
        .users()
        .create(&caller, body, &Selection::default())
        .await
        .unwrap();
    let operator = house.operator("acme").await;
    for format in [Format::Ndjson, Format::Csv(Shape::Events)] {
        let text = export(&house, &operator, format).await;
        assert!(!text.contains("a secret of Ada"), "{text}");
    }
    let event = house.last_event("acme").await;
    assert_eq!(event.operation, "audit.export");
}

#[tokio::test]
async fn every_export_is_an_event() {
    let house = House::open().await;
    let operator = some_history(&house).await;
    export(&house, &operator, Format::Csv(Shape::Events)).await;
    assert_eq!(
        house.log("acme").await.last().unwrap(),
        "audit.export success"
    );
}

#[tokio::test]
async fn a_kept_head_that_somebody_else_signed_is_not_believed() {
    let house = House::open().await;
    let operator = some_history(&house).await;
    let elsewhere = House::open().await;
    let foreign = some_history(&elsewhere).await;
    let text = export(&elsewhere, &foreign, Format::Ndjson).await;
    let kept = KeptHead::parse(&text).unwrap();
    let verified = house
        .directory
        .audit()
        .verify(&operator, Some(&kept))
        .await
        .unwrap();
    assert!(
        verified
            .unwrap_err()
            .reason
            .contains("not signed with this server's key")
    );
}

#[tokio::test]
async fn a_chain_is_whole_however_many_seal_it_at_once() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    for round in 0..4 {
        for n in 0..30 {
            house.user(&writer, &format!("u{round}-{n}")).await;
        }
        let operator = house.operator("acme").await;
        // Verification seals first, and each finds the same events without a seal.
        let audit = house.directory.audit();
        let verifications = (0..8).map(|_| audit.verify(&operator, None));
        let verifications = futures::future::join_all(verifications).await;
        let verified: Vec<_> = verifications
            .into_iter()
            .map(|verified| verified.unwrap().unwrap())
            .collect();
        // What was sealed once keeps its hash.
        assert!(
            verified.iter().all(|other| *other == verified[0]),
            "{verified:?}"
        );
        assert_eq!(i64::try_from(verified[0].count), Ok(verified[0].last_seq));
    }
}
