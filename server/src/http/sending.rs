//! Bodies that are made while they are sent.

use std::time::Duration;

use axum::body::{Body, Bytes};
use directory::Error;
use futures::{Stream, TryStreamExt, stream};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// How long a body may still take once the server stops: a little less than all that it waits, so
/// that what broke off can still be written down.
const LAST_CHANCE: Duration = Duration::from_secs(8);

/// A body of pieces, which holds something for as long as it is sent. One that breaks off is seen
/// as broken by its client.
///
/// The pieces are made beside the connection: one whose client reads nothing any more is not asked
/// for its body either, and could not end it.
pub(crate) fn body<P: Into<Bytes> + Send + 'static>(
    pieces: impl Stream<Item = Result<P, Error>> + Send + 'static,
    stop: &CancellationToken,
    held: impl Send + 'static,
) -> Body {
    let (sender, receiver) = mpsc::channel(1);
    let stop = stop.clone();
    let end = async move {
        stop.cancelled().await;
        tokio::time::sleep(LAST_CHANCE).await;
    };
    let sending = async move {
        tokio::select! {
            sent = send(pieces, sender) => if let Err(error) = sent {
                let error: &dyn std::error::Error = &error;
                tracing::error!(error, "an answer broke off");
            },
            () = end => tracing::warn!("an answer broke off: the server stops"),
        }
        drop(held);
    };
    tokio::spawn(sending.in_current_span());
    received(receiver)
}

/// A body of pieces that are made elsewhere. When they end without an end, it breaks off.
pub(crate) fn received<P>(pieces: mpsc::Receiver<Option<P>>) -> Body
where
    P: Into<Bytes> + Send + 'static,
{
    Body::from_stream(stream::try_unfold(
        pieces,
        async |mut pieces| match pieces.recv().await {
            Some(Some(piece)) => Ok(Some((piece, pieces))),
            Some(None) => Ok(None),
            None => Err("the answer broke off"),
        },
    ))
}

/// Sends every piece, and then nothing: whoever sees no end sees a broken answer.
async fn send<P>(
    pieces: impl Stream<Item = Result<P, Error>>,
    sender: mpsc::Sender<Option<P>>,
) -> Result<(), Error> {
    let mut pieces = std::pin::pin!(pieces);
    // A client that went away needs no more, and nothing is made before there is room for it.
    while let Ok(room) = sender.reserve().await {
        let piece = pieces.try_next().await?;
        let last = piece.is_none();
        room.send(piece);
        if last {
            break;
        }
    }
    Ok(())
}
