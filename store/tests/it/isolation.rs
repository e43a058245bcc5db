//! A tenant's rows are nobody else's, and the database itself says so.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use store::members::{Kind, MemberRef, Revision};
use store::{Constraint, Error, Page, users};

use crate::harness::{backends, compared};

const FIRST_PAGE: Page = Page::Offset {
    start_index: 1,
    count: 100,
};

#[tokio::test]
async fn foreign_ids_are_as_unknown_ones() {
    for site in backends().await {
        let (globex, id) = (
            site.another_tenant("globex").await,
            site.add_user("ann").await,
        );
        let read = site.store.read(&globex);
        assert_eq!(read.users().get(id).await.unwrap(), None);
        assert_eq!(read.users().total().await.unwrap(), 0);
        let everybody = users::Query {
            search: None,
            active: None,
            group: None,
            source: None,
            page: FIRST_PAGE,
        };
        assert_eq!(read.users().list(&everybody).await.unwrap(), Vec::new());
        assert_eq!(
            read.members().labels(&[id.as_uuid()]).await.unwrap(),
            Vec::new()
        );
        let now = site.now();
        let deleted = site
            .write_to(&globex, move |tx| {
                Box::pin(async move { tx.users().delete(id, now).await })
            })
            .await;
        assert!(!deleted.unwrap());
        assert!(
            site.store
                .read(&site.tenant)
                .users()
                .get(id)
                .await
                .unwrap()
                .is_some()
        );
    }
}

#[tokio::test]
async fn an_update_with_a_foreign_id_changes_nothing() {
    for site in backends().await {
        let (globex, id) = (
            site.another_tenant("globex").await,
            site.add_user("ann").await,
        );
        let ann = site.stored(id).await;
        let before = ann.clone();
        let updated = site.write_to(&globex, move |tx| {
            let after = users::Record {
                user_name: "eve".to_owned(),
                version: 2,
                ..ann.clone()
            };
            let before = ann.clone();
            Box::pin(async move { tx.users().update(&before, &after, &compared(&after)).await })
        });
        assert!(!updated.await.unwrap());
        let after = site.store.read(&site.tenant).users().get(id).await.unwrap();
        assert_eq!(after, Some(before));
    }
}

#[tokio::test]
async fn the_same_name_is_free_in_every_tenant() {
    for site in backends().await {
        let globex = site.another_tenant("globex").await;
        let (here, there) = (
            site.add_user("ann").await,
            site.add_user_to(&globex, "ann").await,
        );
        assert_ne!(here, there);
    }
}

#[tokio::test]
async fn the_database_refuses_a_member_of_another_tenant() {
    for site in backends().await {
        let globex = site.another_tenant("globex").await;
        let (group, stranger) = (
            site.add_group("staff").await,
            site.add_user_to(&globex, "eve").await,
        );
        let event = site.event("group.members");
        let revision = Revision {
            group,
            version: 2,
            at: site.now(),
        };
        let added = site.write(move |tx| {
            let event = event.clone();
            Box::pin(async move {
                let eve = MemberRef {
                    id: stranger.as_uuid(),
                    kind: Kind::User,
                    display: None,
                };
                tx.audit().insert(&event).await?;
                tx.members().add(revision, &[eve]).await
            })
        });
        let refusal = added.await.unwrap_err();
        assert!(
            matches!(refusal, Error::Constraint(Constraint::ForeignKey)),
            "{refusal:?}"
        );
        let members = site
            .store
            .read(&site.tenant)
            .members()
            .of_group(group, None, 10)
            .await;
        assert_eq!(members.unwrap(), Vec::new());
    }
}

#[tokio::test]
async fn a_deleted_tenant_takes_its_rows_and_leaves_its_log() {
    for site in backends().await {
        site.add_user("ann").await;
        let tenant = site.tenant.clone();
        let deleted = site.write_system(move |tx| {
            let tenant = tenant.clone();
            Box::pin(async move { tx.delete_tenant(&tenant).await })
        });
        assert!(deleted.await.unwrap());
        assert_eq!(count(&site, "scim_user").await, 0);
        assert_eq!(count(&site, "scim_user_value").await, 0);
        assert_eq!(count(&site, "audit_event").await, 1);
        assert_eq!(
            site.store.system().tenant_by_slug("acme").await.unwrap(),
            None
        );
    }
}

async fn count(site: &crate::harness::Site, table: &'static str) -> i64 {
    let select = Query::select()
        .expr(Expr::val(1).count())
        .from(table)
        .take();
    let row = site
        .store
        .schema_connection()
        .query_one(&select)
        .await
        .unwrap()
        .unwrap();
    row.try_get_by_index(0).unwrap()
}
