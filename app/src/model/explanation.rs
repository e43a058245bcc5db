//! Why a request of an identity provider failed, where to change what, and what the standard says:
//! one table of causes, read by what the log has of a refusal.
//!
//! The words are in [`crate::text::explanation`]. Nothing here is decided by who reads it.

mod cause;
mod pattern;
mod table;

use super::connect::Provider;
use super::event::EventRow;
use pattern::read;
use table::TABLE;

pub use cause::{Cause, Here, Place, Section};

/// What the log has of a refusal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refusal<'e> {
    /// `user.create`, `access.denied`, …
    pub operation: &'e str,
    /// HTTP status; 0 where there is none.
    pub status: u16,
    /// Of RFC 7644 table 9.
    pub scim_type: Option<&'e str>,
    /// What the sender was told; of a credential, which nobody is told anything of, why it was
    /// refused.
    pub detail: Option<&'e str>,
    /// What the sender looks like: `okta`, `entra`, …
    pub idp: Option<&'e str>,
}

impl<'e> Refusal<'e> {
    /// The refusal that an event over SCIM tells of; `None` of one that did not fail.
    pub fn of(row: &'e EventRow) -> Option<Self> {
        row.outcome.is_error().then_some(Self {
            operation: &row.operation,
            status: row.status,
            scim_type: row.scim_type.as_deref(),
            detail: row.detail.as_deref(),
            idp: row.idp.as_deref(),
        })
    }
}

/// A refusal, explained for who sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub cause: Cause,
    /// What stands at the names in the cause's sentence: the value, the attribute, the day.
    pub values: Vec<(&'static str, String)>,
    pub provider: Provider,
}

impl Explanation {
    /// What stands at a name in the cause's sentence.
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.values.iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Explains a refusal: by the first line of the table that fits it.
pub fn explain(refusal: &Refusal<'_>) -> Explanation {
    let detail = refusal.detail.unwrap_or_default();
    let found = TABLE.iter().find_map(|known| {
        let fits = known.operation.is_none_or(|own| own == refusal.operation)
            && known.statuses.contains(&refusal.status)
            && known
                .scim_type
                .is_none_or(|own| refusal.scim_type == Some(own));
        let values = read(known.says, detail).filter(|_| fits)?;
        Some((known.cause, values))
    });
    let (cause, mut values) = found.unwrap_or((Cause::Unknown, Vec::new()));
    values.push(("detail", detail.to_owned()));
    values.push(("status", refusal.status.to_string()));
    Explanation {
        cause,
        values,
        provider: Provider::of(refusal.idp),
    }
}

#[cfg(test)]
mod tests;
