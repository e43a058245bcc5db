//! Attributes that a tenant keeps out of its log, and finds by their exact value.

use std::sync::Arc;

use directory::audit::retention::RetentionChange;
use directory::audit::{Event, Query};
use directory::{Caller, Error, Precondition, Selection};
use serde_json::{Value, json};

use crate::harness::House;

async fn mask(house: &House, names: &[&str]) -> Result<(), Error> {
    let change = RetentionChange {
        masked: Some(names.iter().map(|name| (*name).to_owned()).collect()),
        ..RetentionChange::default()
    };
    let operator = house.operator("acme").await;
    house
        .directory
        .audit()
        .keep_for(&operator, change)
        .await
        .map(|_| ())
}

async fn create(house: &House, caller: &Caller, body: Value) -> String {
    let caller = caller.with_body(Arc::new(body.clone()));
    let users = house.directory.users();
    let answer = users
        .create(&caller, body, &Selection::default())
        .await
        .unwrap();
    answer.body.unwrap().into_value()["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn found(house: &House, slug: &str, text: &str) -> Vec<Event> {
    let query = Query {
        search: vec![text.to_owned()],
        ..Query::default()
    };
    let operator = house.operator(slug).await;
    house
        .directory
        .audit()
        .list(&operator, &query)
        .await
        .unwrap()
        .events
}

fn grace() -> Value {
    json!({
        "userName": "grace", "displayName": "Grace",
        "phoneNumbers": [{"value": "+1-201-555-0199", "type": "work"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"costCenter": "Mill-4130-Lane"}
    })
}

#[tokio::test]
async fn a_masked_value_is_in_no_event_and_found_by_the_exact_value() {
    let house = House::open().await;
    mask(&house, &["phoneNumbers", "costCenter"]).await.unwrap();
    let writer = house.writer("acme").await;
    let id = create(&house, &writer, grace()).await;
    let renumbered = json!([{"op": "replace", "path": "phoneNumbers[type eq \"work\"].value", "value": "+44 20 7946 0000"}]);
    house.patch_user(&writer, &id, renumbered).await.unwrap();

    let events = found(&house, "acme", &id).await;
    assert_eq!(events.len(), 2);
    for event in &events {
        let text = format!("{event:?}");
        assert!(
            !text.contains("555-0199")
                && !text.contains("Mill-4130-Lane")
                && !text.contains("7946 0000"),
            "{text}"
        );
        assert!(
            text.contains("•••") && !event.redactions.is_empty(),
            "{text}"
        );
    }
    let check = async |text: &str, operations: &[&str]| {
        let events = found(&house, "acme", text).await;
        let found: Vec<&str> = events
            .iter()
            .map(|event| event.operation.as_str())
            .collect();
        assert_eq!(found, operations, "{text}");
    };
    check("+1-201-555-0199", &["user.update", "user.create"]).await;
    check("+44 20 7946 0000", &["user.update"]).await;
    check("Mill-4130-Lane", &["user.update", "user.create"]).await;
    // Not by a part of it, and not by what stands for it in another tenant.
    check("+1-201-55", &[]).await;
    // (Parts with letters past f: the search reads identifiers too, and those have any three digits.)
    check("Mill-413", &[]).await;
    assert_eq!(found(&house, "globex", "Mill-4130-Lane").await, Vec::new());
    // The user itself has it.
    let (selection, precondition) = (Selection::default(), Precondition::default());
    let users = house.directory.users();
    let seen = users
        .get(&writer, &id, &selection, &precondition)
        .await
        .unwrap();
    let seen = seen.body.unwrap().into_value();
    assert_eq!(seen["phoneNumbers"][0]["value"], "+44 20 7946 0000");
}

#[tokio::test]
async fn a_masked_value_stands_in_no_path_and_in_no_message_about_one() {
    let house = House::open().await;
    mask(&house, &["phoneNumbers"]).await.unwrap();
    let writer = house.writer("acme").await;
    let id = create(&house, &writer, grace()).await;
    for (number, accepted) in [("+1-201-555-0199", true), ("+1-000-SECRET", false)] {
        let mut done = true;
        let by_value = format!("phoneNumbers[value eq \"{number}\"].type");
        for body in [
            json!({"op": "replace", "path": by_value, "value": "home"}),
            json!({"op": "replace", "value": {(by_value): "home"}}),
        ] {
            let body = json!({"Operations": [body]});
            let caller = writer.with_body(Arc::new(body.clone()));
            let (selection, precondition) = (Selection::default(), Precondition::default());
            let users = house.directory.users();
            let patched = users
                .patch(&caller, &id, body, &selection, precondition)
                .await;
            if let Err(error) = &patched {
                let audit = house.directory.audit();
                let operation = directory::audit::Operation::UserUpdate;
                audit.refused(&caller, operation, error).await.unwrap();
            }
            done &= patched.is_ok();
            let text = format!("{:?}", house.last_event("acme").await);
            assert!(
                !text.contains(number) && text.contains("phoneNumbers[•••]"),
                "{text}"
            );
        }
        assert_eq!(done, accepted, "{number}");
    }
}

#[tokio::test]
async fn what_a_tenant_masks_is_an_event_and_holds_from_then_on() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    create(&house, &writer, grace()).await;
    assert!(format!("{:?}", house.last_event("acme").await).contains("555-0199"));
    mask(&house, &["phoneNumbers"]).await.unwrap();
    let event = house.last_event("acme").await;
    assert_eq!(
        (event.operation.as_str(), event.outcome.as_str()),
        ("settings.update", "success")
    );
    assert_eq!(event.changes[0]["after"], json!(["phoneNumbers"]));
    mask(&house, &["phoneNumbers"]).await.unwrap();
    assert_eq!(house.last_event("acme").await.outcome, "no_change");
    for name in ["userName", "value", "b[c", "urn:x"] {
        let refused = mask(&house, &[name]).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{name}");
    }
}
