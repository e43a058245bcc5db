//! Which change gave a resource the values that it has.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use store::versions::State;
use store::{EventId, TenantRead};
use uuid::Uuid;

use super::View;
use crate::{Caller, Error, Permission};

/// Versions that are read at once.
const PORTION: u64 = 50;
/// Versions that are looked through; what is older has no known origin.
const MOST: usize = 1_000;

/// The change since which an attribute has its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// When it was.
    pub time: DateTime<Utc>,
    /// Its event, where versions were kept by then.
    pub event: Option<EventId>,
    /// Who did it: the name of the token, or the kind of actor.
    pub actor: Option<String>,
}

/// Attributes by their names; those of an extension as `<URN>:<name>`.
pub type Origins = BTreeMap<String, Origin>;

impl View<'_> {
    /// Since which change each attribute of a user or a group has the value that it has now.
    ///
    /// An attribute whose value is older than the versions that are looked through is left out.
    pub async fn origins(&self, caller: &Caller, id: &str) -> Result<Origins, Error> {
        caller.require(Permission::ReadDirectory)?;
        let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
        let read = self.0.store().read(caller.tenant());
        let mut search = Search::default();
        let mut below = None;
        while !search.is_over() {
            let states = read.versions().of(id, below, PORTION).await?;
            let Some(last) = states.last() else {
                search.end();
                break;
            };
            below = Some(last.version);
            for state in states {
                search.look_at(state);
            }
        }
        search.origins(&read).await
    }
}

/// Looks through versions from the newest to the oldest.
#[derive(Default)]
struct Search {
    looked_at: usize,
    /// Whether the version that was looked at last is not the first one there was: those before
    /// are no longer kept.
    is_cut: bool,
    /// Attributes that have had their value in all versions so far, and the last of these.
    open: HashMap<String, (Value, Made)>,
    found: BTreeMap<String, Made>,
}

/// What is known of a version's making.
#[derive(Clone, Copy)]
struct Made {
    time: DateTime<Utc>,
    event: Option<EventId>,
}

impl Search {
    fn is_over(&self) -> bool {
        self.looked_at >= MOST || (self.looked_at > 0 && self.open.is_empty())
    }

    fn look_at(&mut self, state: State) {
        let made = Made {
            time: state.time,
            event: state.event,
        };
        // A version without event is the first of those that were kept at all.
        self.is_cut = state.version > 1 && state.event.is_some();
        // One that was deleted and kept is shown as it was before.
        let is_gone = state.document.is_none();
        let attributes = attributes(state.document.unwrap_or_default());
        if is_gone && self.looked_at == 0 {
            return;
        }
        self.looked_at += 1;
        if self.looked_at == 1 {
            let attributes = attributes.into_iter();
            self.open = attributes
                .map(|(name, value)| (name, (value, made)))
                .collect();
            return;
        }
        let found = &mut self.found;
        self.open.retain(|name, (value, since)| {
            let same = attributes.get(name) == Some(value);
            if same {
                *since = made;
            } else {
                found.insert(name.clone(), *since);
            }
            same
        });
    }

    /// There is nothing older: what is open has been so from the beginning, or for longer than is
    /// known.
    fn end(&mut self) {
        if self.is_cut {
            self.open.clear();
        }
        let open = std::mem::take(&mut self.open).into_iter();
        self.found
            .extend(open.map(|(name, (_, since))| (name, since)));
    }

    async fn origins(self, read: &TenantRead) -> Result<Origins, Error> {
        // The actor of each event that is still kept.
        let mut actors: HashMap<EventId, Option<String>> = HashMap::new();
        let mut origins = Origins::new();
        for (name, Made { time, event }) in self.found {
            if let Some(id) = event
                && !actors.contains_key(&id)
            {
                let event = read.audit().get(id).await?;
                let actor = event.map(|event| event.actor_label.unwrap_or(event.actor_type));
                actors.insert(id, actor);
            }
            let actor = event.and_then(|id| actors.get(&id).cloned().flatten());
            let event = event.filter(|_| actor.is_some());
            let origin = Origin { time, event, actor };
            origins.insert(name, origin);
        }
        Ok(origins)
    }
}

fn attributes(document: Map<String, Value>) -> HashMap<String, Value> {
    let mut attributes = HashMap::new();
    for (name, value) in document {
        match value {
            Value::Object(extension) if name.starts_with("urn:") => {
                let own = |(inner, value)| (format!("{name}:{inner}"), value);
                attributes.extend(extension.into_iter().map(own));
            }
            value => drop(attributes.insert(name, value)),
        }
    }
    attributes
}
