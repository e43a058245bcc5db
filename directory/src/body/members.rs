//! The members of a group that are read while the answer is sent.

use std::fmt;

use store::groups;
use uuid::Uuid;

use crate::Error;
use crate::call::Call;

/// The members of a group behind those that an answer holds.
pub(crate) struct FurtherMembers {
    call: Call,
    group: groups::Record,
    /// The membership that was told last; `None` after the last one.
    after: Option<Uuid>,
}

impl FurtherMembers {
    /// Members that are held at once.
    pub(crate) const AT_ONCE: u64 = 1_000;
    /// Bytes of JSON text of one member, roughly.
    pub(crate) const BYTES: usize = 256;

    pub(crate) fn after(call: &Call, group: &groups::Record, membership: Uuid) -> Self {
        Self {
            call: call.clone(),
            group: group.clone(),
            after: Some(membership),
        }
    }

    /// The text of the next portion, to be written behind other members of the list.
    pub(super) async fn next(&mut self) -> Result<Option<String>, Error> {
        let Some(after) = self.after else {
            return Ok(None);
        };
        let store = self.call.directory.store();
        let read = store.read(self.call.caller.tenant());
        let members = self
            .call
            .members_of(&read, &self.group, Some(after), Self::AT_ONCE);
        let rows = members.await?;
        let last = rows.last().filter(|_| rows.len() as u64 == Self::AT_ONCE);
        self.after = last.map(|row| row.row_id);
        // A group that was deleted meanwhile must not pass for a smaller one.
        let present = self.call.at.is_none();
        let ended = present && self.after.is_none();
        if ended && read.groups().get(self.group.id).await?.is_none() {
            return Err(Error::NotFound);
        }
        let members = self.call.members(&rows);
        let mut text = String::with_capacity(members.len() * Self::BYTES);
        for member in members {
            text.push(',');
            text.push_str(&member.to_string());
        }
        Ok(Some(text))
    }
}

impl fmt::Debug for FurtherMembers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FurtherMembers")
            .field("group", &self.group.id)
            .field("after", &self.after)
            .finish_non_exhaustive()
    }
}
