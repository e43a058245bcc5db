//! What a tenant chooses of what RFC 7644 leaves to the server: by command line and console, and
//! what it does over SCIM.

use serde_json::{Value, json};

use crate::harness::{Client, World, each_backend};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

fn set(world: &World, flag: &str, choice: &str) -> String {
    world
        .rollcall
        .done(&["tenant", "set", "acme", flag, choice])
}

async fn make_user(client: &Client, body: Value) -> String {
    client
        .post("/Users", &with_schema(USER, body))
        .await
        .id(201)
}

async fn make_group(client: &Client, members: &[&str]) -> String {
    let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
    let body = json!({"schemas": [GROUP], "displayName": "Staff", "members": members});
    client.post("/Groups", &body).await.id(201)
}

fn with_schema(urn: &str, mut body: Value) -> Value {
    body["schemas"] = json!([urn]);
    body
}

fn patch(operations: impl Into<Value>) -> Value {
    json!({"schemas": [PATCH], "Operations": operations.into()})
}

/// One PATCH operation with nothing odd about its envelope.
fn op(op: &str, path: &str, value: impl Into<Value>) -> Value {
    let value = value.into();
    patch(json!([{"op": op, "path": path, "value": value}]))
}

/// A request that needs exactly one tolerance: method, path, body, its name and `scimType`.
type Case = (&'static str, String, Value, &'static str, &'static str);

/// Every tolerance that is only tolerance, on users and groups, by POST, PUT and PATCH.
fn cases(ada: &str, staff: &str) -> Vec<Case> {
    let user = format!("/Users/{ada}");
    let group = format!("/Groups/{staff}");
    let (users, groups) = ("/Users".to_owned(), "/Groups".to_owned());
    let new = |more: Value| {
        let mut body = json!({"schemas": [USER], "userName": "new"});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    let mail = json!({"value": "a@x.example", "type": "work"});
    let two_primary = json!([{"value": "a", "primary": true}, {"value": "b", "primary": true}]);
    vec![
        (
            "POST",
            users.clone(),
            new(json!({"active": "True"})),
            "boolean-as-text",
            "invalidValue",
        ),
        (
            "PUT",
            user.clone(),
            new(json!({"active": "false"})),
            "boolean-as-text",
            "invalidValue",
        ),
        (
            "PATCH",
            user.clone(),
            op("replace", "active", json!("False")),
            "boolean-as-text",
            "invalidValue",
        ),
        (
            "POST",
            users.clone(),
            new(json!({"title": ""})),
            "empty-string-clears",
            "invalidValue",
        ),
        (
            "POST",
            users.clone(),
            new(json!({"emails": [{"type": "work"}]})),
            "empty-value-dropped",
            "invalidValue",
        ),
        (
            "PATCH",
            user.clone(),
            op("replace", "familyName", json!("King")),
            "flat-name",
            "invalidPath",
        ),
        (
            "PATCH",
            user.clone(),
            json!({"schemas": [PATCH], "id": ada, "Operations": [{"op": "remove", "path": "title"}]}),
            "foreign-envelope-member",
            "invalidSyntax",
        ),
        (
            "POST",
            groups.clone(),
            json!({"schemas": [GROUP], "displayName": "New", "members": [{"$ref": format!("../Users/{ada}")}]}),
            "member-by-reference",
            "invalidValue",
        ),
        (
            "POST",
            users.clone(),
            json!({"userName": "new"}),
            "missing-schema-uri",
            "invalidSyntax",
        ),
        (
            "PUT",
            group.clone(),
            json!({"displayName": "New"}),
            "missing-schema-uri",
            "invalidSyntax",
        ),
        (
            "PATCH",
            group.clone(),
            json!({"Operations": [{"op": "replace", "path": "displayName", "value": "New"}]}),
            "missing-schema-uri",
            "invalidSyntax",
        ),
        (
            "POST",
            users.clone(),
            new(json!({"emails": mail})),
            "object-for-array",
            "invalidValue",
        ),
        (
            "POST",
            users.clone(),
            new(json!({"name": [{"familyName": "King"}]})),
            "array-for-object",
            "invalidValue",
        ),
        (
            "PATCH",
            user.clone(),
            op("Replace", "title", json!("x")),
            "operation-case",
            "invalidSyntax",
        ),
        (
            "PATCH",
            user.clone(),
            patch(json!([{"op": "replace", "value": {"name.familyName": "King"}}])),
            "path-as-key",
            "invalidPath",
        ),
        (
            "PATCH",
            group.clone(),
            patch(json!([{"op": "replace", "value": {"id": staff, "displayName": "New"}}])),
            "read-only-ignored",
            "mutability",
        ),
        (
            "PATCH",
            group.clone(),
            op("remove", "members", json!([{"value": ada}])),
            "remove-with-value-list",
            "invalidValue",
        ),
        (
            "POST",
            users.clone(),
            new(json!({"emails": two_primary})),
            "several-primary",
            "invalidValue",
        ),
        (
            "POST",
            users.clone(),
            json!({"schemas": [USER, "urn:example:unknown"], "userName": "new"}),
            "unknown-schema-uri",
            "invalidSyntax",
        ),
        (
            "PATCH",
            user.clone(),
            op("replace", "department", json!("X")),
            "unqualified-extension",
            "invalidPath",
        ),
        (
            "PATCH",
            user.clone(),
            patch(json!([{"op": "replace", "value": {format!("{ENTERPRISE}:department"): "X"}}])),
            "urn-as-key",
            "invalidSyntax",
        ),
        (
            "PATCH",
            group,
            op("add", "members", json!([ada])),
            "value-as-text",
            "invalidValue",
        ),
        (
            "PATCH",
            user,
            op(
                "add",
                "emails[type eq \"home\"].value",
                json!("h@x.example"),
            ),
            "value-from-filter",
            "noTarget",
        ),
    ]
}

async fn send(client: &Client, method: &str, path: &str, body: &Value) -> crate::harness::Reply {
    match method {
        "POST" => client.post(path, body).await,
        "PUT" => client.put(path, body).await,
        _ => client.patch(path, body).await,
    }
}

#[tokio::test]
async fn a_strict_tenant_refuses_every_tolerance_by_its_name() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, json!({"userName": "ada", "title": "Countess"})).await;
        let staff = make_group(client, &[&ada]).await;
        set(world, "--tolerance", "strict");
        let before = (
            client.get("/Users").await.text,
            client.get("/Groups").await.text,
        );
        let cases = cases(&ada, &staff);
        for (method, path, body, name, kind) in &cases {
            let detail = send(client, method, path, body)
                .await
                .refused(400, Some(kind));
            let start = format!("This tenant is strict. {name}: ");
            assert!(
                detail.starts_with(&start),
                "{method} {path} {body}: {detail}"
            );
            assert!(detail.contains("(RFC 764"), "{detail}");
        }
        let after = (
            client.get("/Users").await.text,
            client.get("/Groups").await.text,
        );
        assert_eq!(after, before);

        let refused: Vec<Value> = world
            .events("acme")
            .into_iter()
            .filter(|event| event["status"] == 400)
            .collect();
        assert_eq!(refused.len(), cases.len());
        for (event, (.., name, kind)) in refused.iter().zip(&cases) {
            assert_eq!(event["tolerances"], json!([name]), "{event}");
            assert_eq!(
                (&event["scim_type"], &event["outcome"]),
                (&json!(kind), &json!("client_error"))
            );
        }
        // None of them was missed, and a forgiving tenant takes them all.
        let named: std::collections::BTreeSet<_> = cases.iter().map(|case| case.3).collect();
        let only: std::collections::BTreeSet<_> = scim::Tolerance::ALL
            .iter()
            .filter(|tolerance| tolerance.permitted_by().is_none())
            .map(|tolerance| tolerance.as_str())
            .collect();
        assert_eq!(named, only);
        set(world, "--tolerance", "forgiving");
        for (method, path, body, name, _) in &cases {
            let mut body = body.clone();
            if *method == "POST" && path == "/Users" {
                body["userName"] = json!(format!("{name}-{}", body.to_string().len()));
            }
            let reply = send(client, method, path, &body).await;
            assert!(
                matches!(reply.status, 200 | 201 | 204),
                "{method} {body}: {}",
                reply.text
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_strict_tenant_takes_what_the_rfcs_ask_for_and_permit() {
    each_backend(async |world| {
        set(world, "--tolerance", "strict");
        let client = &world.writer;
        let body = json!({
            "schemas": [USER, ENTERPRISE], "userName": "ada", "externalId": "7", "active": true,
            "id": "ignored", "meta": {"resourceType": "User"}, "groups": [], "shoeSize": 38,
            "name": {"familyName": "Lovelace", "givenName": "Ada"}, "title": null,
            "emails": [{"value": "a@x.example", "type": "work", "primary": true},
                       {"value": "a@x.example", "type": "work"}],
            ENTERPRISE: {"department": "Engines", "manager": {"value": "1"}},
        });
        let ada = client.post("/Users", &body).await.id(201);
        let path = format!("/Users/{ada}");
        let mut read = client.get(&path).await.expect(200);
        read["title"] = json!("Countess");
        client.put(&path, &read).await.expect(200);
        let changes = patch(json!([
            {"op": "replace", "path": "active", "value": false},
            {"op": "add", "path": "emails", "value": [{"value": "h@x.example", "type": "home"}]},
            {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "w@x.example"},
            {"op": "remove", "path": "emails[type eq \"home\"]"},
            {"op": "replace", "path": format!("{ENTERPRISE}:department"), "value": "Numbers"},
            {"op": "replace", "value": {"nickName": "A", "name": {"givenName": "A."}}},
        ]));
        client.patch(&path, &changes).await.expect(200);
        let staff = make_group(client, &[&ada]).await;
        for change in [
            op("add", "members", json!([{"value": ada}])),
            patch(json!([{"op": "remove", "path": format!("members[value eq \"{ada}\"]")}])),
            op(
                "replace",
                "members",
                json!([{"value": ada, "type": "User"}]),
            ),
            patch(json!([{"op": "remove", "path": "members"}])),
        ] {
            client
                .patch(&format!("/Groups/{staff}"), &change)
                .await
                .expect(204);
        }
        let events = world.events("acme");
        let named: Vec<_> = events
            .iter()
            .filter_map(|event| event["tolerances"].as_array())
            .flatten()
            .collect();
        assert_eq!(named, ["duplicate-value", "unknown-attribute"]);
    })
    .await;
}

#[tokio::test]
async fn a_patch_of_a_group_is_answered_as_the_tenant_chose() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, json!({"userName": "ada"})).await;
        let path = format!("/Groups/{}", make_group(client, &[]).await);
        let add = op("add", "members", json!([{"value": ada}]));
        client.patch(&path, &add).await.expect(204);
        set(world, "--group-patch", "resource");
        let answer = client.patch(&path, &add).await;
        let group = answer.expect(200);
        assert_eq!(
            (&group["displayName"], &group["members"][0]["value"]),
            (&json!("Staff"), &json!(ada))
        );
        assert_eq!(answer.header("etag"), "W/\"2\"");
        let named = client
            .patch(&format!("{path}?attributes=displayName"), &add)
            .await
            .expect(200);
        assert_eq!(named.get("members"), None);
        set(world, "--group-patch", "no-content");
        client.patch(&path, &add).await.expect(204);
    })
    .await;
}

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
async fn the_command_line_sets_what_a_running_server_does_next() {
    each_backend(async |world| {
        let show = world.rollcall.done(&["tenant", "show", "acme"]);
        for line in [
            "tolerance    forgiving",
            "delete       remove",
            "group-patch  no-content",
        ] {
            assert!(show.lines().any(|shown| shown == line), "{show}");
        }
        let all = [
            "--tolerance",
            "strict",
            "--delete",
            "hide",
            "--group-patch",
            "resource",
        ];
        let said = world
            .rollcall
            .done(&[&["tenant", "set", "acme"], &all[..]].concat());
        assert_eq!(
            said,
            "tolerance    strict\ndelete       hide\ngroup-patch  resource"
        );
        world
            .writer
            .post("/Users", &json!({"userName": "ada"}))
            .await
            .refused(400, Some("invalidSyntax"));
        set(world, "--delete", "hide");
        let events = world.events("acme");
        let changed: Vec<_> = events
            .iter()
            .filter(|event| event["operation"] == "settings.update")
            .collect();
        assert_eq!(changed.len(), 2);
        assert_eq!(changed[0]["changes"].as_array().unwrap().len(), 3);
        assert_eq!(
            (&changed[0]["actor"]["type"], &changed[0]["channel"]),
            (&json!("cli"), &json!("cli"))
        );
        assert_eq!(
            (&changed[1]["outcome"], &changed[1]["changes"]),
            (&json!("no_change"), &json!([]))
        );
    })
    .await;
}

