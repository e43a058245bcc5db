//! Pages of the log: whatever a query asks for, one page looks at a bounded number of events.
//!
//! What an index finds is walked in the order of ids. Where the counts know that there is nothing,
//! nobody looks: a rare kind of event is found at once, however far back it is. For the rest a page
//! says how far it has looked.

use std::cmp::{max, min};

use chrono::{DateTime, Utc};
use sea_orm::EntityName;
use sea_orm::sea_query::{Condition, ExprTrait, Order, Query as Statement};
use uuid::Uuid;

use super::counts::{HOUR, MINUTE, Slot, Slots};
use super::query::SLACK;
use super::{Event, Query, Read};
use crate::entity::audit_event::{Column, Entity};
use crate::error::Error;
use crate::id::{EventId, lowest_at};
use crate::sql::col;
use crate::sql::dialect::storable;

/// Hours and minutes with events of a rare kind that one page looks at.
const HOURS: u64 = 60;
const RUNS: u64 = 60;

/// One page of what a query finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Newest first.
    pub events: Vec<Event>,
    /// Where the search ended before the page was full: it goes on before this id, or after it
    /// where the query asks for what comes after an event. Between there and the page's other end
    /// nothing else is found.
    pub stopped: Option<EventId>,
}

/// Ids between two others, which are not among them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    above: Uuid,
    below: Uuid,
}

impl Span {
    /// Every id that a query's page and times can have.
    pub(super) fn of(query: &Query) -> Self {
        let above = query.after.filter(|_| query.before.is_none());
        let above = above.map_or(Uuid::nil(), EventId::as_uuid);
        let below = query.before.map_or(Uuid::max(), EventId::as_uuid);
        let whole = Self { above, below };
        let at = |time: Option<DateTime<Utc>>, slack: i64| time.map(|time| millis(time) + slack);
        whole.within(at(query.from, 0), at(query.to, 0))
    }

    /// The part of it for events of `[from, until)`, in milliseconds since the epoch.
    fn within(self, from: Option<i64>, until: Option<i64>) -> Self {
        let lowest = |time: i64| {
            let time = DateTime::from_timestamp_millis(time).unwrap_or_default();
            lowest_at(time)
        };
        let slack = SLACK.num_milliseconds();
        let above = from.map(|from| before(lowest(from - slack)));
        let below = until.map(|until| lowest(until + slack));
        Self {
            above: max(self.above, above.unwrap_or(Uuid::nil())),
            below: min(self.below, below.unwrap_or(Uuid::max())),
        }
    }

    /// The times that its events can have, in milliseconds since the epoch.
    fn times(self) -> (i64, i64) {
        let time = |id: Uuid| millis(EventId::from_uuid(id).time());
        let slack = SLACK.num_milliseconds();
        (time(self.above) - slack, time(self.below) + slack)
    }

    /// What of it comes after an event.
    pub(super) fn newer_than(self, id: EventId) -> Self {
        Self {
            above: max(self.above, id.as_uuid()),
            ..self
        }
    }

    /// Events with its ids.
    pub(super) fn condition(self) -> Condition {
        Condition::all()
            .add(col(Column::Id).gt(self.above))
            .add(col(Column::Id).lt(self.below))
    }

    /// What is left of it once everything up to the far end of `done` was looked at.
    fn beyond(self, done: Self, upwards: bool) -> Self {
        if upwards {
            let above = max(self.above, before(done.below));
            Self { above, ..self }
        } else {
            let below = min(self.below, after(done.above));
            Self { below, ..self }
        }
    }

    /// The cursor of whoever goes on with it.
    fn cursor(self, upwards: bool) -> EventId {
        EventId::from_uuid(if upwards { self.above } else { self.below })
    }
}

fn millis(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis()
}

fn before(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128().saturating_sub(1))
}

fn after(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128().saturating_add(1))
}

/// Neighbouring minutes, or hours, with events that are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    from: i64,
    until: i64,
    events: i64,
}

