//! Saved views: who sees which, who changes which, how many there can be, and each change an event.

use chrono::TimeDelta;
use directory::saved_views::{MOST_OF_ONE, MOST_SHARED, NewSavedView};
use directory::{Caller, Channel, Error, Request, Role};
use secrecy::SecretString;

use crate::harness::House;

/// A member of a tenant, signed in.
async fn member(house: &House, slug: &str, name: &str, role: Role) -> Caller {
    let email = format!("{name}@{slug}.example");
    let password = SecretString::from("quilted lantern over 73 rivers");
    let operator = house.operator(slug).await;
    let members = house.directory.members();
    members
        .create(&operator, &email, role, &password)
        .await
        .unwrap();
    let request = Request::local("request", Channel::Console);
    let sign_in = house.directory.sign_in();
    let account = sign_in.password(&email, &password, &request).await.unwrap();
    let caller = house.directory.member_caller(account.id, slug, request);
    caller.await.unwrap()
}

async fn save(house: &House, caller: &Caller, name: &str, shared: bool) -> Result<String, Error> {
    let wanted = NewSavedView {
        name: name.to_owned(),
        query: "range=7d&outcome=error".to_owned(),
        shared,
    };
    let saved = house.directory.saved_views().save(caller, wanted).await;
    saved.map(|id| id.to_string())
}

/// The views that somebody sees: `name`, with whose it is where it is not their own.
async fn seen(house: &House, caller: &Caller) -> Vec<String> {
    let views = house.directory.saved_views().list(caller).await.unwrap();
    let told = |view: directory::saved_views::SavedView| match view.owner {
        Some(owner) => format!("{} of {owner}", view.name),
        None => view.name,
    };
    views.into_iter().map(told).collect()
}

#[tokio::test]
async fn a_private_view_is_its_owners_and_a_shared_one_is_everybodys() {
    let house = House::open().await;
    let admin = member(&house, "acme", "admin", Role::Admin).await;
    let auditor = member(&house, "acme", "auditor", Role::Auditor).await;
    let stranger = member(&house, "globex", "owner", Role::Owner).await;
    let private = save(&house, &admin, "private", false).await.unwrap();
    let shared = save(&house, &admin, "ours", true).await.unwrap();
    save(&house, &auditor, "Mine", false).await.unwrap();
    save(&house, &auditor, "also mine", false).await.unwrap();

    assert_eq!(seen(&house, &admin).await, ["ours", "private"]);
    assert_eq!(
        seen(&house, &auditor).await,
        ["also mine", "Mine", "ours of admin@acme.example"]
    );
    assert!(seen(&house, &stranger).await.is_empty());
    let views = house.directory.saved_views();
    for (caller, id) in [
        (&auditor, private.as_str()),
        (&stranger, &shared),
        (&admin, "018f0000-0000-7000-8000-000000000000"),
        (&admin, "nonsense"),
    ] {
        let refusals = [
            views.get(caller, id).await.err(),
            views.change(caller, id, "x".to_owned(), false).await.err(),
            views.delete(caller, id).await.err(),
            views.restore(caller, id).await.err(),
        ];
        for refusal in refusals {
            assert!(
                matches!(refusal, Some(Error::NotFound)),
                "{id}: {refusal:?}"
            );
        }
    }
    let operator = house.operator("acme").await;
    let refused = views.list(&operator).await.unwrap_err();
    assert!(matches!(refused, Error::NotFound), "{refused:?}");
}

#[tokio::test]
async fn sharing_is_for_admins_and_what_others_share_is_for_owners_to_change() {
    let house = House::open().await;
    let owner = member(&house, "acme", "owner", Role::Owner).await;
    let admin = member(&house, "acme", "admin", Role::Admin).await;
    let other = member(&house, "acme", "other", Role::Admin).await;
    let auditor = member(&house, "acme", "auditor", Role::Auditor).await;
    let views = house.directory.saved_views();
    let forbidden = |outcome: Result<(), Error>| {
        let error = outcome.unwrap_err();
        assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
    };

    forbidden(save(&house, &auditor, "errors", true).await.map(drop));
    let own = save(&house, &auditor, "errors", false).await.unwrap();
    forbidden(
        views
            .change(&auditor, &own, "errors".to_owned(), true)
            .await,
    );
    views
        .change(&auditor, &own, "refusals".to_owned(), false)
        .await
        .unwrap();

    let shared = save(&house, &admin, "ours", true).await.unwrap();
    for caller in [&other, &auditor] {
        assert!(!views.get(caller, &shared).await.unwrap().can_change);
        forbidden(views.change(caller, &shared, "x".to_owned(), true).await);
        forbidden(views.delete(caller, &shared).await.map(drop));
    }
    assert!(views.get(&owner, &shared).await.unwrap().can_change);
    views
        .change(&owner, &shared, "theirs".to_owned(), true)
        .await
        .unwrap();
    views.delete(&owner, &shared).await.unwrap();
    forbidden(views.restore(&other, &shared).await.map(drop));
    assert_eq!(views.restore(&owner, &shared).await.unwrap(), "theirs");
    assert_eq!(seen(&house, &admin).await, ["theirs"]);
    // What is private again is nobody else's any more.
    views
        .change(&owner, &shared, "theirs".to_owned(), false)
        .await
        .unwrap();
    let gone = views.get(&owner, &shared).await.unwrap_err();
    assert!(matches!(gone, Error::NotFound), "{gone:?}");
    assert_eq!(seen(&house, &admin).await, ["theirs"]);
}

