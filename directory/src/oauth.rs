//! OAuth clients: identity providers that exchange a client secret, or an assertion signed by their
//! own key, for short-lived access tokens (RFC 6749 §4.4, RFC 7523 §2.2).
//!
//! A client is issued, shown once and revoked like a SCIM token; its secret is rotated in its row,
//! and its id stays. Its access tokens are kept nowhere: they are sealed with the server's key, and
//! each request looks at the client's row.

pub(crate) mod access_token;
mod admit;
mod ask;
mod assertion;
pub(crate) mod end_secret;
mod grant;
pub(crate) mod issue;
mod keys;
mod refused;
pub(crate) mod revoke;
mod rotate;

use chrono::{DateTime, TimeDelta, Utc};
use ipnet::IpNet;
use secrecy::SecretString;
use store::{ClientId, Kind, oauth_clients};

pub use self::admit::Applicant;
pub use self::ask::{Ask, Authorization};
pub use self::grant::Granted;
pub use self::keys::Keys;
pub use self::refused::Refused;
pub use self::rotate::Rotation;
use crate::tokens::secret::{Form, Secret};
use crate::tokens::{self, Expiry, TokenState};
use crate::{Caller, Directory, Error, Permission, Scope};

/// Live clients that one tenant may have.
pub const MAX_CLIENTS: usize = 50;
/// How long an access token works.
pub const ACCESS_LIFETIME: TimeDelta = TimeDelta::hours(1);
/// What every client id starts with.
pub const CLIENT_PREFIX: &str = "rc_client_";

/// A client to be issued.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// Chosen beforehand by a form, so that sending it twice issues one client; `None` elsewhere.
    pub id: Option<ClientId>,
    /// What people call it; unique among the live clients of the tenant.
    pub name: String,
    /// Its public keys; `None` for one that gets a secret.
    pub keys: Option<Keys>,
    /// What its access tokens may do at most.
    pub scope: Scope,
    /// The one resource type that they are for; `None` for all.
    pub only: Option<Kind>,
    /// When it ends.
    pub expires: Expiry,
    /// Networks that it and its access tokens may be used from; empty for any.
    pub allow: Vec<IpNet>,
    /// The identity provider it is for, where known.
    pub idp: Option<String>,
}

/// A client that was just issued. The secret exists nowhere else.
#[derive(Debug)]
pub struct Issued {
    /// The client.
    pub client: Client,
    /// Its secret, to be shown once; a client with keys has none.
    pub secret: Option<SecretString>,
}

/// How a client proves who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// By its secret.
    Secret {
        /// The last four characters of it.
        last_four: String,
        /// When it was last shown for an access token.
        last_used_at: Option<DateTime<Utc>>,
        /// From where.
        last_used_ip: Option<String>,
        /// The one that it replaced.
        old: Option<OldSecret>,
    },
    /// By an assertion that is signed with one of these.
    Keys(Keys),
}

/// The secret of a client that another one replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldSecret {
    /// The last four characters of it.
    pub last_four: String,
    /// Until when it works beside the other one.
    pub ends_at: DateTime<Utc>,
    /// When it was last shown for an access token.
    pub last_used_at: Option<DateTime<Utc>>,
    /// From where.
    pub last_used_ip: Option<String>,
}

impl OldSecret {
    /// Whether it works at an instant, while its client does.
    pub fn works(&self, now: DateTime<Utc>) -> bool {
        now < self.ends_at
    }
}

impl From<oauth_clients::OldSecret> for OldSecret {
    fn from(old: oauth_clients::OldSecret) -> Self {
        Self {
            last_four: old.last_four,
            ends_at: old.ends_at,
            last_used_at: old.used_at,
            last_used_ip: old.used_ip,
        }
    }
}

