//! A client gets an access token, and uses it for as long as it may.

use serde_json::json;

use super::{access_token, ask, at_endpoint, by_header, issue, refused, switch};
use crate::harness::{Client, each_backend, each_backend_with};

#[tokio::test]
async fn a_client_asks_for_an_access_token_and_uses_it() {
    each_backend(async |world| {
        switch(world, "on");
        let (id, secret) = issue(world, "entra", &[]);
        assert!(id.starts_with("rc_client_") && secret.starts_with("rc_oauth_"));
        let check = world.rollcall.run_with(&["token", "check"], &secret);
        assert_eq!(check.code, 0, "{check:?}");
        let fields = [("client_id", id.as_str()), ("client_secret", &secret)];
        let in_body = ask(&at_endpoint(world, "acme"), &fields).await;
        let in_header = ask(&by_header(world, &id, &secret), &[]).await;
        for reply in [in_body, in_header] {
            let granted = reply.expect(200);
            assert_eq!(reply.header("cache-control"), "no-store");
            assert_eq!(reply.header("pragma"), "no-cache");
            assert_eq!(
                (
                    &granted["token_type"],
                    &granted["expires_in"],
                    &granted["scope"]
                ),
                (&json!("Bearer"), &json!(3600), &json!("write"))
            );
            let token = granted["access_token"].as_str().unwrap();
            let caller = world.anonymous.clone().with_token(token);
            for caller in [
                caller.clone().at(format!("{}/scim/v2", world.server.url)),
                caller,
            ] {
                let user = json!({"userName": format!("u{}", token_number())});
                caller.post("/Users", &user).await.expect(201);
            }
            let globex = format!("{}/t/globex/scim/v2", world.server.url);
            let elsewhere = world.anonymous.clone().with_token(token).at(globex);
            elsewhere.get("/Users").await.refused(401, None);
        }
        let events = world.events("acme");
        let of = |operation: &str| {
            let found = events
                .iter()
                .filter(|event| event["operation"] == operation);
            found.cloned().collect::<Vec<_>>()
        };
        assert_eq!(of("client.issue").len(), 1);
        assert_eq!(of("oauth.token").len(), 2);
        let created = of("user.create");
        assert_eq!(created.len(), 4);
        for event in created.iter().chain(&of("oauth.token")) {
            assert_eq!(event["actor"]["type"], "token");
            assert_eq!(event["actor"]["label"], "entra");
            assert_eq!(event["token_prefix"], id);
        }
    })
    .await;
}

fn token_number() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

#[tokio::test]
async fn whatever_ends_the_client_ends_its_access_tokens_on_the_next_request() {
    each_backend(async |world| {
        switch(world, "on");
        let (id, secret) = issue(world, "entra", &[]);
        let token = access_token(world, &id, &secret).await;
        let caller = world.anonymous.clone().with_token(&token);
        caller.get("/Users").await.expect(200);
        let nothing = world.anonymous.get("/Users").await;
        let check = async || {
            let refused = caller.get("/Users").await;
            refused.refused(401, None);
            assert_eq!(refused.text, nothing.text);
        };

        switch(world, "off");
        check().await;
        refused(
            &ask(&by_header(world, &id, &secret), &[]).await,
            401,
            "invalid_client",
        );
        switch(world, "on");
        caller.get("/Users").await.expect(200);

        world.rollcall.done(&["tenant", "suspend", "acme"]);
        caller.get("/Users").await.refused(403, None);
        refused(
            &ask(&by_header(world, &id, &secret), &[]).await,
            401,
            "invalid_client",
        );
        world.rollcall.done(&["tenant", "resume", "acme"]);
        caller.get("/Users").await.expect(200);

        let revoke = ["client", "revoke", "--tenant", "acme", "--name", "entra"];
        world.rollcall.done(&revoke);
        check().await;
        refused(
            &ask(&by_header(world, &id, &secret), &[]).await,
            401,
            "invalid_client",
        );
        assert_eq!(world.rollcall.run(&revoke).code, 1);
    })
    .await;
}