impl Read<'_> {
    /// Events, newest first: the page before `query.before`, or just after `query.after`.
    ///
    /// It looks at `query.look_at` events, and says where it stopped when they did not fill it.
    pub async fn list(&self, query: &Query) -> Result<Found, Error> {
        let (span, upwards) = (Span::of(query), query.upwards());
        let (counted, _) = query.counted();
        let mut found = if !query.filters() {
            Found {
                events: self.select(query, span, query.limit).await?,
                stopped: None,
            }
        } else if query.walks() || !counted.filters() {
            self.window(query, span, query.limit).await?
        } else {
            self.by_counts(query, &counted, span).await?
        };
        if upwards {
            found.events.reverse();
        }
        Ok(found)
    }

    /// The first event of a span that is not looked at.
    pub(super) async fn edge_of(
        &self,
        query: &Query,
        span: Span,
        upwards: bool,
    ) -> Result<Option<EventId>, Error> {
        let select = Statement::select()
            .expr(col(Column::Id))
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .cond_where(query.walk())
            .cond_where(span.condition())
            .order_by_expr(col(Column::Id), direction(upwards))
            .limit(1)
            .offset(query.look_at)
            .take();
        let Some(row) = self.tenant.link().row(&select).await? else {
            return Ok(None);
        };
        Ok(Some(EventId::from_uuid(row.try_get_by_index(0)?)))
    }

    /// The events that a query finds in a span, in the order in which it is gone through.
    async fn select(&self, query: &Query, span: Span, limit: u64) -> Result<Vec<Event>, Error> {
        let mut select = self.find();
        select
            .cond_where(query.facts())
            .cond_where(span.condition())
            .order_by_expr(col(Column::Id), direction(query.upwards()))
            .limit(limit);
        self.events(select).await
    }

    /// The same, in the first events of it.
    async fn window(&self, query: &Query, span: Span, limit: u64) -> Result<Found, Error> {
        let upwards = query.upwards();
        let edge = self.edge_of(query, span, upwards).await?;
        let seen = match edge.map(EventId::as_uuid) {
            Some(below) if upwards => Span { below, ..span },
            Some(above) => Span { above, ..span },
            None => span,
        };
        let events = self.select(query, seen, limit).await?;
        let full = events.len() as u64 >= limit;
        let stopped = edge.filter(|_| !full);
        let stopped = stopped.map(|_| span.beyond(seen, upwards).cursor(upwards));
        Ok(Found { events, stopped })
    }

    /// The same, where the counts know that there is something, and in what is not sealed yet.
    async fn by_counts(&self, query: &Query, counted: &Query, span: Span) -> Result<Found, Error> {
        // Before the counts: what is sealed meanwhile is found twice, and nothing is left out.
        let waiting = self.waiting(query, span).await?;
        let (runs, all) = self.runs(counted, span, query.upwards()).await?;
        let (mut found, rest) = self.through(query, span, &runs).await?;
        let full = found.events.len() as u64 >= query.limit;
        if found.stopped.is_none() && !full && !all {
            found.stopped = Some(rest.cursor(query.upwards()));
        }
        Ok(found.with(waiting, query))
    }

    /// Goes through runs until the page is full or enough was looked at. What is left of the span
    /// comes with it.
    async fn through(
        &self,
        query: &Query,
        span: Span,
        runs: &[Run],
    ) -> Result<(Found, Span), Error> {
        let upwards = query.upwards();
        let (mut found, mut rest, mut left) = (Found::default(), span, query.look_at);
        for run in runs {
            let part = rest.within(Some(run.from), Some(run.until));
            let events = u64::try_from(run.events).unwrap_or_default();
            if events > left && left < query.look_at {
                // Up to here there is nothing: the counts say so.
                found.stopped = Some(part.cursor(upwards));
                break;
            }
            let wanted = query.limit - found.events.len() as u64;
            if events > left {
                let more = self.window(query, part, wanted).await?;
                found.events.extend(more.events);
                found.stopped = more.stopped;
            } else {
                found.events.extend(self.select(query, part, wanted).await?);
            }
            if found.stopped.is_some() || found.events.len() as u64 >= query.limit {
                break;
            }
            rest = rest.beyond(part, upwards);
            left = left.saturating_sub(events);
        }
        Ok((found, rest))
    }

    /// Events that are not sealed yet, and so not counted.
    async fn waiting(&self, query: &Query, span: Span) -> Result<Vec<Event>, Error> {
        let mut select = self.find();
        select
            .and_where(col(Column::Seq).is_null())
            .and_where(query.opaque())
            .cond_where(span.condition())
            .order_by_expr(col(Column::Id), direction(query.upwards()))
            .limit(query.limit);
        self.events(select).await
    }

    /// Where a span has sealed events that are wanted, nearest first, and whether that is all.
    async fn runs(
        &self,
        counted: &Query,
        span: Span,
        upwards: bool,
    ) -> Result<(Vec<Run>, bool), Error> {
        let (from, until) = span.times();
        let mut asked = Slots {
            width: HOUR,
            from: from - HOUR,
            until,
            upwards,
            limit: HOURS,
        };
        let hours = self.slots(counted, asked).await?;
        let mut minutes = Vec::new();
        asked.width = MINUTE;
        // Not all that lies between two of them: that can be years.
        for hours in joined(&hours, HOUR) {
            asked.from = max(hours.from, from - MINUTE);
            asked.until = min(hours.until, until);
            asked.limit = RUNS - minutes.len() as u64;
            minutes.extend(self.slots(counted, asked).await?);
            if minutes.len() as u64 >= RUNS {
                break;
            }
        }
        let all = (hours.len() as u64) < HOURS && (minutes.len() as u64) < RUNS;
        Ok((joined(&minutes, MINUTE), all))
    }
}

