//! Killed in the middle of writing: what was acknowledged is there, once.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{Client, Database, Rollcall, Server, backends, events_of};

const WRITERS: usize = 6;
const ROUNDS: usize = 3;

#[tokio::test]
async fn every_acknowledged_write_survives_a_kill_with_exactly_one_event() {
    for backend in backends() {
        let database = Database::new(backend).await;
        let rollcall = Rollcall::on(&database);
        rollcall.done(&["tenant", "create", "acme", "--name", "Acme"]);
        let token = rollcall.done(&["token", "issue", "--tenant", "acme", "--name", "okta"]);
        let mut acknowledged: BTreeMap<String, String> = BTreeMap::new();
        for round in 0..ROUNDS {
            let server = Server::start(&rollcall);
            let client = Client::new(format!("{}/scim/v2", server.url)).with_token(&token);
            acknowledged.extend(write_until_killed(server, &client, round).await);
        }
        assert!(
            acknowledged.len() > WRITERS * ROUNDS,
            "{}",
            acknowledged.len()
        );
        compare(&rollcall, &token, &acknowledged).await;
        let verified = rollcall.done(&["audit", "verify", "--tenant", "acme"]);
        assert!(verified.starts_with("ok: "), "{verified}");
        database.close().await;
    }
}

/// Writes with several clients at once and kills the server once each has written a few; name
/// and id of every user that was acknowledged.
async fn write_until_killed(
    server: Server,
    client: &Client,
    round: usize,
) -> Vec<(String, String)> {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    for writer in 0..WRITERS {
        let (client, tell) = (client.clone(), tell.clone());
        tokio::spawn(async move {
            for number in 0.. {
                let name = format!("user-{round}-{writer}-{number}");
                let Some(reply) = client.try_post("/Users", &json!({"userName": name})).await
                else {
                    return;
                };
                if tell.send((name, reply.id(201))).is_err() {
                    return;
                }
            }
        });
    }
    drop(tell);
    let mut written = Vec::new();
    for _ in 0..WRITERS * 10 {
        written.push(told.recv().await.unwrap());
    }
    tokio::task::spawn_blocking(move || server.kill())
        .await
        .unwrap();
    while let Some(acknowledged) = told.recv().await {
        written.push(acknowledged);
    }
    written
}

async fn compare(rollcall: &Rollcall, token: &str, acknowledged: &BTreeMap<String, String>) {
    let server = Server::start(rollcall);
    let client = Client::new(format!("{}/scim/v2", server.url)).with_token(token);
    let mut stored: BTreeMap<String, String> = BTreeMap::new();
    loop {
        let page = client
            .get(&format!("/Users?startIndex={}&count=500", stored.len() + 1))
            .await;
        let page = page.expect(200);
        for user in page["Resources"].as_array().unwrap() {
            stored.insert(text(user, "userName"), text(user, "id"));
        }
        if stored.len() as u64 >= page["totalResults"].as_u64().unwrap() {
            break;
        }
    }
    for (name, id) in acknowledged {
        assert_eq!(stored.get(name), Some(id), "{name}");
    }
    let mut events: BTreeMap<String, usize> = BTreeMap::new();
    for event in events_of(rollcall, "acme") {
        if event["operation"] == "user.create" && event["outcome"] == "success" {
            *events.entry(text(&event["resource"], "id")).or_default() += 1;
        }
    }
    let expected: BTreeMap<String, usize> = stored.into_values().map(|id| (id, 1)).collect();
    assert_eq!(events, expected);
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap().to_owned()
}
