//! `GET /Groups` and `GET /Groups/{id}`.

use store::groups;

use super::{parse_id, subject};
use crate::answer::{Answer, Growing, ListQuery, PORTION, Precondition, Selection};
use crate::audit::{Draft, Operation};
use crate::directory::all_members;
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
    let kind = caller.kinds().group();
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
        .render_group(caller, &record, rows.as_deref());
    let rendered = projection.apply(&kind, rendered);
    Ok(Answer::resource(200, rendered, record.version, location))
}

pub(super) async fn search(
    directory: &Directory,
    caller: &Caller,
    query: &ListQuery,
) -> Result<Answer, Error> {
    caller.require(Permission::ReadDirectory)?;
    let kind = caller.kinds().group();
    let projection = query.selection.projection(&kind)?;
    let filter = query
        .filter
        .as_deref()
        .map(|text| scim::filter::compile(&kind, text))
        .transpose()?;
    let read = directory.store().read(caller.tenant());
    let unsupported = || crate::directory::unsupported_filter(query);
    let wanted = |page| groups::Query {
        filter: filter.as_ref(),
        search: None,
        page,
    };
    let mut page = Growing::default();
    'page: for portion in query.portions() {
        let found = read.groups().list(&wanted(portion)).await?;
        let records = found.ok_or_else(unsupported)?;
        for record in &records {
            let rows = if projection.wants("members") {
                Some(all_members(&read, record.id).await?)
            } else {
                None
            };
            let locations = directory.locations();
            let rendered = locations.render_group(caller, record, rows.as_deref());
            page.push(projection.apply(&kind, rendered));
            if page.is_full() {
                break 'page;
            }
        }
        if (records.len() as u64) < PORTION {
            break;
        }
    }
    let total = read.groups().count(&wanted(NO_PAGE)).await?;
    let total = total.ok_or_else(unsupported)?;
    let draft = Draft::new(Operation::GroupList);
    crate::directory::list_answer(directory, caller, query, draft, total, page.resources).await
}
