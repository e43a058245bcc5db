//! OAuth clients and their access tokens: command line, token endpoint, SCIM, console.

mod access;
mod console;
mod refusals;
mod rotation;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::harness::{Client, Reply, World};

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
