//! Applying membership steps to the rows, and saying who really came and went.

use std::collections::{BTreeMap, HashMap};

use scim::membership::{Member, MemberKind, MembershipStep};
use scim::{Change, ChangeKind, ScimType};
use serde_json::{Value, json};
use store::members::{Kind, Labelled, MemberRef, Renamed, Revision};
use store::{Constraint, ResultExt, TenantTx};
use uuid::Uuid;

use crate::Error;

/// Members that one event names; beyond it a count stands for the rest.
const NAMED: usize = 1_000;

/// Who came and who went, net, over all the steps of one request.
#[derive(Default)]
pub(super) struct Delta {
    /// `true` for added, `false` for removed.
    moves: BTreeMap<Uuid, bool>,
    /// Who stayed, and is called otherwise now.
    renamed: Vec<Renamed>,
    /// Who left and came back.
    returned: Vec<Uuid>,
    labels: HashMap<Uuid, Labelled>,
}

impl Delta {
    pub(super) fn is_empty(&self) -> bool {
        self.moves.is_empty() && self.renamed.is_empty()
    }

    /// What the number of members changes by.
    pub(super) fn balance(&self) -> i64 {
        self.moves
            .values()
            .map(|added| if *added { 1 } else { -1 })
            .sum()
    }

    /// The changes of an audit event: one for those who came, one for those who went.
    pub(super) fn changes(&self) -> Vec<Change> {
        let came = self.named(true);
        let went = self.named(false);
        let change = |op, before, after| Change {
            path: "members".to_owned(),
            op,
            before,
            after,
        };
        let mut changes = Vec::new();
        changes.extend(came.map(|came| change(ChangeKind::Add, None, Some(came))));
        changes.extend(went.map(|went| change(ChangeKind::Remove, Some(went), None)));
        changes.extend(self.renamed.iter().take(NAMED).map(|renamed| Change {
            path: format!("members[value eq \"{}\"].display", renamed.id),
            op: ChangeKind::Replace,
            before: renamed.before.clone().map(Value::from),
            after: renamed.after.clone().map(Value::from),
        }));
        changes
    }

    fn named(&self, added: bool) -> Option<Value> {
        let ids: Vec<_> = self
            .moves
            .iter()
            .filter(|(_, a)| **a == added)
            .map(|(id, _)| id)
            .collect();
        let mut list: Vec<Value> = ids
            .iter()
            .take(NAMED)
            .map(|id| self.describe(**id))
            .collect();
        if ids.len() > NAMED {
            list.push(json!({"and_more": ids.len() - NAMED}));
        }
        (!list.is_empty()).then_some(Value::Array(list))
    }

    fn describe(&self, id: Uuid) -> Value {
        match self.labels.get(&id) {
            Some(labelled) => json!({
                "value": id.to_string(),
                "display": labelled.label,
                "type": match labelled.kind { Kind::User => "User", Kind::Group => "Group" },
            }),
            None => json!({"value": id.to_string()}),
        }
    }

    /// Coming back cancels going, and the other way round.
    fn note(&mut self, ids: Vec<Uuid>, added: bool) {
        for id in ids {
            if self.moves.get(&id) != Some(&!added) {
                self.moves.insert(id, added);
                continue;
            }
            self.moves.remove(&id);
            self.returned.push(id);
        }
    }
}

/// Steps of one request that have to look at every member of the group.
const SCANS: usize = 10;

/// The same steps, those that follow each other and do the same as one: clients send one
/// operation for each member.
fn merged(steps: &[MembershipStep]) -> Vec<MembershipStep> {
    let mut merged: Vec<MembershipStep> = Vec::with_capacity(steps.len());
    for step in steps {
        match (merged.last_mut(), step) {
            (Some(MembershipStep::Add(members)), MembershipStep::Add(more)) => {
                members.extend_from_slice(more);
            }
            (Some(MembershipStep::Remove(ids)), MembershipStep::Remove(more)) => {
                ids.extend_from_slice(more);
            }
            (_, step) => merged.push(step.clone()),
        }
    }
    merged
}

/// Where the steps happen.
pub(super) struct Site<'t> {
    pub(super) tx: &'t TenantTx,
    pub(super) revision: Revision,
}

