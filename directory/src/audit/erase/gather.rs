//! Gathering what a person is known by, and what others are known by as well.

use std::collections::{BTreeSet, HashMap, HashSet};

use store::audit::Query;
use store::versions::State;
use store::{Kind, TenantRead, UserId};
use uuid::Uuid;

use super::BATCH;
use super::person::Person;
use crate::Error;

/// Others who are known by the same name, from whom on it names nobody: one or two can be the same
/// person under another id.
const MANY: usize = 3;

/// What a user is and was known by; `None` where there never was one.
pub(super) async fn gather(read: &TenantRead, id: UserId) -> Result<Option<Person>, Error> {
    let mut person = Person::new(&id.to_string());
    let mut found = false;
    let there = read.users().get(id).await?;
    let hidden = read.users().get_deleted(id).await?;
    for user in there.into_iter().chain(hidden.map(|hidden| hidden.user)) {
        person.learn(&user.document);
        found = true;
    }
    let mut below = None;
    loop {
        let states = read.versions().of(id, below, BATCH).await?;
        let states = states.into_iter().filter(|state| state.kind == Kind::User);
        let Some(last) = states.map(|state| learn(&mut person, &state)).last() else {
            break;
        };
        (below, found) = (Some(last), true);
    }
    let mut query = Query {
        resource_type: Some("User".to_owned()),
        resource_id: Some(id.to_string()),
        reads: true,
        limit: BATCH,
        ..Query::default()
    };
    loop {
        let events = read.audit().list(&query).await?.events;
        for event in &events {
            person.learn_event(event);
        }
        let Some(last) = events.last() else {
            return Ok(found.then_some(person));
        };
        (query.before, found) = (Some(last.id), true);
    }
}

/// What [`MANY`] others are known by as well, now or before.
pub(super) async fn shared(
    read: &TenantRead,
    id: UserId,
    person: &Person,
) -> Result<BTreeSet<String>, Error> {
    let mut sharing: HashMap<String, HashSet<Uuid>> = HashMap::new();
    let mut after = None;
    loop {
        let states = read.versions().scan(after, BATCH).await?;
        let Some(last) = states.last() else {
            break;
        };
        after = Some((last.id, last.version));
        for state in states.iter().filter(|state| state.kind == Kind::User) {
            let Some(document) = state.document.as_ref().filter(|_| state.id != id.as_uuid())
            else {
                continue;
            };
            let mut other = Person::new(&state.id.to_string());
            other.learn(document);
            for name in person.shares(&other) {
                let holders = sharing.entry(name.clone()).or_default();
                if holders.len() < MANY {
                    holders.insert(state.id);
                }
            }
        }
    }
    let many = sharing
        .into_iter()
        .filter(|(_, holders)| holders.len() >= MANY);
    Ok(many.map(|(name, _)| name).collect())
}

fn learn(person: &mut Person, state: &State) -> i64 {
    if let Some(document) = &state.document {
        person.learn(document);
    }
    state.version
}
