//! The query of the audit log.

use super::{Channel, InvalidValue, Query, Range, cursor, flag, push, push_cursor};
use crate::model::event::Outcome;

/// `/t/<slug>/audit?q= &range= | &from=&to= &outcome= &op= &resource= &id= &token= &actor= &status=
/// &ip= &channel= &request= &not= &reads= &cursor=`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Free text.
    pub q: String,
    pub range: Range,
    pub outcome: Option<OutcomeFilter>,
    /// An operation (`user.create`) or a family of them (`user`).
    pub op: String,
    /// A resource type: `User`, `Group`, `Token`, …
    pub resource: String,
    /// A resource id.
    pub id: String,
    /// A token name.
    pub token: String,
    /// A member's e-mail, or any other actor label.
    pub actor: String,
    pub status: Option<StatusClass>,
    pub ip: String,
    pub channel: Option<Channel>,
    pub request: String,
    /// What is ruled out, each as `name:value`: `op:user.update`, `text:ada`.
    pub not: Vec<String>,
    /// Show reads too.
    pub reads: bool,
    pub cursor: Option<String>,
}

/// Filters that can be ruled out, beside `text`.
pub const RULED_OUT: [&str; 9] = [
    "outcome", "op", "resource", "id", "token", "actor", "status", "ip", "channel",
];
/// The most filters that are ruled out at once.
pub const MOST_RULED_OUT: usize = 20;

impl AuditQuery {
    /// Every parameter that there is, each of which is given once but for `not`.
    pub const NAMES: [&str; 17] = [
        "q", "range", "from", "to", "outcome", "op", "resource", "id", "token", "actor", "status",
        "ip", "channel", "request", "reads", "cursor", "not",
    ];

    /// Every event that there is.
    pub fn everything() -> Self {
        Self {
            range: Range::All,
            reads: true,
            ..Self::default()
        }
    }

