//! Making a link: by the operator, by a tenant for its member, or for who asks for it by mail.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use store::mails::Write;
use store::{MailId, PasswordResetId, SystemTx, SystemUseCase, Tenant, password_resets as records};

use super::{KNOWN, LIFETIME, MOST_OPEN, ResetLink, holder};
use crate::audit::{Draft, Operation};
use crate::mail::{Letter, Outgoing};
use crate::members::{Hindrance, Wanted, find, may_reset, subject};
use crate::tokens::secret::code_hash;
use crate::{Caller, Directory, Error, Request};

pub(super) enum By {
    Operator {
        email_key: String,
        request: Request,
    },
    Member {
        caller: Caller,
        whom: Wanted,
    },
    /// Somebody who says that it is their account, and gets the link by mail alone.
    Holder {
        email_key: String,
        request: Request,
    },
}

pub(super) struct Make {
    pub(super) directory: Directory,
    pub(super) id: PasswordResetId,
    pub(super) code: String,
    /// Mail that holds the link.
    pub(super) mail: Option<MailId>,
    pub(super) now: DateTime<Utc>,
    pub(super) by: By,
}

impl SystemUseCase for Make {
    type Output = ResetLink;
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<ResetLink, Error> {
        tx.password_resets().forget(self.now - KNOWN).await?;
        match &self.by {
            By::Operator { email_key, request } => {
                let account = tx.account_by_email(email_key).await?;
                let account = account.ok_or(Error::NotFound)?;
                for (tenant, _) in tx.memberships(account.id).await? {
                    let caller = Directory::operator(tenant, request.clone());
                    self.record(tx, &caller, account.id, &account.email).await?;
                }
                self.keep(tx, account.id, None).await?;
                Ok(self.link(account.email))
            }
            By::Member { caller, whom } => self.for_member(tx, caller, whom).await,
            By::Holder { email_key, request } => self.for_holder(tx, email_key, request).await,
        }
    }
}

impl Make {
    /// Earlier links of the account go on: a stranger who asks again and again ends nobody's.
    async fn for_holder(
        &self,
        tx: &SystemTx,
        email_key: &str,
        request: &Request,
    ) -> Result<ResetLink, Error> {
        let account = tx.account_by_email(email_key).await?;
        let account = account.filter(|account| account.password_hash.is_some());
        let account = account.ok_or(Error::NotFound)?;
        let open = tx
            .password_resets()
            .count_open(account.id, self.now)
            .await?;
        if open >= MOST_OPEN {
            return Err(Error::NotFound);
        }
        for (tenant, _) in tx.memberships(account.id).await? {
            let caller = holder(tenant, &account.email, request);
            self.record(tx, &caller, account.id, &account.email).await?;
        }
        self.insert(tx, account.id, None).await?;
        self.write_mail(tx.mails(), None, &account.email).await?;
        Ok(self.link(account.email))
    }

    async fn write_mail(
        &self,
        writes: Write<'_>,
        tenant: Option<&Tenant>,
        email: &str,
    ) -> Result<(), Error> {
        let Some(id) = self.mail else {
            return Ok(());
        };
        let until = self.now + LIFETIME;
        let letter = Letter::PasswordLink {
            tenant: tenant.map(|tenant| tenant.name().to_owned()),
            link: format!("{}/reset/{}", self.directory.public_url(), self.code),
            until,
        };
        let mail = Outgoing::notice(&self.directory, email, letter).until(until);
        let mail = match &self.by {
            By::Member { .. } => mail.sent_now_as(id),
            By::Operator { .. } | By::Holder { .. } => mail,
        };
        mail.write(&self.directory, writes).await
    }

    async fn for_member(
        &self,
        tx: &SystemTx,
        caller: &Caller,
        whom: &Wanted,
    ) -> Result<ResetLink, Error> {
        let scope = tx.tenant(caller.tenant());
        // The role is not changed while it is looked at.
        scope.settings().get_for_update().await?;
        if tx.password_reset_by_id(self.id).await?.is_some() {
            return Err(Error::Conflict {
                attribute: "id",
                detail: "This link was made already, and has been shown once.".to_owned(),
            });
        }
        let member = find(&scope, whom).await?;
        let role = member.role.parse().map_err(Error::internal)?;
        let tenants = tx.memberships(member.account_id).await?.len();
        let account = tx.account(member.account_id).await?;
        let operates = account.is_some_and(|account| account.operator_since.is_some());
        may_reset(
            caller,
            member.account_id,
            role,
            tenants,
            operates,
            member.by_provider,
        )
        .map_err(Hindrance::error)?;
        caller.require_proof(self.now)?;
        let made_in = (caller.tenant().id(), member.role);
        self.keep(tx, member.account_id, Some(made_in)).await?;
        self.record(tx, caller, member.account_id, &member.email)
            .await?;
        self.write_mail(scope.mails(), Some(caller.tenant()), &member.email)
            .await?;
        Ok(self.link(member.email))
    }

    async fn keep(
        &self,
        tx: &SystemTx,
        account: store::AccountId,
        made_in: Option<(store::TenantId, String)>,
    ) -> Result<(), Error> {
        let resets = tx.password_resets();
        resets.end_of_account(account, self.now).await?;
        self.insert(tx, account, made_in).await
    }

    async fn insert(
        &self,
        tx: &SystemTx,
        account: store::AccountId,
        made_in: Option<(store::TenantId, String)>,
    ) -> Result<(), Error> {
        let record = records::Record {
            id: self.id,
            account_id: account,
            made_in,
            code_hash: code_hash(&self.code),
            created_at: self.now,
            expires_at: self.now + LIFETIME,
            used_at: None,
        };
        Ok(tx.password_resets().insert(&record).await?)
    }

    async fn record(
        &self,
        tx: &SystemTx,
        caller: &Caller,
        account: store::AccountId,
        email: &str,
    ) -> Result<(), Error> {
        let draft = Draft::new(Operation::MemberReset).subject(subject(account, email));
        let draft = match &self.by {
            By::Holder { .. } => draft.detail("asked for at the sign-in page; sent to the address"),
            By::Operator { .. } | By::Member { .. } => draft,
        };
        let event = draft.finish(caller, self.directory.clockwork());
        tx.tenant(caller.tenant()).audit().insert(&event).await?;
        Ok(())
    }

    fn link(&self, email: String) -> ResetLink {
        ResetLink {
            email,
            expires_at: self.now + LIFETIME,
            mail: self.mail,
            code: SecretString::from(self.code.clone()),
        }
    }
}
