//! What a resource's extensions mean beyond its document: which schemas it uses, which values are
//! its alone.

use scim::ScimType;
use scim::urn::ENTERPRISE_USER_SCHEMA;
use serde_json::{Map, Value};
use store::schemas::{Holder, UniqueValue};
use store::{Constraint, ResultExt, SchemaId, TenantTx};

use crate::Error;
use crate::kinds::Kinds;

/// Sees to it that a request is not judged by schemas of the past: asked of every document that
/// one changes, or makes.
///
/// # Errors
/// [`Error::SchemasChanged`] when the schemas are no longer those by which the request was read,
/// and the document holds values of one.
pub(crate) async fn check(tx: &TenantTx, document: &Map<String, Value>) -> Result<(), Error> {
    if !is_extended(document) || tx.schemas().are_current().await? {
        return Ok(());
    }
    Err(Error::SchemasChanged)
}

/// Notes what changed between two states of a resource; a new one has an empty state before.
///
/// # Errors
/// `uniqueness` for a value that another resource has; as [`check`].
pub(crate) async fn keep(
    tx: &TenantTx,
    kinds: &Kinds,
    holder: Holder,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Result<(), Error> {
    check(tx, after).await?;
    let schemas = tx.schemas();
    let (had, has) = (kinds.used_by(before), kinds.used_by(after));
    if had.is_empty() && has.is_empty() {
        return Ok(());
    }
    let gained = beyond(&has, &had);
    let held = schemas.hold(holder, &gained).await;
    held.on_constraint(Constraint::ForeignKey, || Error::SchemasChanged)?;
    schemas.release(holder, &beyond(&had, &has)).await?;
    let (had, has) = (kinds.unique_values(before), kinds.unique_values(after));
    schemas.disclaim(holder, &beyond(&had, &has)).await?;
    let claimed: Vec<UniqueValue> = beyond(&has, &had);
    match schemas.claim(holder, &claimed).await?.first() {
        None => Ok(()),
        Some(value) => Err(taken(&kinds.qualified(value), holder)),
    }
}

/// Whether a document holds values of a schema of the tenant's own, one that is known or not.
fn is_extended(document: &Map<String, Value>) -> bool {
    let own = |name: &String| name.contains(':') && name != ENTERPRISE_USER_SCHEMA;
    document.keys().any(own)
}

/// Lets go of all that a resource has of one schema.
pub(crate) async fn strip(
    tx: &TenantTx,
    kinds: &Kinds,
    holder: Holder,
    schema: SchemaId,
    before: &Map<String, Value>,
) -> Result<(), Error> {
    tx.schemas().release(holder, &[schema]).await?;
    let mut values = kinds.unique_values(before);
    values.retain(|value| value.schema == schema);
    Ok(tx.schemas().disclaim(holder, &values).await?)
}

/// What is in the first list and not in the second.
fn beyond<T: Clone + PartialEq>(list: &[T], other: &[T]) -> Vec<T> {
    let rest = list.iter().filter(|item| !other.contains(item));
    rest.cloned().collect()
}

/// The value itself is not repeated: it may be one that is never returned.
fn taken(path: &str, holder: Holder) -> Error {
    let other = match holder {
        Holder::User(_) => "user",
        Holder::Group(_) => "group",
    };
    let detail = format!(
        "{path} must be unique and another {other} of this tenant has this value: send another one"
    );
    scim::Error::at(ScimType::Uniqueness, path, detail).into()
}
