//! `/tenants`: choose a tenant.

use super::Membership;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenantsPage {
    pub memberships: Vec<Membership>,
}
