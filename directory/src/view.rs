//! Users and groups as the console lists and shows them.

mod export;
mod lookup;
mod provenance;
mod then;
mod walk;

use std::collections::HashMap;

pub use self::export::{Format, Wanted};
pub use self::lookup::Lookup;
pub use self::provenance::{Origin, Origins};
pub use self::then::{Since, Then};
use chrono::{DateTime, Utc};
use scim::schema::ResourceType;
use serde_json::{Map, Value};
use store::members::GroupRef;
pub use store::members::Kind as MemberKind;
use store::versions::Moment;
use store::{Cursor, GroupId, Kind, Order, Page, UserId, groups, members, users};

use crate::{Caller, Directory, Error, Permission};

/// Rows of one console page at most.
pub const MAX_ROWS: u64 = 200;

/// What a console list asks for.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Text that name, address or external id must contain, in any letter case.
    pub search: Option<String>,
    /// Only active users, or only inactive ones.
    pub active: Option<bool>,
    /// Those users that were deleted and kept, instead of those that are there.
    pub deleted: bool,
    /// Only users who are direct members of that group.
    pub group: Option<GroupId>,
    /// Only those that a token of that name provisioned.
    pub source: Option<String>,
    /// The order.
    pub order: Order,
    /// The page after this row.
    pub after: Option<Cursor>,
    /// The page before this row.
    pub before: Option<Cursor>,
    /// Rows on the page.
    pub limit: u64,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct PageOf<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many rows the whole list has.
    pub total: u64,
    /// Where the page before begins, when there is one.
    pub previous: Option<Cursor>,
    /// Where the next page begins, when there is one.
    pub next: Option<Cursor>,
}

/// A user in a list.
#[derive(Clone, Debug)]
pub struct UserRow {
    /// The user.
    pub user: users::Record,
    /// `displayName`, else what `name` says.
    pub name: Option<String>,
    /// How many groups the user is a direct member of.
    pub groups: usize,
}

/// One user with what belongs to it.
#[derive(Clone, Debug)]
pub struct UserView {
    /// The user.
    pub user: users::Record,
    /// Since when the user is deleted and kept; then it is what it was before.
    pub deleted_at: Option<DateTime<Utc>>,
    /// The groups the user is a direct member of.
    pub groups: Vec<GroupRef>,
    /// The resource exactly as SCIM answers it, or did before it was deleted.
    pub representation: Map<String, Value>,
}

/// One group.
#[derive(Clone, Debug)]
pub struct GroupView {
    /// The group.
    pub group: groups::Record,
    /// The groups this group is a member of.
    pub groups: Vec<GroupRef>,
    /// The resource as SCIM answers it, without its members.
    pub representation: Map<String, Value>,
}

/// The console's reads of the directory.
pub struct View<'d>(pub(crate) &'d Directory);

