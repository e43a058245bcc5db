//! `GET /Groups/{id}`.

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
    let call = Call::new(directory, caller, Kind::Group, selection)?;
    let id = parse_id(id)?;
    let read = directory.store().read(caller.tenant());
    past::require(directory, caller, call.at).await?;
    let record = match call.at {
        None => read.groups().get(id).await?,
        Some(at) => past::resource(&read, caller, Kind::Group, id, at).await?,
    };
    let record = record.ok_or(Error::NotFound)?;
    let location = directory.locations().group(caller.tenant(), id);
    let fresh = precondition.is_fresh(record.version);
    let status = if fresh { 304 } else { 200 };
    let event = Draft::new(Operation::GroupRead)
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
    let rendered = call.group(&read, &record).await?;
    Ok(Answer::resource(200, rendered, record.version, location))
}
