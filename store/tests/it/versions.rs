//! What users and groups were, as of any instant.

use chrono::TimeDelta;
use serde_json::json;
use store::members::{Kind as MemberKind, MemberRef, Revision};
use store::versions::Moment;
use store::{GroupId, Kind, UserId, groups, users};

use crate::harness::{Site, backends, compared, compared_group};

/// A second passes, so that the instants of a test are told apart.
pub(crate) fn tick(site: &Site) -> Moment {
    let moment = Moment::Time(site.now());
    site.clock.advance(TimeDelta::seconds(1));
    moment
}

pub(crate) async fn rename(site: &Site, id: UserId, display_name: &str) {
    let before = site.stored(id).await;
    let mut after = users::Record {
        display_name: Some(display_name.to_owned()),
        version: before.version + 1,
        updated_at: site.now(),
        ..before.clone()
    };
    after
        .document
        .insert("displayName".to_owned(), json!(display_name));
    let event = site.event("user.update");
    let updated = site.write(move |tx| {
        let (before, after, event) = (before.clone(), after.clone(), event.clone());
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            tx.users().update(&before, &after, &compared(&after)).await
        })
    });
    assert!(updated.await.unwrap());
}

/// Adds a member to a group, or removes one, as one change of the group.
pub(crate) async fn belongs(site: &Site, group: GroupId, user: UserId, stays: bool) {
    let read = site.store.read(&site.tenant);
    let before = read.groups().get(group).await.unwrap().unwrap();
    let after = groups::Record {
        version: before.version + 1,
        updated_at: site.now(),
        ..before.clone()
    };
    let revision = Revision {
        group,
        version: after.version,
        at: after.updated_at,
    };
    let event = site.event("group.members");
    let changed = site.write(move |tx| {
        let (before, after, event) = (before.clone(), after.clone(), event.clone());
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            let member = MemberRef {
                id: user.as_uuid(),
                kind: MemberKind::User,
                display: None,
            };
            let members = tx.members();
            let changed = if stays {
                members.add(revision, &[member]).await?
            } else {
                members.remove(revision, &[member.id]).await?
            };
            let compared = compared_group(&after);
            tx.groups().update(&before, &after, &compared).await?;
            Ok(changed.len())
        })
    });
    assert_eq!(changed.await.unwrap(), 1);
}

pub(crate) async fn delete(site: &Site, id: UserId) {
    let (event, now) = (site.event("user.delete"), site.now());
    let deleted = site.write(move |tx| {
        let event = event.clone();
        Box::pin(async move {
            tx.members().leave_all(id, now).await?;
            let deleted = tx.users().delete(id, now).await?;
            tx.audit().insert(&event).await?;
            Ok(deleted)
        })
    });
    assert!(deleted.await.unwrap());
}

pub(crate) async fn name(site: &Site, id: UserId, at: Moment) -> Option<String> {
    let read = site.store.read(&site.tenant);
    let user = read.versions().user(id, at).await.unwrap();
    user.map(|user| user.display_name.unwrap_or(user.user_name))
}

pub(crate) async fn members(site: &Site, group: GroupId, at: Moment) -> Vec<String> {
    let read = site.store.read(&site.tenant);
    let versions = read.versions();
    let then = versions.group(group, at).await.unwrap().unwrap();
    let rows = versions.members(group, then.version, at, None, 100).await;
    let rows = rows.unwrap();
    let counted = versions.count_members(group, then.version).await.unwrap();
    assert_eq!(usize::try_from(counted).unwrap(), rows.len());
    rows.iter().map(|row| row.display().to_owned()).collect()
}

#[tokio::test]
async fn a_user_is_what_it_was_at_every_instant() {
    for site in backends().await {
        let before = tick(&site);
        let ann = site.add_user("ann").await;
        let created = tick(&site);
        rename(&site, ann, "Ann").await;
        let renamed = tick(&site);
        delete(&site, ann).await;
        let deleted = tick(&site);
        for (at, expected) in [
            (before, None),
            (created, Some("The ann")),
            (renamed, Some("Ann")),
            (deleted, None),
        ] {
            assert_eq!(name(&site, ann, at).await.as_deref(), expected, "{at:?}");
        }
    }
}

#[tokio::test]
async fn an_event_that_is_not_sealed_has_not_happened_by_any_number() {
    for site in backends().await {
        let ann = site.add_user("ann").await;
        assert_eq!(name(&site, ann, Moment::Seq(0)).await, None);
        assert_eq!(name(&site, ann, Moment::Seq(1_000)).await, None);
        assert!(name(&site, ann, tick(&site)).await.is_some());
    }
}

