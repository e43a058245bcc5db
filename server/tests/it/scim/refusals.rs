//! Everything that is refused: with the right status, in SCIM's form, and nothing is stored.

use reqwest::Method;
use serde_json::{Value, json};

use super::{PATCH, USER, group, make_group, make_user, patch, user};
use crate::harness::{World, each_backend, each_backend_with, raw};

/// A line of the table: what is sent, and how it is refused.
struct Case {
    method: &'static str,
    path: String,
    body: Value,
    status: u16,
    kind: Option<&'static str>,
}

fn case(method: &'static str, path: &str, body: Value, status: u16, kind: &'static str) -> Case {
    let kind = (!kind.is_empty()).then_some(kind);
    Case {
        method,
        path: path.to_owned(),
        body,
        status,
        kind,
    }
}

fn cases(id: &str, group_id: &str) -> Vec<Case> {
    let one = format!("/Users/{id}");
    let members = format!("/Groups/{group_id}");
    let op = |op: Value| patch(&[op]);
    let deep = format!("{}userName eq \"a\"{}", "(".repeat(60), ")".repeat(60));
    let long = format!("userName eq \"{}\"", "a".repeat(9_000));
    let many = vec!["userName eq \"a\""; 501].join(" or ");
    let mut cases = vec![
        case(
            "POST",
            "/Users",
            json!({"schemas": [USER]}),
            400,
            "invalidValue",
        ),
        case(
            "POST",
            "/Users",
            json!({"schemas": [USER], "userName": ""}),
            400,
            "invalidValue",
        ),
        case(
            "POST",
            "/Users",
            json!({"schemas": [USER], "userName": 7}),
            400,
            "invalidValue",
        ),
        case(
            "POST",
            "/Users",
            json!({"userName": "x", "active": "maybe"}),
            400,
            "invalidValue",
        ),
        case(
            "POST",
            "/Users",
            json!({"userName": "x", "name": "y"}),
            400,
            "invalidValue",
        ),
        case(
            "POST",
            "/Users",
            json!({"userName": "a\u{0}b"}),
            400,
            "invalidValue",
        ),
        case(
            "POST",
            "/Users",
            json!({"userName": "a".repeat(300)}),
            400,
            "invalidValue",
        ),
        case("POST", "/Users", json!([]), 400, "invalidSyntax"),
        case("POST", "/Users", json!("x"), 400, "invalidSyntax"),
        case(
            "POST",
            "/Groups",
            json!({"displayName": null}),
            400,
            "invalidValue",
        ),
        case("PUT", &one, json!({"schemas": [USER]}), 400, "invalidValue"),
        case("PATCH", &one, json!({}), 400, "invalidSyntax"),
        case(
            "PATCH",
            &one,
            json!({"schemas": [PATCH], "Operations": []}),
            400,
            "invalidSyntax",
        ),
        case(
            "PATCH",
            &one,
            op(json!({"op": "move", "path": "x"})),
            400,
            "invalidSyntax",
        ),
        case("PATCH", &one, op(json!({"op": "remove"})), 400, "noTarget"),
        case(
            "PATCH",
            &one,
            op(json!({"op": "remove", "path": "userName"})),
            400,
            "mutability",
        ),
        case(
            "PATCH",
            &one,
            op(json!({"op": "replace", "path": "id", "value": "x"})),
            400,
            "mutability",
        ),
        case(
            "PATCH",
            &one,
            op(json!({"op": "add", "path": "nonsense", "value": "x"})),
            400,
            "invalidPath",
        ),
        case(
            "PATCH",
            &one,
            op(json!({"op": "add", "path": "emails..value", "value": "x"})),
            400,
            "invalidPath",
        ),
        case(
            "PATCH",
            &one,
            op(json!({"op": "replace", "path": "emails[type eq \"x\"].value", "value": "y"})),
            400,
            "noTarget",
        ),
        case(
            "PATCH",
            &members,
            op(json!({"op": "add", "path": "members", "value": [{"value": "nobody"}]})),
            400,
            "invalidValue",
        ),
        case("GET", "/Users?count=ten", Value::Null, 400, "invalidValue"),
        case(
            "GET",
            "/Users?filter=a&filter=b",
            Value::Null,
            400,
            "invalidValue",
        ),
    ];
    let filters = [
        "",
        "(",
        "userName",
        "userName eq",
        "userName xx \"a\"",
        "nonsense eq \"a\"",
    ];
    let filters = filters.into_iter().map(str::to_owned);
    let filters = filters.chain([deep, long, many, "userName eq \"a".to_owned()]);
    cases.extend(filters.map(|filter| {
        let path = format!(
            "/Users?filter={}",
            filter.replace(' ', "+").replace('"', "%22")
        );
        case("GET", &path, Value::Null, 400, "invalidFilter")
    }));
    for path in [
        "/Users/nonsense",
        "/Users/018f0000-0000-7000-8000-000000000000",
        "/Nonsense",
    ] {
        cases.push(case("GET", path, Value::Null, 404, ""));
    }
    cases.push(case("DELETE", "/Groups/nonsense", Value::Null, 404, ""));
    cases.push(case("PUT", "/Users/nonsense", user("x"), 404, ""));
    cases.push(case("POST", "/Bulk", json!({}), 400, "invalidSyntax"));
    cases.push(case("GET", "/Bulk", Value::Null, 405, ""));
    cases.push(case("DELETE", "/Users", Value::Null, 405, ""));
    cases.push(case("POST", &one, user("x"), 405, ""));
    cases.push(case("TRACE", "/Users", Value::Null, 405, ""));
    cases.push(case("GET", "/Me", Value::Null, 501, ""));
    cases.push(case(
        "GET",
        "/Users?cursor=x",
        Value::Null,
        400,
        "invalidCursor",
    ));
    cases.push(case(
        "GET",
        "/Users?sortBy=x",
        Value::Null,
        400,
        "invalidValue",
    ));
    let look_ups = vec!["emails+eq+%22a%22"; 17].join("+or+");
    let path = format!("/Users?filter={look_ups}");
    cases.push(case("GET", &path, Value::Null, 400, "tooMany"));
    for path in ["/.search", "/Users/.search", "/Groups/.search"] {
        cases.push(case("POST", path, json!([]), 400, "invalidSyntax"));
    }
    cases
}

