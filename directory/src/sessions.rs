//! Console sessions, kept in the database under a hash of their id.

use chrono::{DateTime, Utc};
use serde_json::Value;
use store::{AccountId, SystemTx, SystemUseCase, sessions};

use crate::{Directory, Error};

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
            .map(|row| SessionRecord {
                id_hash: row.id_hash,
                account: row.account_id,
                data: row.data,
                expires_at: row.expires_at,
            }))
    }

    /// Ends a session.
    pub async fn delete(&self, id_hash: &str) -> Result<(), Error> {
        self.0
            .store()
            .write_system(Act::Delete(id_hash.to_owned()))
            .await
            .map(drop)
    }

    /// Ends all sessions of an account, but the one named.
    pub async fn end_others(&self, account: AccountId, keep: Option<&str>) -> Result<(), Error> {
        let keep = keep.map(str::to_owned);
        self.0
            .store()
            .write_system(Act::EndOthers(account, keep))
            .await
            .map(drop)
    }

    pub(crate) async fn forget_expired(&self) -> Result<(), Error> {
        self.0
            .store()
            .write_system(Act::ForgetExpired(self.0.now()))
            .await
            .map(drop)
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
    EndOthers(AccountId, Option<String>),
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
            Self::EndOthers(account, keep) => {
                tx.sessions()
                    .delete_of_account(*account, keep.as_deref())
                    .await?
                    > 0
            }
            Self::ForgetExpired(now) => tx.sessions().delete_expired(*now).await? > 0,
        };
        Ok(written)
    }
}
