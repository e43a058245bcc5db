//! Users and groups: what a success means, and what the log says of it.

use directory::{Error, ListQuery, Precondition, Selection};
use serde_json::json;

use crate::harness::House;

#[tokio::test]
async fn a_created_user_is_answered_with_what_the_server_adds() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let body = json!({"userName": "ada", "password": "never kept", "name": {"givenName": "Ada"}});
    let users = house.directory.users();
    let answer = users
        .create(&writer, body, &Selection::default())
        .await
        .unwrap();
    let user = answer.body.unwrap().into_value();
    let id = user["id"].as_str().unwrap();
    assert_eq!(answer.status, 201);
    assert_eq!(user["groups"], json!([]));
    assert_eq!(user["meta"]["version"], "W/\"1\"");
    let location = format!("https://id.example/t/acme/scim/v2/Users/{id}");
    assert_eq!(user["meta"]["location"], location.as_str());
    assert_eq!(user.get("password"), None);
}

#[tokio::test]
async fn the_same_user_name_in_another_case_is_a_conflict_and_leaves_nothing() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    house.user(&writer, "ada@acme.com").await;
    let body = json!({"userName": "ADA@acme.com"});
    let refused = house
        .directory
        .users()
        .create(&writer, body, &Selection::default())
        .await;
    assert!(matches!(
        refused,
        Err(Error::Conflict {
            attribute: "userName",
            ..
        })
    ));
    let all = house
        .directory
        .users()
        .search(&writer, &ListQuery::default())
        .await
        .unwrap();
    assert_eq!(all.body.unwrap().into_value()["totalResults"], 1);
}

#[tokio::test]
async fn two_tenants_may_use_the_same_user_name() {
    let house = House::open().await;
    let (acme, globex) = (house.writer("acme").await, house.writer("globex").await);
    house.user(&acme, "ada").await;
    house.user(&globex, "ada").await;
}

#[tokio::test]
async fn another_tenants_id_is_as_unknown_as_any() {
    let house = House::open().await;
    let (acme, globex) = (house.writer("acme").await, house.writer("globex").await);
    let foreign = house.user(&globex, "ada").await;
    let users = house.directory.users();
    let (selection, any) = (Selection::default(), Precondition::default());
    let got = users.get(&acme, &foreign, &selection, &any).await;
    assert!(matches!(got, Err(Error::NotFound)));
    let patched = house.patch_user(&acme, &foreign, json!([{"op": "remove", "path": "title"}]));
    assert!(matches!(patched.await, Err(Error::NotFound)));
    assert!(matches!(
        users.delete(&acme, &foreign, any).await,
        Err(Error::NotFound)
    ));
    let group = house.group(&acme, "Staff", &[]).await;
    let add = json!([{"op": "add", "path": "members", "value": [{"value": foreign}]}]);
    assert!(matches!(
        house.patch_group(&acme, &group, add).await,
        Err(Error::Scim(_))
    ));
    assert_eq!(house.members(&acme, &group).await, Vec::<String>::new());
}

#[tokio::test]
async fn deactivating_twice_is_one_change_and_one_no_change() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let id = house.user(&writer, "ada").await;
    let off = json!([{"op": "Replace", "path": "active", "value": "False"}]);
    let first = house.patch_user(&writer, &id, off.clone()).await.unwrap();
    let second = house.patch_user(&writer, &id, off).await.unwrap();
    assert_eq!((first.version, second.version), (Some(2), Some(2)));
    assert_eq!(
        house.log("acme").await,
        [
            "user.create success",
            "user.deactivate success",
            "user.update no_change"
        ]
    );
}

#[tokio::test]
async fn the_event_of_a_change_says_what_was_and_what_is() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let id = house.user(&writer, "ada").await;
    let rename = json!([{"op": "replace", "path": "displayName", "value": "Ada L."}]);
    house.patch_user(&writer, &id, rename).await.unwrap();
    let event = house.last_event("acme").await;
    let expected = json!([
        {"path": "displayName", "op": "replace", "before": "ada", "after": "Ada L."}
    ]);
    assert_eq!(event.changes, expected);
    assert_eq!(event.resource_id.as_deref(), Some(id.as_str()));
}

#[tokio::test]
async fn a_stale_if_match_changes_nothing() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let id = house.user(&writer, "ada").await;
    let body = json!({"Operations": [{"op": "replace", "path": "title", "value": "x"}]});
    let stale = Precondition::parse(Some("W/\"7\""), None);
    let users = house.directory.users();
    let refused = users
        .patch(&writer, &id, body, &Selection::default(), stale)
        .await;
    assert!(matches!(refused, Err(Error::PreconditionFailed)));
}

