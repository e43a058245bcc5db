//! Going through the sealed log in the order of the chain.

use store::audit::{Event, Query};

use crate::{Caller, Directory, Error};

/// How many numbers one statement looks at when a query finds few of them: none of them is long,
/// and whoever goes away is noticed soon.
const WINDOW: i64 = 5_000;

/// The sealed events that a query finds, portion by portion.
pub(super) struct Scan {
    /// Without one every event is wanted, and a gap would show.
    query: Option<Query>,
    after: i64,
    until: i64,
    bodies: bool,
}

impl Scan {
    /// The events after one number and up to another.
    pub(super) fn new(query: &Query, after: i64, until: i64) -> Self {
        let query = narrows(query).then(|| query.clone());
        Self {
            query,
            after,
            until,
            bodies: true,
        }
    }

    /// The same events without the bodies of their requests and responses.
    pub(super) fn without_bodies(self) -> Self {
        Self {
            bodies: false,
            ..self
        }
    }

    /// The number up to which the log was gone through.
    pub(super) fn place(&self) -> i64 {
        self.after
    }

    /// Whether there is nothing left.
    pub(super) fn is_over(&self) -> bool {
        self.after >= self.until
    }

    /// The next events, `limit` at most; none does not mean that it is over.
    pub(super) async fn next(
        &mut self,
        directory: &Directory,
        caller: &Caller,
        limit: u64,
    ) -> Result<Vec<Event>, Error> {
        let read = directory.store().read(caller.tenant());
        let read = if self.bodies {
            read.audit()
        } else {
            read.audit().without_bodies()
        };
        let (events, edge) = match &self.query {
            None => {
                let events = read.sealed(self.after, self.until, limit).await?;
                (events, self.until)
            }
            Some(query) => {
                let edge = self.until.min(self.after + WINDOW);
                let query = &directory.audit().masked(caller, query);
                let events = read.sealed_of(query, self.after, edge, limit).await?;
                (events, edge)
            }
        };
        let all = (events.len() as u64) < limit;
        let last = events.last().and_then(|event| event.seq);
        self.after = last.filter(|_| !all).unwrap_or(edge);
        Ok(events)
    }
}

/// Whether a query asks for less than every event of a stretch of time.
pub(super) fn narrows(query: &Query) -> bool {
    let everything = Query {
        from: query.from,
        to: query.to,
        before: query.before,
        after: query.after,
        limit: query.limit,
        look_at: query.look_at,
        reads: true,
        ..Query::default()
    };
    *query != everything
}

#[cfg(test)]
mod tests {
    use super::{Query, narrows};

    #[test]
    fn a_range_with_reads_leaves_nothing_out() {
        let all = Query {
            reads: true,
            ..Query::default()
        };
        let since = Query {
            from: chrono::DateTime::from_timestamp_millis(0),
            limit: 7,
            ..all.clone()
        };
        assert!(!narrows(&all) && !narrows(&since));
        let of_one = Query {
            resource_id: Some("1".to_owned()),
            ..all
        };
        assert!(narrows(&Query::default()) && narrows(&of_one));
    }
}
