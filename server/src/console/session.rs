//! Console sessions: rows of the database, found by a cookie.
//!
//! A session exists only once somebody gave the right password, so strangers leave no rows behind. The
//! database holds the SHA-256 of the id in the cookie, never the id.

use std::fmt::{self, Write as _};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use directory::openid::{Admitted, Bound};
use directory::sessions::SessionRecord;
use directory::{AccountId, Directory};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};

use super::password_given::{self, PasswordGiven};

/// Ends a session that is not used.
const IDLE: Duration = Duration::minutes(60);
/// Ends every session, used or not.
const LONGEST: TimeDelta = TimeDelta::hours(12);
/// How often use is written down; the idle time is this much inexact.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(5);
/// Characters of a `User-Agent` header that are kept.
const LONGEST_AGENT: usize = 200;
/// The key of a session's data, once somebody is signed in.
const KEY: &str = "signed_in";

/// The middleware that finds a request's session.
pub(super) fn layer(directory: &Directory, secure: bool) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions(directory.clone()))
        .with_name(cookie_name(secure))
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(IDLE))
}

/// `__Host-` binds the cookie to this host and to TLS; a browser takes it only with `Secure`.
pub(super) fn cookie_name(secure: bool) -> &'static str {
    if secure {
        "__Host-rollcall"
    } else {
        "rollcall"
    }
}

type Outcome<T> = std::result::Result<T, tower_sessions::session::Error>;

/// Everything a session holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SignedIn {
    pub(super) account: AccountId,
    /// The token that every form of this session carries.
    pub(super) csrf: String,
    pub(super) started: DateTime<Utc>,
    /// When the password was given again, if it was.
    #[serde(default)]
    proved: Option<DateTime<Utc>>,
    /// The one tenant that it is for, when a provider started it.
    #[serde(default)]
    pub(super) bound: Option<Bound>,
    /// Last use, to [`NOTED_EVERY`].
    pub(super) seen: DateTime<Utc>,
    /// From where, and by what, the person signed in.
    #[serde(default)]
    pub(super) ip: Option<String>,
    #[serde(default)]
    pub(super) agent: Option<String>,
    /// What the next page has to say, once.
    flash: Option<app::model::Flash>,
}

impl SignedIn {
    /// Starts a session under a new id, so that an id planted before the sign-in is worth nothing.
    pub(super) async fn start(
        session: &Session,
        account: AccountId,
        request: &directory::Request,
        now: DateTime<Utc>,
    ) -> Outcome<Self> {
        let signed_in = Self::new(account, request, now);
        signed_in.begin(session).await?;
        Ok(signed_in)
    }

    /// The same for somebody whom a tenant's provider vouches for.
    pub(super) async fn start_bound(
        session: &Session,
        admitted: &Admitted,
        request: &directory::Request,
        now: DateTime<Utc>,
    ) -> Outcome<Self> {
        let signed_in = Self {
            proved: admitted.proved_at,
            bound: Some(admitted.bound.clone()),
            ..Self::new(admitted.account, request, now)
        };
        signed_in.begin(session).await?;
        Ok(signed_in)
    }

    async fn begin(&self, session: &Session) -> Outcome<()> {
        if session.id().is_some() {
            session.cycle_id().await?;
        }
        PasswordGiven::forget(session).await?;
        session.insert(KEY, self).await
    }

    fn new(account: AccountId, request: &directory::Request, now: DateTime<Utc>) -> Self {
        Self {
            account,
            csrf: unguessable(),
            started: now,
            proved: None,
            bound: None,
            seen: now,
            ip: request.ip.map(|ip| ip.to_string()),
            agent: request.user_agent.as_deref().map(shortened),
            flash: None,
        }
    }

    /// Signs out, and leaves the session to what comes next.
    pub(super) async fn forget(session: &Session) -> Outcome<()> {
        session.remove_value(KEY).await.map(drop)
    }

    /// The session's data while it holds; a session past its longest time is ended here.
    pub(super) async fn current(session: &Session, now: DateTime<Utc>) -> Outcome<Option<Self>> {
        let Some(mut signed_in) = session.get::<Self>(KEY).await? else {
            return Ok(None);
        };
        if now >= signed_in.ends() {
            session.flush().await?;
            return Ok(None);
        }
        if now - signed_in.seen >= NOTED_EVERY {
            signed_in.seen = now;
            session.insert(KEY, &signed_in).await?;
        }
        Ok(Some(signed_in))
    }

    /// Whether a session is still that of an account: asked of the database, since a stream goes
    /// on after the request that the session was read for.
    pub(super) async fn holds(
        directory: &Directory,
        session: &Session,
        account: AccountId,
    ) -> bool {
        let Some(id) = session.id() else {
            return false;
        };
        let Ok(Some(record)) = Sessions(directory.clone()).load(&id).await else {
            return false;
        };
        let data = record.data.get(KEY).cloned().unwrap_or_default();
        serde_json::from_value::<Self>(data).is_ok_and(|signed_in| {
            signed_in.account == account && directory.now() < signed_in.ends()
        })
    }

    /// The sessions of an account, the newest first, each with what names it in a form.
    pub(super) async fn all_of(
        directory: &Directory,
        account: AccountId,
    ) -> std::result::Result<Vec<(String, Self)>, directory::Error> {
        let records = directory.sessions().of_account(account).await?;
        let read = |mut record: SessionRecord| {
            let data = record.data.get_mut(KEY)?.take();
            let signed_in: Self = serde_json::from_value(data).ok()?;
            let holds = directory.now() < signed_in.ends();
            holds.then_some((record.id_hash, signed_in))
        };
        Ok(records.into_iter().filter_map(read).collect())
    }

