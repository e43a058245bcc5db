//! Making a tenant for oneself, where the operator lets people do so.

use app::Page;
use app::model::Flash;
use app::model::operator::TenantNewPage;
use app::paths;
use axum::response::Response;

use super::field_errors;
use crate::console::context::{Signed, SignedForm};
use crate::console::failure::Failure;

/// `GET /tenants/new`
pub(in crate::console) async fn offer(signed: Signed) -> Result<Response, Failure> {
    permitted(&signed)?;
    let page = TenantNewPage {
        organisation: String::new(),
        slug: String::new(),
        email: None,
        errors: Vec::new(),
    };
    Ok(signed.page(Page::TenantNew(page)))
}

/// `POST /tenants/new`
pub(in crate::console) async fn create(form: SignedForm) -> Result<Response, Failure> {
    let SignedForm { mut signed, fields } = form;
    permitted(&signed)?;
    let mut page = TenantNewPage {
        organisation: fields.text("organisation"),
        slug: fields.text("slug"),
        email: None,
        errors: Vec::new(),
    };
    let request = signed.frame.request();
    let made = signed
        .directory
        .create_own_tenant(&signed.account, &page.slug, &page.organisation, &request)
        .await;
    if let Err(error) = made {
        page.errors = field_errors(error)?;
        return Ok(signed.refused(Page::TenantNew(page)));
    }
    let flash = Flash::TenantCreated {
        tenant: page.organisation,
    };
    signed.go(&paths::connect(&page.slug), flash).await
}

fn permitted(signed: &Signed) -> Result<(), Failure> {
    if signed.self_service {
        Ok(())
    } else {
        Err(Failure::not_found())
    }
}