#[tokio::test]
async fn members_come_and_go_by_every_form_of_patch() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let (ada, bob) = (
        house.user(&writer, "ada").await,
        house.user(&writer, "bob").await,
    );
    let (cid, dan) = (
        house.user(&writer, "cid").await,
        house.user(&writer, "dan").await,
    );
    let group = house.group(&writer, "Staff", &[&ada, &bob]).await;
    let by_filter = format!("members[value eq \"{ada}\"]");
    for (operations, expected) in [
        (
            json!([{"op": "add", "path": "members", "value": [{"value": cid}]}]),
            "ada bob cid",
        ),
        (json!([{"op": "Remove", "path": by_filter}]), "bob cid"),
        (
            json!([{"op": "Remove", "path": "members", "value": [{"value": bob}]}]),
            "cid",
        ),
        (
            json!([{"op": "replace", "path": "members", "value": [{"value": dan}]}]),
            "dan",
        ),
        (
            json!([{"op": "add", "value": {"members": [{"value": ada}]}}]),
            "ada dan",
        ),
        (
            json!([{"op": "replace", "path": "members", "value": []}]),
            "",
        ),
    ] {
        let answer = house
            .patch_group(&writer, &group, operations)
            .await
            .unwrap();
        assert_eq!(answer.status, 204);
        assert_eq!(house.members(&writer, &group).await.join(" "), expected);
    }
}

#[tokio::test]
async fn adding_a_member_who_is_one_is_no_change() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let ada = house.user(&writer, "ada").await;
    let group = house.group(&writer, "Staff", &[&ada]).await;
    let again = json!([{"op": "add", "path": "members", "value": [{"value": ada}]}]);
    let answer = house.patch_group(&writer, &group, again).await.unwrap();
    assert_eq!(answer.version, Some(1));
    let event = house.last_event("acme").await;
    assert_eq!(
        (event.operation.as_str(), event.outcome.as_str()),
        ("group.members", "no_change")
    );
}

#[tokio::test]
async fn a_group_can_be_a_member_and_shows_its_kind() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let inner = house.group(&writer, "Inner", &[]).await;
    let outer = house.group(&writer, "Outer", &[&inner]).await;
    let (selection, any) = (Selection::default(), Precondition::default());
    let answer = house
        .directory
        .groups()
        .get(&writer, &outer, &selection, &any)
        .await
        .unwrap();
    let member = answer.body.unwrap().into_value()["members"][0].clone();
    assert_eq!(
        (&member["type"], &member["display"]),
        (&json!("Group"), &json!("Inner"))
    );
}

#[tokio::test]
async fn a_deleted_user_leaves_its_groups_and_their_versions_rise() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let ada = house.user(&writer, "ada").await;
    let group = house.group(&writer, "Staff", &[&ada]).await;
    house
        .directory
        .users()
        .delete(&writer, &ada, Precondition::default())
        .await
        .unwrap();
    assert_eq!(house.members(&writer, &group).await, Vec::<String>::new());
    let (selection, any) = (Selection::default(), Precondition::default());
    let answer = house
        .directory
        .groups()
        .get(&writer, &group, &selection, &any)
        .await
        .unwrap();
    assert_eq!(answer.version, Some(2));
    assert_eq!(
        house.log("acme").await.last().unwrap(),
        "user.delete success"
    );
}

#[tokio::test]
async fn a_filter_finds_by_any_letter_case_and_not_by_wildcards() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    house.user(&writer, "john_doe@acme.com").await;
    house.user(&writer, "johnXdoe@acme.com").await;
    for (filter, expected) in [
        ("userName eq \"JOHN_doe@acme.com\"", 1),
        ("userName eq \"john%\"", 0),
        (
            "username EQ \"john_doe@acme.com\" and displayName eq \"john_doe@acme.com\"",
            1,
        ),
        ("externalId eq \"nobody\"", 0),
    ] {
        let query = ListQuery {
            filter: Some(filter.to_owned()),
            ..ListQuery::default()
        };
        let found = house
            .directory
            .users()
            .search(&writer, &query)
            .await
            .unwrap();
        assert_eq!(
            found.body.unwrap().into_value()["totalResults"],
            expected,
            "{filter}"
        );
    }
}

#[tokio::test]
async fn a_resource_that_would_burden_every_page_is_refused() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let emails: Vec<_> = (0..2_000)
        .map(|n| json!({"value": format!("a-rather-long-address-number-{n}@acme.com")}))
        .collect();
    let body = json!({"userName": "ada", "emails": emails});
    let users = house.directory.users();
    let refused = users.create(&writer, body, &Selection::default()).await;
    assert!(matches!(refused, Err(Error::Scim(_))), "{refused:?}");
}

#[tokio::test]
async fn eleven_scans_of_one_group_in_one_request_are_refused() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let group = house.group(&writer, "Staff", &[]).await;
    let scan = json!({"op": "remove", "path": "members[display sw \"a\"]"});
    let ten = house.patch_group(&writer, &group, vec![scan.clone(); 10].into());
    assert!(ten.await.is_ok());
    let eleven = house.patch_group(&writer, &group, vec![scan; 11].into());
    assert!(matches!(eleven.await, Err(Error::Scim(_))));
}
