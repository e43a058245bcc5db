//! The columns of a list that its reader chooses. The name is always there.

/// A column beside the name.
pub trait ListColumn: Copy + PartialEq + 'static {
    /// Every one, in the order in which they are shown.
    const ALL: &'static [Self];
    /// Those that are shown where nobody has chosen.
    const USUAL: &'static [Self];

    /// The word in the query parameter `col` and in the cookie.
    fn word(self) -> &'static str;

    /// The column of a word.
    fn find(word: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|column| column.word() == word)
    }

    /// These columns once each, in the order in which they are shown.
    fn arranged(chosen: &[Self]) -> Vec<Self> {
        let all = Self::ALL.iter().copied();
        all.filter(|column| chosen.contains(column)).collect()
    }
}

/// The word that stands for the name: it makes a choice of no further column a choice.
pub const NAME: &str = "name";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserColumn {
    UserName,
    Active,
    Groups,
    ExternalId,
    Source,
    Created,
    Changed,
}

impl ListColumn for UserColumn {
    const ALL: &'static [Self] = &[
        Self::UserName,
        Self::Active,
        Self::Groups,
        Self::ExternalId,
        Self::Source,
        Self::Created,
        Self::Changed,
    ];
    const USUAL: &'static [Self] = &[
        Self::UserName,
        Self::Active,
        Self::Groups,
        Self::ExternalId,
        Self::Changed,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::UserName => "userName",
            Self::Active => "active",
            Self::Groups => "groups",
            Self::ExternalId => "externalId",
            Self::Source => "source",
            Self::Created => "created",
            Self::Changed => "changed",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupColumn {
    Members,
    ExternalId,
    Source,
    Created,
    Changed,
}

impl ListColumn for GroupColumn {
    const ALL: &'static [Self] = &[
        Self::Members,
        Self::ExternalId,
        Self::Source,
        Self::Created,
        Self::Changed,
    ];
    const USUAL: &'static [Self] = &[Self::Members, Self::ExternalId, Self::Changed];

    fn word(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::ExternalId => "externalId",
            Self::Source => "source",
            Self::Created => "created",
            Self::Changed => "changed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_found_by_its_word() {
        for column in UserColumn::ALL {
            assert_eq!(UserColumn::find(column.word()), Some(*column));
        }
        for column in GroupColumn::ALL {
            assert_eq!(GroupColumn::find(column.word()), Some(*column));
        }
        assert_eq!(UserColumn::find(NAME), None);
    }

    #[test]
    fn columns_are_arranged_and_not_repeated() {
        use UserColumn::{Active, Changed, UserName};
        let chosen = [Changed, UserName, Changed, Active];
        assert_eq!(UserColumn::arranged(&chosen), [UserName, Active, Changed]);
        assert_eq!(UserColumn::arranged(&[]), []);
    }
}
