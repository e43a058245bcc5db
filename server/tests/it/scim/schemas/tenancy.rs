//! A schema is its tenant's alone, and so is its meaning.

use serde_json::{Value, json};

use super::{BADGE, OWNER, add, badge, with_badge};
use crate::harness::each_backend;

#[tokio::test]
async fn discovery_lists_a_schema_for_its_tenant_alone() {
    each_backend(async |world| {
        add(world, "acme", "User", &badge(), &[]);
        add(
            world,
            "acme",
            "Group",
            &json!({"id": OWNER, "attributes": [{"name": "mail"}]}),
            &["--required"],
        );
        let schema = world
            .reader
            .get(&format!("/Schemas/{BADGE}"))
            .await
            .expect(200);
        assert_eq!(schema["attributes"][0]["uniqueness"], "server");
        // What is answered can be registered elsewhere as it is.
        add(world, "globex", "User", &schema, &[]);

        let extensions = |document: Value| {
            let mut all = Vec::new();
            for kind in document["Resources"].as_array().unwrap() {
                all.extend(kind["schemaExtensions"].as_array().unwrap().clone());
            }
            all
        };
        let own = extensions(world.reader.get("/ResourceTypes").await.expect(200));
        assert!(
            own.contains(&json!({"schema": BADGE, "required": false})),
            "{own:?}"
        );
        assert!(
            own.contains(&json!({"schema": OWNER, "required": true})),
            "{own:?}"
        );
        let globex = format!("{}/t/globex/scim/v2", world.server.url);
        let stranger = world.stranger.clone().at(globex);
        let theirs = stranger.get("/Schemas").await.expect(200).to_string();
        assert!(theirs.contains(BADGE) && !theirs.contains(OWNER));
        for document in ["/Schemas", "/ResourceTypes"] {
            let generic = world.anonymous.get(document).await.expect(200).to_string();
            assert!(!generic.contains("urn:example"), "{generic}");
        }
        world
            .anonymous
            .get(&format!("/Schemas/{BADGE}"))
            .await
            .refused(404, None);
    })
    .await;
}

#[tokio::test]
async fn two_tenants_give_one_urn_their_own_meaning() {
    each_backend(async |world| {
        add(world, "acme", "User", &badge(), &[]);
        let theirs = json!({"id": BADGE, "attributes": [{"name": "number"}, {"name": "floor", "type": "integer"}]});
        add(world, "globex", "User", &theirs, &[]);
        let globex = format!("{}/t/globex/scim/v2", world.server.url);
        let stranger = world.stranger.clone().at(globex);
        let sent = json!({"number": 7, "floor": 3, "colour": "red"});
        let here = world.writer.post("/Users", &with_badge("ada", &sent)).await.expect(201);
        assert_eq!(here[BADGE], json!({"number": 7, "colour": "red"}));
        let there = stranger.post("/Users", &with_badge("ada", &sent)).await;
        there.refused(400, Some("invalidValue"));
        let sent = json!({"number": "7", "floor": 3, "colour": "red"});
        for name in ["ada", "bob"] {
            let there = stranger.post("/Users", &with_badge(name, &sent)).await.expect(201);
            assert_eq!(there[BADGE], json!({"number": "7", "floor": 3}));
        }
    })
    .await;
}
