//! SCIM bearer tokens: issued once, shown once, revoked at once.

pub(crate) mod issue;
pub mod leak;
mod revoke;
pub(crate) mod rotate;
pub mod secret;
mod uses;

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ipnet::IpNet;
use secrecy::SecretString;
use store::{Kind, TokenId, tokens};

pub(crate) use self::uses::Uses;

use crate::{Caller, Directory, Error, FieldError, Permission, Scope};

/// Names with a live token that one tenant may have.
pub const MAX_NAMES: usize = 200;
/// Networks on one token's allow-list.
const MAX_NETWORKS: usize = 50;
/// The lifetime of a token where nobody says otherwise.
pub const DEFAULT_LIFETIME: Duration = Duration::from_hours(365 * 24);
/// How long a token goes on beside the one that replaces it, where nobody says otherwise.
pub const DEFAULT_OVERLAP: Duration = Duration::from_hours(24);
/// How long it can go on at most.
const MAX_OVERLAP: Duration = Duration::from_hours(30 * 24);
/// Live tokens of one name: one, and the one that it replaces.
const MAX_LIVE: usize = 2;
/// The longest lifetime that can be given as a number; `never` is a choice of its own.
const MAX_LIFETIME: Duration = Duration::from_hours(10 * 365 * 24);

/// When a token ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// After this time.
    After(Duration),
    /// Not at all; must be chosen.
    Never,
}

/// A token to be issued.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Chosen beforehand by a form, so that sending it twice issues one token; `None` elsewhere.
    pub id: Option<TokenId>,
    /// What people call it; unique among the live tokens of the tenant.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// The one resource type it is for; `None` for all.
    pub only: Option<Kind>,
    /// When it ends.
    pub expires: Expiry,
    /// Networks it may be used from; empty for any.
    pub allow: Vec<IpNet>,
    /// The identity provider it is for, where known.
    pub idp: Option<String>,
}

/// How a token is to be replaced by another of the same name, scope and networks.
#[derive(Clone, Copy, Debug)]
pub struct Rotation {
    /// The id of the new token, chosen beforehand by a form, so that sending it twice replaces the
    /// token once; `None` elsewhere.
    pub id: Option<TokenId>,
    /// The token to be replaced, where a page shows one; `None` for whichever works by the name.
    pub of: Option<TokenId>,
    /// How long the old one goes on; zero ends it at once.
    pub overlap: Duration,
    /// When the new one ends; `None` for as long a life as was chosen for the old one.
    pub expires: Option<Expiry>,
}

/// A token that was just issued. The secret exists nowhere else.
#[derive(Debug)]
pub struct Issued {
    /// The token.
    pub token: Token,
    /// Its secret, to be shown once.
    pub secret: SecretString,
}

/// A token as people see it: everything but its secret.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// Its name.
    pub name: String,
    /// Prefix and public id, as in audit events.
    pub prefix: String,
    /// The last four characters of the secret.
    pub last_four: String,
    /// What it may do.
    pub scope: Scope,
    /// The one resource type it is for; `None` for all.
    pub only: Option<Kind>,
    /// Networks it may be used from; empty for any.
    pub allow: Vec<IpNet>,
    /// The identity provider it is for.
    pub idp: Option<String>,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// Who issued it.
    pub created_by: String,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it ends because another one replaces it.
    pub overlap_ends_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// From where it was last used.
    pub last_used_ip: Option<String>,
    /// By what it was last used.
    pub last_used_agent: Option<String>,
    /// How often it was used, but for the uses of the last minutes.
    pub use_count: u64,
}

/// Whether a token works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    /// It works.
    Live,
    /// Its time is over.
    Expired,
    /// Somebody ended it.
    Revoked,
}

impl Token {
    /// Whether it works at an instant.
    pub fn state(&self, now: DateTime<Utc>) -> TokenState {
        state(self.revoked_at, self.ends_at(), now)
    }

    /// When it ends by itself, be it that its time is over or that another one replaces it.
    pub fn ends_at(&self) -> Option<DateTime<Utc>> {
        let ends = [self.expires_at, self.overlap_ends_at];
        ends.into_iter().flatten().min()
    }

