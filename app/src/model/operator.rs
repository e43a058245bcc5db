//! `/operator`: the tenants of the server, for who runs it.

use super::member::Handover;
use super::{FieldError, Instant};

/// `/operator`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperatorPage {
    pub tenants: Vec<TenantRow>,
}

/// A tenant as operators see it: how much there is in it, and nothing of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantRow {
    pub slug: String,
    pub name: String,
    pub created: Instant,
    /// Since when it is suspended, if it is.
    pub suspended: Option<Instant>,
    pub users: u64,
    pub groups: u64,
    pub tokens: u64,
    pub members: u64,
}

/// `/operator/tenants/new` and, without an address, `/tenants/new`.
/// Fields: `organisation`, `slug`, and `email` for the first owner; hidden `csrf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantNewPage {
    pub organisation: String,
    pub slug: String,
    /// `None` for somebody who makes a tenant of their own.
    pub email: Option<String>,
    pub errors: Vec<FieldError>,
}

/// The answer to the form on `/operator/tenants/new`: the one page that holds the invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantCreatedPage {
    pub slug: String,
    pub name: String,
    pub email: String,
    /// The one-time link of the first owner.
    pub link: Handover,
}

/// `/operator/tenants/<slug>`. Three forms: `…/suspend` and `…/resume` (field `reason`), `…/delete`
/// (field `slug`, typed); all with hidden `csrf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorTenantPage {
    pub tenant: TenantRow,
    pub base_url: String,
    pub reason: String,
    pub typed: String,
    pub errors: Vec<FieldError>,
}