    /// Everything about one resource, of all time.
    pub fn about(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            range: Range::All,
            ..Self::default()
        }
    }

    /// Everything one token did, of all time.
    pub fn by_token(name: &str) -> Self {
        Self {
            token: name.to_owned(),
            ..Self::everything()
        }
    }

    /// Everything that belongs to one request.
    pub fn of_request(id: &str) -> Self {
        Self {
            request: id.to_owned(),
            range: Range::All,
            reads: true,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn at(&self, cursor: &str) -> Self {
        Self {
            cursor: Some(cursor.to_owned()),
            ..self.clone()
        }
    }

    /// The same filters over another range, from its beginning.
    #[must_use]
    pub fn over(&self, range: Range) -> Self {
        Self {
            range,
            cursor: None,
            ..self.clone()
        }
    }

    /// Whether anything but the range narrows the list.
    pub fn is_filtered(&self) -> bool {
        let range_only = Self {
            range: self.range.clone(),
            reads: self.reads,
            cursor: self.cursor.clone(),
            ..Self::default()
        };
        *self != range_only
    }

    /// The filters that rule something out, each as the query of what it rules out.
    pub fn ruled_out(&self) -> impl Iterator<Item = Self> {
        self.not.iter().filter_map(|value| Self::of_one(value).ok())
    }

    fn rule_out(&mut self, value: &str) -> Result<(), InvalidValue> {
        Self::of_one(value)?;
        if self.not.len() >= MOST_RULED_OUT {
            return Err(InvalidValue);
        }
        if self.not.iter().all(|known| known != value) {
            self.not.push(value.to_owned());
        }
        Ok(())
    }

    /// The query with one filter, written as `name:value`.
    fn of_one(filter: &str) -> Result<Self, InvalidValue> {
        let (name, value) = filter.split_once(':').ok_or(InvalidValue)?;
        let mut query = Self {
            range: Range::All,
            reads: true,
            ..Self::default()
        };
        match name {
            _ if value.is_empty() => return Err(InvalidValue),
            "text" => value.clone_into(&mut query.q),
            name if RULED_OUT.contains(&name) => query.set(name, value)?,
            _ => return Err(InvalidValue),
        }
        Ok(query)
    }

    /// Whether one of the less usual filters is set, so that they are shown open.
    pub fn uses_more_filters(&self) -> bool {
        matches!(self.range, Range::Custom { .. })
            || self.channel.is_some()
            || [&self.id, &self.actor, &self.ip, &self.request]
                .iter()
                .any(|value| !value.is_empty())
    }
}

impl Query for AuditQuery {
    fn set(&mut self, name: &str, value: &str) -> Result<(), InvalidValue> {
        let text = || value.to_owned();
        match name {
            "q" => self.q = text(),
            "range" => self.range = Range::parse(value, &self.range)?,
            "from" => self.range = self.range.with_from(value)?,
            "to" => self.range = self.range.with_to(value)?,
            "outcome" => self.outcome = Some(OutcomeFilter::parse(value)?),
            "op" => self.op = operation(value)?,
            "resource" => self.resource = text(),
            "id" => self.id = text(),
            "token" => self.token = text(),
            "actor" => self.actor = text(),
            "status" => self.status = Some(StatusClass::parse(value)?),
            "ip" => self.ip = text(),
            "channel" => self.channel = Some(Channel::parse(value)?),
            "request" => self.request = text(),
            "not" => self.rule_out(value)?,
            "reads" => self.reads = flag(value)?,
            "cursor" => self.cursor = cursor(value)?,
            _ => {}
        }
        Ok(())
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        push(&mut pairs, "q", &self.q);
        match &self.range {
            Range::Custom { from, to } => {
                push(&mut pairs, "from", from);
                push(&mut pairs, "to", to);
            }
            Range::Hours24 => {}
            range => push(&mut pairs, "range", range.word()),
        }
        push(
            &mut pairs,
            "outcome",
            self.outcome.map_or("", OutcomeFilter::word),
        );
        push(&mut pairs, "op", &self.op);
        push(&mut pairs, "resource", &self.resource);
        push(&mut pairs, "id", &self.id);
        push(&mut pairs, "token", &self.token);
        push(&mut pairs, "actor", &self.actor);
        push(
            &mut pairs,
            "status",
            self.status.map_or("", StatusClass::word),
        );
        push(&mut pairs, "ip", &self.ip);
        push(
            &mut pairs,
            "channel",
            self.channel.map_or("", Channel::word),
        );
        push(&mut pairs, "request", &self.request);
        pairs.extend(self.not.iter().map(|value| ("not", value.clone())));
        if self.reads {
            pairs.push(("reads", "1".to_owned()));
        }
        push_cursor(&mut pairs, self.cursor.as_ref());
        pairs
    }
}

/// What `outcome=` can be: one outcome, or `error` for all that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeFilter {
    Only(Outcome),
    Error,
}

impl OutcomeFilter {
    /// In the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::Error,
        Self::Only(Outcome::Success),
        Self::Only(Outcome::NoChange),
        Self::Only(Outcome::ClientError),
        Self::Only(Outcome::ServerError),
        Self::Only(Outcome::Denied),
        Self::Only(Outcome::Held),
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Only(outcome) => outcome.word(),
            Self::Error => "error",
        }
    }

    fn parse(word: &str) -> Result<Self, InvalidValue> {
        Self::ALL
            .into_iter()
            .find(|filter| filter.word() == word)
            .ok_or(InvalidValue)
    }
}

/// What `status=` can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusClass {
    Success,
    Redirect,
    Client,
    Server,
}

impl StatusClass {
    pub const ALL: [Self; 4] = [Self::Success, Self::Redirect, Self::Client, Self::Server];

    pub fn word(self) -> &'static str {
        match self {
            Self::Success => "2xx",
            Self::Redirect => "3xx",
            Self::Client => "4xx",
            Self::Server => "5xx",
        }
    }

    fn parse(word: &str) -> Result<Self, InvalidValue> {
        Self::ALL
            .into_iter()
            .find(|class| class.word() == word)
            .ok_or(InvalidValue)
    }
}

fn operation(value: &str) -> Result<String, InvalidValue> {
    let plain = value
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'.' || byte == b'_');
    if plain {
        Ok(value.to_owned())
    } else {
        Err(InvalidValue)
    }
}
