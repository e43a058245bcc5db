//! Events with and without the bodies of their requests and responses.
//!
//! A body is much longer than all the rest of an event: whoever lists events reads none.

use sea_orm::sea_query::SelectStatement;

use super::Read;
use crate::entity::audit_event::{Column, Entity};

impl Read<'_> {
    /// The same reads without bodies: in what they find it is as if there was none.
    #[must_use]
    pub fn without_bodies(self) -> Self {
        Self {
            bodies: false,
            ..self
        }
    }

    /// A select of the tenant's events, with what is read of them.
    pub(super) fn find(&self) -> SelectStatement {
        if self.bodies {
            return self.tenant.find::<Entity>();
        }
        let is_body =
            |column: &Column| matches!(column, Column::RequestBody | Column::ResponseBody);
        self.tenant.find_without::<Entity>(is_body)
    }
}