#[tokio::test]
async fn a_scope_can_be_narrowed_and_never_widened() {
    each_backend(async |world| {
        switch(world, "on");
        let (id, secret) = issue(world, "entra", &[]);
        let (siem, siem_secret) = issue(world, "siem", &["--scope", "audit:read"]);
        let narrow = ask(&by_header(world, &id, &secret), &[("scope", "read")]).await;
        let narrow = narrow.expect(200);
        assert_eq!(narrow["scope"], "read");
        let reader = world.anonymous.clone();
        let reader = reader.with_token(narrow["access_token"].as_str().unwrap());
        reader.get("/Users").await.expect(200);
        let user = json!({"userName": "ada"});
        reader.post("/Users", &user).await.refused(403, None);
        let events = format!("{}/t/acme/api/v1", world.server.url);
        assert_eq!(
            reader.clone().at(&events).get("/audit-events").await.status,
            403
        );
        let token = access_token(world, &siem, &siem_secret).await;
        let collector = world.anonymous.clone().with_token(&token);
        collector.get("/Users").await.refused(403, None);
        collector.at(&events).get("/audit-events").await.expect(200);
        let wide = ask(
            &by_header(world, &siem, &siem_secret),
            &[("scope", "write")],
        )
        .await;
        refused(&wide, 400, "invalid_scope");
    })
    .await;
}

#[tokio::test]
async fn a_client_with_networks_is_refused_from_elsewhere_and_ends_when_it_was_told_to() {
    let settings = [("ROLLCALL_TRUSTED_PROXIES", "127.0.0.1/32")];
    each_backend_with(&settings, async |world| {
        switch(world, "on");
        let (id, secret) = issue(world, "entra", &["--allow-cidr", "203.0.113.0/24"]);
        let client = by_header(world, &id, &secret);
        let from = |client: &Client, ip: &str| client.clone().with("x-forwarded-for", ip);
        let elsewhere = ask(&from(&client, "198.51.100.9"), &[]).await;
        refused(&elsewhere, 400, "unauthorized_client");
        let token = ask(&from(&client, "203.0.113.7"), &[]).await.expect(200);
        let caller = world.anonymous.clone();
        let caller = caller.with_token(token["access_token"].as_str().unwrap());
        from(&caller, "203.0.113.7").get("/Users").await.expect(200);
        from(&caller, "198.51.100.9")
            .get("/Users")
            .await
            .refused(403, None);

        let (short, secret) = issue(world, "short", &["--expires-in", "10s"]);
        let client = by_header(world, &short, &secret);
        let granted = ask(&client, &[]).await;
        let granted = granted.expect(200);
        assert!(granted["expires_in"].as_i64().unwrap() <= 10, "{granted}");
        let caller = world.anonymous.clone();
        let caller = caller.with_token(granted["access_token"].as_str().unwrap());
        let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
        while caller.get("/Users").await.status == 200 {
            assert!(std::time::Instant::now() < deadline);
        }
        caller.get("/Users").await.refused(401, None);
        // It asks a few times a second at most: more often it would be told to wait.
        while ask(&client, &[]).await.status == 200 {
            for _ in 0..20 {
                world.reader.get("/Users").await.expect(200);
            }
            assert!(std::time::Instant::now() < deadline);
        }
        refused(&ask(&client, &[]).await, 401, "invalid_client");
    })
    .await;
}

#[tokio::test]
async fn the_configuration_lists_oauth_when_it_is_on() {
    each_backend(async |world| {
        switch(world, "on");
        let config = world.reader.get("/ServiceProviderConfig").await.expect(200);
        let schemes = config["authenticationSchemes"].as_array().unwrap().clone();
        let kinds: Vec<_> = schemes
            .iter()
            .map(|scheme| scheme["type"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["oauthbearertoken", "oauth2"]);
    })
    .await;
}
