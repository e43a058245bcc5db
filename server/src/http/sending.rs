//! Bodies that are made while they are sent.

use std::time::Duration;

use axum::body::Body;
use directory::Error;
use futures::{Stream, TryStreamExt, stream};
use tokio_util::sync::CancellationToken;

/// How long a body may still take once the server stops: a little less than all that it waits, so
/// that what broke off can still be written down.
const LAST_CHANCE: Duration = Duration::from_secs(8);

/// A body of pieces, which holds something for as long as it is sent. One that breaks off is seen
/// as broken by its client.
pub(crate) fn body(
    pieces: impl Stream<Item = Result<String, Error>> + Send + 'static,
    stop: &CancellationToken,
    held: impl Send + 'static,
) -> Body {
    let stop = stop.clone();
    let end = Box::pin(async move {
        stop.cancelled().await;
        tokio::time::sleep(LAST_CHANCE).await;
    });
    let state = (Box::pin(pieces), end, held);
    Body::from_stream(stream::try_unfold(state, async |(mut pieces, mut end, held)| {
        let piece = tokio::select! {
            piece = pieces.try_next() => piece,
            () = end.as_mut() => return Err("the answer broke off: the server stops"),
        };
        match piece {
            Ok(piece) => Ok(piece.map(|piece| (piece, (pieces, end, held)))),
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(error, "an answer broke off");
                Err("the answer broke off")
            }
        }
    }))
}
