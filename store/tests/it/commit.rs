//! Commits: durable, shared on `SQLite`, and never half.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures::future::join_all;
use store::{Constraint, Error, Options, Store, users};
use tokio::sync::Barrier;
use tokio::time::timeout;

use crate::harness::{Site, backends, compared};

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_writers_are_all_durable() {
    for site in backends().await {
        let names: Vec<_> = (0..64).map(|number| format!("user{number}")).collect();
        let writes = names.iter().map(|name| site.add_user(name));
        let ids = join_all(writes).await;
        // Another connection, as another process has it: only committed rows are there.
        let other = Store::connect(&site.url, Options::default()).await.unwrap();
        let read = other.read(&site.tenant);
        for id in ids {
            assert!(read.users().get(id).await.unwrap().is_some());
        }
        let query = store::audit::Query {
            limit: 1_000,
            ..store::audit::Query::default()
        };
        assert_eq!(read.audit().list(&query).await.unwrap().events.len(), 64);
        other.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_use_case_that_fails_leaves_nothing_and_its_neighbours_in_peace() {
    for site in backends().await {
        let writes = (0..32).map(|number| {
            let site = &site;
            async move { write_then(site, number, number % 3 != 0).await }
        });
        for (number, outcome) in join_all(writes).await.into_iter().enumerate() {
            assert_eq!(outcome.is_ok(), number % 3 != 0, "{number}: {outcome:?}");
        }
        let read = site.store.read(&site.tenant);
        assert_eq!(read.users().total().await.unwrap(), 21);
        let query = store::audit::Query {
            limit: 1_000,
            ..store::audit::Query::default()
        };
        assert_eq!(read.audit().list(&query).await.unwrap().events.len(), 21);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_use_case_that_panics_leaves_nothing_and_its_neighbours_in_peace() {
    for site in backends().await {
        let site = Arc::new(site);
        let writes = (0..24).map(|number| {
            let site = Arc::clone(&site);
            tokio::spawn(async move {
                let (user, event) = (
                    site.user(&format!("user{number}")),
                    site.event("user.create"),
                );
                site.write(move |tx| {
                    let (user, event) = (user.clone(), event.clone());
                    Box::pin(async move {
                        tx.users().insert(&user, &compared(&user)).await?;
                        assert!(number % 4 != 0, "a bug, on purpose");
                        tx.audit().insert(&event).await
                    })
                })
                .await
            })
        });
        for (number, outcome) in join_all(writes).await.into_iter().enumerate() {
            match outcome {
                Ok(written) => assert!(written.is_ok(), "{number}: {written:?}"),
                Err(stopped) => assert!(stopped.is_panic() && number % 4 == 0, "{number}"),
            }
        }
        assert_eq!(
            site.store.read(&site.tenant).users().total().await.unwrap(),
            18
        );
    }
}

#[tokio::test]
async fn a_change_without_an_event_is_refused() {
    for site in backends().await {
        let ann = site.user("ann");
        let written = site.write(move |tx| {
            let ann = ann.clone();
            Box::pin(async move { tx.users().insert(&ann, &compared(&ann)).await })
        });
        let refusal = written.await.unwrap_err();
        assert!(matches!(refusal, Error::Unaudited), "{refusal:?}");
        assert_eq!(
            site.store.read(&site.tenant).users().total().await.unwrap(),
            0
        );
    }
}

#[tokio::test]
async fn what_changes_nothing_needs_no_event() {
    for site in backends().await {
        let (nobody, now) = (site.ids.next(), site.now());
        let deleted =
            site.write(move |tx| Box::pin(async move { tx.users().delete(nobody, now).await }));
        assert!(!deleted.await.unwrap());
    }
}

#[tokio::test]
async fn a_swallowed_failure_is_not_committed() {
    for site in backends().await {
        site.add_user("ann").await;
        let (bob, again, event) = (
            site.user("bob"),
            site.user("ANN"),
            site.event("user.create"),
        );
        let written = site.write(move |tx| {
            let (bob, again, event) = (bob.clone(), again.clone(), event.clone());
            Box::pin(async move {
                tx.users().insert(&bob, &compared(&bob)).await?;
                drop(tx.users().insert(&again, &compared(&again)).await);
                tx.audit().insert(&event).await
            })
        });
        let refusal = written.await.unwrap_err();
        assert!(
            matches!(refusal, Error::Constraint(Constraint::UserName)),
            "{refusal:?}"
        );
        assert_eq!(
            site.store.read(&site.tenant).users().total().await.unwrap(),
            1
        );
    }
}

#[tokio::test]
async fn a_use_case_runs_to_its_end_when_nobody_waits() {
    for site in backends().await {
        let (user, event) = (site.user("ann"), site.event("user.create"));
        let (begun, told) = tokio::sync::oneshot::channel();
        let begun = Arc::new(std::sync::Mutex::new(Some(begun)));
        let mut write = Box::pin(site.write(move |tx| {
            let (user, event, begun) = (user.clone(), event.clone(), begun.clone());
            Box::pin(async move {
                if let Some(begun) = begun.lock().unwrap().take() {
                    begun.send(()).unwrap();
                }
                tx.users().insert(&user, &compared(&user)).await?;
                tx.audit().insert(&event).await
            })
        }));
        tokio::select! {
            _ = &mut write => {}
            _ = told => {}
        }
        drop(write);
        // A second write goes through the same door, after the first.
        site.add_user("bob").await;
        let read = site.store.read(&site.tenant);
        while read.users().total().await.unwrap() < 2 {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_cannot_be_committed_fails_every_member() {
    for site in backends().await.into_iter().filter(Site::is_sqlite) {
        // Events of one id: the second one is refused when the batch ends, with all its members.
        let event = site.event("user.create");
        let writes = (0..8).map(|number| {
            let (user, event) = (site.user(&format!("user{number}")), event.clone());
            site.write(move |tx| {
                let (user, event) = (user.clone(), event.clone());
                Box::pin(async move {
                    tx.users().insert(&user, &compared(&user)).await?;
                    tx.audit().insert(&event).await
                })
            })
        });
        let outcomes = join_all(writes).await;
        let stored = site.store.read(&site.tenant).users().total().await.unwrap();
        let acknowledged = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert!(outcomes.iter().any(Result::is_err));
        assert_eq!(stored, acknowledged as u64, "{outcomes:?}");
        // And the writer goes on.
        site.add_user("after").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_modify_write_loses_no_update() {
    for site in backends().await {
        let id = site.add_user("ann").await;
        let runs = Arc::new(AtomicU32::new(0));
        let writes = (0..32).map(|_| {
            let (event, runs) = (site.event("user.update"), runs.clone());
            site.write(move |tx| {
                let (event, runs) = (event.clone(), runs.clone());
                Box::pin(async move {
                    runs.fetch_add(1, Ordering::Relaxed);
                    let before = tx.users().get_for_update(id).await?.unwrap();
                    let after = users::Record {
                        version: before.version + 1,
                        ..before.clone()
                    };
                    assert!(
                        tx.users()
                            .update(&before, &after, &compared(&after))
                            .await?
                    );
                    tx.audit().insert(&event).await
                })
            })
        });
        for outcome in join_all(writes).await {
            outcome.unwrap();
        }
        let ann = site.stored(id).await;
        assert_eq!(ann.version, 33);
        assert!(runs.load(Ordering::Relaxed) >= 32);
    }
}

#[tokio::test]
async fn two_processes_write_to_one_file() {
    for site in backends().await {
        let other = Store::connect(&site.url, Options::default()).await.unwrap();
        for number in 0..20 {
            let (user, event) = (
                site.user(&format!("user{number}")),
                site.event("user.create"),
            );
            let store = if number % 2 == 0 { &site.store } else { &other };
            let tenant = store
                .system()
                .tenant_by_slug("acme")
                .await
                .unwrap()
                .unwrap();
            store.write(&tenant, Create { user, event }).await.unwrap();
        }
        assert_eq!(
            site.store.read(&site.tenant).users().total().await.unwrap(),
            20
        );
        other.close().await.unwrap();
    }
}

struct Create {
    user: users::Record,
    event: store::audit::NewEvent,
}

impl store::UseCase for Create {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &store::TenantTx) -> Result<(), Error> {
        tx.users().insert(&self.user, &compared(&self.user)).await?;
        tx.audit().insert(&self.event).await
    }
}

/// Waits within its transaction for others that do the same.
struct Meet(Arc<Barrier>);

impl store::SystemUseCase for Meet {
    type Output = ();
    type Error = Error;

    async fn run(&self, _: &store::SystemTx) -> Result<(), Error> {
        self.0.wait().await;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_use_cases_are_at_work_as_there_are_connections() {
    // On SQLite there is one writer, whatever reads beside it.
    for site in backends()
        .await
        .into_iter()
        .filter(|site| !site.is_sqlite())
    {
        let options = Options { readers: 12 };
        let store = Store::connect(&site.url, options).await.unwrap();
        let all = Arc::new(Barrier::new(12));
        let meetings = (0..12).map(|_| store.write_system(Meet(Arc::clone(&all))));
        let met = timeout(Duration::from_secs(30), join_all(meetings)).await;
        for outcome in met.unwrap() {
            outcome.unwrap();
        }
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn an_error_never_names_the_password() {
    for url in [
        "postgres://rollcall:hunter2@127.0.0.1:1/rollcall",
        "postgres://rollcall:hunter2@127.0.0.1:port/rollcall",
        "mysql://rollcall:hunter2@127.0.0.1/rollcall",
    ] {
        let error = Store::connect(url, Options::default()).await.unwrap_err();
        let mut told = format!("{error} {error:?}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            told = format!("{told} {cause} {cause:?}");
            source = cause.source();
        }
        assert!(!told.contains("hunter2"), "{told}");
    }
}

/// Creates a user, and then succeeds or fails after the write.
async fn write_then(site: &Site, number: usize, succeed: bool) -> Result<(), Error> {
    let (user, event) = (
        site.user(&format!("user{number}")),
        site.event("user.create"),
    );
    site.write(move |tx| {
        let (user, event) = (user.clone(), event.clone());
        Box::pin(async move {
            tx.users().insert(&user, &compared(&user)).await?;
            tx.audit().insert(&event).await?;
            if succeed { Ok(()) } else { Err(Error::Stale) }
        })
    })
    .await
}
