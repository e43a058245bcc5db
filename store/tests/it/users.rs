//! Users: what is stored, what is unique, what is found.

use serde_json::json;
use store::search::Wanted;
use store::{Constraint, Cursor, Error, Kind, Order, Page, Start, users};

use crate::harness::{Site, backends, compared, object};

#[tokio::test]
async fn a_user_reads_back_as_it_was_written() {
    for site in backends().await {
        let mut ann = site.user("Ann.Éclair");
        // Names out of alphabetical order, a name twice in different cases, text that would be
        // harmful unquoted: stored as sent.
        ann.document = object(json!({
            "zeta": "'; DROP TABLE scim_user; --",
            "alpha": {"z": 1.5, "a": [1, null, true]},
            "Zeta": "\u{1F600} \u{0001} 100% _ \\",
            "emails": [{"value": "A@X.org"}, {"display": "no value"}],
        }));
        insert(&site, ann.clone()).await.unwrap();
        let found = site.stored(ann.id).await;
        assert_eq!(found, ann);
        let names = |map: &serde_json::Map<_, _>| map.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found.document), names(&ann.document));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_parallel_creates_of_one_name_one_succeeds() {
    for site in backends().await {
        let creates = (0..32).map(|number| {
            let name = if number % 2 == 0 { "ann" } else { "ANN" };
            insert(&site, site.user(name))
        });
        let outcomes = futures::future::join_all(creates).await;
        let (done, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!((done.len(), refused.len()), (1, 31));
        for refusal in refused {
            let error = refusal.unwrap_err();
            assert!(
                matches!(error, Error::Constraint(Constraint::UserName)),
                "{error:?}"
            );
        }
        assert_eq!(
            site.store.read(&site.tenant).users().total().await.unwrap(),
            1
        );
        assert_eq!(events(&site).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_parallel_updates_from_one_version_one_succeeds() {
    for site in backends().await {
        let id = site.add_user("ann").await;
        let ann = site.stored(id).await;
        let updates = (0..32).map(|number| {
            let after = users::Record {
                display_name: Some(format!("Ann {number}")),
                version: 2,
                ..ann.clone()
            };
            update(&site, ann.clone(), after)
        });
        let outcomes = futures::future::join_all(updates).await;
        let won = outcomes
            .into_iter()
            .filter(|outcome| *outcome.as_ref().unwrap())
            .count();
        assert_eq!(won, 1);
        let stored = site.stored(id).await;
        assert_eq!(stored.version, 2);
        assert_eq!(events(&site).await, 2);
    }
}

#[tokio::test]
async fn an_update_rewrites_what_is_searched_by() {
    for site in backends().await {
        let id = site.add_user("ann").await;
        let before = site.stored(id).await;
        let mut after = users::Record {
            version: 2,
            ..before.clone()
        };
        after.user_name = "Anna".to_owned();
        after.document = object(json!({"userName": "Anna", "emails": [{"value": "n@new.org"}]}));
        assert!(update(&site, before, after).await.unwrap());
        assert_eq!(
            found_by(&site, r#"emails.value eq "N@NEW.org""#).await,
            ["Anna"]
        );
        assert!(
            found_by(&site, r#"emails.value eq "ann@example.com""#)
                .await
                .is_empty()
        );
        assert_eq!(found_by(&site, r#"userName eq "ANNA""#).await, ["Anna"]);
    }
}

#[tokio::test]
async fn positions_count_in_the_order_of_creation() {
    for site in backends().await {
        for name in ["zoe", "ann", "mia", "bob"] {
            site.clock.advance(chrono::Duration::milliseconds(5));
            site.add_user(name).await;
        }
        let page = |start_index, count| Page::Offset { start_index, count };
        assert_eq!(names(&site, page(1, 2)).await, ["zoe", "ann"]);
        assert_eq!(names(&site, page(3, 200)).await, ["mia", "bob"]);
        assert_eq!(names(&site, page(5, 200)).await, [""; 0]);
        assert_eq!(names(&site, page(1, 0)).await, [""; 0]);
        assert_eq!(names(&site, page(u64::MAX, u64::MAX)).await, [""; 0]);
    }
}

#[tokio::test]
async fn pages_by_name_lead_forwards_and_back() {
    for site in backends().await {
        for name in ["éva", "Ann", "bob", "Mia", "zoe"] {
            site.add_user(name).await;
        }
        let page = |after, before| Page::Keyset {
            after,
            before,
            limit: 2,
            order: Order::Name,
        };
        let first = list(&site, page(None, None)).await;
        assert_eq!(listed(&first), ["Ann", "bob"]);
        let second = list(&site, page(Some(first[1].cursor(Order::Name)), None)).await;
        assert_eq!(listed(&second), ["Mia", "zoe"]);
        let link = second[1].cursor(Order::Name).to_string();
        let third = list(&site, page(Cursor::parse(&link), None)).await;
        assert_eq!(listed(&third), ["éva"]);
        let back = list(&site, page(None, Some(second[0].cursor(Order::Name)))).await;
        assert_eq!(listed(&back), ["Ann", "bob"]);
    }
}

#[tokio::test]
async fn pages_by_change_show_the_newest_first() {
    for site in backends().await {
        for name in ["ann", "bob", "mia"] {
            site.add_user(name).await;
            site.clock.advance(chrono::Duration::seconds(1));
        }
        let page = |after| Page::Keyset {
            after,
            before: None,
            limit: 2,
            order: Order::Updated,
        };
        let first = list(&site, page(None)).await;
        assert_eq!(listed(&first), ["mia", "bob"]);
        let second = list(&site, page(Some(first[1].cursor(Order::Updated)))).await;
        assert_eq!(listed(&second), ["ann"]);
    }
}

#[tokio::test]
async fn a_search_looks_in_names_and_addresses_and_takes_text_literally() {
    for site in backends().await {
        site.add_user("Ann_1").await;
        site.add_user("Annx1").await;
        for (text, expected) in [
            ("ANN_1", vec!["Ann_1"]),
            ("zander", vec!["Ann_1", "Annx1"]),
            ("x1@EXAMPLE", vec!["Annx1"]),
            ("ext-annx", vec!["Annx1"]),
            ("%", vec![]),
            ("\\", vec![]),
        ] {
            let query = searched(text);
            let read = site.store.read(&site.tenant);
            let found = read.users().list(&query).await.unwrap();
            assert_eq!(listed(&found), expected, "{text}");
            let count = read.users().count(&query).await.unwrap();
            assert_eq!(count, expected.len() as u64, "{text}");
        }
    }
}

#[tokio::test]
async fn very_long_values_are_stored_and_found() {
    for site in backends().await {
        let mut ann = site.user("ann");
        let long: String = std::iter::repeat_n("Ünïcödé", 500).collect();
        assert!(
            long.len() > 2_700,
            "longer than an index row of PostgreSQL may be"
        );
        ann.display_name = Some(long.clone());
        ann.document = object(json!({"emails": [{"value": long}]}));
        insert(&site, ann).await.unwrap();
        let long = long.to_uppercase();
        assert_eq!(
            found_by(&site, &format!(r#"emails.value eq "{long}""#)).await,
            ["ann"]
        );
        assert_eq!(
            found_by(&site, &format!(r#"displayName eq "{long}""#)).await,
            ["ann"]
        );
        let other = format!(r#"displayName eq "{long}!""#);
        assert!(found_by(&site, &other).await.is_empty());
    }
}

#[tokio::test]
async fn a_search_for_what_cannot_be_stored_finds_nothing() {
    for site in backends().await {
        site.add_user("ann").await;
        let everything = "%".repeat(60_000);
        for text in ["a\0n", &everything] {
            let query = searched(text);
            let found = site
                .store
                .read(&site.tenant)
                .users()
                .list(&query)
                .await
                .unwrap();
            assert_eq!(found, Vec::new());
        }
        assert_eq!(
            site.store.system().tenant_by_slug("ac\0me").await.unwrap(),
            None
        );
        assert_eq!(
            site.store.system().account_by_email("a\0@b").await.unwrap(),
            None
        );
        let query = store::audit::Query {
            actor: Some("\0".to_owned()),
            operation: Some("\0.".to_owned()),
            search: vec!["\0".to_owned()],
            ..store::audit::Query::default()
        };
        let events = site
            .store
            .read(&site.tenant)
            .audit()
            .list(&query)
            .await
            .unwrap();
        assert!(events.events.is_empty());
    }
}

async fn insert(site: &Site, user: users::Record) -> Result<(), Error> {
    let event = site.event("user.create");
    site.write(move |tx| {
        let (user, event) = (user.clone(), event.clone());
        Box::pin(async move {
            tx.users().insert(&user, &compared(&user)).await?;
            tx.audit().insert(&event).await
        })
    })
    .await
}

async fn update(site: &Site, before: users::Record, after: users::Record) -> Result<bool, Error> {
    let event = site.event("user.update");
    site.write(move |tx| {
        let (before, after, event) = (before.clone(), after.clone(), event.clone());
        Box::pin(async move {
            let won = tx
                .users()
                .update(&before, &after, &compared(&after))
                .await?;
            if won {
                tx.audit().insert(&event).await?;
            }
            Ok(won)
        })
    })
    .await
}

async fn list(site: &Site, page: Page) -> Vec<users::Record> {
    let query = users::Query {
        search: None,
        active: None,
        group: None,
        source: None,
        page,
    };
    site.store
        .read(&site.tenant)
        .users()
        .list(&query)
        .await
        .unwrap()
}

/// The first users whose names and addresses have that text.
fn searched(text: &str) -> users::Query<'_> {
    users::Query {
        search: Some(text),
        active: None,
        group: None,
        source: None,
        page: Page::Keyset {
            after: None,
            before: None,
            limit: 9,
            order: Order::Name,
        },
    }
}

async fn names(site: &Site, page: Page) -> Vec<String> {
    list(site, page)
        .await
        .into_iter()
        .map(|user| user.user_name)
        .collect()
}

fn listed(users: &[users::Record]) -> Vec<&str> {
    users.iter().map(|user| user.user_name.as_str()).collect()
}

async fn found_by(site: &Site, filter: &str) -> Vec<String> {
    let filter = scim::filter::compile(&scim::schema::user(), filter).unwrap();
    let wanted = Wanted {
        kind: Kind::User,
        filter: Some(&filter),
        sort: None,
    };
    let read = site.store.read(&site.tenant);
    let found = read
        .users()
        .part(&wanted, &Start::Position(1), 10)
        .await
        .unwrap()
        .unwrap()
        .into_iter()
        .map(|(user, _)| user);
    found.map(|user| user.user_name).collect()
}

/// How many events are committed.
async fn events(site: &Site) -> usize {
    let query = store::audit::Query {
        limit: 1_000,
        ..store::audit::Query::default()
    };
    site.store
        .read(&site.tenant)
        .audit()
        .list(&query)
        .await
        .unwrap()
        .events
        .len()
}
