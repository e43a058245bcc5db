//! The audit log as it grows: server-sent events with the rows of the list.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use app::model::Zone;
use app::model::query::{AuditQuery, Range};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use directory::Permission;
use directory::audit::{Event, Query};
use futures::stream;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

use super::context::Member;
use super::event;
use super::failure::Failure;
use super::wanted::Strict;
use super::watch::Watcher;
use crate::http::arrival::text;
use crate::state::AppState;

/// How often the log is looked at: a little slower than it is sealed.
const INTERVAL: Duration = Duration::from_secs(1);
/// How often it is asked whether the reader may still see it.
pub(super) const RECHECKED: Duration = Duration::from_secs(5);
/// After how much silence something is said: connections that are silent are cut on the way.
pub(super) const SILENCE: Duration = Duration::from_secs(15);

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// `GET /t/<slug>/audit/live`, with the parameters of the list and the number to begin after.
pub(super) async fn follow(
    State(state): State<AppState>,
    member: Member,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    member.caller.require(Permission::ReadAudit)?;
    let after = place(&headers, raw.as_deref().unwrap_or_default());
    let asked = Strict::read(raw, &["after"], member.now);
    if !asked.understood {
        let detail = "A filter in the address cannot be understood: open the audit log again.";
        return Err(Failure::bad_request(detail));
    }
    let wanted = asked.wanted;
    let wanted = match asked.query.range {
        Range::Custom { .. } => wanted,
        // Whatever comes is in a range that goes on to now.
        _ => Query {
            from: None,
            to: None,
            ..wanted
        },
    };
    let limit = state.limits().begin_following(&member.caller)?;
    let audit = member.directory.audit();
    let begin = match after {
        Some(after) => after,
        None => audit.tail(&member.caller, &wanted, None).await?.place,
    };
    let now = Instant::now();
    let follower = Follower {
        watcher: Watcher::of(&member),
        query: asked.query,
        zone: member.frame.zone(),
        wanted,
        place: begin,
        checked: now,
        said: None,
        stop: state.stop().clone(),
        _limit: limit,
    };
    let body = Body::from_stream(stream::try_unfold(follower, Follower::step));
    Ok((event_stream(), body).into_response())
}

/// The head of an answer that goes on.
pub(super) fn event_stream() -> [(HeaderName, HeaderValue); 3] {
    let headers = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    headers.map(|(name, value)| (name, HeaderValue::from_static(value)))
}

/// Where to begin: where a broken connection ended, or where the address says.
fn place(headers: &HeaderMap, raw: &str) -> Option<i64> {
    let resumed = text(headers, &LAST_EVENT_ID).and_then(|id| id.parse().ok());
    let mut pairs = form_urlencoded::parse(raw.as_bytes());
    let asked = || pairs.find(|(name, _)| name == "after")?.1.parse().ok();
    resumed.or_else(asked).filter(|place| *place >= 0)
}

/// A page that follows the log.
struct Follower {
    watcher: Watcher,
    query: AuditQuery,
    zone: Zone,
    wanted: Query,
    place: i64,
    checked: Instant,
    /// When something was sent last.
    said: Option<Instant>,
    stop: CancellationToken,
    _limit: OwnedSemaphorePermit,
}

impl Follower {
    /// The next thing to say. A stream that ends is opened again by the page, and then answered as
    /// any other request: whoever is no longer signed in is refused.
    async fn step(mut self) -> Result<Option<(String, Self)>, directory::Error> {
        loop {
            if self.checked.elapsed() >= RECHECKED {
                if !self.watcher.may_go_on().await {
                    return Ok(None);
                }
                self.checked = Instant::now();
            }
            let audit = self.watcher.directory.audit();
            let tail = audit.tail(&self.watcher.caller, &self.wanted, Some(self.place));
            let tail = tail.await?;
            self.place = tail.place;
            if let Some(text) = self.words(&tail.events) {
                self.said = Some(Instant::now());
                return Ok(Some((text, self)));
            }
            if tail.more {
                continue;
            }
            tokio::select! {
                () = tokio::time::sleep(INTERVAL) => {}
                () = self.stop.cancelled() => return Ok(None),
            }
        }
    }

    /// Events, or a sign of life when it is time for one.
    fn words(&self, events: &[Event]) -> Option<String> {
        let mut text = String::new();
        match self.said {
            None => text.push_str("retry: 3000\n"),
            Some(said) if events.is_empty() && said.elapsed() < SILENCE => return None,
            Some(_) => {}
        }
        let now = self.watcher.directory.now();
        let slug = self.watcher.caller.tenant().slug();
        for (event, row) in events.iter().zip(event::rows(events, now)) {
            let seq = event.seq.unwrap_or_default();
            let kind = match event.outcome.as_str() {
                "success" | "no_change" => "ok",
                _ => "failed",
            };
            let html = app::render_event(slug, &self.query, row, self.zone.clone());
            // Writing to a string cannot fail.
            let _ = writeln!(text, "id: {seq}\ndata: {} {kind}", event.id);
            for line in html.lines() {
                let _ = writeln!(text, "data: {line}");
            }
            text.push('\n');
        }
        // Without data nothing is shown, but the place is remembered.
        let _ = write!(text, ": {}\nid: {}\n\n", now.timestamp(), self.place);
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::{LAST_EVENT_ID, place};

    #[test]
    fn a_connection_that_broke_goes_on_where_it_ended() {
        let mut headers = HeaderMap::new();
        assert_eq!(place(&headers, "q=x&after=7"), Some(7));
        assert_eq!(place(&headers, "after=x"), None);
        assert_eq!(place(&headers, "after=-7"), None);
        headers.insert(LAST_EVENT_ID, HeaderValue::from_static("12"));
        assert_eq!(place(&headers, "after=7"), Some(12));
        headers.insert(LAST_EVENT_ID, HeaderValue::from_static("x"));
        assert_eq!(place(&headers, "after=7"), Some(7));
    }
}
