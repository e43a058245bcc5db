//! Issuing a token.

use scim::Change;
use serde_json::json;
use store::{Constraint, ResultExt, TenantTx, TokenId, UseCase, tokens};

use super::secret::Secret;
use super::{Expiry, MAX_NAMES, NewToken, prefix};
use crate::audit::{Draft, Operation, Subject};
use crate::representation::timestamp;
use crate::tenants::LongestToken;
use crate::{Caller, Directory, Error};

pub(crate) struct Issue {
    directory: Directory,
    caller: Caller,
    id: TokenId,
    wanted: NewToken,
    public_id: String,
    last_four: String,
    secret_hash: Vec<u8>,
}

impl Issue {
    pub(crate) fn new(
        directory: Directory,
        caller: Caller,
        wanted: NewToken,
        secret: &Secret,
    ) -> Self {
        Self {
            id: wanted.id.unwrap_or_else(|| directory.clockwork().id()),
            public_id: secret.public_id().to_owned(),
            last_four: secret.last_four().to_owned(),
            secret_hash: secret.hash(),
            directory,
            caller,
            wanted,
        }
    }

    fn record(&self) -> tokens::Record {
        let now = self.directory.now();
        tokens::Record {
            id: self.id,
            name: self.wanted.name.clone(),
            public_id: self.public_id.clone(),
            secret_hash: self.secret_hash.clone(),
            last_four: self.last_four.clone(),
            scope: self.wanted.scope.as_str().to_owned(),
            resource_type: self.wanted.only.map(|kind| kind.as_str().to_owned()),
            allow_cidrs: self.wanted.allow.iter().map(ToString::to_string).collect(),
            idp: self.wanted.idp.clone(),
            created_at: now,
            created_by: self.caller.actor().name(),
            expires_at: match self.wanted.expires {
                Expiry::After(lifetime) => Some(now + lifetime),
                Expiry::Never => None,
            },
            overlap_ends_at: None,
            revoked_at: None,
            last_used_at: None,
            last_used_ip: None,
            last_used_agent: None,
            use_count: 0,
            reminded_days: None,
        }
    }
}

impl UseCase for Issue {
    type Output = tokens::Record;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<tokens::Record, Error> {
        // Two who issue at once wait for each other: a name has one live token.
        tx.settings().get_for_update().await?;
        let record = self.record();
        LongestToken::of(self.caller.tenant())?.permit(self.wanted.expires)?;
        if tx.tokens().get(self.id).await?.is_some() {
            return Err(issued_before());
        }
        let live = tx.tokens().live_names(record.created_at).await?;
        if live.contains(&record.name) {
            let message =
                "An active token has this name: choose another, or revoke that one first.";
            return Err(Error::invalid("name", message));
        }
        if live.len() >= MAX_NAMES {
            let message = format!("There are {MAX_NAMES} active tokens: revoke one first.");
            return Err(Error::invalid("name", message));
        }
        tx.tokens()
            .insert(&record)
            .await
            .on_constraint(Constraint::TokenId, issued_before)?;
        let draft = Draft::new(Operation::TokenIssue)
            .subject(subject(&record))
            .changes(granted(&record));
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(record)
    }
}

pub(super) fn issued_before() -> Error {
    Error::Conflict {
        attribute: "id",
        detail: "This token was issued already, and its secret has been shown once.".to_owned(),
    }
}

pub(crate) fn subject(record: &tokens::Record) -> Subject {
    Subject::new(
        "Token",
        record.id,
        Some(&prefix(&record.public_id)),
        &*record.name,
    )
}

pub(super) fn granted(record: &tokens::Record) -> Vec<Change> {
    let expires = record
        .expires_at
        .map_or_else(|| "never".to_owned(), timestamp);
    let mut changes = vec![
        Change::added("name", record.name.as_str()),
        Change::added("scope", record.scope.as_str()),
        Change::added("expires_at", expires),
    ];
    if let Some(idp) = &record.idp {
        changes.push(Change::added("idp", idp.as_str()));
    }
    if let Some(only) = &record.resource_type {
        changes.push(Change::added("resource_type", only.as_str()));
    }
    if !record.allow_cidrs.is_empty() {
        changes.push(Change::added("allow_cidrs", json!(record.allow_cidrs)));
    }
    changes
}
