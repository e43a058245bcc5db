//! `GET /Groups` and `GET /Groups/{id}`.

use scim::message::list::ListResponse;
use serde_json::Value;
use store::groups;

use super::{parse_id, subject};
use crate::answer::{Answer, ListQuery, Precondition, Selection};
use crate::audit::{Draft, Operation};
use crate::directory::all_members;
use crate::{Caller, Directory, Error, Permission};

/// Members that one page of groups carries. A page ends early rather than grow without bound:
/// RFC 7644 §3.4.2.4 lets a server return fewer resources than were asked for.
const MEMBERS_PER_PAGE: usize = 20_000;

pub(super) async fn get(
    directory: &Directory,
    caller: &Caller,
    id: &str,
    selection: &Selection,
    precondition: &Precondition,
) -> Result<Answer, Error> {
    caller.require(Permission::ReadDirectory)?;
    let kind = scim::schema::group();
    let projection = selection.projection(&kind)?;
    let id = parse_id(id)?;
    let read = directory.store().read(caller.tenant());
    let record = read.groups().get(id).await?.ok_or(Error::NotFound)?;
    let location = directory.locations().group(caller.tenant(), id);
    let fresh = precondition.is_fresh(record.version);
    let status = if fresh { 304 } else { 200 };
    let event = Draft::new(Operation::GroupRead)
        .status(status)
        .subject(subject(&record));
    directory.record_read(caller, event).await?;
    if fresh {
        return Ok(Answer::empty(304, Some(record.version), Some(location)));
    }
    let rows = if projection.wants("members") {
        Some(all_members(&read, id).await?)
    } else {
        None
    };
    let rendered = directory
        .locations()
        .render_group(caller.tenant(), &record, rows.as_deref());
    let rendered = projection.apply(&kind, rendered);
    Ok(Answer::resource(200, rendered, record.version, location))
}

pub(super) async fn search(
    directory: &Directory,
    caller: &Caller,
    query: &ListQuery,
) -> Result<Answer, Error> {
    caller.require(Permission::ReadDirectory)?;
    let kind = scim::schema::group();
    let projection = query.selection.projection(&kind)?;
    let filter = query
        .filter
        .as_deref()
        .map(|text| scim::filter::compile(&kind, text))
        .transpose()?;
    let page = query.page();
    let wanted = groups::Query {
        filter: filter.as_ref(),
        search: None,
        page,
    };
    let read = directory.store().read(caller.tenant());
    let unsupported = || crate::directory::unsupported_filter(query);
    let records = read.groups().list(&wanted).await?.ok_or_else(unsupported)?;
    let total = read
        .groups()
        .count(&wanted)
        .await?
        .ok_or_else(unsupported)?;
    let mut resources: Vec<Value> = Vec::with_capacity(records.len());
    let mut carried = 0;
    for record in &records {
        let rows = if projection.wants("members") {
            Some(all_members(&read, record.id).await?)
        } else {
            None
        };
        carried += rows.as_ref().map_or(0, Vec::len);
        let rendered = directory
            .locations()
            .render_group(caller.tenant(), record, rows.as_deref());
        resources.push(Value::Object(projection.apply(&kind, rendered)));
        if carried > MEMBERS_PER_PAGE {
            break;
        }
    }
    let detail = format!("{} of {total}", resources.len());
    let event = Draft::new(Operation::GroupList).status(200).detail(detail);
    directory.record_read(caller, event).await?;
    let body = ListResponse::page(total, query.start(), resources).into_value();
    Ok(Answer {
        status: 200,
        body: Some(body),
        version: None,
        location: None,
    })
}
