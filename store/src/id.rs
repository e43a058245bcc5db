//! Identifiers: `UUIDv7` values that know what they identify, and the one place that makes them.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use rand::RngExt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{ContextV7, Timestamp, Uuid};

use crate::clock::Clock;
use crate::tenant::Tenant;

/// The id of a `T`. Ids of different things cannot be mixed up.
pub struct Id<T> {
    uuid: Uuid,
    of: PhantomData<fn() -> T>,
}

/// Marks the id of a provisioned user.
pub enum User {}
/// Marks the id of a provisioned group.
pub enum Group {}
/// Marks the id of a SCIM token.
pub enum Token {}
/// Marks the id of an OAuth client.
pub enum Client {}
/// Marks the id of a membership in a tenant, held by a person of the console.
pub enum Member {}
/// Marks the id of a person of the console.
pub enum Account {}
/// Marks the id of an invitation.
pub enum Invitation {}
/// Marks the id of a link to the guide of an identity provider.
pub enum GuideLink {}
/// Marks the id of a link to another password.
pub enum PasswordReset {}
/// Marks the id of a mail that is to be sent.
pub enum Mail {}
/// Marks the id of a schema that a tenant registered.
pub enum Schema {}
/// Marks the id of a saved view of the audit log.
pub enum SavedView {}
/// Marks the id of an audit event.
pub enum Event {}

/// The id of a tenant.
pub type TenantId = Id<Tenant>;
/// The id of a provisioned user.
pub type UserId = Id<User>;
/// The id of a provisioned group.
pub type GroupId = Id<Group>;
/// The id of a SCIM token.
pub type TokenId = Id<Token>;
/// The id of an OAuth client; not what it calls itself.
pub type ClientId = Id<Client>;
/// The id of a person's membership in a tenant.
pub type MemberId = Id<Member>;
/// The id of a person of the console.
pub type AccountId = Id<Account>;
/// The id of an invitation.
pub type InvitationId = Id<Invitation>;
/// The id of a link to the guide of an identity provider.
pub type GuideLinkId = Id<GuideLink>;
/// The id of a link to another password.
pub type PasswordResetId = Id<PasswordReset>;
/// The id of a mail that is to be sent.
pub type MailId = Id<Mail>;
/// The id of a schema that a tenant registered.
pub type SchemaId = Id<Schema>;
/// The id of a saved view of the audit log.
pub type SavedViewId = Id<SavedView>;
/// The id of an audit event.
pub type EventId = Id<Event>;

impl<T> Id<T> {
    /// Gives a UUID its meaning.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self {
            uuid,
            of: PhantomData,
        }
    }

    /// The plain UUID.
    pub const fn as_uuid(self) -> Uuid {
        self.uuid
    }

    /// When it was made, to the millisecond.
    pub fn time(self) -> DateTime<Utc> {
        let millis = i64::try_from(self.uuid.as_u128() >> 80).unwrap_or_default();
        DateTime::from_timestamp_millis(millis).unwrap_or_default()
    }

    /// Reads the one spelling that [`Display`](fmt::Display) writes.
    ///
    /// RFC 7643 §3.1: `id` is case exact, so other spellings of the same UUID are other ids.
    pub fn parse(text: &str) -> Option<Self> {
        let uuid = Uuid::try_parse(text).ok()?;
        let mut canonical = Uuid::encode_buffer();
        (uuid.hyphenated().encode_lower(&mut canonical) == text).then(|| Self::from_uuid(uuid))
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.hyphenated().fmt(f)
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an id"))
    }
}

impl<T> From<Id<T>> for Uuid {
    fn from(id: Id<T>) -> Self {
        id.uuid
    }
}

impl<T> From<Id<T>> for sea_orm::Value {
    fn from(id: Id<T>) -> Self {
        id.uuid.into()
    }
}

/// Makes `UUIDv7` ids that rise strictly within one process, by the injected clock.
#[derive(Clone, Debug)]
pub struct IdGenerator {
    clock: Arc<dyn Clock>,
    context: Arc<Mutex<ContextV7>>,
}

impl IdGenerator {
    /// A generator that reads the time from `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            context: Arc::new(Mutex::new(ContextV7::new())),
        }
    }

    /// The next id of a `T`.
    pub fn next<T>(&self) -> Id<T> {
        Id::from_uuid(self.at(self.clock.now()))
    }

    /// The next id as of `time`; never below one made before.
    pub(crate) fn at(&self, time: DateTime<Utc>) -> Uuid {
        let seconds = u64::try_from(time.timestamp()).unwrap_or_default();
        Uuid::new_v7(Timestamp::from_unix(
            &*self.context,
            seconds,
            time.timestamp_subsec_nanos(),
        ))
    }
}

/// Any number up to `most`: a pause that competitors do not all take at once.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place of chance beside ids"
)]
pub(crate) fn random_up_to(most: u64) -> u64 {
    rand::rng().random_range(0..=most)
}

/// The lowest id that could have been made at `time`: a bound for ranges of ids.
pub(crate) fn lowest_at(time: DateTime<Utc>) -> Uuid {
    let millis = u128::try_from(time.timestamp_millis()).unwrap_or_default();
    Uuid::from_u128(millis << 80)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TestClock;

    #[test]
    fn ids_rise_even_when_the_clock_stands_still() {
        let ids = IdGenerator::new(Arc::new(TestClock::default()));
        let made: Vec<UserId> = (0..10_000).map(|_| ids.next()).collect();
        assert!(made.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn only_the_canonical_spelling_is_an_id() {
        let text = "01939e4c-7f6a-7c3e-8b1a-2f4d5e6f7a8b";
        assert_eq!(
            UserId::parse(text).map(|id| id.to_string()).as_deref(),
            Some(text)
        );
        let simple = text.replace('-', "");
        for other in [
            text.to_uppercase(),
            simple,
            format!("{{{text}}}"),
            String::new(),
        ] {
            assert_eq!(UserId::parse(&other), None, "{other}");
        }
    }

    #[test]
    fn an_id_knows_its_instant_and_the_bound_of_that_is_below_it() {
        let clock = TestClock::default();
        let ids = IdGenerator::new(Arc::new(clock.clone()));
        let id: UserId = ids.next();
        assert_eq!(id.time(), clock.now());
        assert!(lowest_at(clock.now()) <= id.as_uuid());
        assert!(lowest_at(clock.now() + chrono::Duration::milliseconds(1)) > id.as_uuid());
    }
}
