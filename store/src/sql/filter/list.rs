//! Attributes with many values: rows of another table, or elements of the document.

use scim::filter::{AttributePath, Filter, Literal, Operator};
use sea_orm::EntityName;
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, Func, IntoCondition, JoinType, Query, SelectStatement,
};

use super::leaf::{Form, Leaf, is_part};
use super::place::{COMPARISON, document, in_document, location};
use super::{Kind, Scope, constant};
use crate::entity::{TenantOwned, group_member, scim_group, scim_user, scim_user_value};
use crate::id::{Id, User};
use crate::sql::{col, dialect, key};
use crate::users;

/// The group that is a member, beside the one whose members are filtered.
const NESTED: &str = "nested_group";

/// A list of one resource.
pub(crate) struct List<'a> {
    pub(super) kind: Kind,
    pub(super) scope: Scope<'a>,
    pub(super) rows: Rows,
}

/// Where its values are.
#[derive(Clone)]
pub(super) enum Rows {
    /// Elements of the document.
    Elements {
        urn: Option<String>,
        attribute: String,
    },
    /// Elements of the document; those with a certain value are found in `scim_user_value`.
    Emails,
    /// Rows of `group_member` that a group has.
    Members,
    /// Rows of `group_member` that a user is in.
    Groups,
}

