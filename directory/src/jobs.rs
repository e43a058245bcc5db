//! What happens on its own, beside requests.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::Directory;

/// How far behind the log of reads and the seal may be.
const INTERVAL: Duration = Duration::from_millis(500);

pub(crate) async fn run(directory: &Directory, stop: CancellationToken) {
    let mut rounds: u32 = 0;
    while stop
        .run_until_cancelled(tokio::time::sleep(INTERVAL))
        .await
        .is_some()
    {
        round(directory).await;
        rounds = rounds.wrapping_add(1);
        // About every hour, and soon after the start.
        if rounds % 7_200 == 120
            && let Err(error) = directory.audit().purge().await
        {
            report("letting go of what is older than it is kept", &error);
        }
        // About every minute.
        if rounds.is_multiple_of(120)
            && let Err(error) = directory.sessions().forget_expired().await
        {
            report("forgetting ended sessions", &error);
        }
    }
    directory.journal().close_counts();
    round(directory).await;
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