    pub(crate) fn from_record(record: tokens::Record) -> Result<Self, Error> {
        Ok(Self {
            id: record.id,
            prefix: prefix(&record.public_id),
            name: record.name,
            last_four: record.last_four,
            scope: record.scope.parse().map_err(Error::internal)?,
            only: one_kind(record.resource_type.as_deref())?,
            allow: networks(&record.allow_cidrs)?,
            idp: record.idp,
            created_at: record.created_at,
            created_by: record.created_by,
            expires_at: record.expires_at,
            overlap_ends_at: record.overlap_ends_at,
            revoked_at: record.revoked_at,
            last_used_at: record.last_used_at,
            last_used_ip: record.last_used_ip,
            last_used_agent: record.last_used_agent,
            use_count: record.use_count.unsigned_abs(),
        })
    }
}

/// Whether what was revoked and ends at such times works at an instant.
pub(crate) fn state(
    revoked_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> TokenState {
    if revoked_at.is_some() {
        TokenState::Revoked
    } else if expires_at.is_some_and(|end| end <= now) {
        TokenState::Expired
    } else {
        TokenState::Live
    }
}

pub(crate) fn networks(texts: &[String]) -> Result<Vec<IpNet>, Error> {
    texts
        .iter()
        .map(|text| text.parse().map_err(Error::internal))
        .collect()
}

/// The one resource type that a token or an OAuth client is for; `None` for all.
pub(crate) fn one_kind(name: Option<&str>) -> Result<Option<Kind>, Error> {
    match name {
        None => Ok(None),
        Some("User") => Ok(Some(Kind::User)),
        Some("Group") => Ok(Some(Kind::Group)),
        Some(other) => Err(Error::internal(format!("no resource type {other:?}"))),
    }
}

/// How a token is named where its secret must not be: prefix and public id.
pub(crate) fn prefix(public_id: &str) -> String {
    format!("{}{public_id}", secret::PREFIX)
}

/// The use cases on tokens.
pub struct Tokens<'d>(pub(crate) &'d Directory);

impl Tokens<'_> {
    /// Issues a token; the secret is in the answer and nowhere else.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a name that is taken or not one; [`Error::Conflict`] when the token
    /// of this id was issued before.
    pub async fn issue(&self, caller: &Caller, wanted: NewToken) -> Result<Issued, Error> {
        caller.require(Permission::ManageTokens)?;
        check(&wanted.name, wanted.expires, &wanted.allow)?;
        check_only(wanted.only, wanted.scope)?;
        let secret = secret::Secret::generate();
        let use_case = issue::Issue::new(self.0.clone(), caller.clone(), wanted, &secret);
        let record = self.0.write(caller, use_case).await?;
        Ok(Issued {
            token: Token::from_record(record)?,
            secret: secret.reveal(),
        })
    }

    /// Replaces the live token of a name by a new one; the secret is in the answer and nowhere
    /// else. The old one goes on for a while, so that no request is refused in between.
    ///
    /// # Errors
    /// [`Error::NotFound`] when no token of the name works, or another one than the one that is meant; [`Error::Invalid`] at `name` when it
    /// is being replaced already, and at `overlap` for one that is too long; [`Error::Conflict`]
    /// when the token of this id was issued before.
    pub async fn rotate(
        &self,
        caller: &Caller,
        name: &str,
        rotation: Rotation,
    ) -> Result<Issued, Error> {
        caller.require(Permission::ManageTokens)?;
        check_rotation(rotation.overlap, rotation.expires, "token")?;
        let secret = secret::Secret::generate();
        let rotate = rotate::Rotate::new(self.0.clone(), caller.clone(), name, rotation, &secret);
        let record = self.0.write(caller, rotate).await?;
        Ok(Issued {
            token: Token::from_record(record)?,
            secret: secret.reveal(),
        })
    }

    /// All tokens, the newest first, ended ones included.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<Token>, Error> {
        caller.require(Permission::ReadTokens)?;
        let records = self.0.store().read(caller.tenant()).tokens().list().await?;
        records.into_iter().map(Token::from_record).collect()
    }

    /// What a token for an identity provider is called where nobody says otherwise: `okta-2026-11`, or
    /// with a number where a live token is called that.
    ///
    /// # Errors
    /// Whoever may not see tokens is refused.
    pub async fn free_name(&self, caller: &Caller, provider: &str) -> Result<String, Error> {
        let now = self.0.now();
        let all = self.list(caller).await?.into_iter();
        let live = all.filter(|token| token.state(now) == TokenState::Live);
        let taken: HashSet<String> = live.map(|token| token.name).collect();
        Ok(first_free(&usual_name(provider, now), &taken))
    }

    /// One token.
    pub async fn get(&self, caller: &Caller, id: &str) -> Result<Token, Error> {
        caller.require(Permission::ReadTokens)?;
        let id = TokenId::parse(id).ok_or(Error::NotFound)?;
        let read = self.0.store().read(caller.tenant());
        Token::from_record(read.tokens().get(id).await?.ok_or(Error::NotFound)?)
    }

    /// Ends one token. Holds for the very next request.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::ProofNeeded`] for the last live token of the tenant.
    pub async fn revoke(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        caller.require(Permission::ManageTokens)?;
        let id = TokenId::parse(id).ok_or(Error::NotFound)?;
        let revoke = revoke::Revoke::one(self.0.clone(), caller.clone(), id);
        self.0.write(caller, revoke).await.map(|_| ())
    }

    /// Ends every live token of a name; how many there were.
    pub async fn revoke_named(&self, caller: &Caller, name: &str) -> Result<usize, Error> {
        caller.require(Permission::ManageTokens)?;
        let revoke = revoke::Revoke::named(self.0.clone(), caller.clone(), name.to_owned());
        self.0.write(caller, revoke).await
    }
}

