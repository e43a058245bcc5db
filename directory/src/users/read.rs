//! `GET /Users/{id}`.

use store::Kind;

use super::{parse_id, subject};
use crate::answer::{Answer, Precondition, Selection};
use crate::audit::{Draft, Operation};
use crate::call::Call;
use crate::{Caller, Directory, Error, past};

pub(super) async fn get(
    directory: &Directory,
    caller: &Caller,
    id: &str,
    selection: &Selection,
    precondition: &Precondition,
) -> Result<Answer, Error> {
    let call = Call::new(directory, caller, Kind::User, selection)?;
    let id = parse_id(id)?;
    let read = directory.store().read(caller.tenant());
    past::require(directory, caller, call.at).await?;
    let record = match call.at {
        None => read.users().get(id).await?,
        Some(at) => past::resource(&read, caller, Kind::User, id, at).await?,
    };
    let record = record.ok_or(Error::NotFound)?;
    let location = directory.locations().user(caller.tenant(), id);
    let fresh = precondition.is_fresh(record.version);
    let status = if fresh { 304 } else { 200 };
    let event = Draft::new(Operation::UserRead)
        .status(status)
        .subject(subject(&record))
        .tolerances(call.projection.tolerances());
    let event = match call.at {
        None => event,
        Some(at) => event.detail(past::as_of(at)),
    };
    directory.record_read(caller, event).await?;
    if fresh {
        return Ok(Answer::empty(304, Some(record.version), Some(location)));
    }
    let groups = match call.at {
        _ if !call.projection.wants("groups") => Vec::new(),
        None => read.members().groups_of_user(id).await?,
        Some(at) => read.versions().groups_of_user(id, at).await?,
    };
    let rendered = call.user(&record, &groups);
    Ok(Answer::resource(200, rendered, record.version, location))
}
