//! `GET /Users` and `GET /Users/{id}`.

use std::collections::HashMap;

use store::members::GroupRef;
use store::{UserId, users};

use super::{parse_id, subject};
use crate::answer::{Answer, Growing, ListQuery, PORTION, Precondition, Selection};
use crate::audit::{Draft, Operation};
use crate::view::NO_PAGE;
use crate::{Caller, Directory, Error, Permission};

pub(super) async fn get(
    directory: &Directory,
    caller: &Caller,
    id: &str,
    selection: &Selection,
    precondition: &Precondition,
) -> Result<Answer, Error> {
    caller.require(Permission::ReadDirectory)?;
    let kind = caller.kinds().user();
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
    let rendered = directory.locations().render_user(caller, &record, &groups);
    let rendered = projection.apply(&kind, rendered);
    Ok(Answer::resource(200, rendered, record.version, location))
}

pub(super) async fn search(
    directory: &Directory,
    caller: &Caller,
    query: &ListQuery,
) -> Result<Answer, Error> {
    caller.require(Permission::ReadDirectory)?;
    let kind = caller.kinds().user();
    let projection = query.selection.projection(&kind)?;
    let filter = query
        .filter
        .as_deref()
        .map(|text| scim::filter::compile(&kind, text))
        .transpose()?;
    let read = directory.store().read(caller.tenant());
    let unsupported = || crate::directory::unsupported_filter(query);
    let wanted = |page| users::Query {
        filter: filter.as_ref(),
        search: None,
        active: None,
        page,
    };
    let mut page = Growing::default();
    for portion in query.portions() {
        let found = read.users().list(&wanted(portion)).await?;
        let records = found.ok_or_else(unsupported)?;
        let groups = if projection.wants("groups") {
            groups_by_user(&read, &records).await?
        } else {
            HashMap::new()
        };
        for record in &records {
            let groups = groups.get(&record.id).map_or(&[][..], Vec::as_slice);
            let locations = directory.locations();
            let rendered = locations.render_user(caller, record, groups);
            page.push(projection.apply(&kind, rendered));
        }
        if page.is_full() || (records.len() as u64) < PORTION {
            break;
        }
    }
    let total = read.users().count(&wanted(NO_PAGE)).await?;
    let total = total.ok_or_else(unsupported)?;
    let draft = Draft::new(Operation::UserList);
    crate::directory::list_answer(directory, caller, query, draft, total, page.resources).await
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