#[tokio::test]
async fn a_stored_setting_that_makes_no_sense_is_a_fault_and_no_guess() {
    use sea_orm::ConnectionTrait;
    each_backend(async |world| {
        let ada = make_user(&world.writer, json!({"userName": "ada"})).await;
        let connection = world.database.connect().await;
        let nonsense = r#"UPDATE tenant SET settings = '{"delete": "perhaps", "later": 1}'"#;
        connection.execute_unprepared(nonsense).await.unwrap();
        world
            .writer
            .delete(&format!("/Users/{ada}"))
            .await
            .refused(500, None);
        world.reader.get(&format!("/Users/{ada}")).await.expect(200);
        let unknown = r#"UPDATE tenant SET settings = '{"later": 1}'"#;
        connection.execute_unprepared(unknown).await.unwrap();
        set(world, "--tolerance", "strict");
        world
            .writer
            .delete(&format!("/Users/{ada}"))
            .await
            .expect(204);
        connection.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn owners_choose_in_the_console_and_others_look() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let page = owner.get("/t/acme/settings").await;
        assert_eq!(page.status, 200);
        let token = csrf(&page.text);
        let choices = [
            ("tolerance", "strict"),
            ("delete", "hide"),
            ("group_patch", "resource"),
        ];
        let refused = owner
            .form(
                "/t/acme/settings",
                &fields(&token, &[("delete", "perhaps"), choices[0]]),
            )
            .await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("Choose one of these."));
        assert_eq!(
            owner
                .form("/t/acme/settings", &fields("wrong", &choices))
                .await
                .status,
            403
        );
        assert!(
            world
                .rollcall
                .done(&["tenant", "show", "acme"])
                .contains("forgiving")
        );

        let saved = owner
            .form("/t/acme/settings", &fields(&token, &choices))
            .await;
        assert_eq!(
            (saved.status, saved.header("location")),
            (303, "/t/acme/settings")
        );
        assert!(
            owner
                .get("/t/acme/settings")
                .await
                .text
                .contains("The settings are saved.")
        );
        assert!(
            world
                .rollcall
                .done(&["tenant", "show", "acme"])
                .contains("strict")
        );

        let ada = make_user(&world.writer, json!({"userName": "ada"})).await;
        world
            .writer
            .delete(&format!("/Users/{ada}"))
            .await
            .expect(204);
        let list = owner.get("/t/acme/users").await.text;
        assert!(
            !list.contains(&ada) && list.contains("No user matches"),
            "{list}"
        );
        assert!(
            owner
                .get("/t/acme/users?status=deleted")
                .await
                .text
                .contains(&ada)
        );
        let detail = owner.get(&format!("/t/acme/users/{ada}")).await;
        assert_eq!(detail.status, 200);
        assert!(detail.text.contains("Deleted, kept."), "{}", detail.text);

        for role in ["admin", "auditor"] {
            let member = world.sign_in("acme", role).await;
            let page = member.get("/t/acme/settings").await;
            assert!(page.text.contains("Only owners can change"), "{role}");
            let token = csrf(&page.text);
            let refused = member
                .form("/t/acme/settings", &fields(&token, &choices))
                .await;
            assert_eq!(refused.status, 403, "{role}");
        }
    })
    .await;
}

fn fields<'a>(csrf: &'a str, choices: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&[("csrf", csrf)], choices].concat()
}

/// The token in a page's forms.
fn csrf(html: &str) -> String {
    let (_, rest) = html.split_once("name=\"csrf\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}
