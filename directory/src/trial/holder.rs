//! Who has the value that a request wanted.

use scim::Resource;
use serde_json::{Map, Value, json};
use store::{Kind, TenantRead, schemas};

use super::Refusal;
use crate::{Caller, Directory, Error};

/// A user or group that has a value which must be unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// Whether it is a user without access.
    pub inactive: bool,
}

/// The resource that has the value for which a request is refused; `None` where the refusal is
/// another one, the value is not told, or has been given up meanwhile.
pub(super) async fn find(
    directory: &Directory,
    caller: &Caller,
    refusal: &Refusal,
    body: &Value,
) -> Result<Option<Holder>, Error> {
    let read = directory.store().read(caller.tenant());
    let wanted = refusal
        .unique
        .as_deref()
        .and_then(|path| Some((path, sent(body, path)?)));
    match wanted {
        None => Ok(None),
        Some(("userName", value)) => match value.as_str() {
            Some(user_name) => Ok(read.users().named(user_name).await?.as_ref().map(user)),
            None => Ok(None),
        },
        Some((path, value)) => of_schema(&read, caller, path, value).await,
    }
}

/// Who has a value of a schema that the tenant registered.
async fn of_schema(
    read: &TenantRead,
    caller: &Caller,
    path: &str,
    value: &Value,
) -> Result<Option<Holder>, Error> {
    let Some((urn, attribute)) = path.rsplit_once(':') else {
        return Ok(None);
    };
    let document = Map::from_iter([(urn.to_owned(), json!({ attribute: value }))]);
    let Some(value) = caller.kinds().unique_values(&document).into_iter().next() else {
        return Ok(None);
    };
    Ok(match read.schemas().holder(&value).await? {
        None => None,
        Some(schemas::Holder::User(id)) => read.users().get(id).await?.as_ref().map(user),
        Some(schemas::Holder::Group(id)) => read.groups().get(id).await?.map(|group| Holder {
            kind: Kind::Group,
            id: group.id.to_string(),
            label: group.display_name,
            inactive: false,
        }),
    })
}

fn user(record: &store::users::Record) -> Holder {
    Holder {
        kind: Kind::User,
        id: record.id.to_string(),
        label: Resource::from_map(record.document.clone()).label(),
        inactive: !record.active,
    }
}

/// What a message wants an attribute to be: a whole representation, or a PATCH, whose last
/// operation on it counts.
fn sent<'v>(body: &'v Value, path: &str) -> Option<&'v Value> {
    let operations = member(body, "Operations").and_then(Value::as_array);
    let Some(operations) = operations else {
        return within(body, path);
    };
    operations.iter().rev().find_map(|operation| {
        let value = member(operation, "value")?;
        match member(operation, "path").and_then(Value::as_str) {
            Some(own) if own.eq_ignore_ascii_case(path) => Some(value),
            Some(urn) => {
                let attribute = path.get(urn.len()..)?.strip_prefix(':')?;
                let same = path.get(..urn.len())?.eq_ignore_ascii_case(urn);
                member(value, attribute).filter(|_| same)
            }
            None => within(value, path),
        }
    })
}

/// An attribute of a representation: under its whole name, or within its schema.
fn within<'v>(resource: &'v Value, path: &str) -> Option<&'v Value> {
    member(resource, path).or_else(|| {
        let (urn, attribute) = path.rsplit_once(':')?;
        member(member(resource, urn)?, attribute)
    })
}

/// A member of an object, in any letter case (RFC 7643 §2.1).
fn member<'v>(object: &'v Value, name: &str) -> Option<&'v Value> {
    let mut members = object.as_object()?.iter();
    let found = members.find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::sent;

    #[test]
    fn what_was_wanted_is_found_in_every_kind_of_message() {
        let check = |body: Value, path: &str, expected: Option<&str>| {
            assert_eq!(
                sent(&body, path).and_then(Value::as_str),
                expected,
                "{body}"
            );
        };
        check(json!({"username": "ada"}), "userName", Some("ada"));
        check(json!({"displayName": "ada"}), "userName", None);
        check(
            json!({"Operations": [
                {"op": "replace", "path": "UserName", "value": "bob"},
                {"op": "replace", "value": {"userName": "ada"}},
                {"op": "remove", "path": "title"},
            ]}),
            "userName",
            Some("ada"),
        );
        let path = "urn:x:2.0:User:badge";
        check(json!({"urn:x:2.0:User": {"badge": "7"}}), path, Some("7"));
        check(json!({"urn:x:2.0:User:badge": "7"}), path, Some("7"));
        for own in [path, "URN:X:2.0:User:badge"] {
            check(
                json!({"Operations": [{"op": "add", "path": own, "value": "7"}]}),
                path,
                Some("7"),
            );
        }
        check(
            json!({"Operations": [{"op": "add", "path": "urn:x:2.0:User", "value": {"badge": "7"}}]}),
            path,
            Some("7"),
        );
    }
}