/// What a token for an identity provider is called in a month, were it the only one.
fn usual_name(provider: &str, now: DateTime<Utc>) -> String {
    format!("{provider}-{}", now.format("%Y-%m"))
}

fn first_free(name: &str, taken: &HashSet<String>) -> String {
    let numbered = (2..).map(|number: u32| format!("{name}-{number}"));
    let mut names = [name.to_owned()].into_iter().chain(numbered);
    // There are more numbers than live tokens: one of them is free.
    names.find(|name| !taken.contains(name)).unwrap_or_default()
}

/// Checks for which resources a token or an OAuth client of a scope is to be.
pub(crate) fn check_only(only: Option<Kind>, scope: Scope) -> Result<(), Error> {
    if only.is_some() && scope == Scope::AuditRead {
        let message = "What reads the audit log is not for users or groups: choose all.";
        return Err(Error::invalid("only", message));
    }
    Ok(())
}

/// Checks how something old is to be replaced: a token, or the secret of an OAuth client.
pub(crate) fn check_rotation(
    overlap: Duration,
    expires: Option<Expiry>,
    old: &str,
) -> Result<(), Error> {
    if overlap > MAX_OVERLAP {
        let message =
            format!("Choose an overlap of 30 days at most, or 0 to end the old {old} now.");
        return Err(Error::invalid("overlap", message));
    }
    if let Some(Expiry::After(lifetime)) = expires
        && let Some(error) = lifetime_error(lifetime)
    {
        return Err(Error::Invalid(vec![error]));
    }
    Ok(())
}

/// Checks what is chosen for a token or an OAuth client.
pub(crate) fn check(name: &str, expires: Expiry, allow: &[IpNet]) -> Result<(), Error> {
    let mut errors = Vec::new();
    let length = name.chars().count();
    let printable = name.chars().all(|c| !c.is_control()) && name.trim() == name;
    if length == 0 {
        errors.push(FieldError::new("name", "Enter a name, such as okta-2026."));
    } else if length > 60 || !printable {
        let message = "Use 1 to 60 characters, no control characters, no spaces at the ends.";
        errors.push(FieldError::new("name", message));
    }
    if let Expiry::After(lifetime) = expires {
        errors.extend(lifetime_error(lifetime));
    }
    if allow.len() > MAX_NETWORKS {
        errors.push(FieldError::new("allow", "Allow at most 50 networks."));
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}

fn lifetime_error(lifetime: Duration) -> Option<FieldError> {
    let wrong = lifetime.is_zero() || lifetime > MAX_LIFETIME;
    let message = "Choose a lifetime between 1 second and 10 years, or never.";
    wrong.then(|| FieldError::new("expires", message))
}
