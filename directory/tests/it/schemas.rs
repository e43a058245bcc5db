//! Schemas of a tenant: what may be registered and changed, and what a removal takes with it.

use directory::schemas::Registration::Unchanged;
use directory::schemas::{Consent, NewSchema, Registration, ResourceType};
use directory::{Caller, Error, Precondition, Selection};
use serde_json::{Value, json};

use crate::harness::{House, id_of};

const URN: &str = "urn:example:badge:2.0:User";

async fn register(house: &House, caller: &Caller, document: &Value) -> Result<Registration, Error> {
    let wanted = NewSchema {
        resource_type: ResourceType::User,
        required: false,
        document: document.to_string(),
    };
    let registered = house.directory.schemas().register(caller, wanted).await;
    registered.map(|(_, registration)| registration)
}

fn badge() -> Value {
    json!({"id": URN, "attributes": [{"name": "number", "type": "integer", "uniqueness": "server"}]})
}

async fn user_with_badge(house: &House, writer: &Caller, name: &str, number: u64) -> String {
    let body = json!({"userName": name, URN: {"number": number}});
    let users = house.directory.users();
    let created = users.create(writer, body, &Selection::default()).await;
    id_of(&created.unwrap())
}

#[tokio::test]
async fn a_schema_is_registered_changed_and_known_to_be_unchanged() {
    use Registration::{Created, Unchanged, Updated};

    let house = House::open().await;
    let operator = house.operator("acme").await;
    let mut document = badge();
    let mut outcomes = Vec::new();
    for _ in 0..2 {
        outcomes.push(register(&house, &operator, &document).await.unwrap());
        document["attributes"][0]["description"] = json!("printed on it");
        document["attributes"] = json!([document["attributes"][0], {"name": "colour"}]);
        outcomes.push(register(&house, &operator, &document).await.unwrap());
    }
    assert_eq!(outcomes, [Created, Updated, Unchanged, Unchanged]);
    assert_eq!(
        house.log("acme").await,
        [
            "schema.create success",
            "schema.update success",
            "schema.update no_change",
            "schema.update no_change"
        ]
    );
}

#[tokio::test]
async fn the_event_of_a_change_says_what_was_and_what_is() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    register(&house, &operator, &badge()).await.unwrap();
    let mut document = badge();
    document["attributes"] = json!([document["attributes"][0], {"name": "colour"}]);
    register(&house, &operator, &document).await.unwrap();
    let event = house.last_event("acme").await;
    assert_eq!(event.resource_label.as_deref(), Some(URN));
    assert_eq!(event.changes.as_array().unwrap().len(), 1);
    let change = &event.changes[0];
    assert_eq!(change["path"], "attributes[name eq \"colour\"]");
    assert_eq!(
        (&change["op"], &change["before"]),
        (&json!("add"), &Value::Null)
    );
    assert_eq!(change["after"]["type"], "string");
}

#[tokio::test]
async fn a_change_that_resources_might_not_fit_is_refused_with_what_to_do() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    register(&house, &operator, &badge()).await.unwrap();
    let mut text = badge();
    text["attributes"][0]["type"] = json!("string");
    let mut other_case = badge();
    other_case["id"] = json!(URN.to_uppercase());
    for (document, remedy) in [
        (text, "remove the schema and register it again"),
        (other_case, "letter case only"),
        (
            json!({"id": format!("{URN}:more"), "attributes": [{"name": "a"}]}),
            "begin alike",
        ),
    ] {
        let refused = register(&house, &operator, &document).await.unwrap_err();
        assert!(matches!(refused, Error::Invalid(_)), "{refused:?}");
        assert!(refused.to_string().contains(remedy), "{refused}");
    }
    let group = NewSchema {
        resource_type: ResourceType::Group,
        required: false,
        document: badge().to_string(),
    };
    let refused = house.directory.schemas().register(&operator, group).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

#[tokio::test]
async fn a_tenant_has_at_most_twenty_schemas() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let numbered =
        |number| json!({"id": format!("urn:example:s{number}"), "attributes": [{"name": "a"}]});
    for number in 0..20 {
        register(&house, &operator, &numbered(number))
            .await
            .unwrap();
    }
    let refused = register(&house, &operator, &numbered(20))
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("remove one first"),
        "{refused}"
    );
    assert_eq!(
        register(&house, &operator, &numbered(7)).await.unwrap(),
        Unchanged
    );
}

#[tokio::test]
async fn only_who_manages_the_tenant_manages_its_schemas() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let refused = register(&house, &writer, &badge()).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let refused = house
        .directory
        .schemas()
        .remove(&writer, URN, Consent::WithValues)
        .await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

#[tokio::test]
async fn a_used_schema_goes_with_consent_only_and_every_user_tells() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    register(&house, &operator, &badge()).await.unwrap();
    let writer = house.writer("acme").await;
    let mut ids = Vec::new();
    for number in 0..105 {
        ids.push(user_with_badge(&house, &writer, &format!("u{number}"), number).await);
    }
    let operator = house.operator("acme").await;
    let schemas = house.directory.schemas();
    let refused = schemas
        .remove(&operator, URN, Consent::Unused)
        .await
        .unwrap_err();
    assert!(matches!(refused, Error::Conflict { .. }), "{refused:?}");
    assert!(
        refused.to_string().starts_with("105 users hold values"),
        "{refused}"
    );

    let removed = schemas.remove(&operator, URN, Consent::WithValues).await;
    assert_eq!(removed.unwrap(), 105);
    let event = house.last_event("acme").await;
    assert_eq!(event.operation, "schema.delete");
    assert!(event.detail.unwrap().starts_with("105 "));
    let reader = house.writer("acme").await;
    let (selection, any) = (Selection::default(), Precondition::default());
    let users = house.directory.users();
    for id in [&ids[0], &ids[104]] {
        let user = users.get(&reader, id, &selection, &any).await.unwrap();
        assert_eq!(user.version, Some(2));
        let body = user.body.unwrap().into_value();
        assert_eq!(body.get(URN), None);
        assert_eq!(body["schemas"].as_array().unwrap().len(), 1);
    }
    let history = house.log("acme").await;
    let updates = history.iter().filter(|line| *line == "user.update success");
    assert_eq!(updates.count(), 105);
    let gone = schemas.remove(&operator, URN, Consent::WithValues).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
}

