//! Where the attributes of a resource are kept.

use scim::filter::{AttributePath, Filter, Literal, Operator};
use scim::schema::Type;
use sea_orm::EntityName;
use sea_orm::sea_query::{Alias, Expr, Func};

use super::leaf::{Form, Leaf};
use super::list::{List, Rows};
use super::{Kind, Scope};
use crate::entity::{scim_group, scim_user};
use crate::sql::{col, dialect};

/// The column that holds what [`scim::comparison()`] makes of a resource. No entity has it: nobody
/// but a filter or an order reads it.
pub(crate) const COMPARISON: &str = "comparison";

/// Where one attribute is kept.
pub(crate) enum Place<'a> {
    /// In one place of a row.
    Single(Scope<'a>, Leaf),
    /// In many: its values are rows or elements of their own.
    Many(List<'a>),
}

/// Whether an attribute is looked up in another table than its resource's.
pub(super) fn is_elsewhere(kind: Kind, path: &AttributePath) -> bool {
    let name = (kind, path.attribute.as_str());
    let names = [
        (Kind::User, "emails"),
        (Kind::User, "groups"),
        (Kind::Group, "members"),
    ];
    path.urn.is_none() && names.contains(&name)
}

/// Whether an index finds the few resources in which an attribute has a certain text. The groups of
/// users are not meant: everybody may be in one.
pub(super) fn is_indexed(kind: Kind, path: &AttributePath) -> bool {
    let part = path.sub_attribute.as_deref();
    path.urn.is_none()
        && match (kind, path.attribute.as_str()) {
            (_, "id" | "externalId" | "displayName") | (Kind::User, "userName") => part.is_none(),
            (Kind::User, "emails") | (Kind::Group, "members") => {
                part.is_none_or(|part| part == "value")
            }
            _ => false,
        }
}

impl<'a> Place<'a> {
    pub(crate) fn of(kind: Kind, scope: Scope<'a>, path: &AttributePath) -> Self {
        let rows = match (kind, path.urn.as_deref(), path.attribute.as_str()) {
            (Kind::User, None, "groups") => Some(Rows::Groups),
            (Kind::Group, None, "members") => Some(Rows::Members),
            (Kind::User, None, "emails") => Some(Rows::Emails),
            _ if path.multi_valued => Some(Rows::Elements {
                urn: path.urn.clone(),
                attribute: path.attribute.clone(),
            }),
            _ => None,
        };
        match rows {
            Some(rows) => Self::Many(List { kind, scope, rows }),
            None => Self::Single(scope, single(kind, scope, path)),
        }
    }

    pub(super) fn compare(
        &self,
        path: &AttributePath,
        operator: Operator,
        value: &Literal,
    ) -> Expr {
        match self {
            Self::Single(scope, leaf) => leaf.compare(*scope, operator, value),
            Self::Many(list) => list.compare(path, operator, value),
        }
    }

    pub(super) fn present(&self, path: &AttributePath) -> Expr {
        match self {
            Self::Single(_, leaf) => leaf.present(),
            Self::Many(list) => list.present(path),
        }
    }

    /// Whether one value of a list meets a filter of its own.
    pub(super) fn has(&self, filter: &Filter) -> Expr {
        match self {
            // `scim` lets brackets follow lists alone.
            Self::Single(..) => super::constant(false),
            Self::Many(list) => list.has(filter),
        }
    }
}

fn single(kind: Kind, scope: Scope<'_>, path: &AttributePath) -> Leaf {
    if path.urn.is_none()
        && let Some(leaf) = column(kind, scope, path)
    {
        return leaf;
    }
    let urn = path.urn.as_deref();
    let name = std::iter::once(path.attribute.as_str()).chain(path.sub_attribute.as_deref());
    let steps: Vec<&str> = urn.into_iter().chain(name).collect();
    let document = document(kind);
    let leaf = in_document(scope, &document, &steps, path);
    if kind == Kind::User && is_searched_name(path) {
        leaf.searched()
    } else {
        leaf
    }
}

/// The parts of a user's name in which text is searched.
fn is_searched_name(path: &AttributePath) -> bool {
    let part = path.sub_attribute.as_deref();
    path.urn.is_none()
        && path.attribute == "name"
        && matches!(part, Some("formatted" | "givenName" | "familyName"))
}

/// A value inside a document.
pub(super) fn in_document(
    scope: Scope<'_>,
    document: &Expr,
    steps: &[&str],
    path: &AttributePath,
) -> Leaf {
    let value = || dialect::document_value(scope.backend, document.clone(), steps);
    let (expr, form) = match path.kind {
        Type::Boolean => (value(), Form::DocumentFlag),
        Type::Integer | Type::Decimal => (
            dialect::document_number(scope.backend, document.clone(), steps),
            Form::Number,
        ),
        _ => (value(), Form::Text),
    };
    Leaf::new(expr, form, path.case_exact)
}

/// The document of the row that is filtered.
pub(super) fn document(kind: Kind) -> Expr {
    match kind {
        Kind::User => Expr::col((Alias::new(scim_user::Entity.table_name()), COMPARISON)),
        Kind::Group => Expr::col((Alias::new(scim_group::Entity.table_name()), COMPARISON)),
    }
}

/// What has a column of its own. A display name may be longer than an index takes: its key finds
/// equal ones, and the document has the whole of it.
fn column(kind: Kind, scope: Scope<'_>, path: &AttributePath) -> Option<Leaf> {
    use scim_group::Column as Group;
    use scim_user::Column as User;
    let leaf = |expr, form| Leaf::new(expr, form, path.case_exact);
    let sub = path.sub_attribute.as_deref();
    Some(match (kind, path.attribute.as_str(), sub) {
        (Kind::User, "userName", None) => {
            leaf(col(User::UserNameKey), Form::Text).found_by(col(User::UserNameKey))
        }
        (Kind::User, "externalId", None) => {
            leaf(col(User::ExternalId), Form::Text).found_by(col(User::ExternalId))
        }
        (Kind::User, "active", None) => leaf(col(User::Active), Form::Flag),
        (Kind::User, "meta", Some("created")) => leaf(col(User::CreatedAt), Form::Millis),
        (Kind::User, "meta", Some("lastModified")) => leaf(col(User::UpdatedAt), Form::Millis),
        (Kind::Group, "externalId", None) => {
            leaf(col(Group::ExternalId), Form::Text).found_by(col(Group::ExternalId))
        }
        (Kind::Group, "meta", Some("created")) => leaf(col(Group::CreatedAt), Form::Millis),
        (Kind::Group, "meta", Some("lastModified")) => leaf(col(Group::UpdatedAt), Form::Millis),
        (_, "displayName", None) => {
            let name = dialect::document_value(scope.backend, document(kind), &["displayName"]);
            let leaf = leaf(name, Form::Text).found_by(display_name_key(kind));
            match kind {
                Kind::User => leaf.searched(),
                Kind::Group => leaf,
            }
        }
        (_, "id", None) => leaf(id(kind), Form::Uuid),
        (_, "meta", Some("location")) => {
            let id = dialect::uuid_text(scope.backend, id(kind));
            leaf(location(scope, kind, id), Form::Text)
        }
        (_, "meta", Some("version")) => {
            let version = match kind {
                Kind::User => col(User::Version),
                Kind::Group => col(Group::Version),
            };
            let tag = Func::cust("concat").args(["W/\"".into(), version, "\"".into()]);
            leaf(tag.into(), Form::Text)
        }
        _ => return None,
    })
}

fn id(kind: Kind) -> Expr {
    match kind {
        Kind::User => col(scim_user::Column::Id),
        Kind::Group => col(scim_group::Column::Id),
    }
}

/// Where a resource with that id is found.
pub(super) fn location(scope: Scope<'_>, kind: Kind, id: Expr) -> Expr {
    let prefix = format!("{}/{}s/", scope.base, kind.as_str());
    Func::cust("concat").args([prefix.into(), id]).into()
}

fn display_name_key(kind: Kind) -> Expr {
    match kind {
        Kind::User => col(scim_user::Column::DisplayNameKey),
        Kind::Group => col(scim_group::Column::DisplayNameKey),
    }
}
