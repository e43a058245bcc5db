//! The secret of a client is replaced by another, and both work for a while.

use std::time::Duration;

use chrono::TimeDelta;
use directory::audit::{Event, Query};
use directory::oauth::{Ask, Authorization, Issued, Keys, NewClient, Proof, Refused, Rotation};
use directory::tokens::leak::Found;
use directory::tokens::{Expiry, TokenState};
use directory::{Error, Kind, Scope};
use secrecy::{ExposeSecret, SecretString};

use super::new;
use crate::harness::{House, request};

const DAY: Duration = Duration::from_hours(24);

fn over(overlap: Duration) -> Rotation {
    Rotation {
        after: None,
        overlap,
        expires: None,
    }
}

impl House {
    async fn rotate_client(&self, name: &str, rotation: Rotation) -> Result<Issued, Error> {
        let operator = self.operator("acme").await;
        let clients = self.directory.clients();
        clients.rotate_named(&operator, name, rotation).await
    }

    async fn end_old_secret(&self, name: &str) -> Result<bool, Error> {
        let operator = self.operator("acme").await;
        let clients = self.directory.clients();
        clients.end_old_secret_named(&operator, name).await
    }

    /// What a client gets for a secret: an access token, or why there is none.
    async fn show(&self, issued: &Issued, secret: &Issued) -> Result<SecretString, Refused> {
        let secret = secret.secret.as_ref().unwrap();
        let parameters = [
            ("grant_type", "client_credentials"),
            ("client_id", &*issued.client.client_id),
            ("client_secret", secret.expose_secret()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let ask = Ask::read(Authorization::Missing, &parameters);
        let clients = self.directory.clients();
        let applicant = clients.admit("acme", ask, request()).await?;
        Ok(clients.grant(applicant).await?.access_token)
    }

    /// The events of clients, the oldest first.
    async fn client_log(&self) -> Vec<Event> {
        let query = Query {
            limit: 200,
            ..Query::default()
        };
        let operator = self.operator("acme").await;
        let audit = self.directory.audit();
        let page = audit.list(&operator, &query).await.unwrap();
        let events = page.events.into_iter().rev();
        events
            .filter(|event| event.operation.starts_with("client."))
            .collect()
    }
}

#[track_caller]
fn assert_unknown(refused: &Result<SecretString, Refused>) {
    assert!(
        matches!(refused, Err(Refused::InvalidClient(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_secret_and_the_one_that_replaces_it_work_side_by_side_until_the_overlap_ends() {
    let house = House::open().await;
    let old = house.client("acme", "entra").await;
    let new = house.rotate_client("entra", over(DAY)).await.unwrap();
    assert_eq!(new.client.id, old.client.id);
    assert_eq!(new.client.client_id, old.client.client_id);
    for secret in [&old, &new] {
        house.show(&old, secret).await.unwrap();
    }
    let second = TimeDelta::seconds(1);
    house.clock.advance(TimeDelta::hours(24) - second);
    let access = house.show(&old, &old).await.unwrap();
    house.clock.advance(second);
    assert_unknown(&house.show(&old, &old).await);
    let said = house.last_event("acme").await.detail.unwrap();
    assert_eq!(
        said,
        "the client secret was replaced by another, and has ended"
    );
    house.show(&old, &new).await.unwrap();
    // What the old secret got goes on to its own end.
    house.enter(Some("acme"), &access).await.unwrap();
    let log = house.client_log().await;
    let operations: Vec<_> = log.iter().map(|event| &*event.operation).collect();
    assert_eq!(operations, ["client.issue", "client.rotate"]);
}

#[tokio::test]
async fn a_client_keeps_what_it_is_and_lives_as_long_again() {
    let house = House::open().await;
    house.let_clients_in("acme", true).await;
    let operator = house.operator("acme").await;
    let wanted = NewClient {
        only: Some(Kind::Group),
        idp: Some("entra".to_owned()),
        expires: Expiry::After(DAY * 90),
        allow: vec!["203.0.113.0/24".parse().unwrap()],
        ..new("entra")
    };
    let clients = house.directory.clients();
    let old = clients.issue(&operator, wanted).await.unwrap().client;
    for rotations in 1..3 {
        house.clock.advance(TimeDelta::days(60));
        let next = house.rotate_client("entra", over(DAY)).await.unwrap();
        let next = next.client;
        let now = house.directory.now();
        assert_eq!((next.rotations, next.rotated_at), (rotations, Some(now)));
        assert_eq!(next.expires_at, Some(now + TimeDelta::days(90)));
        assert_eq!(
            (&next.name, next.scope, next.only, &next.allow, &next.idp),
            (&old.name, old.scope, old.only, &old.allow, &old.idp)
        );
        assert_eq!(next.created_at, old.created_at);
    }
    // An old secret ends with the client as that was to end before.
    house.clock.advance(TimeDelta::days(89));
    let last = house.rotate_client("entra", over(DAY * 7)).await.unwrap();
    let now = house.directory.now();
    let old = last.client.working_old_secret(now).unwrap();
    assert_eq!(old.ends_at, now + TimeDelta::days(1));
    let event = house.last_event("acme").await;
    let changes = event.changes.as_array().unwrap().iter();
    let paths: Vec<_> = changes.map(|change| change["path"].clone()).collect();
    assert_eq!(paths, ["old_secret_ends_at", "expires_at"]);
}

#[tokio::test]
async fn a_second_rotation_waits_until_the_old_secret_has_ended() {
    let house = House::open().await;
    let first = house.client("acme", "entra").await;
    let second = house.rotate_client("entra", over(DAY)).await.unwrap();
    let refused = house.rotate_client("entra", over(DAY)).await;
    assert!(matches!(&refused, Err(Error::Invalid(fields)) if fields[0].field == "overlap"));
    assert!(house.end_old_secret("entra").await.unwrap());
    assert_unknown(&house.show(&first, &first).await);
    // Of an earlier rotation it was another secret.
    let (operator, id) = (house.operator("acme").await, first.client.id.to_string());
    let clients = house.directory.clients();
    assert!(!clients.end_old_secret(&operator, &id, 0).await.unwrap());
    let said = house.last_event("acme").await.detail.unwrap();
    assert!(said.contains("rotated meanwhile"), "{said}");
    // Ending it again changes nothing, and says so.
    assert!(!house.end_old_secret("entra").await.unwrap());
    let log = house.client_log().await;
    let ended: Vec<_> = log
        .iter()
        .filter(|event| event.operation == "client.end_secret")
        .map(|event| &*event.outcome)
        .collect();
    assert_eq!(ended, ["success", "no_change", "no_change"]);
    let third = house.rotate_client("entra", over(DAY)).await.unwrap();
    for secret in [&second, &third] {
        house.show(&first, secret).await.unwrap();
    }
    assert_unknown(&house.show(&first, &first).await);
}

#[tokio::test]
async fn without_an_overlap_the_old_secret_ends_at_once_and_what_it_got_with_its_client() {
    let house = House::open().await;
    let old = house.client("acme", "entra").await;
    let access = house.show(&old, &old).await.unwrap();
    let now = over(Duration::ZERO);
    let new = house.rotate_client("entra", now).await.unwrap();
    assert_unknown(&house.show(&old, &old).await);
    house.show(&old, &new).await.unwrap();
    house.enter(Some("acme"), &access).await.unwrap();
    let operator = house.operator("acme").await;
    let clients = house.directory.clients();
    clients.revoke_named(&operator, "entra").await.unwrap();
    let refused = house.enter(Some("acme"), &access).await;
    assert!(matches!(refused, Err(Error::Unauthenticated)));
    assert_unknown(&house.show(&old, &new).await);
}

#[tokio::test]
async fn a_client_that_cannot_be_rotated_stays_as_it_is() {
    let house = House::open().await;
    let issued = house.client("acme", "entra").await;
    let operator = house.operator("acme").await;
    let clients = house.directory.clients();
    let unknown = house.rotate_client("okta", over(DAY)).await;
    assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
    let long = house.rotate_client("entra", over(DAY * 31)).await;
    assert!(matches!(&long, Err(Error::Invalid(fields)) if fields[0].field == "overlap"));
    let writer = house.writer("acme").await;
    let globex = house.operator("globex").await;
    let id = issued.client.id.to_string();
    let forbidden = clients.rotate(&writer, &id, over(DAY)).await;
    assert!(
        matches!(forbidden, Err(Error::Forbidden(_))),
        "{forbidden:?}"
    );
    let foreign = clients.rotate(&globex, &id, over(DAY)).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let foreign = clients.end_old_secret(&globex, &id, 0).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");

    let key = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let with_key = NewClient {
        keys: Some(Keys::parse(key).unwrap()),
        ..new("signs")
    };
    clients.issue(&operator, with_key).await.unwrap();
    let refused = house.rotate_client("signs", over(DAY)).await;
    let Err(Error::Invalid(fields)) = &refused else {
        panic!("{refused:?}");
    };
    assert!(fields[0].message.contains("no secret to rotate"));

    let kept = clients.get(&operator, &id).await.unwrap();
    assert_eq!((kept.rotations, kept.proof), (0, issued.client.proof));
    clients.revoke(&operator, &id).await.unwrap();
    let revoked = clients.rotate(&operator, &id, over(DAY)).await;
    assert!(matches!(revoked, Err(Error::NotFound)), "{revoked:?}");
}

#[tokio::test]
async fn sending_the_rotation_of_a_page_twice_rotates_once() {
    let house = House::open().await;
    let issued = house.client("acme", "entra").await;
    let of_page = Rotation {
        after: Some(issued.client.rotations),
        ..over(DAY)
    };
    house.rotate_client("entra", of_page).await.unwrap();
    // Neither a moment later, nor from a page that is opened again when the old secret has ended.
    for passed in [TimeDelta::zero(), TimeDelta::days(2)] {
        house.clock.advance(passed);
        let again = house.rotate_client("entra", of_page).await;
        assert!(matches!(again, Err(Error::Conflict { .. })), "{again:?}");
    }
    let operator = house.operator("acme").await;
    let clients = house.directory.clients();
    let kept = clients.get(&operator, &issued.client.id.to_string()).await;
    assert_eq!(kept.unwrap().rotations, 1);
}

#[tokio::test]
async fn which_of_two_secrets_was_used_last_is_known() {
    let house = House::open().await;
    let issued = house.client("acme", "entra").await;
    house.show(&issued, &issued).await.unwrap();
    let first = house.directory.now();
    let rotated = house.rotate_client("entra", over(DAY)).await.unwrap();
    let operator = house.operator("acme").await;
    let used = async || {
        let clients = house.directory.clients();
        let client = clients.get(&operator, &issued.client.id.to_string()).await;
        let Proof::Secret {
            last_used_at, old, ..
        } = client.unwrap().proof
        else {
            panic!("keys");
        };
        let old = old.unwrap();
        assert_eq!(old.last_used_ip.as_deref(), Some("203.0.113.7"));
        (old.last_used_at, last_used_at)
    };
    assert_eq!(used().await, (Some(first), None));
    house.clock.advance(TimeDelta::minutes(5));
    house.show(&issued, &rotated).await.unwrap();
    let second = house.directory.now();
    assert_eq!(used().await, (Some(first), Some(second)));
    house.clock.advance(TimeDelta::minutes(5));
    house.show(&issued, &issued).await.unwrap();
    let third = house.directory.now();
    assert_eq!(used().await, (Some(third), Some(second)));
}

#[tokio::test]
async fn a_client_that_was_rotated_is_spoken_of_before_its_new_end() {
    let house = House::open().await;
    house.client("acme", "entra").await;
    let reminders = async || {
        house.directory.remind_of_ends().await.unwrap();
        let log = house.client_log().await;
        let said = log
            .into_iter()
            .filter(|event| event.operation == "client.expiring");
        said.map(|event| event.detail.unwrap()).collect::<Vec<_>>()
    };
    house.clock.advance(TimeDelta::days(360));
    let said = reminders().await;
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("within 7 days") && said[0].ends_with(": rotate it"));
    house.rotate_client("entra", over(DAY)).await.unwrap();
    assert_eq!(reminders().await.len(), 1);
    house.clock.advance(TimeDelta::days(306));
    let said = reminders().await;
    assert_eq!(said.len(), 2);
    assert!(said[1].contains("within 60 days"), "{said:?}");
}

#[tokio::test]
async fn an_old_secret_that_is_reported_as_found_ends_alone() {
    let house = House::open().await;
    let old = house.client("acme", "entra").await;
    let new = house.rotate_client("entra", over(DAY)).await.unwrap();
    let report = async |issued: &Issued| {
        let found = Found {
            secret: issued.secret.clone().unwrap(),
            place: None,
        };
        let tokens = house.directory.tokens();
        let verdicts = tokens.report_leaked(&[found], &request()).await.unwrap();
        verdicts[0].known
    };
    let state = async || {
        let operator = house.operator("acme").await;
        let clients = house.directory.clients();
        let client = clients.get(&operator, &old.client.id.to_string()).await;
        client.unwrap().state(house.directory.now())
    };
    // Whoever reports it once more is not told apart, and does no harm.
    for _ in 0..2 {
        assert!(report(&old).await);
        assert_unknown(&house.show(&old, &old).await);
        house.show(&old, &new).await.unwrap();
        assert_eq!(state().await, TokenState::Live);
    }
    let log = house.client_log().await;
    let ended = log
        .iter()
        .find(|event| event.operation == "client.end_secret");
    assert_eq!(
        ended.unwrap().detail.as_deref(),
        Some("the secret was reported as found in the open")
    );
    assert!(report(&new).await);
    assert_eq!(state().await, TokenState::Revoked);
}

#[tokio::test]
async fn the_access_tokens_of_a_client_for_groups_reach_no_user() {
    let house = House::open().await;
    house.let_clients_in("acme", true).await;
    let operator = house.operator("acme").await;
    let clients = house.directory.clients();
    let wanted = NewClient {
        only: Some(Kind::Group),
        ..new("teams")
    };
    let issued = clients.issue(&operator, wanted.clone()).await.unwrap();
    let rotated = house.rotate_client("teams", over(DAY)).await.unwrap();
    let writer = house.writer("acme").await;
    let ada = house.user(&writer, "ada").await;
    for (number, secret) in [&issued, &rotated].into_iter().enumerate() {
        let access = house.show(&issued, secret).await.unwrap();
        let caller = house.enter(Some("acme"), &access).await.unwrap();
        house.group(&caller, &format!("Team {number}"), &[]).await;
        let change = serde_json::json!([{"op": "replace", "path": "active", "value": false}]);
        let refused = house.patch_user(&caller, &ada, change).await;
        assert!(
            matches!(refused, Err(Error::ResourceTypeRefused(Kind::Group))),
            "{refused:?}"
        );
    }
    let odd = NewClient {
        name: "odd".to_owned(),
        scope: Scope::AuditRead,
        ..wanted
    };
    let refused = clients.issue(&operator, odd).await;
    assert!(matches!(&refused, Err(Error::Invalid(fields)) if fields[0].field == "only"));
}

#[tokio::test]
async fn the_provider_of_a_client_is_the_one_that_was_said() {
    let house = House::open().await;
    house.let_clients_in("acme", true).await;
    let operator = house.operator("acme").await;
    let wanted = NewClient {
        idp: Some("onelogin".to_owned()),
        ..new("people")
    };
    let clients = house.directory.clients();
    clients.issue(&operator, wanted).await.unwrap();
    let credentials = house.directory.credentials(&operator).await.unwrap();
    assert_eq!(credentials[0].idp.as_deref(), Some("onelogin"));
}
