//! How somebody wants to see the console, from the cookies of their browser.

use std::str::FromStr;

use super::viewer::Unknown;

/// How somebody wants to see the console, but for the colour theme.
#[derive(Clone, Debug, Default)]
pub struct Display {
    pub zone: Zone,
    /// The IANA name of the zone that was put aside for UTC alone: the header leads back to it.
    pub aside: Option<String>,
    pub density: Density,
    /// Whether single keys are heard; those with Ctrl are always.
    pub single_keys: bool,
}

/// How high the rows of tables are, from the cookie `density`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    Compact,
    #[default]
    Default,
    Comfortable,
}

impl Density {
    /// The three choices, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Compact, Self::Default, Self::Comfortable];

    /// The word in the cookie, in the form field `density` and in `<html data-density>`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Default => "default",
            Self::Comfortable => "comfortable",
        }
    }
}

impl FromStr for Density {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        Self::ALL
            .into_iter()
            .find(|density| density.word() == word)
            .ok_or(Unknown)
    }
}

/// A time in a zone: `2026-11-21 03:14:07` and `CET`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Local {
    pub time: String,
    pub zone: String,
}

impl Local {
    /// `2026-11-21 03:14:07 CET`
    pub fn text(&self) -> String {
        format!("{} {}", self.time, self.zone)
    }

    /// `03:14:07 CET`, with the date where it is another one.
    pub fn beside(&self, date: &str) -> String {
        let text = self.text();
        text.strip_prefix(date)
            .map_or_else(|| text.clone(), |rest| rest.trim_start().to_owned())
    }

    /// To the minute and without the date: `03:14 CET`.
    pub fn clock(&self) -> String {
        format!(
            "{} {}",
            self.time.get(11..16).unwrap_or_default(),
            self.zone
        )
    }
}

/// What a time of [`super::Instant::iso`] is in the zone of a name. Whoever knows the zones gives it.
pub type Convert = fn(name: &str, iso: &str) -> Option<Local>;

/// The time zone that somebody reads beside UTC, from the cookie `tz`. By default there is none.
#[derive(Clone, Debug, Default)]
pub struct Zone(Option<(String, Convert)>);

impl Zone {
    /// The zone of this IANA name.
    pub fn new(name: &str, convert: Convert) -> Self {
        Self(Some((name.to_owned(), convert)))
    }

    /// Its IANA name, `Europe/Vienna`; `None` for UTC alone.
    pub fn name(&self) -> Option<&str> {
        self.0.as_ref().map(|(name, _)| name.as_str())
    }

    /// A time in it; `None` for UTC alone.
    pub fn local(&self, iso: &str) -> Option<Local> {
        let (name, convert) = self.0.as_ref()?;
        convert(name, iso)
    }
}