/// Neighbours are gone through as one.
fn joined(slots: &[Slot], width: i64) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for Slot { time, events } in slots.iter().copied() {
        let until = time + width;
        match runs.last_mut() {
            Some(run) if run.from == until || run.until == time => {
                run.from = min(run.from, time);
                run.until = max(run.until, until);
                run.events += events;
            }
            _ => runs.push(Run {
                from: time,
                until,
                events,
            }),
        }
    }
    runs
}

impl Found {
    /// With other events of the same query, which may be among them already.
    fn with(mut self, others: Vec<Event>, query: &Query) -> Self {
        let upwards = query.upwards();
        let reached = |event: &Event| match self.stopped {
            Some(stopped) if upwards => event.id <= stopped,
            Some(stopped) => event.id >= stopped,
            None => true,
        };
        let others: Vec<Event> = others.into_iter().filter(reached).collect();
        self.events.extend(others);
        self.events.sort_unstable_by_key(|event| event.id);
        self.events.dedup_by_key(|event| event.id);
        if !upwards {
            self.events.reverse();
        }
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        self.events.truncate(limit);
        if self.events.len() >= limit {
            self.stopped = None;
        }
        self
    }
}

impl Query {
    fn upwards(&self) -> bool {
        self.after.is_some() && self.before.is_none()
    }

    /// Whether it asks for less than a stretch of the log.
    fn filters(&self) -> bool {
        let all = Self {
            from: self.from,
            to: self.to,
            before: self.before,
            after: self.after,
            limit: self.limit,
            look_at: self.look_at,
            reads: self.reads,
            ..Self::default()
        };
        *self != all
    }

    /// Whether an index has just the few events that it may find.
    fn walks(&self) -> bool {
        self.resource_id.is_some() || self.request_id.is_some() || self.token_prefix.is_some()
    }

    /// The events that are looked at: those of one index, in the order of their ids.
    fn walk(&self) -> Condition {
        let of = [
            (Column::ResourceId, &self.resource_id),
            (Column::RequestId, &self.request_id),
            (Column::TokenPrefix, &self.token_prefix),
        ];
        let of = of
            .into_iter()
            .find_map(|(column, value)| Some((column, value.as_deref()?)));
        match of {
            Some((column, value)) => Condition::all().add(col(column).eq(storable(value))),
            None if self.reads => Condition::all(),
            None => Condition::all().add(col(Column::IsRead).eq(false)),
        }
    }
}

fn direction(upwards: bool) -> Order {
    if upwards { Order::Asc } else { Order::Desc }
}
