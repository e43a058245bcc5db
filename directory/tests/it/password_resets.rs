//! Links to another password: who makes them for whom, and what ends them.

use chrono::TimeDelta;
use directory::members::{Hindrance, Whom};
use directory::password_resets::ResetLink;
use directory::sessions::SessionRecord;
use directory::{Caller, Channel, Error, PasswordResetId, Request, Role};
use secrecy::SecretString;
use serde_json::json;

use crate::harness::House;

const FIRST: &str = "quilted lantern over 73 rivers";
const SECOND: &str = "seven walruses in November";

fn request() -> Request {
    Request::local("request", Channel::Console)
}

/// Makes somebody a member of a tenant.
async fn create(house: &House, slug: &str, email: &str, role: Role) {
    let operator = house.operator(slug).await;
    let members = house.directory.members();
    let password = SecretString::from(FIRST);
    members
        .create(&operator, email, role, &password)
        .await
        .unwrap();
}

async fn enter(house: &House, slug: &str, email: &str, password: &str) -> Result<Caller, Error> {
    let sign_in = house.directory.sign_in();
    let password = SecretString::from(password);
    let account = sign_in.password(email, &password, &request()).await?;
    let caller = house.directory.member_caller(account.id, slug, request());
    Ok(caller.await?.with_proof(house.directory.now()))
}

/// Somebody of `acme`, signed in.
async fn member(house: &House, name: &str, role: Role) -> Caller {
    let email = format!("{name}@acme.example");
    create(house, "acme", &email, role).await;
    enter(house, "acme", &email, FIRST).await.unwrap()
}

async fn make(house: &House, caller: &Caller, email: &str) -> Result<ResetLink, Error> {
    let id = PasswordResetId::parse(&house.directory.request_id()).unwrap();
    let resets = house.directory.password_resets();
    resets.for_member(caller, Whom::Email(email), id).await
}

async fn complete(house: &House, link: &ResetLink) -> Result<(), Error> {
    let resets = house.directory.password_resets();
    let password = SecretString::from(SECOND);
    resets.complete(&link.code, &password, &request()).await
}

#[tokio::test]
async fn a_link_sets_a_password_once_ends_every_session_and_is_an_event_in_each_tenant() {
    let house = House::open().await;
    for slug in ["acme", "globex"] {
        create(&house, slug, "eve@acme.example", Role::Auditor).await;
    }
    let eve = enter(&house, "acme", "eve@acme.example", FIRST)
        .await
        .unwrap();
    let account = directory::AccountId::parse(eve.actor().id.as_deref().unwrap());
    let sessions = house.directory.sessions();
    let session = SessionRecord {
        id_hash: "aa".to_owned(),
        account,
        data: json!({}),
        expires_at: house.directory.now() + TimeDelta::hours(1),
    };
    assert!(sessions.create(session).await.unwrap());

    let resets = house.directory.password_resets();
    let earlier = resets.by_operator("eve@acme.example").await.unwrap();
    let link = resets.by_operator(" EVE@acme.example").await.unwrap();
    assert_eq!(link.email, "eve@acme.example");
    let ended = complete(&house, &earlier).await;
    assert!(matches!(ended, Err(Error::NotFound)), "{ended:?}");
    let weak = SecretString::from("short");
    let refused = resets.complete(&link.code, &weak, &request()).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");

    complete(&house, &link).await.unwrap();
    assert!(sessions.load("aa").await.unwrap().is_none());
    for slug in ["acme", "globex"] {
        enter(&house, slug, "eve@acme.example", SECOND)
            .await
            .unwrap();
        let log = house.log(slug).await;
        let told: Vec<_> = log
            .iter()
            .filter(|event| !event.starts_with("login."))
            .collect();
        assert_eq!(
            told,
            [
                "member.create success",
                "member.reset success",
                "member.reset success",
                "member.password success"
            ],
            "{slug}"
        );
    }
    let old = enter(&house, "acme", "eve@acme.example", FIRST).await;
    assert!(matches!(old, Err(Error::Invalid(_))), "{old:?}");
    let again = complete(&house, &link).await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    let nobody = resets.by_operator("nobody@acme.example").await;
    assert!(matches!(nobody, Err(Error::NotFound)), "{nobody:?}");
}

#[tokio::test]
async fn a_link_ends_after_half_an_hour() {
    let house = House::open().await;
    let owner = member(&house, "owner", Role::Owner).await;
    member(&house, "eve", Role::Auditor).await;
    let link = make(&house, &owner, "eve@acme.example").await.unwrap();
    house.clock.advance(TimeDelta::minutes(30));
    let late = complete(&house, &link).await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
}

