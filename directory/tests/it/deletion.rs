//! The end of a tenant at the wish of its owners.

use chrono::TimeDelta;
use directory::tenants::deletion::PENDING;
use directory::{Caller, Channel, Error, Request, Role, Scope};
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use crate::harness::House;

const PASSWORD: &str = "quilted lantern over 73 rivers";

fn request() -> Request {
    Request::local("request", Channel::Console)
}

async fn member(house: &House, role: Role) -> Caller {
    let email = format!("{role}@acme.example");
    let (operator, password) = (house.operator("acme").await, SecretString::from(PASSWORD));
    let members = house.directory.members();
    let created = members.create(&operator, &email, role, &password);
    created.await.unwrap();
    again(house, role).await
}

/// The same member on another request.
async fn again(house: &House, role: Role) -> Caller {
    let (email, password) = (format!("{role}@acme.example"), SecretString::from(PASSWORD));
    let sign_in = house.directory.sign_in();
    let account = sign_in
        .password(&email, &password, &request())
        .await
        .unwrap();
    let caller = house.directory.member_caller(account.id, "acme", request());
    caller.await.unwrap().with_proof(house.directory.now())
}

/// Lets the jobs of a server run once, as it does before it stops.
async fn a_round_of_jobs(house: &House) {
    house.directory.delete_due_tenants().await.unwrap();
    let stop = CancellationToken::new();
    stop.cancel();
    house.directory.run_jobs(stop).await;
}

#[tokio::test]
async fn only_an_owner_who_types_the_name_and_gave_their_password_wants_it() {
    let house = House::open().await;
    let tenants = house.directory.tenants();
    for role in [Role::Admin, Role::Auditor] {
        let caller = member(&house, role).await;
        let refused = tenants.schedule_deletion(&caller, "acme").await;
        assert!(
            matches!(refused, Err(Error::Forbidden(_))),
            "{role}: {refused:?}"
        );
        let refused = tenants.cancel_deletion(&caller).await;
        assert!(
            matches!(refused, Err(Error::Forbidden(_))),
            "{role}: {refused:?}"
        );
    }
    let owner = member(&house, Role::Owner).await;
    for typed in ["", "acne", "globex"] {
        let refused = tenants.schedule_deletion(&owner, typed).await;
        assert!(
            matches!(refused, Err(Error::Invalid(_))),
            "{typed}: {refused:?}"
        );
    }
    let old = owner.with_proof(house.directory.now() - TimeDelta::minutes(10));
    let refused = tenants.schedule_deletion(&old, "acme").await;
    assert!(matches!(refused, Err(Error::ProofNeeded)), "{refused:?}");
}

#[tokio::test]
async fn a_tenant_that_is_to_be_deleted_stands_still_until_that_is_taken_back() {
    let house = House::open().await;
    let token = house.token("acme", "okta", Scope::Write).await;
    let other = house.token("globex", "okta", Scope::Write).await;
    let owner = member(&house, Role::Owner).await;
    let tenants = house.directory.tenants();
    let due = tenants.schedule_deletion(&owner, "acme").await.unwrap();
    assert_eq!(due, house.directory.now() + PENDING);
    assert_eq!(
        house.last_event("acme").await.operation,
        "tenant.schedule_deletion"
    );
    let refused = house.enter(Some("acme"), &token).await.map(drop);
    assert!(matches!(refused, Err(Error::ToBeDeleted)), "{refused:?}");
    house.enter(Some("globex"), &other).await.unwrap();
    let owner = again(&house, Role::Owner).await;
    house.directory.members().list(&owner).await.unwrap();
    let invited = house
        .directory
        .members()
        .invite(&owner, None, "new@acme.example", Role::Auditor)
        .await
        .map(drop);
    assert!(matches!(invited, Err(Error::ToBeDeleted)), "{invited:?}");
    let twice = tenants.schedule_deletion(&owner, "acme").await;
    assert!(matches!(twice, Err(Error::ToBeDeleted)), "{twice:?}");
    // A day before the end nothing has happened, and it can be taken back.
    house.clock.advance(PENDING - TimeDelta::days(1));
    a_round_of_jobs(&house).await;
    tenants
        .cancel_deletion(&again(&house, Role::Owner).await)
        .await
        .unwrap();
    house.enter(Some("acme"), &token).await.unwrap();
    house.clock.advance(PENDING);
    a_round_of_jobs(&house).await;
    tenants.show("acme").await.unwrap();
}

#[tokio::test]
async fn after_a_week_it_is_gone_and_its_log_says_who_wanted_it() {
    let house = House::open().await;
    let token = house.token("acme", "okta", Scope::Write).await;
    let owner = member(&house, Role::Owner).await;
    let tenants = house.directory.tenants();
    tenants.schedule_deletion(&owner, "acme").await.unwrap();
    house.clock.advance(PENDING);
    a_round_of_jobs(&house).await;
    let gone = tenants.show("acme").await.map(drop);
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    let refused = house.enter(Some("acme"), &token).await.map(drop);
    assert!(
        matches!(refused, Err(Error::Unauthenticated)),
        "{refused:?}"
    );
    tenants.show("globex").await.unwrap();
    let deleted = tenants.deleted().await.unwrap();
    assert_eq!(deleted.len(), 1);
    assert_eq!(deleted[0].slug, "acme");
}

#[tokio::test]
async fn nothing_is_deleted_under_a_legal_hold() {
    let house = House::open().await;
    let owner = member(&house, Role::Owner).await;
    let (tenants, operator) = (house.directory.tenants(), house.operator("acme").await);
    let hold = |on| directory::audit::retention::RetentionChange {
        legal_hold: Some(on),
        ..Default::default()
    };
    let audit = house.directory.audit();
    audit.keep_for(&operator, hold(true)).await.unwrap();
    let refused = tenants.schedule_deletion(&owner, "acme").await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    audit.keep_for(&operator, hold(false)).await.unwrap();
    tenants.schedule_deletion(&owner, "acme").await.unwrap();
    // It came under hold while it waited.
    audit.keep_for(&operator, hold(true)).await.unwrap();
    house.clock.advance(PENDING);
    a_round_of_jobs(&house).await;
    tenants.show("acme").await.unwrap();
    audit.keep_for(&operator, hold(false)).await.unwrap();
    a_round_of_jobs(&house).await;
    assert!(tenants.show("acme").await.is_err());
}
