//! Saved views of the audit log: a name for a query string, kept by one member, or shared with all.
//!
//! Whoever may read the log keeps views of their own. Who may share them, and who may change what
//! others share, says [`Permission`].

mod change;
mod delete;
mod save;

use chrono::{DateTime, TimeDelta, Utc};
use store::{MemberId, SavedViewId, TenantRead, TenantTx, saved_views};

use crate::audit::Subject;
use crate::{Caller, Directory, Error, FieldError, Permission, members};

/// Views that one member may have.
pub const MOST_OF_ONE: u64 = 50;
/// Views that the members of one tenant may share.
pub const MOST_SHARED: u64 = 100;
/// Characters of a name.
pub(crate) const LONGEST_NAME: usize = 60;
/// Bytes of a query string.
const LONGEST_QUERY: usize = 4 << 10;
/// How long a deleted view can come back.
const KEPT: TimeDelta = TimeDelta::minutes(10);

/// A view to be saved.
#[derive(Clone, Debug)]
pub struct NewSavedView {
    /// What people call it: 1 to 60 characters, unique among the views of its owner in any case.
    pub name: String,
    /// The query string of the audit log, as addresses have it, without `?` and without a cursor.
    pub query: String,
    /// Whether every member of the tenant is to see it.
    pub shared: bool,
}

/// A view as a member sees it.
#[derive(Clone, Debug)]
pub struct SavedView {
    /// Its id.
    pub id: SavedViewId,
    /// Its name.
    pub name: String,
    /// The query string of the audit log, without `?`.
    pub query: String,
    /// Whether every member of the tenant sees it.
    pub shared: bool,
    /// The address of the member who shares it; `None` for the caller's own.
    pub owner: Option<String>,
    /// Whether the caller may rename it, delete it and keep it for its owner alone.
    pub can_change: bool,
}

/// The use cases on saved views. All of them are for members: [`Error::NotFound`] for others.
pub struct SavedViews<'d>(pub(crate) &'d Directory);

impl SavedViews<'_> {
    /// The caller's views and those that others share, the caller's own first, each by name.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<SavedView>, Error> {
        caller.require(Permission::ReadAudit)?;
        let read = self.0.store().read(caller.tenant());
        let me = member(&read, caller).await?;
        let records = read.saved_views().visible_to(me).await?;
        let mut views = shown(&read, caller, me, records).await?;
        views.sort_by_cached_key(|view| (view.owner.is_some(), scim::fold(&view.name), view.id));
        Ok(views)
    }

    /// One view.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one of another tenant, and for one that somebody else does not share.
    pub async fn get(&self, caller: &Caller, id: &str) -> Result<SavedView, Error> {
        caller.require(Permission::ReadAudit)?;
        let id = SavedViewId::parse(id).ok_or(Error::NotFound)?;
        let read = self.0.store().read(caller.tenant());
        let me = member(&read, caller).await?;
        let record = visible(&read, me, id).await?;
        let views = shown(&read, caller, me, vec![record]).await?;
        views.into_iter().next().ok_or(Error::NotFound)
    }

    /// One that was deleted and that the caller can bring back.
    ///
    /// # Errors
    /// [`Error::NotFound`] ten minutes later, and for whoever may not delete it.
    pub async fn deleted(&self, caller: &Caller, id: &str) -> Result<SavedView, Error> {
        caller.require(Permission::ReadAudit)?;
        let id = SavedViewId::parse(id).ok_or(Error::NotFound)?;
        let read = self.0.store().read(caller.tenant());
        let me = member(&read, caller).await?;
        let record = deleted(&read, me, id, self.0.now()).await?;
        let views = shown(&read, caller, me, vec![record]).await?;
        let view = views.into_iter().find(|view| view.can_change);
        view.ok_or(Error::NotFound)
    }

    /// Saves a view of the caller's.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `name` or `query`, [`Error::Conflict`] at `name`;
    /// [`Error::Forbidden`] when it is to be shared by somebody who may not.
    pub async fn save(&self, caller: &Caller, wanted: NewSavedView) -> Result<SavedViewId, Error> {
        caller.require(Permission::ReadAudit)?;
        may_share(caller, wanted.shared)?;
        let query = check_query(&wanted.query);
        let errors: Vec<_> = check_name(&wanted.name).into_iter().chain(query).collect();
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let save = save::Save::new(self.0.clone(), caller.clone(), wanted);
        self.0.write(caller, save).await
    }

    /// Gives a view another name, or other readers.
    ///
    /// # Errors
    /// As for [`Self::save`] and [`Self::get`].
    pub async fn change(
        &self,
        caller: &Caller,
        id: &str,
        name: String,
        shared: bool,
    ) -> Result<(), Error> {
        caller.require(Permission::ReadAudit)?;
        let id = SavedViewId::parse(id).ok_or(Error::NotFound)?;
        if let Some(error) = check_name(&name) {
            return Err(Error::Invalid(vec![error]));
        }
        let change = change::Change {
            directory: self.0.clone(),
            caller: caller.clone(),
            id,
            name,
            shared,
        };
        self.0.write(caller, change).await
    }

    /// Deletes a view; for ten minutes it can come back. Answers its name.
    ///
    /// # Errors
    /// As for [`Self::get`].
    pub async fn delete(&self, caller: &Caller, id: &str) -> Result<String, Error> {
        caller.require(Permission::ReadAudit)?;
        let delete = delete::Delete {
            directory: self.0.clone(),
            caller: caller.clone(),
            id: SavedViewId::parse(id).ok_or(Error::NotFound)?,
        };
        self.0.write(caller, delete).await
    }

    /// Brings back a view that was deleted less than ten minutes ago. Answers its name.
    ///
    /// # Errors
    /// [`Error::NotFound`] when that is too long ago; [`Error::Conflict`] when its name was taken
    /// or there are as many views as there can be.
    pub async fn restore(&self, caller: &Caller, id: &str) -> Result<String, Error> {
        caller.require(Permission::ReadAudit)?;
        let restore = delete::Restore {
            directory: self.0.clone(),
            caller: caller.clone(),
            id: SavedViewId::parse(id).ok_or(Error::NotFound)?,
        };
        self.0.write(caller, restore).await
    }
}

