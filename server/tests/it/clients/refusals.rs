//! What the token endpoint refuses, and how it says so.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{ask, at_endpoint, by_header, issue, refused, switch};
use crate::harness::{Client, Reply, each_backend, raw};

#[tokio::test]
async fn a_client_that_is_not_known_is_refused_alike_everywhere() {
    each_backend(async |world| {
        let (id, secret) = issue(world, "entra", &[]);
        let off = ask(&by_header(world, &id, &secret), &[]).await;
        refused(&off, 401, "invalid_client");
        switch(world, "on");
        let (gone, old) = issue(world, "gone", &[]);
        world
            .rollcall
            .done(&["client", "revoke", "--tenant", "acme", "--name", "gone"]);
        let (_, other) = issue(world, "other", &[]);
        let body = |id: &str, secret: &str| {
            [
                ("client_id".to_owned(), id.to_owned()),
                ("client_secret".to_owned(), secret.to_owned()),
            ]
        };
        let unknown = format!("rc_client_{}", "x".repeat(22));
        for (what, slug, fields) in [
            ("another tenant", "globex", body(&id, &secret)),
            ("no tenant", "nobody", body(&id, &secret)),
            ("a tenant that is no text", "%ff", body(&id, &secret)),
            ("an unknown client", "acme", body(&unknown, &secret)),
            ("another client's secret", "acme", body(&id, &other)),
            (
                "a secret cut short",
                "acme",
                body(&id, &secret[..secret.len() - 1]),
            ),
            ("no secret", "acme", body(&id, "x")),
            ("a revoked client", "acme", body(&gone, &old)),
            ("a token", "acme", body(&id, &world.token)),
        ] {
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| (&**name, &**value))
                .collect();
            let reply = ask(&at_endpoint(world, slug), &fields).await;
            refused(&reply, 401, "invalid_client");
            assert_eq!(reply.text, off.text, "{what}");
            let names = |reply: &Reply| {
                let mut names: Vec<_> = reply.headers.keys().map(ToString::to_string).collect();
                names.sort();
                names
            };
            assert_eq!(names(&reply), names(&off), "{what}");
        }
        // The header must say Basic, once.
        let bearer = at_endpoint(world, "acme").with_token(&world.token);
        refused(&ask(&bearer, &[]).await, 401, "invalid_client");
        let pair = STANDARD.encode(format!("{id}:{secret}"));
        let twice = format!(
            "POST /t/acme/oauth/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
             Authorization: Basic {pair}\r\nAuthorization: Basic {pair}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 29\r\n\r\n\
             grant_type=client_credentials"
        );
        let twice = raw(world.server.address(), twice.as_bytes()).await;
        assert!(twice.starts_with("HTTP/1.1 401"), "{twice}");
        // Nothing but the body is read.
        let query = format!("?client_id={id}&client_secret={secret}");
        let grant = [("grant_type", "client_credentials")];
        let in_query = at_endpoint(world, "acme").form(&query, &grant).await;
        refused(&in_query, 401, "invalid_client");

        let events = world.events("acme");
        let reasons: Vec<_> = events
            .iter()
            .filter(|event| event["operation"] == "access.denied")
            .map(|event| event["detail"].as_str().unwrap())
            .collect();
        assert_eq!(
            reasons[0],
            "OAuth client credentials are switched off in the settings"
        );
        let export = ["audit", "export", "--tenant", "acme"];
        let export = world.rollcall.done(&export);
        for secret in [&secret, &old, &other] {
            assert!(!export.contains(secret.as_str()));
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_no_request_for_a_token_is_told_in_the_form_of_the_rfc() {
    each_backend(async |world| {
        switch(world, "on");
        let (id, secret) = issue(world, "entra", &["--scope", "read"]);
        let client = by_header(world, &id, &secret);
        let form = "application/x-www-form-urlencoded";
        let send = async |kind: Option<&str>, body: &str| {
            client
                .send(reqwest::Method::POST, "", kind, body.as_bytes().to_vec())
                .await
        };
        let grant = "grant_type=client_credentials";
        send(
            Some("application/x-www-form-urlencoded; charset=utf-8"),
            grant,
        )
        .await
        .expect(200);
        let too_long = format!("{grant}&x={}", "y".repeat(17 * 1024));
        let twice = format!("{grant}&scope=read&scope=read");
        for (kind, body, code) in [
            (None, grant, "invalid_request"),
            (Some("application/json"), "{}", "invalid_request"),
            (Some(form), "", "invalid_request"),
            (Some(form), "%ff=%00&&&=", "invalid_request"),
            (Some(form), twice.as_str(), "invalid_request"),
            (Some(form), too_long.as_str(), "invalid_request"),
            (Some(form), "grant_type=password", "unsupported_grant_type"),
            (
                Some(form),
                "grant_type=client_credentials&scope=write",
                "invalid_scope",
            ),
            (
                Some(form),
                "grant_type=client_credentials&scope=scim",
                "invalid_scope",
            ),
            (
                Some(form),
                "grant_type=client_credentials&client_secret=x",
                "invalid_request",
            ),
        ] {
            refused(&send(kind, body).await, 400, code);
        }
        let get = client.get("").await;
        refused(&get, 405, "invalid_request");
        assert_eq!(get.header("allow"), "POST");
        let beside = Client::new(&world.server.url)
            .get("/t/acme/oauth/authorize")
            .await;
        assert_eq!(
            (beside.status, &beside.json()["error"]),
            (404, &json!("invalid_request"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_client_that_asks_again_and_again_is_told_to_wait() {
    each_backend(async |world| {
        switch(world, "on");
        let (id, secret) = issue(world, "entra", &[]);
        let (other, other_secret) = issue(world, "other", &[]);
        let client = by_header(world, &id, &secret);
        let mut granted = 0;
        let told = loop {
            let reply = ask(&client, &[]).await;
            if reply.status != 200 {
                break reply;
            }
            granted += 1;
            assert!(granted <= 200);
        };
        refused(&told, 429, "temporarily_unavailable");
        assert!(told.header("retry-after").parse::<u32>().unwrap() > 0);
        assert!(granted >= 60, "{granted}");
        ask(&by_header(world, &other, &other_secret), &[])
            .await
            .expect(200);
    })
    .await;
}
