//! What the lists of users, groups and members find, as a file.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Person, Reply, World, each_backend, each_backend_with};

const FILTER: &str = "filter=userName+co+%22ada%22";

/// Three users, of whom one is inactive and one begins like a formula, and two groups.
async fn some_users(world: &World) -> (Vec<String>, String) {
    let mut ids = Vec::new();
    for (user_name, active) in [("ada", true), ("=adam", true), ("grace", false)] {
        let user = json!({"userName": user_name, "active": active, "externalId": "00u,1"});
        ids.push(world.writer.post("/Users", &user).await.id(201));
    }
    let members: Value = ids.iter().map(|id| json!({"value": id})).collect();
    let group = json!({"displayName": "Engineering", "members": members});
    let group = world.writer.post("/Groups", &group).await.id(201);
    let empty = json!({"displayName": "Empty"});
    world.writer.post("/Groups", &empty).await.expect(201);
    (ids, group)
}

fn lines(reply: &Reply) -> Vec<Value> {
    assert_eq!(reply.status, 200, "{}", reply.text);
    let lines = reply.text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn names(reply: &Reply, attribute: &str) -> Vec<String> {
    let lines = lines(reply);
    let name = |line: &Value| line[attribute].as_str().unwrap().to_owned();
    lines.iter().map(name).collect()
}

fn exports(world: &World) -> Vec<Value> {
    let mut events = world.events("acme");
    events.retain(|event| event["operation"] == "directory.export");
    events
}

#[tokio::test]
async fn every_member_takes_what_a_list_finds_and_each_time_is_an_event() {
    each_backend(async |world| {
        let (ids, group) = some_users(world).await;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let admin = Person::sign_in(world, "acme", "admin").await;
        let auditor = Person::sign_in(world, "acme", "auditor").await;
        for member in [&owner, &admin, &auditor] {
            for (query, expected) in [
                ("", &["ada", "=adam", "grace"][..]),
                ("&q=ada", &["ada", "=adam"][..]),
                ("&active=false", &["grace"][..]),
                ("&q=nobody", &[][..]),
                (&format!("&{FILTER}"), &["ada", "=adam"][..]),
                (&format!("&{FILTER}&active=false"), &[][..]),
                ("&sort=-changed&limit=25", &["ada", "=adam", "grace"][..]),
            ] {
                let path = format!("/t/acme/users/export?format=ndjson{query}");
                let reply = member.get(&path).await;
                assert_eq!(names(&reply, "userName"), expected, "{query}");
            }
        }
        let reply = owner.get("/t/acme/users/export?format=ndjson&q=ada").await;
        assert_eq!(reply.header("content-type"), "application/x-ndjson");
        assert_eq!(reply.header("cache-control"), "no-store");
        let name = reply.header("content-disposition");
        let name = name.strip_prefix("attachment; filename=\"rollcall_acme_users_2");
        assert!(name.unwrap().ends_with("Z.ndjson\""));
        let first = &lines(&reply)[0];
        assert_eq!(first["id"], ids[0]);
        assert_eq!(first["active"], true);
        assert_eq!(first["groups"], 1);
        assert_eq!(first["externalId"], "00u,1");
        assert_eq!(first["displayName"], Value::Null);

        let groups = owner.get("/t/acme/groups/export?format=ndjson").await;
        assert_eq!(names(&groups, "displayName"), ["Engineering", "Empty"]);
        assert_eq!(lines(&groups)[0]["members"], 3);
        let path = format!("/t/acme/groups/{group}/members/export?format=ndjson");
        let members = owner.get(&path).await;
        assert_eq!(names(&members, "userName"), ["ada", "=adam", "grace"]);
        assert_eq!(lines(&members)[2]["active"], false);
        let found = owner.get(&format!("{path}&q=grace")).await;
        assert_eq!(names(&found, "userName"), ["grace"]);

        let events = exports(world);
        assert_eq!(events.len(), 3 * 7 + 4, "{events:?}");
        let of_members = events.last().unwrap();
        assert_eq!(of_members["detail"], "ndjson, 1 members");
        assert_eq!(of_members["resource"]["id"], group);
        assert_eq!(of_members["response_body"]["narrowed"]["search"], "grace");
        assert!(of_members["response_body"]["sha256"].is_string());
        for event in &events {
            assert_eq!(
                (&event["outcome"], &event["status"]),
                (&json!("success"), &json!(200))
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_table_has_names_and_no_cell_that_a_spreadsheet_calculates() {
    each_backend(async |world| {
        let (ids, _) = some_users(world).await;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let table = owner.get("/t/acme/users/export?format=csv").await;
        let kind = "text/csv; charset=utf-8; header=present";
        assert_eq!(table.header("content-type"), kind);
        assert!(table.header("content-disposition").ends_with("Z.csv\""));
        let lines: Vec<&str> = table.text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines[0].starts_with("id,userName,displayName,active,groups,externalId,"));
        let begin = format!("{},'=adam,,true,1,\"00u,1\",", ids[1]);
        assert!(lines[2].starts_with(&begin), "{}", lines[2]);
        let none = owner.get("/t/acme/groups/export?format=csv&q=nobody").await;
        assert_eq!(none.text.lines().count(), 1, "{}", none.text);
    })
    .await;
}

#[tokio::test]
async fn the_past_is_exported_as_it_was() {
    each_backend(async |world| {
        let (ids, _) = some_users(world).await;
        let seq = world.events("acme").pop().unwrap()["seq"].clone();
        let gone = format!("/Users/{}", ids[0]);
        world.writer.delete(&gone).await.expect(204);
        let owner = Person::sign_in(world, "acme", "owner").await;
        let get = async |path: String| owner.get(&path).await;
        let then = get(format!("/t/acme/users/export?format=ndjson&at={seq}")).await;
        assert_eq!(names(&then, "userName"), ["ada", "=adam", "grace"]);
        assert_eq!(lines(&then)[0]["groups"], 1);
        let then = get(format!(
            "/t/acme/users/export?format=ndjson&at={seq}&{FILTER}"
        ))
        .await;
        assert_eq!(names(&then, "userName"), ["ada", "=adam"]);
        let then = get(format!("/t/acme/groups/export?format=ndjson&at={seq}")).await;
        assert_eq!(lines(&then)[0]["members"], 3);
        let now = get("/t/acme/groups/export?format=ndjson".to_owned()).await;
        assert_eq!(lines(&now)[0]["members"], 2);
        let told = &exports(world)[0]["response_body"]["narrowed"]["at"];
        assert_eq!(told, &json!(format!("as of event {seq}")));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_a_page_and_no_file() {
    each_backend(async |world| {
        let (_, group) = some_users(world).await;
        let owner = Person::sign_in(world, "acme", "owner").await;
        for (path, status, message) in [
            ("users/export", 400, "Say format=csv or format=ndjson"),
            ("users/export?format=xlsx", 400, "Say format=csv"),
            (
                "users/export?format=csv&name=ada",
                400,
                "no parameter of this list",
            ),
            ("users/export?format=csv&q=a&q=b", 400, "given twice"),
            (
                "users/export?format=csv&active=maybe",
                422,
                "a value nobody knows",
            ),
            (
                "users/export?format=csv&filter=userName+eq",
                422,
                "filter-error",
            ),
            (
                "users/export?format=csv&at=yesterday",
                422,
                "Enter a time like",
            ),
            ("users/export?format=csv&at=99999999", 422, "at-error"),
            (
                &format!("users/export?format=csv&q=a&{FILTER}"),
                422,
                "q-error",
            ),
            (
                "groups/export?format=csv&filter=displayName",
                422,
                "filter-error",
            ),
            (
                &format!("groups/{group}/members/export?format=csv&cursor=%3C"),
                422,
                "nobody knows",
            ),
            (
                "groups/018f0000-0000-7000-8000-000000000000/members/export?format=csv",
                404,
                "",
            ),
        ] {
            let reply = owner.get(&format!("/t/acme/{path}")).await;
            assert_eq!(reply.status, status, "{path}: {}", reply.text);
            assert!(reply.text.contains("<h1"), "{path}");
            assert!(reply.text.contains(message), "{path}: {}", reply.text);
            assert_eq!(reply.header("content-disposition"), "", "{path}");
        }
        assert_eq!(exports(world), Vec::<Value>::new());
    })
    .await;
}

#[tokio::test]
async fn an_export_is_cut_off_with_a_row_that_says_so() {
    let settings = [("ROLLCALL_EXPORT_ROWS", "2")];
    each_backend_with(&settings, async |world| {
        some_users(world).await;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let cut = owner.get("/t/acme/users/export?format=ndjson").await;
        let last = lines(&cut).pop().unwrap();
        assert_eq!(lines(&cut).len(), 3);
        assert_eq!(last, json!({"truncated": true, "rows": 2}));
        let cut = owner.get("/t/acme/users/export?format=csv").await;
        let rows: Vec<&str> = cut.text.lines().collect();
        assert_eq!(rows.len(), 4, "{rows:?}");
        let message = "truncated,This export ends after 2 rows. Narrow the list for the rest.,";
        assert!(rows[3].starts_with(message), "{}", rows[3]);
        assert_eq!(rows[3].matches(',').count(), rows[0].matches(',').count());
        let whole = owner.get("/t/acme/groups/export?format=ndjson").await;
        assert_eq!(lines(&whole).len(), 2);
        let details: Vec<Value> = exports(world).iter().map(|e| e["detail"].clone()).collect();
        let expected = [
            "ndjson, 2 users, cut off there",
            "csv, 2 users, cut off there",
            "ndjson, 2 groups",
        ];
        assert_eq!(details, expected);
    })
    .await;
}

#[tokio::test]
async fn a_long_list_is_exported_once_and_whole() {
    each_backend(async |world| {
        let users = (0..450).map(|n| {
            let user = json!({"userName": format!("user{n:03}")});
            json!({"method": "POST", "path": "/Users", "bulkId": format!("u{n}"), "data": user})
        });
        let operations: Vec<Value> = users.collect();
        let bulk = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
            "Operations": operations});
        world.writer.post("/Bulk", &bulk).await.expect(200);
        let owner = Person::sign_in(world, "acme", "owner").await;
        for query in ["", "&filter=userName+sw+%22user%22", "&sort=-changed"] {
            let path = format!("/t/acme/users/export?format=ndjson{query}");
            let names = names(&owner.get(&path).await, "userName");
            assert_eq!(names.len(), 450, "{query}");
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 450, "{query}");
        }
    })
    .await;
}
