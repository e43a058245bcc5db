//! Codes of an authenticator app, recovery codes, and tenants that demand them.

use chrono::{TimeDelta, Utc};
use directory::members::Whom;
use directory::second_factor::Given;
use directory::sign_in::Account;
use directory::tenants::{SecondFactor, SettingsChange};
use directory::{Caller, Channel, Error, Request, Role};
use secrecy::{ExposeSecret, SecretString};
use totp_rs::{Builder, Secret};

use crate::harness::House;

const PASSWORD: &str = "quilted lantern over 73 rivers";

fn request() -> Request {
    Request::local("request", Channel::Console)
}

/// Somebody with a role in some tenants, and a password.
async fn person(house: &House, name: &str, role: Role, tenants: &[&str]) -> Account {
    let email = format!("{name}@acme.example");
    let password = SecretString::from(PASSWORD);
    for slug in tenants {
        let (operator, members) = (house.operator(slug).await, house.directory.members());
        let created = members.create(&operator, &email, role, &password);
        created.await.unwrap();
    }
    sign_in(house, &email).await
}

async fn sign_in(house: &House, email: &str) -> Account {
    let (sign_in, password) = (house.directory.sign_in(), SecretString::from(PASSWORD));
    sign_in
        .password(email, &password, &request())
        .await
        .unwrap()
}

async fn caller(house: &House, account: &Account) -> Result<Caller, Error> {
    let caller = house.directory.member_caller(account.id, "acme", request());
    Ok(caller.await?.with_proof(house.directory.now()))
}

/// What the app of somebody with this key shows at an instant.
fn code(key: &SecretString, at: chrono::DateTime<Utc>) -> Given {
    let secret = Secret::try_from_base32(key.expose_secret()).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    Given::Code(
        totp.generate(at.timestamp().try_into().unwrap())
            .to_string(),
    )
}

fn digits(given: &Given) -> &str {
    match given {
        Given::Code(digits) => digits,
        Given::Recovery(_) => panic!("no code"),
    }
}

/// Sets a second factor up: the key of the app, and the recovery codes.
async fn set_up(house: &House, account: &Account) -> (SecretString, Vec<SecretString>) {
    let (factors, now) = (house.directory.second_factors(), house.directory.now());
    let begun = factors.begin(account, now).await.unwrap();
    let first = code(&begun.key, now);
    let (first, request) = (digits(&first), request());
    let confirmed = factors.confirm(account, first, "this", now, &request);
    let codes = confirmed.await.unwrap();
    // The code of this step is used up.
    house.clock.advance(TimeDelta::seconds(30));
    (begun.key, codes)
}

async fn enter(house: &House, account: &Account, given: &Given) -> Result<(), Error> {
    let sign_in = house.directory.sign_in();
    sign_in.second_factor(account, given, &request()).await
}

fn recovery(code: &SecretString) -> Given {
    Given::of("", code.expose_secret()).unwrap()
}

