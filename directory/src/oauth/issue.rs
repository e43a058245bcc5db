//! Issuing a client.

use scim::Change;
use serde_json::json;
use store::{ClientId, Constraint, ResultExt, TenantTx, UseCase, oauth_clients};

use super::{CLIENT_PREFIX, MAX_CLIENTS, NewClient};
use crate::audit::{Draft, Operation, Subject};
use crate::representation::timestamp;
use crate::tenants::LongestToken;
use crate::tokens::Expiry;
use crate::tokens::secret::Secret;
use crate::{Caller, Directory, Error};

pub(super) struct Issue {
    directory: Directory,
    caller: Caller,
    id: ClientId,
    wanted: NewClient,
    client_id: String,
    last_four: Option<String>,
    secret_hash: Option<Vec<u8>>,
}

impl Issue {
    pub(super) fn new(
        directory: Directory,
        caller: Caller,
        wanted: NewClient,
        secret: &Secret,
    ) -> Self {
        let has_secret = wanted.keys.is_none();
        Self {
            id: wanted.id.unwrap_or_else(|| directory.clockwork().id()),
            client_id: format!("{CLIENT_PREFIX}{}", secret.public_id()),
            last_four: has_secret.then(|| secret.last_four().to_owned()),
            secret_hash: has_secret.then(|| secret.hash()),
            directory,
            caller,
            wanted,
        }
    }

    fn record(&self) -> oauth_clients::Record {
        let now = self.directory.now();
        let actor = self.caller.actor();
        let created_by = actor.label.clone();
        oauth_clients::Record {
            id: self.id,
            name: self.wanted.name.clone(),
            client_id: self.client_id.clone(),
            secret_hash: self.secret_hash.clone(),
            last_four: self.last_four.clone(),
            jwks: self
                .wanted
                .keys
                .as_ref()
                .map(|keys| keys.document().to_string()),
            rotations: 0,
            rotated_at: None,
            secret_used_at: None,
            secret_used_ip: None,
            old_secret: None,
            scope: self.wanted.scope.as_str().to_owned(),
            resource_type: self.wanted.only.map(|kind| kind.as_str().to_owned()),
            allow_cidrs: self.wanted.allow.iter().map(ToString::to_string).collect(),
            idp: self.wanted.idp.clone(),
            created_at: now,
            created_by: created_by.unwrap_or_else(|| actor.kind.as_str().to_owned()),
            expires_at: match self.wanted.expires {
                Expiry::After(lifetime) => Some(now + lifetime),
                Expiry::Never => None,
            },
            revoked_at: None,
            last_used_at: None,
            last_used_ip: None,
            last_used_agent: None,
            reminded_days: None,
        }
    }

    fn granted(&self, record: &oauth_clients::Record) -> Vec<Change> {
        let expires = record.expires_at.map(timestamp);
        let mut changes = vec![
            Change::added("name", record.name.as_str()),
            Change::added("scope", record.scope.as_str()),
            Change::added("expires_at", expires.as_deref().unwrap_or("never")),
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
        if let Some(keys) = &self.wanted.keys {
            changes.push(Change::added("public_keys", json!(keys.described())));
        }
        changes
    }
}

impl UseCase for Issue {
    type Output = oauth_clients::Record;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<oauth_clients::Record, Error> {
        // Two who issue at once wait for each other: a name has one live client.
        tx.settings().get_for_update().await?;
        let record = self.record();
        LongestToken::of(self.caller.tenant())?.permit(self.wanted.expires)?;
        if tx.oauth_clients().get(self.id).await?.is_some() {
            return Err(issued_before());
        }
        let live = tx.oauth_clients().live(record.created_at).await?;
        if live.iter().any(|client| client.name == record.name) {
            let message =
                "An active client has this name: choose another, or revoke that one first.";
            return Err(Error::invalid("name", message));
        }
        if live.len() >= MAX_CLIENTS {
            let message = format!("There are {MAX_CLIENTS} active clients: revoke one first.");
            return Err(Error::invalid("name", message));
        }
        tx.oauth_clients()
            .insert(&record)
            .await
            .on_constraint(Constraint::OauthClientId, issued_before)?;
        let draft = Draft::new(Operation::ClientIssue)
            .subject(subject(&record))
            .changes(self.granted(&record));
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(record)
    }
}

fn issued_before() -> Error {
    Error::Conflict {
        attribute: "id",
        detail: "This client was issued already, and its secret has been shown once.".to_owned(),
    }
}

pub(crate) fn subject(record: &oauth_clients::Record) -> Subject {
    Subject::new("Client", record.id, Some(&record.client_id), &*record.name)
}
