//! The newest events, as they are sealed.

use store::audit::{Event, Query};

use super::Audit;
use super::scan::Scan;
use crate::{Caller, Error, Permission};

/// Events that are told at once.
const BATCH: u64 = 50;

/// What was sealed after a place in the chain.
#[derive(Clone, Debug)]
pub struct Tail {
    /// Oldest first, without bodies.
    pub events: Vec<Event>,
    /// The number up to which the log was gone through; to be asked for next.
    pub place: i64,
    /// Whether there was more at that moment.
    pub more: bool,
}

impl Audit<'_> {
    /// A few of the sealed events after a number that a query finds; without a number, the end of
    /// the log. The query's own page does not count. Like a page of the list, it is no event.
    pub async fn tail(
        &self,
        caller: &Caller,
        query: &Query,
        after: Option<i64>,
    ) -> Result<Tail, Error> {
        caller.require(Permission::ReadAudit)?;
        let read = self.0.store().read(caller.tenant());
        let head = read.audit().head().await?.map_or(0, |head| head.seq);
        let mut scan = Scan::new(query, after.unwrap_or(head), head).without_bodies();
        let events = if scan.is_over() {
            Vec::new()
        } else {
            scan.next(self.0, caller, BATCH).await?
        };
        Ok(Tail {
            events,
            place: scan.place(),
            more: !scan.is_over(),
        })
    }
}
