//! How many events there are over time.
//!
//! A range of few events is counted event by event, by any query. A longer one is read from the
//! counts, where they know the query; otherwise its newest events are counted, and the answer says
//! since when.

use std::cmp::{max, min};

use chrono::{DateTime, Duration, Utc};
use sea_orm::EntityName;
use sea_orm::sea_query::{
    Condition, Expr, ExprTrait, Order, Query as Statement, SelectStatement, UnionType,
};

use super::counts::{self, HOUR, MINUTE};
use super::search::Span;
use super::{Query, Read};
use crate::entity::audit_count::Column as CountColumn;
use crate::entity::audit_event::{Column, Entity};
use crate::error::Error;
use crate::sql::col;

/// The widths of a long chart's stretches, in minutes; beyond them whole days.
const MINUTES: [i64; 13] = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1_440];
const DAY: i64 = 24 * HOUR;

/// How many events there are in a stretch of time, by what became of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Where it begins.
    pub from: DateTime<Utc>,
    /// Where it ends, exclusively.
    pub to: DateTime<Utc>,
    /// Done, or nothing to do.
    pub success: u64,
    /// The client's fault, or refused.
    pub client_error: u64,
    /// Our fault.
    pub server_error: u64,
}

/// Events over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Buckets {
    /// The stretches, oldest first. They are of equal width, but for the first and the last of a
    /// range that does not begin or end with one.
    pub buckets: Vec<Bucket>,
    /// Only events since then are counted: before it there are more than are looked at.
    pub since: Option<DateTime<Utc>>,
    start: i64,
    width: i64,
}

impl Read<'_> {
    /// How many events a query finds over time: about `count` stretches from `query.from` to
    /// `query.to`, at most two more.
    ///
    /// Without these bounds, from the oldest event to the newest. The query's page does not count.
    pub async fn buckets(&self, query: &Query, count: u32) -> Result<Buckets, Error> {
        let (Some(from), Some(to)) = self.bounds(query).await? else {
            return Ok(Buckets::default());
        };
        let query = Query {
            from: Some(from),
            to: Some(to),
            before: None,
            after: None,
            ..query.clone()
        };
        let span = Span::of(&query);
        let Some(edge) = self.edge_of(&query, span, false).await? else {
            let buckets = Buckets::empty(from, to, count);
            let all = self.log(&buckets, query.condition());
            return self.filled(buckets, all).await;
        };
        if query.counted().1 {
            let buckets = Buckets::whole(from, to, count);
            let all = self.long(&buckets, &query, from, to);
            return self.filled(buckets, all).await;
        }
        let mut buckets = Buckets::empty(from, to, count);
        let newest = query.facts().add(span.newer_than(edge).condition());
        let newest = self.log(&buckets, newest);
        // That one is not counted any more.
        buckets.since = Some(edge.time() + Duration::milliseconds(1));
        self.filled(buckets, newest).await
    }

    async fn filled(
        &self,
        mut buckets: Buckets,
        select: SelectStatement,
    ) -> Result<Buckets, Error> {
        for row in self.tenant.link().rows(&select).await? {
            let (slot, events): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
            let outcome: String = row.try_get_by_index(1)?;
            buckets.add(slot, &outcome, events);
        }
        Ok(buckets)
    }

    /// Events of the log, by stretch and outcome.
    fn log(&self, buckets: &Buckets, which: Condition) -> SelectStatement {
        let mut select = Statement::select();
        select
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .cond_where(which);
        by_slot(select, buckets, col(Column::Id).count())
    }

    /// What the counts know of a range: whole hours, the whole minutes around them, and from the
    /// log what is left at both ends and what is not sealed yet. One statement, since what is
    /// sealed meanwhile would be counted twice or not at all.
    fn long(
        &self,
        buckets: &Buckets,
        query: &Query,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> SelectStatement {
        let (counted, _) = query.counted();
        let parts = Parts::of(from.timestamp_millis(), to.timestamp_millis());
        let waiting = Condition::all()
            .add(col(Column::Seq).is_null())
            .add(parts.whole_minutes())
            .add(query.opaque());
        let mut all = self.log(buckets, waiting);
        for (from, to) in parts.ends() {
            let end = Query {
                from: DateTime::from_timestamp_millis(from),
                to: DateTime::from_timestamp_millis(to),
                ..query.clone()
            };
            all.union(UnionType::All, self.log(buckets, end.condition()));
        }
        for (width, from, until) in parts.counted() {
            let mut select = self.counts(width);
            select
                .cond_where(counted.condition())
                .and_where(col(Column::Time).gte(from))
                .and_where(col(Column::Time).lt(until));
            let events = counts::counted(CountColumn::Events).sum().cast_as("bigint");
            all.union(UnionType::All, by_slot(select, buckets, events));
        }
        all
    }

    async fn bounds(
        &self,
        query: &Query,
    ) -> Result<(Option<DateTime<Utc>>, Option<DateTime<Utc>>), Error> {
        let from = match query.from {
            Some(from) => Some(from),
            None => self.edge(Order::Asc).await?.map(|event| event.time),
        };
        let to = match query.to {
            Some(to) => Some(to),
            // The end is exclusive, and the newest event belongs to the last stretch.
            None => self
                .edge(Order::Desc)
                .await?
                .map(|event| event.time + Duration::milliseconds(1)),
        };
        Ok((from, to))
    }
}

