//! Links to the guide of a provider: what they open, what they do not, and when they end.

use chrono::TimeDelta;
use directory::guide_links::{Guest, MOST_TOKENS};
use directory::tokens::TokenState;
use directory::{Caller, Error, GuideLinkId, ListQuery, Permission, TokenId};
use secrecy::{ExposeSecret, SecretString};

use crate::harness::{House, request};

impl House {
    fn new_link(&self) -> GuideLinkId {
        GuideLinkId::parse(&self.directory.request_id()).unwrap()
    }

    fn new_token(&self) -> TokenId {
        TokenId::parse(&self.directory.request_id()).unwrap()
    }

    async fn link(&self, slug: &str, lifetime: TimeDelta) -> Result<SecretString, Error> {
        let caller = self.operator(slug).await;
        let links = self.directory.guide_links();
        links.make(&caller, self.new_link(), "okta", lifetime).await
    }

    async fn guest(&self, code: &SecretString) -> Result<Guest, Error> {
        self.directory.guide_links().open(code, &request()).await
    }
}

const WEEK: TimeDelta = TimeDelta::days(7);

#[tokio::test]
async fn a_link_issues_a_few_tokens_for_its_provider_and_its_tenant() {
    let house = House::open().await;
    let code = house.link("acme", WEEK).await.unwrap();
    let links = house.directory.guide_links();
    let mut names = Vec::new();
    for _ in 0..MOST_TOKENS {
        let guest = house.guest(&code).await.unwrap();
        let issued = links.issue(&guest, house.new_token()).await.unwrap();
        assert_eq!(issued.token.idp.as_deref(), Some("okta"));
        house.enter(Some("acme"), &issued.secret).await.unwrap();
        assert!(house.enter(Some("globex"), &issued.secret).await.is_err());
        names.push(issued.token.name);
    }
    assert!(names[1].ends_with("-2"), "{names:?}");
    let guest = house.guest(&code).await.unwrap();
    let refused = links.issue(&guest, house.new_token()).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let operator = house.operator("acme").await;
    let tokens = house.directory.tokens().list(&operator).await.unwrap();
    assert_eq!(tokens.len(), MOST_TOKENS as usize);
    assert!(
        tokens[0].created_by.starts_with("guide link of"),
        "{tokens:?}"
    );
}

#[tokio::test]
async fn the_same_form_twice_issues_one_token_and_counts_one() {
    let house = House::open().await;
    let code = house.link("acme", WEEK).await.unwrap();
    let links = house.directory.guide_links();
    let (guest, id) = (house.guest(&code).await.unwrap(), house.new_token());
    links.issue(&guest, id).await.unwrap();
    let again = links.issue(&guest, id).await;
    assert!(matches!(again, Err(Error::Conflict { .. })), "{again:?}");
    assert_eq!(house.guest(&code).await.unwrap().link.tokens_issued, 1);
}

#[tokio::test]
async fn a_holder_reads_for_the_guide_and_may_do_nothing_else() {
    let house = House::open().await;
    let code = house.link("acme", WEEK).await.unwrap();
    let guest = house.guest(&code).await.unwrap();
    let may: Vec<_> = Permission::ALL
        .into_iter()
        .filter(|permission| guest.caller.may(*permission))
        .collect();
    assert_eq!(may, [Permission::ReadAudit, Permission::ReadTokens]);
    let refused = |result: Result<(), Error>| assert!(matches!(result, Err(Error::Forbidden(_))));
    let directory = &house.directory;
    let (users, tokens, everybody) = (directory.users(), directory.tokens(), ListQuery::default());
    refused(users.search(&guest.caller, &everybody).await.map(drop));
    refused(tokens.revoke_named(&guest.caller, "okta").await.map(drop));
    let links = directory.guide_links();
    let another = links.make(&guest.caller, house.new_link(), "okta", WEEK);
    refused(another.await.map(drop));
    assert_eq!(guest.caller.tenant().slug(), "acme");
}

#[tokio::test]
async fn a_link_ends_with_its_time_and_when_it_is_withdrawn() {
    let house = House::open().await;
    let gone = |result: Result<Guest, Error>| assert!(matches!(result, Err(Error::NotFound)));
    let operator = house.operator("acme").await;
    let (short, long) = (
        house.link("acme", TimeDelta::days(1)),
        house.link("acme", WEEK),
    );
    let (short, long) = (short.await.unwrap(), long.await.unwrap());
    let opened = house.guest(&short).await.unwrap();
    house.clock.advance(TimeDelta::days(1));
    gone(house.guest(&short).await);
    // Whoever had the page open is told the same.
    let links = house.directory.guide_links();
    let late = links.issue(&opened, house.new_token()).await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");

    let guest = house.guest(&long).await.unwrap();
    let issued = links.issue(&guest, house.new_token()).await.unwrap();
    let listed = links.list(&operator, "okta").await.unwrap();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert!(links.list(&operator, "entra").await.unwrap().is_empty());
    let other: Caller = house.operator("globex").await;
    let id = listed[0].id.to_string();
    let theirs = links.withdraw(&other, &id).await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
    assert_eq!(links.withdraw(&operator, &id).await.unwrap(), "okta");
    gone(house.guest(&long).await);
    gone(
        house
            .guest(&SecretString::from("nobody-was-given-this"))
            .await,
    );
    let tokens = house.directory.tokens().list(&operator).await.unwrap();
    assert_eq!(tokens[0].state(house.directory.now()), TokenState::Live);
    house.enter(Some("acme"), &issued.secret).await.unwrap();
}

#[tokio::test]
async fn making_and_withdrawing_are_events_without_the_code() {
    let house = House::open().await;
    let code = house.link("acme", WEEK).await.unwrap();
    let operator = house.operator("acme").await;
    let links = house.directory.guide_links();
    let made = house.last_event("acme").await;
    assert_eq!(made.operation, "guide_link.create");
    assert!(!made.changes.to_string().contains(code.expose_secret()));
    let id = links.list(&operator, "okta").await.unwrap()[0].id;
    links.withdraw(&operator, &id.to_string()).await.unwrap();
    assert_eq!(
        house.last_event("acme").await.operation,
        "guide_link.withdraw"
    );
}

#[tokio::test]
async fn a_link_lives_for_thirty_days_at_most_and_there_are_not_endlessly_many() {
    let house = House::open().await;
    for lifetime in [TimeDelta::zero(), TimeDelta::days(31)] {
        let refused = house.link("acme", lifetime).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{lifetime}");
    }
    for _ in 0..50 {
        house.link("acme", WEEK).await.unwrap();
    }
    let refused = house.link("acme", WEEK).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    house.link("globex", WEEK).await.unwrap();
}

#[tokio::test]
async fn in_a_tenant_that_stands_still_a_link_issues_nothing() {
    let house = House::open().await;
    let code = house.link("acme", WEEK).await.unwrap();
    house
        .directory
        .tenants()
        .suspend("acme", None)
        .await
        .unwrap();
    let guest = house.guest(&code).await.unwrap();
    let links = house.directory.guide_links();
    let refused = links.issue(&guest, house.new_token()).await;
    assert!(matches!(refused, Err(Error::Suspended)), "{refused:?}");
}
