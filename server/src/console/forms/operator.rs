//! Creating, suspending, resuming and deleting tenants.

use app::Page;
use app::model::operator::{TenantCreatedPage, TenantNewPage};
use app::model::{FieldError, Flash};
use app::paths;
use axum::extract::Path;
use axum::response::Response;
use directory::Error;
use secrecy::ExposeSecret;

use super::{field_errors, hand_over};
use crate::console::context::{Operating, OperatingForm};
use crate::console::failure::Failure;
use crate::console::frame::not_stored;
use crate::console::operator::page;

/// `GET /operator/tenants/new`
pub(in crate::console) async fn offer(operating: Operating) -> Response {
    let page = TenantNewPage {
        organisation: String::new(),
        slug: String::new(),
        email: Some(String::new()),
        errors: Vec::new(),
    };
    operating.signed.page(Page::TenantNew(page))
}

/// `POST /operator/tenants/new`: the one answer that holds the first owner's link. Sent twice it
/// creates nothing, since the short name is taken.
pub(in crate::console) async fn create(form: OperatingForm) -> Result<Response, Failure> {
    let OperatingForm { operating, fields } = form;
    let mut page = TenantNewPage {
        organisation: fields.text("organisation"),
        slug: fields.text("slug"),
        email: Some(fields.text("email")),
        errors: Vec::new(),
    };
    let email = fields.text("email");
    let created = operating
        .tenants()
        .create_for(&page.slug, &page.organisation, &email)
        .await;
    match created {
        Ok(invited) => {
            let directory = &operating.signed.directory;
            let code = invited.code.expose_secret();
            let link = format!("{}/invite/{code}", directory.public_url());
            let page = TenantCreatedPage {
                slug: page.slug,
                name: page.organisation,
                email,
                link: hand_over(directory, invited.mail, link).await,
            };
            Ok(not_stored(operating.signed.page(Page::TenantCreated(page))))
        }
        Err(error) => {
            page.errors = own_names(error)?;
            Ok(operating.signed.refused(Page::TenantNew(page)))
        }
    }
}

/// The form's name of a field.
fn own_names(error: Error) -> Result<Vec<FieldError>, Failure> {
    let errors = field_errors(error)?.into_iter();
    let own = |error: FieldError| match error.field {
        "name" => FieldError::new("organisation", error.message),
        _ => error,
    };
    Ok(errors.map(own).collect())
}

/// `POST /operator/tenants/<slug>/suspend`
pub(in crate::console) async fn suspend(
    Path(slug): Path<String>,
    form: OperatingForm,
) -> Result<Response, Failure> {
    change(&slug, form, true).await
}

/// `POST /operator/tenants/<slug>/resume`
pub(in crate::console) async fn resume(
    Path(slug): Path<String>,
    form: OperatingForm,
) -> Result<Response, Failure> {
    change(&slug, form, false).await
}

async fn change(slug: &str, form: OperatingForm, suspend: bool) -> Result<Response, Failure> {
    let OperatingForm {
        mut operating,
        fields,
    } = form;
    let reason = fields.text("reason");
    let why = (!reason.is_empty()).then_some(reason.as_str());
    let done = if suspend {
        operating.tenants().suspend(slug, why).await
    } else {
        operating.tenants().resume(slug, why).await
    };
    match done {
        Ok(()) => {
            let slug = slug.to_owned();
            let to = paths::operator_tenant(&slug);
            let flash = if suspend {
                Flash::TenantSuspended { slug }
            } else {
                Flash::TenantResumed { slug }
            };
            operating.signed.go(&to, flash).await
        }
        Err(error @ Error::Invalid(_)) => {
            let mut page = page(&operating, slug).await?;
            page.errors = field_errors(error)?;
            page.reason = reason;
            Ok(operating.signed.refused(Page::OperatorTenant(page)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /operator/tenants/<slug>/delete`
pub(in crate::console) async fn delete(
    Path(slug): Path<String>,
    form: OperatingForm,
) -> Result<Response, Failure> {
    let OperatingForm {
        mut operating,
        fields,
    } = form;
    let mut page = page(&operating, &slug).await?;
    page.typed = fields.text("slug");
    if page.typed != slug {
        let message = format!("Type the tenant's short name exactly: {slug}");
        page.errors.push(FieldError::new("slug", message));
        return Ok(operating.signed.refused(Page::OperatorTenant(page)));
    }
    if let Err(error) = operating.tenants().delete(&slug).await {
        page.errors = field_errors(error)?;
        return Ok(operating.signed.refused(Page::OperatorTenant(page)));
    }
    let flash = Flash::TenantDeleted { slug };
    operating.signed.go(paths::OPERATOR, flash).await
}
