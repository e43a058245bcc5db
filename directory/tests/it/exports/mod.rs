//! Exports of a part of the log: what they hold, what they prove, and that each is one event.

mod shapes;

use std::fmt::Write;
use std::io::Cursor;
use std::pin::pin;

use directory::audit::verify::{self, Broken, KeptHead};
use directory::audit::{Format, Query, Shape};
use directory::{Caller, Error, Scope};
use futures::TryStreamExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::House;

/// Users and groups in turns, so that either are a filter with gaps.
async fn mixed_history(house: &House) -> Caller {
    let writer = house.writer("acme").await;
    for n in 0..5 {
        let user = house.user(&writer, &format!("user {n}")).await;
        house.group(&writer, &format!("group {n}"), &[&user]).await;
    }
    house.operator("acme").await
}

fn everything() -> Query {
    Query {
        reads: true,
        ..Query::default()
    }
}

fn users() -> Query {
    Query {
        operation: Some("user.".to_owned()),
        ..Query::default()
    }
}

async fn export(house: &House, caller: &Caller, query: &Query, format: Format) -> String {
    let audit = house.directory.audit();
    let stream = audit.export(caller, query, format, None).await.unwrap();
    stream.try_collect::<String>().await.unwrap()
}

fn broken(lines: &[impl AsRef<str>]) -> Broken {
    let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
    verify::file(Cursor::new(lines.join("\n"))).unwrap_err()
}

fn sha256(text: &str) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        write!(hex, "{byte:02x}").unwrap();
    }
    hex
}

fn seq(line: &str) -> Option<i64> {
    serde_json::from_str::<Value>(line).unwrap()["seq"].as_i64()
}

#[tokio::test]
async fn a_filtered_export_holds_what_its_filter_finds_and_says_which_it_was() {
    let house = House::open().await;
    let operator = mixed_history(&house).await;
    let text = export(&house, &operator, &users(), Format::Ndjson).await;
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (manifest, events) = lines.split_last().unwrap();
    let manifest = &manifest["manifest"];
    assert!(
        events
            .iter()
            .all(|event| event["operation"] == "user.create"),
        "{text}"
    );
    assert_eq!(events.len(), 5);
    assert_eq!(manifest["count"], 5);
    assert_eq!(manifest["first_seq"], events[0]["seq"]);
    assert_eq!(manifest["last_seq"], events[4]["seq"]);
    assert_eq!(
        manifest["filter"],
        json!({"from": null, "to": null, "query": {"operation": "user.", "reads": false}})
    );
    let verified = verify::file(Cursor::new(&text)).unwrap();
    assert_eq!(verified.count, 5);
    assert!(verified.signed_by.is_some());

    // The head is the end of the log, so that the log can be held to it later.
    let kept = KeptHead::parse(&text).unwrap();
    let audit = house.directory.audit();
    assert!(audit.verify(&operator, Some(&kept)).await.unwrap().is_ok());
    let later = manifest["head"]["seq"].as_i64() > manifest["last_seq"].as_i64();
    assert!(later, "{manifest}");
}

#[tokio::test]
async fn tampering_with_a_filtered_export_names_the_first_bad_number() {
    let house = House::open().await;
    let operator = mixed_history(&house).await;
    let text = export(&house, &operator, &users(), Format::Ndjson).await;
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (second, last) = (seq(&lines[1]), seq(&lines[4]));

    let mut changed = lines.clone();
    changed[1] = lines[1].replace("\"success\"", "\"denied\"");
    assert_eq!(broken(&changed).seq, second);
    let mut spaced = lines.clone();
    spaced[1] = lines[1].replacen("\":", "\": ", 1);
    assert_eq!(broken(&spaced).seq, second);
    let mut garbled = lines.clone();
    garbled[1] = lines[1].replacen('{', "[", 1);
    assert_eq!(broken(&garbled).seq, second);
    let mut removed = lines.clone();
    removed.remove(1);
    assert_eq!(broken(&removed).seq, second);
    let mut swapped = lines.clone();
    swapped.swap(1, 3);
    assert_eq!(broken(&swapped).seq, second);
    let mut cut = lines.clone();
    cut.remove(4);
    assert_eq!(broken(&cut).seq, last);
    let without_manifest = &lines[..5];
    assert!(broken(without_manifest).reason.contains("incomplete"));
}

#[tokio::test]
async fn a_range_without_a_line_is_not_passed_off_as_a_filter() {
    let house = House::open().await;
    let operator = mixed_history(&house).await;
    let text = export(&house, &operator, &everything(), Format::Ndjson).await;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut manifest: Value = serde_json::from_str(&lines.pop().unwrap()).unwrap();
    lines.remove(3);
    let mut whole = String::new();
    for line in &lines {
        whole.push_str(line);
        whole.push('\n');
    }
    // Everything that can be made to fit without the key is made to fit.
    let told = &mut manifest["manifest"];
    told["count"] = json!(lines.len());
    told["sha256"] = json!(sha256(&whole));
    let numbers: Vec<_> = lines.iter().map(|line| seq(line)).collect();
    told["marks"] = json!({"every": 1, "seq": numbers});
    told["filter"]["query"] = json!({"reads": false});
    let with = |manifest: &Value| [lines.clone(), vec![manifest.to_string()]].concat();
    assert!(broken(&with(&manifest)).reason.contains("signature"));
    manifest["manifest"]
        .as_object_mut()
        .unwrap()
        .remove("signature");
    assert!(broken(&with(&manifest)).reason.contains("signature"));
    manifest["manifest"]["filter"]
        .as_object_mut()
        .unwrap()
        .remove("query");
    assert_eq!(broken(&with(&manifest)).seq, Some(4));
}

