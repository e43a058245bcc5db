//! Evidence packs: what they hold, that they are made while they are taken, and that each is one
//! event.

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::pin::pin;

use chrono::{DateTime, TimeDelta, Utc};
use directory::audit::evidence::Span;
use directory::audit::verify;
use directory::{Caller, Error, Permission, Precondition, Scope};
use futures::TryStreamExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use crate::harness::House;

/// The files of a pack, in their order.
struct Pack {
    names: Vec<String>,
    files: HashMap<String, Vec<u8>>,
}

impl Pack {
    fn open(bytes: Vec<u8>) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let (mut names, mut files) = (Vec::new(), HashMap::new());
        for place in 0..archive.len() {
            let mut file = archive.by_index(place).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            let name = file.name().unwrap().into_owned();
            names.push(name.clone());
            files.insert(name, content);
        }
        Self { names, files }
    }

    fn text(&self, name: &str) -> &str {
        std::str::from_utf8(&self.files[name]).unwrap()
    }

    /// The rows of a table: some of its columns, joined by bars.
    fn rows(&self, name: &str, columns: &[&str]) -> Vec<String> {
        let mut reader = csv::Reader::from_reader(self.text(name).as_bytes());
        let header = reader.headers().unwrap().clone();
        let place = |column: &&str| header.iter().position(|known| known == *column).unwrap();
        let places: Vec<usize> = columns.iter().map(place).collect();
        let rows = reader.records().map(|row| {
            let row = row.unwrap();
            let cells: Vec<&str> = places.iter().map(|place| &row[*place]).collect();
            cells.join("|")
        });
        rows.collect()
    }
}

fn all(house: &House) -> Span {
    Span::new(None, None, house.directory.now()).unwrap()
}

async fn pack(house: &House, caller: &Caller, span: Span) -> Pack {
    let stream = house
        .directory
        .audit()
        .evidence(caller, span)
        .await
        .unwrap();
    Pack::open(stream.try_concat().await.unwrap())
}

async fn delete_user(house: &House, caller: &Caller, id: &str) {
    let users = house.directory.users();
    users
        .delete(caller, id, Precondition::default())
        .await
        .unwrap();
}

/// Somebody joins, moves and leaves; somebody stays.
async fn some_lives(house: &House) {
    let writer = house.writer("acme").await;
    let ada = house.user(&writer, "ada").await;
    let bob = house.user(&writer, "=bob").await;
    let staff = house.group(&writer, "Staff", &[&ada, &bob]).await;
    let title = json!([{"op": "replace", "path": "title", "value": "Countess"}]);
    house.patch_user(&writer, &ada, title).await.unwrap();
    let off = json!([{"op": "replace", "path": "active", "value": false}]);
    house.patch_user(&writer, &bob, off).await.unwrap();
    let leave = json!([{"op": "remove", "path": format!("members[value eq \"{bob}\"]")}]);
    house.patch_group(&writer, &staff, leave).await.unwrap();
    let on = json!([{"op": "replace", "path": "active", "value": true}]);
    house.patch_user(&writer, &bob, on).await.unwrap();
    let carol = house.user(&writer, "carol").await;
    let join = json!([{"op": "add", "path": "members", "value": [{"value": carol}]}]);
    house.patch_group(&writer, &staff, join).await.unwrap();
    delete_user(house, &writer, &carol).await;
}

#[tokio::test]
async fn a_pack_tells_who_came_who_moved_who_left_and_who_was_there() {
    let house = House::open().await;
    some_lives(&house).await;
    let operator = house.operator("acme").await;
    let pack = pack(&house, &operator, all(&house)).await;
    assert_eq!(
        pack.rows("joiners.csv", &["operation", "user_name"]),
        [
            "user.create|ada",
            "user.create|'=bob",
            "user.reactivate|'=bob",
            "user.create|carol"
        ]
    );
    assert_eq!(
        pack.rows("leavers.csv", &["operation", "user_name"]),
        ["user.deactivate|'=bob", "user.delete|carol"]
    );
    let moves = pack.rows("movers.csv", &["name", "attribute", "before", "after"]);
    let mut first_two = moves[..2].to_vec();
    first_two.sort();
    assert_eq!(first_two, ["'=bob|groups||Staff", "ada|groups||Staff"]);
    assert_eq!(
        moves[2..],
        [
            "ada|title||Countess",
            "'=bob|groups|Staff|",
            "carol|groups||Staff",
            "carol|groups|Staff|"
        ]
    );
    assert_eq!(
        pack.rows("users.csv", &["user_name", "active", "groups"]),
        ["ada|true|1", "'=bob|true|0"]
    );
    assert_eq!(pack.rows("groups.csv", &["name", "members"]), ["Staff|1"]);
    assert_eq!(
        pack.rows(
            "group_members.csv",
            &["group", "type", "user_name", "active"]
        ),
        ["Staff|User|ada|true"]
    );
    let tokens = pack.rows("tokens.csv", &["scope", "state", "created_by"]);
    assert_eq!(tokens.len(), 1);
    assert!(tokens[0].starts_with("write|live|"), "{tokens:?}");
    let summary = pack.text("summary.txt");
    for told in ["Joiners", "Movers", "Leavers", "success", "not active"] {
        assert!(summary.contains(told), "{summary}");
    }
    // Every row names the event that it comes from.
    let events: HashMap<i64, Value> = pack
        .text("events.ndjson")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter_map(|event| Some((event["seq"].as_i64()?, event)))
        .collect();
    for table in ["joiners.csv", "movers.csv", "leavers.csv"] {
        for row in pack.rows(table, &["seq", "event_id", "actor_type"]) {
            let cells: Vec<&str> = row.split('|').collect();
            let event = &events[&cells[0].parse().unwrap()];
            assert_eq!(event["id"], cells[1], "{table}");
            assert_eq!(event["actor"]["type"], cells[2], "{table}");
        }
    }
}