#[tokio::test]
async fn every_change_of_a_view_is_an_event() {
    let house = House::open().await;
    let admin = member(&house, "acme", "admin", Role::Admin).await;
    let views = house.directory.saved_views();
    let id = save(&house, &admin, "errors", false).await.unwrap();
    for (name, shared) in [("refusals", false), ("refusals", true), ("refusals", true)] {
        views
            .change(&admin, &id, name.to_owned(), shared)
            .await
            .unwrap();
    }
    let last = house.last_event("acme").await;
    assert_eq!(last.resource_type.as_deref(), Some("View"));
    assert_eq!(last.resource_label.as_deref(), Some("refusals"));
    assert_eq!(last.resource_id.as_deref(), Some(id.as_str()));
    views.delete(&admin, &id).await.unwrap();
    views.restore(&admin, &id).await.unwrap();
    let log = house.log("acme").await;
    let told: Vec<_> = log
        .iter()
        .filter(|event| event.starts_with("view."))
        .collect();
    assert_eq!(
        told,
        [
            "view.create success",
            "view.update success",
            "view.update success",
            "view.update no_change",
            "view.delete success",
            "view.restore success",
        ]
    );
}

#[tokio::test]
async fn names_are_checked_and_unique_in_any_case() {
    let house = House::open().await;
    let admin = member(&house, "acme", "admin", Role::Admin).await;
    let auditor = member(&house, "acme", "auditor", Role::Auditor).await;
    save(&house, &admin, &"ä".repeat(60), false).await.unwrap();
    for name in ["", " x", "a\nb", "a\0b", &"ä".repeat(61)] {
        let refused = save(&house, &admin, name, false).await.unwrap_err();
        let Error::Invalid(fields) = &refused else {
            panic!("{name:?}: {refused:?}");
        };
        assert_eq!(fields[0].field, "name");
    }
    save(&house, &admin, "Errors", false).await.unwrap();
    let other = save(&house, &admin, "other", false).await.unwrap();
    let views = house.directory.saved_views();
    let outcomes = [
        save(&house, &admin, "ERRORS", true).await.map(drop),
        views
            .change(&admin, &other, "errors".to_owned(), false)
            .await,
    ];
    for outcome in outcomes {
        let taken = outcome.unwrap_err();
        assert!(
            matches!(
                taken,
                Error::Conflict {
                    attribute: "name",
                    ..
                }
            ),
            "{taken:?}"
        );
    }
    save(&house, &auditor, "errors", false).await.unwrap();
    let odd = NewSavedView {
        name: "odd".to_owned(),
        query: "q=a b".to_owned(),
        shared: false,
    };
    let odd = views.save(&admin, odd).await.unwrap_err();
    assert!(matches!(odd, Error::Invalid(_)), "{odd:?}");
}

#[tokio::test]
async fn there_is_room_for_so_many_views_of_one_and_so_many_shared_ones() {
    let house = House::open().await;
    let views = house.directory.saved_views();
    let mut admins = Vec::new();
    for n in 0..3 {
        admins.push(member(&house, "acme", &format!("admin{n}"), Role::Admin).await);
    }
    let mut last = String::new();
    for admin in &admins[..2] {
        for n in 0..MOST_OF_ONE {
            last = save(&house, admin, &format!("view {n}"), true)
                .await
                .unwrap();
        }
    }
    assert_eq!(2 * MOST_OF_ONE, MOST_SHARED);
    let full = |outcome: Result<String, Error>, field: &str| {
        let error = outcome.unwrap_err();
        let Error::Conflict { attribute, .. } = error else {
            panic!("{error:?}");
        };
        assert_eq!(attribute, field);
    };
    full(save(&house, &admins[0], "one more", false).await, "name");
    full(save(&house, &admins[2], "one more", true).await, "shared");
    let private = save(&house, &admins[2], "one more", false).await.unwrap();
    let shared = views.change(&admins[2], &private, "one more".to_owned(), true);
    full(shared.await.map(|()| String::new()), "shared");
    // A place that was left can be taken, and then there is no way back.
    views.delete(&admins[1], &last).await.unwrap();
    save(&house, &admins[2], "another", true).await.unwrap();
    full(views.restore(&admins[1], &last).await, "shared");
}

#[tokio::test]
async fn a_deleted_view_comes_back_within_ten_minutes() {
    let house = House::open().await;
    let admin = member(&house, "acme", "admin", Role::Admin).await;
    let views = house.directory.saved_views();
    let id = save(&house, &admin, "errors", false).await.unwrap();
    assert_eq!(views.delete(&admin, &id).await.unwrap(), "errors");
    assert!(seen(&house, &admin).await.is_empty());
    let auditor = member(&house, "acme", "auditor", Role::Auditor).await;
    assert_eq!(views.deleted(&admin, &id).await.unwrap().name, "errors");
    assert!(views.deleted(&auditor, &id).await.is_err());
    house.clock.advance(TimeDelta::minutes(10));
    assert_eq!(views.restore(&admin, &id).await.unwrap(), "errors");
    views.delete(&admin, &id).await.unwrap();
    let other = save(&house, &admin, "Errors", false).await.unwrap();
    let taken = views.restore(&admin, &id).await.unwrap_err();
    assert!(matches!(taken, Error::Conflict { .. }), "{taken:?}");
    views.delete(&admin, &other).await.unwrap();
    house
        .clock
        .advance(TimeDelta::minutes(10) + TimeDelta::seconds(1));
    for id in [&id, &other] {
        let late = views.restore(&admin, id).await.unwrap_err();
        assert!(matches!(late, Error::NotFound), "{late:?}");
    }
}
