//! Memberships: sets, whatever was there before.

use std::collections::BTreeSet;
use std::time::Instant;

use store::members::{Kind, MemberRef, Revision, Row, Slice};
use store::{Error, GroupId, UserId, groups};
use uuid::Uuid;

use crate::harness::{Site, backends, compared};

#[tokio::test]
async fn adding_answers_who_came() {
    for site in backends().await {
        let (staff, ann, bob) = (
            site.add_group("staff").await,
            site.add_user("ann").await,
            site.add_user("bob").await,
        );
        assert_eq!(add(&site, staff, &[ann]).await, set(&[ann]));
        assert_eq!(add(&site, staff, &[ann, bob, bob]).await, set(&[bob]));
        assert_eq!(add(&site, staff, &[ann, bob]).await, set(&[]));
        assert_eq!(members(&site, staff).await, set(&[ann, bob]));
    }
}

#[tokio::test]
async fn removing_answers_who_went() {
    for site in backends().await {
        let (staff, ann, bob) = (
            site.add_group("staff").await,
            site.add_user("ann").await,
            site.add_user("bob").await,
        );
        let inner = site.add_group("inner").await;
        change(
            &site,
            staff,
            Step::Add(vec![user(ann), user(bob), group(inner)]),
        )
        .await;
        let gone = change(&site, staff, Step::Remove(vec![ann.into(), Uuid::nil()])).await;
        assert_eq!(gone, set(&[ann]));
        let gone = change(&site, staff, Step::Remove(vec![inner.into(), ann.into()])).await;
        assert_eq!(gone, BTreeSet::from([inner.as_uuid()]));
        assert_eq!(members(&site, staff).await, set(&[bob]));
        assert_eq!(change(&site, staff, Step::Clear).await, set(&[bob]));
        assert_eq!(change(&site, staff, Step::Clear).await, set(&[]));
    }
}

#[tokio::test]
async fn replacing_answers_both() {
    for site in backends().await {
        let staff = site.add_group("staff").await;
        let (ann, bob, eve) = (
            site.add_user("ann").await,
            site.add_user("bob").await,
            site.add_user("eve").await,
        );
        let inner = site.add_group("inner").await;
        change(
            &site,
            staff,
            Step::Add(vec![user(ann), user(bob), group(inner)]),
        )
        .await;
        let (came, went) = replace(&site, staff, vec![user(bob), user(eve)]).await;
        assert_eq!(came, set(&[eve]));
        assert_eq!(went, BTreeSet::from([ann.as_uuid(), inner.as_uuid()]));
        let (came, went) = replace(&site, staff, Vec::new()).await;
        assert_eq!((came, went), (set(&[]), set(&[bob, eve])));
    }
}

#[tokio::test]
async fn a_slice_of_members_is_searched_and_walked_in_both_directions() {
    for site in backends().await {
        let staff = site.add_group("staff").await;
        let inner = site.add_group("Annex").await;
        let mut steps = vec![group(inner)];
        for name in ["ann", "bob", "hanna"] {
            steps.push(user(site.add_user(name).await));
        }
        change(&site, staff, Step::Add(steps)).await;
        let read = site.store.read(&site.tenant);
        let members = read.members();
        let names =
            |rows: &[Row]| -> Vec<String> { rows.iter().map(|row| row.label.clone()).collect() };

        let an = Slice {
            search: Some("ANN"),
            limit: 10,
            ..Slice::default()
        };
        let found = members.slice(staff, &an).await.unwrap();
        assert_eq!(names(&found), ["Annex", "The ann", "The hanna"]);
        assert_eq!(members.count(staff, "ANN").await.unwrap(), 3);
        assert_eq!(members.count(staff, "%").await.unwrap(), 0);
        assert_eq!((found[0].active, &found[0].user_name), (None, &None));
        assert_eq!(
            (found[1].active, found[1].user_name.as_deref()),
            (Some(true), Some("ann"))
        );

        let all = members.of_group(staff, None, 10).await.unwrap();
        let before_last = Slice {
            before: Some(all[3].row_id),
            limit: 2,
            ..Slice::default()
        };
        let found = members.slice(staff, &before_last).await.unwrap();
        assert_eq!(names(&found), ["The ann", "The bob"]);
    }
}