#[tokio::test]
async fn a_pack_has_the_export_of_its_range_and_the_digest_of_every_file() {
    let house = House::open().await;
    some_lives(&house).await;
    let operator = house.operator("acme").await;
    let pack = pack(&house, &operator, all(&house)).await;
    let verified = verify::file(Cursor::new(pack.text("events.ndjson"))).unwrap();
    assert!(verified.count > 10 && verified.signed_by.is_some());
    let kept = verify::KeptHead::parse(pack.text("proof/manifest.json")).unwrap();
    let audit = house.directory.audit();
    assert!(audit.verify(&operator, Some(&kept)).await.unwrap().is_ok());
    let sums: Vec<(&str, &str)> = pack
        .text("SHA256SUMS")
        .lines()
        .map(|line| line.split_once("  ").unwrap())
        .collect();
    let (listed, end) = pack.names.split_at(pack.names.len() - 2);
    assert_eq!(end, ["SHA256SUMS", "SHA256SUMS.sig"]);
    let names: Vec<&str> = sums.iter().map(|(_, name)| *name).collect();
    assert_eq!(names, listed);
    for (sum, name) in sums {
        let mut digest = String::new();
        for byte in Sha256::digest(&pack.files[name]) {
            std::fmt::Write::write_fmt(&mut digest, format_args!("{byte:02x}")).unwrap();
        }
        assert_eq!(digest, sum, "{name}");
    }
}

#[tokio::test]
async fn the_end_of_a_range_is_what_was_there_then() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    house.user(&writer, "ada").await;
    house.clock.advance(TimeDelta::hours(2));
    let noon = house.directory.now();
    house.clock.advance(TimeDelta::hours(2));
    house.user(&writer, "bob").await;
    house.clock.advance(TimeDelta::hours(2));
    let operator = house.operator("acme").await;
    let span =
        |from: Option<DateTime<Utc>>, to| Span::new(from, to, house.directory.now()).unwrap();
    for (span, joined, there) in [
        (span(None, Some(noon)), vec!["ada"], vec!["ada"]),
        (span(Some(noon), None), vec!["bob"], vec!["ada", "bob"]),
        // Nothing happened in it: what was there is what was left before.
        (
            span(Some(noon), Some(noon + TimeDelta::hours(1))),
            vec![],
            vec!["ada"],
        ),
        (span(None, Some(noon - TimeDelta::days(30))), vec![], vec![]),
    ] {
        let pack = pack(&house, &operator, span).await;
        assert_eq!(pack.rows("joiners.csv", &["user_name"]), joined, "{span:?}");
        assert_eq!(pack.rows("users.csv", &["user_name"]), there, "{span:?}");
    }
}

#[tokio::test]
async fn a_pack_holds_nothing_of_another_tenant() {
    let house = House::open().await;
    some_lives(&house).await;
    let stranger = house.writer("globex").await;
    let id = house.user(&stranger, "only-in-globex").await;
    house.group(&stranger, "globex-only-group", &[&id]).await;
    let secret = house
        .token("globex", "globex-only-token", Scope::Read)
        .await;
    drop(secret);
    let pack = pack(&house, &house.operator("acme").await, all(&house)).await;
    for (name, content) in &pack.files {
        let text = String::from_utf8_lossy(content);
        assert!(!text.contains("globex") && !text.contains(&id), "{name}");
    }
}

