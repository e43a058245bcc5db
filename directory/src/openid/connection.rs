//! How a tenant's provider is connected.

use store::{Tenant, openid as records};

use super::RoleRules;
use crate::Error;

/// A connection, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Whether people sign in by it.
    pub enabled: bool,
    /// The provider's issuer identifier, exactly as its discovery document has it.
    pub issuer: String,
    /// What the provider calls this server.
    pub client_id: String,
    /// Scopes beyond `openid`, `email` and `profile`, with spaces between.
    pub scopes: String,
    /// Who becomes what.
    pub roles: RoleRules,
}

impl Connection {
    pub(super) fn of(tenant: &Tenant, record: records::Record) -> Result<Self, Error> {
        let other = record.other_role.map(|role| role.parse()).transpose();
        let other = other.map_err(|_| inconsistent(tenant, "other_role"))?;
        let roles = RoleRules::read(record.role_claim, &record.role_values, other)
            .ok_or_else(|| inconsistent(tenant, "role_values"))?;
        Ok(Self {
            enabled: record.enabled,
            issuer: record.issuer,
            client_id: record.client_id,
            scopes: record.scopes,
            roles,
        })
    }
}

/// A stored value that makes no sense.
pub(super) fn inconsistent(tenant: &Tenant, column: &'static str) -> Error {
    let inconsistent = store::Error::Inconsistent {
        table: "openid_connection",
        column,
        row: tenant.id().to_string(),
    };
    inconsistent.into()
}
