//! Missing clients that have stopped calling: once for each silence an event in the tenant's log and
//! mail, and a count for whoever runs the server.
//!
//! That it was said is remembered by the log itself: the event is about the token or the OAuth client,
//! and newer than its last use.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::TimeDelta;
use store::{Tenant, TenantRead, TenantTx, UseCase};
use tokio::sync::Mutex;

use super::{Faults, Held};
use crate::audit::retention::LEAST_EVENT_DAYS;
use crate::audit::{Draft, Operation, Query};
use crate::caller::standstill;
use crate::representation::timestamp;
use crate::silence::{LEAST, Silence};
use crate::{Caller, Channel, Directory, Error, Request, mail};

/// How long ago something may have been used last. Every log has the event for as long.
const LONGEST: TimeDelta = TimeDelta::days(LEAST_EVENT_DAYS);

/// How many clients are silent, as of the last look.
#[derive(Debug, Default)]
pub(crate) struct Silent {
    count: AtomicU64,
    /// Events of one transaction do not see each other: of this process, one looks at a time.
    looking: Mutex<()>,
}

impl Silent {
    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }
}

/// What comes of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Silences are counted that somebody spoke of before.
    Count,
    /// Those are counted, and the others are spoken of.
    Report,
}

/// Looks at all tokens and OAuth clients that nobody uses any more. What fails for one of them fails
/// for it alone.
pub(super) async fn look(directory: &Directory, look: Look) -> Result<(), Error> {
    let _looking = directory.silent().looking.lock().await;
    let now = directory.now();
    let quiet = Held::quiet(directory, now - LONGEST, now - LEAST).await?;
    let mut silent = 0;
    let mut faults = Faults::default();
    for (held, tenant) in quiet {
        // Where everybody is refused, silence says nothing.
        if standstill(&tenant).is_some() {
            continue;
        }
        let id = tenant.id();
        match is_missed(directory, look, held, tenant).await {
            Ok(missed) => silent += u64::from(missed),
            Err(error) => faults.note(id, error),
        }
    }
    directory.silent().count.store(silent, Ordering::Relaxed);
    faults.end()
}

/// Whether the log speaks of the silence of a credential, now or since an earlier look.
async fn is_missed(
    directory: &Directory,
    look: Look,
    held: Held,
    tenant: Tenant,
) -> Result<bool, Error> {
    let request = Request::local(directory.request_id(), Channel::Job);
    let caller = Directory::operator(tenant, request);
    if is_told(&directory.store().read(caller.tenant()), &held).await? {
        return Ok(true);
    }
    if look == Look::Count {
        return Ok(false);
    }
    let id = held.id();
    let found = directory.silence_since(&caller, &id, held.last_used_at());
    let Some(silence) = found.await? else {
        return Ok(false);
    };
    let miss = Miss {
        directory: directory.clone(),
        caller: caller.clone(),
        held,
        silence,
    };
    directory.write(&caller, miss).await
}

/// Whether the log speaks of the silence since the last use of a credential.
async fn is_told(read: &TenantRead, held: &Held) -> Result<bool, Error> {
    let query = Query {
        resource_id: Some(held.id()),
        operation: Some(Operation::ConnectionSilent.as_str().to_owned()),
        from: held.last_used_at(),
        limit: 1,
        ..Query::default()
    };
    let found = read.audit().without_bodies().list(&query).await?;
    Ok(!found.events.is_empty())
}

struct Miss {
    directory: Directory,
    caller: Caller,
    held: Held,
    silence: Silence,
}

impl UseCase for Miss {
    /// Whether the log speaks of it now.
    type Output = bool;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<bool, Error> {
        // Of several servers on this database, one after the other looks whether it is said.
        tx.audit().chain_for_update().await?;
        let Some(held) = self.held.untouched(tx).await? else {
            return Ok(false);
        };
        if is_told(tx, &held).await? {
            return Ok(true);
        }
        mail::client_silent(&self.directory, tx, &held, self.silence).await?;
        let pause = match self.silence.longest.num_hours() {
            1 => "an hour".to_owned(),
            hours => format!("{hours} hours"),
        };
        let since = timestamp(self.silence.since);
        let draft = Draft::new(Operation::ConnectionSilent)
            .subject(held.subject())
            .detail(format!(
                "no request since {since}: before, its client never paused for more than {pause}"
            ));
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(true)
    }
}
