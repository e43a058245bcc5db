//! Lists are ordered in SQL as in memory, from either end.

use std::cmp::Ordering;

use scim::Resource;
use serde_json::{Value, json};
use store::search::Wanted;
use store::{Kind, Start, UserId};

use super::population::{Somebody, populate};
use super::{ENTERPRISE, in_memory};
use crate::harness::{Site, backends};

#[tokio::test]
async fn a_list_is_ordered_as_in_memory_and_walked_both_ways() {
    for site in backends().await {
        let population = populate(&site).await;
        for by in [
            "userName",
            "externalId",
            "displayName",
            "name.familyName",
            "active",
            "emails",
            "emails.type",
            "addresses.locality",
            "department",
            "id",
            "meta.created",
            "meta.version",
            "emails.primary",
        ] {
            for descending in [false, true] {
                let order = if descending {
                    "descending"
                } else {
                    "ascending"
                };
                let (sort, _) =
                    scim::sort::compile(&scim::schema::user(), &[], by, Some(order)).unwrap();
                let expected = ordered(&population, by, descending);
                let wanted = Wanted {
                    kind: Kind::User,
                    filter: None,
                    sort: Some(&sort),
                };
                assert_eq!(forwards(&site, &wanted).await, expected, "{by} {order}");
                assert_eq!(backwards(&site, &wanted).await, expected, "{by} {order}");
            }
        }
    }
}

#[tokio::test]
async fn few_that_an_index_finds_are_in_the_order_that_is_asked_for() {
    for site in backends().await {
        let population = populate(&site).await;
        let text = r#"displayName eq "NAME 1""#;
        let filter = scim::filter::compile(&scim::schema::user(), text).unwrap();
        let found = in_memory(&population, text);
        assert!(found.len() > 5, "more than a page");
        let by_creation = Wanted {
            kind: Kind::User,
            filter: Some(&filter),
            sort: None,
        };
        assert_eq!(forwards(&site, &by_creation).await, found);
        assert_eq!(backwards(&site, &by_creation).await, found);
        for by in ["userName", "externalId", "addresses.locality", "active"] {
            let (sort, _) = scim::sort::compile(&scim::schema::user(), &[], by, None).unwrap();
            let mut expected = ordered(&population, by, false);
            expected.retain(|id| found.contains(id));
            let wanted = Wanted {
                sort: Some(&sort),
                ..by_creation
            };
            assert_eq!(forwards(&site, &wanted).await, expected, "{by}");
            assert_eq!(backwards(&site, &wanted).await, expected, "{by}");
        }
    }
}

#[tokio::test]
async fn users_and_groups_are_listed_together() {
    for site in backends().await {
        site.add_user("bob").await;
        site.clock.advance(chrono::Duration::seconds(1));
        site.add_group("Zebras").await;
        site.clock.advance(chrono::Duration::seconds(1));
        site.add_group("ants").await;
        let (user, group) = (scim::schema::user(), scim::schema::group());
        let kinds = [(Kind::User, &user, &group), (Kind::Group, &group, &user)];
        for (by, expected) in [
            (None, [Kind::User, Kind::Group, Kind::Group]),
            (Some("displayName"), [Kind::Group, Kind::User, Kind::Group]),
            (Some("userName"), [Kind::User, Kind::Group, Kind::Group]),
            (Some("members"), [Kind::User; 3]),
        ] {
            let sorts = kinds.map(|(_, kind, other)| {
                by.map(|by| scim::sort::compile(kind, &[other], by, None).unwrap().0)
            });
            let wanted: Vec<Wanted<'_>> = kinds
                .iter()
                .zip(&sorts)
                .map(|((kind, ..), sort)| Wanted {
                    kind: *kind,
                    filter: None,
                    sort: sort.as_ref(),
                })
                .collect();
            let read = site.store.read(&site.tenant);
            let all = read
                .resources()
                .list(&wanted, &Start::After(None), 10)
                .await;
            // Memberships have no order.
            let Some(all) = all.unwrap() else {
                assert_eq!(by, Some("members"));
                continue;
            };
            let kinds: Vec<Kind> = all.iter().map(|found| found.kind).collect();
            assert_eq!(kinds, expected, "{by:?}");
            let rest = Start::After(Some(all[0].bookmark.clone()));
            let rest = read.resources().list(&wanted, &rest, 10).await.unwrap();
            assert_eq!(rest.unwrap(), all[1..], "{by:?}");
            let position = read.resources().list(&wanted, &Start::Position(2), 1).await;
            assert_eq!(position.unwrap().unwrap(), all[1..2], "{by:?}");
        }
    }
}

/// The list page by page, by bookmarks.
async fn forwards(site: &Site, wanted: &Wanted<'_>) -> Vec<UserId> {
    let read = site.store.read(&site.tenant);
    let (mut all, mut start) = (Vec::new(), Start::After(None));
    loop {
        let page = read.users().part(wanted, &start, 5).await.unwrap().unwrap();
        let Some((_, last)) = page.last() else {
            return all;
        };
        start = Start::After(Some(last.clone()));
        all.extend(page.into_iter().map(|(user, _)| user.id));
    }
}

/// The list from its end.
async fn backwards(site: &Site, wanted: &Wanted<'_>) -> Vec<UserId> {
    let read = site.store.read(&site.tenant);
    let whole = read.users().part(wanted, &Start::Position(1), 1_000).await;
    let (last, mark) = whole.unwrap().unwrap().pop().unwrap();
    let (mut all, mut start) = (vec![last.id], Start::Before(mark));
    loop {
        let page = read.users().part(wanted, &start, 5).await.unwrap().unwrap();
        let Some((_, first)) = page.first() else {
            return all;
        };
        start = Start::Before(first.clone());
        let page: Vec<UserId> = page.into_iter().map(|(user, _)| user.id).collect();
        all = [page, all].concat();
    }
}

fn ordered(population: &[Somebody], by: &str, descending: bool) -> Vec<UserId> {
    let mut users: Vec<(Value, UserId)> = population
        .iter()
        .map(|user| (key(&user.seen, by), user.id))
        .collect();
    users.sort_by(|(one, first), (other, second)| {
        let order = match (one.is_null(), other.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => compare(one, other),
        };
        order.then(first.cmp(second))
    });
    if descending {
        users.reverse();
    }
    users.into_iter().map(|(_, id)| id).collect()
}

fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (one, other) => one.as_str().cmp(&other.as_str()),
    }
}

/// What a user is sorted by: of a list the primary value or the first, folded where letter case
/// does not matter.
fn key(seen: &Resource, by: &str) -> Value {
    let exact = ["externalId", "id", "meta.created", "meta.version"].contains(&by);
    let (attribute, sub) = by.split_once('.').unwrap_or((by, "value"));
    let map = seen.as_map();
    let value = match attribute {
        "active" => Some(json!(seen.active())),
        "department" => map
            .get(ENTERPRISE)
            .and_then(|part| part.get("department"))
            .cloned(),
        attribute => map.get(attribute).cloned(),
    };
    let value = match value {
        Some(Value::Array(values)) => {
            let primary = values.iter().find(|value| value["primary"] == json!(true));
            primary.or(values.first()).map(|value| value[sub].clone())
        }
        Some(Value::Object(parts)) => parts.get(sub).cloned(),
        value => value,
    };
    match value {
        Some(Value::String(text)) if !exact => scim::fold(&text).into(),
        Some(value) => value,
        None => Value::Null,
    }
}
