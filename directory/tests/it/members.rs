//! Members of the console: who may change whom, what holds at once, and each change an event.

use chrono::TimeDelta;
use directory::members::{Hindrance, Member, Whom};
use directory::saved_views::NewSavedView;
use directory::{Caller, Channel, Error, InvitationId, Request, Role};
use secrecy::SecretString;

use crate::harness::House;

fn password() -> SecretString {
    SecretString::from("quilted lantern over 73 rivers")
}

fn request() -> Request {
    Request::local("request", Channel::Console)
}

/// A member of `acme`, signed in.
async fn member(house: &House, name: &str, role: Role) -> Caller {
    let email = format!("{name}@acme.example");
    let operator = house.operator("acme").await;
    let members = house.directory.members();
    members
        .create(&operator, &email, role, &password())
        .await
        .unwrap();
    enter(house, name).await.unwrap()
}

async fn enter(house: &House, name: &str) -> Result<Caller, Error> {
    let email = format!("{name}@acme.example");
    let sign_in = house.directory.sign_in();
    let account = sign_in.password(&email, &password(), &request()).await?;
    let caller = house.directory.member_caller(account.id, "acme", request());
    Ok(caller.await?.with_proof(house.directory.now()))
}

async fn seen(house: &House, caller: &Caller, name: &str) -> Member {
    let email = format!("{name}@acme.example");
    let members = house.directory.members();
    members.get(caller, Whom::Email(&email)).await.unwrap()
}

/// What is done to a member.
#[derive(Clone, Copy, Debug)]
enum Act {
    Role(Role),
    Disable,
    Enable,
    Remove,
}

async fn act(house: &House, caller: &Caller, name: &str, act: Act) -> Result<(), Error> {
    let (members, email) = (house.directory.members(), format!("{name}@acme.example"));
    let whom = Whom::Email(&email);
    match act {
        Act::Role(role) => members.change_role(caller, whom, role).await,
        Act::Disable => members.disable(caller, whom).await,
        Act::Enable => members.enable(caller, whom).await,
        Act::Remove => members.remove(caller, whom).await,
    }
}

/// The newest event: `operation outcome`, and the paths that changed.
async fn told(house: &House) -> (String, Vec<String>) {
    let event = house.last_event("acme").await;
    let changes = event.changes.as_array().unwrap().iter();
    let paths = changes.map(|change| change["path"].as_str().unwrap().to_owned());
    (
        format!("{} {}", event.operation, event.outcome),
        paths.collect(),
    )
}

#[tokio::test]
async fn admins_manage_admins_and_auditors_and_owners_everybody() {
    const EVERYTHING: [Act; 4] = [
        Act::Role(Role::Auditor),
        Act::Disable,
        Act::Enable,
        Act::Remove,
    ];
    let house = House::open().await;
    let owner = member(&house, "owner", Role::Owner).await;
    member(&house, "other", Role::Owner).await;
    let admin = member(&house, "admin", Role::Admin).await;
    member(&house, "second", Role::Admin).await;
    let auditor = member(&house, "auditor", Role::Auditor).await;
    for (caller, name, needs) in [
        (&auditor, "second", Role::Admin),
        (&auditor, "owner", Role::Owner),
        (&admin, "owner", Role::Owner),
    ] {
        for done in EVERYTHING {
            let refused = act(&house, caller, name, done).await;
            assert!(
                matches!(refused, Err(Error::Forbidden(_))),
                "{name} {done:?}: {refused:?}"
            );
        }
        let shown = seen(&house, caller, name).await;
        let needs = Some(Hindrance::Needs(needs));
        assert_eq!((shown.change, shown.removal), (needs, needs), "{name}");
    }
    // Nobody makes owners but owners, of themselves neither.
    for name in ["admin", "second"] {
        let refused = act(&house, &admin, name, Act::Role(Role::Owner)).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    }
    for (caller, name) in [(&admin, "second"), (&owner, "other")] {
        assert_eq!(seen(&house, caller, name).await.change, None);
        for done in EVERYTHING {
            act(&house, caller, name, done).await.unwrap();
        }
    }
    let left: Vec<_> = house.directory.members().list(&owner).await.unwrap();
    let left: Vec<_> = left.iter().map(|member| &*member.email).collect();
    assert_eq!(
        left,
        [
            "admin@acme.example",
            "auditor@acme.example",
            "owner@acme.example"
        ]
    );
}

