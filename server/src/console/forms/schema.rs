//! Registering and removing schemas.

use app::Page;
use app::model::schema::{ResourceType, SchemaRemovePage, SchemasPage};
use app::model::{FieldError, Flash};
use app::paths;
use app::text;
use axum::response::Response;
use directory::schemas::{Consent, NewSchema, Registered, Registration};
use directory::{Error, Permission};

use super::field_errors;
use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;
use crate::console::fields::Fields;
use crate::console::schemas;

/// A document of 64 KiB, each character written as three.
const LARGEST_FORM: usize = 256 << 10;

/// `POST /t/<slug>/settings/schemas`
pub(in crate::console) async fn register(
    form: MemberForm<LARGEST_FORM>,
) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    member.caller.require(Permission::ManageTenant)?;
    let mut page = SchemasPage {
        document: fields.raw("document").to_owned(),
        ..SchemasPage::default()
    };
    let outcome = match wanted(&mut page, &fields) {
        Some(wanted) => {
            let schemas = member.directory.schemas();
            schemas.register(&member.caller, wanted).await
        }
        None => Err(Error::Invalid(Vec::new())),
    };
    match outcome {
        Ok((registered, registration)) => {
            let urn = registered.schema.id;
            let to = paths::schema(member.slug(), &urn);
            let flash = match registration {
                Registration::Created => Flash::SchemaRegistered { urn },
                Registration::Updated => Flash::SchemaUpdated { urn },
                Registration::Unchanged => Flash::SchemaUnchanged { urn },
            };
            member.signed.go(&to, flash).await
        }
        Err(error) => {
            page.errors.extend(field_errors(error)?);
            page.rows = schemas::rows(&member).await?;
            Ok(member.refused(Page::Schemas(page)))
        }
    }
}

/// What the form asks for; `None` with messages on the page when it does not make sense.
fn wanted(page: &mut SchemasPage, fields: &Fields) -> Option<NewSchema> {
    match fields.raw("resource_type").parse() {
        Ok(kind) => page.resource_type = kind,
        Err(_) => page.errors.push(FieldError::new(
            "resource_type",
            text::schemas::RESOURCE_WRONG,
        )),
    }
    match fields.raw("required") {
        "yes" => page.required = true,
        "no" => page.required = false,
        _ => page
            .errors
            .push(FieldError::new("required", text::schemas::REQUIRED_WRONG)),
    }
    page.errors.is_empty().then(|| NewSchema {
        resource_type: match page.resource_type {
            ResourceType::User => directory::schemas::ResourceType::User,
            ResourceType::Group => directory::schemas::ResourceType::Group,
        },
        required: page.required,
        document: page.document.clone(),
    })
}

/// `GET /t/<slug>/settings/schemas/<urn>/remove`
pub(in crate::console) async fn ask_remove(member: Member) -> Result<Response, Failure> {
    member.caller.require(Permission::ManageTenant)?;
    let registered = schemas::registered(&member).await?;
    let page = remove_page(&member, &registered).await?;
    Ok(member.page(Page::SchemaRemove(page)))
}

/// `POST /t/<slug>/settings/schemas/<urn>/remove`
pub(in crate::console) async fn remove(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    member.caller.require(Permission::ManageTenant)?;
    let registered = schemas::registered(&member).await?;
    let urn = registered.schema.id.clone();
    let mut page = remove_page(&member, &registered).await?;
    page.typed = fields.text("confirm");
    // Consent is for a number: who agreed to three has not agreed to four.
    let consent = match page.in_use_by {
        0 => Consent::Unused,
        count if page.typed == count.to_string() => Consent::WithValues,
        _ => return Ok(member.refused(Page::SchemaRemove(unconfirmed(page)))),
    };
    let schemas = member.directory.schemas();
    match schemas.remove(&member.caller, &urn, consent).await {
        Ok(values) => {
            let to = paths::schemas(member.slug());
            member
                .signed
                .go(&to, Flash::SchemaRemoved { urn, values })
                .await
        }
        // Somebody got a value since the page was made.
        Err(Error::Conflict { .. }) => {
            let page = remove_page(&member, &registered).await?;
            Ok(member.refused(Page::SchemaRemove(unconfirmed(page))))
        }
        Err(error) => Err(error.into()),
    }
}

fn unconfirmed(mut page: SchemaRemovePage) -> SchemaRemovePage {
    let message = text::schemas::confirm_differs(page.resource_type, page.in_use_by);
    page.errors.push(FieldError::new("confirm", message));
    page
}

async fn remove_page(
    member: &Member,
    registered: &Registered,
) -> Result<SchemaRemovePage, Failure> {
    let schemas = member.directory.schemas();
    Ok(SchemaRemovePage {
        urn: registered.schema.id.clone(),
        resource_type: schemas::resource_type(registered.resource_type),
        in_use_by: schemas.count_holders(&member.caller, registered.id).await?,
        ..SchemaRemovePage::default()
    })
}
