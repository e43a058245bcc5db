//! The forty quirks of identity providers, by their numbers: what each is made of, and the
//! tolerance that its event names. The requests are in `scim/testdata/http/quirks.json`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::replay::{Replay, recorded};
use super::{make_group, make_user, members, patch};
use crate::harness::each_backend;

fn number(quirk: &Value) -> u64 {
    quirk["quirk"].as_u64().unwrap()
}

#[tokio::test]
async fn every_quirk_has_its_effect_and_its_name() {
    let quirks = recorded("quirks");
    let quirks = quirks.as_array().unwrap();
    let numbers: BTreeSet<u64> = quirks.iter().map(number).collect();
    assert_eq!(numbers, (1..=40).collect());
    each_backend(async |world| {
        let mut replay = Replay::new(world);
        for quirk in quirks {
            let title = format!("quirk {}, {}", number(quirk), quirk["says"]);
            replay.play(&title, quirk).await;
        }
        replay.finish(None);
    })
    .await;
}

/// Quirk 40: a group of thousands arrives in one PATCH, each member an operation of its own.
#[tokio::test]
async fn a_thousand_operations_are_one_patch() {
    each_backend(async |world| {
        let client = &world.writer;
        let id = make_group(client, "Everybody", &[]).await;
        let ada = make_user(client, "ada").await;
        let bob = make_user(client, "bob").await;
        let operation = |index: usize| {
            let member = if index.is_multiple_of(2) { &ada } else { &bob };
            json!({"op": "Add", "path": "members", "value": [{"value": member}]})
        };
        let operations: Vec<Value> = (0..1_000).map(operation).collect();
        let path = format!("/Groups/{id}");
        client.patch(&path, &patch(&operations)).await.expect(204);
        assert_eq!(members(client, &id).await.len(), 2);
        let many: Vec<Value> = (0..1_001).map(operation).collect();
        let refused = client.patch(&path, &patch(&many)).await;
        refused.refused(400, Some("invalidValue"));
    })
    .await;
}
