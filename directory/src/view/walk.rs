//! Going through a whole list, portion by portion, in the order of creation: what is written meanwhile
//! neither hides nor repeats a row that stays as it is.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use store::versions::{Moment, Place};
use store::{
    Bookmark, Cursor, GroupId, Kind, Order, Page, Start, TenantRead, UserId, groups, members, users,
};
use uuid::Uuid;

use super::{Listing, MAX_ROWS};
use crate::answer::ListQuery;
use crate::list::{List, Record};
use crate::representation::timestamp;
use crate::{Caller, Directory, Error, past};

/// A row, its names and values in the order of the columns.
pub(super) type Row = Map<String, Value>;

/// A list, and how far it was gone through.
pub(super) enum Walk {
    /// By search and fields.
    Listed(Kind, Listing),
    /// By a SCIM filter.
    Filtered(Kind, ListQuery, Option<Bookmark>),
    /// As it was.
    Past(Kind, ListQuery, Moment, Option<Place>),
    /// Members of a group.
    Members(GroupId, Option<String>, Option<Uuid>),
}

impl Walk {
    /// The names of the columns.
    pub(super) fn columns(&self) -> &'static [&'static str] {
        match self {
            Self::Listed(kind, _) | Self::Filtered(kind, ..) | Self::Past(kind, ..) => match kind {
                Kind::User => USERS,
                Kind::Group => GROUPS,
            },
            Self::Members(..) => MEMBERS,
        }
    }

    /// The next rows; `None` when there are no more.
    pub(super) async fn next(
        &mut self,
        directory: &Directory,
        caller: &Caller,
    ) -> Result<Option<Vec<Row>>, Error> {
        let read = directory.store().read(caller.tenant());
        match self {
            Self::Listed(Kind::User, listing) => listed_users(&read, listing).await,
            Self::Listed(Kind::Group, listing) => listed_groups(&read, listing).await,
            Self::Filtered(kind, query, after) => {
                let list = List::of(directory, caller, &[*kind], query)?;
                filtered(&read, &list, after).await
            }
            Self::Past(kind, query, at, after) => {
                let list = past::List::of(directory, caller, *kind, query, *at)?;
                let Some((wholes, place)) = list.portion(*after).await? else {
                    return Ok(None);
                };
                *after = Some(place);
                were(&read, wholes).await.map(Some)
            }
            Self::Members(group, search, after) => {
                joined(&read, *group, search.as_deref(), after).await
            }
        }
    }
}

async fn listed_users(read: &TenantRead, listing: &mut Listing) -> Result<Option<Vec<Row>>, Error> {
    let page = portion(listing.after.take());
    let users = if listing.deleted {
        read.users().deleted()
    } else {
        read.users()
    };
    let found = users.list(&listing.of_users(page)).await?;
    let Some(last) = found.last() else {
        return Ok(None);
    };
    listing.after = Some(last.cursor(Order::Created));
    with_groups(read, &found).await.map(Some)
}

async fn listed_groups(
    read: &TenantRead,
    listing: &mut Listing,
) -> Result<Option<Vec<Row>>, Error> {
    let page = portion(listing.after.take());
    let found = read.groups().list(&listing.of_groups(page)).await?;
    let Some(last) = found.last() else {
        return Ok(None);
    };
    listing.after = Some(last.cursor(Order::Created));
    with_sources(read, &found).await.map(Some)
}

fn portion(after: Option<Cursor>) -> Page {
    Page::Keyset {
        after,
        before: None,
        limit: MAX_ROWS,
        order: Order::Created,
    }
}

async fn filtered(
    read: &TenantRead,
    list: &List<'_>,
    after: &mut Option<Bookmark>,
) -> Result<Option<Vec<Row>>, Error> {
    let found = list.found(&Start::After(after.clone()), MAX_ROWS).await?;
    let Some((_, place)) = found.last() else {
        return Ok(None);
    };
    *after = Some(place.clone());
    let (mut people, mut teams) = (Vec::new(), Vec::new());
    for (record, _) in found {
        match record {
            Record::User(record) => people.push(record),
            Record::Group(record) => teams.push(record),
            Record::Gone => {}
        }
    }
    let mut rows = with_groups(read, &people).await?;
    rows.extend(with_sources(read, &teams).await?);
    Ok(Some(rows))
}