#[tokio::test]
async fn every_part_of_a_manifest_is_signed() {
    let house = House::open().await;
    let operator = mixed_history(&house).await;
    let text = export(&house, &operator, &everything(), Format::Ndjson).await;
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (manifest, events) = lines.split_last().unwrap();
    let manifest: Value = serde_json::from_str(manifest).unwrap();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut manifest = manifest.clone();
        change(&mut manifest["manifest"]);
        [events.to_vec(), vec![manifest.to_string()]].concat()
    };
    let edits: [&dyn Fn(&mut Value); 4] = [
        &|manifest| manifest["exported_at"] = json!("2020-01-01T00:00:00.000Z"),
        &|manifest| manifest["filter"]["from"] = json!("2020-01-01T00:00:00.000Z"),
        &|manifest| manifest["tenant"] = json!("globex"),
        &|manifest| manifest["note"] = json!("added"),
    ];
    for edit in edits {
        assert!(broken(&with(edit)).reason.contains("signature"));
    }
    let shortened = with(&|_| ()).split_off(2);
    assert_eq!(broken(&shortened).seq, Some(1));

    let unsigned = with(&|manifest| {
        manifest.as_object_mut().unwrap().remove("signature");
    });
    assert!(broken(&unsigned).reason.contains("signature"));

    // The line itself may say nothing that is not signed.
    let line = manifest.to_string();
    for (from, to) in [
        ("{\"manifest\":", "{ \"manifest\":"),
        ("{\"manifest\":", "{\"manifest\":{},\"manifest\":"),
        ("}}", "},\"note\":1}"),
    ] {
        let odd = [events.to_vec(), vec![line.replacen(from, to, 1)]].concat();
        assert!(verify::file(Cursor::new(odd.join("\n"))).is_err(), "{to}");
    }
}

#[tokio::test]
async fn the_event_of_an_export_holds_its_manifest() {
    let house = House::open().await;
    let operator = mixed_history(&house).await;
    for (format, name) in [
        (Format::Ndjson, "ndjson"),
        (Format::Csv(Shape::Events), "csv"),
    ] {
        let text = export(&house, &operator, &users(), format).await;
        let event = house.last_event("acme").await;
        assert_eq!(event.operation, "audit.export");
        assert_eq!(event.outcome, "success");
        let body = event.response_body.unwrap();
        assert_eq!(body["format"], name);
        let manifest = &body["manifest"];
        assert_eq!(manifest["count"], 5);
        assert_eq!(manifest["filter"]["query"]["operation"], "user.");
        assert!(manifest["head"]["signature"].is_string(), "{manifest}");
        let lines = match format {
            Format::Ndjson => &text[..=text.trim_end().rfind('\n').unwrap()],
            Format::Csv(_) => &text,
        };
        assert_eq!(manifest["sha256"], sha256(lines), "{name}");
    }
    let log = house.log("acme").await;
    let exports = log.iter().filter(|event| event.contains("audit.export"));
    assert_eq!(exports.count(), 2, "{log:?}");
}

#[tokio::test]
async fn an_export_that_breaks_off_is_one_event_that_says_so() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    for n in 0..60 {
        house.user(&writer, &format!("user {n}")).await;
    }
    let operator = house.operator("acme").await;
    let audit = house.directory.audit();
    {
        let all = everything();
        let unread = audit.export(&operator, &all, Format::Ndjson, None);
        drop(unread.await.unwrap());
        let stream = audit.export(&operator, &all, Format::Ndjson, None);
        let mut stream = pin!(stream.await.unwrap());
        let piece = stream.try_next().await.unwrap().unwrap();
        assert_eq!(piece.lines().count(), 50);
    }
    house.directory.flush_events().await.unwrap();
    let event = house.last_event("acme").await;
    assert_eq!(event.operation, "audit.export");
    assert_eq!(event.outcome, "client_error");
    let detail = event.detail.unwrap();
    assert!(detail.contains("50 events, seq 1 to 50"), "{detail}");
    assert_eq!(event.response_body.unwrap()["manifest"]["count"], 50);
    // What nobody began to read has left nothing behind.
    let log = house.log("acme").await;
    let exports = log.iter().filter(|event| event.contains("audit.export"));
    assert_eq!(exports.count(), 1);
}

#[tokio::test]
async fn pulling_page_by_page_yields_the_lines_of_an_export() {
    let house = House::open().await;
    let operator = mixed_history(&house).await;
    let secret = house.token("acme", "siem", Scope::AuditRead).await;
    let siem = house.enter(Some("acme"), &secret).await.unwrap();
    let audit = house.directory.audit();
    for query in [users(), Query::default()] {
        let text = export(&house, &operator, &query, Format::Ndjson).await;
        let mut pulled = Vec::new();
        let mut after = 0;
        loop {
            let page = audit.pull(&siem, &query, after, 2).await.unwrap();
            assert!(page.lines.len() <= 2 && page.next >= after);
            pulled.extend(page.lines);
            after = page.next;
            if !page.more {
                break;
            }
        }
        let exported: Vec<_> = text.split_inclusive('\n').collect();
        assert_eq!(pulled, exported[..exported.len() - 1]);
    }
    let writer = house.writer("acme").await;
    let refused = audit.pull(&writer, &users(), 0, 2).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
    house.directory.flush_events().await.unwrap();
    let reads = Query {
        operation: Some("audit.read".to_owned()),
        ..everything()
    };
    let reads = audit.list(&operator, &reads).await.unwrap();
    assert!(!reads.events.is_empty() && reads.events.iter().all(|event| event.is_read));
}
