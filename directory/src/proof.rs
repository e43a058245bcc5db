//! Sensitive acts want a fresh proof of who somebody is: a browser that was left alone, or a session
//! that was taken over, does not make owners. That an act is sensitive is said where it is carried
//! out, by [`Caller::require_proof`]; what that means is decided here.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;

use crate::audit::{Draft, Operation, Outcome};
use crate::caller::Authority;
use crate::sign_in::{Account, acting};
use crate::{Caller, Directory, Error, Request, Role};

/// How long a password that was given is proof enough.
pub const HOLDS: TimeDelta = TimeDelta::minutes(10);

impl Caller {
    /// Refuses with [`Error::ProofNeeded`] a member who has not given their password for
    /// [`HOLDS`]. The operator proves nothing: the command line is theirs.
    pub fn require_proof(&self, now: DateTime<Utc>) -> Result<(), Error> {
        match self.authority() {
            Authority::Operator => Ok(()),
            Authority::Role(_)
            | Authority::Scope(_)
            | Authority::GuideLink
            | Authority::Rehearsal => fresh(self.proved_at().ok_or(Error::ProofNeeded)?, now),
        }
    }

    /// The same for an act on somebody of that role: only owners matter that much.
    pub fn require_proof_for(&self, role: Role, now: DateTime<Utc>) -> Result<(), Error> {
        match role {
            Role::Owner => self.require_proof(now),
            Role::Admin | Role::Auditor => Ok(()),
        }
    }
}

/// Refuses with [`Error::ProofNeeded`] who gave their password longer than [`HOLDS`] ago.
pub(crate) fn fresh(proved_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Error> {
    if now - proved_at < HOLDS {
        return Ok(());
    }
    Err(Error::ProofNeeded)
}

/// Giving one's password again.
pub struct Proofs<'d>(pub(crate) &'d Directory);

impl Proofs<'_> {
    /// Checks the password of somebody who is signed in; an event in each of their tenants says
    /// what came of it.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `password`; [`Error::Limited`] after too many attempts, which count
    /// with those of signing in.
    pub async fn password(
        &self,
        account: &Account,
        password: &SecretString,
        request: &Request,
    ) -> Result<(), Error> {
        let key = scim::fold(&account.email);
        let throttle = self.0.throttle();
        throttle.attempt(&key, request.ip, self.0.now())?;
        let found = self.0.store().system().account(account.id).await?;
        let hash = found.ok_or(Error::NotFound)?.password_hash;
        if !self.0.passwords().verify(password, hash).await? {
            self.record(account, false, request).await?;
            return Err(Error::invalid("password", "This is not your password."));
        }
        throttle.succeeded(&key, request.ip);
        self.record(account, true, request).await
    }

    async fn record(&self, account: &Account, right: bool, request: &Request) -> Result<(), Error> {
        for (tenant, member) in self.0.store().system().memberships(account.id).await? {
            let caller = acting(account, tenant, &member, request)?;
            let draft = Draft::new(Operation::LoginConfirm);
            let draft = if right {
                draft
            } else {
                draft
                    .outcome(Outcome::Denied)
                    .status(422)
                    .detail("the password was wrong")
            };
            self.0.audit().write(&caller, draft).await?;
        }
        Ok(())
    }
}
