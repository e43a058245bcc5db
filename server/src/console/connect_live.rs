//! The panel of a guide as requests come: server-sent events with its inside.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use app::model::connect::Provider;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use directory::audit::Query;
use directory::{Caller, Directory, Error, EventId, Permission};
use futures::stream;
use http::HeaderMap;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

use super::connect::{arrivals, named};
use super::connection::Connection;
use super::context::Member;
use super::failure::Failure;
use super::forms::guest;
use super::frame::Frame;
use super::is_secure;
use super::link::{Code, Link};
use super::live::{RECHECKED, SILENCE, event_stream};
use super::watch::Watcher;
use crate::state::AppState;

/// How often it is asked whether something has come.
const INTERVAL: Duration = Duration::from_millis(500);
/// How often the panel is drawn at most: that asks for far more.
const DRAWN: Duration = Duration::from_secs(1);
/// Events that are compared: reads are written a moment behind, and then stand before newer ones.
const COMPARED: u64 = 10;
/// How long before it began a follower looks back at most: clocks of servers differ.
const BEFORE: TimeDelta = TimeDelta::minutes(5);
/// For how long one connection goes on; the browser makes another one.
const LONGEST: Duration = Duration::from_mins(15);

/// `GET /t/<slug>/connect/<provider>/live`
pub(super) async fn follow(
    State(state): State<AppState>,
    member: Member,
) -> Result<Response, Failure> {
    member.caller.require(Permission::ReadAudit)?;
    let provider = named(&member)?;
    let place = state.limits().begin_following(&member.caller)?;
    let reader = Reader::Member(Box::new(Watcher::of(&member)));
    Ok(stream_of(&state, reader, provider, place))
}

/// `GET /guide/live`
pub(super) async fn follow_as_guest(
    State(state): State<AppState>,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let code = Link::Guide.opened(&headers, is_secure(&state))?;
    let guest = guest::let_in(&state, &frame, &code).await?;
    let provider = guest::provider(&guest)?;
    let place = state.limits().begin_following(&guest.caller)?;
    let reader = Reader::Guest {
        directory: state.directory().clone(),
        caller: guest.caller,
        code,
    };
    Ok(stream_of(&state, reader, provider, place))
}

fn stream_of(
    state: &AppState,
    reader: Reader,
    provider: Provider,
    place: OwnedSemaphorePermit,
) -> Response {
    let now = Instant::now();
    let panel = Panel {
        reader,
        provider,
        since: state.directory().now() - BEFORE,
        newest: Vec::new(),
        drawn: None,
        begun: now,
        checked: now,
        said: now,
        stop: state.stop().clone(),
        _place: place,
    };
    let body = Body::from_stream(stream::try_unfold(panel, Panel::step));
    (event_stream(), body).into_response()
}

/// Who follows.
enum Reader {
    Member(Box<Watcher>),
    Guest {
        directory: Directory,
        caller: Caller,
        code: Code,
    },
}

impl Reader {
    fn of(&self) -> (&Directory, &Caller) {
        match self {
            Self::Member(watcher) => (&watcher.directory, &watcher.caller),
            Self::Guest {
                directory, caller, ..
            } => (directory, caller),
        }
    }

    /// The tenant whose pages they have, if they have any.
    fn slug(&self) -> Option<&str> {
        match self {
            Self::Member(watcher) => Some(watcher.caller.tenant().slug()),
            Self::Guest { .. } => None,
        }
    }

    async fn may_go_on(&self) -> bool {
        match self {
            Self::Member(watcher) => watcher.may_go_on().await,
            Self::Guest {
                directory,
                caller,
                code,
            } => {
                let links = directory.guide_links();
                links.open(&code.secret(), caller.request()).await.is_ok()
            }
        }
    }
}

struct Panel {
    reader: Reader,
    provider: Provider,
    /// Events before it are not looked at.
    since: DateTime<Utc>,
    /// The newest events when it was last drawn.
    newest: Vec<EventId>,
    drawn: Option<Instant>,
    begun: Instant,
    checked: Instant,
    /// When something was sent last.
    said: Instant,
    stop: CancellationToken,
    _place: OwnedSemaphorePermit,
}

impl Panel {
    async fn step(mut self) -> Result<Option<(String, Self)>, Error> {
        loop {
            if self.begun.elapsed() >= LONGEST {
                return Ok(None);
            }
            if self.checked.elapsed() >= RECHECKED {
                if !self.reader.may_go_on().await {
                    return Ok(None);
                }
                self.checked = Instant::now();
            }
            if let Some(text) = self.words().await? {
                self.said = Instant::now();
                return Ok(Some((text, self)));
            }
            tokio::select! {
                () = tokio::time::sleep(INTERVAL) => {}
                () = self.stop.cancelled() => return Ok(None),
            }
        }
    }

    /// The panel where something has come, or a sign of life when it is time for one.
    async fn words(&mut self) -> Result<Option<String>, Error> {
        if self.drawn.is_some_and(|drawn| drawn.elapsed() < DRAWN) {
            return Ok(None);
        }
        let newest = self.newest().await?;
        if self.drawn.is_some() && newest == self.newest {
            let silent = self.said.elapsed() >= SILENCE;
            return Ok(silent.then(|| ":\n\n".to_owned()));
        }
        let (directory, caller) = self.reader.of();
        let connection = Connection::find(directory, caller, self.provider).await?;
        let shown = arrivals(directory, caller, &connection).await?;
        let html = app::render_arrivals(self.reader.slug(), shown);
        let mut text = String::from("retry: 3000\n");
        for line in html.lines() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "data: {line}");
        }
        text.push('\n');
        self.newest = newest;
        self.drawn = Some(Instant::now());
        Ok(Some(text))
    }

    /// The newest of what can change the panel: requests over SCIM, and changes by anybody else,
    /// since tokens are issued in the console. What people look at changes nothing.
    async fn newest(&self) -> Result<Vec<EventId>, Error> {
        let (directory, caller) = self.reader.of();
        let audit = directory.audit();
        let changes = Query {
            from: Some(self.since),
            limit: COMPARED,
            ..Query::default()
        };
        let requests = Query {
            channel: Some("scim".to_owned()),
            reads: true,
            ..changes.clone()
        };
        let mut newest = audit.newest_ids(caller, &requests).await?;
        newest.extend(audit.newest_ids(caller, &changes).await?);
        Ok(newest)
    }
}
