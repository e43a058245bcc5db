//! Tables 8 and 9 of RFC 7644 §3.12: every status and every `scimType` that can apply is told, is
//! one event, and leaves nothing behind. The requests are in `scim/testdata/http/refusals.json`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::replay::{Replay, recorded};
use super::{make_user, user};
use crate::harness::{World, each_backend};

/// What the two tables hold. Not here: 307 and 308 (nothing ever moves), `invalidVers` (the
/// version is part of the base URL), `sensitive` (a filter on what is never returned is
/// `invalidFilter`), 500 (nothing makes one), and what other tests provoke: 413 below, 429 and
/// 431 in `refusals`, 503 and 507 in `ops`.
const TABLES: &[(u64, &str)] = &[
    (400, "invalidFilter"),
    (400, "tooMany"),
    (400, "mutability"),
    (400, "invalidSyntax"),
    (400, "invalidPath"),
    (400, "noTarget"),
    (400, "invalidValue"),
    (401, ""),
    (403, ""),
    (404, ""),
    (405, ""),
    (409, "uniqueness"),
    (412, ""),
    (415, ""),
];

async fn everything(world: &World) -> (Value, Value) {
    let users = world.reader.get("/Users").await.expect(200);
    (users, world.reader.get("/Groups").await.expect(200))
}

fn refusal(step: &Value) -> Option<(u64, &str)> {
    let kind = step["gives"]["scimType"].as_str().unwrap_or_default();
    let status = step["status"].as_u64().unwrap();
    (status >= 400).then_some((status, kind))
}

#[tokio::test]
async fn every_status_and_every_scim_type_is_told_and_changes_nothing() {
    let refusals = recorded("refusals");
    let steps = refusals["steps"].as_array().unwrap();
    let told: BTreeSet<_> = steps.iter().filter_map(refusal).collect();
    assert_eq!(told, TABLES.iter().copied().collect());
    let given = |step: &&Value| refusal(step).is_none();
    let count = steps.iter().filter(given).count();
    each_backend(async |world| {
        let mut replay = Replay::new(world);
        replay.play("refused", &refusals).await;
        let (users, groups) = everything(world).await;
        for resource in [&users["Resources"], &groups["Resources"]] {
            for resource in resource.as_array().unwrap() {
                assert_eq!(resource["meta"]["version"], "W/\"1\"", "{resource}");
            }
        }
        let total = [&users, &groups].map(|list| list["totalResults"].as_u64().unwrap());
        assert_eq!(total.iter().sum::<u64>(), count as u64);
        replay.finish(None);
    })
    .await;
}

#[tokio::test]
async fn a_reader_who_writes_and_a_body_too_large_are_one_event_each() {
    each_backend(async |world| {
        let path = format!("/Users/{}", make_user(&world.writer, "ada").await);
        let before = everything(world).await;
        let mut large = user("bob");
        large["title"] = json!("t".repeat(1 << 20));
        let replies = [
            (
                world.reader.post("/Users", &user("bob")).await,
                403,
                "denied",
            ),
            (world.reader.put(&path, &user("bob")).await, 403, "denied"),
            (world.reader.patch(&path, &json!({})).await, 403, "denied"),
            (world.reader.delete(&path).await, 403, "denied"),
            (
                world.writer.post("/Users", &large).await,
                413,
                "client_error",
            ),
        ];
        let events = world.events("acme");
        for (reply, status, outcome) in replies {
            reply.refused(status, None);
            let request = reply.header("x-request-id");
            let of: Vec<&Value> = events
                .iter()
                .filter(|event| event["request_id"] == request)
                .collect();
            assert_eq!(of.len(), 1);
            assert_eq!(
                (&of[0]["status"], &of[0]["outcome"]),
                (&json!(status), &json!(outcome))
            );
        }
        assert_eq!(everything(world).await, before);
    })
    .await;
}
