//! One call of an identity provider: what every SCIM use case carries, and answers by.

use std::sync::Arc;

use scim::schema::ResourceType;
use scim::{Projection, Resource};
use serde_json::{Map, Value};
use store::members::{GroupRef, Row};
use store::versions::Moment;
use store::{Kind, TenantRead, TenantTx, UseCase, groups, users};
use uuid::Uuid;

use crate::answer::Selection;
use crate::audit::Draft;
use crate::body::{FurtherMembers, Rendered};
use crate::{Caller, Directory, Error};

/// What every SCIM use case carries into its transaction.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) directory: Directory,
    pub(crate) caller: Caller,
    pub(crate) kind: Arc<ResourceType>,
    pub(crate) projection: Projection,
    /// The instant of the past that is asked for; the present without one.
    pub(crate) at: Option<Moment>,
}

impl Call {
    /// A call on resources of a kind.
    ///
    /// # Errors
    /// A selection that contradicts itself, or that a strict tenant does not tolerate;
    /// [`Error::ResourceTypeRefused`] for a token that is for another resource type.
    pub(crate) fn new(
        directory: &Directory,
        caller: &Caller,
        kind: Kind,
        selection: &Selection,
    ) -> Result<Self, Error> {
        caller.reach(kind)?;
        let kind = caller.kinds().of(kind);
        let projection = selection.projection(&kind)?;
        caller.permits(projection.tolerances())?;
        Ok(Self {
            directory: directory.clone(),
            caller: caller.clone(),
            kind,
            projection,
            at: selection.at,
        })
    }

    /// Records the event of this call in its own transaction.
    pub(crate) async fn record(&self, tx: &TenantTx, draft: Draft) -> Result<(), Error> {
        // RFC 7644 §3.7: an operation that succeeded is answered without a body.
        let draft = if self.caller.is_in_bulk() {
            draft.response(None)
        } else {
            draft
        };
        let draft = draft.tolerances(self.projection.tolerances());
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }

    /// A user as this call answers it.
    pub(crate) fn user(&self, record: &users::Record, groups: &[GroupRef]) -> Rendered {
        let locations = self.directory.locations();
        let resource = locations.render_user(&self.caller, record, groups);
        Rendered::whole(self.projection.apply(&self.kind, resource))
    }

    /// A group as this call answers it, with its first members where they are wanted.
    pub(crate) async fn group(
        &self,
        read: &TenantRead,
        record: &groups::Record,
    ) -> Result<Rendered, Error> {
        let (mut rows, mut further) = (None, None);
        // RFC 7644 §3.7: nobody sees the resource of a bulk operation.
        if !self.caller.is_in_bulk() && self.projection.wants("members") {
            let first = FurtherMembers::AT_ONCE;
            let found = self.members_of(read, record, None, first).await?;
            if let Some(last) = found.last().filter(|_| found.len() as u64 == first) {
                further = Some(FurtherMembers::after(self, record, last.row_id));
            }
            rows = Some(found);
        }
        let locations = self.directory.locations();
        let resource = locations.render_group(&self.caller, record, rows.as_deref());
        let resource = self.projection.apply(&self.kind, resource);
        Ok(Rendered::new(resource, further))
    }

    /// Members of a group at the instant that is asked for, behind one of them.
    pub(crate) async fn members_of(
        &self,
        read: &TenantRead,
        group: &groups::Record,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Row>, Error> {
        let (id, version) = (group.id, group.version);
        let rows = match self.at {
            None => read.members().of_group(id, after, limit).await?,
            Some(at) => {
                let versions = read.versions();
                versions.members(id, version, at, after, limit).await?
            }
        };
        Ok(rows)
    }

    /// Members of a group as this call answers them.
    pub(crate) fn members(&self, rows: &[Row]) -> Vec<Value> {
        let locations = self.directory.locations();
        let members = locations.render_members(self.caller.tenant(), rows);
        let members = Map::from_iter([("members".to_owned(), Value::Array(members))]);
        match self.projection.apply(&self.kind, members).remove("members") {
            Some(Value::Array(members)) => members,
            _ => Vec::new(),
        }
    }

    /// What a resource is compared and ordered by.
    pub(crate) fn comparison(&self, resource: &Resource) -> Map<String, Value> {
        scim::comparison(&self.kind, resource)
    }
}

impl Directory {
    /// Prepares a use case and runs it; once more, from the beginning, when the tenant's schemas
    /// changed after the caller was let in: the body was then read by schemas of the past.
    pub(crate) async fn run<S: Clone, U>(
        &self,
        caller: &Caller,
        sent: S,
        prepare: impl Fn(&Caller, S) -> Result<U, Error>,
    ) -> Result<U::Output, Error>
    where
        U: UseCase<Error = Error>,
    {
        match self.write(caller, prepare(caller, sent.clone())?).await {
            Err(Error::SchemasChanged) => {
                let caller = self.renewed(caller).await?;
                self.write(&caller, prepare(&caller, sent)?).await
            }
            outcome => outcome,
        }
    }

    /// The caller in its tenant as the tenant is now.
    async fn renewed(&self, caller: &Caller) -> Result<Caller, Error> {
        let slug = caller.tenant().slug();
        let tenant = self.store().system().tenant_by_slug(slug).await?;
        let own = |tenant: &store::Tenant| tenant.id() == caller.tenant().id();
        let tenant = tenant.filter(own).ok_or(Error::NotFound)?;
        let kinds = self.kinds(&tenant).await?;
        Ok(caller.in_its_tenant(tenant, kinds))
    }
}
