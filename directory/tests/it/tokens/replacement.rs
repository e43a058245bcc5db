//! A token is replaced by another, and both work for a while.

use std::time::Duration;

use chrono::TimeDelta;
use directory::tokens::{Rotation, TokenState};
use directory::{Error, Kind, Scope};
use secrecy::ExposeSecret;

use super::{DAY, rotation, wanted};
use crate::harness::{House, request};

#[tokio::test]
async fn a_token_and_the_one_that_replaces_it_work_side_by_side_until_the_overlap_ends() {
    let house = House::open().await;
    let old = house.token("acme", "okta", Scope::Write).await;
    let new = house.rotate("okta", DAY).await.unwrap();
    assert_ne!(old.expose_secret(), new.expose_secret());
    for secret in [&old, &new] {
        house.enter(Some("acme"), secret).await.unwrap();
    }
    house
        .clock
        .advance(TimeDelta::hours(24) - TimeDelta::seconds(1));
    house.enter(Some("acme"), &old).await.unwrap();
    house.clock.advance(TimeDelta::seconds(1));
    let refused = house.enter(Some("acme"), &old).await;
    assert!(matches!(refused, Err(Error::Unauthenticated)));
    let said = house.last_event("acme").await.detail.unwrap();
    assert!(
        said.starts_with("the token was replaced by another, and ended on "),
        "{said}"
    );
    house.enter(Some("acme"), &new).await.unwrap();
    let operations: Vec<_> = house
        .token_log()
        .await
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(operations, ["token.issue", "token.rotate", "token.issue"]);
}

#[tokio::test]
async fn the_new_token_is_what_the_old_one_was_and_lives_as_long() {
    let house = House::open().await;
    let mut narrow = wanted("okta", Some(Kind::User), 90);
    narrow.allow = vec!["203.0.113.0/24".parse().unwrap()];
    narrow.idp = Some("okta".to_owned());
    house.issue(narrow).await;
    house.clock.advance(TimeDelta::days(60));
    house.rotate("okta", DAY).await.unwrap();
    let tokens = house.tokens().await;
    let (new, old) = (&tokens[0], &tokens[1]);
    assert_eq!(
        new.expires_at.unwrap() - new.created_at,
        TimeDelta::days(90)
    );
    assert_eq!((new.scope, new.only), (Scope::Write, Some(Kind::User)));
    assert_eq!(
        (&new.name, &new.allow, &new.idp),
        (&old.name, &old.allow, &old.idp)
    );
    assert_eq!(
        old.ends_at(),
        Some(house.directory.now() + TimeDelta::hours(24))
    );
}

#[tokio::test]
async fn a_third_live_token_of_a_name_is_refused() {
    let house = House::open().await;
    house.token("acme", "okta", Scope::Write).await;
    house.rotate("okta", DAY).await.unwrap();
    let third = house.rotate("okta", DAY).await;
    assert!(matches!(&third, Err(Error::Invalid(fields)) if fields[0].field == "name"));
    house.clock.advance(TimeDelta::days(1));
    house.rotate("okta", DAY).await.unwrap();
}

#[tokio::test]
async fn without_an_overlap_the_old_token_ends_at_once() {
    let house = House::open().await;
    let old = house.token("acme", "okta", Scope::Write).await;
    let new = house.rotate("okta", Duration::ZERO).await.unwrap();
    let refused = house.enter(Some("acme"), &old).await;
    assert!(matches!(refused, Err(Error::Unauthenticated)));
    house.enter(Some("acme"), &new).await.unwrap();
    assert_eq!(
        house.tokens().await[1].state(house.directory.now()),
        TokenState::Revoked
    );
}

#[tokio::test]
async fn what_cannot_be_rotated_stays_as_it_is() {
    let house = House::open().await;
    let old = house.token("acme", "okta", Scope::Write).await;
    let unknown = house.rotate("entra", DAY).await;
    assert!(matches!(unknown, Err(Error::NotFound)));
    let long = house.rotate("okta", DAY * 31).await;
    assert!(matches!(&long, Err(Error::Invalid(fields)) if fields[0].field == "overlap"));
    let reader = house.enter(Some("acme"), &old).await.unwrap();
    let tokens = house.directory.tokens();
    let refused = tokens.rotate(&reader, "okta", rotation(DAY)).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    assert_eq!(house.tokens().await.len(), 1);
    assert_eq!(house.tokens().await[0].overlap_ends_at, None);
}

#[tokio::test]
async fn sending_a_rotation_twice_replaces_the_token_once() {
    let house = House::open().await;
    house.token("acme", "okta", Scope::Write).await;
    let operator = house.operator("acme").await;
    let id = Some(directory::TokenId::parse(&house.directory.request_id()).unwrap());
    let tokens = house.directory.tokens();
    let twice = Rotation {
        id,
        ..rotation(DAY)
    };
    tokens.rotate(&operator, "okta", twice).await.unwrap();
    let again = tokens.rotate(&operator, "okta", twice).await;
    assert!(matches!(again, Err(Error::Conflict { .. })));
    assert_eq!(house.tokens().await.len(), 2);
}

#[tokio::test]
async fn another_tenant_learns_nothing_of_a_rotation() {
    let house = House::open().await;
    house.token("acme", "okta", Scope::Write).await;
    let globex = house.operator("globex").await;
    let tokens = house.directory.tokens();
    let refused = tokens.rotate(&globex, "okta", rotation(DAY)).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    let secret = house.rotate("okta", DAY).await.unwrap();
    let header = format!("Bearer {}", secret.expose_secret());
    let elsewhere = house
        .directory
        .authenticate_scim(Some("globex"), Some(&header), request())
        .await;
    assert!(matches!(elsewhere, Err(Error::Unauthenticated)));
}

#[tokio::test]
async fn the_page_of_a_token_that_has_ended_rotates_no_other() {
    let house = House::open().await;
    house.token("acme", "okta", Scope::Write).await;
    house.rotate("okta", Duration::ZERO).await.unwrap();
    let ended = Rotation {
        of: Some(house.tokens().await[1].id),
        ..rotation(DAY)
    };
    let operator = house.operator("acme").await;
    let tokens = house.directory.tokens();
    let refused = tokens.rotate(&operator, "okta", ended).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    let live = Rotation {
        of: Some(house.tokens().await[0].id),
        ..rotation(DAY)
    };
    tokens.rotate(&operator, "okta", live).await.unwrap();
}
