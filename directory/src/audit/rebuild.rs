//! Whether the users and groups that are there are those that the kept versions lead to.

use std::collections::HashMap;

use chrono::DateTime;
use store::versions::{Moment, Place, State};
use store::{Id, Kind, TenantRead, groups, users};
use uuid::Uuid;

use super::Audit;
use crate::{Caller, Error, Permission};

/// Resources, or members of a group, that are in memory at once.
const PORTION: u64 = 500;
/// Differences that are told.
const TOLD: usize = 20;
/// How often two states are read again that differ: somebody may be writing meanwhile.
const READINGS: usize = 5;
/// After everything that has happened.
const NOW: Moment = Moment::Time(DateTime::<chrono::Utc>::MAX_UTC);

/// What a comparison of the tables with the versions has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Users that were compared.
    pub users: u64,
    /// Groups that were compared.
    pub groups: u64,
    /// Memberships that were compared.
    pub memberships: u64,
    /// Where the two differ, in words, the first ones.
    pub differences: Vec<String>,
}

impl Audit<'_> {
    /// Recomputes users, groups and memberships from the versions that were kept, and compares
    /// them with those that are there. Nothing is changed.
    pub async fn rebuild(&self, caller: &Caller) -> Result<Rebuilt, Error> {
        caller.require(Permission::ExportAudit)?;
        let mut rebuilding = Rebuilding {
            read: self.0.store().read(caller.tenant()),
            found: Rebuilt::default(),
        };
        rebuilding.users().await?;
        rebuilding.groups().await?;
        Ok(rebuilding.found)
    }
}

struct Rebuilding {
    read: TenantRead,
    found: Rebuilt,
}

impl Rebuilding {
    async fn users(&mut self) -> Result<(), Error> {
        let mut after = None;
        while let Some(states) = self.next(Kind::User, &mut after).await? {
            let live = self.read.users().with_ids(&ids(&states)).await?;
            let mut live: HashMap<_, _> = live.into_iter().map(|user| (user.id, user)).collect();
            for state in states {
                self.found.users += 1;
                let kept = users::Record::try_from(state)?;
                if live.remove(&kept.id).as_ref() != Some(&kept) {
                    self.user_differs(kept.id.as_uuid()).await?;
                }
            }
        }
        self.compare_totals("users", Kind::User).await
    }

    async fn groups(&mut self) -> Result<(), Error> {
        let mut after = None;
        while let Some(states) = self.next(Kind::Group, &mut after).await? {
            for state in states {
                self.found.groups += 1;
                self.group(state.id).await?;
            }
        }
        self.compare_totals("groups", Kind::Group).await
    }

    async fn next(
        &self,
        kind: Kind,
        after: &mut Option<Place>,
    ) -> Result<Option<Vec<State>>, Error> {
        let versions = self.read.versions();
        let part = versions.list(kind, NOW, *after, PORTION).await?;
        Ok(part.map(|(states, last)| {
            *after = Some(last);
            states
        }))
    }

    /// Tells of a user that differs even when it is read again.
    async fn user_differs(&mut self, id: Uuid) -> Result<(), Error> {
        let id = Id::from_uuid(id);
        for _ in 0..READINGS {
            let kept = self.read.versions().user(id, NOW).await?;
            if self.read.users().get(id).await? == kept {
                return Ok(());
            }
        }
        self.tell(format!("user {id} is not what its last version says"));
        Ok(())
    }

    async fn group(&mut self, id: Uuid) -> Result<(), Error> {
        let id = Id::from_uuid(id);
        let mut difference = None;
        for _ in 0..READINGS {
            let before = self.read.groups().get(id).await?;
            let versions = self.read.versions();
            let mut kept: Option<groups::Record> = versions.group(id, NOW).await?;
            if let Some(kept) = &mut kept {
                kept.member_count = versions.count_members(id, kept.version).await?;
            }
            let same = match &kept {
                Some(kept) => self.members(kept).await?,
                None => None,
            };
            // What changed while it was read says nothing.
            if self.read.groups().get(id).await? != before {
                continue;
            }
            difference = match same {
                _ if before != kept => Some("is not what its last version says"),
                None if kept.is_some() => Some("has other members than its last version says"),
                compared => {
                    self.found.memberships += compared.unwrap_or_default();
                    return Ok(());
                }
            };
        }
        if let Some(difference) = difference {
            self.tell(format!("group {id} {difference}"));
        }
        Ok(())
    }

    /// How many members a group has, if they are those of its last version.
    async fn members(&self, group: &groups::Record) -> Result<Option<u64>, Error> {
        let (id, version) = (group.id, group.version);
        let (mut after, mut compared) = (None, 0);
        loop {
            let live = self.read.members().of_group(id, after, PORTION).await?;
            let versions = self.read.versions();
            let kept = versions.members(id, version, NOW, after, PORTION).await?;
            if live != kept {
                return Ok(None);
            }
            compared += live.len() as u64;
            match live.last() {
                Some(last) => after = Some(last.row_id),
                None => return Ok(Some(compared)),
            }
        }
    }

    /// Those that no version tells of are as many too many.
    async fn compare_totals(&mut self, what: &str, kind: Kind) -> Result<(), Error> {
        let (mut there, mut kept) = (0, 0);
        for _ in 0..READINGS {
            there = match kind {
                Kind::User => self.read.users().total().await?,
                Kind::Group => self.read.groups().total().await?,
            };
            kept = self.read.versions().count(kind, NOW).await?;
            if there == kept {
                return Ok(());
            }
        }
        self.tell(format!("{there} {what} are there, {kept} by the versions"));
        Ok(())
    }

    fn tell(&mut self, difference: String) {
        if self.found.differences.len() < TOLD {
            self.found.differences.push(difference);
        }
    }
}

fn ids(states: &[State]) -> Vec<Uuid> {
    states.iter().map(|state| state.id).collect()
}
