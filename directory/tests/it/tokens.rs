//! Tokens that are replaced, kept to one resource type, counted and spoken of before their end.

use std::time::Duration;

use chrono::TimeDelta;
use directory::tokens::{Expiry, NewToken, Rotation, Token, TokenState};
use directory::{Caller, Error, Kind, ListQuery, Precondition, Role, Scope, Selection};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::harness::{House, request};

const DAY: Duration = Duration::from_hours(24);

fn rotation(overlap: Duration) -> Rotation {
    Rotation {
        id: None,
        of: None,
        overlap,
        expires: None,
    }
}

fn wanted(name: &str, only: Option<Kind>, days: u32) -> NewToken {
    NewToken {
        id: None,
        name: name.to_owned(),
        scope: Scope::Write,
        only,
        expires: Expiry::After(DAY * days),
        allow: Vec::new(),
        idp: None,
    }
}

impl House {
    async fn rotate(&self, name: &str, overlap: Duration) -> Result<SecretString, Error> {
        let operator = self.operator("acme").await;
        let tokens = self.directory.tokens();
        let issued = tokens.rotate(&operator, name, rotation(overlap)).await?;
        Ok(issued.secret)
    }

    async fn issue(&self, wanted: NewToken) -> SecretString {
        let operator = self.operator("acme").await;
        let issued = self.directory.tokens().issue(&operator, wanted).await;
        issued.unwrap().secret
    }

    async fn tokens(&self) -> Vec<Token> {
        let operator = self.operator("acme").await;
        self.directory.tokens().list(&operator).await.unwrap()
    }

    /// The token events of the log, oldest first.
    async fn token_log(&self) -> Vec<(String, Option<String>)> {
        let query = directory::audit::Query {
            limit: 200,
            ..Default::default()
        };
        let operator = self.operator("acme").await;
        let page = self
            .directory
            .audit()
            .list(&operator, &query)
            .await
            .unwrap();
        let events = page.events.into_iter().rev();
        events
            .filter(|event| event.operation.starts_with("token."))
            .map(|event| (event.operation, event.detail))
            .collect()
    }
}

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

async fn found(house: &House, caller: &Caller) -> Result<u64, Error> {
    let answer = house
        .directory
        .search(caller, &ListQuery::default())
        .await?;
    Ok(answer.body.unwrap().into_value()["totalResults"]
        .as_u64()
        .unwrap())
}

#[tokio::test]
async fn a_token_for_users_reaches_no_group() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let group = house.group(&writer, "Staff", &[]).await;
    let secret = house.issue(wanted("people", Some(Kind::User), 1)).await;
    let only = house.enter(Some("acme"), &secret).await.unwrap();
    house.user(&only, "ada").await;
    let groups = house.directory.groups();
    let (selection, precondition) = (Selection::default(), Precondition::default());
    let refusals = [
        groups.get(&only, &group, &selection, &precondition).await,
        groups
            .create(&only, json!({"displayName": "x"}), &selection)
            .await,
        groups.delete(&only, &group, precondition.clone()).await,
        groups.search(&only, &ListQuery::default()).await,
        house
            .patch_group(&only, &group, json!([{"op": "remove", "path": "members"}]))
            .await,
    ];
    for refusal in refusals {
        let Err(error @ Error::ResourceTypeRefused(Kind::User)) = refusal else {
            panic!("{refusal:?}");
        };
        assert_eq!(error.status(), 403);
        assert_eq!(
            error.detail(),
            "This token is for Users only: issue one for all resources."
        );
    }
    assert_eq!(found(&house, &writer).await.unwrap(), 2);
    assert_eq!(found(&house, &only).await.unwrap(), 1);
    let bulk = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [
            {"method": "POST", "path": "/Users", "bulkId": "1", "data": {"userName": "eve"}},
            {"method": "DELETE", "path": format!("/Groups/{group}")},
        ],
    });
    let answer = house.directory.bulk().run(&only, bulk).await.unwrap();
    let answer = answer.body.unwrap().into_value();
    let status = |at: usize| answer["Operations"][at]["status"].clone();
    assert_eq!((status(0), status(1)), (json!("201"), json!("403")));
}

#[tokio::test]
async fn a_token_for_the_log_is_not_for_users_alone() {
    let house = House::open().await;
    let mut odd = wanted("odd", Some(Kind::Group), 1);
    odd.scope = Scope::AuditRead;
    let operator = house.operator("acme").await;
    let refused = house.directory.tokens().issue(&operator, odd).await;
    assert!(matches!(&refused, Err(Error::Invalid(fields)) if fields[0].field == "only"));
}

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
        // The jobs do it every hour, and every server does.
        for _ in 0..2 {
            house.directory.tokens().remind().await.unwrap();
        }
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
    assert_eq!(tokens.ending(), [(1, 1), (7, 1), (14, 1), (30, 1), (60, 1)]);
    // One that is being replaced needs nobody any more.
    house.rotate("okta", DAY).await.unwrap();
    assert_eq!(remind().await, None);
    assert_eq!(tokens.ending(), [(1, 0), (7, 0), (14, 0), (30, 0), (60, 0)]);
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

/// A secret of the right form, with the public part of one and the secret part of another.
fn forged(one: &SecretString, other: &SecretString) -> SecretString {
    const SECRET: usize = "rc_scim_".len() + 22;
    const CHECKSUM: usize = SECRET + 43;
    let (one, other) = (one.expose_secret(), other.expose_secret());
    let mut text = format!("{}{}", &one[..SECRET], &other[SECRET..CHECKSUM]);
    let mut rest = crc32fast::hash(text.as_bytes());
    let mut digits = Vec::new();
    for _ in 0..6 {
        let digit = u8::try_from(rest % 62).unwrap();
        digits.push(match digit {
            0..=9 => b'0' + digit,
            10..=35 => b'A' + digit - 10,
            _ => b'a' + digit - 36,
        });
        rest /= 62;
    }
    digits.reverse();
    text.push_str(std::str::from_utf8(&digits).unwrap());
    directory::tokens::secret::check(&text).unwrap();
    SecretString::from(text)
}

#[tokio::test]
async fn the_public_part_of_a_token_opens_and_reports_nothing() {
    let house = House::open().await;
    let okta = house.token("acme", "okta", Scope::Write).await;
    let entra = house.token("acme", "entra", Scope::Write).await;
    let forged = forged(&okta, &entra);
    let refused = house.enter(Some("acme"), &forged).await;
    assert!(matches!(refused, Err(Error::Unauthenticated)));
    let found = |secret: &SecretString| directory::tokens::leak::Found {
        secret: secret.clone(),
        place: None,
    };
    let report = [found(&forged), found(&entra)];
    let tokens = house.directory.tokens();
    let verdicts = tokens.report_leaked(&report, &request()).await.unwrap();
    assert_eq!(
        verdicts
            .iter()
            .map(|verdict| verdict.known)
            .collect::<Vec<_>>(),
        [false, true]
    );
    house.enter(Some("acme"), &okta).await.unwrap();
    let refused = house.enter(Some("acme"), &entra).await;
    assert!(matches!(refused, Err(Error::Unauthenticated)));
}