/// By names of their own: PostgreSQL does not see that two expressions with parameters are one.
fn by_slot(mut select: SelectStatement, buckets: &Buckets, events: Expr) -> SelectStatement {
    let slot = col(Column::Time).sub(buckets.start).div(buckets.width);
    select
        .expr_as(slot, "slot")
        .expr(col(Column::Outcome))
        .expr(events)
        .add_group_by([Expr::col("slot"), col(Column::Outcome)])
        .take()
}

/// A range taken apart: ends, minutes and hours. Milliseconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parts {
    from: i64,
    to: i64,
    minutes: (i64, i64),
    hours: (i64, i64),
}

impl Parts {
    fn of(from: i64, to: i64) -> Self {
        let whole = |(from, to): (i64, i64), width| {
            let begin = min(up(from, width), to);
            (begin, max(down(to, width), begin))
        };
        let minutes = whole((from, to), MINUTE);
        Self {
            from,
            to,
            minutes,
            hours: whole(minutes, HOUR),
        }
    }

    /// What is left of the range before its first whole minute and after its last one.
    fn ends(&self) -> [(i64, i64); 2] {
        [(self.from, self.minutes.0), (self.minutes.1, self.to)]
    }

    fn whole_minutes(&self) -> Condition {
        Condition::all()
            .add(col(Column::Time).gte(self.minutes.0))
            .add(col(Column::Time).lt(self.minutes.1))
    }

    /// Widths of counts, each with the stretch that is read from it.
    fn counted(&self) -> [(i64, i64, i64); 3] {
        [
            (MINUTE, self.minutes.0, self.hours.0),
            (HOUR, self.hours.0, self.hours.1),
            (MINUTE, self.hours.1, self.minutes.1),
        ]
    }
}

fn down(time: i64, width: i64) -> i64 {
    time.div_euclid(width) * width
}

fn up(time: i64, width: i64) -> i64 {
    down(time + width - 1, width)
}

impl Buckets {
    /// `count` empty stretches that cover `[from, to)`.
    fn empty(from: DateTime<Utc>, to: DateTime<Utc>, count: u32) -> Self {
        let count = i64::from(count.clamp(1, 1_000));
        let span = max((to - from).num_milliseconds(), 1);
        let width = span.div_euclid(count) + i64::from(span.rem_euclid(count) > 0);
        let begin = |slot: i64| from + Duration::milliseconds(slot * width);
        let buckets = (0..count).map(|slot| Bucket::empty(begin(slot), begin(slot + 1)));
        Self {
            buckets: buckets.collect(),
            since: None,
            start: from.timestamp_millis(),
            width,
        }
    }

