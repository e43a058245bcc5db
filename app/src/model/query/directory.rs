//! The queries of the users, groups and members lists.

use super::{InvalidValue, Query, cursor, flag, push, push_cursor};
use crate::model::columns::{self, GroupColumn, ListColumn, UserColumn};
use crate::model::listing::{DEFAULT_LIMIT, LIMITS};

/// `/t/<slug>/users?q= &filter= &active= &status=deleted &group= &source= &at= &sort= &limit= &col=…
/// &cursor=`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsersQuery {
    /// Free text: part of a name, userName, e-mail or externalId.
    pub q: String,
    /// A SCIM filter.
    pub filter: String,
    pub active: Option<bool>,
    /// Those that were deleted and kept, instead of those that are there.
    pub deleted: bool,
    /// The id of a group that they are direct members of.
    pub group: String,
    /// The name of the token that provisioned them.
    pub source: String,
    /// Those that were there at an instant: a time, or the number of an event.
    pub at: String,
    pub sort: UserSort,
    pub limit: u16,
    /// The columns that are asked for; what the browser remembers without.
    pub columns: Option<Vec<UserColumn>>,
    pub cursor: Option<String>,
}

impl Default for UsersQuery {
    fn default() -> Self {
        Self {
            q: String::new(),
            filter: String::new(),
            active: None,
            deleted: false,
            group: String::new(),
            source: String::new(),
            at: String::new(),
            sort: UserSort::default(),
            limit: DEFAULT_LIMIT,
            columns: None,
            cursor: None,
        }
    }
}

impl UsersQuery {
    /// Every parameter that there is.
    pub const NAMES: [&str; 11] = [
        "q", "filter", "active", "status", "group", "source", "at", "sort", "limit", "col",
        "cursor",
    ];

    /// Whether the list shows less than everybody.
    pub fn is_filtered(&self) -> bool {
        [&self.q, &self.filter, &self.group, &self.source]
            .iter()
            .any(|text| !text.is_empty())
            || self.active.is_some()
            || self.deleted
    }

    #[must_use]
    pub fn at(&self, cursor: &str) -> Self {
        Self {
            cursor: Some(cursor.to_owned()),
            ..self.clone()
        }
    }

    #[must_use]
    pub fn sorted(&self, sort: UserSort) -> Self {
        Self {
            sort,
            cursor: None,
            ..self.clone()
        }
    }
}

impl Query for UsersQuery {
    fn set(&mut self, name: &str, value: &str) -> Result<(), InvalidValue> {
        match name {
            "q" => value.clone_into(&mut self.q),
            "filter" => value.clone_into(&mut self.filter),
            "active" => self.active = Some(flag(value)?),
            "status" if value == "deleted" => self.deleted = true,
            "status" => return Err(InvalidValue),
            "group" => value.clone_into(&mut self.group),
            "source" => value.clone_into(&mut self.source),
            "at" => value.clone_into(&mut self.at),
            "sort" => self.sort = UserSort::parse(value)?,
            "limit" => self.limit = limit(value)?,
            "col" => choose(&mut self.columns, value)?,
            "cursor" => self.cursor = cursor(value)?,
            _ => {}
        }
        Ok(())
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        push(&mut pairs, "q", &self.q);
        push(&mut pairs, "filter", &self.filter);
        if let Some(active) = self.active {
            pairs.push(("active", active.to_string()));
        }
        if self.deleted {
            pairs.push(("status", "deleted".to_owned()));
        }
        push(&mut pairs, "group", &self.group);
        push(&mut pairs, "source", &self.source);
        push(&mut pairs, "at", &self.at);
        if self.sort != UserSort::default() {
            pairs.push(("sort", self.sort.word().to_owned()));
        }
        push_limit(&mut pairs, self.limit);
        push_columns(&mut pairs, self.columns.as_deref());
        push_cursor(&mut pairs, self.cursor.as_ref());
        pairs
    }
}

/// Orders of the users list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserSort {
    #[default]
    UserName,
    UserNameDescending,
    Changed,
    ChangedDescending,
}

impl UserSort {
    const ALL: [Self; 4] = [
        Self::UserName,
        Self::UserNameDescending,
        Self::Changed,
        Self::ChangedDescending,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::UserName => "userName",
            Self::UserNameDescending => "-userName",
            Self::Changed => "changed",
            Self::ChangedDescending => "-changed",
        }
    }

    fn parse(word: &str) -> Result<Self, InvalidValue> {
        Self::ALL
            .into_iter()
            .find(|sort| sort.word() == word)
            .ok_or(InvalidValue)
    }
}

/// `/t/<slug>/groups?q= &filter= &source= &at= &sort= &limit= &col=… &cursor=`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupsQuery {
    /// Free text: part of the display name or externalId.
    pub q: String,
    /// A SCIM filter.
    pub filter: String,
    /// The name of the token that provisioned them.
    pub source: String,
    /// Those that were there at an instant: a time, or the number of an event.
    pub at: String,
    pub sort: GroupSort,
    pub limit: u16,
    /// The columns that are asked for; what the browser remembers without.
    pub columns: Option<Vec<GroupColumn>>,
    pub cursor: Option<String>,
}

impl Default for GroupsQuery {
    fn default() -> Self {
        Self {
            q: String::new(),
            filter: String::new(),
            source: String::new(),
            at: String::new(),
            sort: GroupSort::default(),
            limit: DEFAULT_LIMIT,
            columns: None,
            cursor: None,
        }
    }
}

