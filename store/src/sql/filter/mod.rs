//! A typed filter as a condition on rows; it means what [`scim::filter::matches`] means.
//!
//! What a filter asks of a single value is a [`leaf`]; where the value is kept is a [`place`];
//! a list, whose values are rows or elements of a document, is a [`list`].

mod leaf;
mod list;
mod place;

use scim::Resource;
use scim::filter::{AttributePath, Filter, Literal, Operator};
use sea_orm::DbBackend;
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use serde_json::{Map, json};

use crate::id::TenantId;

pub(crate) use leaf::Form;
pub(crate) use place::{COMPARISON, Place};

/// Whose resources are filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Users.
    User,
    /// Groups.
    Group,
}

impl Kind {
    /// `meta.resourceType`, and the singular of the endpoint.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }
}

/// Whose rows are filtered, and where they are.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) tenant: TenantId,
    pub(crate) backend: DbBackend,
    /// The SCIM base URL: what locations begin with.
    pub(crate) base: &'a str,
}

/// Terms of one filter that look into another table. PostgreSQL plans a few at once in no time,
/// and hundreds in minutes.
const MOST_SUBQUERIES: usize = 16;

/// Terms of one filter that look into lists of each resource's document, which takes time for
/// every resource of the tenant.
const MOST_LISTS: usize = 32;

/// The filter as a condition on rows of that kind; `None` when it looks into other tables more
/// often than a database plans in reasonable time.
pub(crate) fn condition(kind: Kind, scope: Scope<'_>, filter: &Filter) -> Option<Condition> {
    let elsewhere = |path: &AttributePath| place::is_elsewhere(kind, path);
    let in_list = |path: &AttributePath| path.multi_valued;
    let affordable =
        count(filter, &elsewhere) <= MOST_SUBQUERIES && count(filter, &in_list) <= MOST_LISTS;
    affordable.then(|| translate(kind, scope, filter))
}

/// Whether a filter asks for a value that an index finds in few resources.
pub(crate) fn finds_few(kind: Kind, filter: &Filter) -> bool {
    match filter {
        Filter::And(parts) => parts.iter().any(|part| finds_few(kind, part)),
        Filter::Or(parts) => parts.iter().all(|part| finds_few(kind, part)),
        Filter::Compare {
            path,
            operator: Operator::Eq,
            value: Literal::Text(_),
        } => place::is_indexed(kind, path),
        Filter::ValuePath { path, filter } => {
            place::is_indexed(kind, path) && list::required_value(filter).is_some()
        }
        _ => false,
    }
}

/// Comparisons of a filter whose attribute is such.
fn count(filter: &Filter, such: &dyn Fn(&AttributePath) -> bool) -> usize {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().map(|part| count(part, such)).sum(),
        Filter::Not(inner) => count(inner, such),
        Filter::Compare { path, .. } | Filter::Present(path) | Filter::ValuePath { path, .. } => {
            usize::from(such(path))
        }
        Filter::Constant(_) => 0,
    }
}

/// Recursion is as deep as the filter, which `scim` bounds.
fn translate(kind: Kind, scope: Scope<'_>, filter: &Filter) -> Condition {
    let place = |path| Place::of(kind, scope, path);
    let met = match filter {
        Filter::And(parts) => {
            return parts.iter().fold(Condition::all(), |all, part| {
                all.add(translate(kind, scope, part))
            });
        }
        Filter::Or(parts) => {
            return parts.iter().fold(Condition::any(), |any, part| {
                any.add(translate(kind, scope, part))
            });
        }
        Filter::Not(inner) => return translate(kind, scope, inner).not(),
        Filter::Constant(holds) => constant(*holds),
        Filter::Compare { path, .. } | Filter::Present(path) if is_resource_type(path) => {
            constant(scim::filter::matches(filter, &typed(kind)))
        }
        Filter::Compare {
            path,
            operator,
            value,
        } => place(path).compare(path, *operator, value),
        Filter::Present(path) => place(path).present(path),
        Filter::ValuePath { path, filter } => place(path).has(filter),
    };
    Condition::all().add(met)
}

/// The same for all resources of a type.
fn is_resource_type(path: &AttributePath) -> bool {
    path.urn.is_none()
        && path.attribute == "meta"
        && path.sub_attribute.as_deref() == Some("resourceType")
}

fn typed(kind: Kind) -> Resource {
    let meta = json!({"resourceType": kind.as_str()});
    Resource::from_map(Map::from_iter([("meta".to_owned(), meta)]))
}

pub(crate) fn constant(holds: bool) -> Expr {
    Expr::val(1).eq(i32::from(holds))
}
