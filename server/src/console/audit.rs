//! The audit log: the list and one event.

use app::Page;
use app::model::FieldError;
use app::model::audit::{AuditEventPage, AuditPage, Stopped};
use app::model::curl::curl;
use app::model::failure::Missing;
use app::model::query::{AuditQuery, Range};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use directory::audit::{Event, Query};
use directory::{Error, EventId};

use super::context::Member;
use super::failure::Failure;
use super::query::{Asked, EventPlace};
use super::wanted::{take_line, wanted};
use super::{activity, elsewhere, event, explanation, line, saved_views};
use crate::state::AppState;

/// Columns of the chart.
const COLUMNS: u32 = 48;

/// `GET /t/<slug>/audit`
pub(super) async fn list(
    State(state): State<AppState>,
    member: Member,
    RawQuery(raw): RawQuery,
) -> Result<Response, Failure> {
    let mut asked = Asked::<AuditQuery>::read(raw);
    let place = asked.cursor(|query| &mut query.cursor, EventPlace::parse);
    let before = asked.query.clone();
    let (line, fault) = take_line(&mut asked.query);
    // The address says it in the form's words, so that both are one page.
    if fault.is_none() && asked.query != before {
        asked.query.cursor = None;
        let to = app::paths::audit(member.caller.tenant().slug(), &asked.query);
        return Ok(Redirect::to(&to).into_response());
    }
    let query = asked.done(&member);
    let faults = fault.into_iter().collect();
    let _turn = state.limits().admit_list(&member.caller).await?;
    let page = listed(&member, query, place, line, faults).await?;
    Ok(member.page(Page::Audit(page)))
}

/// The list that a query finds, with what is wrong about the query.
pub(super) async fn listed(
    member: &Member,
    query: AuditQuery,
    place: Option<EventPlace>,
    line: String,
    mut errors: Vec<FieldError>,
) -> Result<AuditPage, Failure> {
    let mut wanted = wanted(&query, member.now, &mut errors);
    match place {
        Some(EventPlace::OlderThan(id)) => wanted.before = Some(id),
        Some(EventPlace::NewerThan(id)) => wanted.after = Some(id),
        None => {}
    }
    let bounds = fixed(&query.range, &wanted);
    let audit = member.directory.audit();
    // Before the list is read: what is sealed meanwhile is told again, and nothing is left out.
    let end = audit.tail(&member.caller, &Query::default(), None).await?;
    let newest = place.is_none() && !matches!(query.range, Range::Custom { .. });
    let found = audit.list(&member.caller, &wanted).await?;
    let over = Query {
        before: None,
        after: None,
        ..wanted
    };
    let buckets = audit.buckets(&member.caller, &over, COLUMNS).await?;
    let oldest = if found.events.is_empty() {
        audit.oldest(&member.caller).await?
    } else {
        None
    };
    let written = line::write(&query);
    let query = if errors.iter().any(|error| error.field == "q") {
        AuditQuery { q: line, ..query }
    } else {
        query
    };
    Ok(AuditPage {
        query,
        bounds,
        line: written,
        rows: event::rows(&found.events, member.now),
        exported: if member.frame.wants_data() {
            let events = found.events.iter();
            events
                .map(|found| event::listed(member.slug(), found))
                .collect()
        } else {
            Vec::new()
        },
        older: found.older.map(EventPlace::older),
        newer: found.newer.map(EventPlace::newer),
        stopped: found.stopped.map(|at| stopped(member, place, at)),
        live: newest.then_some(end.place),
        activity: Some(activity::shown(&buckets, member.now)),
        views: saved_views::views(member).await?,
        tokens: token_names(member).await?,
        oldest: oldest.map(|event| member.instant(event.time)),
        errors,
    })
}

/// A range that ends now, with the bounds that it has now.
fn fixed(range: &Range, wanted: &Query) -> Option<Range> {
    if matches!(range, Range::All | Range::Custom { .. }) {
        return None;
    }
    let bound = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%S").to_string();
    Some(Range::Custom {
        from: bound(wanted.from?),
        to: bound(wanted.to?),
    })
}

/// Where a page ended that has looked at enough.
fn stopped(member: &Member, place: Option<EventPlace>, at: EventId) -> Stopped {
    let upwards = matches!(place, Some(EventPlace::NewerThan(_)));
    Stopped {
        cursor: if upwards {
            EventPlace::newer(at)
        } else {
            EventPlace::older(at)
        },
        at: member.instant(at.time()),
        upwards,
    }
}

/// `GET /t/<slug>/audit/<id>`; the query is that of the list it was opened from.
pub(super) async fn show(member: Member, RawQuery(raw): RawQuery) -> Result<Response, Failure> {
    let audit = member.directory.audit();
    let found = audit.event(&member.caller, member.id()).await;
    let found = match found {
        Ok(found) => found,
        Err(error) => return Err(missing(&member, error).await?),
    };
    let mut page = event_page(&member, &found, raw).await?;
    if member.frame.wants_data() {
        page.exported = Some(event::exported(member.slug(), &found));
    }
    Ok(member.page(Page::AuditEvent(Box::new(page))))
}

/// Why an event has no page.
pub(super) async fn missing(member: &Member, error: Error) -> Result<Failure, Failure> {
    let audit = member.directory.audit();
    let kept_days = audit.retention(&member.caller).await?.event_days;
    Ok(Failure::of(error, || Missing::Event { kept_days }))
}

/// One event with what is around it in the list that it was opened from.
pub(super) async fn event_page(
    member: &Member,
    found: &Event,
    raw: Option<String>,
) -> Result<AuditEventPage, Failure> {
    let mut query = Asked::<AuditQuery>::read(raw).query;
    query.cursor = None;
    let audit = member.directory.audit();
    let same_request = audit.same_request(&member.caller, found).await?;

    let one = Query {
        limit: 1,
        ..wanted(&query, member.now, &mut Vec::new())
    };
    let older = Query {
        before: Some(found.id),
        ..one.clone()
    };
    let newer = Query {
        after: Some(found.id),
        ..one
    };
    let older = audit.list(&member.caller, &older).await?.events;
    let newer = audit.list(&member.caller, &newer).await?.events;
    let event = event::whole(found, member.now);
    let base_url = member.directory.scim_base_url(member.slug());
    Ok(AuditEventPage {
        explanation: explanation::of(&event),
        trial: explanation::offered(member, found).await?,
        run: explanation::run(member, found).await?,
        curl: curl(&event, member.directory.public_url(), &base_url),
        elsewhere: elsewhere::search(found),
        event,
        exported: None,
        query,
        newer: newer.first().map(|event| event.id.to_string()),
        older: older.first().map(|event| event.id.to_string()),
        same_request: event::rows(&same_request, member.now),
    })
}

async fn token_names(member: &Member) -> Result<Vec<String>, Failure> {
    let tokens = member.directory.tokens().list(&member.caller).await?;
    let mut names: Vec<String> = tokens.into_iter().map(|token| token.name).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}
