//! The tenants of the server, for who runs it. Their forms are in [`super::forms::operator`].

use app::Page;
use app::model::operator::{OperatorPage, OperatorTenantPage, TenantRow};
use axum::extract::Path;
use axum::response::Response;
use directory::tenants::TenantSummary;

use super::context::{Operating, Signed};
use super::failure::Failure;

/// `GET /operator`
pub(super) async fn list(operating: Operating) -> Result<Response, Failure> {
    let found = operating.tenants().list().await?;
    let rows = found.iter().map(|tenant| row(&operating.signed, tenant));
    let page = OperatorPage {
        tenants: rows.collect(),
    };
    Ok(operating.signed.page(Page::Operator(page)))
}

/// `GET /operator/tenants/<slug>`
pub(super) async fn show(
    operating: Operating,
    Path(slug): Path<String>,
) -> Result<Response, Failure> {
    let page = page(&operating, &slug).await?;
    Ok(operating.signed.page(Page::OperatorTenant(page)))
}

/// The page of a tenant.
pub(super) async fn page(operating: &Operating, slug: &str) -> Result<OperatorTenantPage, Failure> {
    let tenant = operating.tenants().show(slug).await?;
    Ok(OperatorTenantPage {
        base_url: operating.signed.directory.scim_base_url(&tenant.slug),
        tenant: row(&operating.signed, &tenant),
        reason: String::new(),
        typed: String::new(),
        errors: Vec::new(),
    })
}

fn row(signed: &Signed, tenant: &TenantSummary) -> TenantRow {
    TenantRow {
        slug: tenant.slug.clone(),
        name: tenant.name.clone(),
        created: signed.instant(tenant.created_at),
        suspended: tenant.suspended_at.map(|at| signed.instant(at)),
        users: tenant.users,
        groups: tenant.groups,
        tokens: tenant.tokens,
        members: tenant.members.len() as u64,
    }
}
