//! One-time links: the first owner's set-up link, and invitations.

use chrono::TimeDelta;
use secrecy::SecretString;
use store::{AccountId, Constraint, ResultExt, SystemTx, SystemUseCase, Tenant, invitations};

use crate::audit::{Draft, Operation};
use crate::caller::Authority;
use crate::directory::reveal;
use crate::members::{self, check_email};
use crate::sign_in::check_password;
use crate::tenants::{Slug, check_name, created, slug_taken, subject};
use crate::tokens::secret::{code_hash, one_time_code};
use crate::{Actor, ActorKind, Caller, Directory, Error, Request, Role};

/// How long the set-up link works.
const SETUP_LIFETIME: TimeDelta = TimeDelta::minutes(30);

/// Set-up of an empty database: the first tenant and its owner.
pub struct Setup<'d>(pub(crate) &'d Directory);

/// What the first owner fills in.
#[derive(Clone, Debug)]
pub struct SetupForm {
    /// The organisation's name.
    pub organisation: String,
    /// The tenant's slug.
    pub slug: String,
    /// The owner's address.
    pub email: String,
    /// The owner's password.
    pub password: SecretString,
}

impl Setup<'_> {
    /// Whether nobody owns anything yet.
    pub async fn needed(&self) -> Result<bool, Error> {
        Ok(!self.0.store().system().any_owner().await?)
    }

    /// Makes the one-time code of the set-up link; earlier ones end.
    pub async fn issue_code(&self) -> Result<SecretString, Error> {
        let code = one_time_code();
        let now = self.0.now();
        let invitation = invitations::New {
            id: self.0.clockwork().id(),
            tenant_id: None,
            email: None,
            role: None,
            kind: invitations::Kind::Setup,
            code_hash: code_hash(&code),
            created_at: now,
            expires_at: now + SETUP_LIFETIME,
            invited_by: None,
        };
        self.0
            .store()
            .write_system(ReplaceSetup { invitation })
            .await?;
        Ok(SecretString::from(code))
    }

    /// Whether a code still opens the set-up.
    pub async fn check(&self, code: &str) -> Result<bool, Error> {
        if !self.needed().await? {
            return Ok(false);
        }
        let found = self.0.store().system().invitation(&code_hash(code)).await?;
        Ok(found.is_some_and(|invitation| {
            invitation.kind == invitations::Kind::Setup && invitation.is_open(self.0.now())
        }))
    }

    /// Creates the first tenant and its owner; event number 1 says who from where.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a code that was used, replaced, or never given;
    /// [`Error::Invalid`] at the fields.
    pub async fn complete(
        &self,
        code: &SecretString,
        form: SetupForm,
        request: &Request,
    ) -> Result<(AccountId, String), Error> {
        if !self.check(reveal(code)).await? {
            return Err(Error::NotFound);
        }
        let mut errors = Vec::new();
        let mut keep = |result: Result<(), Error>| match result {
            Err(Error::Invalid(mut fields)) => {
                errors.append(&mut fields);
                Ok(())
            }
            other => other,
        };
        let name = check_name("organisation", &form.organisation);
        let slug = form
            .slug
            .parse::<Slug>()
            .map_err(|message| Error::invalid("slug", message));
        let email = check_email(&form.email);
        keep(name.as_ref().map(drop).map_err(copy))?;
        keep(slug.as_ref().map(drop).map_err(copy))?;
        keep(email.as_ref().map(drop).map_err(copy))?;
        let names = [form.organisation.as_str()];
        keep(check_password(
            "password",
            &form.password,
            &form.email,
            &names,
        ))?;
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let complete = Complete {
            directory: self.0.clone(),
            request: request.clone(),
            code_hash: code_hash(reveal(code)),
            slug: slug?,
            name: name?,
            email: email?,
            password_hash: self.0.passwords().hash(&form.password).await?,
        };
        self.0.store().write_system(complete).await
    }
}

/// The field errors of a refusal, for gathering those of several fields.
fn copy(error: &Error) -> Error {
    match error {
        Error::Invalid(fields) => Error::Invalid(fields.clone()),
        other => Error::internal(other.to_string()),
    }
}

struct ReplaceSetup {
    invitation: invitations::New,
}

impl SystemUseCase for ReplaceSetup {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        tx.delete_setup_invitations().await?;
        Ok(tx.insert_invitation(&self.invitation).await?)
    }
}

struct Complete {
    directory: Directory,
    request: Request,
    code_hash: String,
    slug: Slug,
    name: String,
    email: String,
    password_hash: String,
}

