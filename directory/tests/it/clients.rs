//! OAuth clients beside the token endpoint: who may issue them, and where they are told of.

mod rotation;

use directory::credentials::CredentialKind;
use directory::oauth::{Ask, Authorization, Issued, Keys, NewClient, Proof};
use directory::tenants::{SettingsChange, Way, WaysChange};
use directory::tokens::{Expiry, TokenState};
use directory::{Error, Scope};
use secrecy::{ExposeSecret, SecretString};

use crate::harness::{House, request};

fn new(name: &str) -> NewClient {
    NewClient {
        id: None,
        name: name.to_owned(),
        keys: None,
        scope: Scope::Write,
        only: None,
        expires: Expiry::After(directory::tokens::DEFAULT_LIFETIME),
        allow: Vec::new(),
        idp: None,
    }
}

impl House {
    pub(crate) async fn let_clients_in(&self, slug: &str, on: bool) {
        let change = SettingsChange {
            ways: WaysChange::default().with(Way::Oauth, on),
            ..SettingsChange::default()
        };
        let operator = self.operator(slug).await;
        self.directory
            .tenants()
            .set(&operator, change)
            .await
            .unwrap();
    }

    /// An OAuth client of a tenant that lets them in.
    pub(crate) async fn client(&self, slug: &str, name: &str) -> Issued {
        self.let_clients_in(slug, true).await;
        let operator = self.operator(slug).await;
        let clients = self.directory.clients();
        clients.issue(&operator, new(name)).await.unwrap()
    }

    /// An access token of a client that has a secret.
    pub(crate) async fn access_token(&self, slug: &str, issued: &Issued) -> SecretString {
        let secret = issued.secret.as_ref().unwrap();
        let parameters = [
            ("grant_type", "client_credentials"),
            ("client_id", &*issued.client.client_id),
            ("client_secret", secret.expose_secret()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let ask = Ask::read(Authorization::Missing, &parameters);
        let clients = self.directory.clients();
        let applicant = clients.admit(slug, ask, request()).await.ok().unwrap();
        clients.grant(applicant).await.ok().unwrap().access_token
    }
}

#[tokio::test]
async fn a_name_is_taken_while_its_client_is_live() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let clients = house.directory.clients();
    let issued = clients.issue(&operator, new("entra")).await.unwrap();
    assert!(
        matches!(&issued.client.proof, Proof::Secret { last_four, .. } if last_four.len() == 4)
    );
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
    let issued = house.client("acme", "entra").await;
    let token = house.access_token("acme", &issued).await;
    let enter = async || house.enter(Some("acme"), &token).await;
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

#[tokio::test]
async fn tokens_and_clients_are_credentials_alike() {
    let house = House::open().await;
    house.token("acme", "okta", Scope::Write).await;
    house.clock.advance(chrono::TimeDelta::minutes(1));
    let issued = house.client("acme", "entra").await;
    let token = house.access_token("acme", &issued).await;
    house.enter(Some("acme"), &token).await.unwrap();
    let all = async || {
        let operator = house.operator("acme").await;
        house.directory.credentials(&operator).await.unwrap()
    };
    let now = house.directory.now();
    let told: Vec<_> = all()
        .await
        .into_iter()
        .map(|credential| {
            let (works, used) = (credential.works(now), credential.last_used_at.is_some());
            (credential.kind, credential.name, works, used)
        })
        .collect();
    let expected = [
        (CredentialKind::Client, "entra".to_owned(), true, true),
        (CredentialKind::Token, "okta".to_owned(), true, false),
    ];
    assert_eq!(told, expected);

    // It has not ended, and nobody is let in by it.
    house.let_clients_in("acme", false).await;
    let client = all().await.remove(0);
    assert_eq!(client.state(now), TokenState::Live);
    assert!(!client.works(now));
    let globex = house.operator("globex").await;
    assert!(
        house
            .directory
            .credentials(&globex)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn the_log_speaks_of_a_client_before_it_ends_and_once_each_time() {
    let house = House::open().await;
    house.client("acme", "entra").await;
    let operator = house.operator("acme").await;
    let clients = house.directory.clients();
    clients.issue(&operator, new("forgotten")).await.unwrap();
    clients.revoke_named(&operator, "forgotten").await.unwrap();
    let reminders = async || {
        let directory = &house.directory;
        let (one, other) = tokio::join!(directory.remind_of_ends(), directory.remind_of_ends());
        one.and(other).unwrap();
        let query = directory::audit::Query {
            operation: Some("client.expiring".to_owned()),
            ..Default::default()
        };
        let page = house.directory.audit().list(&operator, &query).await;
        page.unwrap().events
    };
    assert!(reminders().await.is_empty());
    house.clock.advance(chrono::TimeDelta::days(306));
    for _ in 0..2 {
        let said = reminders().await;
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].resource_label.as_deref(), Some("entra"));
        let detail = said[0].detail.as_deref().unwrap();
        let begin = "the OAuth client ends within 60 days, at ";
        assert!(detail.starts_with(begin), "{detail}");
        assert!(detail.ends_with(": rotate it"), "{detail}");
    }
    let ending = |kind| house.directory.credentials_ending(kind)[4];
    assert_eq!(ending(CredentialKind::Client), (60, 1));
    assert_eq!(ending(CredentialKind::Token), (60, 0));
    // Where nobody is let in so, nobody needs to hear; once they are again, the latest is said.
    house.let_clients_in("acme", false).await;
    house.clock.advance(chrono::TimeDelta::days(50));
    assert_eq!(reminders().await.len(), 1);
    assert_eq!(ending(CredentialKind::Client), (60, 0));
    house.let_clients_in("acme", true).await;
    let said = reminders().await;
    assert_eq!(said.len(), 2);
    let detail = said[0].detail.as_deref().unwrap();
    assert!(detail.contains("within 14 days"), "{detail}");
}

#[tokio::test]
async fn that_a_client_was_given_an_access_token_is_no_change_of_the_directory() {
    let house = House::open().await;
    let issued = house.client("acme", "entra").await;
    let token = house.access_token("acme", &issued).await;
    let overview = async || {
        let operator = house.operator("acme").await;
        house.directory.overview(&operator).await.unwrap()
    };
    let granted = overview().await;
    assert!(granted.last_request.is_some() && granted.last_write.is_none());
    assert_eq!(granted.credentials.len(), 1);
    let caller = house.enter(Some("acme"), &token).await.unwrap();
    house.user(&caller, "ada").await;
    let written = overview().await.last_write.unwrap();
    assert_eq!(written.operation, "user.create");
}
