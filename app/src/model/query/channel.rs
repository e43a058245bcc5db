//! What `channel=` can be: the way by which a request came.

use super::InvalidValue;

/// The way by which a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Scim,
    Console,
    Cli,
    Job,
}

impl Channel {
    /// In the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Scim, Self::Console, Self::Cli, Self::Job];

    /// The word in the event and in the query.
    pub fn word(self) -> &'static str {
        match self {
            Self::Scim => "scim",
            Self::Console => "console",
            Self::Cli => "cli",
            Self::Job => "job",
        }
    }

    pub(super) fn parse(word: &str) -> Result<Self, InvalidValue> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.word() == word)
            .ok_or(InvalidValue)
    }
}
