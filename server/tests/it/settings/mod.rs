//! What a tenant chooses of what RFC 7644 leaves to the server: by command line and console, and
//! what it does over SCIM.

mod hidden;
mod longest_token;
mod name;
mod retention;
mod strict;
mod ways;

use serde_json::{Value, json};

use crate::harness::{Client, World, each_backend};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const SEARCH: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

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
    patch(json!([{"op": op, "path": path, "value": value.into()}]))
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
            "tolerance    strict\ndelete       hide\ngroup-patch  resource\nraw-token    off\nbasic        off\noauth        off\nsecond-factor optional\nlongest-token none"
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
        let token = page.csrf();
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
        assert!(refused.text.contains("Choose one of the options."));
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
        assert!(detail.text.contains("Deleted, but kept"), "{}", detail.text);

        for role in ["admin", "auditor"] {
            let member = world.sign_in("acme", role).await;
            let page = member.get("/t/acme/settings").await;
            assert!(page.text.contains("Only owners can change"), "{role}");
            let token = page.csrf();
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
