//! The schema comes up whole, once, and only forwards.

use migration::{MigrationFailure, Status};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use store::search::Wanted;
use store::versions::Moment;
use store::{Kind, Options, Order, Page, Store, users};

use crate::harness::{backends, empty_databases};

async fn connect(url: &str) -> Store {
    Store::connect(url, Options::default()).await.unwrap()
}

#[tokio::test]
async fn a_second_run_does_nothing() {
    for place in empty_databases().await {
        let store = connect(&place.url).await;
        let before = migration::status(store.schema_connection()).await.unwrap();
        assert_eq!(before, Status::Empty);
        migration::up(store.schema_connection()).await.unwrap();
        migration::up(store.schema_connection()).await.unwrap();
        let after = migration::status(store.schema_connection()).await.unwrap();
        assert_eq!(after, Status::UpToDate);
        store.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_runs_wait_for_each_other_and_all_succeed() {
    for place in empty_databases().await {
        let runs = (0..6).map(|_| {
            let url = place.url.clone();
            tokio::spawn(async move {
                let store = connect(&url).await;
                let outcome = migration::up(store.schema_connection()).await;
                store.close().await.unwrap();
                outcome
            })
        });
        for run in runs.collect::<Vec<_>>() {
            run.await.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_alone() {
    for place in empty_databases().await {
        let store = connect(&place.url).await;
        let connection = store.schema_connection();
        migration::up(connection).await.unwrap();
        let from_the_future = Query::insert()
            .into_table("seaql_migrations")
            .columns(["version", "applied_at"])
            .values_panic(["m29990101_000001_flying_cars".into(), 0_i64.into()])
            .take();
        connection.execute(&from_the_future).await.unwrap();
        let failure = migration::up(connection).await.unwrap_err();
        assert!(
            matches!(&failure, MigrationFailure::NewerSchema(steps)
                if steps[..] == ["m29990101_000001_flying_cars"]),
            "{failure:?}"
        );
        let status = migration::status(connection).await.unwrap();
        assert!(matches!(status, Status::Newer(_)), "{status:?}");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_schema_that_is_behind_is_told_by_its_steps() {
    for place in empty_databases().await {
        let store = connect(&place.url).await;
        let connection = store.schema_connection();
        migration::up(connection).await.unwrap();
        let status = migration::status(connection).await.unwrap();
        assert_eq!(status, Status::UpToDate);

        let steps = store.system().schema_steps().await.unwrap();
        assert_eq!(Status::of(&steps), Status::UpToDate);
        let last = steps.iter().max().unwrap();
        let forget = Query::delete()
            .from_table("seaql_migrations")
            .and_where(Expr::col("version").eq(last.as_str()))
            .take();
        connection.execute(&forget).await.unwrap();
        let status = migration::status(connection).await.unwrap();
        assert_eq!(status, Status::Pending(vec![last.clone()]));
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn looking_does_not_write() {
    for place in empty_databases().await {
        let store = connect(&place.url).await;
        migration::status(store.schema_connection()).await.unwrap();
        let select = Query::select()
            .column("version")
            .from("seaql_migrations")
            .take();
        assert!(store.schema_connection().query_all(&select).await.is_err());
        store.close().await.unwrap();
    }
}

/// What was stored before versions were kept is kept as it is on the day of the step.
#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test that goes back behind a step undoes it by text"
)]
async fn what_was_there_before_versions_were_kept_is_their_beginning() {
    for site in backends().await {
        let (ann, bob) = (site.add_user("ann").await, site.add_user("bob").await);
        let gone = site.add_user("gone").await;
        let group = site.add_group("staff").await;
        let connection = site.store.schema_connection();
        let member = "INSERT INTO group_member (tenant_id, group_id, id, user_id, created_at) \
             SELECT u.tenant_id, g.id, u.id, u.id, 7 FROM scim_user u, scim_group g \
             WHERE u.user_name = 'bob'";
        for statement in [
            member,
            "UPDATE scim_user SET deleted_at = 9 WHERE user_name = 'gone'",
            "DROP TABLE scim_version",
            "DROP TABLE group_member_period",
            "DELETE FROM seaql_migrations WHERE version LIKE '%_keep_versions'",
        ] {
            connection.execute_unprepared(statement).await.unwrap();
        }
        migration::up(connection).await.unwrap();

        let read = site.store.read(&site.tenant);
        let (versions, at) = (read.versions(), Moment::Time(site.now()));
        let live = read.users().get(ann).await.unwrap();
        assert_eq!(versions.user(ann, at).await.unwrap(), live);
        assert_eq!(versions.user(gone, at).await.unwrap(), None);
        assert_eq!(versions.count(Kind::User, at).await.unwrap(), 2);
        let kept = versions.group(group, at).await.unwrap().unwrap();
        let members = versions.members(group, kept.version, at, None, 9).await;
        let present = read.members().of_group(group, None, 9).await.unwrap();
        assert_eq!(members.unwrap(), present);
        assert_eq!(present.len(), 1);
        assert_eq!(present[0].id, bob.as_uuid());
        let events = versions.of(ann, None, 9).await.unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].event, None);
    }
}

/// The log of a tenant that was deleted before logs were kept for a time is kept from its end on.
#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test that goes back behind a step undoes it by text"
)]
async fn logs_of_tenants_that_were_gone_before_are_kept_as_long_as_others() {
    for site in backends().await {
        crate::audit::record(&site, vec![site.event("tenant.delete")]).await;
        crate::audit::seal(&site, 10).await.unwrap();
        site.another_tenant("globex").await;
        let connection = site.store.schema_connection();
        for statement in [
            "DELETE FROM tenant WHERE slug <> 'globex'",
            "DROP TABLE audit_retention",
            "DELETE FROM seaql_migrations WHERE version LIKE '%_keep_logs_for_a_time'",
        ] {
            connection.execute_unprepared(statement).await.unwrap();
        }
        migration::up(connection).await.unwrap();

        let deleted = site.store.system().deleted_tenants().await.unwrap();
        assert_eq!(deleted.len(), 1);
        assert_eq!(deleted[0].id(), site.tenant.id());
        let retention = site.store.read(&deleted[0]).audit().retention().await;
        let retention = retention.unwrap();
        assert_eq!((retention.event_days, retention.legal_hold), (400, false));
        assert!(retention.tenant_deleted_at.is_some());
    }
}

/// Who was stored before there was an index to search by is found by it.
#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test that goes back behind a step undoes it by text"
)]
async fn users_who_were_there_before_are_searched_by_the_index() {
    for site in backends().await {
        site.add_user("ann").await;
        site.add_user(&"annabel".repeat(100)).await;
        let connection = site.store.schema_connection();
        let undo = [
            "UPDATE scim_user SET search_key = search_more WHERE search_more IS NOT NULL",
            "DROP INDEX scim_user_searched_idx",
            "DROP INDEX scim_user_tenant_id_id_idx",
            "ALTER TABLE scim_user DROP COLUMN search_more",
            "DELETE FROM seaql_migrations WHERE version LIKE '%_search_by_index'",
        ];
        let unparsed = "UPDATE scim_user SET comparison = json(comparison)";
        let unparsed = site.is_sqlite().then_some(unparsed);
        for statement in undo.into_iter().chain(unparsed) {
            connection.execute_unprepared(statement).await.unwrap();
        }
        migration::up(connection).await.unwrap();

        let read = site.store.read(&site.tenant);
        for (text, expected) in [
            ("ann", 2),
            ("ext-ann", 2),
            ("the annabelann", 1),
            ("bob", 0),
        ] {
            let query = users::Query {
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
            };
            let (found, total) = read.users().list_counted(&query).await.unwrap();
            assert_eq!((found.len(), total), (expected, expected as u64), "{text}");
        }
        let filter = scim::filter::compile(
            &scim::schema::user(),
            r#"name.familyName eq "zander" and emails.value co "annabel""#,
        );
        let filter = filter.unwrap();
        let wanted = Wanted {
            kind: Kind::User,
            filter: Some(&filter),
            sort: None,
        };
        let found = read.resources().count(&wanted).await.unwrap();
        assert_eq!(found, Some(1));
    }
}
