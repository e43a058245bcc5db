//! What a resource's extensions mean beyond its document: which schemas it uses, which values are
//! its alone.

use scim::ScimType;
use serde_json::{Map, Value};
use store::schemas::{Holder, UniqueValue};
use store::{Constraint, ResultExt, SchemaId, TenantTx};

use crate::Error;
use crate::kinds::Kinds;

/// Notes what changed between two states of a resource; a new one has an empty state before.
///
/// # Errors
/// `uniqueness` for a value that another resource has; `invalidValue` for a schema that was
/// removed while the request was on its way.
pub(crate) async fn keep(
    tx: &TenantTx,
    kinds: &Kinds,
    holder: Holder,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Result<(), Error> {
    let (had, has) = (kinds.used_by(before), kinds.used_by(after));
    if had.is_empty() && has.is_empty() {
        return Ok(());
    }
    let schemas = tx.schemas();
    let gained = beyond(&has, &had);
    let held = schemas.hold(holder, &gained).await;
    held.on_constraint(Constraint::ForeignKey, vanished)?;
    schemas.release(holder, &beyond(&had, &has)).await?;
    let (had, has) = (kinds.unique_values(before), kinds.unique_values(after));
    schemas.disclaim(holder, &beyond(&had, &has)).await?;
    let claimed: Vec<UniqueValue> = beyond(&has, &had);
    match schemas.claim(holder, &claimed).await?.first() {
        None => Ok(()),
        Some(value) => Err(taken(&kinds.qualified(value), holder)),
    }
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

fn vanished() -> Error {
    let detail = "a schema of this resource was removed at the same moment: send the request again";
    scim::Error::new(ScimType::InvalidValue, detail).into()
}
