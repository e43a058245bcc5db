//! Users that are deleted and kept: seen by nobody who does not ask for them.

use store::search::Wanted;
use store::{Constraint, Error, Kind, Start, UserId, users};

use crate::harness::{Site, backends, compared};

#[tokio::test]
async fn a_hidden_user_is_seen_by_no_reader_but_one() {
    for site in backends().await {
        let ann = hidden(&site, "ann").await;
        site.add_user("bob").await;
        let read = site.store.read(&site.tenant);
        assert_eq!(read.users().get(ann).await.unwrap(), None);
        assert_eq!(read.users().total().await.unwrap(), 1);
        assert!(read.users().lookup("ann", 6).await.unwrap().is_empty());
        assert_eq!(read.members().labels(&[ann.as_uuid()]).await.unwrap(), []);
        for filter in [
            r#"userName eq "ann""#.to_owned(),
            r#"emails.value eq "ann@example.com""#.to_owned(),
            format!(r#"id eq "{ann}""#),
            "active eq false".to_owned(),
        ] {
            assert_eq!(found(&read.users(), &filter).await, [""; 0], "{filter}");
            assert_eq!(
                found(&read.users().deleted(), &filter).await,
                ["ann"],
                "{filter}"
            );
        }
        let kept = read.users().get_deleted(ann).await.unwrap().unwrap();
        assert_eq!((kept.user.version, kept.user.active), (2, false));
        assert_eq!(kept.deleted_at, kept.user.updated_at);
    }
}

#[tokio::test]
async fn the_name_of_a_hidden_user_is_free_and_can_be_hidden_again() {
    for site in backends().await {
        let first = hidden(&site, "Ann").await;
        site.clock.advance(chrono::Duration::seconds(1));
        let second = hidden(&site, "ANN").await;
        site.add_user("ann").await;
        let taken = restore(&site, "aNN", None, second, "ann").await;
        assert!(
            matches!(taken, Err(Error::Constraint(Constraint::UserName))),
            "{taken:?}"
        );
        assert!(restore(&site, "aNN", None, second, "anne").await.unwrap());
        assert_eq!(looked_up(&site, "ann", None).await, Some(first));
    }
}

#[tokio::test]
async fn a_name_finds_before_an_external_id_and_the_last_before_those_before() {
    for site in backends().await {
        let ann = hidden(&site, "ann").await;
        let bob = hidden(&site, "bob").await;
        let other = site.another_tenant("globex").await;
        site.add_user_to(&other, "zoe").await;
        for (name, external_id, expected) in [
            ("ANN", None, Some(ann)),
            ("zoe", Some("ext-bob"), Some(bob)),
            ("ann", Some("ext-bob"), Some(ann)),
            ("zoe", Some("EXT-BOB"), None),
            ("zoe", None, None),
        ] {
            let found = looked_up(&site, name, external_id).await;
            assert_eq!(found, expected, "{name} {external_id:?}");
        }
        site.clock.advance(chrono::Duration::seconds(1));
        let later = hidden(&site, "ann").await;
        assert_eq!(looked_up(&site, "ann", None).await, Some(later));
    }
}

#[tokio::test]
async fn a_hidden_user_is_not_changed_hidden_or_restored_from_an_old_version() {
    for site in backends().await {
        let ann = site.add_user("ann").await;
        let before = site.stored(ann).await;
        assert!(hide(&site, before.clone()).await);
        assert!(!hide(&site, before.clone()).await);
        let event = site.event("user.update");
        let changed = site.write(move |tx| {
            let (before, event) = (before.clone(), event.clone());
            Box::pin(async move {
                tx.audit().insert(&event).await?;
                tx.users()
                    .update(&before, &before, &compared(&before))
                    .await
            })
        });
        assert!(!changed.await.unwrap());
        assert!(restore(&site, "ann", None, ann, "ann").await.unwrap());
        assert_eq!(looked_up(&site, "ann", None).await, None);
        assert_eq!(site.stored(ann).await.version, 3);
    }
}

async fn hidden(site: &Site, name: &str) -> UserId {
    let id = site.add_user(name).await;
    assert!(hide(site, site.stored(id).await).await);
    id
}

async fn hide(site: &Site, before: users::Record) -> bool {
    let (event, now) = (site.event("user.delete"), site.now());
    let act = site.write(move |tx| {
        let (before, event) = (before.clone(), event.clone());
        let last = users::Record {
            active: false,
            version: before.version + 1,
            updated_at: now,
            ..before.clone()
        };
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            tx.users().hide(&before, &last, &compared(&last)).await
        })
    });
    act.await.unwrap()
}

/// Looks somebody up by names, checks that it is the expected one, and restores it by a new name.
async fn restore(
    site: &Site,
    name: &'static str,
    external_id: Option<&'static str>,
    expected: UserId,
    new_name: &'static str,
) -> Result<bool, Error> {
    let event = site.event("user.create");
    let act = site.write(move |tx| {
        let event = event.clone();
        Box::pin(async move {
            let users = tx.users();
            let kept = users
                .get_deleted_for_update(name, external_id)
                .await?
                .unwrap();
            assert_eq!(kept.user.id, expected);
            let after = users::Record {
                user_name: new_name.to_owned(),
                version: kept.user.version + 1,
                ..kept.user.clone()
            };
            tx.audit().insert(&event).await?;
            users.restore(&kept, &after, &compared(&after)).await
        })
    });
    act.await
}

async fn looked_up(
    site: &Site,
    name: &'static str,
    external_id: Option<&'static str>,
) -> Option<UserId> {
    let look = site.write(move |tx| {
        Box::pin(async move {
            let found = tx.users().get_deleted_for_update(name, external_id).await?;
            Ok(found.map(|kept| kept.user.id))
        })
    });
    look.await.unwrap()
}

async fn found(users: &users::Read<'_>, filter: &str) -> Vec<String> {
    let filter = scim::filter::compile(&scim::schema::user(), filter).unwrap();
    let wanted = Wanted {
        kind: Kind::User,
        filter: Some(&filter),
        sort: None,
    };
    let found = users.part(&wanted, &Start::Position(1), 10).await;
    let found = found.unwrap().unwrap().into_iter();
    found.map(|(user, _)| user.user_name).collect()
}
