//! `/t/<slug>/settings`: how SCIM behaves in the tenant.

use std::str::FromStr;

use super::FieldError;
use super::viewer::Unknown;

/// Fields: `tolerance`, `delete`, `group_patch`, boxes `raw_token`, `basic`, `oauth`; hidden `csrf`. Only owners
/// can send it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsPage {
    pub tolerance: Tolerance,
    pub deletion: Deletion,
    pub group_patch: GroupPatch,
    pub ways: Ways,
    pub errors: Vec<FieldError>,
}

/// Which ways in are on beside the bearer token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    pub raw_token: bool,
    pub basic: bool,
    pub oauth: bool,
}

/// The choices of the field `tolerance`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tolerance {
    #[default]
    Forgiving,
    Strict,
}

/// The choices of the field `delete`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deletion {
    #[default]
    Remove,
    Hide,
}

/// The choices of the field `group_patch`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupPatch {
    #[default]
    NoContent,
    Resource,
}

impl Tolerance {
    pub const ALL: [Self; 2] = [Self::Forgiving, Self::Strict];

    /// The value of the form field.
    pub fn word(self) -> &'static str {
        match self {
            Self::Forgiving => "forgiving",
            Self::Strict => "strict",
        }
    }
}

impl Deletion {
    pub const ALL: [Self; 2] = [Self::Remove, Self::Hide];

    /// The value of the form field.
    pub fn word(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::Hide => "hide",
        }
    }
}

impl GroupPatch {
    pub const ALL: [Self; 2] = [Self::NoContent, Self::Resource];

    /// The value of the form field.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoContent => "no-content",
            Self::Resource => "resource",
        }
    }
}

impl FromStr for Tolerance {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        let mut all = Self::ALL.into_iter();
        all.find(|choice| choice.word() == word).ok_or(Unknown)
    }
}

impl FromStr for Deletion {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        let mut all = Self::ALL.into_iter();
        all.find(|choice| choice.word() == word).ok_or(Unknown)
    }
}

impl FromStr for GroupPatch {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        let mut all = Self::ALL.into_iter();
        all.find(|choice| choice.word() == word).ok_or(Unknown)
    }
}
