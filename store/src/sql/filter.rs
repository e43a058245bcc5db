//! A typed SCIM filter as a condition. Its meaning is that of `scim::filter::matches`.
//!
//! Every condition made here is true or false and never null, so that `NOT` turns it round: what a
//! nullable column is compared with is always joined with its presence.

use scim::filter::{AttributePath, Filter, Literal, Operator};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{DbBackend, EntityName};
use uuid::Uuid;

use crate::entity::{TenantOwned, group_member, scim_group, scim_user, scim_user_value};
use crate::id::{Id, TenantId, User};
use crate::sql::{col, dialect, key};

/// What is filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Users.
    User,
    /// Groups.
    Group,
}

/// Whether a filter is answered in SQL.
pub fn supports(kind: Kind, filter: &Filter) -> bool {
    let anywhere = Scope {
        tenant: Id::from_uuid(Uuid::nil()),
        backend: DbBackend::Sqlite,
    };
    condition(kind, anywhere, filter).is_some()
}

/// Whose rows are filtered, and where they are.
#[derive(Clone, Copy)]
pub(crate) struct Scope {
    pub(crate) tenant: TenantId,
    pub(crate) backend: DbBackend,
}

/// Terms of one filter that look into another table. PostgreSQL plans a few at once in no time,
/// and hundreds in minutes.
const MOST_SUBQUERIES: usize = 16;

/// The filter as a condition on rows of that kind; `None` when some part of it has no SQL yet, or
/// when it would keep the database busy for too long.
pub(crate) fn condition(kind: Kind, scope: Scope, filter: &Filter) -> Option<Condition> {
    if subqueries(kind, filter) > MOST_SUBQUERIES {
        return None;
    }
    translate(kind, scope, filter)
}

fn subqueries(kind: Kind, filter: &Filter) -> usize {
    let of = |path| match storage(kind, path) {
        Some(Storage::Values(_) | Storage::Members) => 1,
        _ => 0,
    };
    match filter {
        Filter::And(parts) | Filter::Or(parts) => {
            parts.iter().map(|part| subqueries(kind, part)).sum()
        }
        Filter::Not(inner) => subqueries(kind, inner),
        Filter::Compare { path, .. } | Filter::Present(path) | Filter::ValuePath { path, .. } => {
            of(path)
        }
    }
}

/// Recursion is as deep as the filter, which `scim` bounds.
fn translate(kind: Kind, scope: Scope, filter: &Filter) -> Option<Condition> {
    match filter {
        Filter::And(parts) => all_of(parts, |part| translate(kind, scope, part)),
        Filter::Or(parts) => any_of(parts, |part| translate(kind, scope, part)),
        Filter::Not(inner) => Some(translate(kind, scope, inner)?.not()),
        Filter::Compare {
            path,
            operator,
            value,
        } => {
            let stored = storage(kind, path)?;
            Some(Condition::all().add(stored.compare(scope, *operator, value)?))
        }
        Filter::Present(path) => Some(Condition::all().add(storage(kind, path)?.present(scope)?)),
        Filter::ValuePath { path, filter } => {
            let Storage::Values(attribute) = storage(kind, path)? else {
                return None;
            };
            Some(Condition::all().add(has_value(scope, attribute, of_value(filter)?)))
        }
    }
}

fn all_of(parts: &[Filter], each: impl Fn(&Filter) -> Option<Condition>) -> Option<Condition> {
    parts
        .iter()
        .try_fold(Condition::all(), |all, part| Some(all.add(each(part)?)))
}

fn any_of(parts: &[Filter], each: impl Fn(&Filter) -> Option<Condition>) -> Option<Condition> {
    parts
        .iter()
        .try_fold(Condition::any(), |any, part| Some(any.add(each(part)?)))
}

/// Where an attribute is kept.
enum Storage {
    /// The id of the row.
    Id(Expr),
    /// A column of folded text.
    Folded(Expr),
    /// A column of text that is compared as it is.
    Exact(Expr),
    /// A column of milliseconds.
    Time(Expr),
    /// A column of true and false.
    Flag(Expr),
    /// Rows of `scim_user_value`.
    Values(&'static str),
    /// Rows of `group_member`.
    Members,
}

fn storage(kind: Kind, path: &AttributePath) -> Option<Storage> {
    use scim_group::Column as Group;
    use scim_user::Column as User;
    if path.urn.is_some() {
        return None;
    }
    let sub = path.sub_attribute.as_deref();
    Some(match (kind, path.attribute.as_str(), sub) {
        (Kind::User, "id", None) => Storage::Id(col(User::Id)),
        (Kind::User, "userName", None) => Storage::Folded(col(User::UserNameKey)),
        (Kind::User, "displayName", None) => Storage::Folded(col(User::DisplayNameKey)),
        (Kind::User, "externalId", None) => Storage::Exact(col(User::ExternalId)),
        (Kind::User, "active", None) => Storage::Flag(col(User::Active)),
        (Kind::User, "meta", Some("created")) => Storage::Time(col(User::CreatedAt)),
        (Kind::User, "meta", Some("lastModified")) => Storage::Time(col(User::UpdatedAt)),
        (Kind::User, "emails", None | Some("value")) => Storage::Values("emails"),
        (Kind::Group, "id", None) => Storage::Id(col(Group::Id)),
        (Kind::Group, "displayName", None) => Storage::Folded(col(Group::DisplayNameKey)),
        (Kind::Group, "externalId", None) => Storage::Exact(col(Group::ExternalId)),
        (Kind::Group, "meta", Some("created")) => Storage::Time(col(Group::CreatedAt)),
        (Kind::Group, "meta", Some("lastModified")) => Storage::Time(col(Group::UpdatedAt)),
        (Kind::Group, "members", None | Some("value")) => Storage::Members,
        _ => return None,
    })
}

impl Storage {
    fn compare(self, scope: Scope, operator: Operator, value: &Literal) -> Option<Expr> {
        match (self, operator, value) {
            (stored, Operator::Eq, Literal::Null) => Some(stored.present(scope)?.not()),
            (stored, Operator::Ne, Literal::Null) => stored.present(scope),
            (Self::Id(column), Operator::Eq, Literal::Text(text)) => Some(is_id(column, text)),
            (Self::Folded(column), Operator::Eq, Literal::Text(text)) => {
                Some(is(column, key::folded(text)))
            }
            (Self::Exact(column), Operator::Eq, Literal::Text(text)) => {
                Some(is(column, text.clone()))
            }
            (Self::Flag(column), Operator::Eq, Literal::Boolean(flag)) => Some(column.eq(*flag)),
            (Self::Flag(column), Operator::Ne, Literal::Boolean(flag)) => Some(column.ne(*flag)),
            (Self::Time(column), _, Literal::DateTime(time)) => {
                ordered(column, operator, time.timestamp_millis())
            }
            (Self::Values(attribute), Operator::Eq, Literal::Text(text)) => {
                let same = is(col(scim_user_value::Column::ValueKey), key::folded(text));
                Some(has_value(scope, attribute, Condition::all().add(same)))
            }
            (Self::Members, Operator::Eq, Literal::Text(text)) => Some(has_member(scope, text)),
            _ => None,
        }
    }

