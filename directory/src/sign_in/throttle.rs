//! Slowing down whoever tries passwords, without letting strangers lock anybody out.
//!
//! Attempts are counted per account *and* address, and per address: an account under attack stays
//! open to its owner at another address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::Error;

const WINDOW: TimeDelta = TimeDelta::minutes(1);
/// Attempts on one account from one address within the window.
const PER_ACCOUNT: u32 = 10;
/// Attempts from one address within the window, whatever the account.
const PER_ADDRESS: u32 = 60;
/// Attempts at the second factor of one account within [`LONG_WINDOW`], from anywhere: whoever
/// tries it knows the password, and a code has only six digits.
const PER_SECOND_FACTOR: u32 = 5;
const LONG_WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Windows remembered at once; ended ones make room.
const REMEMBERED: usize = 100_000;

/// What attempts are counted by. Without an address, those of all who have none count as one.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Account(String, Option<IpAddr>),
    Address(Option<IpAddr>),
    SecondFactor(String),
}

impl Key {
    fn window(&self) -> TimeDelta {
        match self {
            Self::Account(..) | Self::Address(_) => WINDOW,
            Self::SecondFactor(_) => LONG_WINDOW,
        }
    }

    fn limit(&self) -> u32 {
        match self {
            Self::Account(..) => PER_ACCOUNT,
            Self::Address(_) => PER_ADDRESS,
            Self::SecondFactor(_) => PER_SECOND_FACTOR,
        }
    }
}

/// Counts sign-in attempts in memory.
pub(crate) struct Throttle {
    windows: Mutex<HashMap<Key, Window>>,
}

#[derive(Clone, Copy)]
struct Window {
    since: DateTime<Utc>,
    attempts: u32,
}

impl Throttle {
    pub(crate) fn new() -> Self {
        Self {
            windows: Mutex::default(),
        }
    }

    /// Counts an attempt, or refuses it with the time that is left to wait.
    pub(crate) fn attempt(
        &self,
        account: &str,
        ip: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let account: String = account.chars().take(320).collect();
        self.count([Key::Account(account, ip), Key::Address(ip)], now)
    }

    /// Counts an attempt at the second factor of an account, from whatever address, or refuses it
    /// like [`Self::attempt`].
    pub(crate) fn second_factor(
        &self,
        account: &str,
        ip: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let keys = [Key::SecondFactor(account.to_owned()), Key::Address(ip)];
        self.count(keys, now)
    }

    fn count(&self, keys: [Key; 2], now: DateTime<Utc>) -> Result<(), Error> {
        let mut windows = self.lock();
        if windows.len() >= REMEMBERED {
            windows.retain(|key, window| now - window.since < key.window());
        }
        for key in keys {
            let (limit, length) = (key.limit(), key.window());
            let fresh = Window {
                since: now,
                attempts: 0,
            };
            let window = windows.entry(key).or_insert(fresh);
            if now - window.since >= length {
                *window = fresh;
            }
            if window.attempts >= limit {
                return Err(Error::Limited {
                    retry_after: left(window.since + length, now),
                });
            }
            window.attempts += 1;
        }
        Ok(())
    }

    /// Forgets the attempts on an account from an address: the right password was given.
    pub(crate) fn succeeded(&self, account: &str, ip: Option<IpAddr>) {
        self.lock().remove(&Key::Account(account.to_owned(), ip));
    }

    /// Forgets the attempts at the second factor of an account.
    pub(crate) fn second_factor_succeeded(&self, account: &str) {
        self.lock().remove(&Key::SecondFactor(account.to_owned()));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Window>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whole seconds until a window ends, at least one.
fn left(ends: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    let left = (ends - now).num_milliseconds().max(1);
    Duration::from_secs(u64::try_from(left).unwrap_or(1).div_ceil(1_000))
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use chrono::{DateTime, TimeDelta, Utc};

    use super::Throttle;

    const HERE: Option<IpAddr> = Some(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)));
    const THERE: Option<IpAddr> = Some(IpAddr::V4(Ipv4Addr::new(198, 51, 100, 9)));

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_262_400, 0).unwrap()
    }

    #[test]
    fn the_eleventh_attempt_in_a_minute_waits() {
        let throttle = Throttle::new();
        for _ in 0..10 {
            assert!(throttle.attempt("ada", HERE, noon()).is_ok());
        }
        assert!(throttle.attempt("ada", HERE, noon()).is_err());
        assert!(
            throttle
                .attempt("ada", HERE, noon() + TimeDelta::seconds(60))
                .is_ok()
        );
    }

    #[test]
    fn strangers_cannot_lock_anybody_out() {
        let throttle = Throttle::new();
        for _ in 0..100 {
            let _ = throttle.attempt("ada", THERE, noon());
        }
        assert!(throttle.attempt("ada", HERE, noon()).is_ok());
    }

    #[test]
    fn one_address_cannot_try_account_after_account() {
        let throttle = Throttle::new();
        let tried = (0..100).filter(|n| throttle.attempt(&n.to_string(), HERE, noon()).is_ok());
        assert_eq!(tried.count(), 60);
    }

    #[test]
    fn an_empty_account_is_counted_like_any_other() {
        let throttle = Throttle::new();
        let tried = (0..20).filter(|_| throttle.attempt("", HERE, noon()).is_ok());
        assert_eq!(tried.count(), 10);
    }

    #[test]
    fn the_right_password_forgives_earlier_attempts() {
        let throttle = Throttle::new();
        for _ in 0..9 {
            throttle.attempt("ada", HERE, noon()).unwrap();
        }
        throttle.succeeded("ada", HERE);
        assert!(throttle.attempt("ada", HERE, noon()).is_ok());
    }
}
