//! How long a token or an OAuth client of a tenant may live at most.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};
use store::Tenant;

use crate::tokens::Expiry;
use crate::{Error, FieldError};

/// Days that can be chosen at most: as many as a token can live at all.
const MOST: u32 = 3_650;
/// Days of life that rounding and leap seconds may add.
const GRACE: TimeDelta = TimeDelta::minutes(1);

/// The longest life that a tenant lets tokens have; where none is chosen, they may live for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LongestToken(Option<u32>);

impl LongestToken {
    /// The name of the setting.
    pub const KEY: &'static str = "longest_token";

    /// So many days.
    ///
    /// # Errors
    /// One line for a number that cannot be chosen.
    pub fn days(days: u32) -> Result<Self, String> {
        if (1..=MOST).contains(&days) {
            Ok(Self(Some(days)))
        } else {
            Err(format!("use 1 to {MOST} days, or none"))
        }
    }

    /// Days, where a longest life was chosen.
    pub fn in_days(self) -> Option<u32> {
        self.0
    }

    /// What holds in a tenant, as it was when the tenant was read.
    ///
    /// # Errors
    /// [`Error::Internal`] when the stored value makes no sense.
    pub(crate) fn of(tenant: &Tenant) -> Result<Self, Error> {
        Self::read(tenant, tenant.settings())
    }

    pub(super) fn read(tenant: &Tenant, stored: &Map<String, Value>) -> Result<Self, Error> {
        super::settings::chosen(tenant, stored, Self::KEY)
    }

    /// Refuses a life that is longer.
    pub(crate) fn permit(self, expires: Expiry) -> Result<(), Error> {
        let fits = |days: u32| match expires {
            Expiry::After(life) => life.as_secs() <= u64::from(days) * 86_400,
            Expiry::Never => false,
        };
        match self.0 {
            Some(days) if !fits(days) => Err(Error::Invalid(vec![Self::refusal(days)])),
            _ => Ok(()),
        }
    }

    /// The same life, or the longest one that is left to it.
    pub(crate) fn shorten(self, expires: Expiry) -> Expiry {
        match self.0 {
            Some(days) if self.permit(expires).is_err() => {
                Expiry::After(Duration::from_hours(u64::from(days) * 24))
            }
            _ => expires,
        }
    }

    /// Whether what lives from one instant to another lives for longer than that.
    pub fn is_exceeded(self, created: DateTime<Utc>, end: Option<DateTime<Utc>>) -> bool {
        self.0.is_some_and(|days| {
            let longest = TimeDelta::days(i64::from(days)) + GRACE;
            end.is_none_or(|end| end - created > longest)
        })
    }

    fn refusal(days: u32) -> FieldError {
        let message = format!("Choose {days} days or less: this tenant lets no token live longer.");
        FieldError::new("expires", message)
    }
}

impl fmt::Display for LongestToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(days) => write!(f, "{days}"),
            None => f.write_str("none"),
        }
    }
}

impl FromStr for LongestToken {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self::default());
        }
        let days = text
            .parse()
            .map_err(|_| format!("use 1 to {MOST} days, or none"));
        Self::days(days?)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::LongestToken;
    use crate::tokens::Expiry;

    #[track_caller]
    fn check(longest: &str, expires: Expiry, permitted: bool) {
        let longest: LongestToken = longest.parse().unwrap();
        assert_eq!(
            longest.permit(expires).is_ok(),
            permitted,
            "{longest} {expires:?}"
        );
    }

    #[test]
    fn no_token_lives_longer_than_its_tenant_lets_it() {
        let days = |days: u64| Expiry::After(Duration::from_hours(days * 24));
        check("none", Expiry::Never, true);
        check("none", days(3_650), true);
        check("365", days(365), true);
        check("365", days(366), false);
        check("365", Expiry::Never, false);
        check("1", days(1), true);
    }

    #[test]
    fn a_longest_life_is_a_number_of_days_or_none() {
        for text in ["0", "3651", "-1", "1.5", "365d", "", "never"] {
            assert!(text.parse::<LongestToken>().is_err(), "{text}");
        }
        for text in ["none", "1", "3650"] {
            assert_eq!(text.parse::<LongestToken>().unwrap().to_string(), text);
        }
    }
}
