//! What happens on its own, beside requests.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::Directory;

/// How far behind the log of reads and the seal may be.
const INTERVAL: Duration = Duration::from_millis(500);

/// How often what is older than it is kept is let go of; for the first time soon after the start.
const PURGES: Duration = Duration::from_hours(1);
const FIRST_PURGE: Duration = Duration::from_mins(1);

/// How often tokens and OAuth clients are looked at that are about to end; for the first time soon
/// after the start, so that the figures are there.
const REMINDERS: Duration = Duration::from_hours(1);
const FIRST_REMINDER: Duration = Duration::from_secs(1);

/// How often it is looked for clients that have fallen silent. After the start those alone are
/// counted that are known: whoever found nobody here is given until the next time to come back.
const SILENCES: Duration = Duration::from_hours(1);
const FIRST_SILENCES: Duration = Duration::from_secs(1);

/// How often it is looked for mail to be sent.
const MAILS: Duration = Duration::from_secs(1);

pub(crate) async fn run(directory: &Directory, stop: CancellationToken) {
    // A purge can take long, and neither the log of reads nor the seal may wait for it.
    tokio::join!(
        rounds(directory, &stop),
        purges(directory, &stop),
        mails(directory, &stop),
        reminders(directory, &stop),
        silences(directory, &stop)
    );
}

async fn rounds(directory: &Directory, stop: &CancellationToken) {
    let mut rounds: u32 = 0;
    while stop
        .run_until_cancelled(tokio::time::sleep(INTERVAL))
        .await
        .is_some()
    {
        round(directory).await;
        rounds = rounds.wrapping_add(1);
        // About every minute.
        if rounds.is_multiple_of(120) {
            minute(directory).await;
        }
    }
    directory.journal().close_counts();
    round(directory).await;
    count_uses(directory).await;
}

async fn minute(directory: &Directory) {
    if let Err(error) = directory.sessions().forget_expired().await {
        report("forgetting ended sessions", &error);
    }
    count_uses(directory).await;
}

async fn count_uses(directory: &Directory) {
    if let Err(error) = directory.uses().flush(directory).await {
        report("writing down how often tokens were used", &error);
    }
}

async fn purges(directory: &Directory, stop: &CancellationToken) {
    let mut wait = FIRST_PURGE;
    while stop
        .run_until_cancelled(tokio::time::sleep(wait))
        .await
        .is_some()
    {
        wait = PURGES;
        // What was begun is whole by itself: a stop need not wait for the rest.
        let purge = stop.run_until_cancelled(async { directory.audit().purge().await });
        if let Some(Err(error)) = purge.await {
            report("letting go of what is older than it is kept", &error);
        }
        if let Err(error) = directory.delete_due_tenants().await {
            report("deleting tenants as their owners wanted", &error);
        }
    }
}

async fn mails(directory: &Directory, stop: &CancellationToken) {
    if !directory.mails().are_sent() {
        return;
    }
    let mut more = false;
    loop {
        let wait = if more { Duration::ZERO } else { MAILS };
        let waited = stop.run_until_cancelled(tokio::time::sleep(wait));
        if waited.await.is_none() {
            return;
        }
        // One that is cut off is taken again by whoever comes next.
        match stop
            .run_until_cancelled(async { directory.mails().send_due().await })
            .await
        {
            Some(Ok(left)) => more = left,
            Some(Err(error)) => {
                more = false;
                report("sending mail", &error);
            }
            None => return,
        }
    }
}

async fn reminders(directory: &Directory, stop: &CancellationToken) {
    let mut wait = FIRST_REMINDER;
    while stop
        .run_until_cancelled(tokio::time::sleep(wait))
        .await
        .is_some()
    {
        wait = REMINDERS;
        if let Err(error) = directory.remind_of_ends().await {
            report(
                "reminding of tokens and OAuth clients that are about to end",
                &error,
            );
        }
    }
}

async fn silences(directory: &Directory, stop: &CancellationToken) {
    let first = tokio::time::sleep(FIRST_SILENCES);
    if stop.run_until_cancelled(first).await.is_none() {
        return;
    }
    if let Err(error) = directory.count_silences().await {
        report("counting clients that have fallen silent", &error);
    }
    while stop
        .run_until_cancelled(tokio::time::sleep(SILENCES))
        .await
        .is_some()
    {
        if let Err(error) = directory.report_silences().await {
            report("looking for clients that have fallen silent", &error);
        }
    }
}

async fn round(directory: &Directory) {
    if let Err(error) = directory.journal().flush(directory).await {
        report("writing buffered audit events", &error);
    }
    if let Err(error) = directory.audit().seal_all().await {
        report("sealing the audit log", &error);
    }
}

fn report(what: &str, error: &crate::Error) {
    tracing::warn!(
        error = error as &dyn std::error::Error,
        "{what} failed; it will be tried again"
    );
}
