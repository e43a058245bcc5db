//! `/tenants`: choose a tenant.

use super::Membership;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenantsPage {
    pub memberships: Vec<Membership>,
    /// Whether people make tenants of their own.
    pub self_service: bool,
}
