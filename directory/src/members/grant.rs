//! Making somebody a member.

use scim::Change;
use store::{AccountId, Constraint, ResultExt, SystemTx, SystemUseCase, TenantTx};

use super::subject;
use crate::audit::{Draft, Operation};
use crate::{Caller, Directory, Error, Role, mail};

/// Makes somebody a member with a password.
pub(super) struct Grant {
    directory: Directory,
    caller: Caller,
    email: String,
    role: Role,
    password_hash: String,
}

impl Grant {
    pub(super) fn member(
        directory: Directory,
        caller: Caller,
        email: String,
        role: Role,
        password_hash: String,
    ) -> Self {
        Self {
            directory,
            caller,
            email,
            role,
            password_hash,
        }
    }
}

impl SystemUseCase for Grant {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        let person = Person {
            email: &self.email,
            password_hash: &self.password_hash,
        };
        let account = person.account(&self.directory, tx).await?;
        join(
            &self.directory,
            tx,
            &self.caller,
            account.id,
            &self.email,
            self.role,
        )
        .await
    }
}

/// Somebody who is to have an account.
pub(crate) struct Person<'p> {
    pub(crate) email: &'p str,
    pub(crate) password_hash: &'p str,
}

impl Person<'_> {
    /// The account of this address, made when there is none.
    ///
    /// An account that has a password keeps it: being invited to a second tenant must not let
    /// the inviter change somebody's password.
    pub(crate) async fn account(
        &self,
        directory: &Directory,
        tx: &SystemTx,
    ) -> Result<Account, Error> {
        let now = directory.now();
        if let Some(account) = tx.account_by_email(&scim::fold(self.email)).await? {
            let id = account.id;
            let is_given = tx.set_first_password(id, self.password_hash, now).await?;
            return Ok(Account {
                id,
                had_password: !is_given,
            });
        }
        let id = directory.clockwork().id();
        let hash = Some(self.password_hash);
        let key = scim::fold(self.email);
        let made = tx.insert_account(id, self.email, &key, hash, now).await;
        made.on_constraint(Constraint::Email, made_at_once)?;
        Ok(Account {
            id,
            had_password: false,
        })
    }
}

/// The account of somebody's address.
pub(crate) struct Account {
    pub(crate) id: AccountId,
    /// Whether it had a password already, which it keeps.
    pub(crate) had_password: bool,
}

/// Adds an account to the caller's tenant, with the event that says so.
pub(crate) async fn join(
    directory: &Directory,
    tx: &SystemTx,
    caller: &Caller,
    account: AccountId,
    email: &str,
    role: Role,
) -> Result<(), Error> {
    let scope = tx.tenant(caller.tenant());
    let id = directory.clockwork().id();
    scope
        .admins()
        .insert(id, account, role.as_str(), directory.now())
        .await
        .on_constraint(Constraint::MemberExists, already_member)?;
    end_invitations(directory, &scope, email).await?;
    if role == Role::Owner {
        mail::owner_made(directory, &scope, caller, account, email).await?;
    }
    let draft = Draft::new(Operation::MemberCreate)
        .subject(subject(account, email))
        .changes(vec![
            Change::added("email", email),
            Change::added("role", role.as_str()),
        ]);
    scope
        .audit()
        .insert(&draft.finish(caller, directory.clockwork()))
        .await?;
    Ok(())
}

/// Whoever is a member needs no other link that makes them one.
pub(crate) async fn end_invitations(
    directory: &Directory,
    scope: &TenantTx,
    email: &str,
) -> Result<(), Error> {
    let key = scim::fold(email);
    for invitation in scope.invitations().open(directory.now()).await? {
        let theirs = invitation.email.as_deref().map(scim::fold);
        if theirs.as_ref() == Some(&key) {
            scope.invitations().withdraw(invitation.id).await?;
        }
    }
    Ok(())
}

pub(crate) fn made_at_once() -> Error {
    let message = "An account of this address was made at this very moment: try again.";
    Error::invalid("password", message)
}

pub(super) fn already_member() -> Error {
    Error::invalid("email", "This address is a member already.")
}
