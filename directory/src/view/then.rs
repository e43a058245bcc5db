//! A user or a group as it was, beside what it is.

use std::collections::{HashMap, HashSet};

use scim::schema::ResourceType;
use scim::{Change, ChangeKind, Resource};
use serde_json::{Map, Value, json};
use store::members::GroupRef;
use store::versions::Moment;
use store::{EventId, GroupId, Kind, TenantRead, UserId, groups, members, users};

use super::{View, as_answered};
use crate::{Caller, Error, Permission, past};

/// Members of a group that are shown at once.
const MEMBERS: u64 = 50;

/// A resource as it was.
#[derive(Clone, Debug)]
pub struct Then<Record> {
    /// The resource; of a group with the number of its members then.
    pub record: Record,
    /// The event that made it so, where versions were kept by then.
    pub event: Option<EventId>,
    /// The resource as SCIM answered it, without members.
    pub representation: Map<String, Value>,
    /// The groups that a user was a direct member of.
    pub groups: Vec<GroupRef>,
    /// The first members of a group.
    pub members: Vec<members::Row>,
    /// What became of it.
    pub since: Since,
}

/// What has changed from then to now.
#[derive(Clone, Debug)]
pub enum Since {
    /// It is not there any more.
    Gone,
    /// These attributes and groups; none when it is what it was.
    Changed(Vec<Change>),
}

impl View<'_> {
    /// A user as it was then.
    pub async fn user_then(
        &self,
        caller: &Caller,
        id: &str,
        at: Moment,
    ) -> Result<Then<users::Record>, Error> {
        let read = self.look_back(caller, at).await?;
        let id = UserId::parse(id).ok_or(Error::NotFound)?;
        let versions = read.versions();
        let state = versions.state(Kind::User, id, at).await?;
        let state = state.ok_or(Error::NotFound)?;
        let event = state.event;
        let record: users::Record = past::seen(caller, state)?;
        let groups = versions.groups_of_user(id, at).await?;
        let kind = caller.kinds().user();
        let since = match read.users().get(id).await? {
            None => Since::Gone,
            Some(now) => {
                let mut changes = difference(&kind, &record.document, &now.document);
                let groups_now = read.members().groups_of_user(id).await?;
                changes.extend(came_and_went(&groups, &groups_now));
                Since::Changed(changes)
            }
        };
        let representation = self.0.locations().render_user(caller, &record, &groups);
        Ok(Then {
            event,
            representation: as_answered(&kind, representation),
            record,
            groups,
            members: Vec::new(),
            since,
        })
    }

    /// A group as it was then.
    pub async fn group_then(
        &self,
        caller: &Caller,
        id: &str,
        at: Moment,
    ) -> Result<Then<groups::Record>, Error> {
        let read = self.look_back(caller, at).await?;
        let id = GroupId::parse(id).ok_or(Error::NotFound)?;
        let versions = read.versions();
        let state = versions.state(Kind::Group, id, at).await?;
        let state = state.ok_or(Error::NotFound)?;
        let event = state.event;
        let mut record: groups::Record = past::seen(caller, state)?;
        record.member_count = versions.count_members(id, record.version).await?;
        let members = versions.members(id, record.version, at, None, MEMBERS);
        let members = members.await?;
        let kind = caller.kinds().group();
        let since = match read.groups().get(id).await? {
            None => Since::Gone,
            Some(now) => {
                let mut changes = difference(&kind, &record.document, &now.document);
                changes.extend(members_since(&read, &record, at).await?);
                Since::Changed(changes)
            }
        };
        let representation = self.0.locations().render_group(caller, &record, None);
        Ok(Then {
            event,
            representation: as_answered(&kind, representation),
            record,
            groups: Vec::new(),
            members,
            since,
        })
    }

    pub(super) async fn member_counts_then(
        &self,
        caller: &Caller,
        ids: impl Iterator<Item = GroupId>,
        at: Moment,
    ) -> Result<HashMap<String, u64>, Error> {
        let read = self.look_back(caller, at).await?;
        let (versions, mut counts) = (read.versions(), HashMap::new());
        for id in ids {
            if let Some(group) = versions.group(id, at).await? {
                let count = versions.count_members(id, group.version).await?;
                counts.insert(id.to_string(), count.unsigned_abs());
            }
        }
        Ok(counts)
    }

    async fn look_back(&self, caller: &Caller, at: Moment) -> Result<TenantRead, Error> {
        caller.require(Permission::ReadDirectory)?;
        past::require(self.0, caller, Some(at)).await?;
        Ok(self.0.store().read(caller.tenant()))
    }
}

/// Who joined a group since then and is there, and who was there and is not any more.
async fn members_since(
    read: &TenantRead,
    then: &groups::Record,
    at: Moment,
) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    for joined in [true, false] {
        let versions = read.versions();
        let most = MEMBERS + 1;
        let mut ids = versions
            .members_since(then.id, then.version, joined, most)
            .await?;
        let more = ids.len() as u64 == most;
        ids.truncate(usize::try_from(MEMBERS).unwrap_or(usize::MAX));
        let labels = versions.labels(&ids, at).await?;
        let mut named: Vec<Value> = ids
            .iter()
            .map(|id| json!({"value": id.to_string(), "display": labels.get(id)}))
            .collect();
        if more {
            named.push(json!({"display": "and more"}));
        }
        let value = (!named.is_empty()).then_some(Value::Array(named));
        changes.extend(value.map(|value| {
            let (op, before, after) = if joined {
                (ChangeKind::Add, None, Some(value))
            } else {
                (ChangeKind::Remove, Some(value), None)
            };
            let path = "members".to_owned();
            Change {
                path,
                op,
                before,
                after,
            }
        }));
    }
    Ok(changes)
}

fn difference(
    kind: &ResourceType,
    then: &Map<String, Value>,
    now: &Map<String, Value>,
) -> Vec<Change> {
    // What no answer holds is no business of a comparison either.
    let resource =
        |document: &Map<String, Value>| Resource::from_map(as_answered(kind, document.clone()));
    scim::diff(kind, &resource(then), &resource(now))
}

/// Groups that somebody is in now and was not then, and the other way round.
fn came_and_went(then: &[GroupRef], now: &[GroupRef]) -> Vec<Change> {
    let only = |these: &[GroupRef], others: &[GroupRef]| -> Option<Value> {
        let others: HashSet<GroupId> = others.iter().map(|group| group.id).collect();
        let only = these.iter().filter(|group| !others.contains(&group.id));
        let only: Vec<Value> = only
            .map(|group| json!({"value": group.id.to_string(), "display": group.display_name}))
            .collect();
        (!only.is_empty()).then_some(Value::Array(only))
    };
    let change = |op, before, after| Change {
        path: "groups".to_owned(),
        op,
        before,
        after,
    };
    let came = only(now, then).map(|came| change(ChangeKind::Add, None, Some(came)));
    let went = only(then, now).map(|went| change(ChangeKind::Remove, Some(went), None));
    came.into_iter().chain(went).collect()
}
