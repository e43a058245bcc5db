//! Rehearsals: the whole use case, and nothing of it stays.

use futures::future::{BoxFuture, join_all};
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, FromQueryResult, JsonValue};
use store::audit::NewEvent;
use store::{Constraint, Error, Sequence, Steps, TenantTx, UseCase, UserId, users};

use crate::harness::{Site, backends, compared};

/// Creates a user, deletes another one, and records it where there is an event.
#[derive(Clone)]
struct Exchange {
    new: users::Record,
    old: Option<UserId>,
    event: Option<NewEvent>,
    succeeds: bool,
}

impl UseCase for Exchange {
    type Output = i64;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<i64, Error> {
        tx.users().insert(&self.new, &compared(&self.new)).await?;
        if let Some(old) = self.old {
            assert!(tx.users().delete(old, self.new.created_at).await?);
        }
        if let Some(event) = &self.event {
            tx.audit().insert(event).await?;
        }
        if self.succeeds {
            Ok(self.new.version)
        } else {
            Err(Error::Stale)
        }
    }
}

fn exchange(site: &Site, name: &str, old: Option<UserId>) -> Exchange {
    Exchange {
        new: site.user(name),
        old,
        event: Some(site.event("user.create")),
        succeeds: true,
    }
}

/// Exchanges one after the other, each on its own.
struct Several(Vec<Exchange>);

impl Sequence for Several {
    type Output = Vec<Result<i64, String>>;
    type Error = Error;

    async fn run(&self, steps: &mut Steps) -> Result<Self::Output, Error> {
        let mut outcomes = Vec::new();
        for case in &self.0 {
            let outcome = steps.take(case).await?;
            outcomes.push(outcome.map_err(|error| format!("{error:?}")));
        }
        Ok(outcomes)
    }
}

/// Every row of every table.
async fn content(site: &Site) -> Vec<String> {
    let connection = site.store.schema_connection();
    let (name, tables, of_ours) = if site.is_sqlite() {
        ("name", "sqlite_master", Expr::col("type").eq("table"))
    } else {
        (
            "tablename",
            "pg_tables",
            Expr::col("schemaname").eq("public"),
        )
    };
    let mut names = Query::select();
    names.column(name).from(tables).and_where(of_ours);
    let mut content = Vec::new();
    for name in connection.query_all(&names).await.unwrap() {
        let name: String = name.try_get_by_index(0).unwrap();
        let all = Query::select().column(Asterisk).from(name.clone()).take();
        for row in connection.query_all(&all).await.unwrap() {
            let row = JsonValue::from_query_result(&row, "").unwrap();
            content.push(format!("{name} {row}"));
        }
    }
    content.sort();
    content
}

#[tokio::test]
async fn nothing_stays_of_a_rehearsal_but_what_it_would_have_said() {
    for site in backends().await {
        let ann = site.add_user("ann").await;
        let before = content(&site).await;
        let case = exchange(&site, "bob", Some(ann));
        let rehearsed = site.store.rehearse(&site.tenant, case.clone()).await;
        let rehearsed = rehearsed.unwrap();
        assert_eq!(rehearsed.output, 1);
        assert_eq!(rehearsed.events, Vec::from_iter(case.event.clone()));
        assert_eq!(content(&site).await, before);
        // In earnest it is the same.
        site.store.write(&site.tenant, case).await.unwrap();
        assert_ne!(content(&site).await, before);
    }
}

#[tokio::test]
async fn what_is_rehearsed_in_sequence_sees_what_came_before_and_leaves_nothing() {
    for site in backends().await {
        site.add_user("ann").await;
        let before = content(&site).await;
        let (bob, cid) = (exchange(&site, "bob", None), exchange(&site, "cid", None));
        let unaudited = Exchange {
            event: None,
            ..exchange(&site, "dan", None)
        };
        let successor = exchange(&site, "BOB", Some(bob.new.id));
        let told: Vec<NewEvent> = [&bob, &cid]
            .into_iter()
            .filter_map(|case| case.event.clone())
            .collect();
        let sequence = Several(vec![
            bob,
            exchange(&site, "ANN", None),
            unaudited,
            cid,
            successor,
        ]);
        let rehearsed = site.store.rehearse_sequence(&site.tenant, sequence).await;
        let rehearsed = rehearsed.unwrap();
        let taken: Result<i64, String> =
            Err(format!("{:?}", Error::Constraint(Constraint::UserName)));
        let silent: Result<i64, String> = Err(format!("{:?}", Error::Unaudited));
        // The name is taken by the first one, which is there for the others.
        assert_eq!(
            rehearsed.output,
            [Ok(1), taken.clone(), silent, Ok(1), taken]
        );
        assert_eq!(rehearsed.events, told);
        assert_eq!(content(&site).await, before);
        // In earnest the name is free.
        site.add_user("bob").await;
    }
}

#[tokio::test]
async fn a_rehearsal_is_refused_for_what_the_use_case_would_be_refused_for() {
    for site in backends().await {
        site.add_user("ann").await;
        let before = content(&site).await;
        let taken = exchange(&site, "ANN", None);
        let stale = Exchange {
            succeeds: false,
            ..exchange(&site, "bob", None)
        };
        let unaudited = Exchange {
            event: None,
            ..exchange(&site, "bob", None)
        };
        for (case, expected) in [
            (taken, Error::Constraint(Constraint::UserName)),
            (stale, Error::Stale),
            (unaudited, Error::Unaudited),
        ] {
            let refused = site.store.rehearse(&site.tenant, case).await.unwrap_err();
            assert_eq!(format!("{refused:?}"), format!("{expected:?}"));
            assert_eq!(content(&site).await, before);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rehearsals_and_their_neighbours_leave_each_other_in_peace() {
    for site in backends().await {
        let site = &site;
        let writes = (0..30_usize).map(|number| -> BoxFuture<'_, bool> {
            Box::pin(async move {
                // Three after the same name: two that try, and one in earnest.
                let mut case = exchange(site, &format!("user-{}", number / 3), None);
                match number % 3 {
                    0 => drop(site.store.rehearse(&site.tenant, case).await),
                    1 => {
                        case.succeeds = false;
                        let refused = site.store.rehearse(&site.tenant, case).await;
                        assert!(refused.is_err());
                    }
                    _ => {
                        site.store.write(&site.tenant, case).await.unwrap();
                        return true;
                    }
                }
                false
            })
        });
        let written = join_all(writes).await.into_iter().filter(|done| *done);
        assert_eq!(written.count(), 10);
        let read = site.store.read(&site.tenant);
        assert_eq!(read.users().total().await.unwrap(), 10);
        let content = content(site).await;
        for table in ["audit_event ", "scim_version "] {
            let rows = content.iter().filter(|row| row.starts_with(table));
            assert_eq!(rows.count(), 10, "{table}");
        }
    }
}