impl List<'_> {
    /// RFC 7644 §3.4.2.2: a comparison holds when it holds for one value; without any value `ne`
    /// holds.
    pub(super) fn compare(
        &self,
        path: &AttributePath,
        operator: Operator,
        value: &Literal,
    ) -> Expr {
        match (operator, value) {
            (Operator::Eq, Literal::Null) => self.present(path).not(),
            (_, Literal::Null) => self.present(path),
            (Operator::Ne, value) => {
                let other = self.exists(self.leaf(path).has(self.scope, Operator::Ne, value));
                self.present(path).not().or(other)
            }
            (Operator::Eq, Literal::Text(text)) if is_value(path) => {
                self.with_value(text).unwrap_or_else(|| {
                    self.exists(self.leaf(path).has(self.scope, Operator::Eq, value))
                })
            }
            (operator, Literal::Text(text)) if self.is_searched(path, operator, text) => {
                let has = self.exists(self.leaf(path).has(self.scope, operator, value));
                users::search::may_have(text).and(has)
            }
            _ => self.exists(self.leaf(path).has(self.scope, operator, value)),
        }
    }

    /// Whether what a comparison finds is among the values in which text is searched.
    fn is_searched(&self, path: &AttributePath, operator: Operator, text: &str) -> bool {
        matches!(self.rows, Rows::Emails) && is_value(path) && is_part(operator) && !text.is_empty()
    }

    pub(super) fn present(&self, path: &AttributePath) -> Expr {
        match path.sub_attribute {
            Some(_) => self.exists(self.leaf(path).present()),
            None => self.exists(constant(true)),
        }
    }

    /// Whether one value meets the whole filter.
    pub(super) fn has(&self, filter: &Filter) -> Expr {
        let has = self.exists(self.inside(filter));
        // The values that come into question are found by their index first.
        let found = required_value(filter).and_then(|text| self.with_value(text));
        match found {
            Some(found) => found.and(has),
            None => has,
        }
    }

    /// The value that the list sorts by (RFC 7644 §3.4.2.3): the primary one, or else the first,
    /// which are the same in the document. Memberships have no order of their own.
    pub(crate) fn first(&self, path: &AttributePath) -> Option<Leaf> {
        let list = match &self.rows {
            Rows::Elements { urn, attribute } => urn
                .iter()
                .map(String::as_str)
                .chain([&**attribute])
                .collect(),
            Rows::Emails => vec!["emails"],
            Rows::Members | Rows::Groups => return None,
        };
        let document = dialect::first_element(self.scope.backend, document(self.kind), &list);
        let steps: Vec<&str> = path.sub_attribute.as_deref().into_iter().collect();
        Some(in_document(self.scope, &document, &steps, path))
    }

    fn inside(&self, filter: &Filter) -> Condition {
        let met = match filter {
            Filter::And(parts) => {
                return parts
                    .iter()
                    .fold(Condition::all(), |all, part| all.add(self.inside(part)));
            }
            Filter::Or(parts) => {
                return parts
                    .iter()
                    .fold(Condition::any(), |any, part| any.add(self.inside(part)));
            }
            Filter::Not(inner) => return self.inside(inner).not(),
            Filter::Constant(holds) => constant(*holds),
            Filter::Compare {
                path,
                operator,
                value,
            } => self.leaf(path).compare(self.scope, *operator, value),
            Filter::Present(path) => self.leaf(path).present(),
            // Brackets do not stand inside brackets.
            Filter::ValuePath { .. } => constant(false),
        };
        Condition::all().add(met)
    }

    /// Whether the resource has a value that meets a condition.
    fn exists(&self, condition: impl IntoCondition) -> Expr {
        let mut values = match &self.rows {
            Rows::Elements { urn, attribute } => {
                let steps: Vec<&str> = urn
                    .iter()
                    .map(String::as_str)
                    .chain([&**attribute])
                    .collect();
                self.elements(&steps)
            }
            Rows::Emails => self.elements(&["emails"]),
            Rows::Members => self.members(),
            Rows::Groups => self.groups(),
        };
        Expr::exists(values.cond_where(condition.into_condition()).take())
    }

    fn elements(&self, steps: &[&str]) -> SelectStatement {
        let elements = dialect::elements(self.scope.backend, document(self.kind), steps);
        Query::select()
            .expr(Expr::val(1))
            .from_function(elements, Alias::new(dialect::ELEMENT))
            .take()
    }

    fn members(&self) -> SelectStatement {
        use group_member::{Column, Entity};
        let nested = |column: scim_group::Column| Expr::col((NESTED, column));
        Query::select()
            .expr(Expr::val(1))
            .from(Entity.table_ref())
            .join(
                JoinType::LeftJoin,
                scim_user::Entity.table_ref(),
                col(scim_user::Column::TenantId)
                    .eq(col(Column::TenantId))
                    .and(col(scim_user::Column::Id).eq(col(Column::UserId))),
            )
            .join_as(
                JoinType::LeftJoin,
                scim_group::Entity.table_ref(),
                NESTED,
                nested(scim_group::Column::TenantId)
                    .eq(col(Column::TenantId))
                    .and(nested(scim_group::Column::Id).eq(col(Column::MemberGroupId))),
            )
            .and_where(col(Entity::TENANT).eq(self.scope.tenant))
            .and_where(col(Column::GroupId).eq(col(scim_group::Column::Id)))
            .take()
    }

    fn groups(&self) -> SelectStatement {
        use group_member::{Column, Entity};
        Query::select()
            .expr(Expr::val(1))
            .from(Entity.table_ref())
            .inner_join(
                scim_group::Entity.table_ref(),
                col(scim_group::Column::TenantId)
                    .eq(col(Column::TenantId))
                    .and(col(scim_group::Column::Id).eq(col(Column::GroupId))),
            )
            .and_where(col(Entity::TENANT).eq(self.scope.tenant))
            .and_where(col(Column::UserId).eq(col(scim_user::Column::Id)))
            .take()
    }

    /// One part of a value.
    fn leaf(&self, path: &AttributePath) -> Leaf {
        let sub = path.sub_attribute.as_deref();
        match &self.rows {
            Rows::Elements { .. } | Rows::Emails => {
                let element = dialect::element(self.scope.backend);
                let steps: Vec<&str> = sub.into_iter().collect();
                in_document(self.scope, &element, &steps, path)
            }
            Rows::Members => self.of_member(path, sub.unwrap_or("value")),
            Rows::Groups => self.of_group(path, sub.unwrap_or("value")),
        }
    }

    fn of_member(&self, path: &AttributePath, part: &str) -> Leaf {
        use group_member::Column;
        let (user, group) = (col(Column::UserId), col(Column::MemberGroupId));
        let text = |expr| Leaf::new(expr, Form::Text, path.case_exact);
        let kind = |of_user: Expr, of_group: Expr| {
            Expr::case(user.clone().is_not_null(), of_user)
                .finally(of_group)
                .into()
        };
        match part {
            "type" => {
                let name = |kind: Kind| comparable(kind.as_str(), path);
                text(kind(name(Kind::User), name(Kind::Group)))
            }
            "display" => {
                let name = |document| {
                    dialect::document_value(self.scope.backend, document, &["displayName"])
                };
                let nested = Expr::col((NESTED, COMPARISON));
                let shown = Func::coalesce([
                    col(Column::DisplayKey),
                    name(document(Kind::User)),
                    col(scim_user::Column::UserNameKey),
                    name(nested),
                ]);
                text(shown.into())
            }
            "$ref" => {
                let at = |kind, id| {
                    location(self.scope, kind, dialect::uuid_text(self.scope.backend, id))
                };
                text(kind(at(Kind::User, user.clone()), at(Kind::Group, group)))
            }
            _ => {
                let id = Func::coalesce([user, group]);
                Leaf::new(id.into(), Form::Uuid, true)
            }
        }
    }

    fn of_group(&self, path: &AttributePath, part: &str) -> Leaf {
        let text = |expr| Leaf::new(expr, Form::Text, path.case_exact);
        let id = || col(group_member::Column::GroupId);
        match part {
            // Nested memberships are not followed.
            "type" => text(comparable("direct", path)),
            "display" => text(dialect::document_value(
                self.scope.backend,
                document(Kind::Group),
                &["displayName"],
            )),
            "$ref" => {
                let id = dialect::uuid_text(self.scope.backend, id());
                text(location(self.scope, Kind::Group, id))
            }
            _ => Leaf::new(id(), Form::Uuid, true),
        }
    }

    /// Whether the resource has a value with that text, found by its index; `None` where there is
    /// none for it.
    fn with_value(&self, text: &str) -> Option<Expr> {
        match &self.rows {
            Rows::Elements { .. } => None,
            Rows::Emails => Some(self.with_email(text)),
            Rows::Members => Some(self.with_member(text)),
            Rows::Groups => Some(self.in_group(text)),
        }
    }

    fn with_email(&self, text: &str) -> Expr {
        use scim_user_value::{Column, Entity};
        if text.is_empty() || text.contains('\0') {
            return constant(false);
        }
        let owners = Query::select()
            .expr(col(Column::UserId))
            .from(Entity.table_ref())
            .and_where(col(Entity::TENANT).eq(self.scope.tenant))
            .and_where(col(Column::Attribute).eq("emails"))
            .and_where(col(Column::ValueKey).eq(key::folded(text)))
            .take();
        dialect::is_among(self.scope.backend, col(scim_user::Column::Id), owners)
    }

    fn with_member(&self, text: &str) -> Expr {
        use group_member::Column;
        let groups = |column| {
            let groups = self.memberships(Column::GroupId, column, text)?;
            let id = col(scim_group::Column::Id);
            Some(dialect::is_among(self.scope.backend, id, groups))
        };
        match (groups(Column::UserId), groups(Column::MemberGroupId)) {
            (Some(of_user), Some(of_group)) => of_user.or(of_group),
            _ => constant(false),
        }
    }

    fn in_group(&self, text: &str) -> Expr {
        use group_member::Column;
        let Some(users) = self.memberships(Column::UserId, Column::GroupId, text) else {
            return constant(false);
        };
        // The other members of the group are groups, and have no user's id.
        let users = users
            .clone()
            .and_where(col(Column::UserId).is_not_null())
            .take();
        dialect::is_among(self.scope.backend, col(scim_user::Column::Id), users)
    }

    /// One side of the memberships whose other side has that id; `None` when it is nobody's.
    fn memberships(
        &self,
        one: group_member::Column,
        other: group_member::Column,
        text: &str,
    ) -> Option<SelectStatement> {
        use group_member::Entity;
        let id = Id::<User>::parse(text)?;
        let memberships = Query::select()
            .expr(col(one))
            .from(Entity.table_ref())
            .and_where(col(Entity::TENANT).eq(self.scope.tenant))
            .and_where(col(other).eq(id))
            .take();
        Some(memberships)
    }
}

fn comparable(text: &str, path: &AttributePath) -> Expr {
    scim::comparison::comparable(text, path.case_exact).into()
}

/// A list compared as such is compared by its `value`.
fn is_value(path: &AttributePath) -> bool {
    path.sub_attribute
        .as_deref()
        .is_none_or(|sub| sub == "value")
}

/// The text that a value must have to meet a filter, where the filter says so outright.
pub(super) fn required_value(filter: &Filter) -> Option<&str> {
    match filter {
        Filter::And(parts) => parts.iter().find_map(required_value),
        Filter::Compare {
            path,
            operator: Operator::Eq,
            value: Literal::Text(text),
        } if is_value(path) => Some(text),
        _ => None,
    }
}
