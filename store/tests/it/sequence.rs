//! Sequences: one commit for many use cases, each of them whole or not at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::future::{BoxFuture, join_all};
use store::audit::NewEvent;
use store::{Constraint, Error, Sequence, Steps, TenantTx, UseCase, users};
use tokio::sync::Barrier;

use crate::harness::{Site, backends, compared};

/// Creates a user, and records it where there is an event.
#[derive(Clone)]
struct Create {
    user: users::Record,
    event: Option<NewEvent>,
    succeeds: bool,
}

impl UseCase for Create {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        tx.users().insert(&self.user, &compared(&self.user)).await?;
        if let Some(event) = &self.event {
            tx.audit().insert(event).await?;
        }
        if self.succeeds {
            Ok(())
        } else {
            Err(Error::Stale)
        }
    }
}

/// Takes all steps, and then succeeds or fails as a whole.
struct All {
    cases: Vec<Create>,
    succeeds: bool,
}

impl Sequence for All {
    type Output = Vec<Result<(), Error>>;
    type Error = Error;

    async fn run(&self, steps: &mut Steps) -> Result<Self::Output, Error> {
        let mut outcomes = Vec::new();
        for case in &self.cases {
            outcomes.push(steps.take(case).await?);
        }
        if self.succeeds {
            Ok(outcomes)
        } else {
            Err(Error::Stale)
        }
    }
}

fn create(site: &Site, name: &str) -> Create {
    Create {
        user: site.user(name),
        event: Some(site.event("user.create")),
        succeeds: true,
    }
}

async fn write(site: &Site, cases: Vec<Create>) -> Result<Vec<Result<(), Error>>, Error> {
    let sequence = All {
        cases,
        succeeds: true,
    };
    site.store.write_sequence(&site.tenant, sequence).await
}

