//! Users that are deleted and kept: nobody finds them, and they come back as who they were.

use serde_json::{Value, json};

use super::{USER, make_group, make_user, op, set};
use crate::harness::each_backend;

#[tokio::test]
async fn a_hidden_user_does_not_exist_by_any_way() {
    each_backend(async |world| {
        let client = &world.writer;
        set(world, "--delete", "hide");
        let ada = make_user(client, json!({"userName": "ada", "externalId": "7"})).await;
        make_user(client, json!({"userName": "bob"})).await;
        let staff = make_group(client, &[&ada]).await;
        let path = format!("/Users/{ada}");
        assert_eq!(client.delete(&path).await.expect(204), Value::Null);

        client.get(&path).await.refused(404, None);
        client
            .put(&path, &json!({"schemas": [USER], "userName": "ada"}))
            .await
            .refused(404, None);
        client
            .patch(&path, &op("replace", "active", json!(true)))
            .await
            .refused(404, None);
        client.delete(&path).await.refused(404, None);
        for (query, total) in [
            ("", 1),
            ("?count=0", 1),
            ("?filter=userName%20eq%20%22ada%22", 0),
            ("?filter=externalId%20eq%20%227%22", 0),
            ("?filter=active%20eq%20false", 0),
            ("?filter=not%20(userName%20eq%20%22x%22)", 1),
        ] {
            let found = client.get(&format!("/Users{query}")).await.expect(200);
            assert_eq!(found["totalResults"], total, "{query}: {found}");
            assert!(!found.to_string().contains(&ada), "{query}: {found}");
        }
        let group = format!("/Groups/{staff}");
        assert!(!client.get(&group).await.text.contains(&ada));
        let add = op("add", "members", json!([{"value": ada}]));
        client
            .patch(&group, &add)
            .await
            .refused(400, Some("invalidValue"));
        let by_member = format!("/Groups?filter=members%20eq%20%22{ada}%22");
        assert_eq!(client.get(&by_member).await.expect(200)["totalResults"], 0);

        client.delete(&group).await.expect(204);
        client.get(&group).await.refused(404, None);
        let show = world.rollcall.done(&["tenant", "show", "acme"]);
        assert!(show.contains("users        1\n"), "{show}");
    })
    .await;
}

