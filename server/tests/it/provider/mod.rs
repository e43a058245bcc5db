//! Sign-in through a tenant's OpenID Connect provider, by real HTTP with a provider that can be told
//! to be wrong about anything.

mod tenancy;

use reqwest::Method;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use serde_json::{Value, json};

use crate::harness::{
    CLIENT_ID, CLIENT_SECRET, Client, Fault, Provider, Reply, World, each_backend,
    each_backend_with, now,
};

const PRIVATE: [(&str, &str); 1] = [("ROLLCALL_OUTBOUND_PRIVATE", "true")];
const SETTINGS: &str = "/t/acme/settings/sign-in";

/// A browser that nobody has signed in with.
fn browser(world: &World) -> Client {
    Client::new(&world.server.url).with("accept", "text/html")
}

fn location(reply: &Reply) -> &str {
    assert_eq!(reply.status, 303, "{}", reply.text);
    reply.header("location")
}

async fn csrf(browser: &Client) -> String {
    let page = browser.get("/account").await.text;
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn post(browser: &Client, path: &str, fields: &[(&str, &str)]) -> Reply {
    let csrf = csrf(browser).await;
    browser
        .form(path, &[&[("csrf", csrf.as_str())], fields].concat())
        .await
}

fn connect(world: &World, tenant: &str, provider: &Provider, more: &[&str]) {
    let arguments = [
        "tenant",
        "sign-in",
        "set",
        tenant,
        "--issuer",
        &provider.issuer,
        "--client-id",
        CLIENT_ID,
        "--client-secret-stdin",
        "--owner",
        "root",
        "--admin",
        "it",
        "--auditor",
        "audit",
    ];
    // The command asks the provider, and is told of the public URL as the server is.
    let arguments = [&arguments[..], more, &["--public-url", &world.server.url]].concat();
    let outcome = world
        .rollcall
        .run_with(&arguments, &format!("{CLIENT_SECRET}\n"));
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(!outcome.stdout.contains(CLIENT_SECRET), "{outcome:?}");
}

/// Goes to the provider and back; what this server answers in the end.
async fn go(browser: &Client, path: &str) -> Reply {
    let there = browser.get(path).await;
    let elsewhere = Client::new("");
    let back = elsewhere.get(location(&there)).await;
    let back = location(&back).to_owned();
    let path = back.strip_prefix(&browser.base).unwrap();
    browser.get(path).await
}

async fn sign_in(browser: &Client) -> Reply {
    go(browser, "/login/oidc?tenant=acme").await
}

fn person(subject: &str, email: &str, roles: &Value) -> Value {
    json!({"sub": subject, "email": email, "email_verified": true, "roles": roles})
}

/// Operations with their details, of sign-ins and members.
fn told(world: &World, tenant: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let events = world.events(tenant);
    let events = events.iter().filter(|event| {
        let operation = text(&event["operation"]);
        operation.starts_with("login.") || operation.starts_with("member.")
    });
    events
        .map(|event| (text(&event["operation"]), text(&event["detail"])))
        .collect()
}

#[tokio::test]
async fn somebody_becomes_a_member_by_the_provider_and_changes_role_by_its_claim() {
    each_backend_with(&PRIVATE, async |world| {
        let provider = Provider::start();
        connect(world, "acme", &provider, &[]);
        provider.vouch(person("ada", "ada@acme.com", &json!(["it", "x"])));
        let ada = browser(world);
        let form = ada
            .get("/login/oidc?form=1&tenant=acme&next=%2Ft%2Facme%2Fusers")
            .await;
        assert_eq!(form.status, 200, "{}", form.text);
        let onward = form
            .header("refresh")
            .strip_prefix("0; url=")
            .unwrap()
            .to_owned();
        let there = go(&ada, &onward).await;
        assert_eq!(location(&there), "/t/acme/users");
        assert_eq!(ada.get("/t/acme/users").await.status, 200);
        assert!(ada.get("/t/acme/tokens/new").await.status == 200);
        assert_eq!(provider.lock().asked["scope"], "openid email profile");

        provider.vouch(person("ada", "other@acme.com", &json!("audit")));
        assert_eq!(location(&sign_in(&browser(world)).await), "/t/acme");
        // The other session has lost what an admin may, and nothing else.
        assert_eq!(ada.get("/t/acme/tokens/new").await.status, 403);
        provider.vouch(person("ada", "ada@acme.com", &json!([])));
        let refused = sign_in(&browser(world)).await;
        assert_eq!(refused.status, 403);
        assert!(
            refused.text.contains("you may not sign in here"),
            "{}",
            refused.text
        );
        assert_eq!(ada.get("/t/acme/users").await.status, 200);

        let through = "through the OpenID Connect provider";
        let no_role =
            format!("{through}: the ID token gives no role here, and nobody else may sign in");
        let events = world.events("acme");
        let by_provider = |operation: &str| {
            let event = events
                .iter()
                .find(|event| event["operation"] == operation)
                .unwrap();
            assert_eq!(event["actor"]["label"], "OpenID Connect provider");
            event["changes"].clone()
        };
        assert_eq!(by_provider("member.role")[0]["before"], "admin");
        assert_eq!(by_provider("member.role")[0]["after"], "auditor");
        by_provider("member.create");
        let expected = [
            ("member.create", ""),
            ("login.success", through),
            ("member.role", ""),
            ("login.success", through),
            ("login.failure", &no_role),
        ];
        let expected =
            expected.map(|(operation, detail)| (operation.to_owned(), detail.to_owned()));
        assert_eq!(told(world, "acme"), expected);
        let all = serde_json::to_string(&events).unwrap();
        assert!(!all.contains(CLIENT_SECRET));
    })
    .await;
}

#[tokio::test]
async fn whatever_is_wrong_with_an_answer_is_refused_and_told_to_owners_alone() {
    let settings = [PRIVATE[0], ("ROLLCALL_TRUSTED_PROXIES", "127.0.0.1")];
    each_backend_with(&settings, async |world| {
        let provider = Provider::start();
        connect(world, "acme", &provider, &[]);
        let good = || person("ada", "ada@acme.com", &json!("it"));
        let claims: [(Value, &str); 12] = [
            (json!({"iss": "https://other.example"}), "iss"),
            (json!({"aud": "another"}), "aud"),
            (json!({"aud": [CLIENT_ID, "another"]}), "aud"),
            (json!({"azp": "another"}), "azp"),
            (json!({"exp": now() - 1}), "exp"),
            (json!({"iat": now() - 3_600}), "iat"),
            (json!({"iat": now() + 3_600}), "iat"),
            (json!({"nonce": "another"}), "nonce"),
            (json!({"nonce": null}), "nonce"),
            (json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}), "at_hash"),
            (json!({"email": null}), "email"),
            (json!({"email_verified": false}), "email is not verified"),
        ];
        let mut expected = Vec::new();
        for (changes, why) in claims {
            let mut claims = good();
            for (name, value) in changes.as_object().unwrap() {
                claims[name] = value.clone();
            }
            provider.vouch(claims);
            expected.push((sign_in_as_stranger(world).await, why, 403));
        }
        for (fault, why) in [
            (Fault::Signature, "signature"),
            (Fault::Unsigned, "alg"),
            (
                Fault::UnknownKey,
                "signed by a key that the provider does not have",
            ),
            (Fault::NoToken, "no ID token"),
            (Fault::Refuses, "refused the code: invalid_grant"),
        ] {
            provider.vouch(good());
            provider.lock().fault = fault;
            expected.push((sign_in_as_stranger(world).await, why, 403));
        }
        for (name, value, why, status) in [
            (
                "iss",
                "https://other.example",
                "iss names another provider",
                403,
            ),
            ("iss", "", "iss is missing", 403),
            ("error", "access_denied", "access_denied", 403),
            ("code", "", "answered", 403),
            ("state", "another", "state", 400),
        ] {
            provider.vouch(good());
            provider.lock().answer = vec![(name, value.to_owned())];
            expected.push((sign_in_as_stranger(world).await, why, status));
        }
        for (status, why, wanted) in &expected {
            assert_eq!(status, wanted, "{why}");
        }
        // Each came from another address, so that none is counted with another.
        let expected_count = expected.len();
        let details: Vec<String> = world
            .events_until("acme", |events| {
                events
                    .iter()
                    .filter(|e| e["operation"] == "login.failure")
                    .count()
                    >= expected_count
            })
            .iter()
            .filter(|event| event["operation"] == "login.failure")
            .map(|event| event["detail"].as_str().unwrap().to_owned())
            .collect();
        for ((_, why, _), detail) in expected.iter().zip(&details) {
            assert!(detail.contains(why), "{why}: {detail}");
        }
        assert_eq!(details.len(), expected.len());
        provider.vouch(good());
        assert_eq!(location(&sign_in(&browser(world)).await), "/t/acme");
    })
    .await;
}