#[tokio::test]
async fn members_are_listed_with_their_names_in_the_order_they_joined() {
    for site in backends().await {
        let (staff, inner) = (site.add_group("staff").await, site.add_group("inner").await);
        let ann = site.add_user("ann").await;
        change(&site, staff, Step::Add(vec![group(inner), user(ann)])).await;
        let read = site.store.read(&site.tenant);
        let first = read.members().of_group(staff, None, 1).await.unwrap();
        assert_eq!(
            (first[0].label.as_str(), first[0].kind),
            ("inner", Kind::Group)
        );
        let next = read
            .members()
            .of_group(staff, Some(first[0].row_id), 10)
            .await
            .unwrap();
        assert_eq!(
            (next[0].label.as_str(), next[0].kind),
            ("The ann", Kind::User)
        );
        assert_eq!(next.len(), 1);

        let labels = read
            .members()
            .labels(&[ann.into(), inner.into(), Uuid::nil()])
            .await
            .unwrap();
        let labels: BTreeSet<_> = labels.iter().map(|one| (one.kind, &*one.label)).collect();
        assert_eq!(
            labels,
            BTreeSet::from([(Kind::User, "The ann"), (Kind::Group, "inner")])
        );

        let contained = read
            .members()
            .contains(staff, &[ann.into(), Uuid::nil()])
            .await
            .unwrap();
        assert_eq!(contained, [ann.as_uuid()]);
        let groups = read.members().groups_of(&[ann]).await.unwrap();
        assert_eq!(groups.len(), 1);
        assert_eq!((groups[0].0, groups[0].1.id), (ann, staff));
    }
}

#[tokio::test]
async fn leaving_all_groups_raises_their_versions() {
    for site in backends().await {
        let (staff, board) = (site.add_group("staff").await, site.add_group("board").await);
        let ann = site.add_user("ann").await;
        for id in [staff, board] {
            change(&site, id, Step::Add(vec![user(ann)])).await;
            count(&site, id, 1).await;
        }
        let (event, now) = (site.event("user.delete"), site.now());
        let left = site.write(move |tx| {
            let event = event.clone();
            Box::pin(async move {
                let left = tx.members().leave_all(ann, now).await?;
                tx.users().delete(ann, now).await?;
                tx.audit().insert(&event).await?;
                Ok(left)
            })
        });
        let left: Vec<_> = left
            .await
            .unwrap()
            .into_iter()
            .map(|one| one.display_name)
            .collect();
        assert_eq!(left, ["board", "staff"]);
        let staff = stored(&site, staff).await;
        assert_eq!((staff.version, staff.member_count), (2, 0));
    }
}

