//! Between the right password and the second factor: nobody is signed in yet. It is kept in the
//! session under a name of its own, so that nothing can take it for a session of somebody signed in.

use chrono::{DateTime, TimeDelta, Utc};
use directory::AccountId;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;
use tower_sessions::session::Error;

use super::session::{SignedIn, unguessable};

/// How long the code may take to come.
const HOLDS: TimeDelta = TimeDelta::minutes(10);
/// The key of a session's data.
pub(super) const KEY: &str = "password_given";

/// Somebody whose password was right.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct PasswordGiven {
    pub(super) account: AccountId,
    /// The token that the form of the code carries.
    pub(super) csrf: String,
    since: DateTime<Utc>,
    /// Where they wanted to go, a checked local path.
    pub(super) next: Option<String>,
    /// What the page there has to say.
    pub(super) flash: Option<app::model::Flash>,
}

impl PasswordGiven {
    /// Notes it under a new id; whoever was signed in on this browser no longer is.
    pub(super) async fn note(
        session: &Session,
        account: AccountId,
        next: Option<String>,
        flash: Option<app::model::Flash>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if session.id().is_some() {
            session.cycle_id().await?;
        }
        SignedIn::forget(session).await?;
        let given = Self {
            account,
            csrf: unguessable(),
            since: now,
            next,
            flash,
        };
        session.insert(KEY, &given).await
    }

    /// Reads it while it holds.
    pub(super) async fn current(
        session: &Session,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, Error> {
        let found = session.get::<Self>(KEY).await?;
        Ok(found.filter(|given| now - given.since < HOLDS))
    }

    /// Forgets it: the second factor was given, or cannot be any more.
    pub(super) async fn forget(session: &Session) -> Result<(), Error> {
        session.remove_value(KEY).await.map(drop)
    }
}