/// The caller's membership.
async fn member(read: &TenantRead, caller: &Caller) -> Result<MemberId, Error> {
    let account = members::account_of(caller).ok_or(Error::NotFound)?;
    let member = read.admins().by_account(account).await?;
    member.map(|member| member.id).ok_or(Error::NotFound)
}

/// A view, if a member sees it.
async fn visible(
    read: &TenantRead,
    me: MemberId,
    id: SavedViewId,
) -> Result<saved_views::Record, Error> {
    let found = read.saved_views().get(id).await?;
    found
        .filter(|view| view.shared || view.owner == me)
        .ok_or(Error::NotFound)
}

/// A view that was deleted not long before, if a member saw it.
async fn deleted(
    read: &TenantRead,
    me: MemberId,
    id: SavedViewId,
    now: DateTime<Utc>,
) -> Result<saved_views::Record, Error> {
    let found = read.saved_views().deleted(id, now - KEPT).await?;
    found
        .filter(|view| view.shared || view.owner == me)
        .ok_or(Error::NotFound)
}

async fn shown(
    read: &TenantRead,
    caller: &Caller,
    me: MemberId,
    records: Vec<saved_views::Record>,
) -> Result<Vec<SavedView>, Error> {
    let members = if records.iter().all(|record| record.owner == me) {
        Vec::new()
    } else {
        read.admins().list().await?
    };
    let name = |owner| {
        let member = members.iter().find(|member| member.id == owner);
        member.map_or_else(String::new, |member| member.email.clone())
    };
    let show = |record: saved_views::Record| {
        let own = record.owner == me;
        SavedView {
            id: record.id,
            owner: (!own).then(|| name(record.owner)),
            can_change: may_touch(caller, own).is_ok(),
            name: record.name,
            query: record.query,
            shared: record.shared,
        }
    };
    Ok(records.into_iter().map(show).collect())
}

/// What others share is for owners of the tenant to change.
fn may_touch(caller: &Caller, own: bool) -> Result<(), Error> {
    if own {
        return Ok(());
    }
    caller.require(Permission::ManageViews)
}

/// Whoever shares a view, or changes one that stays shared, changes what all members see.
fn may_share(caller: &Caller, shared: bool) -> Result<(), Error> {
    if !shared {
        return Ok(());
    }
    caller.require(Permission::ShareViews)
}

/// Refuses one view more than there can be.
async fn check_room(tx: &TenantTx, owner: MemberId) -> Result<(), Error> {
    if tx.saved_views().count_of(owner).await? < MOST_OF_ONE {
        return Ok(());
    }
    Err(Error::Conflict {
        attribute: "name",
        detail: format!("There are {MOST_OF_ONE} views already: delete one first."),
    })
}

/// Refuses one shared view more than there can be.
async fn check_shared_room(tx: &TenantTx) -> Result<(), Error> {
    if tx.saved_views().count_shared().await? < MOST_SHARED {
        return Ok(());
    }
    Err(Error::Conflict {
        attribute: "shared",
        detail: format!("The tenant shares {MOST_SHARED} views already: delete one first."),
    })
}

fn check_name(name: &str) -> Option<FieldError> {
    let length = name.chars().count();
    let printable = name.chars().all(|c| !c.is_control()) && name.trim() == name;
    if length == 0 {
        let message = "Enter a name, such as Refused by Okta.";
        return Some(FieldError::new("name", message));
    }
    let message = "Use 1 to 60 characters, no control characters, no spaces at the ends.";
    (length > LONGEST_NAME || !printable).then(|| FieldError::new("name", message))
}

fn check_query(query: &str) -> Option<FieldError> {
    let plain = query.bytes().all(|byte| byte.is_ascii_graphic());
    let message = "These filters are too long for a view: take some of them out.";
    (!plain || query.len() > LONGEST_QUERY).then(|| FieldError::new("query", message))
}

fn name_taken() -> Error {
    Error::Conflict {
        attribute: "name",
        detail: "There is a view of this name already: choose another name.".to_owned(),
    }
}

fn subject(record: &saved_views::Record) -> Subject {
    Subject::new("View", record.id, None, &*record.name)
}
