//! What a person changes about their own second factor.

use secrecy::SecretString;
use store::{SystemTx, SystemUseCase};

use super::given;
use crate::audit::{Draft, Operation};
use crate::members::subject;
use crate::sign_in::{Account, acting};
use crate::{Directory, Error, Request, mail};

pub(super) enum Act {
    Confirm {
        secret: String,
        step: i64,
        keep_session: String,
    },
    RenewCodes,
    Remove,
}

/// What a person changes about their own second factor.
pub(super) struct Change {
    pub(super) directory: Directory,
    pub(super) account: Account,
    pub(super) request: Request,
    pub(super) codes: Vec<String>,
    pub(super) act: Act,
}

impl SystemUseCase for Change {
    type Output = Vec<SecretString>;
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<Vec<SecretString>, Error> {
        let (account, factors) = (self.account.id, tx.second_factors());
        let detail = match &self.act {
            Act::Confirm {
                secret,
                step,
                keep_session,
            } => {
                let now = self.directory.now();
                if !factors.confirm(account, secret, *step, now).await? {
                    return Err(Error::NotFound);
                }
                let sessions = tx.sessions();
                sessions
                    .delete_of_account(account, Some(keep_session))
                    .await?;
                "a second factor was set up; every other session has ended"
            }
            Act::RenewCodes => "new recovery codes were made",
            Act::Remove => {
                if !factors.remove(account).await? {
                    return Err(Error::NotFound);
                }
                "the second factor was turned off"
            }
        };
        let key = self.directory.secret_key();
        let hash = |code: &String| given::hash(key, code);
        let hashes: Vec<String> = self.codes.iter().map(hash).collect();
        factors.replace_codes(account, &hashes).await?;
        for (tenant, member) in tx.memberships(account).await? {
            let caller = acting(&self.account, tenant.clone(), &member, &self.request)?;
            let draft = Draft::new(Operation::MemberSecondFactor)
                .subject(subject(account, &self.account.email))
                .detail(detail);
            let event = draft.finish(&caller, self.directory.clockwork());
            tx.tenant(&tenant).audit().insert(&event).await?;
        }
        let on = match self.act {
            Act::Confirm { .. } => Some(true),
            Act::RenewCodes => None,
            Act::Remove => Some(false),
        };
        if let Some(on) = on {
            let (email, request) = (&self.account.email, &self.request);
            mail::second_factor_changed(&self.directory, tx, email, on, request).await?;
        }
        let shown = self.codes.iter().map(|code| given::grouped(code));
        Ok(shown.map(SecretString::from).collect())
    }
}
