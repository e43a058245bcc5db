//! Filters in SQL mean what they mean in memory.

use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use scim::Resource;
use serde_json::{Value, json};
use store::members::{Kind, MemberRef};
use store::{Page, groups, users};

use crate::harness::{Site, backends, object};

const FIRST_PAGE: Page = Page::Offset {
    start_index: 1,
    count: 1_000,
};

/// Filters per database: each meets every user of the population.
const FILTERS: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn filters_on_users_find_what_they_find_in_memory() {
    for site in backends().await {
        let population = populate(&site).await;
        let mut runner = TestRunner::deterministic();
        let strategy = filter(&population[3].id.to_string());
        for _ in 0..FILTERS {
            let text = strategy.new_tree(&mut runner).unwrap().current();
            let compiled = scim::filter::compile(&scim::schema::user(), &text).unwrap();
            assert!(
                store::filter::supports(store::filter::Kind::User, &compiled),
                "{text}"
            );
            let query = users::Query {
                filter: Some(&compiled),
                search: None,
                active: None,
                page: FIRST_PAGE,
            };
            let read = site.store.read(&site.tenant);
            let found = read.users().list(&query).await.unwrap().unwrap();
            let found: Vec<_> = found.into_iter().map(|user| user.id).collect();
            let expected: Vec<_> = population
                .iter()
                .filter(|user| scim::filter::matches(&compiled, &seen(user)))
                .map(|user| user.id)
                .collect();
            assert_eq!(found, expected, "{text}");
            let count = read.users().count(&query).await.unwrap();
            assert_eq!(count, Some(expected.len() as u64), "{text}");
        }
    }
}