/// From another address each time; the status of the answer.
async fn sign_in_as_stranger(world: &World) -> u16 {
    use std::sync::atomic::{AtomicU8, Ordering};
    static NEXT: AtomicU8 = AtomicU8::new(1);
    let ip = format!("203.0.113.{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let browser = browser(world).with("x-forwarded-for", &ip);
    let answer = sign_in(&browser).await;
    assert_eq!(
        location(&browser.get("/account").await),
        "/login?next=%2Faccount"
    );
    assert!(!answer.text.contains("signature"), "{}", answer.text);
    answer.status
}

#[tokio::test]
async fn a_state_works_once_and_in_the_browser_that_began() {
    each_backend_with(&PRIVATE, async |world| {
        let provider = Provider::start();
        connect(world, "acme", &provider, &[]);
        provider.vouch(person("ada", "ada@acme.com", &json!("it")));
        let ada = browser(world);
        let there = ada.get("/login/oidc?tenant=acme").await;
        let back = Client::new("").get(location(&there)).await;
        let back = location(&back).strip_prefix(&ada.base).unwrap().to_owned();
        let stray = browser(world).get(&back).await;
        assert_eq!(stray.status, 400);
        assert!(stray.text.contains("belongs to no sign-in of this browser"));
        assert_eq!(location(&ada.get(&back).await), "/t/acme");
        assert_eq!(ada.get(&back).await.status, 400);
        assert_eq!(browser(world).get("/login/oidc/callback").await.status, 400);
        let alike = |reply: &Reply| {
            assert_eq!(reply.status, 422);
            reply.text.contains("No organisation of this short name")
        };
        for tenant in ["globex", "nobody", "%00", "../x"] {
            let path = format!("/login/oidc?tenant={tenant}");
            assert!(alike(&browser(world).get(&path).await), "{tenant}");
        }
        world.rollcall.done(&["tenant", "suspend", "acme"]);
        assert!(alike(&browser(world).get("/login/oidc?tenant=acme").await));
    })
    .await;
}

#[tokio::test]
async fn what_is_sensitive_is_confirmed_at_the_provider() {
    each_backend_with(&PRIVATE, async |world| {
        let provider = Provider::start();
        connect(world, "acme", &provider, &[]);
        let ada = |more: Value| {
            let mut claims = person("ada", "ada@acme.com", &json!("root"));
            for (name, value) in more.as_object().unwrap() {
                claims[name] = value.clone();
            }
            claims
        };
        provider.vouch(ada(json!({})));
        let browser = browser(world);
        assert_eq!(location(&sign_in(&browser).await), "/t/acme");
        let retention = "/t/acme/settings/retention";
        let days = [
            ("event_days", "500"),
            ("body_days", "30"),
            ("masked", ""),
            ("legal_hold", "off"),
        ];
        let asked = post(&browser, retention, &days).await;
        let confirm = "/account/confirm?next=%2Ft%2Facme%2Fsettings%2Fretention";
        assert_eq!(location(&asked), confirm);
        let page = browser.get(confirm).await.text;
        let again = "/account/confirm/oidc?next=%2Ft%2Facme%2Fsettings%2Fretention";
        assert!(
            page.contains(again) && !page.contains("type=\"password\""),
            "{page}"
        );
        for stale in [
            json!({}),
            json!({"auth_time": now() - 3_600}),
            json!({"sub": "eve", "auth_time": now()}),
        ] {
            provider.vouch(ada(stale.clone()));
            let refused = go(&browser, again).await;
            assert!(
                location(&refused).starts_with("/account/confirm?refused=1"),
                "{stale}"
            );
            assert_eq!(
                location(&post(&browser, retention, &days).await),
                confirm,
                "{stale}"
            );
        }
        provider.vouch(ada(json!({"auth_time": now()})));
        assert_eq!(location(&go(&browser, again).await), retention);
        let parameters = provider.lock().asked.clone();
        assert_eq!(parameters["prompt"], "login");
        assert_eq!(parameters["max_age"], "0");
        assert_eq!(location(&post(&browser, retention, &days).await), retention);
        let confirmed = told(world, "acme");
        let confirmed = confirmed
            .iter()
            .filter(|(operation, _)| operation == "login.confirm");
        assert_eq!(confirmed.count(), 4);
        // Switching it off ends what it started.
        world.rollcall.done(&[
            "tenant",
            "sign-in",
            "set",
            "acme",
            "--enabled",
            "off",
            "--public-url",
            &world.server.url,
        ]);
        assert!(location(&browser.get("/t/acme").await).starts_with("/login?"));
    })
    .await;
}

#[tokio::test]
async fn an_owner_connects_the_provider_and_what_is_wrong_is_told_at_its_field() {
    each_backend_with(&PRIVATE, async |world| {
        let provider = Provider::start();
        let owner = world.sign_in("acme", "owner").await;
        let auditor = world.sign_in("acme", "auditor").await;
        let fields = [
            ("enabled", "on"),
            ("issuer", provider.issuer.as_str()),
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("role_claim", "roles"),
            ("owner", "root\r\nboss"),
            ("others", "nobody"),
        ];
        let page = auditor.get(SETTINGS).await.text;
        assert!(
            page.contains("Only owners can change how members sign in."),
            "{page}"
        );
        assert!(
            page.contains(&format!("{}/login/oidc/callback", world.server.url)),
            "{page}"
        );
        assert_eq!(post(&auditor, SETTINGS, &fields).await.status, 403);
        for (discovery, message) in [
            (
                json!({"issuer": "https://other.example"}),
                "calls itself https://other.example",
            ),
            (json!({"token_endpoint": null}), "token_endpoint is missing"),
            (
                json!({"authorization_endpoint": "ftp://x.example/"}),
                "authorization_endpoint is missing or not https",
            ),
            (
                json!({"id_token_signing_alg_values_supported": ["HS256"]}),
                "by none of RS256",
            ),
            (
                json!({"response_types_supported": ["id_token"]}),
                "response type code",
            ),
        ] {
            provider.lock().discovery = discovery;
            let refused = post(&owner, SETTINGS, &fields).await;
            assert_eq!(refused.status, 422);
            assert!(
                refused.text.contains(message),
                "{message}: {}",
                refused.text
            );
        }
        provider.vouch(json!({}));
        let saved = post(&owner, SETTINGS, &fields).await;
        assert_eq!(location(&saved), SETTINGS);
        let page = owner.get(SETTINGS).await.text;
        assert!(
            page.contains("Leave this empty to keep it") && !page.contains(CLIENT_SECRET),
            "{page}"
        );
        // An empty field keeps the secret, unless it would go to another provider.
        let kept = fields.map(|(name, value)| {
            if name == "client_secret" {
                (name, "")
            } else {
                (name, value)
            }
        });
        assert_eq!(location(&post(&owner, SETTINGS, &kept).await), SETTINGS);
        let moved = kept.map(|(name, value)| {
            if name == "issuer" {
                (name, "https://evil.example")
            } else {
                (name, value)
            }
        });
        let refused = post(&owner, SETTINGS, &moved).await;
        assert!(
            refused.text.contains("the stored one is another"),
            "{}",
            refused.text
        );
        provider.vouch(person("boss", "boss@acme.com", &json!("boss")));
        assert_eq!(location(&sign_in(&browser(world)).await), "/t/acme");
        let connection = world.database.connect().await;
        let select = Query::select()
            .column("client_secret")
            .from("openid_connection")
            .and_where(Expr::col("client_id").eq(CLIENT_ID))
            .take();
        let row = connection.query_one(&select).await.unwrap().unwrap();
        let stored: Vec<u8> = row.try_get("", "client_secret").unwrap();
        assert!(!String::from_utf8_lossy(&stored).contains(CLIENT_SECRET));
        connection.close().await.unwrap();
        let events = world.events("acme");
        let changes: Vec<_> = events
            .iter()
            .filter(|event| event["operation"] == "tenant.sign_in")
            .collect();
        assert_eq!(changes.len(), 2);
        assert!(
            !serde_json::to_string(&events)
                .unwrap()
                .contains(CLIENT_SECRET)
        );
    })
    .await;
}

#[tokio::test]
async fn by_default_no_tenant_makes_this_server_ask_its_own_network() {
    each_backend(async |world| {
        let provider = Provider::start();
        let owner = world.sign_in("acme", "owner").await;
        let fields = [
            ("enabled", "on"),
            ("issuer", provider.issuer.as_str()),
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("role_claim", "roles"),
            ("others", "nobody"),
        ];
        let refused = post(&owner, SETTINGS, &fields).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.text.contains("its address is not a public one"),
            "{}",
            refused.text
        );
        let method = owner.send(Method::PUT, SETTINGS, None, Vec::new()).await;
        assert_eq!(method.status, 405);
    })
    .await;
}

#[tokio::test]
async fn a_provider_may_change_its_keys() {
    each_backend_with(&PRIVATE, async |world| {
        let provider = Provider::start();
        connect(world, "acme", &provider, &[]);
        provider.vouch(person("ada", "ada@acme.com", &json!("it")));
        // Nothing is known yet: the first sign-in begins with the old key and ends with the new one.
        let ada = browser(world);
        let there = ada.get("/login/oidc?tenant=acme").await;
        provider.rotate();
        let back = Client::new("").get(location(&there)).await;
        let back = location(&back).strip_prefix(&ada.base).unwrap().to_owned();
        assert_eq!(location(&ada.get(&back).await), "/t/acme");
        // Keys are read anew once a minute at most: nobody makes this server ask without end.
        provider.rotate();
        provider.lock().fault = Fault::UnknownKey;
        assert_eq!(sign_in(&browser(world)).await.status, 403);
    })
    .await;
}
