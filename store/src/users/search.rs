//! What free text is looked for in.
//!
//! An index has it beside each user's name, so that a search of many reads a tenth of what they are.
//! PostgreSQL takes no long rows in an index: of a user in whom there is more to search, all of it is
//! in `search_more`, and `search_key` is empty.

use sea_orm::EntityName;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, Query};

use super::{Column, Entity};
use crate::sql::{col, dialect, key};
use crate::tenant::TenantRead;

/// Characters of a name's key and of what is searched in, together, in one row of the index: 2,400
/// bytes at most.
const LONGEST: usize = 600;

/// What is searched in as the two columns hold it.
pub(super) fn columns(name_key: &str, searched: String) -> (String, Option<String>) {
    if name_key.chars().count() + searched.chars().count() > LONGEST {
        return (String::new(), Some(searched));
    }
    (searched, None)
}

/// Whether a text is found in a user. The index alone can tell.
pub(crate) fn found(tenant: &TenantRead, text: &str) -> Expr {
    let pattern = pattern(text);
    let in_more = Query::select()
        .expr(col(Column::Id))
        .from(Entity.table_ref())
        .and_where(tenant.owns::<Entity>())
        .and_where(col(Column::SearchMore).is_not_null())
        .and_where(col(Column::SearchMore).like(pattern.clone()))
        .take();
    let in_more = dialect::is_among(tenant.backend(), col(Column::Id), in_more);
    col(Column::SearchKey).like(pattern).or(in_more)
}

/// The same of a user who is read anyway; null means no.
pub(crate) fn has(pattern: LikeExpr) -> Expr {
    let in_more = col(Column::SearchMore).like(pattern.clone());
    col(Column::SearchKey).like(pattern).or(in_more)
}

/// False where no value that is searched in has that text. What else a filter asks is then not
/// looked for in the user's document.
pub(crate) fn may_have(text: &str) -> Expr {
    let key = || col(Column::SearchKey);
    key().like(pattern(text)).or(key().eq(""))
}

fn pattern(text: &str) -> LikeExpr {
    dialect::contains(&key::search([text]))
}
