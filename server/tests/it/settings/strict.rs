//! Strict tenants: what they refuse, by which name, and what they take.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{ENTERPRISE, GROUP, PATCH, SEARCH, USER, make_group, make_user, op, patch, set};
use crate::harness::{Client, Reply, each_backend};

/// A request that needs exactly one tolerance: method, path, body, its name and `scimType`.
type Case = (&'static str, String, Value, &'static str, &'static str);

/// Every tolerance that is only tolerance: in bodies, in filters, and in names of attributes.
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
            user.clone(),
            op(
                "add",
                "emails[type eq \"home\"].value",
                json!("h@x.example"),
            ),
            "value-from-filter",
            "noTarget",
        ),
        list("filter=active eq \"True\"", "boolean-as-text"),
        list("filter=active eq True", "literal-form"),
        list(
            "filter=meta.created gt 2026-01-01T00:00:00Z",
            "literal-form",
        ),
        list(
            "filter=emails[type eq \"work\"].value eq \"a@x.example\"",
            "value-path-compared",
        ),
        list("filter=department eq \"X\"", "unqualified-extension"),
        (
            "POST",
            "/.search".to_owned(),
            json!({"schemas": [SEARCH], "filter": "active eq \"false\""}),
            "boolean-as-text",
            "invalidFilter",
        ),
        (
            "GET",
            "/Users?sortBy=department".to_owned(),
            Value::Null,
            "unqualified-extension",
            "invalidPath",
        ),
        (
            "GET",
            format!("{user}?attributes=department"),
            Value::Null,
            "unqualified-extension",
            "invalidPath",
        ),
    ]
}

/// A list of users, asked for in a way that needs a tolerance.
fn list(query: &str, name: &'static str) -> Case {
    let path = format!("/Users?{}", query.replace(' ', "%20").replace('"', "%22"));
    ("GET", path, Value::Null, name, "invalidFilter")
}

async fn send(client: &Client, method: &str, path: &str, body: &Value) -> Reply {
    match method {
        "POST" => client.post(path, body).await,
        "PUT" => client.put(path, body).await,
        "GET" => client.get(path).await,
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
        let named: BTreeSet<_> = cases.iter().map(|case| case.3).collect();
        let only: BTreeSet<_> = scim::Tolerance::ALL
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
        // A read that was understood by a tolerance says so as well.
        let expected = [
            "search boolean-as-text",
            "user.list boolean-as-text",
            "user.list literal-form",
            "user.list literal-form",
            "user.list unqualified-extension",
            "user.list unqualified-extension",
            "user.list value-path-compared",
            "user.read unqualified-extension",
        ];
        let events = world.events_until("acme", |events| reads(events).len() >= expected.len());
        assert_eq!(reads(&events), expected);
    })
    .await;
}

/// The reads that needed a tolerance, with its name.
fn reads(events: &[Value]) -> Vec<String> {
    let reads = events.iter().filter(|event| event["outcome"] == "success");
    let mut named: Vec<String> = reads
        .filter_map(|event| {
            let operation = event["operation"].as_str()?;
            let name = event["tolerances"][0].as_str()?;
            matches!(operation, "search" | "user.list" | "user.read")
                .then(|| format!("{operation} {name}"))
        })
        .collect();
    named.sort();
    named
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
