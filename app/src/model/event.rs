//! One audit event and its parts. Field names are those of the event export.

use std::str::FromStr;

use super::viewer::Unknown;
use super::{Instant, Json};

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    Success,
    NoChange,
    ClientError,
    ServerError,
    Denied,
    Held,
}

impl Outcome {
    pub const ALL: [Self; 6] = [
        Self::Success,
        Self::NoChange,
        Self::ClientError,
        Self::ServerError,
        Self::Denied,
        Self::Held,
    ];

    /// The word in the export and in the query parameter `outcome`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::NoChange => "no_change",
            Self::ClientError => "client_error",
            Self::ServerError => "server_error",
            Self::Denied => "denied",
            Self::Held => "held",
        }
    }

    pub fn is_error(self) -> bool {
        matches!(self, Self::ClientError | Self::ServerError | Self::Denied)
    }
}

impl FromStr for Outcome {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.word() == word)
            .ok_or(Unknown)
    }
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    /// Of the token or member. A token's id makes the name a link.
    pub id: Option<String>,
    /// Token name, member e-mail, or what the system part calls itself.
    pub label: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    Token,
    Member,
    System,
    Setup,
    Cli,
    /// A person of the console who runs the server.
    Operator,
    /// A request without a valid credential.
    Unknown,
}

impl FromStr for ActorKind {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        match word {
            "token" => Ok(Self::Token),
            "member" => Ok(Self::Member),
            "system" => Ok(Self::System),
            "setup" => Ok(Self::Setup),
            "cli" => Ok(Self::Cli),
            "operator" => Ok(Self::Operator),
            "unknown" => Ok(Self::Unknown),
            _ => Err(Unknown),
        }
    }
}

/// What was acted on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// `User`, `Group`, `Token`, `Member`, … as in the event.
    pub kind: String,
    pub id: Option<String>,
    pub external_id: Option<String>,
    /// Display name at the time of the event; without one the id is shown.
    pub label: Option<String>,
    /// Whether its page still exists, so that the name can be a link.
    pub exists: bool,
}

/// One changed attribute. `before` is `None` when the attribute was added, `after` when it was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// SCIM path: `active`, `name.familyName`, `emails[type eq "work"].value`, `members`.
    pub path: String,
    pub before: Option<Json>,
    pub after: Option<Json>,
}

/// One event as a line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    pub id: String,
    /// `None` until the event is sealed.
    pub seq: Option<u64>,
    pub time: Instant,
    pub outcome: Outcome,
    /// `user.update`, `token.issue`, …
    pub operation: String,
    pub target: Option<Target>,
    pub actor: Actor,
    /// What the caller looks like: `okta`, `entra`, …; `None` when unknown.
    pub idp: Option<String>,
    pub request_id: String,
    pub status: u16,
    pub duration_ms: u64,
    pub scim_type: Option<String>,
    /// The reason of a refusal.
    pub detail: Option<String>,
    /// The first changes; a list shows three and counts the rest.
    pub changes: Vec<Change>,
    /// How many changes the event has in all.
    pub change_count: u64,
    /// The tolerances applied, each as a sentence.
    pub tolerances: Vec<String>,
    /// More than 1 when repeated refusals were folded into one event.
    pub count: u64,
}

/// The place of a sealed event in the tenant's chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seal {
    pub seq: u64,
    pub hash: String,
    pub previous_hash: String,
}

/// One event with everything stored about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The part that lists show too. `changes` is complete here.
    pub row: EventRow,
    /// `None` until the event is sealed, at most a few seconds after it.
    pub seal: Option<Seal>,
    /// What is shown of the token: `rc_scim_…7f2a`.
    pub token_prefix: Option<String>,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    /// `scim`, `console`, `cli` or `job`.
    pub channel: String,
    pub method: Option<String>,
    /// With its query string.
    pub path: Option<String>,
    /// Redacted; `None` for reads and for events without a body.
    pub request_body: Option<Json>,
    pub response_body: Option<Json>,
    /// Paths of what was redacted before storage.
    pub redactions: Vec<String>,
    /// Fields that were erased since, as the export calls them.
    pub erased: Vec<String>,
}

impl Event {
    /// Whether a field was there and is no longer kept.
    pub fn lacks(&self, field: &str) -> bool {
        self.erased.iter().any(|erased| erased == field)
    }
}
