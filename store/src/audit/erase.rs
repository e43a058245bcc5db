//! Taking out of events what may be taken out of them.
//!
//! The chain covers these fields through a salted digest each: value and salt go, the digest
//! stays, and the chain still verifies.

use sea_orm::EntityName;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use serde_json::Value;

use super::{Event, Write, event};
use crate::entity::audit_event::{Column, Entity};
use crate::error::Error;
use crate::id::EventId;
use crate::sql::{Row, col, dialect};
use crate::unit::Effect;

/// A field of an event that may be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The actor's name.
    ActorLabel,
    /// The caller's address.
    Ip,
    /// The caller's program.
    UserAgent,
    /// The path of the request, with its query.
    Path,
    /// The external id of what it is about.
    ResourceExternalId,
    /// The name of what it is about.
    ResourceLabel,
    /// Why, in words.
    Detail,
    /// Per attribute, what was and what is.
    Changes,
    /// The request's body.
    RequestBody,
    /// The response's body.
    ResponseBody,
}

impl Field {
    /// All that may be erased.
    pub const ALL: [Self; 10] = [
        Self::ActorLabel,
        Self::Ip,
        Self::UserAgent,
        Self::Path,
        Self::ResourceExternalId,
        Self::ResourceLabel,
        Self::Detail,
        Self::Changes,
        Self::RequestBody,
        Self::ResponseBody,
    ];

    /// Where it is in an exported event, and what its digest is called.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ActorLabel => "actor.label",
            Self::Ip => "ip",
            Self::UserAgent => "user_agent",
            Self::Path => "path",
            Self::ResourceExternalId => "resource.external_id",
            Self::ResourceLabel => "resource.label",
            Self::Detail => "detail",
            Self::Changes => "changes",
            Self::RequestBody => "request_body",
            Self::ResponseBody => "response_body",
        }
    }

    fn column(self) -> Column {
        match self {
            Self::ActorLabel => Column::ActorLabel,
            Self::Ip => Column::Ip,
            Self::UserAgent => Column::UserAgent,
            Self::Path => Column::Path,
            Self::ResourceExternalId => Column::ResourceExternalId,
            Self::ResourceLabel => Column::ResourceLabel,
            Self::Detail => Column::Detail,
            Self::Changes => Column::Changes,
            Self::RequestBody => Column::RequestBody,
            Self::ResponseBody => Column::ResponseBody,
        }
    }

    fn clear(self, event: &mut Event) {
        match self {
            Self::ActorLabel => event.actor_label = None,
            Self::Ip => event.ip = None,
            Self::UserAgent => event.user_agent = None,
            Self::Path => event.path = None,
            Self::ResourceExternalId => event.resource_external_id = None,
            Self::ResourceLabel => event.resource_label = None,
            Self::Detail => event.detail = None,
            Self::Changes => event.changes = Value::Array(Vec::new()),
            Self::RequestBody => event.request_body = None,
            Self::ResponseBody => event.response_body = None,
        }
    }
}

impl Event {
    /// The fields that were erased, as they are called in an export.
    pub fn erased(&self) -> impl Iterator<Item = &str> {
        let digests = self.digests.as_ref().and_then(Value::as_object);
        let erased = digests.into_iter().flatten();
        let erased = erased.filter(|(_, digest)| digest.get("salt").is_none());
        erased.map(|(field, _)| field.as_str())
    }
}

impl Write<'_> {
    /// Erases fields of an event with the salts that prove them; `false` when it is not sealed
    /// yet, or no longer there. What it can be found by is erased with them.
    pub async fn erase(&self, id: EventId, fields: &[Field]) -> Result<bool, Error> {
        let Some(mut event) = self.read.get(id).await? else {
            return Ok(false);
        };
        let Some(Value::Object(digests)) = &mut event.digests else {
            return Ok(false);
        };
        for field in fields {
            let digest = digests.get_mut(field.as_str());
            if let Some(digest) = digest.and_then(Value::as_object_mut) {
                digest.remove("salt");
            }
        }
        let digests = Value::Object(std::mem::take(digests));
        let mut changes = self.tx.changes().json(Column::Digests, &digests)?;
        for field in fields {
            field.clear(&mut event);
            changes = cleared(changes, *field)?;
        }
        let found_by = dialect::storable(&event::search_key(&event));
        let found_by = self.with_masks(id, fields, found_by).await?;
        let changes = changes.set(Column::SearchKey, found_by);
        // The counts know actors by name.
        let counted = event.seq.filter(|_| fields.contains(&Field::ActorLabel));
        if let Some(seq) = counted {
            self.uncount(seq, seq).await?;
        }
        let update = self.tx.update::<Entity>(changes, col(Column::Id).eq(id));
        let touched = self.tx.execute(&update, Effect::Audited).await?;
        if let Some(seq) = counted {
            self.count(seq, seq, 1).await?;
        }
        Ok(touched > 0)
    }

    /// What an event is found by, with what stands for masked values that are still in it.
    async fn with_masks(
        &self,
        id: EventId,
        fields: &[Field],
        mut found_by: String,
    ) -> Result<String, Error> {
        let of_values = [Field::Changes, Field::RequestBody, Field::ResponseBody];
        if of_values.iter().any(|field| fields.contains(field)) {
            return Ok(found_by);
        }
        let select = Query::select()
            .expr(col(Column::SearchKey))
            .from(Entity.table_ref())
            .and_where(self.tx.owns::<Entity>())
            .and_where(col(Column::Id).eq(id))
            .take();
        if let Some(row) = self.tx.link().row(&select).await? {
            let before: String = row.try_get_by_index(0)?;
            for mask in before.lines().filter(|line| event::is_mask(line)) {
                found_by.push('\n');
                found_by.push_str(mask);
            }
        }
        Ok(found_by)
    }
}

fn cleared(changes: Row, field: Field) -> Result<Row, Error> {
    match field {
        Field::Changes => changes.json(field.column(), &Value::Array(Vec::new())),
        field => Ok(changes.expr(field.column(), Expr::null())),
    }
}