#[tokio::test]
async fn groups_are_found_by_name_id_and_member() {
    for site in backends().await {
        let (staff, board) = (site.add_group("Staff").await, site.add_group("board").await);
        let ann = site.add_user("ann").await;
        let (event, now) = (site.event("group.members"), site.now());
        let added = site.write(move |tx| {
            let event = event.clone();
            Box::pin(async move {
                let ann = MemberRef {
                    id: ann.as_uuid(),
                    kind: Kind::User,
                };
                let inner = MemberRef {
                    id: board.as_uuid(),
                    kind: Kind::Group,
                };
                tx.audit().insert(&event).await?;
                tx.members().add(staff, &[ann, inner], now).await
            })
        });
        added.await.unwrap();
        for (filter, expected) in [
            (r#"displayName eq "STAFF""#.to_owned(), vec!["Staff"]),
            (format!(r#"id eq "{board}""#), vec!["board"]),
            (
                format!(r#"id eq "{}""#, board.to_string().to_uppercase()),
                vec![],
            ),
            (format!(r#"members.value eq "{ann}""#), vec!["Staff"]),
            (format!(r#"members eq "{board}""#), vec!["Staff"]),
            (format!(r#"not (members.value eq "{ann}")"#), vec!["board"]),
            (r#"members.value eq "nobody""#.to_owned(), vec![]),
            (
                r#"displayName eq "staff" or displayName eq "board""#.to_owned(),
                vec!["Staff", "board"],
            ),
            ("externalId eq null".to_owned(), vec!["Staff", "board"]),
        ] {
            assert_eq!(found(&site, &filter).await, expected, "{filter}");
        }
    }
}

#[tokio::test]
async fn a_filter_without_sql_is_answered_by_none() {
    for site in backends().await {
        let kind = scim::schema::user();
        for text in [
            r#"userName co "a""#,
            r#"name.familyName eq "a""#,
            "title pr",
        ] {
            let compiled = scim::filter::compile(&kind, text).unwrap();
            let query = users::Query {
                filter: Some(&compiled),
                search: None,
                active: None,
                page: FIRST_PAGE,
            };
            let read = site.store.read(&site.tenant);
            assert_eq!(read.users().list(&query).await.unwrap(), None, "{text}");
            assert_eq!(read.users().count(&query).await.unwrap(), None, "{text}");
        }
    }
}

#[tokio::test]
async fn a_filter_as_long_as_may_be_is_answered() {
    for site in backends().await {
        site.add_user("ann").await;
        let kind = scim::schema::user();
        for (term, joint, expected) in [
            (r#"id eq """#, " or ", Some(0)),
            (r#"userName eq "ann""#, " and ", Some(1)),
            (r#"emails[value eq "a"]"#, " or ", None),
            ("emails pr", " and ", None),
        ] {
            let longest = scim::filter::MAX_LENGTH / (term.len() + joint.len());
            let terms = Ord::min(longest, scim::filter::MAX_TERMS);
            let text = vec![term; terms].join(joint);
            let compiled = scim::filter::compile(&kind, &text).unwrap();
            let query = users::Query {
                filter: Some(&compiled),
                search: None,
                active: None,
                page: FIRST_PAGE,
            };
            let count = site
                .store
                .read(&site.tenant)
                .users()
                .count(&query)
                .await
                .unwrap();
            assert_eq!(count, expected, "{terms} times {term}");
        }
    }
}

/// Users that differ in everything a filter can ask for.
async fn populate(site: &Site) -> Vec<users::Record> {
    let mut population = Vec::new();
    for number in 0..24_usize {
        site.clock.advance(chrono::Duration::milliseconds(250));
        let mut user = site.user(&format!("User{number}"));
        user.external_id = (number % 3 > 0).then(|| format!("Ext{}", number % 5));
        user.display_name = (number % 4 > 0).then(|| format!("Name {}", number % 3));
        user.active = number % 5 > 0;
        let emails: Vec<Value> = (0..number % 4)
            .map(|of| match of {
                0 => json!({"value": format!("Mail{}@x.org", number % 6), "type": "work"}),
                1 => json!({"value": "home@x.org", "type": "Home", "primary": true}),
                _ => json!({"value": format!("mail{}@x.org", number % 2)}),
            })
            .collect();
        let mut document = json!({"userName": user.user_name, "active": user.active});
        if let Some(name) = &user.display_name {
            document["displayName"] = name.as_str().into();
        }
        if let Some(external_id) = &user.external_id {
            document["externalId"] = external_id.as_str().into();
        }
        if !emails.is_empty() {
            document["emails"] = emails.into();
        }
        user.document = object(document);
        let (stored, event) = (user.clone(), site.event("user.create"));
        let written = site.write(move |tx| {
            let (user, event) = (stored.clone(), event.clone());
            Box::pin(async move {
                tx.users().insert(&user).await?;
                tx.audit().insert(&event).await
            })
        });
        written.await.unwrap();
        population.push(user);
    }
    population
}

/// The user as a client would see it, which is what a filter is about.
fn seen(user: &users::Record) -> Resource {
    let mut seen = user.document.clone();
    seen.insert("id".to_owned(), user.id.to_string().into());
    let meta = json!({
        "created": user.created_at.to_rfc3339(),
        "lastModified": user.updated_at.to_rfc3339(),
    });
    seen.insert("meta".to_owned(), meta);
    Resource::from_map(seen)
}

/// The text of a filter that is answered in SQL.
fn filter(id: &str) -> BoxedStrategy<String> {
    let number = || 0..8_u8;
    let leaf = prop_oneof![
        number().prop_map(|n| format!(r#"userName eq "uSER{n}""#)),
        number().prop_map(|n| format!(r#"displayName eq "NAME {n}""#)),
        number().prop_map(|n| format!(r#"externalId eq "Ext{n}""#)),
        number().prop_map(|n| format!(r#"externalId eq "ext{n}""#)),
        number().prop_map(|n| format!(r#"emails.value eq "MAIL{n}@x.org""#)),
        number().prop_map(|n| format!(r#"emails eq "mail{n}@X.org""#)),
        number().prop_map(|n| format!(r#"emails[type eq "WORK" and value eq "mail{n}@x.org"]"#)),
        number().prop_map(|n| format!(
            r#"emails[not (type eq "work") or (value eq "mail{n}@x.org" and primary eq true)]"#
        )),
        any::<bool>().prop_map(|flag| format!("active eq {flag}")),
        any::<bool>().prop_map(|flag| format!("active ne {flag}")),
        Just(format!(r#"id eq "{id}""#)),
        Just(r#"id eq "nonsense""#.to_owned()),
        Just("emails pr".to_owned()),
        Just("displayName pr".to_owned()),
        Just("externalId eq null".to_owned()),
        Just("displayName ne null".to_owned()),
        ("(eq|ne|gt|ge|lt|le)", 0..7_u8).prop_map(|(operator, second)| format!(
            r#"meta.lastModified {operator} "2026-11-21T12:00:0{second}Z""#
        )),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" and "))),
            vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.prop_map(|part| format!("not ({part})")),
        ]
    })
    .boxed()
}

async fn found(site: &Site, filter: &str) -> Vec<String> {
    let compiled = scim::filter::compile(&scim::schema::group(), filter).unwrap();
    let query = groups::Query {
        filter: Some(&compiled),
        search: None,
        page: FIRST_PAGE,
    };
    let found = site
        .store
        .read(&site.tenant)
        .groups()
        .list(&query)
        .await
        .unwrap()
        .unwrap();
    found.into_iter().map(|group| group.display_name).collect()
}
