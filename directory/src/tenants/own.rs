//! Tenants that people of the console make for themselves, where the operator lets them.

use store::{Constraint, ResultExt, SystemTx, SystemUseCase};

use super::{Slug, check_name, created, slug_taken, subject};
use crate::audit::{Draft, Operation};
use crate::caller::Authority;
use crate::members::{check_email, join};
use crate::sign_in::Account;
use crate::{Actor, ActorKind, Caller, Directory, Error, FieldError, Request, Role};

/// Tenants that one person may be a member of and still make another.
const MAX_OWN: usize = 20;

impl Directory {
    /// Creates a tenant for somebody who is signed in, and makes them its owner. Whether people may
    /// do this is for the server to decide before.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `slug` or `organisation`; [`Error::Limited`] after too many attempts.
    pub async fn create_own_tenant(
        &self,
        account: &Account,
        slug: &str,
        organisation: &str,
        request: &Request,
    ) -> Result<(), Error> {
        let key = format!("tenant of {}", account.id);
        self.throttle().attempt(&key, request.ip, self.now())?;
        let (slug, name) = gather(
            slug.parse::<Slug>()
                .map_err(|message| Error::invalid("slug", message)),
            check_name("organisation", organisation),
        )?;
        let own = Own {
            directory: self.clone(),
            account: account.clone(),
            request: request.clone(),
            slug,
            name,
        };
        self.store().write_system(own).await
    }
}

/// What a form asks for, or the messages of all its fields.
pub(super) fn checked(
    slug: &str,
    name: &str,
    email: &str,
) -> Result<(Slug, String, String), Error> {
    let slug = slug
        .parse::<Slug>()
        .map_err(|message| Error::invalid("slug", message));
    let names = gather(slug, check_name("name", name));
    let ((slug, name), email) = gather(names, check_email(email))?;
    Ok((slug, name, email))
}

/// Both, or the messages of both.
fn gather<A, B>(one: Result<A, Error>, other: Result<B, Error>) -> Result<(A, B), Error> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Error::Invalid(one)), Err(Error::Invalid(other))) => {
            let all: Vec<FieldError> = [one, other].concat();
            Err(Error::Invalid(all))
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

struct Own {
    directory: Directory,
    account: Account,
    request: Request,
    slug: Slug,
    name: String,
}

impl SystemUseCase for Own {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        if tx.memberships(self.account.id).await?.len() >= MAX_OWN {
            let message = format!(
                "You are a member of {MAX_OWN} tenants: ask whoever runs this server for more."
            );
            return Err(Error::invalid("slug", message));
        }
        let clockwork = self.directory.clockwork();
        let tenant = tx
            .create_tenant(
                clockwork.id(),
                self.slug.as_str(),
                &self.name,
                self.directory.now(),
            )
            .await
            .on_constraint(Constraint::TenantSlug, slug_taken)?;
        let actor = Actor {
            kind: ActorKind::Member,
            id: Some(self.account.id.to_string()),
            label: Some(self.account.email.clone()),
            token_prefix: None,
        };
        let request = self.request.clone();
        let caller = Caller::new(tenant.clone(), actor, Authority::Role(Role::Owner), request);
        let draft = Draft::new(Operation::TenantCreate)
            .subject(subject(&tenant))
            .changes(created(&tenant));
        let event = draft.finish(&caller, clockwork);
        tx.tenant(&tenant).audit().insert(&event).await?;
        let (account, email) = (self.account.id, &self.account.email);
        join(&self.directory, tx, &caller, account, email, Role::Owner).await
    }
}
