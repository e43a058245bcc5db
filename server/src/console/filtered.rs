//! Lists narrowed by a SCIM filter: what an identity provider would get for it, as rows.

use app::model::group::GroupRow;
use app::model::query::{GroupsQuery, UsersQuery};
use app::model::user::UserRow;
use app::model::{FieldError, Instant, Pager};
use chrono::{DateTime, Utc};
use directory::{Answer, Body, Error, ListQuery, Moment, Selection};
use serde_json::Value;

use super::context::Member;
use super::failure::Failure;
use super::paging;
use super::query::Asked;
use super::user_list;

/// One page of a list, and what was wrong about asking for it.
pub(super) struct Found<Row> {
    pub(super) rows: Vec<Row>,
    pub(super) pager: Pager,
    pub(super) errors: Vec<FieldError>,
}

impl<Row> Found<Row> {
    /// Whether a filter was asked for that cannot be used.
    pub(super) fn refuses_filter(&self) -> bool {
        self.errors.iter().any(|error| error.field == "filter")
    }

    /// What is wrong with a filter, beside the first page of the list as it is without: nothing is
    /// taken from the reader's sight, and they correct the filter before they read on.
    pub(super) fn beside(self, plain: Self) -> Self {
        Self {
            rows: plain.rows,
            pager: Pager {
                next: None,
                ..plain.pager
            },
            errors: self.errors.into_iter().chain(plain.errors).collect(),
        }
    }
}

/// Users that meet `filter`, in the order in which they were created.
pub(super) async fn users(
    member: &Member,
    asked: &mut Asked<UsersQuery>,
    at: Option<Moment>,
) -> Result<Found<UserRow>, Failure> {
    let start = asked
        .cursor(|query| &mut query.cursor, position)
        .unwrap_or(1);
    let query = &asked.query;
    let wanted = list_query(user_list::filter(member, query), start, query.limit, at);
    let answer = member
        .directory
        .users()
        .search(&member.caller, &wanted)
        .await;
    found(answer, start, !query.q.is_empty(), |user| UserRow {
        id: text(user, "id"),
        display_name: user
            .as_object()
            .and_then(scim::full_name)
            .unwrap_or_default(),
        user_name: text(user, "userName"),
        active: user.get("active").and_then(Value::as_bool).unwrap_or(true),
        groups: user
            .get("groups")
            .and_then(Value::as_array)
            .map_or(0, |groups| groups.len() as u64),
        external_id: optional(user, "externalId"),
        source: None,
        created: meta(member, user, "created"),
        changed: meta(member, user, "lastModified"),
    })
}

/// Groups that meet `filter`, in the order in which they were created.
pub(super) async fn groups(
    member: &Member,
    asked: &mut Asked<GroupsQuery>,
    at: Option<Moment>,
) -> Result<Found<GroupRow>, Failure> {
    let start = asked
        .cursor(|query| &mut query.cursor, position)
        .unwrap_or(1);
    let query = &asked.query;
    let wanted = ListQuery {
        selection: Selection {
            excluded_attributes: Some("members".to_owned()),
            attributes: None,
            at,
        },
        ..list_query(
            (!query.filter.is_empty()).then(|| query.filter.clone()),
            start,
            query.limit,
            at,
        )
    };
    let answer = member
        .directory
        .groups()
        .search(&member.caller, &wanted)
        .await;
    let mut found = found(answer, start, !query.q.is_empty(), |group| GroupRow {
        id: text(group, "id"),
        display_name: text(group, "displayName"),
        members: 0,
        external_id: optional(group, "externalId"),
        source: None,
        created: meta(member, group, "created"),
        changed: meta(member, group, "lastModified"),
    })?;
    let ids: Vec<&str> = found.rows.iter().map(|row| row.id.as_str()).collect();
    let view = member.directory.view();
    let counts = view.member_counts(&member.caller, &ids, at).await?;
    for row in &mut found.rows {
        row.members = counts.get(&row.id).copied().unwrap_or_default();
    }
    Ok(found)
}

fn list_query(filter: Option<String>, start: u64, limit: u16, at: Option<Moment>) -> ListQuery {
    ListQuery {
        filter,
        start_index: i64::try_from(start).ok(),
        count: Some(limit.into()),
        selection: Selection {
            at,
            ..Selection::default()
        },
        ..ListQuery::default()
    }
}

/// A filter that cannot be used is the reader's to correct: it is told at its field.
fn found<Row>(
    answer: Result<Answer, Error>,
    start: u64,
    with_search: bool,
    row: impl Fn(&Value) -> Row,
) -> Result<Found<Row>, Failure> {
    let body = match answer {
        Ok(answer) => answer.body.map(Body::into_value).unwrap_or_default(),
        Err(error @ (Error::Scim(_) | Error::FilterNotTolerated(_))) => {
            let errors = vec![FieldError::new(field_of(&error), error.to_string())];
            return Ok(Found {
                rows: Vec::new(),
                pager: empty(),
                errors,
            });
        }
        Err(error) => return Err(error.into()),
    };
    let mut errors = Vec::new();
    if with_search {
        errors.push(FieldError::new(
            "q",
            "A search is not combined with a SCIM filter or with the past, and was not used. Clear one of them.",
        ));
    }
    let resources = body.get("Resources").and_then(Value::as_array);
    let rows: Vec<Row> = resources.into_iter().flatten().map(row).collect();
    let total = body
        .get("totalResults")
        .and_then(Value::as_u64)
        .unwrap_or_default();
    let shown = rows.len() as u64;
    let pager = Pager {
        first: (shown > 0).then_some(start),
        total: paging::total(total),
        previous: (start > 1).then(|| write(start.saturating_sub(shown.max(1)).max(1))),
        next: (shown > 0 && start + shown <= total).then(|| write(start + shown)),
    };
    Ok(Found {
        rows,
        pager,
        errors,
    })
}

/// The field that a refusal is about.
fn field_of(error: &Error) -> &'static str {
    match error {
        Error::Scim(error) if error.path.as_deref() == Some("at") => "at",
        _ => "filter",
    }
}

fn empty() -> Pager {
    Pager {
        first: None,
        total: paging::total(0),
        previous: None,
        next: None,
    }
}

/// A position in a filtered list, as a cursor.
fn write(position: u64) -> String {
    format!("s{position}")
}

fn position(cursor: &str) -> Option<u64> {
    cursor
        .strip_prefix('s')?
        .parse()
        .ok()
        .filter(|position| *position > 0)
}

fn text(resource: &Value, name: &str) -> String {
    optional(resource, name).unwrap_or_default()
}

fn optional(resource: &Value, name: &str) -> Option<String> {
    resource
        .get(name)
        .and_then(Value::as_str)
        .map(str::to_owned)
}

/// A time of `meta`.
fn meta(member: &Member, resource: &Value, name: &str) -> Instant {
    let time = resource.get("meta").and_then(|meta| meta.get(name));
    let time: Option<DateTime<Utc>> = time
        .and_then(Value::as_str)
        .and_then(|text| text.parse().ok());
    time.map(|at| member.instant(at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{position, write};

    #[test]
    fn a_position_is_read_as_it_was_written() {
        assert_eq!(position(&write(51)), Some(51));
        for text in ["", "s", "s0", "s-1", "51", "sx"] {
            assert_eq!(position(text), None, "{text}");
        }
    }
}
