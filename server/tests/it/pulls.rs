//! The audit log for programs: `GET /t/<slug>/api/v1/audit-events`.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Client, Reply, World, each_backend, each_backend_with};

const EVENTS: &str = "/t/acme/api/v1/audit-events";

/// Users and groups in turns. An export seals what there is: only sealed events are pulled.
async fn some_history(world: &World) {
    for n in 0..4 {
        let user = json!({"userName": format!("user{n}")});
        world.writer.post("/Users", &user).await.expect(201);
        let group = json!({"displayName": format!("group {n}")});
        world.writer.post("/Groups", &group).await.expect(201);
    }
    world.events("acme");
}

/// Asserts a problem (RFC 9457) with this status.
#[track_caller]
fn refused(reply: &Reply, status: u16) -> String {
    assert_eq!(reply.status, status, "{}", reply.text);
    assert_eq!(reply.header("content-type"), "application/problem+json");
    assert_eq!(reply.header("cache-control"), "no-store");
    let problem = reply.json();
    assert_eq!(problem["status"], status);
    problem["detail"].as_str().unwrap().to_owned()
}

/// Follows the log to its end; the lines.
async fn follow(client: &Client, query: &str, from: i64) -> (Vec<String>, i64) {
    let lines = client.clone().with("accept", "application/x-ndjson");
    let (mut found, mut after) = (Vec::new(), from);
    loop {
        let path = format!("{EVENTS}?limit=3&after={after}{query}");
        let reply = client.get(&path).await;
        let page = reply.expect(200);
        assert_eq!(reply.header("content-type"), "application/json");
        let text = lines.get(&path).await;
        assert_eq!(text.header("content-type"), "application/x-ndjson");
        let mut of_page: Vec<String> = text.text.lines().map(str::to_owned).collect();
        // Both forms hold the same text. More may have been sealed between the two requests.
        let count = page["events"].as_array().unwrap().len();
        assert!(of_page.len() >= count, "{page}");
        of_page.truncate(count);
        assert!(reply.text.contains(&of_page.join(",")), "{}", reply.text);
        found.extend(of_page);
        let next = page["next"].as_i64().unwrap();
        assert!(next >= after, "{page}");
        let link = format!("after={next}>; rel=\"next\"");
        assert!(
            reply.header("link").ends_with(&link),
            "{}",
            reply.header("link")
        );
        after = next;
        if page["more"] == false {
            return (found, after);
        }
    }
}

#[tokio::test]
async fn a_program_follows_the_log_and_gets_the_lines_of_an_export() {
    each_backend(async |world| {
        some_history(world).await;
        let siem = world.siem();
        for (query, filter) in [("", ""), ("&op=user", "user.")] {
            let export = world
                .rollcall
                .done(&["audit", "export", "--tenant", "acme"]);
            let exported: Vec<&str> = export
                .lines()
                .filter(|line| {
                    let event: Value = serde_json::from_str(line).unwrap();
                    let operation = event["operation"].as_str().unwrap_or_default();
                    let verb = operation.rsplit('.').next().unwrap_or_default();
                    let read = ["read", "list"].contains(&verb);
                    !operation.is_empty() && !read && operation.starts_with(filter)
                })
                .collect();
            let (pulled, _) = follow(&siem, query, 0).await;
            assert!(!exported.is_empty() && pulled.len() >= exported.len());
            assert_eq!(pulled[..exported.len()], exported, "{query}");
        }

        // Whoever keeps the place is told what is new, once it is sealed.
        let (_, place) = follow(&siem, "", 0).await;
        let user = json!({"userName": "late"});
        let id = world.writer.post("/Users", &user).await.id(201);
        world.events("acme");
        let (new, _) = follow(&siem, "&op=user.create", place).await;
        assert_eq!(new.len(), 1, "{new:?}");
        assert!(new[0].contains(&id));
    })
    .await;
}