fn field(refused: &Result<(), Error>) -> &'static str {
    match refused {
        Err(Error::Invalid(fields)) => fields[0].field,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nothing_is_asked_for_until_a_code_shows_that_the_app_has_the_secret() {
    let house = House::open().await;
    let ada = person(&house, "ada", Role::Owner, &["acme"]).await;
    assert!(!ada.second_factor);
    let (factors, now) = (house.directory.second_factors(), house.directory.now());
    let first = factors.begin(&ada, now).await.unwrap();
    let second = factors.begin(&ada, now).await.unwrap();
    assert!(!sign_in(&house, &ada.email).await.second_factor);
    // The first secret was replaced.
    let stale = code(&first.key, now);
    let refused = factors
        .confirm(&ada, digits(&stale), "this", now, &request())
        .await;
    assert_eq!(field(&refused.map(drop)), "code");
    let right = code(&second.key, now);
    let codes = factors
        .confirm(&ada, digits(&right), "this", now, &request())
        .await
        .unwrap();
    assert_eq!(codes.len(), 10);
    assert!(sign_in(&house, &ada.email).await.second_factor);
    assert!(matches!(
        factors.begin(&ada, now).await,
        Err(Error::Conflict { .. })
    ));
}

#[tokio::test]
async fn each_code_works_once_and_none_before_it_any_more() {
    let house = House::open().await;
    let ada = person(&house, "ada", Role::Owner, &["acme"]).await;
    let (key, codes) = set_up(&house, &ada).await;
    let now = house.directory.now();
    let (before, present) = (code(&key, now - TimeDelta::seconds(30)), code(&key, now));
    assert_eq!(
        field(&enter(&house, &ada, &before).await),
        "code",
        "it confirmed"
    );
    enter(&house, &ada, &present).await.unwrap();
    assert_eq!(field(&enter(&house, &ada, &present).await), "code", "twice");
    enter(&house, &ada, &recovery(&codes[3])).await.unwrap();
    assert_eq!(
        field(&enter(&house, &ada, &recovery(&codes[3])).await),
        "recovery"
    );
    let state = house
        .directory
        .second_factors()
        .state(ada.id)
        .await
        .unwrap();
    assert_eq!(state.codes_left, 9);
}

#[tokio::test]
async fn of_many_that_use_the_same_code_at_once_one_gets_in() {
    let house = House::open().await;
    let ada = person(&house, "ada", Role::Owner, &["acme"]).await;
    let (key, _) = set_up(&house, &ada).await;
    let present = code(&key, house.directory.now());
    let tries = (0..5).map(|_| enter(&house, &ada, &present));
    let outcomes = futures::future::join_all(tries).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
}

#[tokio::test]
async fn guessing_ends_after_five_attempts_from_anywhere_and_not_for_ever() {
    let house = House::open().await;
    let ada = person(&house, "ada", Role::Owner, &["acme"]).await;
    let (key, _) = set_up(&house, &ada).await;
    let wrong = Given::Code("00000x".to_owned());
    for n in 0..5u8 {
        let elsewhere = Request {
            ip: Some([198, 51, 100, n].into()),
            ..request()
        };
        let sign_in = house.directory.sign_in();
        let refused = sign_in.second_factor(&ada, &wrong, &elsewhere).await;
        assert_eq!(field(&refused), "code");
    }
    let right = code(&key, house.directory.now());
    let limited = enter(&house, &ada, &right).await;
    assert!(matches!(limited, Err(Error::Limited { .. })), "{limited:?}");
    house.clock.advance(TimeDelta::minutes(15));
    let right = code(&key, house.directory.now());
    enter(&house, &ada, &right).await.unwrap();
}

#[tokio::test]
async fn a_code_of_one_person_is_nothing_for_another() {
    let house = House::open().await;
    let ada = person(&house, "ada", Role::Owner, &["acme"]).await;
    let eve = person(&house, "eve", Role::Owner, &["acme"]).await;
    let (key, codes) = set_up(&house, &ada).await;
    set_up(&house, &eve).await;
    let adas = code(&key, house.directory.now());
    assert_eq!(field(&enter(&house, &eve, &adas).await), "code");
    assert_eq!(
        field(&enter(&house, &eve, &recovery(&codes[0])).await),
        "recovery"
    );
    enter(&house, &ada, &recovery(&codes[0])).await.unwrap();
}

#[tokio::test]
async fn a_tenant_that_demands_one_lets_nobody_in_without_and_nobody_turn_theirs_off() {
    let house = House::open().await;
    let ada = person(&house, "ada", Role::Owner, &["acme", "globex"]).await;
    let eve = person(&house, "eve", Role::Auditor, &["acme"]).await;
    let (key, _) = set_up(&house, &ada).await;
    let owner = caller(&house, &ada).await.unwrap();
    let change = SettingsChange {
        second_factor: Some(SecondFactor::Required),
        ..SettingsChange::default()
    };
    house.directory.tenants().set(&owner, change).await.unwrap();
    caller(&house, &ada).await.unwrap();
    let refused = caller(&house, &eve).await.map(drop);
    assert!(
        matches!(refused, Err(Error::SecondFactorNeeded)),
        "{refused:?}"
    );
    let (factors, now) = (house.directory.second_factors(), house.directory.now());
    assert_eq!(
        factors.demanded_by(ada.id).await.unwrap().as_deref(),
        Some("Acme")
    );
    let present = code(&key, now);
    let kept = factors.remove(&ada, &present, now, &request()).await;
    assert!(matches!(kept, Err(Error::Conflict { .. })), "{kept:?}");
    set_up(&house, &eve).await;
    caller(&house, &eve).await.unwrap();
}

#[tokio::test]
async fn new_recovery_codes_end_the_old_ones_and_turning_off_ends_all() {
    let house = House::open().await;
    let ada = person(&house, "ada", Role::Owner, &["acme"]).await;
    let (key, old) = set_up(&house, &ada).await;
    let (factors, now) = (house.directory.second_factors(), house.directory.now());
    let (present, request) = (code(&key, now), request());
    let renewed = factors.renew_codes(&ada, &present, now, &request);
    let new = renewed.await.unwrap();
    assert_eq!(
        field(&enter(&house, &ada, &recovery(&old[0])).await),
        "recovery"
    );
    enter(&house, &ada, &recovery(&new[0])).await.unwrap();
    let second = recovery(&new[1]);
    factors.remove(&ada, &second, now, &request).await.unwrap();
    assert!(!sign_in(&house, &ada.email).await.second_factor);
    assert_eq!(factors.state(ada.id).await.unwrap().codes_left, 0);
    let gone = enter(&house, &ada, &recovery(&new[2])).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
}

#[tokio::test]
async fn every_change_wants_a_password_of_the_last_ten_minutes() {
    let house = House::open().await;
    let ada = person(&house, "ada", Role::Owner, &["acme"]).await;
    let (key, _) = set_up(&house, &ada).await;
    let (factors, now) = (house.directory.second_factors(), house.directory.now());
    let (old, present) = (now - TimeDelta::minutes(10), code(&key, now));
    let answers = [
        factors.begin(&ada, old).await.map(drop),
        factors.begun(&ada, old).await.map(drop),
        factors
            .confirm(&ada, digits(&present), "this", old, &request())
            .await
            .map(drop),
        factors
            .renew_codes(&ada, &present, old, &request())
            .await
            .map(drop),
        factors.remove(&ada, &present, old, &request()).await,
    ];
    for answer in answers {
        assert!(matches!(answer, Err(Error::ProofNeeded)), "{answer:?}");
    }
    // Nothing was used up.
    enter(&house, &ada, &present).await.unwrap();
}

#[tokio::test]
async fn who_may_make_a_password_link_may_take_a_second_factor_away() {
    let house = House::open().await;
    let ada = person(&house, "ada", Role::Owner, &["acme"]).await;
    let bob = person(&house, "bob", Role::Admin, &["acme"]).await;
    let eve = person(&house, "eve", Role::Auditor, &["acme"]).await;
    let far = person(&house, "far", Role::Auditor, &["acme", "globex"]).await;
    for account in [&ada, &eve, &far] {
        set_up(&house, account).await;
    }
    let factors = house.directory.second_factors();
    let (owner, admin) = (
        caller(&house, &ada).await.unwrap(),
        caller(&house, &bob).await.unwrap(),
    );
    let auditor = caller(&house, &eve).await.unwrap();
    let take = async |who: &Caller, whom: &Account| {
        let taken = factors
            .remove_of_member(who, Whom::Email(&whom.email))
            .await;
        taken.map_err(|error| error.status()).err()
    };
    assert_eq!(take(&auditor, &far).await, Some(403));
    assert_eq!(take(&admin, &ada).await, Some(403), "an owner's");
    assert_eq!(take(&owner, &ada).await, Some(409), "one's own");
    assert_eq!(take(&owner, &far).await, Some(409), "in another tenant too");
    assert_eq!(take(&owner, &bob).await, Some(404), "there is none");
    assert_eq!(take(&admin, &eve).await, None);
    assert!(!sign_in(&house, &eve.email).await.second_factor);
    factors.remove_by_operator(&far.email).await.unwrap();
    assert!(!sign_in(&house, &far.email).await.second_factor);
}
