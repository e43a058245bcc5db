//! Schemas in the console: owners register and remove, others look.

use serde_json::{Value, json};

use super::{BADGE, add, badge, with_badge};
use crate::harness::each_backend;

#[tokio::test]
async fn an_owner_registers_and_removes_in_the_console() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let page = owner.get("/t/acme/settings/schemas").await;
        assert_eq!(page.status, 200);
        let csrf = page.csrf();
        let form = |document: &str| {
            let document = document.to_owned();
            let (owner, csrf) = (&owner, &csrf);
            async move {
                let fields = [
                    ("csrf", csrf.as_str()),
                    ("resource_type", "User"),
                    ("required", "no"),
                    ("document", document.as_str()),
                ];
                owner.form("/t/acme/settings/schemas", &fields).await
            }
        };
        let refused = form("{\"id\": \"nonsense-urn\"}").await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.text.contains("nonsense-urn") && refused.text.contains("There is a problem")
        );
        assert!(refused.text.contains("id=\"document-error\""));

        let long = "x".repeat(1_900);
        let many: Vec<Value> = (0..30)
            .map(|n| json!({"name": format!("a{n}"), "description": long}))
            .collect();
        let large = json!({"id": BADGE, "attributes": many}).to_string();
        assert!(large.len() > 56_000);
        let done = form(&large).await;
        assert_eq!(done.status, 303, "{}", done.text);
        world
            .writer
            .post("/Users", &with_badge("ada", &json!({"a1": "x"})))
            .await
            .expect(201);

        let address = format!("/t/acme/settings/schemas/{BADGE}/remove");
        let page = owner.get(&address).await;
        assert!(page.text.contains("1 user"), "{}", page.text);
        for (typed, status) in [("", 422), ("2", 422), ("1", 303)] {
            let reply = owner
                .form(&address, &[("csrf", csrf.as_str()), ("confirm", typed)])
                .await;
            assert_eq!(reply.status, status, "{typed:?} {}", reply.text);
        }
        assert_eq!(owner.get(&address).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn others_see_schemas_and_change_none() {
    each_backend(async |world| {
        add(world, "acme", "User", &badge(), &[]);
        for role in ["admin", "auditor"] {
            let member = world.sign_in("acme", role).await;
            let list = member.get("/t/acme/settings/schemas").await;
            assert!(list.text.contains(BADGE), "{role}");
            assert!(
                list.text.contains("Only owners can register schemas."),
                "{role}"
            );
            assert!(!list.text.contains("<textarea"), "{role}");
            let csrf = member.get("/account").await.csrf();
            let fields = [("csrf", csrf.as_str()), ("confirm", "0")];
            for address in [
                "/t/acme/settings/schemas".to_owned(),
                format!("/t/acme/settings/schemas/{BADGE}/remove"),
            ] {
                assert_eq!(
                    member.form(&address, &fields).await.status,
                    403,
                    "{role} {address}"
                );
            }
        }
    })
    .await;
}