#[tokio::test]
async fn the_last_owner_is_neither_demoted_nor_disabled_nor_removed_by_anybody() {
    let house = House::open().await;
    let owner = member(&house, "owner", Role::Owner).await;
    let operator = house.operator("acme").await;
    for caller in [&owner, &operator] {
        for done in [Act::Role(Role::Admin), Act::Disable, Act::Remove] {
            let refused = act(&house, caller, "owner", done).await.unwrap_err();
            assert_eq!(
                refused.detail(),
                "This is the last owner: make somebody else an owner first.",
                "{done:?}"
            );
        }
    }
    let shown = seen(&house, &owner, "owner").await;
    assert_eq!(shown.removal, Some(Hindrance::LastOwner));
    // An owner who is shut out is none that counts.
    member(&house, "other", Role::Owner).await;
    act(&house, &owner, "other", Act::Disable).await.unwrap();
    let refused = act(&house, &owner, "owner", Act::Remove).await;
    assert!(
        matches!(refused, Err(Error::Conflict { .. })),
        "{refused:?}"
    );
    act(&house, &owner, "other", Act::Enable).await.unwrap();
    act(&house, &owner, "owner", Act::Role(Role::Auditor))
        .await
        .unwrap();
    assert_eq!(
        enter(&house, "owner").await.unwrap().role(),
        Some(Role::Auditor)
    );
}

#[tokio::test]
async fn of_two_owners_who_demote_each_other_at_once_one_stays() {
    let house = House::open().await;
    let one = member(&house, "one", Role::Owner).await;
    let two = member(&house, "two", Role::Owner).await;
    let (first, second) = tokio::join!(
        act(&house, &one, "two", Act::Role(Role::Admin)),
        act(&house, &two, "one", Act::Role(Role::Admin)),
    );
    assert_ne!(first.is_ok(), second.is_ok(), "{first:?} {second:?}");
}

#[tokio::test]
async fn everybody_may_leave_and_is_out_at_once() {
    let house = House::open().await;
    member(&house, "owner", Role::Owner).await;
    let auditor = member(&house, "auditor", Role::Auditor).await;
    let shown = seen(&house, &auditor, "auditor").await;
    assert!(shown.is_caller);
    assert_eq!(shown.change, Some(Hindrance::Needs(Role::Admin)));
    assert_eq!(shown.removal, None);
    act(&house, &auditor, "auditor", Act::Remove).await.unwrap();
    assert_eq!(
        told(&house).await,
        (
            "member.remove success".to_owned(),
            vec!["email".to_owned(), "role".to_owned()]
        )
    );
    let gone = enter(&house, "auditor").await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
}

#[tokio::test]
async fn a_change_holds_on_the_next_request_and_is_one_event() {
    let house = House::open().await;
    let owner = member(&house, "owner", Role::Owner).await;
    member(&house, "eve", Role::Auditor).await;
    for (done, outcome, path) in [
        (Act::Role(Role::Admin), "member.role success", Some("role")),
        (Act::Role(Role::Admin), "member.role no_change", None),
        (Act::Disable, "member.disable success", Some("disabled")),
        (Act::Disable, "member.disable no_change", None),
        (Act::Enable, "member.enable success", Some("disabled")),
        (Act::Enable, "member.enable no_change", None),
    ] {
        act(&house, &owner, "eve", done).await.unwrap();
        let changed = path.map(str::to_owned).into_iter().collect();
        assert_eq!(told(&house).await, (outcome.to_owned(), changed));
        let entered = enter(&house, "eve").await;
        match done {
            Act::Disable => assert!(matches!(entered, Err(Error::NotFound)), "{entered:?}"),
            _ => assert_eq!(entered.unwrap().role(), Some(Role::Admin)),
        }
    }
    let nobody = act(&house, &owner, "nobody", Act::Disable).await;
    assert!(matches!(nobody, Err(Error::NotFound)), "{nobody:?}");
}

#[tokio::test]
async fn what_a_removed_member_shared_is_handed_on() {
    let house = House::open().await;
    let owner = member(&house, "owner", Role::Owner).await;
    let admin = member(&house, "admin", Role::Admin).await;
    let views = house.directory.saved_views();
    let view = |name: &str, shared| NewSavedView {
        name: name.to_owned(),
        query: "outcome=error".to_owned(),
        shared,
    };
    views.save(&owner, view("errors", false)).await.unwrap();
    for (name, shared) in [("Errors", true), ("ours", true), ("mine", false)] {
        views.save(&admin, view(name, shared)).await.unwrap();
    }
    act(&house, &owner, "admin", Act::Remove).await.unwrap();
    let detail = house.last_event("acme").await.detail;
    assert_eq!(
        detail.as_deref(),
        Some("shared views that were handed on to owner@acme.example: 2")
    );
    let kept = views.list(&owner).await.unwrap();
    let kept: Vec<_> = kept
        .iter()
        .map(|view| (&*view.name, view.shared, view.can_change))
        .collect();
    assert_eq!(
        kept,
        [
            ("errors", false, true),
            ("Errors 2", true, true),
            ("ours", true, true)
        ]
    );
}