impl Site<'_> {
    /// Applies the steps in order; a member that does not exist refuses the whole request.
    pub(super) async fn apply(&self, steps: &[MembershipStep]) -> Result<Delta, Error> {
        let scans = steps
            .iter()
            .filter(|step| matches!(step, MembershipStep::RemoveWhere(_)));
        if scans.count() > SCANS {
            let detail = "members: at most 10 operations of a request may remove by a filter other than value eq; send them one after the other.";
            return Err(scim::Error::at(ScimType::TooMany, "members", detail).into());
        }
        let mut delta = Delta::default();
        for step in &merged(steps) {
            self.step(step, &mut delta).await?;
        }
        if !delta.returned.is_empty() {
            delta.returned.sort_unstable();
            delta.returned.dedup();
            let members = self.tx.members();
            delta.renamed = members.rejoin(self.revision, &delta.returned).await?;
        }
        self.name_the_gone(&mut delta).await?;
        Ok(delta)
    }

    /// The members that a new group is to have, which nothing was written for yet.
    pub(super) async fn found(&self, wanted: &[Member]) -> Result<(Vec<MemberRef>, Delta), Error> {
        let mut delta = Delta::default();
        let found = self.resolve(wanted, &mut delta).await?;
        Ok((found, delta))
    }

    /// Adds members that were found.
    pub(super) async fn add(&self, wanted: &[MemberRef], delta: &mut Delta) -> Result<(), Error> {
        let added = self.tx.members().add(self.revision, wanted).await;
        delta.note(added.on_constraint(Constraint::ForeignKey, vanished)?, true);
        Ok(())
    }

    async fn step(&self, step: &MembershipStep, delta: &mut Delta) -> Result<(), Error> {
        let members = self.tx.members();
        match step {
            MembershipStep::Add(wanted) => {
                let wanted = self.resolve(wanted, delta).await?;
                self.add(&wanted, delta).await?;
            }
            MembershipStep::Remove(ids) => {
                // An id that is no UUID is nobody's, so nobody is to go.
                let ids: Vec<Uuid> = ids.iter().filter_map(|id| id.parse().ok()).collect();
                delta.note(members.remove(self.revision, &ids).await?, false);
            }
            MembershipStep::RemoveWhere(filter) => {
                let ids = self.matching(filter).await?;
                delta.note(members.remove(self.revision, &ids).await?, false);
            }
            MembershipStep::Clear => delta.note(members.clear(self.revision).await?, false),
            MembershipStep::Replace(wanted) => {
                let wanted = self.resolve(wanted, delta).await?;
                let replaced = members.replace(self.revision, &wanted).await;
                let (came, went) = replaced.on_constraint(Constraint::ForeignKey, vanished)?;
                // In this order: who stays under another name is in both.
                delta.note(went, false);
                delta.note(came, true);
            }
        }
        Ok(())
    }

    /// Finds what each wanted member is, refusing ids that are nobody's in this tenant.
    async fn resolve(&self, wanted: &[Member], delta: &mut Delta) -> Result<Vec<MemberRef>, Error> {
        let mut ids = Vec::with_capacity(wanted.len());
        for (index, member) in wanted.iter().enumerate() {
            let id: Uuid = member.id.parse().map_err(|_| nobody(index, &member.id))?;
            if id == self.revision.group.as_uuid() {
                return Err(invalid(index, "a group cannot be a member of itself"));
            }
            ids.push(id);
        }
        let found = self.tx.members().labels(&ids).await?;
        delta
            .labels
            .extend(found.into_iter().map(|labelled| (labelled.id, labelled)));
        let mut references = Vec::with_capacity(ids.len());
        for (index, (id, member)) in ids.into_iter().zip(wanted).enumerate() {
            let labelled = delta
                .labels
                .get(&id)
                .ok_or_else(|| nobody(index, &member.id))?;
            let agrees = member.kind.is_none_or(|kind| same(kind, labelled.kind));
            if !agrees {
                return Err(invalid(
                    index,
                    "its type is not what that id is: leave type out",
                ));
            }
            // Who is called by the own name goes on to be so when that changes.
            let display = member.display.clone();
            let display = display.filter(|name| *name != labelled.label);
            let kind = labelled.kind;
            references.push(MemberRef { id, kind, display });
        }
        Ok(references)
    }

    /// The members that a filter such as `members[display sw "A"]` means, read in batches.
    async fn matching(&self, filter: &scim::filter::Filter) -> Result<Vec<Uuid>, Error> {
        let mut ids = Vec::new();
        let mut after = None;
        loop {
            let group = self.revision.group;
            let rows = self.tx.members().of_group(group, after, 1_000).await?;
            let Some(last) = rows.last() else {
                return Ok(ids);
            };
            after = Some(last.row_id);
            ids.extend(
                rows.iter()
                    .filter(|row| matches(filter, row))
                    .map(|row| row.id),
            );
        }
    }

    /// Names those who went, so that the event can be read without looking anybody up.
    async fn name_the_gone(&self, delta: &mut Delta) -> Result<(), Error> {
        let unnamed: Vec<Uuid> = delta
            .moves
            .keys()
            .filter(|id| !delta.labels.contains_key(id))
            .take(NAMED)
            .copied()
            .collect();
        if unnamed.is_empty() {
            return Ok(());
        }
        let found = self.tx.members().labels(&unnamed).await?;
        delta
            .labels
            .extend(found.into_iter().map(|labelled| (labelled.id, labelled)));
        Ok(())
    }
}

fn matches(filter: &scim::filter::Filter, row: &store::members::Row) -> bool {
    let kind = match row.kind {
        Kind::User => "User",
        Kind::Group => "Group",
    };
    let value = json!({"value": row.id.to_string(), "type": kind, "display": row.display()});
    scim::filter::matches_value(filter, &value)
}

fn same(stated: MemberKind, found: Kind) -> bool {
    matches!(
        (stated, found),
        (MemberKind::User, Kind::User) | (MemberKind::Group, Kind::Group)
    )
}

fn nobody(index: usize, id: &str) -> Error {
    let id = crate::users::quoted(id);
    invalid(
        index,
        &format!("{id} is no user or group of this tenant: create it first"),
    )
}

/// Somebody deleted the member between the look-up and the insertion.
fn vanished() -> Error {
    let detail = "members: one of them was deleted at the same moment: send the others again";
    scim::Error::at(ScimType::InvalidValue, "members", detail).into()
}

fn invalid(index: usize, why: &str) -> Error {
    let path = format!("members[{index}].value");
    let detail = format!("{path}: {why}");
    scim::Error::at(ScimType::InvalidValue, path, detail).into()
}
