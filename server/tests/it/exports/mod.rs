//! The audit log as a file, from the console.

mod shapes;

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Backend, Client, Reply, World, each_backend};

/// Users and groups in turns.
async fn some_history(world: &World) {
    for n in 0..4 {
        let user = json!({"userName": format!("=user{n}")});
        let user = world.writer.post("/Users", &user).await.id(201);
        let group = json!({"displayName": format!("group {n}"), "members": [{"value": user}]});
        world.writer.post("/Groups", &group).await.expect(201);
    }
}

fn verify(world: &World, text: &str) -> (i32, String) {
    let path = world.database.folder().join("console.ndjson");
    fs::write(&path, text).unwrap();
    let arguments = ["audit", "verify", "--file", path.to_str().unwrap()];
    let outcome = world.rollcall.run(&arguments);
    (outcome.code, outcome.stderr)
}

fn manifest(export: &str) -> Value {
    let last: Value = serde_json::from_str(export.lines().last().unwrap()).unwrap();
    last["manifest"].clone()
}

fn exports(events: &[Value]) -> Vec<&Value> {
    let exports = events.iter();
    exports
        .filter(|event| event["operation"] == "audit.export" && event["channel"] == "console")
        .collect()
}

#[tokio::test]
async fn a_member_takes_what_the_list_shows_as_a_file_that_verifies() {
    each_backend(async |world| {
        some_history(world).await;
        for role in ["owner", "admin", "auditor"] {
            let member = world.sign_in("acme", role).await;
            let reply = member
                .get("/t/acme/audit/export?format=ndjson&op=user.create&range=1h")
                .await;
            assert_eq!(reply.status, 200, "{}", reply.text);
            assert_eq!(reply.header("content-type"), "application/x-ndjson");
            assert_eq!(reply.header("cache-control"), "no-store");
            let name = reply.header("content-disposition");
            assert!(
                name.starts_with("attachment; filename=\"rollcall_acme_audit_2")
                    && name.ends_with("Z.ndjson\""),
                "{name}"
            );
            assert_eq!(reply.text.lines().count(), 5, "{}", reply.text);
            let manifest = manifest(&reply.text);
            assert_eq!(manifest["count"], 4);
            assert_eq!(manifest["filter"]["query"]["operation"], "user.create");
            assert!(manifest["filter"]["from"].is_string());
            assert_eq!(verify(world, &reply.text), (0, String::new()));

            let mut lines: Vec<&str> = reply.text.lines().collect();
            let removed: Value = serde_json::from_str(lines.remove(1)).unwrap();
            let (code, message) = verify(world, &format!("{}\n", lines.join("\n")));
            assert_eq!(code, 1);
            let place = format!("seq {}:", removed["seq"]);
            assert!(message.contains(&place), "{message} {place}");
        }
        let events = world.events("acme");
        let exports = exports(&events);
        assert_eq!(exports.len(), 3, "{exports:?}");
        for event in exports {
            assert_eq!(event["outcome"], "success");
            assert_eq!(event["status"], 200);
            let kept = &event["response_body"]["manifest"];
            assert_eq!(kept["count"], 4, "{event}");
            assert!(kept["sha256"].is_string() && kept["head"]["signature"].is_string());
        }
    })
    .await;
}

