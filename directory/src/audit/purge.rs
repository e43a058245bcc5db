//! Letting go of what is older than the tenant keeps it.
//!
//! Events go from the oldest on, so that what is left is a chain: the last event that went is
//! signed, and the chain begins behind it. Each portion is one transaction with one event of its
//! own, `audit.purge`; in the log of a tenant that is gone nothing is told any more.

use chrono::{DateTime, TimeDelta, Utc};
use store::audit::{Old, Purged, Retention};
use store::versions::Outdated;
use store::{Tenant, TenantTx, UseCase};

use super::chain::{self, Expected};
use super::retention::LEAST_EVENT_DAYS;
use super::{Audit, Draft, Operation, Outcome, wire};
use crate::{Caller, Channel, Directory, Error, Request};

/// Events that one transaction lets go of.
const PORTION: u64 = 1_000;
/// Events whose bodies one transaction lets go of; most have none.
const BODIES: u64 = 2_000;
/// Events that are checked at once, before they go.
const CHECKED: u64 = 200;
/// Users and groups whose versions are looked at together.
const RESOURCES: u64 = 200;

impl Audit<'_> {
    /// Lets go of what is older than each tenant keeps it, and of the logs of tenants that are gone
    /// for as long. Nothing goes under a legal hold. Answers the slugs of those whose log could not
    /// be purged: that is no reason to keep those of others.
    pub async fn purge(&self) -> Result<Vec<String>, Error> {
        let system = self.0.store().system();
        let mut failed = Vec::new();
        for tenant in system.tenants().await? {
            let purged = self.purge_tenant(&tenant).await;
            failed.extend(told(&tenant, purged));
        }
        for tenant in system.deleted_tenants().await? {
            let purged = self.purge_log(&tenant).await;
            failed.extend(told(&tenant, purged));
        }
        Ok(failed)
    }

    async fn purge_tenant(&self, tenant: &Tenant) -> Result<(), Error> {
        let purging = Purging::new(self.0, tenant).await?;
        if purging.retention.legal_hold {
            return Ok(());
        }
        self.seal(tenant).await?;
        purging.bodies().await?;
        purging.versions().await?;
        purging.events().await
    }

    async fn purge_log(&self, tenant: &Tenant) -> Result<(), Error> {
        // Whoever exported the log left an event in it.
        self.seal(tenant).await?;
        let purging = Purging::new(self.0, tenant).await?;
        if purging.retention.legal_hold {
            return Ok(());
        }
        purging.bodies().await?;
        while purging.write(Step::Log).await? == PORTION {}
        Ok(())
    }
}

/// Tells why a log could not be purged; whose it is.
fn told(tenant: &Tenant, purged: Result<(), Error>) -> Option<String> {
    let error = purged.err()?;
    tracing::error!(
        tenant = tenant.slug(),
        error = &error as &dyn std::error::Error,
        "letting go of what is older than it is kept failed: check the log with audit verify"
    );
    Some(tenant.slug().to_owned())
}

/// What a signature of the last event that is gone covers.
pub(super) fn purged_message(tenant: &str, seq: i64, hash: &str) -> String {
    format!("rollcall audit purge v1\n{tenant}\n{seq}\n{hash}\n")
}

struct Purging<'d> {
    directory: &'d Directory,
    caller: Caller,
    retention: Retention,
}

impl<'d> Purging<'d> {
    async fn new(directory: &'d Directory, tenant: &Tenant) -> Result<Self, Error> {
        let read = directory.store().read(tenant);
        let request = Request::local(directory.request_id(), Channel::Job);
        Ok(Self {
            directory,
            caller: Directory::operator(tenant.clone(), request),
            retention: read.audit().retention().await?,
        })
    }

    fn before(&self, days: i64) -> DateTime<Utc> {
        self.directory.now() - TimeDelta::days(days)
    }

    /// Since when events are kept; never less than is promised, whatever stands in the database.
    fn kept_since(&self) -> DateTime<Utc> {
        self.before(self.retention.event_days.max(LEAST_EVENT_DAYS))
    }

