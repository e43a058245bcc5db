//! One value of a row, and how it compares. Every condition made here is true or false, never null.

use chrono::{DateTime, Utc};
use scim::comparison::{comparable, comparable_time};
use scim::filter::{Literal, Operator};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use uuid::Uuid;

use super::{Scope, constant};
use crate::id::{Id, User};
use crate::sql::{dialect, key};
use crate::users;

/// An expression for one value, null where there is none.
#[derive(Clone)]
pub(crate) struct Leaf {
    pub(crate) expr: Expr,
    pub(crate) form: Form,
    /// Whether letter case matters.
    pub(crate) case_exact: bool,
    /// The column that finds an equal text by its index: the text, cut to what an index takes.
    key: Option<Expr>,
    /// Whether it is of a user, and among the values in which text is searched.
    is_searched: bool,
}

/// What an expression yields.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Form {
    /// Text as [`scim::comparison()`] writes it.
    Text,
    /// A column of true and false.
    Flag,
    /// A truth value inside a document.
    DocumentFlag,
    /// A number inside a document.
    Number,
    /// A column of milliseconds, never null.
    Millis,
    /// A UUID.
    Uuid,
}

impl Leaf {
    pub(crate) fn new(expr: Expr, form: Form, case_exact: bool) -> Self {
        Self {
            expr,
            form,
            case_exact,
            key: None,
            is_searched: false,
        }
    }

    /// The same value, with a column that finds it.
    pub(super) fn found_by(self, key: Expr) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }

    /// The same value of a user, which is among those in which text is searched.
    pub(super) fn searched(self) -> Self {
        Self {
            is_searched: true,
            ..self
        }
    }

    /// RFC 7644 §3.4.2.2, where an attribute without a value fulfils `ne` and `eq null`.
    pub(super) fn compare(&self, scope: Scope<'_>, operator: Operator, value: &Literal) -> Expr {
        match (operator, value) {
            (Operator::Eq, Literal::Null) => self.present().not(),
            (_, Literal::Null) => self.present(),
            (Operator::Ne, value) => self
                .present()
                .not()
                .or(self.has(scope, Operator::Ne, value)),
            _ => self.has(scope, operator, value),
        }
    }

    pub(super) fn present(&self) -> Expr {
        match self.form {
            Form::Millis => constant(true),
            _ => self.expr.clone().is_not_null(),
        }
    }

    /// Whether there is a value that compares so.
    pub(super) fn has(&self, scope: Scope<'_>, operator: Operator, value: &Literal) -> Expr {
        let expr = || self.expr.clone();
        match (self.form, value) {
            (Form::Uuid, Literal::Text(text)) => self.has_id(scope, operator, text),
            (Form::Text, Literal::Text(text)) => {
                self.has_text(scope, operator, &comparable(text, self.case_exact))
            }
            (Form::Text, Literal::DateTime(time)) => {
                self.has_text(scope, operator, &comparable_time(*time))
            }
            (Form::Millis, Literal::DateTime(time)) => since(expr(), operator, *time),
            (Form::Flag, Literal::Boolean(flag)) => known(ordered(expr(), operator, *flag)),
            (Form::DocumentFlag, Literal::Boolean(flag)) => known(ordered(
                expr(),
                operator,
                dialect::document_flag(scope.backend, *flag),
            )),
            (Form::Number, Literal::Integer(number)) => known(ordered(expr(), operator, *number)),
            (Form::Number, Literal::Decimal(number)) => known(ordered(expr(), operator, *number)),
            _ => constant(false),
        }
    }

    fn has_text(&self, scope: Scope<'_>, operator: Operator, text: &str) -> Expr {
        let has = self.compares(scope, operator, text);
        if self.is_searched && is_part(operator) && !text.is_empty() {
            return users::search::may_have(text).and(has);
        }
        has
    }

    fn compares(&self, scope: Scope<'_>, operator: Operator, text: &str) -> Expr {
        let expr = self.expr.clone();
        let length = i32::try_from(text.chars().count()).unwrap_or(i32::MAX);
        match operator {
            // No value is empty, and none holds a NUL.
            Operator::Eq if text.is_empty() || text.contains('\0') => constant(false),
            Operator::Co | Operator::Sw | Operator::Ew if text.is_empty() => self.present(),
            Operator::Eq => match &self.key {
                Some(key) => key
                    .clone()
                    .is_not_null()
                    .and(key.clone().eq(key::bounded(text.to_owned()))),
                None => known(expr.eq(text)),
            },
            Operator::Ne => known(expr.ne(text)),
            Operator::Co => known(dialect::position(scope.backend, expr, text).gt(0)),
            Operator::Sw => {
                let start = Func::cust("substr").args([expr, 1.into(), length.into()]);
                known(Expr::from(start).eq(text))
            }
            Operator::Ew => known(dialect::last(scope.backend, expr, length).eq(text)),
            Operator::Gt | Operator::Ge | Operator::Lt | Operator::Le => known(ordered(
                dialect::by_code_point(scope.backend, expr),
                operator,
                text,
            )),
        }
    }

    /// Equal to an id in its one spelling; for the rest an id is text.
    fn has_id(&self, scope: Scope<'_>, operator: Operator, text: &str) -> Expr {
        let is = |id: Uuid| {
            let expr = self.expr.clone();
            expr.clone().is_not_null().and(expr.eq(id))
        };
        let id = Id::<User>::parse(text).map(Id::as_uuid);
        match operator {
            Operator::Eq => id.map_or_else(|| constant(false), is),
            _ => self
                .as_text(scope)
                .has(scope, operator, &Literal::Text(text.to_owned())),
        }
    }

    /// An id in its one spelling.
    pub(super) fn as_text(&self, scope: Scope<'_>) -> Self {
        let text = dialect::uuid_text(scope.backend, self.expr.clone());
        Self::new(text, Form::Text, true)
    }
}

/// Whether the text that is compared with is in every value that compares so.
pub(super) fn is_part(operator: Operator) -> bool {
    matches!(
        operator,
        Operator::Eq | Operator::Co | Operator::Sw | Operator::Ew
    )
}

/// False where a value is missing.
fn known(met: Expr) -> Expr {
    Func::coalesce([met, Expr::val(false)]).into()
}

fn ordered(expr: Expr, operator: Operator, value: impl Into<Expr>) -> Expr {
    let value = value.into();
    match operator {
        Operator::Eq => expr.eq(value),
        Operator::Ne => expr.ne(value),
        Operator::Gt => expr.gt(value),
        Operator::Ge => expr.gte(value),
        Operator::Lt => expr.lt(value),
        Operator::Le => expr.lte(value),
        // RFC 7644 §3.4.2.2 table 3: only text contains text, and `scim` has refused the rest.
        Operator::Co | Operator::Sw | Operator::Ew => constant(false),
    }
}

/// Whole milliseconds against an instant that may lie between two of them.
fn since(column: Expr, operator: Operator, time: DateTime<Utc>) -> Expr {
    let millis = time.timestamp_millis();
    let between = !time.timestamp_subsec_nanos().is_multiple_of(1_000_000);
    match operator {
        Operator::Eq if between => constant(false),
        Operator::Ne if between => constant(true),
        Operator::Ge if between => column.gt(millis),
        Operator::Lt if between => column.lte(millis),
        operator => ordered(column, operator, millis),
    }
}
