//! Which events are asked for.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func};

use crate::entity::audit_event::Column;
use crate::id::{self, EventId};
use crate::sql::dialect::{self, storable};
use crate::sql::{col, key};

/// How far an event's id, made by the same clock, may be from its time: a bound for the index.
///
/// An event gets its time from its id; those of earlier versions asked the clock twice. It is short
/// since everything in it is read and thrown away at both ends of a range.
pub(super) const SLACK: Duration = Duration::seconds(10);

/// Events that one page, and one chart, look at unless asked for otherwise.
pub const LOOKED_AT: u64 = 5_000;

/// Which events are asked for. Every part that is set must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Texts to be found, each in names, ids, operation or detail, in any case.
    pub search: Vec<String>,
    /// What stands for each of these texts where it was struck out.
    pub masks: Vec<String>,
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub to: Option<DateTime<Utc>>,
    /// The actor's id or name.
    pub actor: Option<String>,
    /// The public part of a token.
    pub token_prefix: Option<String>,
    /// An operation, or all of a kind: `user.create`, `user.`.
    pub operation: Option<String>,
    /// What kind of thing it is about.
    pub resource_type: Option<String>,
    /// The id of the thing it is about.
    pub resource_id: Option<String>,
    /// One of these outcomes; any, when there are none.
    pub outcomes: Vec<String>,
    /// The door it came through: `scim`, `console`, `cli`, `job`.
    pub channel: Option<String>,
    /// The first digit of the HTTP status.
    pub status_class: Option<i32>,
    /// The caller's address.
    pub ip: Option<String>,
    /// One request.
    pub request_id: Option<String>,
    /// None of these queries may find an event; their pages do not count.
    pub except: Vec<Query>,
    /// Whether reads are wanted too.
    pub reads: bool,
    /// Only older than this event.
    pub before: Option<EventId>,
    /// Only newer than this event; the page is the one just after it.
    pub after: Option<EventId>,
    /// How many at most.
    pub limit: u64,
    /// How many events are looked at, at most, to find them.
    pub look_at: u64,
}

impl Default for Query {
    /// The newest fifty, without reads.
    fn default() -> Self {
        Self {
            search: Vec::new(),
            masks: Vec::new(),
            from: None,
            to: None,
            actor: None,
            token_prefix: None,
            operation: None,
            resource_type: None,
            resource_id: None,
            outcomes: Vec::new(),
            channel: None,
            status_class: None,
            ip: None,
            request_id: None,
            except: Vec::new(),
            reads: false,
            before: None,
            after: None,
            limit: 50,
            look_at: LOOKED_AT,
        }
    }
}

impl Query {
    /// Everything but the page.
    pub(crate) fn condition(&self) -> Condition {
        self.facts().add(ids(self.from, self.to))
    }

    /// The same without bounds for ids, for those who have closer ones: of two bounds `SQLite`
    /// takes any.
    pub(super) fn facts(&self) -> Condition {
        let mut all = times(self.from, self.to);
        let equal = [
            (Column::TokenPrefix, &self.token_prefix),
            (Column::ResourceType, &self.resource_type),
            (Column::ResourceId, &self.resource_id),
            (Column::Channel, &self.channel),
            (Column::Ip, &self.ip),
            (Column::RequestId, &self.request_id),
        ];
        for (column, value) in equal {
            all = all.add_option(
                value
                    .as_deref()
                    .map(|value| col(column).eq(storable(value))),
            );
        }
        if let Some(class) = self.status_class {
            all = all.add(col(Column::Status).between(class * 100, class * 100 + 99));
        }
        if !self.outcomes.is_empty() {
            all = all.add(
                col(Column::Outcome).is_in(self.outcomes.iter().map(|outcome| storable(outcome))),
            );
        }
        if let Some(actor) = &self.actor {
            let actor = storable(actor);
            let id = col(Column::ActorId).eq(actor.clone());
            all = all.add(id.or(col(Column::ActorLabel).eq(actor)));
        }
        if let Some(operation) = &self.operation {
            all = all.add(match operation.strip_suffix('.') {
                Some(kind) => {
                    col(Column::Operation).like(dialect::starts_with(&format!("{kind}.")))
                }
                None => col(Column::Operation).eq(storable(operation)),
            });
        }
        for (place, text) in self.search.iter().enumerate() {
            let found = |text: &str| {
                let text = key::search([text]);
                col(Column::SearchKey).like(dialect::contains(&text))
            };
            all = all.add(match self.masks.get(place) {
                Some(mask) => found(text).or(found(mask)),
                None => found(text),
            });
        }
        for except in &self.except {
            // A column without a value is not what was ruled out: unknown is not true.
            all = all.add(except.opaque().not());
        }
        if self.reads {
            all
        } else {
            all.add(col(Column::IsRead).eq(false))
        }
    }
}

impl Query {
    /// [`Self::condition`] as one value that no planner looks into: it would otherwise be free to
    /// take the index of another column than the one that finds few events.
    pub(super) fn opaque(&self) -> Expr {
        Func::coalesce([self.condition().into(), Expr::val(false)]).into()
    }
}

/// Events in `[from, to)`, which the order of ids narrows down before times are compared.
pub(crate) fn between(from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Condition {
    times(from, to).add(ids(from, to))
}

fn times(from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Condition {
    let time = |time: DateTime<Utc>| time.timestamp_millis();
    Condition::all()
        .add_option(from.map(|from| col(Column::Time).gte(time(from))))
        .add_option(to.map(|to| col(Column::Time).lt(time(to))))
}

fn ids(from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Condition {
    let id = id::lowest_at;
    Condition::all()
        .add_option(from.map(|from| col(Column::Id).gte(id(from - SLACK))))
        .add_option(to.map(|to| col(Column::Id).lt(id(to + SLACK))))
}
