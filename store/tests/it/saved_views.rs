//! Saved views: whose they are, whose names are free, and what becomes of deleted ones.

use chrono::Duration;
use store::{Constraint, Error, MemberId, SavedViewId, Tenant, TenantTx, saved_views};

use crate::harness::{Answer, Site, backends};

#[tokio::test]
async fn a_member_sees_own_views_and_those_that_are_shared() {
    for site in backends().await {
        let (ann, bob) = (member(&site, "ann").await, member(&site, "bob").await);
        for view in [
            view(&site, ann, "mine", false),
            view(&site, ann, "ours", true),
            view(&site, bob, "his", false),
        ] {
            insert(&site, &site.tenant, view).await.unwrap();
        }
        assert_eq!(visible(&site, ann).await, ["mine", "ours"]);
        assert_eq!(visible(&site, bob).await, ["his", "ours"]);
        let read = site.store.read(&site.tenant);
        assert_eq!(read.saved_views().count_of(ann).await.unwrap(), 2);
        assert_eq!(read.saved_views().count_shared().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_name_is_taken_once_by_each_member_in_any_case() {
    for site in backends().await {
        let (ann, bob) = (member(&site, "ann").await, member(&site, "bob").await);
        let first = view(&site, ann, "Ärger", false);
        insert(&site, &site.tenant, first.clone()).await.unwrap();
        let again = insert(&site, &site.tenant, view(&site, ann, "ÄRGER", true)).await;
        assert!(taken(&again), "{again:?}");
        let other = view(&site, ann, "other", false);
        insert(&site, &site.tenant, other.clone()).await.unwrap();
        let renamed = saved_views::Record {
            name: "ärger".to_owned(),
            ..other
        };
        let again = act(&site, &site.tenant, move |tx| {
            let renamed = renamed.clone();
            Box::pin(async move { tx.saved_views().update(&renamed).await })
        });
        let again = again.await;
        assert!(taken(&again), "{again:?}");
        insert(&site, &site.tenant, view(&site, bob, "ärger", false))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_deleted_view_comes_back_unless_its_name_is_taken_or_it_is_forgotten() {
    for site in backends().await {
        let ann = member(&site, "ann").await;
        let kept = view(&site, ann, "errors", true);
        let (id, now) = (kept.id, site.now());
        insert(&site, &site.tenant, kept.clone()).await.unwrap();
        assert!(delete(&site, id).await);
        assert!(!delete(&site, id).await);
        assert!(visible(&site, ann).await.is_empty());
        let read = site.store.read(&site.tenant);
        let deleted = async |since| read.saved_views().deleted(id, since).await.unwrap();
        assert_eq!(deleted(now).await.as_ref(), Some(&kept));
        assert_eq!(deleted(now + Duration::seconds(1)).await, None);

        let next = view(&site, ann, "Errors", false);
        insert(&site, &site.tenant, next.clone()).await.unwrap();
        let again = restore(&site, id).await;
        assert!(taken(&again), "{again:?}");
        assert!(delete(&site, next.id).await);
        assert!(restore(&site, id).await.unwrap());
        assert!(!restore(&site, id).await.unwrap());
        assert_eq!(visible(&site, ann).await, ["errors"]);

        let later = now + Duration::seconds(1);
        let forgotten =
            site.write(move |tx| Box::pin(async move { tx.saved_views().forget(later).await }));
        forgotten.await.unwrap();
        assert!(!restore(&site, next.id).await.unwrap());
        assert_eq!(visible(&site, ann).await, ["errors"]);
    }
}

#[tokio::test]
async fn a_view_is_nothing_to_another_tenant_and_no_member_of_another_has_one() {
    for site in backends().await {
        let (globex, ann) = (
            site.another_tenant("globex").await,
            member(&site, "ann").await,
        );
        let shared = view(&site, ann, "errors", true);
        let id = shared.id;
        insert(&site, &site.tenant, shared.clone()).await.unwrap();
        let read = site.store.read(&globex);
        assert_eq!(read.saved_views().get(id).await.unwrap(), None);
        assert!(read.saved_views().visible_to(ann).await.unwrap().is_empty());
        let deleted = act(&site, &globex, move |tx| {
            Box::pin(async move { tx.saved_views().delete(id, tx.tenant().created_at()).await })
        });
        assert!(!deleted.await.unwrap());
        let foreign = saved_views::Record {
            id: site.ids.next(),
            ..shared
        };
        let refused = insert(&site, &globex, foreign).await.unwrap_err();
        assert!(
            matches!(refused, Error::Constraint(Constraint::ForeignKey)),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn views_go_with_the_membership_of_their_owner() {
    for site in backends().await {
        let (ann, bob) = (member(&site, "ann").await, member(&site, "bob").await);
        for (owner, name) in [(ann, "errors"), (ann, "gone"), (bob, "mine")] {
            let view = view(&site, owner, name, true);
            let id = view.id;
            insert(&site, &site.tenant, view).await.unwrap();
            assert!(name != "gone" || delete(&site, id).await);
        }
        let left = act(&site, &site.tenant, move |tx| {
            Box::pin(async move { tx.admins().remove(ann).await })
        });
        assert!(left.await.unwrap());
        assert_eq!(visible(&site, bob).await, ["mine"]);
    }
}

fn taken<T>(outcome: &Result<T, Error>) -> bool {
    matches!(outcome, Err(Error::Constraint(Constraint::SavedViewName)))
}

async fn member(site: &Site, name: &'static str) -> MemberId {
    site.add_member(name, "auditor").await.1
}

fn view(site: &Site, owner: MemberId, name: &str, shared: bool) -> saved_views::Record {
    saved_views::Record {
        id: site.ids.next(),
        owner,
        name: name.to_owned(),
        query: "range=7d&outcome=error".to_owned(),
        shared,
        created_at: site.now(),
        updated_at: site.now(),
    }
}

/// The names of what a member sees.
async fn visible(site: &Site, member: MemberId) -> Vec<String> {
    let read = site.store.read(&site.tenant);
    let views = read.saved_views().visible_to(member).await.unwrap();
    let mut names: Vec<String> = views.into_iter().map(|view| view.name).collect();
    names.sort_unstable();
    names
}

/// Does something with an event that tells of it.
async fn act<T, F>(site: &Site, tenant: &Tenant, act: F) -> Result<T, Error>
where
    F: for<'t> Fn(&'t TenantTx) -> Answer<'t, T> + Clone + Send + Sync + 'static,
    T: Send + 'static,
{
    let event = site.event("view.update");
    site.write_to(tenant, move |tx| {
        let (event, act) = (event.clone(), act.clone());
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            act(tx).await
        })
    })
    .await
}

async fn insert(site: &Site, tenant: &Tenant, view: saved_views::Record) -> Result<(), Error> {
    act(site, tenant, move |tx| {
        let view = view.clone();
        Box::pin(async move { tx.saved_views().insert(&view).await })
    })
    .await
}

async fn delete(site: &Site, id: SavedViewId) -> bool {
    let now = site.now();
    act(site, &site.tenant, move |tx| {
        Box::pin(async move { tx.saved_views().delete(id, now).await })
    })
    .await
    .unwrap()
}

async fn restore(site: &Site, id: SavedViewId) -> Result<bool, Error> {
    act(site, &site.tenant, move |tx| {
        Box::pin(async move { tx.saved_views().restore(id).await })
    })
    .await
}
