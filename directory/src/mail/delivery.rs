//! Sending what was written: at once where somebody waits for it, and by a job.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use store::{MailId, SystemTx, SystemUseCase, mails};

use super::{Mails, Undelivered, outbox};
use crate::{Directory, Error};

/// How long whoever has taken mail has for sending it: longer than all of one portion can take.
const TAKEN: TimeDelta = TimeDelta::minutes(5);
/// Mail that is taken at once.
const PORTION: u64 = 8;
/// Seconds until the next attempt, after the first, the second and so on; the last one repeats.
const PAUSES: [i64; 7] = [5, 30, 120, 600, 3_600, 14_400, 43_200];

/// What came of mail that somebody waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The mail server took it.
    Sent,
    /// Not yet, for a reason; where that is not final it is tried again.
    Failed(Undelivered),
}

/// What this process did with mail since it started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Taken by the mail server.
    pub sent: u64,
    /// Attempts after which it is tried again.
    pub put_off: u64,
    /// Not tried again.
    pub given_up: u64,
}

/// [`Counts`] as they grow.
#[derive(Debug, Default)]
pub(crate) struct Deliveries {
    sent: AtomicU64,
    put_off: AtomicU64,
    given_up: AtomicU64,
}

impl Deliveries {
    pub(super) fn counts(&self) -> Counts {
        Counts {
            sent: self.sent.load(Ordering::Relaxed),
            put_off: self.put_off.load(Ordering::Relaxed),
            given_up: self.given_up.load(Ordering::Relaxed),
        }
    }
}

impl Mails<'_> {
    /// Sends mail that was just written, and waits for it no longer than `at_most`. It is sent to
    /// the end even when nobody waits any more; what could not be sent is tried again.
    pub async fn send_now(&self, id: MailId, at_most: Duration) -> Delivery {
        let directory = self.0.clone();
        let sending = tokio::spawn(async move { deliver_one(&directory, id).await });
        match tokio::time::timeout(at_most, sending).await {
            Ok(Ok(Ok(delivery))) => delivery,
            Ok(Ok(Err(error))) => {
                tracing::warn!(error = &error as &dyn std::error::Error, mail = %id, "mail was not sent");
                Delivery::Failed(Undelivered::Unreachable)
            }
            Ok(Err(_)) => Delivery::Failed(Undelivered::Unreachable),
            Err(_) => Delivery::Failed(Undelivered::Late),
        }
    }
}

impl Mails<'_> {
    /// Sends what is due, as the jobs do about every second. Answers whether there may be more.
    ///
    /// # Errors
    /// When the database does not answer; what was not sent will be.
    pub async fn send_due(&self) -> Result<bool, Error> {
        deliver_due(self.0).await
    }
}

async fn deliver_one(directory: &Directory, id: MailId) -> Result<Delivery, Error> {
    let until = directory.now() + TAKEN;
    let take = Take::One { id, until };
    match directory.store().write_system(take).await?.pop() {
        Some(mail) => deliver(directory, mail).await,
        // Somebody has withdrawn it meanwhile.
        None => Ok(Delivery::Failed(Undelivered::Refused)),
    }
}

async fn deliver_due(directory: &Directory) -> Result<bool, Error> {
    let now = directory.now();
    if directory.post().is_none() || !directory.store().system().mail_is_due(now).await? {
        return Ok(false);
    }
    let until = now + TAKEN;
    let taken = directory
        .store()
        .write_system(Take::Due { now, until })
        .await?;
    let more = taken.len() as u64 == PORTION;
    for mail in taken {
        deliver(directory, mail).await?;
    }
    Ok(more)
}

/// Sends one mail that was taken, and lets go of it or puts it off.
async fn deliver(directory: &Directory, mail: mails::Record) -> Result<Delivery, Error> {
    let outcome = match directory.post() {
        Some(post) if directory.now() < mail.expires_at => {
            match outbox::open(directory.secret_key(), mail.id, &mail.sealed) {
                Ok(opened) => post.send(mail.id, &opened).await,
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, mail = %mail.id, "mail is given up");
                    Err(Undelivered::Refused)
                }
            }
        }
        Some(_) => Err(Undelivered::Late),
        None => Err(Undelivered::Unreachable),
    };
    let counts = directory.deliveries();
    let end = match outcome {
        Ok(()) => {
            counts.sent.fetch_add(1, Ordering::Relaxed);
            End::Gone(mail.id)
        }
        Err(reason) => {
            let next = directory.now() + pause(mail.attempts);
            if reason.is_final() || next >= mail.expires_at {
                counts.given_up.fetch_add(1, Ordering::Relaxed);
                tracing::warn!(mail = %mail.id, attempts = mail.attempts, reason = reason.as_str(), "mail is given up");
                End::Gone(mail.id)
            } else {
                counts.put_off.fetch_add(1, Ordering::Relaxed);
                tracing::info!(mail = %mail.id, attempts = mail.attempts, reason = reason.as_str(), "mail was not sent; it will be tried again");
                End::Later(mail.id, next)
            }
        }
    };
    directory.store().write_system(end).await?;
    Ok(outcome.map_or_else(Delivery::Failed, |()| Delivery::Sent))
}

fn pause(attempts: i32) -> TimeDelta {
    let at = usize::try_from(attempts - 1).unwrap_or_default();
    TimeDelta::seconds(PAUSES[at.min(PAUSES.len() - 1)])
}

type Instant = chrono::DateTime<chrono::Utc>;

enum Take {
    Due { now: Instant, until: Instant },
    One { id: MailId, until: Instant },
}

impl SystemUseCase for Take {
    type Output = Vec<mails::Record>;
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<Vec<mails::Record>, Error> {
        Ok(match self {
            Self::Due { now, until } => tx.take_mail(*now, *until, PORTION).await?,
            Self::One { id, until } => Vec::from_iter(tx.take_one_mail(*id, *until).await?),
        })
    }
}

enum End {
    Gone(MailId),
    Later(MailId, Instant),
}

impl SystemUseCase for End {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        match self {
            Self::Gone(id) => tx.delete_mail(*id).await?,
            Self::Later(id, until) => tx.put_mail_off(*id, *until).await?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::pause;

    #[test]
    fn the_pauses_grow_and_stay() {
        let seconds = |attempts| pause(attempts).num_seconds();
        let pauses: Vec<i64> = (1..=9).map(seconds).collect();
        assert_eq!(
            pauses,
            [5, 30, 120, 600, 3_600, 14_400, 43_200, 43_200, 43_200]
        );
        assert_eq!(seconds(0), 5);
    }
}
