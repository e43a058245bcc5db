//! What a tenant chooses of what RFC 7644 leaves to the server.

use directory::tenants::{Deletion, GroupPatch, ScimSettings, SettingsChange, Strictness};
use directory::{Caller, Error, ListQuery, Precondition, Scope, Selection};
use serde_json::json;

use crate::harness::{House, id_of};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

#[tokio::test]
async fn settings_are_changed_one_by_one_and_an_event_says_what_was() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    assert_eq!(operator.settings().unwrap(), ScimSettings::default());
    let tenants = house.directory.tenants();
    let strict = SettingsChange {
        tolerance: Some(Strictness::Strict),
        ..SettingsChange::default()
    };
    let held = tenants.set(&operator, strict).await.unwrap();
    assert_eq!(
        (held.tolerance, held.delete),
        (Strictness::Strict, Deletion::Remove)
    );
    let event = house.last_event("acme").await;
    assert_eq!(
        (&*event.operation, &*event.outcome),
        ("settings.update", "success")
    );
    let changes = json!([
        {"path": "tolerance", "op": "replace", "before": "forgiving", "after": "strict"}
    ]);
    assert_eq!(event.changes, changes);

    let both = SettingsChange {
        delete: Some(Deletion::Hide),
        group_patch: Some(GroupPatch::Resource),
        ..strict
    };
    tenants.set(&operator, both).await.unwrap();
    assert_eq!(
        house
            .last_event("acme")
            .await
            .changes
            .as_array()
            .unwrap()
            .len(),
        2
    );
    tenants.set(&operator, both).await.unwrap();
    assert_eq!(house.last_event("acme").await.outcome, "no_change");
    let shown = tenants.show("acme").await.unwrap().settings;
    assert_eq!(
        shown.pairs().map(|(_, word)| word),
        [
            "strict", "hide", "resource", "off", "off", "off", "optional", "none"
        ]
    );
    assert_eq!(
        tenants.show("globex").await.unwrap().settings,
        ScimSettings::default()
    );
}

#[tokio::test]
async fn a_token_cannot_change_settings() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let refused = house
        .directory
        .tenants()
        .set(&writer, SettingsChange::default())
        .await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

#[tokio::test]
async fn a_strict_tenant_refuses_what_needs_tolerance_and_changes_nothing() {
    let house = House::open().await;
    let id = house.user(&house.writer("acme").await, "ada").await;
    let writer = strict(&house).await;
    for (body, kind) in [
        (
            json!({"schemas": [USER], "userName": "bob", "active": "True"}),
            "invalidValue",
        ),
        (json!({"userName": "bob"}), "invalidSyntax"),
    ] {
        let users = house.directory.users();
        let refused = users.create(&writer, body, &Selection::default()).await;
        let error = refused.unwrap_err();
        assert_eq!(
            (error.status(), error.scim_type().unwrap().as_str()),
            (400, kind)
        );
    }
    let off = json!([{"op": "Replace", "path": "active", "value": "False"}]);
    let error = house.patch_user(&writer, &id, off).await.unwrap_err();
    // The harness leaves `schemas` out, too.
    let detail = error.detail();
    for name in ["boolean-as-text", "missing-schema-uri", "operation-case"] {
        assert!(detail.contains(name), "{detail}");
    }
    let query = ListQuery::default();
    let all = house
        .directory
        .users()
        .search(&writer, &query)
        .await
        .unwrap()
        .body
        .unwrap()
        .into_value();
    assert_eq!(all["totalResults"], 1);
    assert_eq!(all["Resources"][0]["meta"]["version"], "W/\"1\"");
}

#[tokio::test]
async fn what_the_rfcs_permit_is_done_by_a_strict_tenant_and_named() {
    let house = House::open().await;
    let writer = strict(&house).await;
    let body = json!({"schemas": [USER], "userName": "ada", "shoeSize": 38, "id": "mine"});
    let users = house.directory.users();
    users
        .create(&writer, body, &Selection::default())
        .await
        .unwrap();
    assert_eq!(
        house.last_event("acme").await.tolerances,
        ["unknown-attribute"]
    );
}

