//! Who asks, in which tenant, on which request.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use scim::Tolerance;
use serde_json::Value;
use store::{Kind, Tenant};

use crate::tenants::{ScimSettings, Strictness};
use crate::{Error, Kinds, Permission, Request, Role, Scope};

/// What gives a caller its permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authority {
    /// A SCIM token's scope.
    Scope(Scope),
    /// A console member's role.
    Role(Role),
    /// A link to the guide of one identity provider.
    GuideLink,
    /// The operator on the machine itself, or Rollcall's own jobs.
    Operator,
    /// What is only tried: it may all that a token of scope `write` may, and is never committed.
    Rehearsal,
}

/// Who did it; `actor` of an audit event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// `token`, `member`, `system`, `setup` or `cli`.
    pub kind: ActorKind,
    /// The id of the token or the account, where there is one.
    pub id: Option<String>,
    /// What people call it: the token's name, the e-mail address.
    pub label: Option<String>,
    /// Prefix and public id of the token that was used.
    pub token_prefix: Option<String>,
}

impl Actor {
    /// What it is called where one word must do: its label, or its kind.
    pub(crate) fn name(&self) -> String {
        let kind = self.kind.as_str();
        self.label.as_deref().unwrap_or(kind).to_owned()
    }
}

/// The kind of an [`Actor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// A SCIM token.
    Token,
    /// A console member.
    Member,
    /// Rollcall itself.
    System,
    /// Whoever held the set-up link or an invitation.
    Setup,
    /// The operator, on the command line.
    Cli,
    /// A person of the console who runs the server.
    Operator,
}

impl ActorKind {
    /// The name in an audit event.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Member => "member",
            Self::System => "system",
            Self::Setup => "setup",
            Self::Cli => "cli",
            Self::Operator => "operator",
        }
    }
}

/// Someone who was let in: an actor in one tenant, with permissions, on one request.
///
/// Only [`crate::Directory`] makes one, from a verified token, a verified session or the command
/// line, so that holding a `Caller` is the proof of authentication.
#[derive(Clone, Debug)]
pub struct Caller(Arc<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    tenant: Tenant,
    actor: Actor,
    authority: Authority,
    /// The one resource type that the caller's token is for; `None` for all.
    only: Option<Kind>,
    request: Request,
    /// Whether it stands for one operation of a bulk request.
    in_bulk: bool,
    kinds: Arc<Kinds>,
    /// When a member last gave their password.
    proved_at: Option<DateTime<Utc>>,
}

/// Why nothing changes in a tenant, if nothing does: it is suspended, or is to be deleted.
pub(crate) fn standstill(tenant: &Tenant) -> Option<Error> {
    if tenant.suspended_at().is_some() {
        return Some(Error::Suspended);
    }
    tenant.deletion_due_at().map(|_| Error::ToBeDeleted)
}

impl Caller {
    pub(crate) fn new(
        tenant: Tenant,
        actor: Actor,
        authority: Authority,
        request: Request,
    ) -> Self {
        Self(Arc::new(Inner {
            tenant,
            actor,
            authority,
            only: None,
            request,
            in_bulk: false,
            kinds: Kinds::built_in(),
            proved_at: None,
        }))
    }