impl SystemUseCase for Complete {
    type Output = (AccountId, String);
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(AccountId, String), Error> {
        let now = self.directory.now();
        // Two browsers may race: the code is used by whoever comes first.
        tx.use_invitation(&self.code_hash, now)
            .await?
            .ok_or(Error::NotFound)?;
        let clockwork = self.directory.clockwork();
        let tenant = tx
            .create_tenant(clockwork.id(), self.slug.as_str(), &self.name, now)
            .await
            .on_constraint(Constraint::TenantSlug, slug_taken)?;
        let caller = visitor(tenant.clone(), &self.email, self.request.clone());
        let draft = Draft::new(Operation::TenantCreate)
            .subject(subject(&tenant))
            .changes(created(&tenant));
        tx.tenant(&tenant)
            .audit()
            .insert(&draft.finish(&caller, clockwork))
            .await?;
        let person = members::Person {
            email: &self.email,
            password_hash: &self.password_hash,
        };
        let account = person.account(&self.directory, tx).await?.id;
        members::join(
            &self.directory,
            tx,
            &caller,
            account,
            &self.email,
            Role::Owner,
        )
        .await?;
        Ok((account, tenant.slug().to_owned()))
    }
}

/// Whoever holds a one-time link, acting in the tenant it opens.
fn visitor(tenant: Tenant, email: &str, request: Request) -> Caller {
    let actor = Actor {
        kind: ActorKind::Setup,
        id: None,
        label: Some(email.to_owned()),
        token_prefix: None,
    };
    Caller::new(tenant, actor, Authority::Operator, request)
}

/// Invitations to the console of a tenant.
pub struct Invitations<'d>(pub(crate) &'d Directory);

/// What an invited person is told.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The address that was invited.
    pub email: String,
    /// The tenant's name.
    pub tenant: String,
    /// The role there.
    pub role: Role,
    /// Whether the address has an account, whose password stays as it is.
    pub known: bool,
}

impl Invitations<'_> {
    /// What a code invites to, while it works.
    pub async fn check(&self, code: &str) -> Result<Option<Invitation>, Error> {
        let system = self.0.store().system();
        let Some(found) = system.invitation(&code_hash(code)).await? else {
            return Ok(None);
        };
        let open = found.kind == invitations::Kind::Invite && found.is_open(self.0.now());
        let (Some(tenant), Some(email), Some(role), true) =
            (found.tenant, found.email, found.role, open)
        else {
            return Ok(None);
        };
        let account = system.account_by_email(&scim::fold(&email)).await?;
        Ok(Some(Invitation {
            known: account.is_some_and(|account| account.password_hash.is_some()),
            tenant: tenant.name().to_owned(),
            role: role.parse().map_err(Error::internal)?,
            email,
        }))
    }

    /// Accepts an invitation, choosing a password; somebody who has an account proves it with
    /// the password they have.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a code that does not work; [`Error::Invalid`] at `password`.
    pub async fn accept(
        &self,
        code: &SecretString,
        password: &SecretString,
        request: &Request,
    ) -> Result<(AccountId, String), Error> {
        let invitation = self.check(reveal(code)).await?.ok_or(Error::NotFound)?;
        if invitation.known {
            self.0
                .sign_in()
                .password(&invitation.email, password, request)
                .await?;
        } else {
            let names = [invitation.tenant.as_str()];
            check_password("password", password, &invitation.email, &names)?;
        }
        let accept = Accept {
            directory: self.0.clone(),
            request: request.clone(),
            code_hash: code_hash(reveal(code)),
            known: invitation.known,
            password_hash: self.0.passwords().hash(password).await?,
        };
        self.0.store().write_system(accept).await
    }
}

struct Accept {
    directory: Directory,
    request: Request,
    code_hash: String,
    /// Whether the account's password was given; otherwise there was none yet.
    known: bool,
    password_hash: String,
}

impl SystemUseCase for Accept {
    type Output = (AccountId, String);
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(AccountId, String), Error> {
        let used = tx
            .use_invitation(&self.code_hash, self.directory.now())
            .await?;
        let used = used.ok_or(Error::NotFound)?;
        let (Some(tenant), Some(email), Some(role)) = (used.tenant, used.email, used.role) else {
            return Err(Error::NotFound);
        };
        let role = role.parse().map_err(Error::internal)?;
        let caller = visitor(tenant.clone(), &email, self.request.clone());
        let person = members::Person {
            email: &email,
            password_hash: &self.password_hash,
        };
        let found = person.account(&self.directory, tx).await?;
        // Another link may have made the account meanwhile: its password was not given here.
        if found.had_password && !self.known {
            return Err(members::made_at_once());
        }
        members::join(&self.directory, tx, &caller, found.id, &email, role).await?;
        Ok((found.id, tenant.slug().to_owned()))
    }
}