    /// When the password was last given, or the provider last asked. That somebody comes from a
    /// provider, which may have asked them long ago, is no proof by itself.
    pub(super) fn proved(&self) -> DateTime<Utc> {
        let by_itself = match self.bound {
            None => self.started,
            Some(_) => DateTime::UNIX_EPOCH,
        };
        self.proved.unwrap_or(by_itself)
    }

    /// Notes that the password was given again, under a new id: what the old one may do stays small.
    pub(super) async fn prove(&mut self, session: &Session, now: DateTime<Utc>) -> Outcome<()> {
        session.cycle_id().await?;
        self.proved = Some(now);
        session.insert(KEY, &*self).await
    }

    /// When it ends at the latest.
    pub(super) fn ends(&self) -> DateTime<Utc> {
        self.started + LONGEST
    }

    /// Takes what the redirect that led here has to say.
    pub(super) async fn take_flash(
        &mut self,
        session: &Session,
    ) -> Outcome<Option<app::model::Flash>> {
        let flash = self.flash.take();
        if flash.is_some() {
            session.insert(KEY, &*self).await?;
        }
        Ok(flash)
    }

    /// Leaves something to say on the next page.
    pub(super) async fn leave_flash(
        &mut self,
        session: &Session,
        flash: app::model::Flash,
    ) -> Outcome<()> {
        self.flash = Some(flash);
        session.insert(KEY, &*self).await
    }
}

/// What names a session in a form: its hash, which opens nothing.
pub(super) fn name(session: &Session) -> String {
    session.id().as_ref().map(hash).unwrap_or_default()
}

/// A header that anybody can write, as far as it is kept.
fn shortened(agent: &str) -> String {
    let printable = agent.chars().filter(|c| !c.is_control());
    printable.take(LONGEST_AGENT).collect()
}

/// 128 random bits as text: form tokens and nonces, which no test has to know beforehand.
#[expect(
    clippy::disallowed_methods,
    reason = "guards one answer or session, identifies nothing"
)]
pub(super) fn unguessable() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// The rows behind the cookie.
#[derive(Clone)]
pub(super) struct Sessions(Directory);

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self
            .0
            .sessions()
            .create(row(record)?)
            .await
            .map_err(|error| unreachable(&error))?
        {
            // Another session has this id: 128 random bits say that this does not happen twice.
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        // A session that was ended while this request ran stays ended.
        self.0
            .sessions()
            .save(row(record)?)
            .await
            .map(drop)
            .map_err(|error| unreachable(&error))
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = self
            .0
            .sessions()
            .load(&hash(id))
            .await
            .map_err(|error| unreachable(&error))?;
        found.map(|found| record(*id, found)).transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0
            .sessions()
            .delete(&hash(id))
            .await
            .map_err(|error| unreachable(&error))
    }
}

fn hash(id: &Id) -> String {
    let digest = Sha256::digest(id.to_string());
    digest
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn row(record: &Record) -> Result<SessionRecord> {
    let encode = |error: serde_json::Error| Error::Encode(error.to_string());
    let whose = record.data.get(KEY);
    let whose = whose.or_else(|| record.data.get(password_given::KEY));
    let account = whose.and_then(|data| data.get("account"));
    let account: Option<AccountId> = account
        .map(|id| serde_json::from_value(id.clone()))
        .transpose()
        .map_err(encode)?;
    let millis = record.expiry_date.unix_timestamp_nanos() / 1_000_000;
    let expires_at = i64::try_from(millis)
        .ok()
        .and_then(DateTime::from_timestamp_millis);
    Ok(SessionRecord {
        id_hash: hash(&record.id),
        account,
        data: serde_json::to_value(&record.data).map_err(encode)?,
        expires_at: expires_at.ok_or_else(|| Error::Encode("no such expiry".to_owned()))?,
    })
}

fn record(id: Id, found: SessionRecord) -> Result<Record> {
    let decode = |error: String| Error::Decode(error);
    let nanos = i128::from(found.expires_at.timestamp_millis()) * 1_000_000;
    Ok(Record {
        id,
        data: serde_json::from_value(found.data).map_err(|error| decode(error.to_string()))?,
        expiry_date: OffsetDateTime::from_unix_timestamp_nanos(nanos)
            .map_err(|error| decode(error.to_string()))?,
    })
}

/// What the session layer is told; the cause is in the log by then.
fn unreachable(error: &directory::Error) -> Error {
    tracing::warn!(
        error = error as &dyn std::error::Error,
        "the session store does not answer"
    );
    Error::Backend(error.detail())
}

#[cfg(test)]
mod tests {
    use tower_sessions::session::Id;

    use super::{cookie_name, hash, unguessable};

    #[test]
    fn the_database_sees_a_hash_of_the_id() {
        let id = Id(1);
        assert_eq!(hash(&id).len(), 64);
        assert!(!hash(&id).contains(&id.to_string()));
        assert_ne!(hash(&id), hash(&Id(2)));
    }

    #[test]
    fn the_cookie_is_bound_to_its_host_where_there_is_tls() {
        assert_eq!(cookie_name(true), "__Host-rollcall");
        assert_eq!(cookie_name(false), "rollcall");
    }

    #[test]
    fn form_tokens_differ() {
        assert_eq!(unguessable().len(), 32);
        assert_ne!(unguessable(), unguessable());
    }
}
