//! OAuth clients and their access tokens: command line, token endpoint, SCIM, console.

mod console;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::harness::{Client, Reply, World, each_backend, each_backend_with, raw};

/// A client of the tenant `acme`: its id and its secret.
pub(crate) fn issue(world: &World, name: &str, more: &[&str]) -> (String, String) {
    let base = ["client", "issue", "--tenant", "acme", "--name", name];
    let secret = world.rollcall.done(&[&base[..], more].concat());
    let clients = ["client", "list", "--tenant", "acme", "--json"];
    let clients: Value = serde_json::from_str(&world.rollcall.done(&clients)).unwrap();
    let clients = clients.as_array().unwrap();
    let client = clients.iter().find(|client| client["name"] == name);
    let id = client.unwrap()["client_id"].as_str().unwrap().to_owned();
    (id, secret)
}

pub(crate) fn switch(world: &World, choice: &str) {
    let set = ["tenant", "set", "acme", "--oauth", choice];
    world.rollcall.done(&set);
}

/// Somebody at the token endpoint of a tenant.
pub(crate) fn at_endpoint(world: &World, slug: &str) -> Client {
    Client::new(format!("{}/t/{slug}/oauth/token", world.server.url))
}

fn by_header(world: &World, id: &str, secret: &str) -> Client {
    let pair = STANDARD.encode(format!("{id}:{secret}"));
    at_endpoint(world, "acme").with("authorization", &format!("Basic {pair}"))
}

async fn ask(client: &Client, more: &[(&str, &str)]) -> Reply {
    let grant = ("grant_type", "client_credentials");
    client.form("", &[&[grant], more].concat()).await
}

/// What a client is answered that shows its secret at the token endpoint.
pub(crate) async fn secret_at_endpoint(world: &World, id: &str, secret: &str) -> Reply {
    let fields = [("client_id", id), ("client_secret", secret)];
    ask(&at_endpoint(world, "acme"), &fields).await
}

/// An access token of a client.
pub(crate) async fn access_token(world: &World, id: &str, secret: &str) -> String {
    let reply = secret_at_endpoint(world, id, secret).await;
    reply.expect(200)["access_token"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Asserts an error of RFC 6749 §5.2.
#[track_caller]
pub(crate) fn refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!(reply.status, status, "{}", reply.text);
    assert_eq!(reply.json()["error"], code, "{}", reply.text);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("pragma"), "no-cache");
    let challenge = reply.header("www-authenticate");
    assert_eq!(challenge.starts_with("Basic realm="), status == 401);
}

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

        let (short, secret) = issue(world, "short", &["--expires-in", "2s"]);
        let client = by_header(world, &short, &secret);
        let granted = ask(&client, &[]).await;
        let granted = granted.expect(200);
        assert!(granted["expires_in"].as_i64().unwrap() <= 2, "{granted}");
        let caller = world.anonymous.clone();
        let caller = caller.with_token(granted["access_token"].as_str().unwrap());
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
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
