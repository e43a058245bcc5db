//! Refused requests, tried again without writing: by whom, and what is said.

use std::sync::Arc;

use directory::audit::Operation;
use directory::schemas::{NewSchema, ResourceType};
use directory::trial::{Extent, Obstacle, Trial, Verdict};
use directory::{Caller, Error, Kind, Permission, Request, Scope, Selection};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::harness::{House, request};

const URN: &str = "urn:example:badge:2.0:User";

/// Somebody who creates a user over HTTP.
async fn sender(house: &House, name: &str, body: &Value) -> Caller {
    let secret = house.token("acme", name, Scope::Write).await;
    let header = format!("Bearer {}", secret.expose_secret());
    let request = Request {
        method: Some("POST".to_owned()),
        path: Some("/t/acme/scim/v2/Users".to_owned()),
        ..request()
    };
    let directory = &house.directory;
    let caller = directory.authenticate_scim(Some("acme"), Some(&header), request);
    caller.await.unwrap().with_body(Arc::new(body.clone()))
}

/// Tries the request of an event.
async fn try_again(house: &House, caller: &Caller, event: &str) -> Result<Trial, Error> {
    let trials = house.directory.trials();
    let prepared = trials.prepare(caller, event).await?;
    trials.run(caller, prepared).await
}

/// Has a user refused; the id of the event.
async fn refuse(house: &House, body: Value) -> String {
    let name = house.directory.request_id();
    let caller = sender(house, &name, &body).await;
    let users = house.directory.users();
    let created = users.create(&caller, body, &Selection::default()).await;
    let error = created.unwrap_err();
    let audit = house.directory.audit();
    let recorded = audit.refused(&caller, Operation::UserCreate, &error);
    recorded.await.unwrap();
    house.last_event("acme").await.id.to_string()
}

#[tokio::test]
async fn who_has_a_value_of_a_schema_is_named_and_the_value_given_up_is_free() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let badge = json!({"id": URN, "attributes": [{"name": "number", "uniqueness": "server"}]});
    let wanted = NewSchema {
        resource_type: ResourceType::User,
        required: false,
        document: badge.to_string(),
    };
    let registered = house.directory.schemas().register(&operator, wanted).await;
    registered.unwrap();
    let writer = house.writer("acme").await;
    let users = house.directory.users();
    let first = json!({"userName": "ada", URN: {"number": "7"}});
    let ada = users.create(&writer, first, &Selection::default()).await;
    let ada = crate::harness::id_of(&ada.unwrap());
    let event = refuse(&house, json!({"userName": "bob", URN: {"number": "7"}})).await;

    // As the tenant is now: a caller knows the schemas of when it was let in.
    let operator = house.operator("acme").await;
    let tried = try_again(&house, &operator, &event).await.unwrap();
    assert_eq!(tried.extent, Some(Extent::Request));
    let Ok(Verdict::Refused { refusal, holder }) = tried.outcome else {
        panic!("{:?}", tried.outcome);
    };
    assert_eq!(refusal.status, 409);
    let holder = holder.unwrap();
    assert_eq!((holder.kind, holder.id), (Kind::User, ada.clone()));
    assert_eq!((&*holder.label, holder.inactive), ("ada", false));

    let given_up = json!([{"op": "remove", "path": format!("{URN}:number")}]);
    house.patch_user(&writer, &ada, given_up).await.unwrap();
    let before = house.log("acme").await;
    let tried = try_again(&house, &operator, &event).await.unwrap();
    let Ok(Verdict::Done { status, changes }) = tried.outcome else {
        panic!("{:?}", tried.outcome);
    };
    assert_eq!(status, 201);
    let paths: Vec<&Value> = changes
        .as_array()
        .unwrap()
        .iter()
        .map(|change| &change["path"])
        .collect();
    assert_eq!(paths, ["userName", &format!("{URN}:number")]);
    assert_eq!(house.log("acme").await, before);
}

#[tokio::test]
async fn a_tenant_that_stands_still_refuses_what_is_tried() {
    let house = House::open().await;
    let event = refuse(&house, json!({"displayName": "nobody"})).await;
    house
        .directory
        .tenants()
        .suspend("acme", None)
        .await
        .unwrap();
    let operator = house.operator("acme").await;
    let tried = try_again(&house, &operator, &event).await;
    let outcome = tried.unwrap().outcome;
    let Ok(Verdict::Refused { refusal, holder }) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!((refusal.status, holder), (403, None));
    assert_eq!(refusal.detail, Error::Suspended.detail());
}

#[tokio::test]
async fn only_who_may_read_the_log_and_the_directory_of_the_tenant_tries() {
    let house = House::open().await;
    let event = refuse(&house, json!({"displayName": "nobody"})).await;
    let stranger = house.operator("globex").await;
    let foreign = try_again(&house, &stranger, &event).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    for (scope, lacks) in [
        (Scope::Write, Permission::ReadAudit),
        (Scope::AuditRead, Permission::ReadDirectory),
    ] {
        let name = house.directory.request_id();
        let secret = house.token("acme", &name, scope).await;
        let token = house.enter(Some("acme"), &secret).await.unwrap();
        let refused = try_again(&house, &token, &event).await;
        assert!(
            matches!(&refused, Err(Error::Forbidden(permission)) if *permission == lacks),
            "{refused:?}"
        );
    }
    let owner = house.operator("acme").await;
    let issued = house.last_event("acme").await.id.to_string();
    let tried = try_again(&house, &owner, &issued).await.unwrap();
    assert_eq!(tried.outcome.unwrap_err(), Obstacle::NoRefusedWrite);
}
