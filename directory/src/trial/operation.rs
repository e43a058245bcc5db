//! What a refused operation of a bulk request asked for, by the rules of bulk requests.

use scim::message::bulk::{self, Endpoint, Identifier};
use serde_json::Value;
use store::Kind;
use store::audit::Event;

use super::asked::{Asked, Extent, Method, Obstacle, Write, body, from_a_sender, write};
use crate::answer::Selection;
use crate::audit::redact::MARK;
use crate::bulk::Sent;

/// How a message begins that tells of what is around an operation's data.
const OF_ITS_PLACE: [&str; 4] = [
    "bulkId",
    "version must be",
    "data must be",
    "this user was deleted and comes back",
];

/// The status of an operation whose `version` is not that of the resource.
const OF_ITS_VERSION: i32 = 412;

/// Reads an event as an operation of a bulk request, that of the event `whole`: by itself where that
/// is all there is to it, else in its place.
pub(super) fn asked(event: &Event, whole: &Event) -> Result<Asked, Obstacle> {
    from_a_sender(event)?;
    let path = event.path.as_deref().unwrap_or_default();
    if path.contains(MARK) {
        return Err(Obstacle::StruckOut);
    }
    if let Some(write) = by_itself(event, path)? {
        let extent = Extent::Operation;
        return Ok(Asked::Write { write, extent });
    }
    Ok(Asked::Bulk {
        body: body(whole).map_err(|_| Obstacle::Bulk)?,
        operation: Some(Sent {
            method: event.method.clone(),
            path: path.to_owned(),
            data: event.request_body.clone().unwrap_or_default(),
        }),
    })
}

/// The write that an operation is wherever it stands; `None` where it refers to another one, or was
/// refused for its place in the request: there it is refused before it is looked at as a write.
fn by_itself(event: &Event, path: &str) -> Result<Option<Write>, Obstacle> {
    if event.status == Some(OF_ITS_VERSION) || is_of_its_place(event) {
        return Ok(None);
    }
    let method = event.method.as_deref().unwrap_or_default();
    let Ok((method, endpoint, id)) = bulk::aim(method, path) else {
        return Ok(None);
    };
    let method = match (method, id) {
        (_, Some(Identifier::BulkId(_))) => return Ok(None),
        (bulk::Method::Put, Some(Identifier::Id(id))) => Method::Put(id),
        (bulk::Method::Patch, Some(Identifier::Id(id))) => Method::Patch(id),
        (bulk::Method::Delete, Some(Identifier::Id(id))) => Method::Delete(id),
        (bulk::Method::Post, _) | (_, None) => Method::Post,
    };
    let kind = match endpoint {
        Endpoint::Users => Kind::User,
        Endpoint::Groups => Kind::Group,
    };
    let write = write(event, (method, kind), Selection::default())?;
    Ok(Some(write).filter(|write| !refers(&write.body)))
}

fn is_of_its_place(event: &Event) -> bool {
    let detail = event.detail.as_deref().unwrap_or_default();
    OF_ITS_PLACE.iter().any(|begin| detail.starts_with(begin))
}

/// Whether something in the data of an operation stands for what another one creates.
fn refers(data: &Value) -> bool {
    let mut refers = false;
    let found = bulk::resolve(data, &mut |_| {
        refers = true;
        Some(String::new())
    });
    drop(found);
    refers
}
