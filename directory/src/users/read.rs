//! `GET /Users` and `GET /Users/{id}`.

use std::collections::HashMap;

use scim::message::list::ListResponse;
use serde_json::Value;
use store::members::GroupRef;
use store::{UserId, users};

use super::{parse_id, subject};
use crate::answer::{Answer, ListQuery, Precondition, Selection};
use crate::audit::{Draft, Operation};
use crate::{Caller, Directory, Error, Permission};

pub(super) async fn get(
    directory: &Directory,
    caller: &Caller,
    id: &str,
    selection: &Selection,
    precondition: &Precondition,
) -> Result<Answer, Error> {
    caller.require(Permission::ReadDirectory)?;
    let kind = scim::schema::user();
    let projection = selection.projection(&kind)?;
    let id = parse_id(id)?;
    let read = directory.store().read(caller.tenant());
    let record = read.users().get(id).await?.ok_or(Error::NotFound)?;
    let location = directory.locations().user(caller.tenant(), id);
    let fresh = precondition.is_fresh(record.version);
    let status = if fresh { 304 } else { 200 };
    let event = Draft::new(Operation::UserRead)
        .status(status)
        .subject(subject(&record));
    directory.record_read(caller, event).await?;
    if fresh {
        return Ok(Answer::empty(304, Some(record.version), Some(location)));
    }
    let groups = if projection.wants("groups") {
        read.members().groups_of_user(id).await?
    } else {
        Vec::new()
    };
    let rendered = directory
        .locations()
        .render_user(caller.tenant(), &record, &groups);
    let rendered = projection.apply(&kind, rendered);
    Ok(Answer::resource(200, rendered, record.version, location))
}

pub(super) async fn search(
    directory: &Directory,
    caller: &Caller,
    query: &ListQuery,
) -> Result<Answer, Error> {
    caller.require(Permission::ReadDirectory)?;
    let kind = scim::schema::user();
    let projection = query.selection.projection(&kind)?;
    let filter = query
        .filter
        .as_deref()
        .map(|text| scim::filter::compile(&kind, text))
        .transpose()?;
    let page = query.page();
    let wanted = users::Query {
        filter: filter.as_ref(),
        search: None,
        active: None,
        page,
    };
    let read = directory.store().read(caller.tenant());
    let unsupported = || crate::directory::unsupported_filter(query);
    let records = read.users().list(&wanted).await?.ok_or_else(unsupported)?;
    let total = read.users().count(&wanted).await?.ok_or_else(unsupported)?;
    let groups = if projection.wants("groups") {
        groups_by_user(&read, &records).await?
    } else {
        HashMap::new()
    };
    let resources: Vec<Value> = records
        .iter()
        .map(|record| {
            let groups = groups.get(&record.id).map_or(&[][..], Vec::as_slice);
            let rendered = directory
                .locations()
                .render_user(caller.tenant(), record, groups);
            Value::Object(projection.apply(&kind, rendered))
        })
        .collect();
    let detail = format!("{} of {total}", resources.len());
    let event = Draft::new(Operation::UserList).status(200).detail(detail);
    directory.record_read(caller, event).await?;
    let body = ListResponse::page(total, query.start(), resources).into_value();
    Ok(Answer {
        status: 200,
        body: Some(body),
        version: None,
        location: None,
    })
}

async fn groups_by_user(
    read: &store::TenantRead,
    records: &[users::Record],
) -> Result<HashMap<UserId, Vec<GroupRef>>, Error> {
    let ids: Vec<UserId> = records.iter().map(|record| record.id).collect();
    let mut groups: HashMap<UserId, Vec<GroupRef>> = HashMap::new();
    for (user, group) in read.members().groups_of(&ids).await? {
        groups.entry(user).or_default().push(group);
    }
    Ok(groups)
}