#[tokio::test]
async fn only_a_token_that_may_read_the_audit_log_gets_it() {
    each_backend(async |world| {
        let at = |client: &Client| client.clone().at(&world.server.url);
        for client in [&world.reader, &world.writer] {
            let reply = at(client).get(EVENTS).await;
            let detail = refused(&reply, 403);
            assert!(detail.contains("audit:read"), "{detail}");
            let challenge = reply.header("www-authenticate");
            assert!(
                challenge.contains("error=\"insufficient_scope\""),
                "{challenge}"
            );
        }
        let owner = world.sign_in("acme", "owner").await;
        let foreign = at(&world.stranger);
        let siem = world.siem();
        let mut texts = Vec::new();
        for (client, path) in [
            (at(&world.anonymous), EVENTS),
            (owner, EVENTS),
            (foreign, EVENTS),
            (siem.clone(), "/t/globex/api/v1/audit-events"),
            (siem.clone(), "/t/nobody/api/v1/audit-events"),
        ] {
            let reply = client.get(path).await;
            refused(&reply, 401);
            assert!(reply.header("www-authenticate").starts_with("Bearer"));
            texts.push(reply.text);
        }
        assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");

        let posted = siem.send(Method::POST, EVENTS, None, Vec::new()).await;
        refused(&posted, 405);
        refused(&siem.get("/t/acme/api/v1/nonsense").await, 404);
        siem.get("/t/acme/scim/v2/Users").await.refused(403, None);

        let events = world.events("acme");
        let denied = events
            .iter()
            .filter(|event| event["operation"] == "audit.read" && event["outcome"] == "denied");
        assert_eq!(denied.count(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_question_that_cannot_be_understood_is_told_and_recorded() {
    each_backend(async |world| {
        let siem = world.siem();
        for (query, message) in [
            ("after=x", "after:"),
            ("limit=0", "limit:"),
            ("outcome=terrible", "outcome:"),
            ("from=yesterday", "from:"),
            ("q=colour:red", "there is no colour: here"),
            ("colour=red", "no parameter of the audit log"),
        ] {
            let reply = siem.get(&format!("{EVENTS}?{query}")).await;
            let detail = refused(&reply, 400);
            assert!(detail.contains(message), "{detail}");
        }
        let events = world.events("acme");
        let told = events.iter().filter(|event| {
            event["operation"] == "audit.read" && event["outcome"] == "client_error"
        });
        assert_eq!(told.count(), 6);
    })
    .await;
}

#[tokio::test]
async fn pulling_is_a_read_that_does_not_feed_itself() {
    each_backend(async |world| {
        some_history(world).await;
        let siem = world.siem();
        let (_, place) = follow(&siem, "", 0).await;
        let is_pull =
            |event: &Value| event["operation"] == "audit.read" && event["outcome"] == "success";
        let events = world.events_until("acme", |events| events.iter().any(is_pull));
        let pull = events.iter().find(|event| is_pull(event)).unwrap();
        assert_eq!(pull["actor"]["label"], "siem");
        assert!(pull["request_body"].is_null() && pull["response_body"].is_null());
        let (new, _) = follow(&siem, "", place).await;
        assert!(
            new.iter().all(|line| !line.contains("\"audit.read\"")),
            "{new:?}"
        );
        // Of these pulls too there are events, a moment later.
        world.events_until("acme", |events| {
            let is_new = |event: &Value| event["seq"].as_i64() > Some(place);
            events.iter().any(|event| is_pull(event) && is_new(event))
        });
        let (with_reads, _) = follow(&siem, "&reads=1", place).await;
        assert!(
            with_reads
                .iter()
                .any(|line| line.contains("\"audit.read\""))
        );
    })
    .await;
}

#[tokio::test]
async fn the_rate_of_a_token_is_limited_here_too() {
    each_backend_with(&[("ROLLCALL_RATE_LIMIT", "1")], async |world| {
        let siem = world.siem();
        let mut replies = Vec::new();
        for _ in 0..5 {
            replies.push(siem.get(EVENTS).await);
        }
        let limited = replies.iter().find(|reply| reply.status == 429).unwrap();
        refused(limited, 429);
        assert!(!limited.header("retry-after").is_empty());
    })
    .await;
}
