//! Erasing one person from everything that was kept.
//!
//! What a person is known by is gathered from the kept versions. Then every event and every
//! version of the tenant is read, and what names the person is taken out of them: whole fields of
//! events, whose digests stay in the chain, and texts in versions. See decision 0016.

mod gather;
mod person;
mod write;

use std::time::Duration;

use serde_json::{Map, Value, json};
use store::audit::{Event, Field};
use store::versions::State;
use store::{EventId, TenantRead, Traces, UserId};

use self::gather::{gather, shared};
use self::person::Person;
use self::write::{Erase, Remove};
use super::{Audit, Operation, redact, wire};
use crate::{Caller, Directory, Error, Permission};

/// Events or versions that are in memory at once.
const BATCH: u64 = 200;
/// Versions that one transaction replaces: they are in memory twice.
const TOGETHER: usize = 200;
/// Events that one transaction erases: others wait for it.
const PORTION: usize = 1_000;
/// How often everything is read: somebody may write about the person meanwhile.
const PASSES: usize = 4;
/// Operations that ask, and may be refused.
const ASKING: [&str; 3] = [
    Operation::UserList.as_str(),
    Operation::GroupList.as_str(),
    Operation::Search.as_str(),
];
/// How late events of reads are written at most, and a little more.
const LATE: Duration = Duration::from_secs(1);
/// Others who name the person that are told.
const TOLD: usize = 20;

/// What was erased, and what is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Whether the user was still there, or out of sight, and was removed first.
    pub was_there: bool,
    /// Events that lost fields.
    pub events: u64,
    /// Versions of users and groups that lost texts.
    pub versions: u64,
    /// Memberships that lost what the client called the member.
    pub memberships: u64,
    /// Saved views that asked for the person and are gone.
    pub views: u64,
    /// What is there and names the person, as `User <id>`: users, groups, members of the console,
    /// tokens; the first ones.
    pub named_by: Vec<String>,
    /// What is left on the disk.
    pub traces: Traces,
}

impl Audit<'_> {
    /// Erases a person, known by the id of its user, from events, versions and bodies. A user who
    /// is still there is removed first. What was erased already is not erased again, so that it
    /// can be repeated.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nobody with that id ever was in the tenant;
    /// [`Error::Invalid`] under a legal hold.
    pub async fn erase(&self, caller: &Caller, user: &str) -> Result<Erased, Error> {
        caller.require(Permission::ErasePersons)?;
        let id = UserId::parse(user).ok_or(Error::NotFound)?;
        let read = self.0.store().read(caller.tenant());
        refuse_under_hold(&read).await?;
        let mut person = gather(&read, id).await?.ok_or(Error::NotFound)?;
        person.forget(&shared(&read, id, &person).await?);
        let mut erasing = Erasing {
            directory: self.0,
            caller,
            read,
            id,
            person,
            erased: Erased {
                was_there: false,
                events: 0,
                versions: 0,
                memberships: 0,
                views: 0,
                named_by: Vec::new(),
                traces: Traces::None,
            },
        };
        erasing.remove().await?;
        erasing.passes().await?;
        // Reads of before, which another process has not written yet.
        tokio::time::sleep(LATE).await;
        erasing.passes().await?;
        erasing.erased.traces = self.0.store().wipe().await?;
        Ok(erasing.erased)
    }
}

async fn refuse_under_hold(read: &TenantRead) -> Result<(), Error> {
    if read.audit().retention().await?.legal_hold {
        let message =
            "The log of this tenant is under legal hold: nothing is erased until it is lifted.";
        return Err(Error::invalid("user", message));
    }
    Ok(())
}

struct Erasing<'d> {
    directory: &'d Directory,
    caller: &'d Caller,
    read: TenantRead,
    id: UserId,
    person: Person,
    erased: Erased,
}