/// How many users and how many events there are.
async fn stored(site: &Site) -> (u64, usize) {
    let read = site.store.read(&site.tenant);
    let query = store::audit::Query {
        limit: 10_000,
        ..store::audit::Query::default()
    };
    let events = read.audit().list(&query).await.unwrap().events.len();
    (read.users().total().await.unwrap(), events)
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_and_the_others_stay() {
    for site in backends().await {
        let mut cases: Vec<Create> = ["ann", "bob", "ANN", "cid", "dan"]
            .map(|name| create(&site, name))
            .into();
        cases[3].succeeds = false;
        let outcomes = write(&site, cases).await.unwrap();
        let taken = Err(Error::Constraint(Constraint::UserName));
        let expected = [Ok(()), Ok(()), taken, Err(Error::Stale), Ok(())];
        assert_eq!(format!("{outcomes:?}"), format!("{expected:?}"));
        assert_eq!(stored(&site).await, (3, 3));
    }
}

#[tokio::test]
async fn a_step_without_an_event_is_refused_and_the_others_stay() {
    for site in backends().await {
        let mut cases: Vec<Create> = ["ann", "bob", "cid"].map(|name| create(&site, name)).into();
        cases[1].event = None;
        let outcomes = write(&site, cases).await.unwrap();
        assert!(matches!(
            outcomes[..],
            [Ok(()), Err(Error::Unaudited), Ok(())]
        ));
        assert_eq!(stored(&site).await, (2, 2));
    }
}

#[tokio::test]
async fn a_sequence_that_fails_as_a_whole_leaves_nothing() {
    for site in backends().await {
        let sequence = All {
            cases: vec![create(&site, "ann"), create(&site, "bob")],
            succeeds: false,
        };
        let failed = site.store.write_sequence(&site.tenant, sequence).await;
        assert!(matches!(failed, Err(Error::Stale)));
        assert_eq!(stored(&site).await, (0, 0));
        site.add_user("ann").await;
    }
}

#[tokio::test]
async fn a_sequence_without_steps_commits_nothing() {
    for site in backends().await {
        assert!(write(&site, Vec::new()).await.unwrap().is_empty());
        assert_eq!(stored(&site).await, (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sequences_and_their_failing_neighbours_leave_each_other_in_peace() {
    for site in backends().await {
        let site = &site;
        let writes = (0..24_usize).map(|number| -> BoxFuture<'_, usize> {
            Box::pin(async move {
                let names = (0..8).map(|step| format!("user-{number}-{step}"));
                let mut cases: Vec<Create> = names.map(|name| create(site, &name)).collect();
                match number % 3 {
                    // A neighbour that takes the shared transaction with it.
                    0 => {
                        let sequence = All {
                            cases,
                            succeeds: false,
                        };
                        let failed = site.store.write_sequence(&site.tenant, sequence).await;
                        assert!(failed.is_err());
                        0
                    }
                    1 => {
                        let alone = create(site, &format!("alone-{number}"));
                        site.store.write(&site.tenant, alone).await.unwrap();
                        1
                    }
                    _ => {
                        cases[4].succeeds = false;
                        let outcomes = write(site, cases).await.unwrap();
                        assert!(outcomes[4].is_err());
                        outcomes.iter().filter(|outcome| outcome.is_ok()).count()
                    }
                }
            })
        });
        let written: usize = join_all(writes).await.into_iter().sum();
        assert_eq!(written, 8 + 8 * 7);
        assert_eq!(stored(site).await, (written as u64, written));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sequence_that_cannot_be_committed_answers_no_step() {
    for site in backends().await {
        // Two events of one id: the second is refused when the transaction ends.
        let event = site.event("user.create");
        let mut cases: Vec<Create> = ["ann", "bob"].map(|name| create(&site, name)).into();
        for case in &mut cases {
            case.event = Some(event.clone());
        }
        assert!(write(&site, cases).await.is_err());
        assert_eq!(stored(&site).await, (0, 0));
        site.add_user("after").await;
    }
}

/// Raises the version of two users; between them it waits, the first time, for another.
struct Raise {
    users: [store::UserId; 2],
    events: [NewEvent; 2],
    other: Arc<Barrier>,
    runs: Arc<AtomicU32>,
}

impl Sequence for Raise {
    type Output = ();
    type Error = Error;

    async fn run(&self, steps: &mut Steps) -> Result<(), Error> {
        let first = self.runs.fetch_add(1, Ordering::Relaxed) == 0;
        for (user, event) in self.users.into_iter().zip(&self.events) {
            let raise = Raised(user, event.clone());
            steps.take(&raise).await??;
            if first && user == self.users[0] {
                self.other.wait().await;
            }
        }
        Ok(())
    }
}

/// One of them.
struct Raised(store::UserId, NewEvent);

impl UseCase for Raised {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        let before = tx.users().get_for_update(self.0).await?.unwrap();
        let after = users::Record {
            version: before.version + 1,
            ..before.clone()
        };
        assert!(
            tx.users()
                .update(&before, &after, &compared(&after))
                .await?
        );
        tx.audit().insert(&self.1).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_sequences_that_wait_for_each_other_one_is_run_again() {
    // On SQLite there is one writer, and nobody to wait for.
    for site in backends()
        .await
        .into_iter()
        .filter(|site| !site.is_sqlite())
    {
        let [ann, bob] = [site.add_user("ann").await, site.add_user("bob").await];
        let other = Arc::new(Barrier::new(2));
        let runs = [(); 2].map(|()| Arc::new(AtomicU32::new(0)));
        let writes = [[ann, bob], [bob, ann]]
            .into_iter()
            .zip(&runs)
            .map(|(users, runs)| {
                let raise = Raise {
                    users,
                    events: [site.event("user.update"), site.event("user.update")],
                    other: Arc::clone(&other),
                    runs: Arc::clone(runs),
                };
                site.store.write_sequence(&site.tenant, raise)
            });
        for outcome in join_all(writes).await {
            outcome.unwrap();
        }
        let runs = runs.map(|runs| runs.load(Ordering::Relaxed));
        assert!(runs[0] + runs[1] > 2, "{runs:?}");
        for id in [ann, bob] {
            assert_eq!(site.stored(id).await.version, 3);
        }
        assert_eq!(stored(&site).await, (2, 2 + 4));
    }
}