    async fn events(&self) -> Result<(), Error> {
        let before = self.kept_since();
        if self.is_worth_it(before).await? {
            while self.write(Step::Events(before)).await? == PORTION {}
        }
        Ok(())
    }

    /// Whether more than events of purges is old: letting go of those would leave as many.
    async fn is_worth_it(&self, before: DateTime<Utc>) -> Result<bool, Error> {
        let read = self.directory.store().read(self.caller.tenant());
        let mut after = purged_seq(&self.retention);
        loop {
            let old = read.audit().older_than(before, after, PORTION).await?;
            let told = |old: &Old| old.operation != Operation::AuditPurge.as_str();
            match old.last() {
                None => return Ok(false),
                Some(_) if old.iter().any(told) => return Ok(true),
                Some(last) => after = last.seq,
            }
        }
    }

    async fn bodies(&self) -> Result<(), Error> {
        let before = self.before(self.retention.body_days);
        while self.write(Step::Bodies(before)).await? == BODIES {}
        Ok(())
    }

    async fn versions(&self) -> Result<(), Error> {
        let before = self.kept_since();
        let read = self.directory.store().read(self.caller.tenant());
        let mut after = None;
        loop {
            let versions = read.versions();
            let part = versions.outdated(before, after, RESOURCES).await?;
            if !part.outdated.is_empty() {
                self.write(Step::Versions(before, part.outdated)).await?;
            }
            match part.last {
                Some(last) => after = Some(last),
                None => return Ok(()),
            }
        }
    }

    /// How many were looked at.
    async fn write(&self, step: Step) -> Result<u64, Error> {
        let purge = Purge {
            directory: self.directory.clone(),
            caller: self.caller.clone(),
            step,
        };
        self.directory.write(&self.caller, purge).await
    }
}

fn purged_seq(retention: &Retention) -> i64 {
    retention.purged.as_ref().map_or(0, |purged| purged.seq)
}

/// Refuses to let go of events that were tampered with: they would take the proof along.
async fn check(tx: &TenantTx, retention: &Retention, last: &Old) -> Result<(), Error> {
    let purged = retention.purged.as_ref();
    let mut after = purged_seq(retention);
    let mut expected = purged.map_or_else(Expected::genesis, |purged| {
        Expected::after(purged.seq, &purged.hash)
    });
    while after < last.seq {
        let events = tx.audit().sealed(after, last.seq, CHECKED).await?;
        let Some(newest) = events.last().and_then(|event| event.seq) else {
            return Err(Error::internal(format!("seq {} is missing", after + 1)));
        };
        for event in &events {
            let seq = event.seq.unwrap_or_default();
            let hash = chain::check(&wire::event(event), &expected)
                .map_err(|reason| Error::internal(format!("seq {seq}: {reason}")))?;
            expected = Expected::after(seq, &hash);
        }
        after = newest;
    }
    Ok(())
}

/// What one transaction lets go of.
enum Step {
    Events(DateTime<Utc>),
    Bodies(DateTime<Utc>),
    Versions(DateTime<Utc>, Vec<Outdated>),
    /// Events of a tenant that is gone, in the end all that is left.
    Log,
}

struct Purge {
    directory: Directory,
    caller: Caller,
    step: Step,
}

impl UseCase for Purge {
    /// How many were looked at: fewer than a portion are the last ones.
    type Output = u64;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<u64, Error> {
        let mut retention = tx.audit().retention_for_update().await?;
        // It may have come since.
        if retention.legal_hold {
            return Ok(0);
        }
        match &self.step {
            Step::Events(before) => self.events(tx, &mut retention, *before).await,
            Step::Bodies(before) => self.bodies(tx, &mut retention, *before).await,
            Step::Versions(before, outdated) => {
                self.versions(tx, &mut retention, *before, outdated).await
            }
            Step::Log => self.log(tx, &mut retention).await,
        }
    }
}