impl Erasing<'_> {
    /// Removes the user, if there is one, what clients called it as a member, and views that ask
    /// for it.
    async fn remove(&mut self) -> Result<(), Error> {
        let remove = Remove {
            directory: self.directory.clone(),
            caller: self.caller.clone(),
            id: self.id,
            person: self.person.clone(),
        };
        let removed = self.directory.write(self.caller, remove).await?;
        self.erased.was_there = removed.was_there;
        self.erased.memberships = removed.memberships;
        self.erased.views = removed.views;
        Ok(())
    }

    /// Reads everything until nothing names the person.
    async fn passes(&mut self) -> Result<(), Error> {
        for _ in 0..PASSES {
            if !self.pass().await? {
                break;
            }
        }
        Ok(())
    }

    /// Reads everything once, and erases what names the person; whether there was any.
    async fn pass(&mut self) -> Result<bool, Error> {
        self.directory.flush_events().await?;
        self.directory.audit().seal(self.caller.tenant()).await?;
        let before = self.erased.versions;
        self.versions().await?;
        let events = self.events().await?;
        let found = self.erased.versions > before || !events.is_empty();
        for portion in events.chunks(PORTION) {
            self.erased.events += portion.len() as u64;
            self.write(Vec::new(), portion.to_vec()).await?;
        }
        Ok(found)
    }

    async fn write(
        &self,
        versions: Vec<(State, Map<String, Value>)>,
        events: Vec<(EventId, Vec<Field>)>,
    ) -> Result<(), Error> {
        let erase = Erase {
            directory: self.directory.clone(),
            caller: self.caller.clone(),
            id: self.id,
            versions,
            events,
        };
        self.directory.write(self.caller, erase).await
    }

    /// Puts others in the place of versions that name the person.
    async fn versions(&mut self) -> Result<(), Error> {
        let (mut after, mut found) = (None, Vec::new());
        self.erased.named_by.clear();
        self.tell_people().await?;
        loop {
            let states = self.read.versions().scan(after, BATCH).await?;
            let last = states.last().map(|last| (last.id, last.version));
            for state in states {
                if let Some(document) = self.without_person(&state).await? {
                    found.push((state, document));
                }
            }
            if !found.is_empty() && (found.len() >= TOGETHER || last.is_none()) {
                self.erased.versions += found.len() as u64;
                self.write(std::mem::take(&mut found), Vec::new()).await?;
            }
            match last {
                Some(last) => after = Some(last),
                None => return Ok(()),
            }
        }
    }

    /// Tells of people of the console and of tokens and OAuth clients that have the name:
    /// they are no users.
    async fn tell_people(&mut self) -> Result<(), Error> {
        for member in self.read.admins().list().await? {
            if self.person.is_name(&member.email) {
                self.tell("Member", member.id);
            }
        }
        for token in self.read.tokens().list().await? {
            if self.person.is_named(&token.name) {
                self.tell("Token", token.id);
            }
        }
        for client in self.read.oauth_clients().list().await? {
            if self.person.is_named(&client.name) {
                self.tell("Client", client.id);
            }
        }
        Ok(())
    }

    /// What is to be in the place of a version, if it names the person.
    async fn without_person(&mut self, state: &State) -> Result<Option<Map<String, Value>>, Error> {
        let Some(document) = &state.document else {
            return Ok(None);
        };
        if state.id == self.id.as_uuid() {
            let erased = somebody(document);
            return Ok((erased != *document).then_some(erased));
        }
        let Some(struck) = self.person.struck_out_of(document, redact::MARK) else {
            return Ok(None);
        };
        let newest = self.read.versions().newest(state.id).await?;
        if newest.is_some_and(|newest| newest.version == state.version) {
            // It is what is there now, and the identity provider's to change.
            self.tell(state.kind.as_str(), state.id);
            return Ok(None);
        }
        Ok(Some(struck))
    }

    fn tell(&mut self, kind: &str, id: impl std::fmt::Display) {
        if self.erased.named_by.len() < TOLD {
            self.erased.named_by.push(format!("{kind} {id}"));
        }
    }

    /// Events that name the person, with the fields that do.
    async fn events(&self) -> Result<Vec<(EventId, Vec<Field>)>, Error> {
        let (mut after, mut found) = (0, Vec::new());
        loop {
            let events = self.read.audit().sealed(after, i64::MAX, BATCH).await?;
            let Some(last) = events.last() else {
                return Ok(found);
            };
            after = last.seq.unwrap_or(i64::MAX);
            for event in &events {
                let fields = self.fields(event);
                if !fields.is_empty() {
                    found.push((event.id, fields));
                }
            }
        }
    }

    /// The fields of an event that name the person, or tell of nobody else.
    fn fields(&self, event: &Event) -> Vec<Field> {
        let is_about = event.resource_type.as_deref() == Some("User")
            && event.resource_id.as_deref() == Some(&*self.id.to_string())
            && event.operation != Operation::AuditErase.as_str();
        let asks = event.is_read || ASKING.contains(&event.operation.as_str());
        let acts = event.actor_type == "member";
        let exported = wire::event(event);
        let fields = Field::ALL.into_iter();
        let fields = fields.filter(|field| {
            let Some(value) = super::chain::at(&exported, field.as_str()) else {
                return false;
            };
            (is_about && tells_of_resource(*field)) || self.names(*field, value, acts, asks)
        });
        fields.collect()
    }

    fn names(&self, field: Field, value: &Value, acts: bool, asks: bool) -> bool {
        let text = value.as_str();
        match (field, text) {
            // The name of a token is its own, whoever has the same one.
            (Field::ActorLabel, _) if !acts => false,
            (Field::ActorLabel | Field::ResourceLabel | Field::ResourceExternalId, Some(name)) => {
                self.person.is_name(name)
            }
            (Field::Path, Some(target)) => self.person.is_in_target(target),
            (Field::RequestBody | Field::Detail, _) if asks => {
                self.person.is_in(value) || self.person.is_asked_about(&value.to_string())
            }
            _ => self.person.is_in(value),
        }
    }
}

/// Whether a field of an event about a user is about that user.
fn tells_of_resource(field: Field) -> bool {
    match field {
        Field::ResourceExternalId
        | Field::ResourceLabel
        | Field::Detail
        | Field::Changes
        | Field::RequestBody
        | Field::ResponseBody => true,
        Field::ActorLabel | Field::Ip | Field::UserAgent | Field::Path => false,
    }
}

/// What stays of a user who was erased: that there was somebody, and whether with access.
fn somebody(document: &Map<String, Value>) -> Map<String, Value> {
    let active = document.get("active").and_then(Value::as_bool);
    let mut somebody = Map::new();
    somebody.insert("schemas".to_owned(), json!([scim::USER_SCHEMA]));
    somebody.insert("userName".to_owned(), redact::MARK.into());
    somebody.extend(active.map(|active| ("active".to_owned(), active.into())));
    somebody
}
