//! Free text is found where it is found in memory, in whichever way the database looks for it.

use std::collections::BTreeSet;

use scim::{Resource, fold};
use serde_json::{Value, json};
use store::members::{Kind as MemberKind, MemberRef, Revision, Slice};
use store::search::Wanted;
use store::{GroupId, Kind, Order, Page, Start, users};

use crate::harness::{Site, backends, compared, object};

/// Found in all, in some, in one, in nobody, and where the text means something in SQL.
const TEXTS: [&str; 13] = [
    "USER",
    "user1",
    "ext-user2",
    "The User7",
    "ärztin",
    "far-behind",
    "example.com",
    "zander",
    "100%",
    "_",
    "\\",
    "%",
    "nobody",
];

#[tokio::test]
async fn users_are_found_page_by_page_and_counted_alike_on_each() {
    for site in backends().await {
        let population = populate(&site).await;
        for text in TEXTS {
            for active in [None, Some(true), Some(false)] {
                for order in [Order::Name, Order::Updated, Order::Created] {
                    let expected = in_memory(&population, text, active, order);
                    let (found, totals) = walked(&site, text, active, order).await;
                    assert_eq!(found, expected, "{text} {active:?} {order:?}");
                    let total = expected.len() as u64;
                    assert_eq!(
                        totals,
                        BTreeSet::from([total]),
                        "{text} {active:?} {order:?}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn members_are_found_among_all_users_as_on_the_way_through_their_group() {
    for site in backends().await {
        let population = populate(&site).await;
        let (staff, club) = (
            site.add_group("Staff").await,
            site.add_group("User club").await,
        );
        let mut joined = vec![("User club".to_owned(), club.as_uuid(), MemberKind::Group)];
        // The others are in no group, and none of them is found.
        for user in &population[..17] {
            let name = user.display_name.clone().unwrap();
            joined.push((name, user.id.as_uuid(), MemberKind::User));
        }
        join(&site, staff, &joined).await;
        for text in TEXTS {
            let of_user = |name: &str| {
                let mut users = population.iter();
                users.find(|user| user.display_name.as_deref() == Some(name))
            };
            let is_found = |name: &&str| match of_user(name) {
                Some(user) => has(user, text),
                None => fold(name).contains(&fold(text)),
            };
            let names = joined.iter().map(|(name, ..)| name.as_str());
            let expected: Vec<&str> = names.filter(is_found).collect();
            // As of a small group, and as of one that everybody is in.
            for size in [0, u64::MAX] {
                check_members(&site, staff, size, text, &expected).await;
            }
        }
    }
}

#[tokio::test]
async fn names_of_every_length_are_stored_and_found() {
    for site in backends().await {
        for length in [100, 299, 300, 301, 512, 2_000] {
            // Characters of four bytes that no compression makes shorter.
            let character = |place: u32| {
                let mixed = (place + length * 5_000).wrapping_mul(2_654_435_761) >> 16;
                char::from_u32(0x2_0000 + mixed % 0xA000).unwrap()
            };
            let name: String = (0..length).map(character).collect();
            let mut user = site.user(&name);
            (user.display_name, user.external_id) = (None, None);
            user.document = object(json!({"userName": name}));
            add(&site, user).await;
            let end: String = name.chars().skip(80).collect();
            let (found, totals) = walked(&site, &end, None, Order::Name).await;
            assert_eq!(found, [name], "{length}");
            assert_eq!(totals, BTreeSet::from([1]), "{length}");
        }
    }
}

#[tokio::test]
async fn filters_and_look_ups_find_users_in_whom_there_is_much_to_search() {
    for site in backends().await {
        let population = populate(&site).await;
        let read = site.store.read(&site.tenant);
        for text in [
            r#"emails.value co "FAR-behind""#,
            r#"emails ew "far-behind.org""#,
            r#"not (emails.value sw "address7@")"#,
            r#"name.familyName eq "ZANDER""#,
            r#"name.givenName sw "user1""#,
            r#"name.givenName co "Ärztin""#,
            r#"displayName co "user2""#,
            r#"displayName ew "1" or emails.value co "address7@""#,
        ] {
            let filter = scim::filter::compile(&scim::schema::user(), text).unwrap();
            let matches = |user: &&users::Record| {
                let seen = Resource::from_map(user.document.clone());
                scim::filter::matches(&filter, &seen)
            };
            let expected: Vec<&str> = population
                .iter()
                .filter(matches)
                .map(|user| user.user_name.as_str())
                .collect();
            assert!(!expected.is_empty(), "{text}");
            let wanted = Wanted {
                kind: Kind::User,
                filter: Some(&filter),
                sort: None,
            };
            let found = read.users().part(&wanted, &Start::Position(1), 100).await;
            let found = found.unwrap().unwrap();
            let found: Vec<&str> = found
                .iter()
                .map(|(user, _)| user.user_name.as_str())
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        let found = read.users().lookup("far-behind", 2).await.unwrap();
        let found: Vec<&str> = found.iter().map(|user| user.user_name.as_str()).collect();
        assert_eq!(found, ["User22", "User17"]);
    }
}

/// Users of whom some have more addresses than an index takes.
async fn populate(site: &Site) -> Vec<users::Record> {
    let mut population = Vec::new();
    for number in 0..23_u32 {
        site.clock.advance(chrono::Duration::milliseconds(250));
        let mut user = site.user(&format!("User{number}"));
        user.active = number % 3 > 0;
        if number % 4 == 1 {
            user.document["name"] = json!({"givenName": "Ärztin 100%", "familyName": "_\\"});
        }
        if number % 5 == 2 {
            let addresses = (0..60).map(|of| format!("address{of}@user{number}.org"));
            let last = "somebody@is.far-behind.org".to_owned();
            let values = addresses.chain([last]).map(|value| json!({"value": value}));
            user.document["emails"] = values.collect::<Vec<_>>().into();
        }
        add(site, user.clone()).await;
        population.push(user);
    }
    population
}

async fn add(site: &Site, user: users::Record) {
    let event = site.event("user.create");
    let added = site.write(move |tx| {
        let (user, event) = (user.clone(), event.clone());
        Box::pin(async move {
            tx.users().insert(&user, &compared(&user)).await?;
            tx.audit().insert(&event).await
        })
    });
    added.await.unwrap();
}

async fn join(site: &Site, group: GroupId, joined: &[(String, uuid::Uuid, MemberKind)]) {
    let (event, now) = (site.event("group.members"), site.now());
    let member = |(_, id, kind): &(String, uuid::Uuid, MemberKind)| MemberRef {
        id: *id,
        kind: *kind,
        display: None,
    };
    let members: Vec<MemberRef> = joined.iter().map(member).collect();
    let added = site.write(move |tx| {
        let (event, members) = (event.clone(), members.clone());
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            let revision = Revision {
                group,
                version: 2,
                at: now,
            };
            tx.members().add(revision, &members).await
        })
    });
    assert_eq!(added.await.unwrap().len(), joined.len());
}

/// Whether one of the values in which text is searched has it.
fn has(user: &users::Record, text: &str) -> bool {
    let name = user.document["name"].as_object().unwrap();
    let emails = user.document["emails"].as_array().unwrap();
    let own = [&user.external_id, &user.display_name];
    let mut values = own
        .into_iter()
        .flatten()
        .map(String::as_str)
        .chain([user.user_name.as_str()])
        .chain(name.values().filter_map(Value::as_str))
        .chain(emails.iter().filter_map(|email| email["value"].as_str()));
    values.any(|value| fold(value).contains(&fold(text)))
}

fn in_memory(
    population: &[users::Record],
    text: &str,
    active: Option<bool>,
    order: Order,
) -> Vec<String> {
    let mut found: Vec<&users::Record> = population
        .iter()
        .filter(|user| active.is_none_or(|active| user.active == active) && has(user, text))
        .collect();
    match order {
        Order::Name => found.sort_by_key(|user| fold(&user.user_name)),
        Order::Updated => found.reverse(),
        Order::Created => {}
    }
    found.iter().map(|user| user.user_name.clone()).collect()
}

/// The names on all pages, and what each page says of how many there are.
async fn walked(
    site: &Site,
    text: &str,
    active: Option<bool>,
    order: Order,
) -> (Vec<String>, BTreeSet<u64>) {
    let read = site.store.read(&site.tenant);
    let (mut names, mut totals) = (Vec::new(), BTreeSet::new());
    let mut after = None;
    loop {
        let query = users::Query {
            search: Some(text),
            active,
            group: None,
            source: None,
            page: Page::Keyset {
                after,
                before: None,
                limit: 5,
                order,
            },
        };
        let (found, total) = read.users().list_counted(&query).await.unwrap();
        totals.insert(total);
        after = found.last().map(|user| user.cursor(order));
        let is_last = found.len() < 5;
        names.extend(found.into_iter().map(|user| user.user_name));
        if is_last {
            return (names, totals);
        }
    }
}

/// Goes through the members that are found and back, as of a group of that size.
async fn check_members(site: &Site, group: GroupId, members: u64, text: &str, expected: &[&str]) {
    let read = site.store.read(&site.tenant);
    let rows_of = read.members();
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let slice = Slice {
            search: Some(text),
            after,
            before: None,
            limit: 3,
        };
        let (rows, total) = rows_of.slice_counted(group, members, &slice).await.unwrap();
        assert_eq!(total, expected.len() as u64, "{text} {members}");
        let Some(last) = rows.last() else { break };
        after = Some(last.row_id);
        found.extend(rows);
    }
    let names: Vec<&str> = found.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(names, expected, "{text} {members}");
    let Some((last, rest)) = found.split_last() else {
        return;
    };
    let before_last = Slice {
        search: Some(text),
        after: None,
        before: Some(last.row_id),
        limit: 3,
    };
    let (rows, _) = rows_of
        .slice_counted(group, members, &before_last)
        .await
        .unwrap();
    assert_eq!(
        rows,
        rest[rest.len().saturating_sub(3)..],
        "{text} {members}"
    );
}