/// A client as people see it: everything but its secret.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// Its name.
    pub name: String,
    /// What it calls itself, as in audit events; no secret.
    pub client_id: String,
    /// How it proves who it is.
    pub proof: Proof,
    /// What its access tokens may do at most.
    pub scope: Scope,
    /// The one resource type that they are for; `None` for all.
    pub only: Option<Kind>,
    /// Networks that it and its access tokens may be used from; empty for any.
    pub allow: Vec<IpNet>,
    /// The identity provider it is for, where that was said.
    pub idp: Option<String>,
    /// How often its secret was replaced by another.
    pub rotations: u32,
    /// When that was last done.
    pub rotated_at: Option<DateTime<Utc>>,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// Who issued it.
    pub created_by: String,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it or one of its access tokens was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// From where.
    pub last_used_ip: Option<String>,
    /// By what.
    pub last_used_agent: Option<String>,
}

impl Client {
    /// Whether it works at an instant.
    pub fn state(&self, now: DateTime<Utc>) -> TokenState {
        tokens::state(self.revoked_at, self.expires_at, now)
    }

    /// Since when it lives: a rotation gives it another life.
    pub fn renewed_at(&self) -> DateTime<Utc> {
        self.rotated_at.unwrap_or(self.created_at)
    }

    /// The secret that another one replaced, while it works all the same.
    pub fn working_old_secret(&self, now: DateTime<Utc>) -> Option<&OldSecret> {
        let is_live = self.state(now) == TokenState::Live;
        match &self.proof {
            Proof::Secret { old, .. } if is_live => old.as_ref().filter(|old| old.works(now)),
            Proof::Secret { .. } | Proof::Keys(_) => None,
        }
    }

    pub(crate) fn from_record(record: oauth_clients::Record) -> Result<Self, Error> {
        let proof = match (record.last_four, record.jwks) {
            (_, Some(jwks)) => Proof::Keys(Keys::parse(&jwks).map_err(Error::internal)?),
            (last_four, None) => Proof::Secret {
                last_four: last_four.unwrap_or_default(),
                last_used_at: record.secret_used_at,
                last_used_ip: record.secret_used_ip,
                old: record.old_secret.map(OldSecret::from),
            },
        };
        Ok(Self {
            id: record.id,
            name: record.name,
            client_id: record.client_id,
            proof,
            scope: record.scope.parse().map_err(Error::internal)?,
            only: tokens::one_kind(record.resource_type.as_deref())?,
            allow: tokens::networks(&record.allow_cidrs)?,
            idp: record.idp,
            rotations: record.rotations.unsigned_abs(),
            rotated_at: record.rotated_at,
            created_at: record.created_at,
            created_by: record.created_by,
            expires_at: record.expires_at,
            revoked_at: record.revoked_at,
            last_used_at: record.last_used_at,
            last_used_ip: record.last_used_ip,
            last_used_agent: record.last_used_agent,
        })
    }
}

/// The use cases on OAuth clients.
pub struct Clients<'d>(pub(crate) &'d Directory);

