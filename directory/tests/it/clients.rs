//! OAuth clients beside the token endpoint: who may issue them, and where they are told of.

use directory::oauth::{Ask, Authorization, Keys, NewClient, Proof};
use directory::tenants::{SettingsChange, Way, WaysChange};
use directory::tokens::{Expiry, TokenState};
use directory::{Error, Scope};
use secrecy::ExposeSecret;

use crate::harness::{House, request};

fn new(name: &str) -> NewClient {
    NewClient {
        id: None,
        name: name.to_owned(),
        keys: None,
        scope: Scope::Write,
        expires: Expiry::After(directory::tokens::DEFAULT_LIFETIME),
        allow: Vec::new(),
    }
}

#[tokio::test]
async fn a_name_is_taken_while_its_client_is_live() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let clients = house.directory.clients();
    let issued = clients.issue(&operator, new("entra")).await.unwrap();
    assert!(matches!(&issued.client.proof, Proof::Secret { last_four } if last_four.len() == 4));
    for name in ["entra", "", " entra", "entra\n"] {
        let refused = clients.issue(&operator, new(name)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{name:?}");
    }
    clients.revoke_named(&operator, "entra").await.unwrap();
    clients.issue(&operator, new("entra")).await.unwrap();
    let states: Vec<_> = clients
        .list(&operator)
        .await
        .unwrap()
        .iter()
        .map(|client| client.state(house.directory.now()))
        .collect();
    assert_eq!(states, [TokenState::Live, TokenState::Revoked]);
    let again = NewClient {
        id: Some(issued.client.id),
        ..new("another")
    };
    let refused = clients.issue(&operator, again).await;
    assert!(
        matches!(refused, Err(Error::Conflict { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_token_issues_no_client_and_sees_none() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let clients = house.directory.clients();
    let refused = clients.issue(&writer, new("entra")).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let refused = clients.list(&writer).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

#[tokio::test]
async fn a_client_of_another_tenant_is_no_client() {
    let house = House::open().await;
    let clients = house.directory.clients();
    let acme = house.operator("acme").await;
    let issued = clients.issue(&acme, new("entra")).await.unwrap();
    let (globex, id) = (house.operator("globex").await, issued.client.id.to_string());
    for missing in [
        clients.get(&globex, &id).await.map(|_| ()),
        clients.revoke(&globex, &id).await,
        clients.get(&globex, "x").await.map(|_| ()),
    ] {
        assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
    }
    assert!(clients.get(&acme, &id).await.unwrap().revoked_at.is_none());
}

#[tokio::test]
async fn an_access_token_ends_after_an_hour() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let on = SettingsChange {
        ways: WaysChange::default().with(Way::Oauth, true),
        ..SettingsChange::default()
    };
    house.directory.tenants().set(&operator, on).await.unwrap();
    let clients = house.directory.clients();
    let issued = clients.issue(&operator, new("entra")).await.unwrap();
    let secret = issued.secret.unwrap();
    let parameters = [
        ("grant_type", "client_credentials"),
        ("client_id", &*issued.client.client_id),
        ("client_secret", secret.expose_secret()),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let ask = Ask::read(Authorization::Missing, &parameters);
    let applicant = clients.admit("acme", ask, request()).await.ok().unwrap();
    let granted = clients.grant(applicant).await.ok().unwrap();
    let enter = async || house.enter(Some("acme"), &granted.access_token).await;
    let caller = enter().await.unwrap();
    assert_eq!(caller.actor().label.as_deref(), Some("entra"));
    house.clock.advance(chrono::TimeDelta::minutes(59));
    enter().await.unwrap();
    house.clock.advance(chrono::TimeDelta::minutes(2));
    assert!(matches!(enter().await, Err(Error::Unauthenticated)));
    let told = house.last_event("acme").await.detail.unwrap();
    assert!(told.starts_with("the access token ended at "), "{told}");
}

#[tokio::test]
async fn a_client_with_keys_has_no_secret_and_its_event_names_the_keys() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let key = r#"{"kty":"OKP","crv":"Ed25519","kid":"main","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let wanted = NewClient {
        keys: Some(Keys::parse(key).unwrap()),
        ..new("entra")
    };
    let clients = house.directory.clients();
    let issued = clients.issue(&operator, wanted).await.unwrap();
    assert!(issued.secret.is_none());
    let kept = clients.get(&operator, &issued.client.id.to_string()).await;
    let Proof::Keys(keys) = kept.unwrap().proof else {
        panic!("a secret");
    };
    assert_eq!(keys.described(), ["Ed25519 main"]);
    let event = house.last_event("acme").await;
    let told = event.changes.as_array().unwrap().last().unwrap().clone();
    assert_eq!(told["after"], serde_json::json!(["Ed25519 main"]));
}