#[tokio::test]
async fn owners_make_links_for_all_admins_not_for_owners_and_nobody_for_themselves() {
    let house = House::open().await;
    let owner = member(&house, "owner", Role::Owner).await;
    let other = member(&house, "other", Role::Owner).await;
    let admin = member(&house, "admin", Role::Admin).await;
    let auditor = member(&house, "auditor", Role::Auditor).await;
    let (members, resets) = (house.directory.members(), house.directory.password_resets());
    for (caller, email, expected) in [
        (&owner, "other@acme.example", None),
        (&owner, "admin@acme.example", None),
        (&admin, "auditor@acme.example", None),
        (
            &admin,
            "owner@acme.example",
            Some(Hindrance::Needs(Role::Owner)),
        ),
        (
            &auditor,
            "admin@acme.example",
            Some(Hindrance::Needs(Role::Admin)),
        ),
        (&other, "other@acme.example", Some(Hindrance::Yourself)),
    ] {
        let whom = members.get(caller, Whom::Email(email)).await.unwrap();
        let told = resets.hindrance(caller, &whom).await.unwrap();
        assert_eq!(told, expected, "{email}");
        let made = make(&house, caller, email).await;
        assert_eq!(made.is_ok(), expected.is_none(), "{email}: {made:?}");
    }
    let stranger = house.operator("globex").await;
    let foreign = make(&house, &stranger, "admin@acme.example").await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
}

#[tokio::test]
async fn a_tenant_makes_no_link_that_would_open_another() {
    let house = House::open().await;
    let owner = member(&house, "owner", Role::Owner).await;
    let email = "eve@acme.example";
    create(&house, "acme", email, Role::Auditor).await;
    let link = make(&house, &owner, email).await.unwrap();
    // Being shut out elsewhere is being there.
    create(&house, "globex", email, Role::Admin).await;
    let globex = house.operator("globex").await;
    let members = house.directory.members();
    members.disable(&globex, Whom::Email(email)).await.unwrap();
    let made = make(&house, &owner, email).await.unwrap_err();
    assert!(made.detail().contains("in another tenant too"), "{made:?}");
    // A link that was made before is worth nothing meanwhile.
    let used = complete(&house, &link).await;
    assert!(matches!(used, Err(Error::NotFound)), "{used:?}");
    members.remove(&globex, Whom::Email(email)).await.unwrap();
    complete(&house, &link).await.unwrap();
}

#[tokio::test]
async fn a_link_does_not_open_a_role_that_its_maker_could_not_touch() {
    let house = House::open().await;
    let owner = member(&house, "owner", Role::Owner).await;
    let admin = member(&house, "admin", Role::Admin).await;
    member(&house, "eve", Role::Auditor).await;
    let email = "eve@acme.example";
    let link = make(&house, &admin, email).await.unwrap();
    let members = house.directory.members();
    let promoted = members.change_role(&owner, Whom::Email(email), Role::Owner);
    promoted.await.unwrap();
    let used = complete(&house, &link).await;
    assert!(matches!(used, Err(Error::NotFound)), "{used:?}");
}

#[tokio::test]
async fn a_tenant_makes_no_link_that_would_open_the_server() {
    let house = House::open().await;
    let owner = member(&house, "olga", Role::Owner).await;
    create(&house, "acme", "root@acme.example", Role::Admin).await;
    let before = make(&house, &owner, "root@acme.example").await.unwrap();
    let operators = house.directory.operators();
    operators.appoint("root@acme.example", None).await.unwrap();
    let members = house.directory.members();
    let whom = Whom::Email("root@acme.example");
    let shown = members.get(&owner, whom).await.unwrap();
    let resets = house.directory.password_resets();
    let hindrance = resets.hindrance(&owner, &shown).await.unwrap();
    assert_eq!(hindrance, Some(Hindrance::Operator));
    let refused = make(&house, &owner, "root@acme.example").await;
    assert!(matches!(refused, Err(Error::Conflict { .. })));
    // One that was made before opens nothing any more.
    let refused = complete(&house, &before).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    let by_operator = resets.by_operator("root@acme.example").await.unwrap();
    complete(&house, &by_operator).await.unwrap();
}

#[tokio::test]
async fn an_operator_has_the_password_that_was_given_and_nobody_elses() {
    let house = House::open().await;
    create(&house, "acme", "boss@rollcall.example", Role::Auditor).await;
    let operators = house.directory.operators();
    let password = SecretString::from(SECOND);
    operators
        .appoint("boss@rollcall.example", Some(&password))
        .await
        .unwrap();
    let squatter = enter(&house, "acme", "boss@rollcall.example", FIRST).await;
    assert!(matches!(squatter, Err(Error::Invalid(_))));
    enter(&house, "acme", "boss@rollcall.example", SECOND)
        .await
        .unwrap();
    let log = house.log("acme").await;
    let told = |event: &String| event == "member.password success";
    assert_eq!(log.iter().filter(|event| told(event)).count(), 1, "{log:?}");
}
