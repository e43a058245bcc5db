//! The directory as it was (`?at=`): from the versions that were kept.
//!
//! One user or group is read like those of the present. Lists are in the order of creation, and
//! filtered here rather than by the database, which compares only what is there now.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use scim::filter::Filter;
use scim::message::list::ListResponse;
use scim::{Resource, ScimType, Tolerance};
use serde_json::{Map, Value};
use store::versions::{Moment, Place, State};
use store::{Id, Kind, TenantRead, UserId, groups, users};
use uuid::Uuid;

use crate::answer::{Answer, Growing, ListQuery, PORTION, Paging};
use crate::audit::{Draft, Operation};
use crate::body::{Body, Rendered};
use crate::call::Call;
use crate::cursor::Cursors;
use crate::{Caller, Directory, Error, Permission, timestamp};

/// Refuses who may not read, and an instant that has not come yet.
pub(crate) async fn require(
    directory: &Directory,
    caller: &Caller,
    at: Option<Moment>,
) -> Result<(), Error> {
    let Some(at) = at else {
        return caller.require(Permission::ReadDirectory);
    };
    caller.require(Permission::ReadPast)?;
    let read = directory.store().read(caller.tenant());
    let retention = read.audit().retention().await?;
    let kept_since = retention.kept_since;
    let detail = match at {
        Moment::Time(time) if time > directory.now() => "this time has not come yet".to_owned(),
        Moment::Time(time) => match kept_since.filter(|since| time < *since) {
            Some(since) => not_kept(since),
            None => return Ok(()),
        },
        Moment::Seq(seq) => {
            let last = read.audit().head().await?.map_or(0, |head| head.seq);
            // What events did that are gone cannot be told apart by their numbers any more.
            let first = retention.purged.map_or(0, |purged| purged.seq);
            if (first..=last).contains(&seq) {
                let events = read.audit().sealed(seq - 1, seq, 1).await?;
                let is_old = |since: &DateTime<Utc>| events.iter().any(|event| event.time < *since);
                match kept_since.filter(is_old) {
                    Some(since) => not_kept(since),
                    None => return Ok(()),
                }
            } else if (0..first).contains(&seq) {
                format!(
                    "events up to {first} are no longer kept: ask for that number, or a later one"
                )
            } else {
                format!("there is no event of this number; the last one is {last}")
            }
        }
    };
    Err(refused("at", &detail))
}

fn not_kept(since: DateTime<Utc>) -> String {
    let since = timestamp(since);
    format!("what was there then is no longer kept: ask for an instant since {since}")
}

/// A version as the caller may see it: without what schemas hold that were registered later.
/// Nobody reads a version but through here, except to compare it with the tables.
pub(crate) fn seen<R>(caller: &Caller, mut state: State) -> Result<R, Error>
where
    R: TryFrom<State, Error = store::Error>,
{
    let kinds = caller.kinds();
    if let Some(document) = &mut state.document {
        kinds.forget_later(document, state.time);
    }
    Ok(R::try_from(state)?)
}

/// A user or a group that was there then, as the caller may see it.
pub(crate) async fn resource<R>(
    read: &TenantRead,
    caller: &Caller,
    kind: Kind,
    id: impl Into<Uuid>,
    at: Moment,
) -> Result<Option<R>, Error>
where
    R: TryFrom<State, Error = store::Error>,
{
    let found = read.versions().state(kind, id, at).await?;
    found.map(|state| seen(caller, state)).transpose()
}

/// What an event says of the instant that was read.
pub(crate) fn as_of(at: Moment) -> String {
    match at {
        Moment::Time(time) => format!("as of {}", timestamp(time)),
        Moment::Seq(seq) => format!("as of event {seq}"),
    }
}

/// Answers a list of the resources of one kind that were there then.
pub(crate) async fn list(
    directory: &Directory,
    caller: &Caller,
    kinds: &[Kind],
    query: &ListQuery,
    at: Moment,
    operation: Operation,
) -> Result<Answer, Error> {
    require(directory, caller, Some(at)).await?;
    let [kind] = kinds else {
        return Err(refused("at", "ask /Users or /Groups, one at a time"));
    };
    let (start, count) = place(directory, query)?;
    let list = List::of(directory, caller, *kind, query, at)?;
    let (resources, total) = list.page(start, count).await?;
    let detail = format!("{} of {total}, {}", resources.len(), as_of(at));
    let draft = Draft::new(operation)
        .status(200)
        .detail(detail)
        .tolerances(list.call.projection.tolerances())
        .tolerances(&list.tolerances);
    directory.record_read(caller, draft).await?;
    let envelope = ListResponse::page(total, start, Vec::new());
    Ok(Answer {
        status: 200,
        body: Some(Body::list(envelope, resources)),
        version: None,
        location: None,
    })
}

/// The position of the first resource, and how many are wanted.
fn place(directory: &Directory, query: &ListQuery) -> Result<(u64, u64), Error> {
    if query.sort_by.is_some() {
        let detail = "a list of the past is in the order of creation; leave it out";
        return Err(refused("sortBy", detail));
    }
    let key = directory.secret_key();
    let none = Cursors {
        key,
        list: Vec::new(),
    };
    match (query.cursor.is_none(), query.paging(&none)) {
        (true, Ok(Paging::Index { start, count })) => Ok((start, count)),
        (true, Err(error)) => Err(error.into()),
        _ => Err(refused(
            "cursor",
            "a list of the past is paged by startIndex; leave it out",
        )),
    }
}