#[tokio::test]
async fn a_whole_range_is_a_run_without_gaps_and_a_table_is_disarmed() {
    each_backend(async |world| {
        some_history(world).await;
        let owner = world.sign_in("acme", "owner").await;
        let all = owner
            .get("/t/acme/audit/export?format=ndjson&range=all&reads=1")
            .await;
        let manifest = manifest(&all.text);
        assert_eq!(manifest["first_seq"], 1);
        assert_eq!(manifest["count"], manifest["last_seq"]);
        assert!(manifest["filter"].get("query").is_none(), "{manifest}");
        assert_eq!(verify(world, &all.text), (0, String::new()));

        let table = owner.get("/t/acme/audit/export?format=csv&op=user").await;
        assert_eq!(
            table.header("content-type"),
            "text/csv; charset=utf-8; header=present"
        );
        assert!(table.header("content-disposition").ends_with("Z.csv\""));
        assert_eq!(table.text.lines().count(), 5);
        assert!(
            table.text.contains("'=user0") && !table.text.contains(",=user0"),
            "{}",
            table.text
        );
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_a_page_and_no_file() {
    each_backend(async |world| {
        some_history(world).await;
        let owner = world.sign_in("acme", "owner").await;
        let ask = async |query: &str| -> Reply {
            owner.get(&format!("/t/acme/audit/export?{query}")).await
        };
        for (query, message) in [
            (
                "format=csv&from=yesterday",
                "a value for from that nobody knows",
            ),
            (
                "format=csv&from=2026-11-21T03:00&to=2026-11-21T02:00",
                "Enter an end after the start",
            ),
            ("format=csv&q=colour:red", "there is no colour: here"),
            (
                "format=ndjson&not=nonsense",
                "a value for not that nobody knows",
            ),
            ("format=ndjson&outcome=terrible", "id=\"outcome-error\""),
            ("format=csv&operation=user", "no parameter of the audit log"),
            ("format=csv&op=user&op=group", "is given twice"),
        ] {
            let reply = ask(query).await;
            assert_eq!(reply.status, 422, "{query}: {}", reply.text);
            assert!(reply.text.contains("<h1"), "{query}");
            assert!(reply.text.contains(message), "{query}: {}", reply.text);
            assert_eq!(reply.header("content-disposition"), "");
        }
        for query in ["", "format=xlsx"] {
            assert_eq!(ask(query).await.status, 400, "{query}");
        }
        // The query line means the same as in the list.
        let by_line = ask("format=ndjson&q=op:group.create").await;
        assert_eq!(manifest(&by_line.text)["count"], 4);
        assert_eq!(exports(&world.events("acme")).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_page_offers_its_own_query_as_a_file() {
    each_backend(async |world| {
        some_history(world).await;
        let auditor = world.sign_in("acme", "auditor").await;
        let page = auditor.get("/t/acme/audit?op=user&range=7d").await;
        for format in ["ndjson", "csv"] {
            let link = format!("/t/acme/audit/export?format={format}&amp;range=7d&amp;op=user\"");
            assert!(page.text.contains(&link), "{link}");
        }
    })
    .await;
}

/// More than what the sockets between server and client hold.
async fn a_long_log(world: &World) {
    let note = "x".repeat(60_000);
    let refused = json!({"note": note});
    for _ in 0..400 {
        world
            .writer
            .post("/Groups", &refused)
            .await
            .refused(400, Some("invalidValue"));
    }
}

const EVERYTHING: &str = "/t/acme/audit/export?format=ndjson&range=all&reads=1";

async fn answered(client: &Client, status: u16) -> reqwest::Response {
    loop {
        let response = client.open(EVERYTHING).await;
        if response.status() == status {
            return response;
        }
    }
}

#[tokio::test]
async fn a_tenant_has_few_exports_at_once_and_one_that_breaks_off_is_an_event() {
    each_backend(async |world| {
        a_long_log(world).await;
        let owner = world.sign_in("acme", "owner").await;
        let mut open = Vec::new();
        for _ in 0..3 {
            let response = owner.open(EVERYTHING).await;
            assert_eq!(response.status(), 200);
            open.push(response);
        }
        let refused = owner.get(EVERYTHING).await;
        assert_eq!(refused.status, 429);
        assert_eq!(refused.header("retry-after"), "10");
        assert!(refused.text.contains("under way"), "{}", refused.text);
        let foreign = world.sign_in("globex", "owner").await;
        let reply = foreign.get(&EVERYTHING.replace("acme", "globex")).await;
        assert_eq!(reply.status, 200);

        // One that is left makes room, and its event says how far it came.
        drop(open.pop());
        drop(answered(&owner, 200).await);
        drop(open);
        let broken =
            |event: &&Value| event["outcome"] == "client_error" && event["status"].is_null();
        let deadline = Instant::now() + Duration::from_mins(2);
        let events = loop {
            // Connections close while something is waited for.
            world.reader.get("/Users?count=1").await.expect(200);
            let events = world.events("acme");
            let count = exports(&events).into_iter().filter(broken).count();
            if count == 4 || Instant::now() > deadline {
                break events;
            }
        };
        let exports = exports(&events);
        let refused = exports.iter().filter(|event| event["status"] == 429);
        assert!(refused.count() >= 1);
        let broken: Vec<_> = exports.into_iter().filter(broken).collect();
        assert_eq!(broken.len(), 4);
        for event in broken {
            let detail = event["detail"].as_str().unwrap();
            assert!(detail.contains("was not taken to its end"), "{detail}");
            assert!(event["response_body"]["manifest"]["count"].is_u64());
        }
    })
    .await;
}

#[tokio::test]
async fn a_server_that_stops_ends_exports_and_writes_down_how_far_they_came() {
    let world = World::new(Backend::Sqlite, &[]).await;
    a_long_log(&world).await;
    let owner = world.sign_in("acme", "owner").await;
    let response = owner.open(EVERYTHING).await;
    assert_eq!(response.status(), 200);
    let World {
        server,
        database,
        rollcall,
        ..
    } = world;
    server.signal("TERM");
    let (code, log) = server.wait();
    assert_eq!(code, Some(0), "{log}");
    drop(response);
    let events = crate::harness::events_of(&rollcall, "acme");
    let exports = exports(&events);
    assert_eq!(exports.len(), 1, "{log}");
    assert_eq!(exports[0]["outcome"], "client_error");
    database.close().await;
}
