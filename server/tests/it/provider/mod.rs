//! Sign-in through a tenant's OpenID Connect provider, by real HTTP with a provider that can be told
//! to be wrong about anything.

mod entry;
mod faults;
mod settings;
mod tenancy;

use serde_json::{Value, json};

use crate::harness::{CLIENT_ID, CLIENT_SECRET, Client, Provider, Reply, World, location};

const PRIVATE: [(&str, &str); 1] = [("ROLLCALL_OUTBOUND_PRIVATE", "true")];

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