impl Clients<'_> {
    /// Issues a client; the secret is in the answer and nowhere else.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a name that is taken or not one; [`Error::Conflict`] when the client
    /// of this id was issued before.
    pub async fn issue(&self, caller: &Caller, wanted: NewClient) -> Result<Issued, Error> {
        caller.require(Permission::ManageTokens)?;
        tokens::check(&wanted.name, wanted.expires, &wanted.allow)?;
        tokens::check_only(wanted.only, wanted.scope)?;
        let secret = Secret::generate_for(Form::Client);
        let has_keys = wanted.keys.is_some();
        let use_case = issue::Issue::new(self.0.clone(), caller.clone(), wanted, &secret);
        let record = self.0.write(caller, use_case).await?;
        Ok(Issued {
            client: Client::from_record(record)?,
            secret: (!has_keys).then(|| secret.reveal()),
        })
    }

    /// Replaces the secret of a client by a new one, which is in the answer and nowhere else.
    ///
    /// The old one goes on for a while, so that no request is refused in between, and access tokens
    /// go on whichever they were given for. The client gets another life.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the client does not work; [`Error::Invalid`] at `overlap` for one
    /// that is too long, when the secret is being replaced already, and for a client with keys;
    /// [`Error::Conflict`] when it was replaced since the page was made.
    pub async fn rotate(
        &self,
        caller: &Caller,
        id: &str,
        rotation: Rotation,
    ) -> Result<Issued, Error> {
        caller.require(Permission::ManageTokens)?;
        tokens::check_rotation(rotation.overlap, rotation.expires, "secret")?;
        let client = self.get(caller, id).await?;
        let public_id = client.client_id.strip_prefix(CLIENT_PREFIX);
        let public_id =
            public_id.ok_or_else(|| Error::internal("a client id without its prefix"))?;
        let secret = Secret::generate_of(Form::Client, public_id);
        let rotate =
            rotate::Rotate::new(self.0.clone(), caller.clone(), client.id, rotation, &secret);
        let record = self.0.write(caller, rotate).await?;
        Ok(Issued {
            client: Client::from_record(record)?,
            secret: Some(secret.reveal()),
        })
    }

    /// The same for the live client of a name.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, and as [`Self::rotate`].
    pub async fn rotate_named(
        &self,
        caller: &Caller,
        name: &str,
        rotation: Rotation,
    ) -> Result<Issued, Error> {
        caller.require(Permission::ManageTokens)?;
        let client = self.live_named(caller, name).await?;
        self.rotate(caller, &client.id.to_string(), rotation).await
    }

    /// Ends the secret of a client that another one replaced in the rotation of that number, before
    /// its time; `false` when it does not work any more.
    pub async fn end_old_secret(
        &self,
        caller: &Caller,
        id: &str,
        rotations: u32,
    ) -> Result<bool, Error> {
        caller.require(Permission::ManageTokens)?;
        let id = ClientId::parse(id).ok_or(Error::NotFound)?;
        let end = end_secret::EndSecret::new(self.0.clone(), caller.clone(), id);
        self.0.write(caller, end.after(rotations)).await
    }

    /// The same for the live client of a name, of whichever rotation it is.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn end_old_secret_named(&self, caller: &Caller, name: &str) -> Result<bool, Error> {
        caller.require(Permission::ManageTokens)?;
        let client = self.live_named(caller, name).await?;
        let end = end_secret::EndSecret::new(self.0.clone(), caller.clone(), client.id);
        self.0.write(caller, end).await
    }

    /// All clients, the newest first, ended ones included.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<Client>, Error> {
        caller.require(Permission::ReadTokens)?;
        let read = self.0.store().read(caller.tenant());
        let records = read.oauth_clients().list().await?;
        records.into_iter().map(Client::from_record).collect()
    }

    /// One client.
    pub async fn get(&self, caller: &Caller, id: &str) -> Result<Client, Error> {
        caller.require(Permission::ReadTokens)?;
        let id = ClientId::parse(id).ok_or(Error::NotFound)?;
        let read = self.0.store().read(caller.tenant());
        let record = read.oauth_clients().get(id).await?;
        Client::from_record(record.ok_or(Error::NotFound)?)
    }

    /// Ends one client. Holds for the very next request with one of its access tokens.
    pub async fn revoke(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        caller.require(Permission::ManageTokens)?;
        let id = ClientId::parse(id).ok_or(Error::NotFound)?;
        let revoke = revoke::Revoke::new(self.0.clone(), caller.clone(), id);
        self.0.write(caller, revoke).await
    }

    /// Ends the live client of a name.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn revoke_named(&self, caller: &Caller, name: &str) -> Result<(), Error> {
        caller.require(Permission::ManageTokens)?;
        let client = self.live_named(caller, name).await?;
        let revoke = revoke::Revoke::new(self.0.clone(), caller.clone(), client.id);
        self.0.write(caller, revoke).await
    }

    async fn live_named(&self, caller: &Caller, name: &str) -> Result<Client, Error> {
        let clients = self.list(caller).await?;
        let is_it =
            |client: &Client| client.name == name && client.state(self.0.now()) == TokenState::Live;
        clients.into_iter().find(is_it).ok_or(Error::NotFound)
    }
}
