//! "Deactivate here now": the only change of a user that a person can make. See decision 0028.

use serde_json::json;
use store::{TenantTx, UseCase, users};

use super::{Users, change, name_what_is_implied, parse_id, subject};
use crate::answer::{Precondition, Selection};
use crate::audit::{Draft, Operation};
use crate::call::Call;
use crate::error::FieldError;
use crate::{Caller, Error, Kind, Permission, extensions};

/// Characters that a reason has at least and at most.
const REASON: std::ops::RangeInclusive<usize> = 10..=500;

/// What an owner says who takes a user's access away.
#[derive(Clone, Debug)]
pub struct Deactivation {
    /// The version of the user that the owner has seen.
    pub version: i64,
    /// The `userName`, as it was typed.
    pub user_name: String,
    /// Why; the event tells it.
    pub reason: String,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deactivated {
    /// The user is inactive now.
    Now,
    /// The user was inactive already; the event says that nothing changed.
    Before,
}

impl Users<'_> {
    /// Sets `active` to false until the identity provider says otherwise. The event is a member's
    /// `user.deactivate`, with the reason.
    ///
    /// # Errors
    /// [`Error::Forbidden`] to everybody but owners; [`Error::ProofNeeded`];
    /// [`Error::PreconditionFailed`] when an active user has changed since it was seen;
    /// [`Error::Invalid`] at `user_name` and `reason`.
    pub async fn deactivate(
        &self,
        caller: &Caller,
        id: &str,
        wanted: Deactivation,
    ) -> Result<Deactivated, Error> {
        let prepare = |caller: &Caller, wanted| self.prepare_deactivation(caller, id, wanted);
        self.0.run(caller, wanted, prepare).await
    }

    fn prepare_deactivation(
        &self,
        caller: &Caller,
        id: &str,
        wanted: Deactivation,
    ) -> Result<Deactivate, Error> {
        caller.require(Permission::DeactivateUsers)?;
        let id = parse_id(id)?;
        let call = Call::new(self.0, caller, Kind::User, &Selection::default())?;
        let request = scim::patch::parse(json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "replace", "path": "active", "value": false}],
        }))?;
        let plan = scim::patch::plan(&call.kind, request)?;
        let change = change::Change {
            call,
            id,
            with: change::With::Plan(plan),
            precondition: Precondition::default(),
        };
        Ok(Deactivate { change, wanted })
    }
}

struct Deactivate {
    change: change::Change,
    wanted: Deactivation,
}

impl UseCase for Deactivate {
    type Output = Deactivated;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Deactivated, Error> {
        let Self { change, wanted } = self;
        let call = &change.call;
        call.caller.require_proof(call.directory.now())?;
        let current = tx.users().get_for_update(change.id).await?;
        let current = current.ok_or(Error::NotFound)?;
        // What was wanted is so already, whoever did it: there is nothing to be in conflict with.
        if current.active && current.version != wanted.version {
            return Err(Error::PreconditionFailed);
        }
        wanted.check(&current)?;
        extensions::check(tx, &current.document).await?;
        let (mut changes, mut record) = (Vec::new(), current);
        if record.active {
            let next = change.next(&record)?;
            record = change.keep(tx, &record, &next).await?;
            changes = next.changes;
        }
        name_what_is_implied(&mut changes);
        let what = if changes.is_empty() {
            Deactivated::Before
        } else {
            Deactivated::Now
        };
        let draft = Draft::new(Operation::UserDeactivate)
            .subject(subject(&record))
            .changes(changes)
            .detail(wanted.reason.trim());
        call.record(tx, draft).await?;
        Ok(what)
    }
}

impl Deactivation {
    fn check(&self, user: &users::Record) -> Result<(), Error> {
        let mut errors = Vec::new();
        if legible(&self.user_name) != legible(&user.user_name) {
            let message = "Type the userName exactly as it is shown.";
            errors.push(FieldError::new("user_name", message));
        }
        if !REASON.contains(&self.reason.trim().chars().count()) {
            let message = "Say why, in 10 to 500 characters. The audit log tells it.";
            errors.push(FieldError::new("reason", message));
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(errors))
        }
    }
}

/// What can be typed of a name: an identity provider may send characters that no keyboard has.
fn legible(name: &str) -> String {
    let typed = name.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = typed.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::legible;

    #[test]
    fn a_name_is_compared_by_what_can_be_typed_of_it() {
        for (name, typed) in [
            ("ada@acme.example", "ada@acme.example"),
            (" ada\u{7}  lovelace\t", "ada lovelace"),
            ("Ada", "Ada"),
        ] {
            assert_eq!(legible(name), typed);
        }
    }
}