#[tokio::test]
async fn deleting_a_user_ends_its_memberships() {
    for site in backends().await {
        let (staff, ann) = (site.add_group("staff").await, site.add_user("ann").await);
        change(&site, staff, Step::Add(vec![user(ann)])).await;
        let (event, now) = (site.event("user.delete"), site.now());
        let deleted = site.write(move |tx| {
            let event = event.clone();
            Box::pin(async move {
                tx.audit().insert(&event).await?;
                tx.users().delete(ann, now).await
            })
        });
        assert!(deleted.await.unwrap());
        assert_eq!(members(&site, staff).await, set(&[]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_members_come_and_go_in_one_step_each() {
    for site in backends().await {
        let staff = site.add_group("staff").await;
        let everybody = crowd(&site, 10_000).await;
        let refs: Vec<MemberRef> = everybody.iter().map(|id| user(*id)).collect();
        assert_eq!(
            change(&site, staff, Step::Add(refs.clone())).await.len(),
            10_000
        );

        // One more costs what it costs in a small group: two statements by index.
        let (newcomer, small) = (
            site.add_user("newcomer").await,
            site.add_group("small").await,
        );
        let (mut in_large, mut in_small) = (Vec::new(), Vec::new());
        for _ in 0..20 {
            for (group, times) in [(small, &mut in_small), (staff, &mut in_large)] {
                let begun = Instant::now();
                assert_eq!(add(&site, group, &[newcomer]).await, set(&[newcomer]));
                let removed = change(&site, group, Step::Remove(vec![newcomer.into()])).await;
                assert_eq!(removed, set(&[newcomer]));
                times.push(begun.elapsed());
            }
        }
        in_large.sort();
        in_small.sort();
        // The best of one against the ordinary of the other, since other tests run beside it: a scan of
        // 10,000 rows is 50 times as much.
        assert!(
            in_large[0] < in_small[5] * 10,
            "{in_large:?} against {in_small:?}"
        );

        let (came, went) = replace(&site, staff, refs[..9_990].to_vec()).await;
        assert_eq!((came.len(), went.len()), (0, 10));
        assert_eq!(change(&site, staff, Step::Clear).await.len(), 9_990);
    }
}

enum Step {
    Add(Vec<MemberRef>),
    Remove(Vec<Uuid>),
    Clear,
}

fn user(id: UserId) -> MemberRef {
    MemberRef {
        id: id.as_uuid(),
        kind: Kind::User,
        display: None,
    }
}

fn group(id: GroupId) -> MemberRef {
    MemberRef {
        id: id.as_uuid(),
        kind: Kind::Group,
        display: None,
    }
}

fn set(ids: &[UserId]) -> BTreeSet<Uuid> {
    ids.iter().map(|id| id.as_uuid()).collect()
}

async fn add(site: &Site, group: GroupId, users: &[UserId]) -> BTreeSet<Uuid> {
    change(
        site,
        group,
        Step::Add(users.iter().copied().map(user).collect()),
    )
    .await
}

async fn change(site: &Site, group: GroupId, step: Step) -> BTreeSet<Uuid> {
    let event = site.event("group.members");
    let revision = next_revision(site, group).await;
    let step = std::sync::Arc::new(step);
    let changed = site.write(move |tx| {
        let (event, step) = (event.clone(), step.clone());
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            match &*step {
                Step::Add(members) => tx.members().add(revision, members).await,
                Step::Remove(ids) => tx.members().remove(revision, ids).await,
                Step::Clear => tx.members().clear(revision).await,
            }
        })
    });
    changed.await.unwrap().into_iter().collect()
}

async fn replace(
    site: &Site,
    group: GroupId,
    wanted: Vec<MemberRef>,
) -> (BTreeSet<Uuid>, BTreeSet<Uuid>) {
    let event = site.event("group.members");
    let revision = next_revision(site, group).await;
    let replaced = site.write(move |tx| {
        let (event, wanted) = (event.clone(), wanted.clone());
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            tx.members().replace(revision, &wanted).await
        })
    });
    let (came, went) = replaced.await.unwrap();
    (came.into_iter().collect(), went.into_iter().collect())
}

/// What the next change of a group makes of it.
async fn next_revision(site: &Site, group: GroupId) -> Revision {
    Revision {
        group,
        version: stored(site, group).await.version + 1,
        at: site.now(),
    }
}

async fn count(site: &Site, group: GroupId, members: i64) {
    let event = site.event("group.members");
    let counted = site.write(move |tx| {
        let event = event.clone();
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            tx.groups().count_members(group, members).await
        })
    });
    counted.await.unwrap();
}

async fn members(site: &Site, group: GroupId) -> BTreeSet<Uuid> {
    let read = site.store.read(&site.tenant);
    let rows = read.members().of_group(group, None, 20_000).await.unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

async fn stored(site: &Site, id: GroupId) -> groups::Record {
    site.store
        .read(&site.tenant)
        .groups()
        .get(id)
        .await
        .unwrap()
        .unwrap()
}

/// Many users in one transaction.
async fn crowd(site: &Site, many: usize) -> Vec<UserId> {
    let users: Vec<_> = (0..many)
        .map(|number| site.user(&format!("user{number}")))
        .collect();
    let ids = users.iter().map(|user| user.id).collect();
    let (users, event) = (std::sync::Arc::new(users), site.event("bulk"));
    let written = site.write(move |tx| {
        let (users, event) = (users.clone(), event.clone());
        Box::pin(async move {
            for user in users.iter() {
                tx.users().insert(user, &compared(user)).await?;
            }
            tx.audit().insert(&event).await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    ids
}