async fn with_groups(read: &TenantRead, users: &[users::Record]) -> Result<Vec<Row>, Error> {
    let ids: Vec<UserId> = users.iter().map(|user| user.id).collect();
    let mut counts: HashMap<UserId, u64> = HashMap::new();
    for (id, _) in read.members().groups_of(&ids).await? {
        *counts.entry(id).or_default() += 1;
    }
    let sources = read.users().sources(&ids).await?;
    let row = |record: &users::Record| {
        let groups = counts.get(&record.id).copied().unwrap_or_default();
        user(record, groups, sources.get(&record.id))
    };
    Ok(users.iter().map(row).collect())
}

async fn with_sources(read: &TenantRead, groups: &[groups::Record]) -> Result<Vec<Row>, Error> {
    let ids: Vec<GroupId> = groups.iter().map(|group| group.id).collect();
    let sources = read.groups().sources(&ids).await?;
    let row = |record: &groups::Record| group(record, sources.get(&record.id));
    Ok(groups.iter().map(row).collect())
}

async fn were(read: &TenantRead, wholes: Vec<past::Whole>) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::with_capacity(wholes.len());
    for (whole, record) in wholes {
        let Some(mut record) = record else {
            rows.push(user_then(&whole));
            continue;
        };
        let versions = read.versions();
        record.member_count = versions.count_members(record.id, record.version).await?;
        rows.push(group(&record, None));
    }
    Ok(rows)
}

async fn joined(
    read: &TenantRead,
    group: GroupId,
    search: Option<&str>,
    after: &mut Option<Uuid>,
) -> Result<Option<Vec<Row>>, Error> {
    let slice = members::Slice {
        search,
        after: *after,
        before: None,
        limit: MAX_ROWS,
    };
    let found = read.members().slice(group, &slice).await?;
    let Some(last) = found.last() else {
        return Ok(None);
    };
    *after = Some(last.row_id);
    Ok(Some(found.iter().map(member).collect()))
}

const USERS: &[&str] = &[
    "id",
    "userName",
    "displayName",
    "active",
    "groups",
    "externalId",
    "source",
    "created",
    "lastModified",
];

fn user(user: &users::Record, groups: u64, source: Option<&String>) -> Row {
    let name = scim::full_name(&user.document);
    row(
        USERS,
        [
            json!(user.id.to_string()),
            json!(user.user_name),
            json!(name),
            json!(user.active),
            json!(groups),
            json!(user.external_id),
            json!(source),
            time(user.created_at),
            time(user.updated_at),
        ],
    )
}

/// A user as SCIM answered it then.
fn user_then(whole: &Map<String, Value>) -> Row {
    let of = |name: &str| whole.get(name).cloned().unwrap_or_default();
    let meta = |name: &str| whole.get("meta").and_then(|meta| meta.get(name)).cloned();
    let groups = whole.get("groups").and_then(Value::as_array);
    row(
        USERS,
        [
            of("id"),
            of("userName"),
            json!(scim::full_name(whole)),
            json!(whole.get("active").and_then(Value::as_bool).unwrap_or(true)),
            json!(groups.map_or(0, Vec::len)),
            of("externalId"),
            // Versions do not tell.
            Value::Null,
            meta("created").unwrap_or_default(),
            meta("lastModified").unwrap_or_default(),
        ],
    )
}

const GROUPS: &[&str] = &[
    "id",
    "displayName",
    "members",
    "externalId",
    "source",
    "created",
    "lastModified",
];

fn group(group: &groups::Record, source: Option<&String>) -> Row {
    row(
        GROUPS,
        [
            json!(group.id.to_string()),
            json!(group.display_name),
            json!(group.member_count),
            json!(group.external_id),
            json!(source),
            time(group.created_at),
            time(group.updated_at),
        ],
    )
}

const MEMBERS: &[&str] = &["type", "id", "displayName", "userName", "active", "joined"];

fn member(member: &members::Row) -> Row {
    row(
        MEMBERS,
        [
            json!(member.kind.as_str()),
            json!(member.id.to_string()),
            json!(member.label),
            json!(member.user_name),
            json!(member.active),
            time(member.created_at),
        ],
    )
}

fn row<const N: usize>(columns: &[&str], values: [Value; N]) -> Row {
    let names = columns.iter().map(|name| (*name).to_owned());
    names.zip(values).collect()
}

fn time(at: DateTime<Utc>) -> Value {
    timestamp(at).into()
}
