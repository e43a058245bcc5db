//! The events about one resource.

use app::model::event::EventRow;
use app::model::query::MembersQuery;
use axum::extract::RawQuery;
use directory::audit::{EventPage, Query};

use super::context::Member;
use super::event;
use super::failure::Failure;
use super::query::{Asked, EventPlace};

/// Events on one page of a history.
const ROWS: u64 = 50;

/// One page of a resource's history, newest first.
pub(super) struct History {
    pub(super) events: Vec<EventRow>,
    pub(super) older: Option<String>,
    pub(super) newer: Option<String>,
}

/// The page of a history that a query string asks for.
pub(super) async fn page(
    member: &Member,
    id: &str,
    RawQuery(raw): RawQuery,
) -> Result<History, Failure> {
    let mut asked = Asked::<MembersQuery>::read(raw);
    let place = asked.cursor(|query| &mut query.cursor, EventPlace::parse);
    asked.done(member);
    let found = find(member, id, place, ROWS).await?;
    // Where a page has looked at enough, the next one goes on.
    let upwards = matches!(place, Some(EventPlace::NewerThan(_)));
    let (newer, older) = if upwards {
        (found.newer.or(found.stopped), found.older)
    } else {
        (found.newer, found.older.or(found.stopped))
    };
    Ok(History {
        events: event::rows(&found.events, member.now),
        older: older.map(EventPlace::older),
        newer: newer.map(EventPlace::newer),
    })
}

/// The last events about a resource, for its summary.
pub(super) async fn last(member: &Member, id: &str, rows: u64) -> Result<Vec<EventRow>, Failure> {
    let found = find(member, id, None, rows).await?;
    Ok(event::rows(&found.events, member.now))
}

async fn find(
    member: &Member,
    id: &str,
    place: Option<EventPlace>,
    limit: u64,
) -> Result<EventPage, Failure> {
    let mut query = Query {
        resource_id: Some(id.to_owned()),
        limit,
        ..Query::default()
    };
    match place {
        Some(EventPlace::OlderThan(id)) => query.before = Some(id),
        Some(EventPlace::NewerThan(id)) => query.after = Some(id),
        None => {}
    }
    Ok(member
        .directory
        .audit()
        .list(&member.caller, &query)
        .await?)
}