    /// The same caller, with the resource types of its tenant known.
    #[must_use]
    pub(crate) fn with_kinds(self, kinds: Arc<Kinds>) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.0);
        inner.kinds = kinds;
        Self(Arc::new(inner))
    }

    /// The same caller, kept to resources of one type.
    #[must_use]
    pub(crate) fn only_for(self, kind: Option<Kind>) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.0);
        inner.only = kind;
        Self(Arc::new(inner))
    }

    /// Refuses with [`Error::ResourceTypeRefused`] when the caller's token is for resources of
    /// another type.
    pub(crate) fn reach(&self, kind: Kind) -> Result<(), Error> {
        match self.0.only {
            Some(only) if only != kind => Err(Error::ResourceTypeRefused(only)),
            _ => Ok(()),
        }
    }

    /// The same caller, who gave their password at that time.
    #[must_use]
    pub fn with_proof(&self, at: DateTime<Utc>) -> Self {
        let mut inner = (*self.0).clone();
        inner.proved_at = Some(at);
        Self(Arc::new(inner))
    }

    pub(crate) fn proved_at(&self) -> Option<DateTime<Utc>> {
        self.0.proved_at
    }

    pub(crate) fn authority(&self) -> Authority {
        self.0.authority
    }

    /// The same caller in its tenant as that is at another time.
    #[must_use]
    pub(crate) fn in_its_tenant(&self, tenant: Tenant, kinds: Arc<Kinds>) -> Self {
        let mut inner = (*self.0).clone();
        (inner.tenant, inner.kinds) = (tenant, kinds);
        Self(Arc::new(inner))
    }

    /// The same caller as one who sends to SCIM what is only tried.
    #[must_use]
    pub(crate) fn rehearsing(&self) -> Self {
        let mut inner = (*self.0).clone();
        inner.authority = Authority::Rehearsal;
        Self(Arc::new(inner))
    }

    /// Refuses to commit what is only tried.
    pub(crate) fn require_in_earnest(&self) -> Result<(), Error> {
        match self.0.authority {
            Authority::Rehearsal => Err(Error::internal("a rehearsal was to be committed")),
            _ => Ok(()),
        }
    }

    /// The resource types of the tenant, as of this request.
    pub fn kinds(&self) -> &Kinds {
        &self.0.kinds
    }

    /// The tenant this caller is confined to.
    pub fn tenant(&self) -> &Tenant {
        &self.0.tenant
    }

    /// Who it is.
    pub fn actor(&self) -> &Actor {
        &self.0.actor
    }

    /// What users and groups that it creates are known to come from: the name of its token, which
    /// outlives a rotation.
    pub(crate) fn source(&self) -> Option<&str> {
        let actor = &self.0.actor;
        let label = actor.label.as_deref();
        label.filter(|_| actor.kind == ActorKind::Token)
    }

    /// The request it is made on.
    pub fn request(&self) -> &Request {
        &self.0.request
    }

    /// The role, when the caller is a console member.
    pub fn role(&self) -> Option<Role> {
        match self.0.authority {
            Authority::Role(role) => Some(role),
            Authority::Scope(_)
            | Authority::GuideLink
            | Authority::Operator
            | Authority::Rehearsal => None,
        }
    }

    /// Whether the caller has a permission.
    pub fn may(&self, permission: Permission) -> bool {
        match self.0.authority {
            Authority::Scope(scope) => permission.of_scope(scope),
            Authority::Rehearsal => permission.of_scope(Scope::Write),
            Authority::Role(role) => permission.of_role(role),
            Authority::GuideLink => permission.of_guide_link(),
            // Users are the identity provider's, and in an emergency the owners'.
            Authority::Operator => !matches!(
                permission,
                Permission::WriteDirectory | Permission::DeactivateUsers
            ),
        }
    }

    /// Refuses with [`Error::Forbidden`] unless the caller has a permission, and with
    /// [`Error::Suspended`] what members want to change in a tenant that is suspended.
    pub fn require(&self, permission: Permission) -> Result<(), Error> {
        if !self.may(permission) {
            return Err(Error::Forbidden(permission));
        }
        if permission.changes() {
            self.require_active_tenant()?;
        }
        Ok(())
    }

    /// Refuses members while their tenant [stands still](standstill).
    pub(crate) fn require_active_tenant(&self) -> Result<(), Error> {
        match standstill(&self.0.tenant) {
            Some(refusal) if self.role().is_some() => Err(refusal),
            _ => Ok(()),
        }
    }

    /// How SCIM behaves in the caller's tenant.
    pub fn settings(&self) -> Result<ScimSettings, Error> {
        ScimSettings::of(&self.0.tenant)
    }

    /// Refuses with [`Error::NotTolerated`], in a tenant that is strict, a request that was
    /// understood only with these tolerances. The one place that decides it: whatever reads a
    /// client's message asks before it acts on what it read.
    pub fn permits(&self, tolerances: &BTreeSet<Tolerance>) -> Result<(), Error> {
        if self.tolerates(tolerances)? {
            Ok(())
        } else {
            Err(Error::NotTolerated(tolerances.clone()))
        }
    }

    /// [`Self::permits`] for what a filter was understood by.
    pub fn permits_filter(&self, tolerances: &BTreeSet<Tolerance>) -> Result<(), Error> {
        if self.tolerates(tolerances)? {
            Ok(())
        } else {
            Err(Error::FilterNotTolerated(tolerances.clone()))
        }
    }

    fn tolerates(&self, tolerances: &BTreeSet<Tolerance>) -> Result<bool, Error> {
        let permitted = |tolerance: &Tolerance| tolerance.permitted_by().is_some();
        let forgiving = |settings: ScimSettings| settings.tolerance == Strictness::Forgiving;
        Ok(tolerances.iter().all(permitted) || self.settings().map(forgiving)?)
    }

    /// The same caller, with the parsed body of its request known.
    #[must_use]
    pub fn with_body(&self, body: Arc<Value>) -> Self {
        let mut inner = (*self.0).clone();
        inner.request.body = Some(body);
        Self(Arc::new(inner))
    }

    /// The same caller on one operation of its bulk request, which has an event of its own.
    #[must_use]
    pub(crate) fn on_operation(
        &self,
        method: Option<&str>,
        path: &str,
        body: Option<Arc<Value>>,
    ) -> Self {
        let mut inner = (*self.0).clone();
        inner.request.method = method.map(str::to_owned);
        inner.request.path = (!path.is_empty()).then(|| path.to_owned());
        inner.request.body = body;
        inner.in_bulk = true;
        Self(Arc::new(inner))
    }

    /// Whether it stands for one operation of a bulk request.
    pub(crate) fn is_in_bulk(&self) -> bool {
        self.0.in_bulk
    }
}