    /// Empty stretches of whole minutes, hours or days that cover `[from, to)`, about `count`.
    fn whole(from: DateTime<Utc>, to: DateTime<Utc>, count: u32) -> Self {
        let (begin, end) = (from.timestamp_millis(), to.timestamp_millis());
        let least = max(end - begin, 1).div_euclid(i64::from(count.clamp(1, 1_000)));
        let width = MINUTES
            .into_iter()
            .map(|minutes| minutes * MINUTE)
            .find(|width| *width >= least)
            .unwrap_or_else(|| up(least, DAY));
        let start = down(begin, width);
        let at = |time: i64| DateTime::from_timestamp_millis(time).unwrap_or(to);
        let slots = (up(end, width) - start) / width;
        let buckets = (0..slots).map(|slot| {
            let time = start + slot * width;
            Bucket::empty(max(at(time), from), min(at(time + width), to))
        });
        Self {
            buckets: buckets.collect(),
            since: None,
            start,
            width,
        }
    }

    /// How many events there are in all.
    pub fn total(&self) -> u64 {
        self.buckets
            .iter()
            .map(|bucket| bucket.success + bucket.client_error + bucket.server_error)
            .sum()
    }

    fn add(&mut self, slot: i64, outcome: &str, events: i64) {
        let slot = usize::try_from(slot).ok();
        let Some(bucket) = slot.and_then(|slot| self.buckets.get_mut(slot)) else {
            return;
        };
        let events = u64::try_from(events).unwrap_or_default();
        match outcome {
            "client_error" | "denied" => bucket.client_error += events,
            "server_error" => bucket.server_error += events,
            _ => bucket.success += events,
        }
    }
}

impl Bucket {
    fn empty(from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        Self {
            from,
            to,
            success: 0,
            client_error: 0,
            server_error: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(time).unwrap()
    }

    fn without_gaps(buckets: &Buckets) -> bool {
        let mut pairs = buckets.buckets.windows(2);
        pairs.all(|pair| pair[0].to == pair[1].from)
    }

    #[test]
    fn stretches_cover_the_range_without_gaps() {
        let buckets = Buckets::empty(at(1_000), at(2_001), 10);
        assert_eq!(buckets.buckets.len(), 10);
        assert!(without_gaps(&buckets));
        assert!(buckets.buckets.last().unwrap().to >= at(2_001));
    }

    #[test]
    fn stretches_of_a_long_chart_begin_on_the_clock_and_end_with_the_range() {
        let (from, minute) = (1_764_115_200_000 + 7_123, MINUTE);
        for (span, width, stretches) in [
            (15 * minute, minute, 16),
            (60 * minute, 2 * minute, 31),
            (24 * HOUR, 30 * minute, 49),
            (7 * DAY, 4 * HOUR, 43),
            (30 * DAY, DAY, 31),
            (400 * DAY, 9 * DAY, 46),
        ] {
            let buckets = Buckets::whole(at(from), at(from + span), 48);
            assert_eq!((buckets.width, buckets.buckets.len()), (width, stretches));
            assert!(without_gaps(&buckets) && buckets.start % MINUTE == 0);
            let (first, last) = (&buckets.buckets[0], &buckets.buckets[stretches - 1]);
            assert_eq!((first.from, last.to), (at(from), at(from + span)));
        }
    }

    #[test]
    fn the_parts_of_a_range_make_it_up() {
        let day = 20_000 * DAY;
        for (from, to) in [
            (day + 1, day + 2),
            (day + MINUTE - 1, day + MINUTE + 1),
            (day + 7, day + 3 * MINUTE),
            (day + HOUR - 1, day + 3 * HOUR + 5 * MINUTE + 1),
            (day, day + DAY),
        ] {
            let parts = Parts::of(from, to);
            let [first, hours, last] = parts.counted();
            let edges = [from, first.1, first.2, hours.1, hours.2, last.1, last.2, to];
            assert!(edges.is_sorted(), "{edges:?}");
            assert_eq!((first.2, hours.2), (hours.1, last.1));
            assert!(first.1 % MINUTE == 0 || first.1 == last.2, "{edges:?}");
            assert!(hours.1 % HOUR == 0 || hours.1 == hours.2, "{edges:?}");
        }
    }
}
