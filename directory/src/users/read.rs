//! `GET /Users/{id}`.

use store::Kind;

use super::{parse_id, subject};
use crate::answer::{Answer, Precondition, Selection};
use crate::audit::{Draft, Operation};
use crate::call::Call;
use crate::{Caller, Directory, Error, Permission};

pub(super) async fn get(
    directory: &Directory,
    caller: &Caller,
    id: &str,
    selection: &Selection,
    precondition: &Precondition,
) -> Result<Answer, Error> {
    caller.require(Permission::ReadDirectory)?;
    let call = Call::new(directory, caller, Kind::User, selection)?;
    let id = parse_id(id)?;
    let read = directory.store().read(caller.tenant());
    let record = read.users().get(id).await?.ok_or(Error::NotFound)?;
    let location = directory.locations().user(caller.tenant(), id);
    let fresh = precondition.is_fresh(record.version);
    let status = if fresh { 304 } else { 200 };
    let event = Draft::new(Operation::UserRead)
        .status(status)
        .subject(subject(&record))
        .tolerances(call.projection.tolerances());
    directory.record_read(caller, event).await?;
    if fresh {
        return Ok(Answer::empty(304, Some(record.version), Some(location)));
    }
    let groups = if call.projection.wants("groups") {
        read.members().groups_of_user(id).await?
    } else {
        Vec::new()
    };
    let rendered = call.user(&record, &groups);
    Ok(Answer::resource(200, rendered, record.version, location))
}