#[tokio::test]
async fn every_refusal_is_a_scim_error_and_one_event() {
    each_backend(async |world| {
        let client = &world.writer;
        let id = make_user(client, "ada").await;
        let group_id = make_group(client, "Engineering", &[]).await;
        let before = snapshot(world).await;
        let (mut expected, mut wrong) = (Vec::new(), Vec::new());
        for case in cases(&id, &group_id) {
            let method = Method::from_bytes(case.method.as_bytes()).unwrap();
            let (kind, body) = match &case.body {
                Value::Null => (None, Vec::new()),
                body => (Some("application/scim+json"), body.to_string().into_bytes()),
            };
            let reply = client.send(method, &case.path, kind, body).await;
            let line = format!(
                "{} {} {}",
                case.method,
                &case.path[..case.path.len().min(80)],
                case.body
            );
            let kind = reply.json()["scimType"].as_str().map(str::to_owned);
            if (reply.status, kind.as_deref()) != (case.status, case.kind) {
                wrong.push(format!("{line}: {} {}", reply.status, reply.text));
                continue;
            }
            let detail = reply.refused(case.status, case.kind);
            assert!(
                !detail.contains('\n') && detail.len() < 600,
                "{line}: {detail}"
            );
            expected.push((reply.header("x-request-id").to_owned(), case.status, line));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(snapshot(world).await, before);
        let events = world.events("acme");
        for (request, status, line) in expected {
            let of: Vec<&Value> = events
                .iter()
                .filter(|event| event["request_id"] == request.as_str())
                .collect();
            assert_eq!(of.len(), 1, "{line}");
            assert_eq!(of[0]["status"], status, "{line}");
        }
    })
    .await;
}

/// Everything that reading can tell of the tenant.
async fn snapshot(world: &World) -> (Value, Value) {
    let users = world.reader.get("/Users").await.expect(200);
    (users, world.reader.get("/Groups").await.expect(200))
}

#[tokio::test]
async fn a_wrong_method_names_the_right_ones() {
    each_backend(async |world| {
        let reply = world.writer.delete("/Users").await;
        reply.refused(405, None);
        let mut allowed: Vec<&str> = reply.header("allow").split(',').map(str::trim).collect();
        allowed.sort_unstable();
        assert_eq!(allowed, ["GET", "HEAD", "POST"]);
    })
    .await;
}

#[tokio::test]
async fn bodies_that_are_no_json_are_refused_with_their_position() {
    each_backend(async |world| {
        for (body, says) in [
            ("{\"userName\": \"a\"", "line 1 column 16"),
            ("{\"userName\": }", "line 1 column 14"),
            ("", "no body"),
            ("{\"userName\": \"\u{1}\"}", "control character"),
        ] {
            let reply = world
                .writer
                .send(
                    Method::POST,
                    "/Users",
                    Some("application/scim+json"),
                    body.into(),
                )
                .await;
            let detail = reply.refused(400, Some("invalidSyntax"));
            assert!(detail.contains(says), "{detail}");
        }
        let invalid = vec![b'"', 0xff, 0xfe, b'"'];
        let kind = Some("application/json");
        let reply = world
            .writer
            .send(Method::POST, "/Users", kind, invalid)
            .await;
        reply.refused(400, Some("invalidSyntax"));
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let reply = world
            .writer
            .send(Method::POST, "/Users", kind, deep.into_bytes())
            .await;
        reply.refused(400, Some("invalidSyntax"));
    })
    .await;
}

#[tokio::test]
async fn other_content_types_are_refused() {
    each_backend(async |world| {
        let body = || user("ada").to_string().into_bytes();
        for kind in [
            None,
            Some("text/plain"),
            Some("application/x-www-form-urlencoded"),
        ] {
            let reply = world
                .writer
                .send(Method::POST, "/Users", kind, body())
                .await;
            reply.refused(415, None);
        }
        // A content type on a GET means nothing.
        let reply = world
            .reader
            .send(Method::GET, "/Users", Some("text/plain"), Vec::new())
            .await;
        reply.expect(200);
    })
    .await;
}

#[tokio::test]
async fn bodies_beyond_the_limit_are_refused() {
    each_backend(async |world| {
        let mut body = user("ada");
        body["displayName"] = json!("a".repeat(1024 * 1024));
        world.writer.post("/Users", &body).await.refused(413, None);
        body["displayName"] = json!("a".repeat(10 * 1024 * 1024));
        world.writer.post("/Users", &body).await.refused(413, None);
        world
            .anonymous
            .post("/Users", &body)
            .await
            .refused(401, None);
        assert_eq!(
            world.reader.get("/Users").await.expect(200)["totalResults"],
            0
        );
    })
    .await;
}

#[tokio::test]
async fn heads_beyond_the_limit_are_refused() {
    each_backend(async |world| {
        for size in [33_000, 60_000, 200_000] {
            let reply = world
                .writer
                .clone()
                .with("x-large", &"a".repeat(size))
                .get("/Users")
                .await;
            assert_eq!(reply.status, 431, "{size}");
            assert_eq!(reply.json()["status"], "431", "{size}");
        }
        let many = (0..150).fold(String::new(), |head, number| {
            head + &format!("x-{number}: 1\r\n")
        });
        let request = format!("GET /scim/v2/Users HTTP/1.1\r\nhost: x\r\n{many}\r\n");
        let answer = raw(world.server.address(), request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
        assert!(answer.contains("\"status\":\"431\""), "{answer}");
        let answer = raw(world.server.address(), b"GET /scim/v2 nonsense\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
        assert!(answer.contains("\"status\":\"400\""), "{answer}");
    })
    .await;
}

#[tokio::test]
async fn a_token_beyond_its_rate_is_told_when_to_come_back() {
    each_backend_with(&[("ROLLCALL_RATE_LIMIT", "5")], async |world| {
        let mut limited = None;
        for _ in 0..50 {
            let reply = world.reader.get("/Users").await;
            if reply.status == 429 {
                limited = Some(reply);
                break;
            }
        }
        let limited = limited.unwrap();
        limited.refused(429, None);
        assert!(limited.header("retry-after").parse::<u64>().unwrap() >= 1);
        // Another token has a rate of its own.
        world.writer.post("/Groups", &group("x")).await.expect(201);
    })
    .await;
}
