//! Answers that are made while they are sent.

use std::time::Duration;

use axum::body::Body;
use directory::Error;
use tokio::sync::mpsc;
use tracing::Instrument;

use super::Call;
use crate::http::sending;

/// How long an answer may take that is made while it is sent: it holds one of the tenant's turns.
const LONGEST_STREAM: Duration = Duration::from_mins(2);

/// A body that is made while it is sent; a client sees one that breaks off as broken.
pub(super) fn streamed(pieces: directory::Stream, call: Option<Call>) -> Body {
    let (sender, receiver) = mpsc::channel(1);
    let limits = |call: &Call| call.state.limits().begin_stream(&call.caller);
    let (ended, guard) = call.as_ref().map(limits).unzip();
    let (ended, turn) = (ended.unwrap_or_default(), call.map(|call| call.turn));
    let send = async move {
        let sent = tokio::time::timeout(LONGEST_STREAM, send(pieces, sender));
        match ended.run_until_cancelled(sent).await {
            Some(Ok(Ok(()))) => {}
            Some(Ok(Err(error))) => tracing::error!(%error, "an answer broke off"),
            Some(Err(_)) => tracing::warn!("an answer broke off: it was read too slowly"),
            None => tracing::warn!("an answer broke off: its tenant has newer ones"),
        }
        // The tenant's turn, and the place among its streams.
        drop((turn, guard));
    };
    tokio::spawn(send.in_current_span());
    sending::received(receiver)
}

/// Sends every piece, and then nothing: whoever sees no end sees a broken answer.
async fn send(
    mut pieces: directory::Stream,
    sender: mpsc::Sender<Option<String>>,
) -> Result<(), Error> {
    loop {
        let piece = pieces.next().await?;
        let last = piece.is_none();
        // A client that went away needs no more.
        if sender.send(piece).await.is_err() || last {
            return Ok(());
        }
    }
}