/// What is listed, understood.
pub(crate) struct List {
    kind: Kind,
    at: Moment,
    call: Call,
    read: TenantRead,
    filter: Option<Filter>,
    tolerances: BTreeSet<Tolerance>,
}

/// A resource with all its attributes, but for the members of a group, which are read apart.
pub(crate) type Whole = (Map<String, Value>, Option<groups::Record>);

impl List {
    pub(crate) fn of(
        directory: &Directory,
        caller: &Caller,
        kind: Kind,
        query: &ListQuery,
        at: Moment,
    ) -> Result<Self, Error> {
        let call = Call::new(directory, caller, kind, &query.selection)?;
        let mut list = Self {
            kind,
            at,
            call,
            read: directory.store().read(caller.tenant()),
            filter: None,
            tolerances: BTreeSet::new(),
        };
        let Some(text) = &query.filter else {
            return Ok(list);
        };
        let (filter, tolerances) = scim::filter::compile_among(&list.call.kind, &[], text)?;
        caller.permits_filter(&tolerances)?;
        if filter.asks_for("members") {
            let detail =
                "members of the past are not searched; ask for the group, or for groups of a user";
            return Err(scim::Error::at(ScimType::InvalidFilter, "filter", detail).into());
        }
        list.filter = Some(filter);
        list.tolerances = tolerances;
        Ok(list)
    }

    /// Resources from a position on, and how many there were on all pages.
    async fn page(&self, start: u64, count: u64) -> Result<(Vec<Rendered>, u64), Error> {
        let (mut page, mut position, mut after) = (Growing::default(), 0, None);
        let mut is_full = count == 0;
        loop {
            if is_full && self.filter.is_none() {
                let total = self.read.versions().count(self.kind, self.at).await?;
                return Ok((page.resources, total));
            }
            let versions = self.read.versions();
            let part = versions.list(self.kind, self.at, after, PORTION).await?;
            let Some((states, last)) = part else {
                return Ok((page.resources, position));
            };
            after = Some(last);
            // What nobody asks for needs only be counted.
            if self.filter.is_none() && position + (states.len() as u64) < start {
                position += states.len() as u64;
                continue;
            }
            for (whole, group) in self.wholes(states).await? {
                if !self.lets_through(&whole) {
                    continue;
                }
                position += 1;
                if position < start || is_full {
                    continue;
                }
                let (resource, members) = self.rendered(whole, group).await?;
                page.weigh(&resource, members);
                page.resources.push(resource);
                is_full = page.is_full() || page.resources.len() as u64 >= count;
            }
        }
    }

    /// The resources behind a place that were there then, and the place of the last one that was
    /// looked at; `None` behind all of them.
    pub(crate) async fn portion(
        &self,
        after: Option<Place>,
    ) -> Result<Option<(Vec<Whole>, Place)>, Error> {
        let versions = self.read.versions();
        let part = versions.list(self.kind, self.at, after, PORTION).await?;
        let Some((states, last)) = part else {
            return Ok(None);
        };
        let mut wholes = self.wholes(states).await?;
        wholes.retain(|(whole, _)| self.lets_through(whole));
        Ok(Some((wholes, last)))
    }

    fn lets_through(&self, whole: &Map<String, Value>) -> bool {
        let fulfils = |filter| scim::filter::matches(filter, &Resource::from_map(whole.clone()));
        self.filter.as_ref().is_none_or(fulfils)
    }

    async fn wholes(&self, states: Vec<State>) -> Result<Vec<Whole>, Error> {
        let (locations, caller) = (self.call.directory.locations(), &self.call.caller);
        let mut wholes = Vec::with_capacity(states.len());
        if self.kind == Kind::Group {
            for state in states {
                let group: groups::Record = seen(caller, state)?;
                let whole = locations.render_group(caller, &group, None);
                wholes.push((whole, Some(group)));
            }
            return Ok(wholes);
        }
        let ids: Vec<UserId> = states.iter().map(|state| Id::from_uuid(state.id)).collect();
        let mut memberships = HashMap::new();
        let asked_for = |filter: &Filter| filter.asks_for("groups");
        if self.call.projection.wants("groups") || self.filter.as_ref().is_some_and(asked_for) {
            for (user, group) in self.read.versions().groups_of(&ids, self.at).await? {
                memberships.entry(user).or_insert_with(Vec::new).push(group);
            }
        }
        for state in states {
            let user: users::Record = seen(caller, state)?;
            let groups = memberships.remove(&user.id).unwrap_or_default();
            let whole = locations.render_user(caller, &user, &groups);
            wholes.push((whole, None));
        }
        Ok(wholes)
    }

    /// The resource as it is answered, and how many members it has.
    async fn rendered(
        &self,
        whole: Map<String, Value>,
        group: Option<groups::Record>,
    ) -> Result<(Rendered, u64), Error> {
        let call = &self.call;
        let Some(group) = group else {
            let resource = call.projection.apply(&call.kind, whole);
            return Ok((Rendered::whole(resource), 0));
        };
        let resource = call.group(&self.read, &group).await?;
        let members = if resource.goes_on() {
            let versions = self.read.versions();
            versions.count_members(group.id, group.version).await?
        } else {
            0
        };
        Ok((resource, members.unsigned_abs()))
    }
}

fn refused(parameter: &str, detail: &str) -> Error {
    let detail = format!("{parameter}: {detail}");
    scim::Error::at(ScimType::InvalidValue, parameter, detail).into()
}
