//! People of the console. One may be a member of several tenants.
//!
//! An account has nothing to do with a provisioned user, whatever addresses they share
//!. They are read and made through `System` and `SystemTx`.

use chrono::{DateTime, Utc};

use crate::entity::account::Model;
use crate::error::Error;
use crate::id::{AccountId, Id};
use crate::{second_factors, time};

/// A person of the console.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// Their id.
    pub id: AccountId,
    /// Their e-mail address, as they wrote it.
    pub email: String,
    /// The hash of their password, with its parameters.
    pub password_hash: Option<String>,
    /// Since when they have the account.
    pub created_at: DateTime<Utc>,
    /// When they chose their password.
    pub password_changed_at: Option<DateTime<Utc>>,
    /// Since when they are an operator of the server, if they are.
    pub operator_since: Option<DateTime<Utc>>,
    /// Their second factor, begun or in use.
    pub factor: Option<second_factors::Record>,
}

impl std::fmt::Debug for Record {
    /// Without the hash: debug output ends in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record")
            .field("id", &self.id)
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

impl TryFrom<Model> for Record {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let created_at = time::at(row.created_at).ok_or_else(|| Error::Inconsistent {
            table: "account",
            column: "created_at",
            row: row.id.to_string(),
        })?;
        Ok(Self {
            id: Id::from_uuid(row.id),
            email: row.email,
            password_hash: row.password_hash,
            created_at,
            password_changed_at: row.password_changed_at.and_then(time::at),
            operator_since: row.operator_since.and_then(time::at),
            factor: row.factor_secret.map(|secret| second_factors::Record {
                secret,
                since: row.factor_since.and_then(time::at),
                step: row.factor_step,
            }),
        })
    }
}
