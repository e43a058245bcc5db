//! Reading the sealed log from a place on, for programs that collect it.

use store::audit::Query;

use super::scan::Scan;
use super::{Audit, Draft, Operation, wire};
use crate::{Caller, Error, Permission};

/// Events that are in memory at once.
const BATCH: u64 = 100;
/// Text of one answer, beyond which it ends early: one event can have 128 KiB of bodies.
const LARGEST: usize = 4 << 20;
/// Portions of the log that are gone through for one answer at most, when a query finds little.
const MOST_PORTIONS: usize = 100;

/// The events after a place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulled {
    /// Each a line of NDJSON, as an export has it.
    pub lines: Vec<String>,
    /// The number up to which the log was gone through; to be asked for next.
    pub next: i64,
    /// Whether there was more at that moment.
    pub more: bool,
}

impl Audit<'_> {
    /// The sealed events after a number that a query finds, oldest first, `limit` at most. The
    /// query's own page does not count.
    ///
    /// Fewer than `limit` may come although there are more: `more` says so.
    pub async fn pull(
        &self,
        caller: &Caller,
        query: &Query,
        after: i64,
        limit: u64,
    ) -> Result<Pulled, Error> {
        let pulled = self.following(caller, query, after, limit).await?;
        let detail = format!("{} events after seq {after}", pulled.lines.len());
        let draft = Draft::new(Operation::AuditRead).status(200).detail(detail);
        self.0.record_read(caller, draft).await?;
        Ok(pulled)
    }

    async fn following(
        &self,
        caller: &Caller,
        query: &Query,
        after: i64,
        limit: u64,
    ) -> Result<Pulled, Error> {
        caller.require(Permission::ReadAudit)?;
        let read = self.0.store().read(caller.tenant());
        let head = read.audit().head().await?;
        let mut scan = Scan::new(query, after, head.map_or(0, |head| head.seq));
        let (mut lines, mut size, mut place) = (Vec::new(), 0, after);
        for _ in 0..MOST_PORTIONS {
            let wanted = limit - lines.len() as u64;
            if scan.is_over() || wanted == 0 || size >= LARGEST {
                break;
            }
            let events = scan.next(self.0, caller, wanted.min(BATCH)).await?;
            place = scan.place();
            for event in &events {
                let line = wire::line(wire::event(event));
                size += line.len();
                lines.push(line);
            }
        }
        Ok(Pulled {
            lines,
            next: place,
            more: !scan.is_over(),
        })
    }
}