#[tokio::test]
async fn an_invitation_is_listed_until_it_is_accepted_withdrawn_or_over() {
    let house = House::open().await;
    let admin = member(&house, "admin", Role::Admin).await;
    let members = house.directory.members();
    let invite = async |name: &str| {
        let email = format!("{name}@acme.example");
        let invited = members.invite(&admin, None, &email, Role::Auditor).await;
        invited.unwrap()
    };
    let (accepted, withdrawn, over) = (
        invite("accepted").await,
        invite("withdrawn").await,
        invite("over").await,
    );
    let twice = invite("Accepted").await;
    let open = members.invitations(&admin).await.unwrap();
    assert_eq!(open.len(), 4);
    let one = open.iter().find(|open| open.id == over.id).unwrap();
    assert_eq!(one.invited_by.as_deref(), Some("admin@acme.example"));
    assert_eq!(one.expires_at, over.expires_at);

    let invitations = house.directory.invitations();
    let (password, request) = (password(), request());
    let accept = async |code| invitations.accept(code, &password, &request).await;
    accept(&accepted.code).await.unwrap();
    // With the address being a member, its other link is nothing any more.
    let again = accept(&twice.code).await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    let email = members.withdraw(&admin, &withdrawn.id.to_string()).await;
    assert_eq!(email.unwrap(), "withdrawn@acme.example");
    assert_eq!(
        told(&house).await,
        (
            "member.withdraw success".to_owned(),
            vec!["email".to_owned(), "role".to_owned()]
        )
    );
    let gone = accept(&withdrawn.code).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    for id in [withdrawn.id.to_string(), "nonsense".to_owned()] {
        let gone = members.withdraw(&admin, &id).await;
        assert!(matches!(gone, Err(Error::NotFound)), "{id}: {gone:?}");
    }
    assert_eq!(members.invitations(&admin).await.unwrap().len(), 1);
    house.clock.advance(TimeDelta::hours(72));
    assert!(members.invitations(&admin).await.unwrap().is_empty());
    let late = accept(&over.code).await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
}

#[tokio::test]
async fn an_invitation_is_made_once_by_who_may_and_not_for_who_is_there() {
    let house = House::open().await;
    let owner = member(&house, "owner", Role::Owner).await;
    let admin = member(&house, "admin", Role::Admin).await;
    let auditor = member(&house, "auditor", Role::Auditor).await;
    let stranger = house.operator("globex").await;
    let members = house.directory.members();
    let id = InvitationId::parse(&house.directory.request_id());
    let invited = members.invite(&owner, id, "eve@acme.example", Role::Owner);
    let invited = invited.await.unwrap();
    let again = members.invite(&owner, id, "eve@acme.example", Role::Owner);
    let again = again.await.unwrap_err();
    assert!(
        matches!(
            again,
            Error::Conflict {
                attribute: "id",
                ..
            }
        ),
        "{again:?}"
    );
    let listed = members.invitations(&admin).await.unwrap();
    assert_eq!(listed[0].withdrawal, Some(Hindrance::Needs(Role::Owner)));
    let id = invited.id.to_string();
    for caller in [&admin, &auditor] {
        let refused = members.withdraw(caller, &id).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    }
    let foreign = members.withdraw(&stranger, &id).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    for (caller, role) in [(&admin, Role::Owner), (&auditor, Role::Auditor)] {
        let refused = members.invite(caller, None, "x@acme.example", role).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    }
    for email in ["ADMIN@acme.example", "nobody", "a b@acme.example", ""] {
        let refused = members.invite(&admin, None, email, Role::Auditor).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{email}");
    }
}

#[tokio::test]
async fn a_visit_is_noted_once_a_day() {
    let house = House::open().await;
    let owner = member(&house, "owner", Role::Owner).await;
    let first = seen(&house, &owner, "owner").await.last_seen.unwrap();
    enter(&house, "owner").await.unwrap();
    assert_eq!(seen(&house, &owner, "owner").await.last_seen, Some(first));
    house.clock.advance(TimeDelta::days(1));
    enter(&house, "owner").await.unwrap();
    let next = seen(&house, &owner, "owner").await.last_seen.unwrap();
    assert_eq!(next, first + TimeDelta::days(1));
}