#[tokio::test]
async fn members_are_those_of_the_instant_under_their_names_of_the_instant() {
    for site in backends().await {
        let staff = site.add_group("staff").await;
        let (ann, bob) = (site.add_user("ann").await, site.add_user("bob").await);
        let empty = tick(&site);
        belongs(&site, staff, ann, true).await;
        belongs(&site, staff, bob, true).await;
        let both = tick(&site);
        rename(&site, ann, "Ann").await;
        let renamed = tick(&site);
        belongs(&site, staff, bob, false).await;
        let one = tick(&site);
        delete(&site, ann).await;
        let none = tick(&site);
        for (at, expected) in [
            (empty, &[][..]),
            (both, &["The ann", "The bob"]),
            (renamed, &["Ann", "The bob"]),
            (one, &["Ann"]),
            (none, &[]),
        ] {
            assert_eq!(members(&site, staff, at).await, expected, "{at:?}");
        }
        let read = site.store.read(&site.tenant);
        for (user, at, expected) in [(bob, both, 1), (bob, one, 0), (ann, one, 1), (ann, none, 0)] {
            let groups = read.versions().groups_of_user(user, at).await.unwrap();
            assert_eq!(groups.len(), expected, "{at:?}");
        }
    }
}

#[tokio::test]
async fn who_comes_back_was_away_in_between() {
    for site in backends().await {
        let (staff, ann) = (site.add_group("staff").await, site.add_user("ann").await);
        let mut expected = Vec::new();
        for stays in [true, false, true] {
            belongs(&site, staff, ann, stays).await;
            expected.push((tick(&site), usize::from(stays)));
        }
        for (at, count) in expected {
            assert_eq!(members(&site, staff, at).await.len(), count, "{at:?}");
        }
    }
}

#[tokio::test]
async fn a_list_of_the_past_has_everybody_of_then_in_the_order_of_creation() {
    for site in backends().await {
        let mut ids = Vec::new();
        for number in 0..5 {
            ids.push(site.add_user(&format!("user{number}")).await);
            tick(&site);
        }
        site.add_group("staff").await;
        let all = tick(&site);
        delete(&site, ids[1]).await;
        let four = tick(&site);
        for (at, expected) in [(all, vec![0, 1, 2, 3, 4]), (four, vec![0, 2, 3, 4])] {
            let expected: Vec<_> = expected
                .iter()
                .map(|at: &usize| ids[*at].as_uuid())
                .collect();
            assert_eq!(listed(&site, at, 2).await, expected);
            let read = site.store.read(&site.tenant);
            let counted = read.versions().count(Kind::User, at).await.unwrap();
            assert_eq!(counted, expected.len() as u64);
        }
    }
}

/// The ids of a list that is read in parts.
async fn listed(site: &Site, at: Moment, part: u64) -> Vec<uuid::Uuid> {
    let read = site.store.read(&site.tenant);
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let part = read.versions().list(Kind::User, at, after, part).await;
        let Some((states, last)) = part.unwrap() else {
            return ids;
        };
        after = Some(last);
        ids.extend(states.iter().map(|state| state.id));
    }
}

#[tokio::test]
async fn every_version_names_its_event() {
    for site in backends().await {
        let (staff, ann) = (site.add_group("staff").await, site.add_user("ann").await);
        belongs(&site, staff, ann, true).await;
        rename(&site, ann, "Ann").await;
        delete(&site, ann).await;
        let read = site.store.read(&site.tenant);
        for (id, operations) in [
            (
                ann.as_uuid(),
                &["user.delete", "user.update", "user.create"],
            ),
            // The group's last change is that its member was deleted.
            (
                staff.as_uuid(),
                &["user.delete", "group.members", "group.create"],
            ),
        ] {
            let versions = read.versions().of(id, None, 10).await.unwrap();
            let mut found = Vec::new();
            for version in &versions {
                let event = read.audit().get(version.event.unwrap()).await.unwrap();
                found.push(event.unwrap().operation);
            }
            assert_eq!(found, operations);
        }
    }
}

#[tokio::test]
async fn another_tenant_has_no_past_in_common() {
    for site in backends().await {
        let globex = site.another_tenant("globex").await;
        let (staff, ann) = (site.add_group("staff").await, site.add_user("ann").await);
        belongs(&site, staff, ann, true).await;
        let at = tick(&site);
        let read = site.store.read(&globex);
        let versions = read.versions();
        assert_eq!(versions.user(ann, at).await.unwrap(), None);
        assert_eq!(versions.group(staff, at).await.unwrap(), None);
        assert_eq!(versions.members(staff, 2, at, None, 9).await.unwrap(), []);
        assert_eq!(versions.groups_of_user(ann, at).await.unwrap(), []);
        assert_eq!(versions.list(Kind::User, at, None, 9).await.unwrap(), None);
        assert_eq!(versions.of(ann, None, 9).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_refused_change_leaves_no_version() {
    for site in backends().await {
        let ann = site.add_user("ann").await;
        let (again, event) = (site.user("Ann"), site.event("user.create"));
        let refused = site.write(move |tx| {
            let (again, event) = (again.clone(), event.clone());
            Box::pin(async move {
                tx.audit().insert(&event).await?;
                tx.users().insert(&again, &compared(&again)).await
            })
        });
        assert!(refused.await.is_err());
        let at = tick(&site);
        assert_eq!(listed(&site, at, 9).await, [ann.as_uuid()]);
    }
}