impl Purge {
    async fn events(
        &self,
        tx: &TenantTx,
        retention: &mut Retention,
        before: DateTime<Utc>,
    ) -> Result<u64, Error> {
        let after = purged_seq(retention);
        let old = tx.audit().older_than(before, after, PORTION).await?;
        let Some(last) = old.last() else {
            return Ok(0);
        };
        check(tx, retention, last).await?;
        let gone = tx.audit().purge(last.seq).await?;
        retention.purged = Some(self.signed(last));
        tx.audit().keep_retention(retention).await?;
        let (until, days) = (last.seq, retention.event_days);
        let what = format!("{gone} events up to number {until}, older than {days} days");
        self.record(tx, &what).await?;
        Ok(old.len() as u64)
    }

    async fn bodies(
        &self,
        tx: &TenantTx,
        retention: &mut Retention,
        before: DateTime<Utc>,
    ) -> Result<u64, Error> {
        let after = retention.bodies_seq.max(purged_seq(retention));
        let old = tx.audit().older_than(before, after, BODIES).await?;
        let Some(last) = old.last() else {
            return Ok(0);
        };
        let bodies = tx.audit().with_bodies(after, last.seq).await?;
        retention.bodies_seq = last.seq;
        tx.audit().keep_retention(retention).await?;
        if retention.tenant_deleted_at.is_some() {
            tx.audit().erase_bodies_silently(&bodies).await?;
        } else if !bodies.is_empty() {
            tx.audit().erase_bodies(&bodies).await?;
            let (count, days) = (bodies.len(), retention.body_days);
            let what = format!(
                "the bodies of {count} events up to number {}, older than {days} days",
                last.seq
            );
            self.record(tx, &what).await?;
        }
        Ok(old.len() as u64)
    }

    async fn versions(
        &self,
        tx: &TenantTx,
        retention: &mut Retention,
        before: DateTime<Utc>,
        outdated: &[Outdated],
    ) -> Result<u64, Error> {
        let mut count = 0;
        for outdated in outdated {
            tx.versions().purge(outdated).await?;
            count += outdated.count;
        }
        retention.kept_since = retention.kept_since.max(Some(before));
        tx.audit().keep_retention(retention).await?;
        let days = retention.event_days;
        let what =
            format!("{count} versions of users and groups, replaced more than {days} days ago");
        self.record(tx, &what).await?;
        Ok(count)
    }

    async fn log(&self, tx: &TenantTx, retention: &mut Retention) -> Result<u64, Error> {
        let days = retention.event_days.max(LEAST_EVENT_DAYS);
        let before = self.directory.now() - TimeDelta::days(days);
        let after = purged_seq(retention);
        let old = tx.audit().older_than(before, after, PORTION).await?;
        if let Some(last) = old.last() {
            check(tx, retention, last).await?;
            tx.audit().purge_silently(last.seq).await?;
            retention.purged = Some(self.signed(last));
            tx.audit().keep_retention(retention).await?;
        }
        if tx.audit().oldest().await?.is_none() {
            tx.audit().end_log().await?;
            tracing::info!(
                tenant = tx.tenant().slug(),
                "the log of a deleted tenant was kept long enough, and is gone"
            );
        }
        Ok(old.len() as u64)
    }

    fn signed(&self, last: &Old) -> Purged {
        let message = purged_message(self.caller.tenant().slug(), last.seq, &last.hash);
        Purged {
            seq: last.seq,
            hash: last.hash.clone(),
            signature: self.directory.secret_key().sign(message.as_bytes()),
        }
    }

    async fn record(&self, tx: &TenantTx, what: &str) -> Result<(), Error> {
        let draft = Draft::new(Operation::AuditPurge)
            .outcome(Outcome::Success)
            .detail(format!("let go of {what}"));
        let event = draft.finish(&self.caller, self.directory.clockwork());
        Ok(tx.audit().insert(&event).await?)
    }
}