impl GroupsQuery {
    /// Every parameter that there is.
    pub const NAMES: [&str; 8] = [
        "q", "filter", "source", "at", "sort", "limit", "col", "cursor",
    ];

    pub fn is_filtered(&self) -> bool {
        !self.q.is_empty() || !self.filter.is_empty() || !self.source.is_empty()
    }

    #[must_use]
    pub fn at(&self, cursor: &str) -> Self {
        Self {
            cursor: Some(cursor.to_owned()),
            ..self.clone()
        }
    }

    #[must_use]
    pub fn sorted(&self, sort: GroupSort) -> Self {
        Self {
            sort,
            cursor: None,
            ..self.clone()
        }
    }
}

impl Query for GroupsQuery {
    fn set(&mut self, name: &str, value: &str) -> Result<(), InvalidValue> {
        match name {
            "q" => value.clone_into(&mut self.q),
            "filter" => value.clone_into(&mut self.filter),
            "at" => value.clone_into(&mut self.at),
            "source" => value.clone_into(&mut self.source),
            "sort" => self.sort = GroupSort::parse(value)?,
            "limit" => self.limit = limit(value)?,
            "col" => choose(&mut self.columns, value)?,
            "cursor" => self.cursor = cursor(value)?,
            _ => {}
        }
        Ok(())
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        push(&mut pairs, "q", &self.q);
        push(&mut pairs, "filter", &self.filter);
        push(&mut pairs, "source", &self.source);
        push(&mut pairs, "at", &self.at);
        if self.sort != GroupSort::default() {
            pairs.push(("sort", self.sort.word().to_owned()));
        }
        push_limit(&mut pairs, self.limit);
        push_columns(&mut pairs, self.columns.as_deref());
        push_cursor(&mut pairs, self.cursor.as_ref());
        pairs
    }
}

/// Orders of the groups list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupSort {
    #[default]
    DisplayName,
    DisplayNameDescending,
    Changed,
    ChangedDescending,
}

impl GroupSort {
    const ALL: [Self; 4] = [
        Self::DisplayName,
        Self::DisplayNameDescending,
        Self::Changed,
        Self::ChangedDescending,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::DisplayName => "displayName",
            Self::DisplayNameDescending => "-displayName",
            Self::Changed => "changed",
            Self::ChangedDescending => "-changed",
        }
    }

    fn parse(word: &str) -> Result<Self, InvalidValue> {
        Self::ALL
            .into_iter()
            .find(|sort| sort.word() == word)
            .ok_or(InvalidValue)
    }
}

/// `/t/<slug>/users/<id>?at=`, and the same of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThenQuery {
    /// A time, or the number of an event; the present without one.
    pub at: String,
}

impl ThenQuery {
    pub fn new(at: &str) -> Self {
        Self { at: at.to_owned() }
    }
}

impl Query for ThenQuery {
    fn set(&mut self, name: &str, value: &str) -> Result<(), InvalidValue> {
        if name == "at" {
            value.clone_into(&mut self.at);
        }
        Ok(())
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        push(&mut pairs, "at", &self.at);
        pairs
    }
}

/// `/t/<slug>/groups/<id>/members?q= &cursor=`; also the paging of a user's groups and of histories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MembersQuery {
    pub q: String,
    pub cursor: Option<String>,
}

impl MembersQuery {
    /// Every parameter that there is.
    pub const NAMES: [&str; 2] = ["q", "cursor"];

    #[must_use]
    pub fn at(&self, cursor: &str) -> Self {
        Self {
            cursor: Some(cursor.to_owned()),
            ..self.clone()
        }
    }
}

impl Query for MembersQuery {
    fn set(&mut self, name: &str, value: &str) -> Result<(), InvalidValue> {
        match name {
            "q" => value.clone_into(&mut self.q),
            "cursor" => self.cursor = cursor(value)?,
            _ => {}
        }
        Ok(())
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        push(&mut pairs, "q", &self.q);
        push_cursor(&mut pairs, self.cursor.as_ref());
        pairs
    }
}

/// Adds a column to those that are asked for.
fn choose<C: ListColumn>(chosen: &mut Option<Vec<C>>, word: &str) -> Result<(), InvalidValue> {
    let column = match word {
        columns::NAME => None,
        word => Some(C::find(word).ok_or(InvalidValue)?),
    };
    let with: Vec<C> = chosen.iter().flatten().copied().chain(column).collect();
    *chosen = Some(C::arranged(&with));
    Ok(())
}

fn push_columns<C: ListColumn>(pairs: &mut Vec<(&'static str, String)>, chosen: Option<&[C]>) {
    let Some(chosen) = chosen else { return };
    let words = chosen.iter().map(|column| column.word());
    let words = std::iter::once(columns::NAME).chain(words);
    pairs.extend(words.map(|word| ("col", word.to_owned())));
}

fn limit(value: &str) -> Result<u16, InvalidValue> {
    let number = value.parse().map_err(|_| InvalidValue)?;
    if LIMITS.contains(&number) {
        Ok(number)
    } else {
        Err(InvalidValue)
    }
}

fn push_limit(pairs: &mut Vec<(&'static str, String)>, limit: u16) {
    if limit != DEFAULT_LIMIT {
        pairs.push(("limit", limit.to_string()));
    }
}
