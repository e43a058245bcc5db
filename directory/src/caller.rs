//! Who asks, in which tenant, and what they may do: the policy of Rollcall, in one table.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use scim::Tolerance;
use serde_json::Value;
use store::Tenant;

use crate::tenants::{ScimSettings, Strictness};
use crate::{Error, Kinds, Request};

/// What a member of a tenant may be in its console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Everything, other owners included.
    Owner,
    /// Everyday work: tokens and members, not owners.
    Admin,
    /// Reads and exports.
    Auditor,
}

impl Role {
    /// Every role, from most to least.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Admin, Self::Auditor];

    /// The name on the command line, in the database and in the console.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Auditor => "auditor",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("unknown role {text:?}: use owner, admin or auditor"))
    }
}

/// What a SCIM token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// SCIM reads.
    Read,
    /// SCIM reads and writes.
    Write,
    /// The audit log of the tenant.
    AuditRead,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::AuditRead];

    /// The name on the command line, in the database and in the console.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::AuditRead => "audit:read",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or_else(|| format!("unknown scope {text:?}: use read, write or audit:read"))
    }
}

/// One thing that somebody may or may not do in a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See users and groups.
    ReadDirectory,
    /// See users and groups as they were at an earlier time.
    ReadPast,
    /// Create, change and remove users and groups. Only a SCIM token can: the identity provider
    /// is the source of truth.
    WriteDirectory,
    /// See the audit log.
    ReadAudit,
    /// Export the audit log and check its integrity.
    ExportAudit,
    /// See tokens, never their secrets.
    ReadTokens,
    /// Issue, rotate and revoke tokens.
    ManageTokens,
    /// See who may sign in.
    ReadMembers,
    /// Invite and disable admins and auditors.
    ManageMembers,
    /// Invite and disable owners.
    ManageOwners,
    /// Change the tenant itself.
    ManageTenant,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 11] = [
        Self::ReadDirectory,
        Self::ReadPast,
        Self::WriteDirectory,
        Self::ReadAudit,
        Self::ExportAudit,
        Self::ReadTokens,
        Self::ManageTokens,
        Self::ReadMembers,
        Self::ManageMembers,
        Self::ManageOwners,
        Self::ManageTenant,
    ];

    /// The least role that has it; `None` when no role does.
    pub fn least_role(self) -> Option<Role> {
        match self {
            Self::WriteDirectory => None,
            Self::ReadDirectory
            | Self::ReadPast
            | Self::ReadAudit
            | Self::ExportAudit
            | Self::ReadTokens
            | Self::ReadMembers => Some(Role::Auditor),
            Self::ManageTokens | Self::ManageMembers => Some(Role::Admin),
            Self::ManageOwners | Self::ManageTenant => Some(Role::Owner),
        }
    }

    fn of_role(self, role: Role) -> bool {
        match self.least_role() {
            None => false,
            Some(Role::Auditor) => true,
            Some(Role::Admin) => role != Role::Auditor,
            Some(Role::Owner) => role == Role::Owner,
        }
    }

    fn of_scope(self, scope: Scope) -> bool {
        match scope {
            Scope::Read => self == Self::ReadDirectory,
            Scope::Write => matches!(self, Self::ReadDirectory | Self::WriteDirectory),
            Scope::AuditRead => {
                matches!(self, Self::ReadPast | Self::ReadAudit | Self::ExportAudit)
            }
        }
    }
}

/// What gives a caller its permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authority {
    /// A SCIM token's scope.
    Scope(Scope),
    /// A console member's role.
    Role(Role),
    /// The operator on the machine itself, or Rollcall's own jobs.
    Operator,
}

/// Who did it; `actor` of an audit event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// `token`, `member`, `system`, `setup` or `cli`.
    pub kind: ActorKind,
    /// The id of the token or the account, where there is one.
    pub id: Option<String>,
    /// What people call it: the token's name, the e-mail address.
    pub label: Option<String>,
    /// Prefix and public id of the token that was used.
    pub token_prefix: Option<String>,
}

/// The kind of an [`Actor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// A SCIM token.
    Token,
    /// A console member.
    Member,
    /// Rollcall itself.
    System,
    /// Whoever held the set-up link or an invitation.
    Setup,
    /// The operator, on the command line.
    Cli,
}

impl ActorKind {
    /// The name in an audit event.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Member => "member",
            Self::System => "system",
            Self::Setup => "setup",
            Self::Cli => "cli",
        }
    }
}

/// Someone who was let in: an actor in one tenant, with permissions, on one request.
///
/// Only [`crate::Directory`] makes one, from a verified token, a verified session or the command
/// line, so that holding a `Caller` is the proof of authentication.
#[derive(Clone, Debug)]
pub struct Caller(Arc<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    tenant: Tenant,
    actor: Actor,
    authority: Authority,
    request: Request,
    /// Whether it stands for one operation of a bulk request.
    in_bulk: bool,
    kinds: Arc<Kinds>,
}

impl Caller {
    pub(crate) fn new(
        tenant: Tenant,
        actor: Actor,
        authority: Authority,
        request: Request,
    ) -> Self {
        Self(Arc::new(Inner {
            tenant,
            actor,
            authority,
            request,
            in_bulk: false,
            kinds: Kinds::built_in(),
        }))
    }