#[tokio::test]
async fn whoever_is_created_again_gets_the_old_id_back() {
    each_backend(async |world| {
        let client = world
            .writer
            .clone()
            .with("user-agent", "Okta SCIM Client 1.0.0");
        set(world, "--delete", "hide");
        let profile = json!({
            "schemas": [USER], "userName": "ada@acme.example", "externalId": "00uada",
            "name": {"givenName": "Ada", "familyName": "Lovelace"}, "active": true,
        });
        let first = client.post("/Users", &profile).await;
        let ada = first.id(201);
        let path = format!("/Users/{ada}");

        // By the same userName in another case, whatever the externalId is.
        client.delete(&path).await.expect(204);
        let mut again = profile.clone();
        again["userName"] = json!("ADA@acme.example");
        again["externalId"] = json!("another");
        let back = client.post("/Users", &again).await;
        assert_eq!(back.id(201), ada);
        let (was, is) = (first.json(), back.json());
        assert_eq!(was["meta"]["created"], is["meta"]["created"]);
        assert_eq!(
            (back.header("etag"), &is["active"]),
            ("W/\"3\"", &json!(true))
        );
        assert_eq!(
            client.get(&path).await.expect(200)["userName"],
            "ADA@acme.example"
        );
        client
            .post("/Users", &profile)
            .await
            .refused(409, Some("uniqueness"));

        // By the same externalId under another name.
        client.delete(&path).await.expect(204);
        let mut married = again.clone();
        married["userName"] = json!("ada.king@acme.example");
        assert_eq!(client.post("/Users", &married).await.id(201), ada);

        // By neither: somebody else.
        client.delete(&path).await.expect(204);
        let mut other = profile.clone();
        other["userName"] = json!("someone.else@acme.example");
        other["externalId"] = json!("else");
        assert_ne!(client.post("/Users", &other).await.id(201), ada);

        let events = world.events("acme");
        let restored: Vec<_> = events
            .iter()
            .filter(|event| {
                event["detail"]
                    .as_str()
                    .is_some_and(|text| text.starts_with("restored"))
            })
            .collect();
        assert_eq!(restored.len(), 2);
        for event in restored {
            assert_eq!(
                (&event["operation"], &event["outcome"]),
                (&json!("user.create"), &json!("success"))
            );
            assert_eq!(event["resource"]["id"], ada);
            let active = json!({"path": "active", "op": "replace", "before": false, "after": true});
            assert!(
                event["changes"].as_array().unwrap().contains(&active),
                "{event}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_hidden_name_is_free_for_others_and_a_live_one_is_taken() {
    each_backend(async |world| {
        let client = &world.writer;
        set(world, "--delete", "hide");
        let ada = make_user(client, json!({"userName": "ada", "externalId": "7"})).await;
        let bob = make_user(client, json!({"userName": "bob"})).await;
        client.delete(&format!("/Users/{ada}")).await.expect(204);

        // Bob takes the hidden name by PATCH, and keeps it by PUT.
        let path = format!("/Users/{bob}");
        client
            .patch(&path, &op("replace", "userName", json!("Ada")))
            .await
            .expect(200);
        client
            .put(&path, &json!({"schemas": [USER], "userName": "ADA"}))
            .await
            .expect(200);
        // Now a live user has it, so creating it again is a conflict and restores nobody.
        client
            .post("/Users", &json!({"schemas": [USER], "userName": "ada"}))
            .await
            .refused(409, Some("uniqueness"));
        client
            .get(&format!("/Users/{ada}"))
            .await
            .refused(404, None);
        // The hidden one comes back by externalId, under a name that is free.
        let back = json!({"userName": "ada.2", "externalId": "7"});
        assert_eq!(make_user(client, back).await, ada);

        // userName wins over externalId.
        client.delete(&path).await.expect(204);
        client.delete(&format!("/Users/{ada}")).await.expect(204);
        assert_eq!(
            make_user(client, json!({"userName": "ADA", "externalId": "7"})).await,
            bob
        );
    })
    .await;
}

#[tokio::test]
async fn others_of_a_bulk_request_refer_to_who_comes_back() {
    each_backend(async |world| {
        let client = &world.writer;
        set(world, "--delete", "hide");
        let ada = make_user(client, json!({"userName": "ada", "externalId": "7"})).await;
        let gone = client.delete(&format!("/Users/{ada}")).await;
        assert_eq!(gone.status, 204);
        let create = |bulk_id: &str, user: Value| {
            let mut user = user;
            user["schemas"] = json!([USER]);
            json!({"method": "POST", "path": "/Users", "bulkId": bulk_id, "data": user})
        };
        let group = |members: &[&str]| {
            let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
            let data = json!({"displayName": "Staff", "members": members});
            json!({"method": "POST", "path": "/Groups", "bulkId": "staff", "data": data})
        };
        let bulk = async |operations: Value| {
            let answer = client
                .post("/Bulk", &json!({"Operations": operations}))
                .await;
            let answer = answer.expect(200);
            let results = answer["Operations"].as_array().unwrap().clone();
            let status = |result: &Value| result["status"].as_str().unwrap().to_owned();
            let statuses: Vec<String> = results.iter().map(status).collect();
            (statuses, results)
        };
        // Of two that fit the one who was deleted, the first is that one.
        let (statuses, results) = bulk(json!([
            create("a", json!({"userName": "ADA"})),
            create("b", json!({"userName": "bob", "externalId": "7"})),
            group(&["bulkId:a", "bulkId:b"]),
        ]))
        .await;
        assert_eq!(statuses, ["201", "201", "201"]);
        assert!(results[0]["location"].as_str().unwrap().ends_with(&ada));

        // Somebody who is deleted by the same request comes back under an id that nobody knew.
        let (statuses, _) = bulk(json!([
            {"method": "DELETE", "path": format!("/Users/{ada}")},
            create("a", json!({"userName": "ada"})),
            group(&["bulkId:a"]),
        ]))
        .await;
        assert_eq!(statuses, ["204", "409", "409"]);
    })
    .await;
}
