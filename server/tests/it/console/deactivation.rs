//! "Deactivate here now", and who may.

use serde_json::{Value, json};

use crate::harness::{Person, World, between, each_backend};

const WHY: &str = "Left today, the provider's console is down";

/// A user of `acme`, and the address of the form.
async fn ada(world: &World) -> (String, String) {
    let user = json!({"userName": "ada@acme.example", "displayName": "Ada Lovelace"});
    let id = world.writer.post("/Users", &user).await.id(201);
    let form = format!("/t/acme/users/{id}/deactivate");
    (id, form)
}

fn version(page: &str) -> String {
    between(page, "name=\"version\" value=\"", "\"").to_owned()
}

/// What members did to users, oldest first.
fn told(world: &World) -> Vec<Value> {
    let mut events = world.events("acme");
    events.retain(|event| event["channel"] == "console" && event["resource"]["type"] == "User");
    events
}

#[tokio::test]
async fn an_owner_deactivates_a_user_with_a_reason_that_the_log_tells() {
    each_backend(async |world| {
        let (id, form) = ada(world).await;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let summary = owner.get(&format!("/t/acme/users/{id}")).await.text;
        assert!(summary.contains(&format!("href=\"{form}\"")), "{summary}");
        let version = version(&owner.get(&form).await.text);
        let fields = |user_name, reason| {
            let version = ("version", version.as_str());
            [version, ("user_name", user_name), ("reason", reason)]
        };
        let too_long = "x".repeat(501);
        for (user_name, reason, fields_at_fault) in [
            ("ada", WHY, &["user_name"][..]),
            ("ada@acme.example", "too short", &["reason"][..]),
            ("ada@acme.example", too_long.as_str(), &["reason"][..]),
            ("", "", &["user_name", "reason"][..]),
        ] {
            let refused = owner.post(&form, &fields(user_name, reason)).await;
            assert_eq!(refused.status, 422, "{}", refused.text);
            for field in fields_at_fault {
                let message = format!("id=\"{field}-error\"");
                assert!(refused.text.contains(&message), "{}", refused.text);
            }
            assert!(refused.text.contains(&format!("value=\"{user_name}\"")));
        }
        let user = world.reader.get(&format!("/Users/{id}")).await.expect(200);
        assert_ne!(user["active"], false);

        let done = owner.post(&form, &fields("ada@acme.example", WHY)).await;
        assert_eq!(done.status, 303, "{}", done.text);
        assert_eq!(done.header("location"), format!("/t/acme/users/{id}"));
        let user = world.reader.get(&format!("/Users/{id}")).await.expect(200);
        assert_eq!(user["active"], false);
        let summary = owner.get(&format!("/t/acme/users/{id}")).await.text;
        assert!(summary.contains("Ada Lovelace is inactive."), "{summary}");
        assert!(summary.contains("owner@acme.example</bdi>"), "{summary}");
        assert!(!summary.contains("Deactivate here now"), "{summary}");

        let events = told(world);
        let [event] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(event["operation"], "user.deactivate");
        assert_eq!(event["outcome"], "success");
        assert_eq!(event["actor"]["label"], "owner@acme.example");
        assert_eq!(event["detail"], WHY);
        let change = &event["changes"][0];
        assert_eq!(
            (&change["path"], &change["before"], &change["after"]),
            (&json!("active"), &json!(true), &json!(false))
        );
        let page = format!("/t/acme/audit/{}", event["id"].as_str().unwrap());
        let page = owner.get(&page).await.text;
        assert!(page.contains("<bdi>Left today"), "{page}");

        // The identity provider is the source: what it says next holds.
        let patch = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "replace", "path": "active", "value": true}]});
        let user = format!("/Users/{id}");
        let user = world.writer.patch(&user, &patch).await.expect(200);
        assert_eq!(user["active"], true);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_inactive_already_stays_so_and_the_log_says_that_nothing_changed() {
    each_backend(async |world| {
        let (id, form) = ada(world).await;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let version = version(&owner.get(&form).await.text);
        // The provider was quicker.
        let put = json!({"userName": "ada@acme.example", "active": false});
        let path = format!("/Users/{id}");
        world.writer.put(&path, &put).await.expect(200);
        let page = owner.get(&form).await.text;
        assert!(page.contains("This user is inactive already."), "{page}");
        let fields = [
            ("version", version.as_str()),
            ("user_name", "ada@acme.example"),
            ("reason", WHY),
        ];
        assert_eq!(owner.post(&form, &fields).await.status, 303);
        let summary = owner.get(&format!("/t/acme/users/{id}")).await.text;
        assert!(summary.contains("was inactive already"), "{summary}");
        let events = told(world);
        assert_eq!(events[0]["operation"], "user.deactivate", "{events:?}");
        assert_eq!(events[0]["outcome"], "no_change");
    })
    .await;
}

#[tokio::test]
async fn a_user_who_changed_meanwhile_is_looked_at_again() {
    each_backend(async |world| {
        let (id, form) = ada(world).await;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let seen = version(&owner.get(&form).await.text);
        let put = json!({"userName": "ada@acme.example", "displayName": "Ada King"});
        let path = format!("/Users/{id}");
        world.writer.put(&path, &put).await.expect(200);
        let send = async |version: &str| {
            let fields = [
                ("version", version),
                ("user_name", "ada@acme.example"),
                ("reason", WHY),
            ];
            owner.post(&form, &fields).await
        };
        for stale in [seen.as_str(), "", "nonsense"] {
            let refused = send(stale).await;
            assert_eq!(refused.status, 422, "{}", refused.text);
            let message = "has changed this user meanwhile";
            assert!(refused.text.contains(message), "{}", refused.text);
            assert!(refused.text.contains("Ada King"), "{}", refused.text);
            assert!(refused.text.contains(WHY), "{}", refused.text);
        }
        let current = version(&send(&seen).await.text);
        assert_eq!(send(&current).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn nobody_but_an_owner_deactivates_and_everybody_is_told_so() {
    each_backend(async |world| {
        let (id, form) = ada(world).await;
        for role in ["admin", "auditor"] {
            let member = Person::sign_in(world, "acme", role).await;
            let summary = member.get(&format!("/t/acme/users/{id}")).await.text;
            assert!(!summary.contains(&form), "{role}");
            let reason = "Only owners can deactivate a user here.";
            assert!(summary.contains(reason), "{role}: {summary}");
            assert_eq!(member.get(&form).await.status, 403, "{role}");
            let fields = [
                ("version", "1"),
                ("user_name", "ada@acme.example"),
                ("reason", WHY),
            ];
            assert_eq!(member.post(&form, &fields).await.status, 403, "{role}");
        }
        assert_eq!(told(world), Vec::<Value>::new());
        let owner = Person::sign_in(world, "acme", "owner").await;
        let unknown = "/t/acme/users/018f0000-0000-7000-8000-000000000000/deactivate";
        assert_eq!(owner.get(unknown).await.status, 404);
        assert_eq!(owner.post(unknown, &[]).await.status, 404);
    })
    .await;
}
