//! Who may not do what to whom among the members, decided in one place.

use store::{AccountId, admins};

use super::{account_of, needed};
use crate::{Caller, Error, Permission, Role};

/// Why somebody cannot act on a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// It needs this role or more.
    Needs(Role),
    /// The tenant would be without an owner.
    LastOwner,
    /// It is the caller, who knows the password or has none to forget.
    Yourself,
    /// The account is in another tenant too, which the act would reach.
    Elsewhere,
    /// The account runs the server, which the act would reach.
    Operator,
    /// The person signs in through the tenant's OpenID Connect provider alone.
    ByProvider,
}

impl Hindrance {
    /// The refusal of the act.
    pub fn error(self) -> Error {
        match self {
            Self::Needs(Role::Owner) => Error::Forbidden(Permission::ManageOwners),
            Self::Needs(_) => Error::Forbidden(Permission::ManageMembers),
            Self::LastOwner => Error::Conflict {
                attribute: "role",
                detail: "This is the last owner: make somebody else an owner first.".to_owned(),
            },
            Self::Yourself => Error::Conflict {
                attribute: "password",
                detail: "Change your own password on the page of your account.".to_owned(),
            },
            Self::Elsewhere => Error::Conflict {
                attribute: "password",
                detail: "This account is in another tenant too: only the operator can make a link for it, with rollcall admin reset.".to_owned(),
            },
            Self::ByProvider => Error::Conflict {
                attribute: "password",
                detail: "This person signs in through the OpenID Connect provider: a password would open nothing here."
                    .to_owned(),
            },
            Self::Operator => Error::Conflict {
                attribute: "password",
                detail: "This person runs the server: only rollcall admin reset makes a link for them."
                    .to_owned(),
            },
        }
    }
}

/// What is done to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Another role, or being shut out and let in again.
    Change,
    /// The end of the membership.
    Removal,
}

/// What matters of a member for who may touch them.
pub(super) struct Touched {
    pub(super) role: Role,
    pub(super) is_caller: bool,
    is_last_owner: bool,
}

impl Touched {
    /// `owners` is how many there are in the tenant who are not shut out.
    pub(super) fn of(caller: &Caller, record: &admins::Record, owners: u64) -> Result<Self, Error> {
        let role = record.role.parse().map_err(Error::internal)?;
        Ok(Self {
            is_caller: account_of(caller) == Some(record.account_id),
            is_last_owner: role == Role::Owner && record.disabled_at.is_none() && owners <= 1,
            role,
        })
    }
}

/// What keeps the caller from it, if anything does.
pub(super) fn hindrance(caller: &Caller, touched: &Touched, kind: Kind) -> Option<Hindrance> {
    // Everybody may go.
    let leaves = kind == Kind::Removal && touched.is_caller;
    if !leaves && let Some(needs) = lacks(caller, touched.role) {
        return Some(needs);
    }
    touched.is_last_owner.then_some(Hindrance::LastOwner)
}

/// The role that the caller lacks for touching somebody of a role.
pub(super) fn lacks(caller: &Caller, role: Role) -> Option<Hindrance> {
    let permission = needed(role);
    if caller.may(permission) {
        return None;
    }
    permission.least_role().map(Hindrance::Needs)
}

/// Whether the caller may make a link with which a member chooses another password. `tenants` is
/// how many the account is in, `operates` whether it is an operator's, `by_provider` whether it is
/// the tenant's provider that made it a member.
pub(crate) fn may_reset(
    caller: &Caller,
    account: AccountId,
    role: Role,
    tenants: usize,
    operates: bool,
    by_provider: bool,
) -> Result<(), Hindrance> {
    if let Some(needs) = lacks(caller, role) {
        return Err(needs);
    }
    // Whoever is signed in proves the password they have before they choose another.
    if account_of(caller) == Some(account) {
        return Err(Hindrance::Yourself);
    }
    // Whatever the password opens, it is not this tenant.
    if by_provider {
        return Err(Hindrance::ByProvider);
    }
    if tenants > 1 {
        return Err(Hindrance::Elsewhere);
    }
    if operates {
        return Err(Hindrance::Operator);
    }
    Ok(())
}
