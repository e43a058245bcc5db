//! How bodies are read: what two readers could understand in two ways is refused, by its place.

use reqwest::Method;
use serde_json::{Value, json};

use super::{PATCH, USER, make_user};
use crate::harness::{Reply, World, each_backend};

async fn send(world: &World, method: Method, path: &str, body: &str) -> Reply {
    let kind = Some("application/scim+json");
    world.writer.send(method, path, kind, body.into()).await
}

/// A user with one more member in the body.
fn body(member: &str) -> String {
    format!("{{\"schemas\": [\"{USER}\"], \"userName\": \"grace\", {member}}}")
}

/// What is sent, the `scimType`, the place that the detail begins with or names, what it says.
const CASES: &[(&str, &str, &str, &str)] = &[
    (
        r#""active": true, "active": false"#,
        "invalidSyntax",
        "active",
        "twice; send it once",
    ),
    (
        r#""active": true, "Active": false"#,
        "invalidSyntax",
        "active",
        "twice in different letter case",
    ),
    (
        r#""emails": [{"value": "a"}, {"value": "b", "value": "c"}]"#,
        "invalidSyntax",
        "emails[1].value",
        "send it once",
    ),
    (
        r#""unknown": {"a": 1, "a": 2}"#,
        "invalidSyntax",
        "unknown.a",
        "send it once",
    ),
    (
        r#""emails": [{"value": "a\u0000b"}]"#,
        "invalidValue",
        "emails[0].value",
        "U+0000; only tab and line breaks",
    ),
    (r#""title": "a\u001bb""#, "invalidValue", "title", "U+001B"),
    (
        r#""unknown": ["x\u0000"]"#,
        "invalidValue",
        "unknown[0]",
        "U+0000",
    ),
    (
        r#""un\u0000known": 1"#,
        "invalidSyntax",
        "the body",
        "a name with a control character",
    ),
    (
        r#""name": {"givenName": "\ud800"}"#,
        "invalidSyntax",
        "name.givenName",
        "both halves",
    ),
    (
        r#""name": {"givenName": "a\udfffb"}"#,
        "invalidSyntax",
        "name.givenName",
        "both halves",
    ),
    (
        r#""unknown": [1, -1e400]"#,
        "invalidValue",
        "unknown[1]",
        "number out of range",
    ),
    (
        r#""active": 1"#,
        "invalidValue",
        "active",
        "true or false, not a number",
    ),
    (
        r#""userType": 99999999999999999999"#,
        "invalidValue",
        "userType",
        "must be a string",
    ),
    (
        r#""emails": [{"value": "a"}, {"value": {"x": 1}}]"#,
        "invalidValue",
        "emails[1].value",
        "must be a string, not an object",
    ),
    (
        r#""emails": ["a@acme.example"]"#,
        "invalidValue",
        "emails[0]",
        "must be an object",
    ),
];

#[tokio::test]
async fn a_body_that_can_be_understood_in_two_ways_is_refused_by_its_place() {
    each_backend(async |world| {
        let mut requests = Vec::new();
        for (member, kind, place, says) in CASES {
            let reply = send(world, Method::POST, "/Users", &body(member)).await;
            let detail = reply.refused(400, Some(kind));
            assert!(
                detail.contains(place) && detail.contains(says),
                "{member}: {detail}"
            );
            requests.push((reply.header("x-request-id").to_owned(), *kind));
        }
        let empty = world.reader.get("/Users").await.expect(200);
        assert_eq!(empty["totalResults"], 0);
        let events = world.events("acme");
        for (request, kind) in requests {
            let of: Vec<&Value> = events
                .iter()
                .filter(|event| event["request_id"] == request.as_str())
                .collect();
            assert_eq!(of.len(), 1);
            assert_eq!(of[0]["scim_type"], kind);
        }
    })
    .await;
}

#[tokio::test]
async fn nesting_has_an_end_everywhere() {
    each_backend(async |world| {
        let id = make_user(&world.writer, "ada").await;
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        for depth in [32, 10_000, 400_000] {
            let deep = body(&format!("\"unknown\": {}", nested(depth)));
            let reply = send(world, Method::POST, "/Users", &deep).await;
            let detail = reply.refused(400, Some("invalidSyntax"));
            assert!(detail.contains("nested deeper than 32 levels"), "{detail}");
            let path = format!("/Users/{id}");
            let deep = format!(
                "{{\"schemas\": [\"{PATCH}\"], \"Operations\": [{{\"op\": \"add\", \"value\": {}}}]}}",
                nested(depth)
            );
            let reply = send(world, Method::PATCH, &path, &deep).await;
            reply.refused(400, Some("invalidSyntax"));
        }
        let flat = body(&format!("\"unknown\": {}", nested(31)));
        send(world, Method::POST, "/Users", &flat).await.expect(201);
    })
    .await;
}

#[tokio::test]
async fn a_patch_names_the_operation_at_fault() {
    each_backend(async |world| {
        let id = make_user(&world.writer, "ada").await;
        let patch = format!(
            "{{\"schemas\": [\"{PATCH}\"], \"Operations\": [{{\"op\": \"add\", \"path\": \"title\", \"value\": \"t\"}},
            {{\"op\": \"add\", \"value\": {{\"emails\": [{{\"value\": \"a\\u0000\"}}]}}}}]}}"
        );
        let reply = send(world, Method::PATCH, &format!("/Users/{id}"), &patch).await;
        let detail = reply.refused(400, Some("invalidValue"));
        assert!(detail.contains("Operations[1].value.emails[0].value"), "{detail}");
        let user = world.reader.get(&format!("/Users/{id}")).await.expect(200);
        assert_eq!(user.get("title"), None);
    })
    .await;
}

#[tokio::test]
async fn a_byte_order_mark_and_unicode_are_no_obstacle() {
    each_backend(async |world| {
        let text =
            "\u{feff}{\"userName\": \"J\\u00fcrgen \\ud83d\\ude00\", \"title\": \"a\\tb\\r\\nc\"}";
        let created = send(world, Method::POST, "/Users", text).await.expect(201);
        assert_eq!(created["userName"], json!("Jürgen 😀"));
        assert_eq!(created["title"], json!("a\tb\r\nc"));
    })
    .await;
}