#[tokio::test]
async fn a_pack_is_one_event_with_the_digests_of_its_files() {
    let house = House::open().await;
    some_lives(&house).await;
    let operator = house.operator("acme").await;
    let pack = pack(&house, &operator, all(&house)).await;
    let event = house.last_event("acme").await;
    assert_eq!(event.operation, "audit.evidence");
    assert_eq!(event.outcome, "success");
    let body = event.response_body.unwrap();
    let sums = pack.text("SHA256SUMS");
    let files = body["files"].as_object().unwrap();
    assert_eq!(files.len(), sums.lines().count());
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        assert_eq!(files[name], sum, "{name}");
    }
    assert_eq!(body["first_seq"], 1);
    assert!(body["sha256"].is_string(), "{body}");
    let log = house.log("acme").await;
    let about = log.iter().filter(|event| event.starts_with("audit."));
    assert_eq!(about.count(), 1, "{log:?}");
}

#[tokio::test]
async fn a_pack_that_breaks_off_is_one_event_and_no_archive() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    long_log(&house, &writer).await;
    let operator = house.operator("acme").await;
    let audit = house.directory.audit();
    let mut taken = Vec::new();
    {
        drop(audit.evidence(&operator, all(&house)).await.unwrap());
        let stream = audit.evidence(&operator, all(&house)).await.unwrap();
        let mut stream = pin!(stream);
        for _ in 0..3 {
            taken.extend(stream.try_next().await.unwrap().unwrap());
        }
    }
    assert!(ZipArchive::new(Cursor::new(taken)).is_err());
    house.directory.flush_events().await.unwrap();
    let event = house.last_event("acme").await;
    assert_eq!(event.operation, "audit.evidence");
    assert_eq!(event.outcome, "client_error");
    let detail = event.detail.unwrap();
    assert!(detail.ends_with("was not taken to its end"), "{detail}");
    assert!(event.response_body.unwrap()["sha256"].is_null());
    let log = house.log("acme").await;
    let about = log.iter().filter(|event| event.starts_with("audit."));
    // What nobody began to take has left nothing behind.
    assert_eq!(about.count(), 1, "{log:?}");
}

/// More than 10 MiB that can hardly be compressed.
async fn long_log(house: &House, writer: &Caller) {
    let mut seed = [0; 32];
    for n in 0..220 {
        let mut title = String::new();
        while title.len() < 50_000 {
            seed = Sha256::digest(seed).into();
            for byte in seed {
                std::fmt::Write::write_fmt(&mut title, format_args!("{byte:02x}")).unwrap();
            }
        }
        let body = json!({"userName": format!("user {n}"), "note": title});
        let users = house.directory.users();
        let body = std::sync::Arc::new(body);
        let caller = writer.with_body(std::sync::Arc::clone(&body));
        let selection = directory::Selection::default();
        let made = users.create(&caller, (*body).clone(), &selection);
        made.await.unwrap();
    }
}

#[tokio::test]
async fn a_pack_of_a_long_log_comes_in_small_pieces_while_it_is_made() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    long_log(&house, &writer).await;
    let operator = house.operator("acme").await;
    let audit = house.directory.audit();
    let stream = audit.evidence(&operator, all(&house));
    let mut stream = pin!(stream.await.unwrap());
    let mut pieces = vec![stream.try_next().await.unwrap().unwrap()];
    // What happens meanwhile is not in it, and the pack is not there yet: its event comes later.
    house.user(&writer, "latecomer").await;
    assert_eq!(house.last_event("acme").await.operation, "user.create");
    while let Some(piece) = stream.try_next().await.unwrap() {
        pieces.push(piece);
    }
    let largest = pieces.iter().map(Vec::len).max().unwrap();
    assert!(largest < 256 << 10, "{largest}");
    assert!(pieces.len() > 50, "{}", pieces.len());
    let pack = Pack::open(pieces.concat());
    assert!(pack.files["events.ndjson"].len() > 10 << 20);
    assert_eq!(pack.rows("users.csv", &["user_name"]).len(), 220);
    assert_eq!(house.last_event("acme").await.operation, "audit.evidence");
}

#[tokio::test]
async fn a_pack_is_for_who_may_see_what_is_in_it() {
    let house = House::open().await;
    for (scope, missing) in [
        (Scope::Write, Permission::ExportAudit),
        (Scope::AuditRead, Permission::ReadTokens),
    ] {
        let secret = house.token("acme", scope.as_str(), scope).await;
        let caller = house.enter(Some("acme"), &secret).await.unwrap();
        let audit = house.directory.audit();
        match audit.evidence(&caller, all(&house)).await {
            Err(Error::Forbidden(permission)) => assert_eq!(permission, missing),
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("{scope} makes a pack"),
        }
    }
}
