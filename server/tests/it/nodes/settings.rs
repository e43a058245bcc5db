//! What a tenant chooses at one server, and what another does on the next request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::each_pair;
use crate::harness::{Person, location};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const BADGE: &str = "urn:example:params:scim:schemas:badge:2.0:User";

#[tokio::test]
async fn what_an_owner_chooses_at_one_server_holds_at_the_other_on_the_next_request() {
    each_pair(async |pair| {
        let world = &pair.world;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let there = pair.there(&world.writer);
        let password = STANDARD.encode(format!("okta:{}", world.token));
        let basic = format!("Basic {password}");
        let others = [basic.as_str(), &world.token].map(|shown| {
            let caller = world.anonymous.clone().with("authorization", shown);
            pair.there(&caller)
        });
        let group = there
            .post("/Groups", &json!({"displayName": "Staff"}))
            .await;
        let group = format!("/Groups/{}", group.id(201));
        let strict = [
            ("tolerance", "strict"),
            ("delete", "hide"),
            ("group_patch", "resource"),
            ("raw_token", "1"),
            ("basic", "1"),
        ];
        let forgiving = [
            ("tolerance", "forgiving"),
            ("delete", "remove"),
            ("group_patch", "no-content"),
        ];
        for (choices, without_schemas, patched, by_other_ways) in [
            (&strict[..], 400, 200, 200),
            (&forgiving[..], 201, 204, 401),
        ] {
            location(&owner.post("/t/acme/settings", choices).await);
            let ada = there.post("/Users", &json!({"userName": "ada"})).await;
            assert_eq!(ada.status, without_schemas, "{}", ada.text);
            let name = format!("Staff {patched}");
            let rename = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "replace", "path": "displayName", "value": name}]});
            let renamed = there.patch(&group, &rename).await;
            assert_eq!(renamed.status, patched, "{}", renamed.text);
            for caller in &others {
                assert_eq!(caller.get("/Users").await.status, by_other_ways);
            }
        }

        let terms = [
            ("event_days", "400"),
            ("body_days", "30"),
            ("legal_hold", "off"),
            ("masked", "nickName"),
        ];
        let nicknamed =
            |name: &str, nickname: &str| json!({"userName": name, "nickName": nickname});
        let eve = nicknamed("eve", "known-before");
        there.post("/Users", &eve).await.expect(201);
        location(&owner.post("/t/acme/settings/retention", &terms).await);
        let bob = nicknamed("bob", "hidden-after");
        there.post("/Users", &bob).await.expect(201);
        let log = Value::from(world.events("acme")).to_string();
        assert!(log.contains("known-before") && !log.contains("hidden-after"));
    })
    .await;
}

#[tokio::test]
async fn a_schema_that_changes_at_one_server_is_what_the_other_goes_by_on_the_next_request() {
    each_pair(async |pair| {
        let world = &pair.world;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let there = pair.there(&world.writer);
        let register = async |attributes: Value| {
            let document = json!({"id": BADGE, "attributes": attributes}).to_string();
            let fields = [
                ("resource_type", "User"),
                ("required", "no"),
                ("document", document.as_str()),
            ];
            let page = "/t/acme/settings/schemas";
            location(&owner.post(page, &fields).await);
        };
        let create = async |name: &str, badge: Value| {
            let user = json!({"schemas": [USER, BADGE], "userName": name, BADGE: badge});
            there.post("/Users", &user).await.expect(201)
        };
        let (number, colour) = (
            json!({"name": "number", "type": "integer"}),
            json!({"name": "colour"}),
        );
        there
            .get(&format!("/Schemas/{BADGE}"))
            .await
            .refused(404, None);
        register(json!([number])).await;
        let ada = create("ada", json!({"number": 7, "colour": "red"})).await;
        assert_eq!(ada[BADGE], json!({"number": 7}));
        register(json!([number, colour])).await;
        let bob = create("bob", json!({"number": 8, "colour": "red"})).await;
        assert_eq!(bob[BADGE], json!({"number": 8, "colour": "red"}));

        let remove = format!("/t/acme/settings/schemas/{BADGE}/remove");
        location(&owner.post(&remove, &[("confirm", "2")]).await);
        there
            .get(&format!("/Schemas/{BADGE}"))
            .await
            .refused(404, None);
        let path = format!("/Users/{}", bob["id"].as_str().unwrap());
        assert_eq!(there.get(&path).await.expect(200).get(BADGE), None);
        // The same name with another meaning is not the one that was compiled before.
        register(json!([{"name": "number"}])).await;
        let eve = create("eve", json!({"number": "seven"})).await;
        assert_eq!(eve[BADGE], json!({"number": "seven"}));
    })
    .await;
}
