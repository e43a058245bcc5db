//! Sensitive acts want a password that was given not long ago.

use chrono::TimeDelta;
use directory::audit::retention::RetentionChange;
use directory::members::Whom;
use directory::sign_in::Account;
use directory::tenants::{LongestToken, SecondFactor, SettingsChange, Strictness, Way, WaysChange};
use directory::{Caller, Channel, Error, PasswordResetId, Request, Role};
use secrecy::SecretString;

use crate::harness::House;

const PASSWORD: &str = "quilted lantern over 73 rivers";

fn request() -> Request {
    Request::local("request", Channel::Console)
}

/// Somebody of `acme`, who has just given their password.
async fn member(house: &House, name: &str, role: Role) -> (Account, Caller) {
    let email = format!("{name}@acme.example");
    let (operator, password) = (house.operator("acme").await, SecretString::from(PASSWORD));
    let members = house.directory.members();
    members
        .create(&operator, &email, role, &password)
        .await
        .unwrap();
    let sign_in = house.directory.sign_in();
    let account = sign_in
        .password(&email, &password, &request())
        .await
        .unwrap();
    let caller = house.directory.member_caller(account.id, "acme", request());
    (
        account,
        caller.await.unwrap().with_proof(house.directory.now()),
    )
}

/// Everything that is sensitive, one after the other: what each of them was answered.
async fn sensitive(house: &House, owner: &Caller) -> Vec<Result<(), Error>> {
    let (members, other) = (house.directory.members(), Whom::Email("other@acme.example"));
    let id = PasswordResetId::parse(&house.directory.request_id()).unwrap();
    let resets = house.directory.password_resets();
    let retention = RetentionChange {
        event_days: Some(500),
        ..RetentionChange::default()
    };
    let invited = members.invite(owner, None, "new@acme.example", Role::Owner);
    vec![
        invited.await.map(drop),
        members.change_role(owner, other, Role::Admin).await,
        members.change_role(owner, other, Role::Owner).await,
        members.disable(owner, other).await,
        members.enable(owner, other).await,
        resets.for_member(owner, other, id).await.map(drop),
        members.remove(owner, other).await,
        house
            .directory
            .audit()
            .keep_for(owner, retention)
            .await
            .map(drop),
        set(house, owner, |change| {
            change.ways = WaysChange::default().with(Way::RawToken, true);
        })
        .await,
        set(house, owner, |change| {
            change.longest_token = Some(LongestToken::days(365).unwrap());
        })
        .await,
        set(house, owner, |change| {
            change.second_factor = Some(SecondFactor::Required);
        })
        .await,
    ]
}

async fn set(
    house: &House,
    owner: &Caller,
    choose: impl FnOnce(&mut SettingsChange),
) -> Result<(), Error> {
    let mut change = SettingsChange::default();
    choose(&mut change);
    let tenants = house.directory.tenants();
    tenants.set(owner, change).await.map(drop)
}

#[tokio::test]
async fn what_is_sensitive_wants_a_password_of_the_last_ten_minutes() {
    let house = House::open().await;
    let (_, owner) = member(&house, "owner", Role::Owner).await;
    member(&house, "other", Role::Owner).await;
    house.clock.advance(TimeDelta::minutes(10));
    let before = house.log("acme").await;
    for answer in sensitive(&house, &owner).await {
        // What the role of the other one decides was not reached.
        assert!(matches!(answer, Err(Error::ProofNeeded)), "{answer:?}");
    }
    assert_eq!(house.log("acme").await, before);
    let proved = owner.with_proof(house.directory.now());
    for answer in sensitive(&house, &proved).await {
        answer.unwrap();
    }
}

#[tokio::test]
async fn everyday_work_and_the_command_line_want_none() {
    let house = House::open().await;
    let (_, admin) = member(&house, "admin", Role::Admin).await;
    let (_, auditor) = member(&house, "auditor", Role::Auditor).await;
    member(&house, "other", Role::Owner).await;
    member(&house, "spare", Role::Owner).await;
    house.clock.advance(TimeDelta::hours(1));
    let members = house.directory.members();
    let invited = members.invite(&admin, None, "new@acme.example", Role::Admin);
    invited.await.unwrap();
    let whom = Whom::Email("auditor@acme.example");
    members
        .change_role(&admin, whom, Role::Admin)
        .await
        .unwrap();
    members.disable(&admin, whom).await.unwrap();
    members.enable(&admin, whom).await.unwrap();
    members.remove(&auditor, whom).await.unwrap();
    let (_, owner) = member(&house, "owner", Role::Owner).await;
    house.clock.advance(TimeDelta::hours(1));
    let strict = set(&house, &owner, |change| {
        change.tolerance = Some(Strictness::Strict);
    });
    strict.await.unwrap();
    let operator = house.operator("acme").await;
    let other = Whom::Email("other@acme.example");
    members.disable(&operator, other).await.unwrap();
    members.remove(&operator, other).await.unwrap();
}

#[tokio::test]
async fn a_password_that_is_given_again_is_throttled_and_told() {
    let house = House::open().await;
    let (account, _) = member(&house, "owner", Role::Owner).await;
    let proofs = house.directory.proofs();
    let (right, wrong) = (SecretString::from(PASSWORD), SecretString::from("wrong"));
    proofs.password(&account, &right, &request()).await.unwrap();
    for _ in 0..10 {
        let refused = proofs.password(&account, &wrong, &request()).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    for password in [&wrong, &right] {
        let limited = proofs.password(&account, password, &request()).await;
        assert!(matches!(limited, Err(Error::Limited { .. })), "{limited:?}");
    }
    let log = house.log("acme").await;
    let told: Vec<_> = log
        .iter()
        .filter(|event| event.starts_with("login.confirm"))
        .collect();
    assert_eq!(told.len(), 11);
    assert_eq!(told[0], "login.confirm success");
    assert_eq!(told[10], "login.confirm denied");
}
