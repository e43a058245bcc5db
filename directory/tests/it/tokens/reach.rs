//! What a token opens, and what it does not.

use directory::{Caller, Error, Kind, ListQuery, Precondition, Scope, Selection};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::wanted;
use crate::harness::{House, request};

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
