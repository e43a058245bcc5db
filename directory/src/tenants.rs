//! Tenants: the customers whose directories live side by side and never meet.

pub mod deletion;
mod longest_token;
mod name;
mod own;
mod settings;
mod suspend;
mod ways;

use std::str::FromStr;

use chrono::{DateTime, Utc};
use scim::Change;
use store::audit::Retention;
use store::{Constraint, ResultExt, SystemTx, SystemUseCase, Tenant};

pub use self::longest_token::LongestToken;
pub use self::settings::{
    Deletion, GroupPatch, ScimSettings, SecondFactor, SettingsChange, Strictness,
};
pub use self::ways::{Way, Ways, WaysChange};
use crate::audit::{Draft, Operation, Subject, mask, seal_within};
use crate::members::{Invite, Invited};
use crate::operators::Operator;
use crate::{Directory, Error, Role};

/// Slugs that would look like routes of the server.
const RESERVED: &[&str] = &[
    "new", "setup", "scim", "api", "static", "pkg", "healthz", "readyz", "metrics", "login",
    "logout", "account", "tenants", "invite", "help", "operator",
];

/// The name of a tenant in URLs: 2 to 40 lower-case letters, digits and inner hyphens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slug(String);

impl Slug {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let form = (2..=40).contains(&text.len())
            && text.chars().all(allowed)
            && !text.starts_with('-')
            && !text.ends_with('-');
        if !form {
            return Err(
                "Use 2 to 40 lower-case letters, digits and hyphens, such as acme.".to_owned(),
            );
        }
        if RESERVED.contains(&text) {
            return Err(format!(
                "{text} is a name of the server's own. Choose another."
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

/// A tenant as the operator sees it.
#[derive(Clone, Debug)]
pub struct TenantSummary {
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// Since when it is suspended, if it is.
    pub suspended_at: Option<DateTime<Utc>>,
    /// When it will be deleted at the wish of its owners, if so.
    pub deletion_due_at: Option<DateTime<Utc>>,
    /// How SCIM behaves in it.
    pub settings: ScimSettings,
    /// For how long its log is kept.
    pub retention: Retention,
    /// Attributes whose values its log does not hold.
    pub masked: Vec<String>,
    /// How many users were provisioned.
    pub users: u64,
    /// How many groups were provisioned.
    pub groups: u64,
    /// How many tokens are live.
    pub tokens: u64,
    /// Who may sign in: address and role.
    pub members: Vec<(String, String)>,
}

/// A tenant that is gone, whose log is still kept.
#[derive(Clone, Debug)]
pub struct DeletedTenant {
    /// Its id, which names it among those that had the same slug.
    pub id: String,
    /// What its slug was.
    pub slug: String,
    /// For how long its log is kept, and since when the tenant is gone.
    pub retention: Retention,
}

/// The use cases on tenants. For the operator: nobody inside a tenant can call them.
pub struct Tenants<'d>(pub(crate) &'d Directory, pub(crate) Operator);

impl Tenants<'_> {
    /// Creates a tenant.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `slug` or `name`.
    pub async fn create(&self, slug: &str, name: &str) -> Result<(), Error> {
        let slug: Slug = slug
            .parse()
            .map_err(|message| Error::invalid("slug", message))?;
        let name = check_name("name", name)?;
        let create = Create {
            directory: self.0.clone(),
            slug,
            name,
            operator: self.1.clone(),
            first_owner: None,
        };
        self.0.store().write_system(create).await.map(drop)
    }

    /// Creates a tenant, and invites its first owner. The code of the one-time link is in the answer
    /// and nowhere else, but for mail that holds it.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `slug`, `name` or `email`, all of them at once.
    pub async fn create_for(&self, slug: &str, name: &str, email: &str) -> Result<Invited, Error> {
        let (slug, name, email) = own::checked(slug, name, email)?;
        let create = Create {
            directory: self.0.clone(),
            slug,
            name,
            operator: self.1.clone(),
            first_owner: Some(email),
        };
        let invited = self.0.store().write_system(create).await?;
        invited.ok_or_else(|| Error::internal("nobody was invited"))
    }

    /// All tenants, by slug.
    pub async fn list(&self) -> Result<Vec<TenantSummary>, Error> {
        let mut summaries = Vec::new();
        for tenant in self.0.store().system().tenants().await? {
            summaries.push(self.summarize(&tenant).await?);
        }
        Ok(summaries)
    }

    /// The tenants that are gone and whose logs are still kept, the last ones first.
    pub async fn deleted(&self) -> Result<Vec<DeletedTenant>, Error> {
        let mut deleted = Vec::new();
        for tenant in self.0.store().system().deleted_tenants().await? {
            let read = self.0.store().read(&tenant);
            deleted.push(DeletedTenant {
                id: tenant.id().to_string(),
                slug: tenant.slug().to_owned(),
                retention: read.audit().retention().await?,
            });
        }
        Ok(deleted)
    }

    /// One tenant.
    pub async fn show(&self, slug: &str) -> Result<TenantSummary, Error> {
        let tenant = self
            .0
            .store()
            .system()
            .tenant_by_slug(slug)
            .await?
            .ok_or(Error::NotFound)?;
        self.summarize(&tenant).await
    }

    /// Deletes a tenant with all its users, groups, tokens and members. Its audit log stays.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] under a legal hold; [`Error::ProofNeeded`].
    pub async fn delete(&self, slug: &str) -> Result<(), Error> {
        self.1.require_proof(self.0.now())?;
        let delete = Delete {
            directory: self.0.clone(),
            slug: slug.to_owned(),
            operator: self.1.clone(),
            only_if_due: false,
        };
        self.0.store().write_system(delete).await
    }

    /// Suspends a tenant: from the next request on its tokens are refused, and its members read and
    /// change nothing. `why` is told in its log.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] at `reason`.
    pub async fn suspend(&self, slug: &str, why: Option<&str>) -> Result<(), Error> {
        self.set_suspended(slug, why, true).await
    }

    /// Lets a tenant go on that was suspended.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] at `reason`.
    pub async fn resume(&self, slug: &str, why: Option<&str>) -> Result<(), Error> {
        self.set_suspended(slug, why, false).await
    }

    async fn set_suspended(
        &self,
        slug: &str,
        why: Option<&str>,
        suspended: bool,
    ) -> Result<(), Error> {
        let why = why.map(|why| check_line("reason", why)).transpose()?;
        let suspend = suspend::Suspend {
            directory: self.0.clone(),
            slug: slug.to_owned(),
            operator: self.1.clone(),
            why,
            suspended,
        };
        self.0.store().write_system(suspend).await
    }

    async fn summarize(&self, tenant: &Tenant) -> Result<TenantSummary, Error> {
        let read = self.0.store().read(tenant);
        let now = self.0.now();
        let members = read.admins().list().await?;
        Ok(TenantSummary {
            slug: tenant.slug().to_owned(),
            name: tenant.name().to_owned(),
            created_at: tenant.created_at(),
            suspended_at: tenant.suspended_at(),
            deletion_due_at: tenant.deletion_due_at(),
            settings: ScimSettings::of(tenant)?,
            retention: read.audit().retention().await?,
            masked: mask::of(tenant),
            users: read.users().total().await?,
            groups: read.groups().total().await?,
            tokens: read.tokens().live_names(now).await?.len() as u64,
            members: members
                .into_iter()
                .map(|member| (member.email, member.role))
                .collect(),
        })
    }
}

/// A line that people read: 1 to 300 characters, no control characters.
fn check_line(field: &'static str, line: &str) -> Result<String, Error> {
    let line = line.trim();
    let fine = (1..=300).contains(&line.chars().count()) && !line.chars().any(char::is_control);
    let message = "Write one line of 1 to 300 characters.";
    fine.then(|| line.to_owned())
        .ok_or_else(|| Error::invalid(field, message))
}

/// A name that people read: 1 to 120 characters, no control characters.
pub(crate) fn check_name(field: &'static str, name: &str) -> Result<String, Error> {
    let name = name.trim();
    let fine = (1..=120).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fine {
        Ok(name.to_owned())
    } else {
        Err(Error::invalid(
            field,
            "Enter a name of 1 to 120 characters.",
        ))
    }
}

fn under_hold() -> Error {
    let message = "The log of this tenant is under legal hold, and what its users were would go with it: lift the hold first.";
    Error::invalid("slug", message)
}

pub(crate) fn slug_taken() -> Error {
    Error::invalid("slug", "Another tenant has this slug. Choose another.")
}

pub(crate) fn subject(tenant: &Tenant) -> Subject {
    Subject::new("Tenant", tenant.id(), None, tenant.name())
}

pub(crate) fn created(tenant: &Tenant) -> Vec<Change> {
    vec![
        Change::added("slug", tenant.slug()),
        Change::added("name", tenant.name()),
    ]
}

struct Create {
    directory: Directory,
    slug: Slug,
    name: String,
    operator: Operator,
    /// Whom to invite, in the same transaction.
    first_owner: Option<String>,
}

impl SystemUseCase for Create {
    type Output = Option<Invited>;
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<Option<Invited>, Error> {
        let tenant = tx
            .create_tenant(
                self.directory.clockwork().id(),
                self.slug.as_str(),
                &self.name,
                self.directory.now(),
            )
            .await
            .on_constraint(Constraint::TenantSlug, slug_taken)?;
        let caller = self.operator.in_tenant(tenant.clone());
        let draft = Draft::new(Operation::TenantCreate)
            .subject(subject(&tenant))
            .changes(created(&tenant));
        let event = draft.finish(&caller, self.directory.clockwork());
        tx.tenant(&tenant).audit().insert(&event).await?;
        let Some(email) = self.first_owner.clone() else {
            return Ok(None);
        };
        let invite = Invite::new(self.directory.clone(), caller, None, email, Role::Owner);
        invite.run(tx).await?;
        Ok(Some(invite.invited()))
    }
}

struct Delete {
    directory: Directory,
    slug: String,
    operator: Operator,
    /// Whether it is for the wish of its owners, who may have taken it back.
    only_if_due: bool,
}

impl SystemUseCase for Delete {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        let tenant = tx
            .tenant_by_slug(&self.slug)
            .await?
            .ok_or(Error::NotFound)?;
        let caller = self.operator.in_tenant(tenant.clone());
        let change = Change::removed("slug", tenant.slug());
        let draft = Draft::new(Operation::TenantDelete)
            .subject(subject(&tenant))
            .changes(vec![change]);
        let event = draft.finish(&caller, self.directory.clockwork());
        let scope = tx.tenant(&tenant);
        let retention = scope.audit().retention_for_update().await?;
        if retention.legal_hold {
            return Err(under_hold());
        }
        let retention = Retention {
            tenant_deleted_at: Some(self.directory.now()),
            ..retention
        };
        scope.audit().keep_retention(&retention).await?;
        scope.audit().insert(&event).await?;
        seal_within(&self.directory, &scope).await?;
        let deleted = if self.only_if_due {
            tx.delete_due_tenant(&tenant, self.directory.now()).await?
        } else {
            tx.delete_tenant(&tenant).await?
        };
        // Nothing of this happened, then: the event is rolled back, too.
        if deleted {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Slug;

    #[test]
    fn a_slug_is_plain_and_not_a_route() {
        for (text, fine) in [
            ("acme", true),
            ("a1-b2", true),
            ("a", false),
            ("-acme", false),
            ("acme-", false),
            ("Acme", false),
            ("ac me", false),
            ("login", false),
            (&"a".repeat(41), false),
        ] {
            assert_eq!(text.parse::<Slug>().is_ok(), fine, "{text}");
        }
    }
}
