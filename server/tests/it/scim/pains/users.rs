//! Pains with users: losing access, coming back, and who is who.

use serde_json::{Value, json};

use super::super::{ENTERPRISE, USER, make_group, make_user, patch, sorted, user};
use super::{last_event, op};
use crate::harness::{Client, each_backend};

/// Asserts who is found by a filter.
async fn check_found(client: &Client, filter: &str, expected: &[&str]) {
    let reply = client.get(&format!("/Users?filter={filter}")).await;
    let list = reply.expect(200);
    let resources = list["Resources"].as_array().unwrap().iter();
    let ids: Vec<&str> = resources.map(|user| user["id"].as_str().unwrap()).collect();
    assert_eq!(sorted(&ids), sorted(expected), "{filter}");
}

#[tokio::test]
async fn p3_false_as_text_deactivates() {
    each_backend(async |world| {
        let client = &world.writer;
        for (name, operation) in [
            ("ada", op("Replace", "active", json!("False"))),
            (
                "bob",
                json!({"op": "replace", "value": {"active": "FALSE"}}),
            ),
            ("eve", op("Add", "active", json!("false"))),
        ] {
            let path = format!("/Users/{}", make_user(client, name).await);
            client.patch(&path, &patch(&[operation])).await.expect(200);
            assert_eq!(
                client.get(&path).await.expect(200)["active"],
                false,
                "{name}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn p4_a_deactivation_that_is_answered_is_done() {
    each_backend(async |world| {
        let client = &world.writer;
        let id = make_user(client, "ada").await;
        let path = format!("/Users/{id}");
        let off = patch(&[op("replace", "active", false)]);
        assert_eq!(client.patch(&path, &off).await.expect(200)["active"], false);
        check_found(client, "active eq false", &[&id]).await;
        let event = last_event(world, &id);
        assert_eq!(event["operation"], "user.deactivate");
        let change = json!([{"path": "active", "op": "replace", "before": true, "after": false}]);
        assert_eq!(event["changes"], change);
        // What is no deactivation is not answered as one.
        let unclear = patch(&[op("replace", "active", json!("disabled"))]);
        client
            .patch(&path, &unclear)
            .await
            .refused(400, Some("invalidValue"));
        let unknown = patch(&[op("replace", "enabled", false)]);
        client
            .patch(&path, &unknown)
            .await
            .refused(400, Some("invalidPath"));
    })
    .await;
}

#[tokio::test]
async fn p5_reactivation_works_in_every_form() {
    each_backend(async |world| {
        let client = &world.writer;
        let id = make_user(client, "ada").await;
        let path = format!("/Users/{id}");
        let mut whole = user("ada");
        whole["active"] = json!(true);
        for form in [
            patch(&[op("replace", "active", true)]),
            patch(&[op("Add", "active", json!("True"))]),
            patch(&[json!({"op": "replace", "value": {"active": true}})]),
            whole,
            user("ada"),
        ] {
            let off = patch(&[op("replace", "active", false)]);
            client.patch(&path, &off).await.expect(200);
            let reply = match form.get("Operations") {
                Some(_) => client.patch(&path, &form).await,
                None => client.put(&path, &form).await,
            };
            assert_eq!(reply.id(200), id);
            assert_eq!(
                last_event(world, &id)["operation"],
                "user.reactivate",
                "{form}"
            );
            check_found(client, "userName eq \"ada\" and active ne false", &[&id]).await;
        }
    })
    .await;
}

#[tokio::test]
async fn p6_a_returning_employee_is_no_conflict_for_ever() {
    each_backend(async |world| {
        let client = &world.writer;
        let mut body = user("ada");
        body["externalId"] = json!("00u1");
        let first = client.post("/Users", &body).await.id(201);
        // Deactivated: the conflict names the attribute, and the look-up finds whom to revive.
        let off = patch(&[op("replace", "active", false)]);
        client
            .patch(&format!("/Users/{first}"), &off)
            .await
            .expect(200);
        let detail = client
            .post("/Users", &body)
            .await
            .refused(409, Some("uniqueness"));
        assert!(detail.contains("userName"), "{detail}");
        check_found(client, "userName eq \"ada\"", &[&first]).await;
        check_found(client, "externalId eq \"00u1\"", &[&first]).await;
        // Deleted: name and externalId are free again, and the person is a new one.
        client.delete(&format!("/Users/{first}")).await.expect(204);
        let second = client.post("/Users", &body).await.id(201);
        assert_ne!(first, second);
        // The externalId alone is no conflict: it is the client's own.
        body["userName"] = json!("ada.king");
        client.post("/Users", &body).await.expect(201);
    })
    .await;
}

#[tokio::test]
async fn p7_an_account_from_before_is_found_and_adopted_by_its_owner_only() {
    each_backend(async |world| {
        let client = &world.writer;
        let mut body = user("Ada@acme.example");
        body["title"] = json!("Countess");
        let id = client.post("/Users", &body).await.id(201);
        // Created again it is refused and untouched, whatever the newcomer says.
        let mut newcomer = user("ada@acme.example");
        newcomer["externalId"] = json!("00u1");
        client
            .post("/Users", &newcomer)
            .await
            .refused(409, Some("uniqueness"));
        let path = format!("/Users/{id}");
        let untouched = client.get(&path).await.expect(200);
        assert_eq!(
            (&untouched["title"], untouched.get("externalId")),
            (&json!("Countess"), None)
        );
        // Looked up and linked it is the same account.
        check_found(client, "userName eq \"ada@acme.example\"", &[&id]).await;
        let link = patch(&[op("add", "externalId", json!("00u1"))]);
        let linked = client.patch(&path, &link).await.expect(200);
        assert_eq!(
            (&linked["id"], &linked["title"]),
            (&json!(id), &json!("Countess"))
        );
        check_found(client, "externalId eq \"00u1\"", &[&id]).await;
    })
    .await;
}

#[tokio::test]
async fn p8_an_address_is_no_identity() {
    each_backend(async |world| {
        let client = &world.writer;
        let mut body = user("ada");
        body["emails"] = json!([{"value": "ada@acme.example", "primary": true}]);
        let ada = client.post("/Users", &body).await.id(201);
        let before = client.get(&format!("/Users/{ada}")).await.expect(200);
        body["userName"] = json!("mallory");
        let mallory = client.post("/Users", &body).await.id(201);
        assert_ne!(ada, mallory);
        assert_eq!(
            client.get(&format!("/Users/{ada}")).await.expect(200),
            before
        );
        check_found(
            client,
            "emails.value eq \"ADA@acme.example\"",
            &[&ada, &mallory],
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn p9_a_conflict_is_about_the_user_name_and_says_so() {
    each_backend(async |world| {
        let client = &world.writer;
        make_user(client, "ada").await;
        let bob = make_user(client, "bob").await;
        let path = format!("/Users/{bob}");
        for reply in [
            client.post("/Users", &user("ada")).await,
            client.put(&path, &user("ADA")).await,
            client
                .patch(&path, &patch(&[op("replace", "userName", json!("Ada"))]))
                .await,
        ] {
            let detail = reply.refused(409, Some("uniqueness"));
            assert!(detail.starts_with("userName"), "{detail}");
        }
        assert_eq!(client.get(&path).await.expect(200)["userName"], "bob");
        // To be called what one is called already is no conflict.
        client.put(&path, &user("BOB")).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn p10_user_names_differ_by_more_than_letter_case() {
    each_backend(async |world| {
        let client = &world.writer;
        let id = make_user(client, "Ada.Lovelace@Acme.example").await;
        let umlaut = make_user(client, "JÜRGEN").await;
        for name in ["ada.lovelace@acme.example", "ADA.LOVELACE@ACME.EXAMPLE"] {
            check_found(client, &format!("userName eq \"{name}\""), &[&id]).await;
            client
                .post("/Users", &user(name))
                .await
                .refused(409, Some("uniqueness"));
        }
        check_found(client, "userName eq \"jürgen\"", &[&umlaut]).await;
        client
            .post("/Users", &user("jürgen"))
            .await
            .refused(409, Some("uniqueness"));
        check_found(client, "userName eq \"ada.lovelace@acme_example\"", &[]).await;
    })
    .await;
}

#[tokio::test]
async fn p16_patch_is_there_and_announced() {
    each_backend(async |world| {
        let client = &world.writer;
        let configuration = client.get("/ServiceProviderConfig").await.expect(200);
        assert_eq!(configuration["patch"]["supported"], true);
        let ada = make_user(client, "ada").await;
        let group = make_group(client, "Engineering", &[]).await;
        for path in [format!("/Users/{ada}"), format!("/Groups/{group}")] {
            let reply = client.post(&path, &json!({})).await;
            reply.refused(405, None);
            assert!(reply.header("allow").contains("PATCH"), "{path}");
            let rename = patch(&[op("replace", "displayName", json!("D"))]);
            let reply = client.patch(&path, &rename).await;
            assert!(matches!(reply.status, 200 | 204), "{}", reply.text);
        }
    })
    .await;
}

#[tokio::test]
async fn p32_a_manager_is_plain_text_everywhere() {
    each_backend(async |world| {
        let client = &world.writer;
        let boss = make_user(client, "boss").await;
        let mut body = json!({"schemas": [USER, ENTERPRISE], "userName": "ada", ENTERPRISE: {"manager": boss}});
        let created = client.post("/Users", &body).await;
        let path = format!("/Users/{}", created.id(201));
        let manager = |user: Value| user[ENTERPRISE]["manager"]["value"].clone();
        assert_eq!(manager(created.json()), boss);
        body[ENTERPRISE]["manager"] = json!("another");
        assert_eq!(manager(client.put(&path, &body).await.expect(200)), "another");
        let at = format!("{ENTERPRISE}:manager");
        let change = patch(&[op("Replace", &at, json!(boss))]);
        assert_eq!(manager(client.patch(&path, &change).await.expect(200)), boss);
    })
    .await;
}