    /// The same caller, with the resource types of its tenant known.
    #[must_use]
    pub(crate) fn with_kinds(self, kinds: Arc<Kinds>) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.0);
        inner.kinds = kinds;
        Self(Arc::new(inner))
    }

    /// The same caller in its tenant as that is at another time.
    #[must_use]
    pub(crate) fn in_its_tenant(&self, tenant: Tenant, kinds: Arc<Kinds>) -> Self {
        let mut inner = (*self.0).clone();
        (inner.tenant, inner.kinds) = (tenant, kinds);
        Self(Arc::new(inner))
    }

    /// The resource types of the tenant, as of this request.
    pub fn kinds(&self) -> &Kinds {
        &self.0.kinds
    }

    /// The tenant this caller is confined to.
    pub fn tenant(&self) -> &Tenant {
        &self.0.tenant
    }

    /// Who it is.
    pub fn actor(&self) -> &Actor {
        &self.0.actor
    }

    /// The request it is made on.
    pub fn request(&self) -> &Request {
        &self.0.request
    }

    /// The role, when the caller is a console member.
    pub fn role(&self) -> Option<Role> {
        match self.0.authority {
            Authority::Role(role) => Some(role),
            Authority::Scope(_) | Authority::Operator => None,
        }
    }

    /// Whether the caller has a permission.
    pub fn may(&self, permission: Permission) -> bool {
        match self.0.authority {
            Authority::Scope(scope) => permission.of_scope(scope),
            Authority::Role(role) => permission.of_role(role),
            Authority::Operator => permission != Permission::WriteDirectory,
        }
    }

    /// Refuses with [`Error::Forbidden`] unless the caller has a permission.
    pub fn require(&self, permission: Permission) -> Result<(), Error> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(Error::Forbidden(permission))
        }
    }

    /// How SCIM behaves in the caller's tenant.
    pub fn settings(&self) -> Result<ScimSettings, Error> {
        ScimSettings::of(&self.0.tenant)
    }

    /// Refuses with [`Error::NotTolerated`], in a tenant that is strict, a request that was
    /// understood only with these tolerances. The one place that decides it: whatever reads a
    /// client's message asks before it acts on what it read.
    pub fn permits(&self, tolerances: &BTreeSet<Tolerance>) -> Result<(), Error> {
        if self.tolerates(tolerances)? {
            Ok(())
        } else {
            Err(Error::NotTolerated(tolerances.clone()))
        }
    }

    /// [`Self::permits`] for what a filter was understood by.
    pub fn permits_filter(&self, tolerances: &BTreeSet<Tolerance>) -> Result<(), Error> {
        if self.tolerates(tolerances)? {
            Ok(())
        } else {
            Err(Error::FilterNotTolerated(tolerances.clone()))
        }
    }

    fn tolerates(&self, tolerances: &BTreeSet<Tolerance>) -> Result<bool, Error> {
        let permitted = |tolerance: &Tolerance| tolerance.permitted_by().is_some();
        let forgiving = |settings: ScimSettings| settings.tolerance == Strictness::Forgiving;
        Ok(tolerances.iter().all(permitted) || self.settings().map(forgiving)?)
    }

    /// The same caller, with the parsed body of its request known.
    #[must_use]
    pub fn with_body(&self, body: Arc<Value>) -> Self {
        let mut inner = (*self.0).clone();
        inner.request.body = Some(body);
        Self(Arc::new(inner))
    }

    /// The same caller on one operation of its bulk request, which has an event of its own.
    #[must_use]
    pub(crate) fn on_operation(
        &self,
        method: Option<&str>,
        path: &str,
        body: Option<Arc<Value>>,
    ) -> Self {
        let mut inner = (*self.0).clone();
        inner.request.method = method.map(str::to_owned);
        inner.request.path = (!path.is_empty()).then(|| path.to_owned());
        inner.request.body = body;
        inner.in_bulk = true;
        Self(Arc::new(inner))
    }

    /// Whether it stands for one operation of a bulk request.
    pub(crate) fn is_in_bulk(&self) -> bool {
        self.0.in_bulk
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::{Permission, Role, Scope};

    #[test]
    fn the_policy_is_this_table() {
        let mut table = String::new();
        for permission in Permission::ALL {
            let roles = Role::ALL.map(|role| {
                if permission.of_role(role) {
                    "✔"
                } else {
                    "✘"
                }
            });
            let scopes = Scope::ALL.map(|scope| {
                if permission.of_scope(scope) {
                    "✔"
                } else {
                    "✘"
                }
            });
            let (name, roles, scopes) =
                (format!("{permission:?}"), roles.join(" "), scopes.join(" "));
            writeln!(table, "{name:<16} {roles} | {scopes}").unwrap();
        }
        // owner admin auditor | read write audit:read
        insta::assert_snapshot!(table, @r"
        ReadDirectory    ✔ ✔ ✔ | ✔ ✔ ✘
        ReadPast         ✔ ✔ ✔ | ✘ ✘ ✔
        WriteDirectory   ✘ ✘ ✘ | ✘ ✔ ✘
        ReadAudit        ✔ ✔ ✔ | ✘ ✘ ✔
        ExportAudit      ✔ ✔ ✔ | ✘ ✘ ✔
        ReadTokens       ✔ ✔ ✔ | ✘ ✘ ✘
        ManageTokens     ✔ ✔ ✘ | ✘ ✘ ✘
        ReadMembers      ✔ ✔ ✔ | ✘ ✘ ✘
        ManageMembers    ✔ ✔ ✘ | ✘ ✘ ✘
        ManageOwners     ✔ ✘ ✘ | ✘ ✘ ✘
        ManageTenant     ✔ ✘ ✘ | ✘ ✘ ✘
        ");
    }
}
