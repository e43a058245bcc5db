//! A transaction is handed to a use case; nobody makes one.

fn steal(tenant: &store::Tenant, unit: std::sync::Arc<store::unit::Unit>) -> store::TenantTx {
    store::TenantTx::new(tenant, unit)
}

fn main() {}
