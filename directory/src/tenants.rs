//! Tenants: the customers whose directories live side by side and never meet.

mod create;
mod delete;
pub mod deletion;
mod longest_token;
mod name;
mod own;
mod settings;
mod slug;
mod suspend;
mod ways;

use chrono::{DateTime, Utc};
use scim::Change;
use store::Tenant;
use store::audit::Retention;

use self::create::Create;
use self::delete::Delete;
pub use self::longest_token::LongestToken;
pub use self::settings::{
    Deletion, GroupPatch, ScimSettings, SecondFactor, SettingsChange, Strictness,
};
pub use self::slug::Slug;
pub(crate) use self::slug::slug_taken;
pub use self::ways::{Way, Ways, WaysChange};
use crate::audit::{Subject, mask};
use crate::members::Invited;
use crate::operators::Operator;
use crate::{Directory, Error};

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

pub(crate) fn subject(tenant: &Tenant) -> Subject {
    Subject::new("Tenant", tenant.id(), None, tenant.name())
}

pub(crate) fn created(tenant: &Tenant) -> Vec<Change> {
    vec![
        Change::added("slug", tenant.slug()),
        Change::added("name", tenant.name()),
    ]
}
