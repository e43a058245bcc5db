//! Console sessions, kept in the database under a hash of their id.

use chrono::{DateTime, Utc};
use serde_json::Value;
use store::{AccountId, SystemTx, SystemUseCase, sessions};

use crate::audit::{Draft, Operation};
use crate::sign_in::{Account, acting};
use crate::{Directory, Error, Request};

/// The session rows behind the server's session layer.
pub struct Sessions<'d>(pub(crate) &'d Directory);

/// One session as the session layer keeps it.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    /// Hexadecimal SHA-256 of the session id: a stolen database opens no session.
    pub id_hash: String,
    /// The account, once somebody signed in; its rows end with it.
    pub account: Option<AccountId>,
    /// What the session layer stores.
    pub data: Value,
    /// When the session ends unless it is used.
    pub expires_at: DateTime<Utc>,
}

impl Sessions<'_> {
    /// Adds a session; `false` when the id is taken.
    pub async fn create(&self, record: SessionRecord) -> Result<bool, Error> {
        let now = self.0.now();
        self.0
            .store()
            .write_system(Act::Create(row(record, now)))
            .await
    }

    /// Updates a session that exists; one that was ended meanwhile stays ended.
    pub async fn save(&self, record: SessionRecord) -> Result<bool, Error> {
        let now = self.0.now();
        self.0
            .store()
            .write_system(Act::Save(row(record, now)))
            .await
    }

    /// A session that has not ended.
    pub async fn load(&self, id_hash: &str) -> Result<Option<SessionRecord>, Error> {
        let found = self.0.store().system().session(id_hash).await?;
        Ok(found
            .filter(|row| row.expires_at > self.0.now())
            .map(SessionRecord::from))
    }

    /// Ends a session.
    pub async fn delete(&self, id_hash: &str) -> Result<(), Error> {
        self.0
            .store()
            .write_system(Act::Delete(id_hash.to_owned()))
            .await
            .map(drop)
    }

    /// The sessions of an account that have not ended, the newest first.
    pub async fn of_account(&self, account: AccountId) -> Result<Vec<SessionRecord>, Error> {
        let system = self.0.store().system();
        let found = system.sessions_of(account, self.0.now()).await?;
        Ok(found.into_iter().map(SessionRecord::from).collect())
    }

    /// Ends every session of an account.
    pub async fn end_all(&self, account: AccountId) -> Result<(), Error> {
        self.0
            .store()
            .write_system(Act::EndAll(account))
            .await
            .map(drop)
    }

    /// Ends one session of a person, at their wish.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that has ended, and for one of somebody else.
    pub async fn end(
        &self,
        account: &Account,
        id_hash: &str,
        request: &Request,
    ) -> Result<(), Error> {
        let which = Which::One(id_hash.to_owned());
        match self
            .0
            .store()
            .write_system(self.ending(account, which, request))
            .await?
        {
            0 => Err(Error::NotFound),
            _ => Ok(()),
        }
    }

    /// Ends all sessions of a person but one, at their wish; how many there were.
    pub async fn end_others(
        &self,
        account: &Account,
        keep: &str,
        request: &Request,
    ) -> Result<u64, Error> {
        let which = Which::AllBut(keep.to_owned());
        let ending = self.ending(account, which, request);
        self.0.store().write_system(ending).await
    }

    fn ending(&self, account: &Account, which: Which, request: &Request) -> End {
        End {
            directory: self.0.clone(),
            account: account.clone(),
            which,
            request: request.clone(),
        }
    }

    pub(crate) async fn forget_expired(&self) -> Result<(), Error> {
        self.0
            .store()
            .write_system(Act::ForgetExpired(self.0.now()))
            .await
            .map(drop)
    }
}

impl From<sessions::Record> for SessionRecord {
    fn from(row: sessions::Record) -> Self {
        Self {
            id_hash: row.id_hash,
            account: row.account_id,
            data: row.data,
            expires_at: row.expires_at,
        }
    }
}

/// Which sessions a person ends.
enum Which {
    One(String),
    AllBut(String),
}

struct End {
    directory: Directory,
    account: Account,
    which: Which,
    request: Request,
}

impl SystemUseCase for End {
    /// How many ended.
    type Output = u64;
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<u64, Error> {
        let (account, sessions) = (self.account.id, tx.sessions());
        let (ended, detail) = match &self.which {
            Which::One(id_hash) => (
                u64::from(sessions.delete_one_of(account, id_hash).await?),
                "one other session was ended".to_owned(),
            ),
            Which::AllBut(keep) => {
                let ended = sessions.delete_of_account(account, Some(keep)).await?;
                (ended, format!("all other sessions were ended: {ended}"))
            }
        };
        if ended == 0 {
            return Ok(0);
        }
        for (tenant, member) in tx.memberships(account).await? {
            let scope = tx.tenant(&tenant);
            let caller = acting(&self.account, tenant, &member, &self.request)?;
            let draft = Draft::new(Operation::LoginEnd).detail(detail.as_str());
            let event = draft.finish(&caller, self.directory.clockwork());
            scope.audit().insert(&event).await?;
        }
        Ok(ended)
    }
}

fn row(record: SessionRecord, now: DateTime<Utc>) -> sessions::Record {
    sessions::Record {
        id_hash: record.id_hash,
        account_id: record.account,
        data: record.data,
        created_at: now,
        expires_at: record.expires_at,
    }
}

enum Act {
    Create(sessions::Record),
    Save(sessions::Record),
    Delete(String),
    EndAll(AccountId),
    ForgetExpired(DateTime<Utc>),
}

impl SystemUseCase for Act {
    /// Whether anything was written.
    type Output = bool;
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<bool, Error> {
        let written = match self {
            Self::Create(row) => tx.sessions().insert(row).await?,
            Self::Save(row) => tx.sessions().update(row).await?,
            Self::Delete(id_hash) => tx.sessions().delete(id_hash).await?,
            Self::EndAll(account) => tx.sessions().delete_of_account(*account, None).await? > 0,
            Self::ForgetExpired(now) => tx.sessions().delete_expired(*now).await? > 0,
        };
        Ok(written)
    }
}
