//! A token is used, spoken of before its end, and ended.

use chrono::TimeDelta;
use directory::credentials::CredentialKind;
use directory::{Error, Role, Scope};
use secrecy::SecretString;

use super::{DAY, wanted};
use crate::harness::{House, request};

#[tokio::test]
async fn every_use_is_counted_though_few_are_written_down() {
    let house = House::open().await;
    let secret = house.token("acme", "okta", Scope::Write).await;
    for _ in 0..5 {
        house.enter(Some("acme"), &secret).await.unwrap();
    }
    assert_eq!(house.tokens().await[0].use_count, 1);
    house.clock.advance(TimeDelta::minutes(1));
    house.enter(Some("acme"), &secret).await.unwrap();
    assert_eq!(house.tokens().await[0].use_count, 6);
    house.enter(Some("acme"), &secret).await.unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    stop.cancel();
    house.directory.run_jobs(stop).await;
    assert_eq!(house.tokens().await[0].use_count, 7);
}

#[tokio::test]
async fn the_log_speaks_of_a_token_before_it_ends_and_once_each_time() {
    let house = House::open().await;
    house.issue(wanted("okta", None, 365)).await;
    house.issue(wanted("forgotten", None, 365)).await;
    let operator = house.operator("acme").await;
    let tokens = house.directory.tokens();
    tokens.revoke_named(&operator, "forgotten").await.unwrap();
    let remind = async || {
        let before = house.token_log().await.len();
        // The jobs do it every hour, and every server does, several at once.
        let directory = &house.directory;
        let (one, other) = tokio::join!(directory.remind_of_ends(), directory.remind_of_ends());
        one.and(other).unwrap();
        directory.remind_of_ends().await.unwrap();
        let mut log = house.token_log().await.split_off(before);
        let said = log.pop();
        assert!(log.is_empty(), "{log:?}");
        said
    };
    assert_eq!(remind().await, None);
    let mut left = 365;
    for (days, said) in [
        (59, "60 days"),
        (29, "30 days"),
        (13, "14 days"),
        (6, "7 days"),
    ] {
        house.clock.advance(TimeDelta::days(left - days));
        left = days;
        let (operation, detail) = remind().await.unwrap();
        assert_eq!(operation, "token.expiring");
        let begin = format!("the token ends within {said}, at ");
        assert!(detail.unwrap().starts_with(&begin), "{days}");
    }
    house
        .clock
        .advance(TimeDelta::days(5) + TimeDelta::hours(4));
    let (_, detail) = remind().await.unwrap();
    assert!(
        detail
            .unwrap()
            .starts_with("the token ends within a day, at ")
    );
    let ending = |kind| house.directory.credentials_ending(kind);
    let token = CredentialKind::Token;
    assert_eq!(ending(token), [(1, 1), (7, 1), (14, 1), (30, 1), (60, 1)]);
    let none = [(1, 0), (7, 0), (14, 0), (30, 0), (60, 0)];
    assert_eq!(ending(CredentialKind::Client), none);
    // One that is being replaced needs nobody any more.
    house.rotate("okta", DAY).await.unwrap();
    assert_eq!(remind().await, None);
    assert_eq!(ending(token), none);
}

#[tokio::test]
async fn ending_the_last_live_token_asks_for_the_password_again() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let password = SecretString::from("four unrelated words");
    let members = house.directory.members();
    members
        .create(&operator, "ada@acme.com", Role::Admin, &password)
        .await
        .unwrap();
    let sign_in = house.directory.sign_in();
    let ada = sign_in
        .password("ada@acme.com", &password, &request())
        .await;
    let ada = house
        .directory
        .member_caller(ada.unwrap().id, "acme", request())
        .await;
    let ada = ada.unwrap();
    house.token("acme", "okta", Scope::Write).await;
    house.token("acme", "entra", Scope::Write).await;
    let tokens = house.directory.tokens();
    let ids: Vec<_> = house
        .tokens()
        .await
        .iter()
        .map(|token| token.id.to_string())
        .collect();
    tokens.revoke(&ada, &ids[0]).await.unwrap();
    let refused = tokens.revoke(&ada, &ids[1]).await;
    assert!(matches!(refused, Err(Error::ProofNeeded)));
    assert_eq!(house.tokens().await[1].revoked_at, None);
    let proved = ada.with_proof(house.directory.now());
    tokens.revoke(&proved, &ids[1]).await.unwrap();
}

#[tokio::test]
async fn uses_of_a_token_that_is_gone_hold_nothing_up() {
    let house = House::open().await;
    let gone = house.token("acme", "okta", Scope::Write).await;
    let operator = house.operator("globex").await;
    let tokens = house.directory.tokens();
    let other = tokens.issue(&operator, wanted("okta", None, 1)).await;
    let other = other.unwrap().secret;
    for _ in 0..3 {
        house.enter(Some("acme"), &gone).await.unwrap();
        house.enter(Some("globex"), &other).await.unwrap();
    }
    house.directory.tenants().delete("acme").await.unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    stop.cancel();
    house.directory.run_jobs(stop).await;
    let counted = tokens.list(&operator).await.unwrap()[0].use_count;
    assert_eq!(counted, 3);
}
