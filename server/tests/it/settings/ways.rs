//! Tokens that come without the word Bearer or as a password, where the tenant lets them in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::set;
use crate::harness::{Client, World, each_backend, raw};

fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

fn showing(world: &World, authorization: &str) -> Client {
    let client = world.anonymous.clone();
    client.with("authorization", authorization)
}

fn at_the_shared_address(world: &World, client: &Client) -> Client {
    let base = format!("{}/scim/v2", world.server.url);
    client.clone().at(base)
}

/// What the log of a tenant says of refused credentials.
fn reasons(world: &World, tenant: &str) -> Vec<String> {
    let events = world.events(tenant);
    let refused = events
        .iter()
        .filter(|event| event["operation"] == "access.denied");
    refused
        .map(|event| event["detail"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_token_without_bearer_or_as_a_password_comes_in_once_its_way_is_on() {
    each_backend(async |world| {
        let raw_token = showing(world, &world.token);
        let password = showing(world, &basic("okta", &world.token));
        let nameless = showing(world, &basic("", &world.token));
        let clients = [&raw_token, &password, &nameless];
        let nothing = world.anonymous.get("/Users").await;
        for client in clients {
            for client in [client, &at_the_shared_address(world, client)] {
                let refused = client.get("/Users").await;
                refused.refused(401, None);
                assert_eq!(refused.text, nothing.text);
                assert_eq!(
                    refused.header("www-authenticate"),
                    nothing.header("www-authenticate")
                );
            }
        }
        set(world, "--raw-token", "on");
        raw_token.get("/Users").await.expect(200);
        at_the_shared_address(world, &raw_token)
            .get("/Users")
            .await
            .expect(200);
        password.get("/Users").await.refused(401, None);
        set(world, "--raw-token", "off");
        set(world, "--basic", "on");
        raw_token.get("/Users").await.refused(401, None);
        for client in [&password, &nameless] {
            client.get("/Users").await.expect(200);
            client
                .post(
                    "/Users",
                    &json!({"userName": client.header("authorization").unwrap().len().to_string()}),
                )
                .await
                .expect(201);
        }
        // What one tenant has switched on is off in another, at every address.
        let other = ["token", "issue", "--tenant", "globex", "--name", "other"];
        let other = showing(world, &basic("x", &world.rollcall.done(&other)));
        other.get("/Users").await.refused(401, None);
        let base = format!("{}/t/globex/scim/v2", world.server.url);
        for client in [at_the_shared_address(world, &other), other.clone().at(base)] {
            client.get("/Users").await.refused(401, None);
        }
    })
    .await;
}

#[tokio::test]
async fn the_log_says_how_a_refused_credential_came_and_that_the_way_is_off() {
    each_backend(async |world| {
        // At the shared address the token alone says whose log it is.
        let raw_token = at_the_shared_address(world, &showing(world, &world.token));
        raw_token.get("/Users").await.refused(401, None);
        assert_eq!(
            reasons(world, "acme"),
            [
                "the credential was sent as a token without the word Bearer, which is switched off in the settings"
            ]
        );
        // Whoever knows no secret of the tenant gets the same reason into the log of the path.
        let password = showing(world, &basic("okta", "guessed"));
        let globex = format!("{}/t/globex/scim/v2", world.server.url);
        password.at(globex).get("/Users").await.refused(401, None);
        assert_eq!(
            reasons(world, "globex"),
            ["the credential was sent by HTTP Basic, which is switched off in the settings"]
        );
        let export = ["audit", "export", "--tenant", "acme"];
        assert!(!world.rollcall.done(&export).contains(&world.token));
    })
    .await;
}

#[tokio::test]
async fn the_configuration_lists_what_is_on_to_the_tenant_alone() {
    each_backend(async |world| {
        const PATH: &str = "/ServiceProviderConfig";
        let schemes = async |client: &Client| {
            let config = client.get(PATH).await.expect(200);
            let schemes = config["authenticationSchemes"].as_array().unwrap().clone();
            let name = |scheme: &Value| {
                format!("{} {}", scheme["type"].as_str().unwrap(), scheme["primary"])
            };
            schemes.iter().map(name).collect::<Vec<_>>()
        };
        let bearer = "oauthbearertoken true";
        let before = world.anonymous.get(PATH).await.text;
        assert_eq!(schemes(&world.reader).await, [bearer]);
        set(world, "--basic", "on");
        assert_eq!(schemes(&world.reader).await, [bearer, "httpbasic false"]);
        set(world, "--raw-token", "on");
        let all = [bearer, "oauthbearertoken false", "httpbasic false"];
        assert_eq!(schemes(&world.reader).await, all);
        assert_eq!(world.anonymous.get(PATH).await.text, before);
    })
    .await;
}

#[tokio::test]
async fn a_credential_anywhere_but_once_in_the_header_is_none() {
    each_backend(async |world| {
        set(world, "--raw-token", "on");
        set(world, "--basic", "on");
        let nothing = world.anonymous.get("/Users").await;
        nothing.refused(401, None);
        let token = &world.token;
        let mut answers = Vec::new();
        for name in ["access_token", "token", "authorization", "Authorization"] {
            let path = format!("/Users?{name}={token}");
            answers.push(world.anonymous.get(&path).await);
        }
        let cookie = format!("authorization={token}; access_token={token}; rollcall={token}");
        let with_cookie = world.anonymous.clone().with("cookie", &cookie);
        answers.push(with_cookie.get("/Users").await);
        let body = json!({"userName": "ada", "access_token": token, "authorization": token});
        answers.push(world.anonymous.post("/Users", &body).await);
        let form = [("access_token", token.as_str())];
        answers.push(world.anonymous.form("/Users", &form).await);
        for answer in answers {
            answer.refused(401, None);
            assert_eq!(answer.text, nothing.text);
        }
        for second in [token.clone(), format!("Bearer {token}"), basic("x", token)] {
            let request = format!(
                "GET /t/acme/scim/v2/Users HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
                 Authorization: Bearer {token}\r\nAuthorization: {second}\r\n\r\n"
            );
            let answer = raw(world.server.address(), request.as_bytes()).await;
            assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
        }
        let export = ["audit", "export", "--tenant", "acme"];
        assert!(!world.rollcall.done(&export).contains(token));
    })
    .await;
}

#[tokio::test]
async fn owners_tick_the_ways_in_the_console() {
    each_backend(async |world| {
        const PAGE: &str = "/t/acme/settings";
        let owner = world.sign_in("acme", "owner").await;
        let page = owner.get(PAGE).await;
        assert!(
            page.text
                .contains("Ways in besides Authorization: Bearer")
        );
        let csrf = page.csrf();
        let others = [
            ("csrf", csrf.as_str()),
            ("tolerance", "forgiving"),
            ("delete", "remove"),
            ("group_patch", "no-content"),
        ];
        let password = showing(world, &basic("okta", &world.token));
        let ticked = [&others[..], &[("basic", "1")]].concat();
        assert_eq!(owner.form(PAGE, &ticked).await.status, 303);
        password.get("/Users").await.expect(200);
        let shown = world.rollcall.done(&["tenant", "show", "acme"]);
        assert!(shown.contains("raw-token    off\nbasic        on"), "{shown}");
        assert_eq!(owner.form(PAGE, &others).await.status, 303);
        password.get("/Users").await.refused(401, None);
        let events = world.events("acme");
        let changed: Vec<_> = events
            .iter()
            .filter(|event| event["operation"] == "settings.update")
            .map(|event| (&event["actor"]["type"], &event["changes"][0]))
            .collect();
        let change = |before: &str, after: &str| {
            json!({"path": "basic", "op": "replace", "before": before, "after": after})
        };
        let (on, off) = (change("off", "on"), change("on", "off"));
        let member = json!("member");
        assert_eq!(changed, [(&member, &on), (&member, &off)]);
    })
    .await;
}