    fn present(self, scope: Scope) -> Option<Expr> {
        match self {
            // Never absent.
            Self::Id(_) | Self::Time(_) | Self::Flag(_) => Some(Expr::val(1).eq(1)),
            Self::Folded(column) | Self::Exact(column) => {
                Some(column.clone().is_not_null().and(column.ne("")))
            }
            Self::Values(attribute) => {
                let filled = col(scim_user_value::Column::Value).ne("");
                Some(has_value(scope, attribute, Condition::all().add(filled)))
            }
            Self::Members => None,
        }
    }
}

/// Equal, and false for what is absent. An empty text counts as absent, and NUL is never stored.
fn is(column: Expr, text: String) -> Expr {
    if text.is_empty() || text.contains('\0') {
        return never();
    }
    column.clone().is_not_null().and(column.eq(text))
}

/// Equal to an id in its one spelling; nothing else is anybody's id.
fn is_id(column: Expr, text: &str) -> Expr {
    Id::<User>::parse(text).map_or_else(never, |id| column.eq(id))
}

fn ordered(column: Expr, operator: Operator, millis: i64) -> Option<Expr> {
    Some(match operator {
        Operator::Eq => column.eq(millis),
        Operator::Ne => column.ne(millis),
        Operator::Gt => column.gt(millis),
        Operator::Ge => column.gte(millis),
        Operator::Lt => column.lt(millis),
        Operator::Le => column.lte(millis),
        Operator::Co | Operator::Sw | Operator::Ew => return None,
    })
}

/// The inner filter of `emails[…]`, on one row of `scim_user_value`.
fn of_value(filter: &Filter) -> Option<Condition> {
    use scim_user_value::Column;
    match filter {
        Filter::And(parts) => all_of(parts, of_value),
        Filter::Or(parts) => any_of(parts, of_value),
        Filter::Not(inner) => Some(of_value(inner)?.not()),
        Filter::Compare {
            path,
            operator: Operator::Eq,
            value,
        } => {
            let same = match (path.sub_attribute.as_deref(), value) {
                (Some("value"), Literal::Text(text)) => {
                    is(col(Column::ValueKey), key::folded(text))
                }
                (Some("type"), Literal::Text(text)) => is(col(Column::Kind), key::folded(text)),
                (Some("primary"), Literal::Boolean(true)) => col(Column::IsPrimary).eq(true),
                _ => return None,
            };
            Some(Condition::all().add(same))
        }
        _ => None,
    }
}

/// Whether a user has a value of an attribute that meets a condition.
///
/// The values are found by their index first, and not user by user.
fn has_value(scope: Scope, attribute: &'static str, condition: Condition) -> Expr {
    use scim_user_value::{Column, Entity};
    let owners = Query::select()
        .expr(col(Column::UserId))
        .from(Entity.table_ref())
        .and_where(col(Entity::TENANT).eq(scope.tenant))
        .and_where(col(Column::Attribute).eq(attribute))
        .cond_where(condition)
        .take();
    dialect::is_among(scope.backend, col(scim_user::Column::Id), owners)
}

/// Whether a user or group is a direct member.
fn has_member(scope: Scope, text: &str) -> Expr {
    use group_member::{Column, Entity};
    let Some(id) = Id::<User>::parse(text) else {
        return never();
    };
    let groups = |column: Column| {
        let groups = Query::select()
            .expr(col(Column::GroupId))
            .from(Entity.table_ref())
            .and_where(col(Entity::TENANT).eq(scope.tenant))
            .and_where(col(column).eq(id))
            .take();
        dialect::is_among(scope.backend, col(scim_group::Column::Id), groups)
    };
    groups(Column::UserId).or(groups(Column::MemberGroupId))
}

fn never() -> Expr {
    Expr::val(1).eq(0)
}