impl View<'_> {
    /// One page of users.
    pub async fn users(
        &self,
        caller: &Caller,
        listing: &Listing,
    ) -> Result<PageOf<UserRow>, Error> {
        caller.require(Permission::ReadDirectory)?;
        let read = self.0.store().read(caller.tenant());
        let query = listing.of_users(listing.page());
        let users = if listing.deleted {
            read.users().deleted()
        } else {
            read.users()
        };
        let (found, total) = users.list_counted(&query).await?;
        let page = listing.cut(found, total, |user| user.cursor(listing.order));
        let ids: Vec<UserId> = page.rows.iter().map(|user| user.id).collect();
        let groups = read.members().groups_of(&ids).await?;
        Ok(page.map(|user| {
            let groups = groups.iter().filter(|(id, _)| *id == user.id).count();
            let name = scim::full_name(&user.document);
            UserRow { user, name, groups }
        }))
    }

    /// One user, also one that was deleted and kept.
    pub async fn user(&self, caller: &Caller, id: &str) -> Result<UserView, Error> {
        caller.require(Permission::ReadDirectory)?;
        let id = UserId::parse(id).ok_or(Error::NotFound)?;
        let read = self.0.store().read(caller.tenant());
        let (user, deleted_at) = match read.users().get(id).await? {
            Some(user) => (user, None),
            None => match read.users().get_deleted(id).await? {
                Some(kept) => (kept.user, Some(kept.deleted_at)),
                None => return Err(Error::NotFound),
            },
        };
        let groups = read.members().groups_of_user(id).await?;
        let representation = self.0.locations().render_user(caller, &user, &groups);
        let representation = as_answered(&caller.kinds().user(), representation);
        Ok(UserView {
            user,
            deleted_at,
            groups,
            representation,
        })
    }

    /// One page of groups.
    pub async fn groups(
        &self,
        caller: &Caller,
        listing: &Listing,
    ) -> Result<PageOf<groups::Record>, Error> {
        caller.require(Permission::ReadDirectory)?;
        let read = self.0.store().read(caller.tenant());
        let query = listing.of_groups(listing.page());
        let found = read.groups().list(&query).await?;
        let total = read.groups().count(&query).await?;
        Ok(listing.cut(found, total, |group| group.cursor(listing.order)))
    }

    /// One group.
    pub async fn group(&self, caller: &Caller, id: &str) -> Result<GroupView, Error> {
        caller.require(Permission::ReadDirectory)?;
        let id = GroupId::parse(id).ok_or(Error::NotFound)?;
        let read = self.0.store().read(caller.tenant());
        let group = read.groups().get(id).await?.ok_or(Error::NotFound)?;
        let groups = read.members().groups_of_group(id).await?;
        let representation = self.0.locations().render_group(caller, &group, None);
        let representation = as_answered(&caller.kinds().group(), representation);
        Ok(GroupView {
            group,
            groups,
            representation,
        })
    }

    /// How many members each of these groups has; ids that are none of the tenant's are left out.
    pub async fn member_counts(
        &self,
        caller: &Caller,
        ids: &[&str],
        at: Option<Moment>,
    ) -> Result<HashMap<String, u64>, Error> {
        caller.require(Permission::ReadDirectory)?;
        let ids = ids.iter().filter_map(|id| GroupId::parse(id));
        if let Some(at) = at {
            return self.member_counts_then(caller, ids, at).await;
        }
        let ids: Vec<_> = ids.map(store::Id::as_uuid).collect();
        let read = self.0.store().read(caller.tenant());
        let groups = read.groups().with_ids(&ids).await?.into_iter();
        let count =
            |group: groups::Record| (group.id.to_string(), group.member_count.unsigned_abs());
        Ok(groups.map(count).collect())
    }

    /// Which token provisioned each of these users or groups, by its name; those of which it is not
    /// known are left out.
    pub async fn sources(
        &self,
        caller: &Caller,
        kind: Kind,
        ids: &[&str],
    ) -> Result<HashMap<String, String>, Error> {
        caller.require(Permission::ReadDirectory)?;
        let read = self.0.store().read(caller.tenant());
        match kind {
            Kind::User => {
                let ids: Vec<UserId> = ids.iter().filter_map(|id| UserId::parse(id)).collect();
                let found = read.users().sources(&ids).await?.into_iter();
                Ok(found.map(|(id, source)| (id.to_string(), source)).collect())
            }
            Kind::Group => {
                let ids: Vec<GroupId> = ids.iter().filter_map(|id| GroupId::parse(id)).collect();
                let found = read.groups().sources(&ids).await?.into_iter();
                Ok(found.map(|(id, source)| (id.to_string(), source)).collect())
            }
        }
    }

    /// One page of a group's members, in the order they joined.
    pub async fn members(
        &self,
        caller: &Caller,
        id: &str,
        listing: &Listing,
    ) -> Result<PageOf<members::Row>, Error> {
        caller.require(Permission::ReadDirectory)?;
        let id = GroupId::parse(id).ok_or(Error::NotFound)?;
        let read = self.0.store().read(caller.tenant());
        let group = read.groups().get(id).await?.ok_or(Error::NotFound)?;
        let slice = members::Slice {
            search: listing.search.as_deref(),
            after: listing.after.as_ref().map(Cursor::id),
            before: listing.before.as_ref().map(Cursor::id),
            limit: listing.limit() + 1,
        };
        let size = group.member_count.unsigned_abs();
        let (rows, total) = read.members().slice_counted(id, size, &slice).await?;
        Ok(listing.cut(rows, total, |row| Cursor::by_id(row.row_id)))
    }
}

impl Listing {
    fn limit(&self) -> u64 {
        self.limit.clamp(1, MAX_ROWS)
    }

    fn of_users(&self, page: Page) -> users::Query<'_> {
        users::Query {
            search: self.search.as_deref(),
            active: self.active,
            group: self.group,
            source: self.source.as_deref(),
            page,
        }
    }

    fn of_groups(&self, page: Page) -> groups::Query<'_> {
        groups::Query {
            search: self.search.as_deref(),
            source: self.source.as_deref(),
            page,
        }
    }

    /// One row more than the page shows: it tells whether there is another page.
    fn page(&self) -> Page {
        Page::Keyset {
            after: self.after.clone(),
            before: self.before.clone(),
            limit: self.limit() + 1,
            order: self.order,
        }
    }

    fn cut<T>(&self, mut rows: Vec<T>, total: u64, cursor: impl Fn(&T) -> Cursor) -> PageOf<T> {
        let more = rows.len() as u64 > self.limit();
        let backwards = self.before.is_some();
        if more && backwards {
            rows.remove(0);
        }
        rows.truncate(usize::try_from(self.limit()).unwrap_or(usize::MAX));
        let has_previous = if backwards {
            more
        } else {
            self.after.is_some()
        };
        let has_next = if backwards { true } else { more };
        let previous = rows.first().filter(|_| has_previous).map(&cursor);
        let next = rows.last().filter(|_| has_next).map(&cursor);
        PageOf {
            rows,
            total,
            previous,
            next,
        }
    }
}

impl<T> PageOf<T> {
    /// The same page with other rows.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> PageOf<U> {
        PageOf {
            rows: self.rows.into_iter().map(change).collect(),
            total: self.total,
            previous: self.previous,
            next: self.next,
        }
    }
}

/// Without what no answer holds (RFC 7643 §7 `returned`).
fn as_answered(kind: &ResourceType, resource: Map<String, Value>) -> Map<String, Value> {
    scim::Projection::default().apply(kind, resource)
}

/// The users that are active, or those that are not: for counting.
pub(crate) fn users_who_are<'a>(active: bool) -> users::Query<'a> {
    users::Query {
        search: None,
        active: Some(active),
        group: None,
        source: None,
        page: NO_PAGE,
    }
}

/// Counting looks at no page.
pub(crate) const NO_PAGE: Page = Page::Offset {
    start_index: 1,
    count: 0,
};
