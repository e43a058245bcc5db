//! What fails while the jobs look at the credentials of all tenants: it is that tenant's alone, and
//! the look goes on.

use store::TenantId;

use crate::Error;

/// The faults of one look.
#[derive(Default)]
pub(super) struct Faults {
    first: Option<Error>,
}

impl Faults {
    /// Notes what failed for a credential of a tenant.
    pub(super) fn note(&mut self, tenant: TenantId, error: Error) {
        tracing::warn!(
            %tenant,
            error = &error as &dyn std::error::Error,
            "a token or an OAuth client could not be looked at; the others are"
        );
        self.first.get_or_insert(error);
    }

    /// The first of them, for whoever asked for the look.
    pub(super) fn end(self) -> Result<(), Error> {
        self.first.map_or(Ok(()), Err)
    }
}