#[tokio::test]
async fn who_came_before_the_removal_cannot_bring_values_back() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    register(&house, &operator, &badge()).await.unwrap();
    let early = house.writer("acme").await;
    let ada = user_with_badge(&house, &early, "ada", 7).await;
    let operator = house.operator("acme").await;
    let schemas = house.directory.schemas();
    schemas
        .remove(&operator, URN, Consent::WithValues)
        .await
        .unwrap();
    let add = json!([{"op": "add", "path": format!("{URN}:number"), "value": 8}]);
    let refused = house.patch_user(&early, &ada, add.clone()).await;
    assert!(matches!(refused, Err(Error::Scim(_))), "{refused:?}");
    let late = house.writer("acme").await;
    let unknown = house.patch_user(&late, &ada, add).await;
    assert!(matches!(unknown, Err(Error::Scim(_))), "{unknown:?}");
}

#[tokio::test]
async fn a_unique_value_moves_on_when_it_is_given_up() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    register(&house, &operator, &badge()).await.unwrap();
    let writer = house.writer("acme").await;
    let ada = user_with_badge(&house, &writer, "ada", 7).await;
    let bob = user_with_badge(&house, &writer, "bob", 8).await;
    let number = format!("{URN}:number");
    let set = |value: Value| json!([{"op": "replace", "path": number, "value": value}]);
    let taken = house
        .patch_user(&writer, &bob, set(json!(7)))
        .await
        .unwrap_err();
    assert_eq!(taken.status(), 409);
    assert!(taken.to_string().contains(&number), "{taken}");
    house
        .patch_user(&writer, &ada, set(json!(9)))
        .await
        .unwrap();
    house
        .patch_user(&writer, &bob, set(json!(7)))
        .await
        .unwrap();
    let gone = json!([{"op": "remove", "path": URN}]);
    house.patch_user(&writer, &bob, gone).await.unwrap();
    house
        .patch_user(&writer, &ada, set(json!(7)))
        .await
        .unwrap();
}

#[tokio::test]
async fn what_a_schema_hides_is_not_in_the_log() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let document = json!({"id": URN, "attributes": [
        {"name": "pin", "mutability": "writeOnly", "returned": "never"},
        {"name": "hash", "returned": "never"}]});
    register(&house, &operator, &document).await.unwrap();
    let body = json!({"userName": "ada", URN: {"pin": "s3cret-pin", "hash": "s3cret-hash"}});
    let writer = house
        .writer("acme")
        .await
        .with_body(std::sync::Arc::new(body.clone()));
    let users = house.directory.users();
    let created = users
        .create(&writer, body, &Selection::default())
        .await
        .unwrap();
    assert!(
        !created
            .body
            .unwrap()
            .into_value()
            .to_string()
            .contains("s3cret")
    );
    let event = house.last_event("acme").await;
    let text = format!(
        "{:?} {:?} {:?}",
        event.request_body, event.response_body, event.changes
    );
    assert!(!text.contains("s3cret"), "{text}");
    assert!(text.contains(&format!("{URN}:hash")), "{text}");
}

#[tokio::test]
async fn a_request_that_was_let_in_before_a_schema_is_read_by_it_all_the_same() {
    let house = House::open().await;
    let early = house.writer("acme").await;
    let operator = house.operator("acme").await;
    register(&house, &operator, &badge()).await.unwrap();
    let late = house.writer("acme").await;
    let ada = user_with_badge(&house, &late, "ada", 7).await;

    let users = house.directory.users();
    let (selection, any) = (Selection::default(), Precondition::default());
    let body = json!({"userName": "ada", URN: {"number": 8}});
    let replaced = users.replace(&early, &ada, body, &selection, any.clone());
    let user = replaced.await.unwrap().body.unwrap().into_value();
    assert_eq!(user[URN]["number"], 8);
    let off = json!([{"op": "replace", "path": "active", "value": false}]);
    house.patch_user(&early, &ada, off).await.unwrap();
    let user = users.get(&late, &ada, &selection, &any).await.unwrap();
    assert_eq!(user.body.unwrap().into_value()[URN]["number"], 8);

    // The value that it held is free, and the one that it holds is not.
    user_with_badge(&house, &late, "bob", 7).await;
    let body = json!({"userName": "eve", URN: {"number": 8}});
    let refused = users.create(&late, body, &selection).await.unwrap_err();
    assert_eq!(refused.status(), 409);
}

#[tokio::test]
async fn a_request_that_was_let_in_before_a_schema_went_leaves_nothing_of_it() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    register(&house, &operator, &badge()).await.unwrap();
    let early = house.writer("acme").await;
    let schemas = house.directory.schemas();
    schemas
        .remove(&operator, URN, Consent::Unused)
        .await
        .unwrap();
    let ada = user_with_badge(&house, &early, "ada", 7).await;
    register(&house, &operator, &badge()).await.unwrap();
    let late = house.writer("acme").await;
    let users = house.directory.users();
    let (selection, any) = (Selection::default(), Precondition::default());
    let user = users.get(&late, &ada, &selection, &any).await.unwrap();
    assert_eq!(user.body.unwrap().into_value().get(URN), None);
    user_with_badge(&house, &late, "bob", 7).await;
}