#[tokio::test]
async fn a_hidden_user_comes_back_as_who_they_were() {
    let house = House::open().await;
    let writer = hiding(&house).await;
    let id = house.user(&writer, "ada").await;
    let group = house.group(&writer, "Staff", &[&id]).await;
    delete(&house, &writer, &id).await.unwrap();
    let deleted = house.last_event("acme").await;
    assert_eq!(
        (&*deleted.operation, &*deleted.outcome),
        ("user.delete", "success")
    );
    let changes = deleted.changes.as_array().unwrap();
    assert_eq!(
        changes[0],
        json!({"path": "active", "op": "replace", "before": true, "after": false})
    );
    assert_eq!(changes[1]["path"], "groups");
    assert_eq!(house.members(&writer, &group).await, Vec::<String>::new());
    assert!(matches!(
        delete(&house, &writer, &id).await,
        Err(Error::NotFound)
    ));

    house.clock.advance(chrono::Duration::days(30));
    let writer = house.writer("acme").await;
    let body = json!({"userName": "ADA", "displayName": "Ada L."});
    let users = house.directory.users();
    let back = users
        .create(&writer, body, &Selection::default())
        .await
        .unwrap();
    assert_eq!(
        (back.status, back.version, id_of(&back)),
        (201, Some(3), id)
    );
    let event = house.last_event("acme").await;
    assert_eq!(event.operation, "user.create");
    let detail = event.detail.unwrap();
    assert!(
        detail.starts_with("restored the user that was deleted on 20"),
        "{detail}"
    );
    let changes = event.changes.as_array().unwrap();
    assert!(
        changes
            .contains(&json!({"path": "active", "op": "replace", "before": false, "after": true}))
    );
    let meta = &back.body.unwrap().into_value()["meta"];
    assert_ne!(meta["created"], meta["lastModified"]);
}

#[tokio::test]
async fn who_was_inactive_and_alone_is_hidden_and_restored_with_success() {
    let house = House::open().await;
    let writer = hiding(&house).await;
    let users = house.directory.users();
    let body = json!({"userName": "ada", "active": false});
    let made = users
        .create(&writer, body.clone(), &Selection::default())
        .await
        .unwrap();
    delete(&house, &writer, &id_of(&made)).await.unwrap();
    users
        .create(&writer, body, &Selection::default())
        .await
        .unwrap();
    assert_eq!(
        house.log("acme").await.split_off(1),
        [
            "user.create success",
            "user.delete success",
            "user.create success"
        ]
    );
}

#[tokio::test]
async fn hidden_users_are_restored_after_the_tenant_removes_again() {
    let house = House::open().await;
    let writer = hiding(&house).await;
    let id = house.user(&writer, "ada").await;
    delete(&house, &writer, &id).await.unwrap();
    let change = SettingsChange {
        delete: Some(Deletion::Remove),
        ..SettingsChange::default()
    };
    let operator = house.operator("acme").await;
    house
        .directory
        .tenants()
        .set(&operator, change)
        .await
        .unwrap();
    let writer = house.writer("acme").await;
    assert_eq!(house.user(&writer, "ada").await, id);
    delete(&house, &writer, &id).await.unwrap();
    assert_ne!(house.user(&writer, "ada").await, id);
}

async fn delete(house: &House, caller: &Caller, id: &str) -> Result<(), Error> {
    let users = house.directory.users();
    let answer = users.delete(caller, id, Precondition::default()).await?;
    assert_eq!((answer.status, answer.body.is_none()), (204, true));
    Ok(())
}

/// A writer of a tenant that is strict.
async fn strict(house: &House) -> Caller {
    let change = SettingsChange {
        tolerance: Some(Strictness::Strict),
        ..SettingsChange::default()
    };
    with(house, change).await
}

/// A writer of a tenant that keeps whom it deletes.
async fn hiding(house: &House) -> Caller {
    let change = SettingsChange {
        delete: Some(Deletion::Hide),
        ..SettingsChange::default()
    };
    with(house, change).await
}

async fn with(house: &House, change: SettingsChange) -> Caller {
    let operator = house.operator("acme").await;
    house
        .directory
        .tenants()
        .set(&operator, change)
        .await
        .unwrap();
    let secret = house.token("acme", "strict", Scope::Write).await;
    house.enter(Some("acme"), &secret).await.unwrap()
}
