//! Who is let in, and who is not.

use chrono::TimeDelta;
use directory::invitations::SetupForm;
use directory::members::Whom;
use directory::saved_views::NewSavedView;
use directory::tokens::{Expiry, NewToken};
use directory::{Error, Role, Scope, Selection};
use secrecy::SecretString;
use serde_json::json;

use crate::harness::{House, request};

const PASSWORD: &str = "four unrelated words";

#[tokio::test]
async fn a_token_opens_its_own_tenant_only() {
    let house = House::open().await;
    let secret = house.token("acme", "okta", Scope::Write).await;
    assert!(house.enter(Some("acme"), &secret).await.is_ok());
    assert_eq!(
        house.enter(None, &secret).await.unwrap().tenant().slug(),
        "acme"
    );
    for slug in ["globex", "nowhere", ""] {
        let refused = house.enter(Some(slug), &secret).await;
        assert!(matches!(refused, Err(Error::Unauthenticated)), "{slug}");
    }
}

#[tokio::test]
async fn a_revoked_token_is_refused_on_the_very_next_request() {
    let house = House::open().await;
    let secret = house.token("acme", "okta", Scope::Write).await;
    house.enter(Some("acme"), &secret).await.unwrap();
    let operator = house.operator("acme").await;
    assert_eq!(
        house
            .directory
            .tokens()
            .revoke_named(&operator, "okta")
            .await
            .unwrap(),
        1
    );
    assert!(matches!(
        house.enter(Some("acme"), &secret).await,
        Err(Error::Unauthenticated)
    ));
}

#[tokio::test]
async fn an_expired_token_is_refused_and_the_log_names_the_day() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let new = NewToken {
        id: None,
        name: "short".to_owned(),
        scope: Scope::Read,
        only: None,
        expires: Expiry::After(std::time::Duration::from_secs(2)),
        allow: Vec::new(),
        idp: None,
    };
    let secret = house
        .directory
        .tokens()
        .issue(&operator, new)
        .await
        .unwrap()
        .secret;
    house.enter(Some("acme"), &secret).await.unwrap();
    house.clock.advance(TimeDelta::seconds(2));
    assert!(matches!(
        house.enter(Some("acme"), &secret).await,
        Err(Error::Unauthenticated)
    ));
    let event = house.last_event("acme").await;
    assert_eq!(event.outcome, "denied");
    assert!(event.detail.unwrap().starts_with("the token expired on 20"));
}

#[tokio::test]
async fn a_token_is_refused_outside_its_networks() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let new = NewToken {
        id: None,
        name: "narrow".to_owned(),
        scope: Scope::Read,
        only: None,
        expires: Expiry::Never,
        allow: vec!["198.51.100.0/24".parse().unwrap()],
        idp: None,
    };
    let secret = house
        .directory
        .tokens()
        .issue(&operator, new)
        .await
        .unwrap()
        .secret;
    assert!(matches!(
        house.enter(Some("acme"), &secret).await,
        Err(Error::AddressRefused)
    ));
}

#[tokio::test]
async fn a_read_token_cannot_write() {
    let house = House::open().await;
    let secret = house.token("acme", "reports", Scope::Read).await;
    let reader = house.enter(Some("acme"), &secret).await.unwrap();
    let body = json!({"userName": "ada"});
    let refused = house
        .directory
        .users()
        .create(&reader, body, &Selection::default())
        .await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}

#[tokio::test]
async fn one_name_has_one_live_token() {
    let house = House::open().await;
    house.token("acme", "okta", Scope::Write).await;
    let operator = house.operator("acme").await;
    let again = NewToken {
        id: None,
        name: "okta".to_owned(),
        scope: Scope::Write,
        only: None,
        expires: Expiry::Never,
        allow: Vec::new(),
        idp: None,
    };
    let refused = house.directory.tokens().issue(&operator, again).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn refusals_of_one_address_within_a_minute_are_counted_not_multiplied() {
    let house = House::open().await;
    for _ in 0..50 {
        let refused = house
            .directory
            .authenticate_scim(Some("acme"), Some("Bearer x"), request())
            .await;
        assert!(matches!(refused, Err(Error::Unauthenticated)));
    }
    assert_eq!(house.log("acme").await, ["access.denied denied"]);
}

#[tokio::test]
async fn the_setup_link_makes_one_owner_and_then_nothing() {
    let house = House::open().await;
    let setup = house.directory.setup();
    let code = setup.issue_code().await.unwrap();
    let form = |slug: &str| SetupForm {
        organisation: "Initech".to_owned(),
        slug: slug.to_owned(),
        email: "owner@initech.example".to_owned(),
        password: SecretString::from(PASSWORD),
    };
    let request = request();
    let (one, other) = tokio::join!(
        setup.complete(&code, form("initech"), &request),
        setup.complete(&code, form("initrode"), &request)
    );
    assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1);
    assert!(!setup.needed().await.unwrap());
    let again = setup.complete(&code, form("third"), &request).await;
    assert!(matches!(again, Err(Error::NotFound)));
}

