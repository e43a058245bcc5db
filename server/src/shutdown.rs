//! How the server ends: what is in flight is answered, what is buffered is written.

use std::time::Duration;

use anyhow::Context;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long requests in flight may still take.
const LONGEST_DRAIN: Duration = Duration::from_secs(10);
/// How long the last write of buffered events may take.
const LONGEST_FLUSH: Duration = Duration::from_secs(3);

/// SIGTERM and SIGINT.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From now on neither ends the process by itself.
    pub(crate) fn listen() -> anyhow::Result<Self> {
        let context = "cannot listen for signals";
        Ok(Self {
            terminate: signal(SignalKind::terminate()).context(context)?,
            interrupt: signal(SignalKind::interrupt()).context(context)?,
        })
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// What runs, and how each part is told to end.
pub(crate) struct Running {
    /// Ends listeners and connections.
    pub(crate) stop: CancellationToken,
    pub(crate) connections: TaskTracker,
    /// Ends jobs; they write what is buffered before they return.
    pub(crate) stop_jobs: CancellationToken,
    pub(crate) jobs: JoinHandle<()>,
}

impl Running {
    /// Ends everything in order. A second signal cuts the waiting short.
    pub(crate) async fn end(self, signals: &mut Signals) {
        tracing::info!("stopping: waiting for requests in flight");
        self.stop.cancel();
        self.connections.close();
        tokio::select! {
            () = self.connections.wait() => {}
            () = tokio::time::sleep(LONGEST_DRAIN) => {
                tracing::warn!("requests in flight after {} s are cut off", LONGEST_DRAIN.as_secs());
            }
            () = signals.next() => tracing::warn!("second signal: requests in flight are cut off"),
        }
        self.stop_jobs.cancel();
        if tokio::time::timeout(LONGEST_FLUSH, self.jobs)
            .await
            .is_err()
        {
            tracing::error!("buffered audit events could not be written in time");
        }
        tracing::info!("stopped");
    }
}
