//! Roles, scopes, and what each may do: the policy of Rollcall, in one table.

use std::fmt;
use std::str::FromStr;

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
    /// Take a user's access away here, without waiting for the identity provider: the only change of
    /// a user that a person can make.
    DeactivateUsers,
    /// See the audit log.
    ReadAudit,
    /// Export the audit log and check its integrity.
    ExportAudit,
    /// Share one's saved views of the audit log with all members.
    ShareViews,
    /// Change and delete the saved views that others share.
    ManageViews,
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
    /// Erase persons from what was kept. Only the operator can: nobody in the console changes the
    /// log.
    ErasePersons,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 15] = [
        Self::ReadDirectory,
        Self::ReadPast,
        Self::WriteDirectory,
        Self::DeactivateUsers,
        Self::ReadAudit,
        Self::ExportAudit,
        Self::ShareViews,
        Self::ManageViews,
        Self::ReadTokens,
        Self::ManageTokens,
        Self::ReadMembers,
        Self::ManageMembers,
        Self::ManageOwners,
        Self::ManageTenant,
        Self::ErasePersons,
    ];

    /// Whether it changes anything: a suspended tenant keeps to reading.
    pub fn changes(self) -> bool {
        match self {
            Self::WriteDirectory
            | Self::DeactivateUsers
            | Self::ShareViews
            | Self::ManageViews
            | Self::ManageTokens
            | Self::ManageMembers
            | Self::ManageOwners
            | Self::ManageTenant
            | Self::ErasePersons => true,
            Self::ReadDirectory
            | Self::ReadPast
            | Self::ReadAudit
            | Self::ExportAudit
            | Self::ReadTokens
            | Self::ReadMembers => false,
        }
    }

    /// The least role that has it; `None` when no role does.
    pub fn least_role(self) -> Option<Role> {
        match self {
            Self::WriteDirectory | Self::ErasePersons => None,
            Self::ReadDirectory
            | Self::ReadPast
            | Self::ReadAudit
            | Self::ExportAudit
            | Self::ReadTokens
            | Self::ReadMembers => Some(Role::Auditor),
            Self::ShareViews | Self::ManageTokens | Self::ManageMembers => Some(Role::Admin),
            Self::DeactivateUsers | Self::ManageViews | Self::ManageOwners | Self::ManageTenant => {
                Some(Role::Owner)
            }
        }
    }

    pub(crate) fn of_role(self, role: Role) -> bool {
        match self.least_role() {
            None => false,
            Some(Role::Auditor) => true,
            Some(Role::Admin) => role != Role::Auditor,
            Some(Role::Owner) => role == Role::Owner,
        }
    }

    /// What the holder of a link to a guide sees of the tenant, through the guide alone.
    pub(crate) fn of_guide_link(self) -> bool {
        matches!(self, Self::ReadTokens | Self::ReadAudit)
    }

    pub(crate) fn of_scope(self, scope: Scope) -> bool {
        match scope {
            Scope::Read => self == Self::ReadDirectory,
            Scope::Write => matches!(self, Self::ReadDirectory | Self::WriteDirectory),
            Scope::AuditRead => {
                matches!(self, Self::ReadPast | Self::ReadAudit | Self::ExportAudit)
            }
        }
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
            let link = if permission.of_guide_link() {
                "✔"
            } else {
                "✘"
            };
            writeln!(table, "{name:<16} {roles} | {scopes} | {link}").unwrap();
        }
        // owner admin auditor | read write audit:read | guide link
        insta::assert_snapshot!(table, @r"
        ReadDirectory    ✔ ✔ ✔ | ✔ ✔ ✘ | ✘
        ReadPast         ✔ ✔ ✔ | ✘ ✘ ✔ | ✘
        WriteDirectory   ✘ ✘ ✘ | ✘ ✔ ✘ | ✘
        DeactivateUsers  ✔ ✘ ✘ | ✘ ✘ ✘ | ✘
        ReadAudit        ✔ ✔ ✔ | ✘ ✘ ✔ | ✔
        ExportAudit      ✔ ✔ ✔ | ✘ ✘ ✔ | ✘
        ShareViews       ✔ ✔ ✘ | ✘ ✘ ✘ | ✘
        ManageViews      ✔ ✘ ✘ | ✘ ✘ ✘ | ✘
        ReadTokens       ✔ ✔ ✔ | ✘ ✘ ✘ | ✔
        ManageTokens     ✔ ✔ ✘ | ✘ ✘ ✘ | ✘
        ReadMembers      ✔ ✔ ✔ | ✘ ✘ ✘ | ✘
        ManageMembers    ✔ ✔ ✘ | ✘ ✘ ✘ | ✘
        ManageOwners     ✔ ✘ ✘ | ✘ ✘ ✘ | ✘
        ManageTenant     ✔ ✘ ✘ | ✘ ✘ ✘ | ✘
        ErasePersons     ✘ ✘ ✘ | ✘ ✘ ✘ | ✘
        ");
    }
}