#[tokio::test]
async fn signing_in_takes_the_right_password_and_membership() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let password = SecretString::from(PASSWORD);
    let members = house.directory.members();
    members
        .create(&operator, "ada@acme.com", Role::Owner, &password)
        .await
        .unwrap();
    let sign_in = house.directory.sign_in();
    let wrong = SecretString::from("something else here");
    for (email, password) in [("ada@acme.com", &wrong), ("nobody@acme.com", &password)] {
        let refused = sign_in.password(email, password, &request()).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{email}");
    }
    let account = sign_in
        .password(" ADA@acme.com", &password, &request())
        .await
        .unwrap();
    let caller = house
        .directory
        .member_caller(account.id, "acme", request())
        .await
        .unwrap();
    assert_eq!(caller.role(), Some(Role::Owner));
    let elsewhere = house
        .directory
        .member_caller(account.id, "globex", request())
        .await;
    assert!(matches!(elsewhere, Err(Error::NotFound)));
}

#[tokio::test]
async fn the_eleventh_sign_in_within_a_minute_waits() {
    let house = House::open().await;
    let password = SecretString::from("wrong password!");
    let sign_in = house.directory.sign_in();
    for _ in 0..10 {
        let refused = sign_in
            .password("ada@acme.com", &password, &request())
            .await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
    }
    let limited = sign_in
        .password("ada@acme.com", &password, &request())
        .await;
    assert!(matches!(limited, Err(Error::Limited { .. })));
}

#[tokio::test]
async fn a_disabled_member_is_out_and_the_last_owner_stays() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let password = SecretString::from(PASSWORD);
    let members = house.directory.members();
    members
        .create(&operator, "ada@acme.com", Role::Owner, &password)
        .await
        .unwrap();
    members
        .create(&operator, "eve@acme.com", Role::Admin, &password)
        .await
        .unwrap();
    let last = members
        .disable(&operator, Whom::Email("ada@acme.com"))
        .await;
    assert!(matches!(last, Err(Error::Conflict { .. })));
    let sign_in = house.directory.sign_in();
    let eve = sign_in
        .password("eve@acme.com", &password, &request())
        .await
        .unwrap();
    members
        .disable(&operator, Whom::Email("eve@acme.com"))
        .await
        .unwrap();
    let out = house
        .directory
        .member_caller(eve.id, "acme", request())
        .await;
    assert!(matches!(out, Err(Error::NotFound)));
}

#[tokio::test]
async fn an_invitation_makes_one_member_once() {
    let house = House::open().await;
    let operator = house.operator("acme").await;
    let code = house
        .directory
        .members()
        .invite(&operator, None, "eve@acme.com", Role::Auditor)
        .await;
    let code = code.unwrap().code;
    let invitations = house.directory.invitations();
    let password = SecretString::from(PASSWORD);
    let (account, slug) = invitations
        .accept(&code, &password, &request())
        .await
        .unwrap();
    assert_eq!(slug, "acme");
    let caller = house
        .directory
        .member_caller(account, "acme", request())
        .await
        .unwrap();
    assert_eq!(caller.role(), Some(Role::Auditor));
    let again = invitations.accept(&code, &password, &request()).await;
    assert!(matches!(again, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_suspended_tenant_refuses_its_tokens_and_its_members_read_on() {
    let house = House::open().await;
    let secret = house.token("acme", "okta", Scope::Write).await;
    let operator = house.operator("acme").await;
    let password = SecretString::from(PASSWORD);
    let members = house.directory.members();
    members
        .create(&operator, "ada@acme.com", Role::Owner, &password)
        .await
        .unwrap();
    let tenants = house.directory.tenants();
    tenants
        .suspend("acme", Some("unpaid since May"))
        .await
        .unwrap();
    let said = house.last_event("acme").await;
    assert_eq!(
        (said.operation.as_str(), said.detail.as_deref()),
        ("tenant.suspend", Some("unpaid since May"))
    );
    for slug in [Some("acme"), None] {
        let refused = house.enter(slug, &secret).await;
        assert!(matches!(refused, Err(Error::Suspended)), "{slug:?}");
    }
    let wrong = SecretString::from("nonsense");
    let refused = house.enter(Some("acme"), &wrong).await;
    assert!(matches!(refused, Err(Error::Unauthenticated)));

    let sign_in = house.directory.sign_in();
    let ada = sign_in
        .password("ada@acme.com", &password, &request())
        .await
        .unwrap();
    let ada = house
        .directory
        .member_caller(ada.id, "acme", request())
        .await
        .unwrap();
    house.directory.tokens().list(&ada).await.unwrap();
    let refused = house.directory.tokens().revoke_named(&ada, "okta").await;
    assert!(matches!(refused, Err(Error::Suspended)));
    // What no permission guards is not changed either.
    let left = members.remove(&ada, Whom::Email("ada@acme.com")).await;
    assert!(matches!(left, Err(Error::Suspended)));
    let views = house.directory.saved_views();
    let view = NewSavedView {
        name: "mine".to_owned(),
        query: "op=user".to_owned(),
        shared: false,
    };
    let mine = views.save(&ada, view).await;
    assert!(matches!(mine, Err(Error::Suspended)));
    let globex = house.token("globex", "okta", Scope::Write).await;
    house.enter(Some("globex"), &globex).await.unwrap();

    tenants.suspend("acme", None).await.unwrap();
    assert_eq!(house.last_event("acme").await.outcome, "no_change");
    tenants.resume("acme", None).await.unwrap();
    house.enter(Some("acme"), &secret).await.unwrap();
}
