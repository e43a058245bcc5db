//! Users, groups and tokens by what somebody remembers of them.

use store::{GroupId, TokenId, UserId, groups, users};

use super::View;
use crate::tokens::Token;
use crate::{Caller, Error, Permission};

/// How many of each kind are found at most.
const MOST: usize = 6;

/// What was found, the best of each kind first.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// Users, each with `displayName` or what `name` says.
    pub users: Vec<(users::Record, Option<String>)>,
    /// Groups.
    pub groups: Vec<groups::Record>,
    /// Tokens, those that work first.
    pub tokens: Vec<Token>,
}

impl View<'_> {
    /// What a text finds: by the beginning of a name or an external id, by a whole id, and among those
    /// users and groups that were changed last by any part of their names; tokens by any part of
    /// theirs. Six of each kind at most; an empty text finds nothing. What the caller may not see is
    /// left out.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for somebody who may not see the directory.
    pub async fn lookup(&self, caller: &Caller, text: &str) -> Result<Lookup, Error> {
        caller.require(Permission::ReadDirectory)?;
        let text = text.trim();
        if text.is_empty() {
            return Ok(Lookup::default());
        }
        let read = self.0.store().read(caller.tenant());
        let mut users = match UserId::parse(text) {
            Some(id) => read.users().get(id).await?.into_iter().collect(),
            None => Vec::new(),
        };
        let mut groups = match GroupId::parse(text) {
            Some(id) => read.groups().get(id).await?.into_iter().collect(),
            None => Vec::new(),
        };
        if users.is_empty() && groups.is_empty() {
            users = read.users().lookup(text, MOST).await?;
            groups = read.groups().lookup(text, MOST).await?;
        }
        let tokens = if caller.may(Permission::ReadTokens) {
            self.tokens(caller, text).await?
        } else {
            Vec::new()
        };
        let named = |user: users::Record| {
            let name = scim::full_name(&user.document);
            (user, name)
        };
        Ok(Lookup {
            users: users.into_iter().map(named).collect(),
            groups,
            tokens,
        })
    }

    async fn tokens(&self, caller: &Caller, text: &str) -> Result<Vec<Token>, Error> {
        let read = self.0.store().read(caller.tenant());
        let mut tokens: Vec<_> = match TokenId::parse(text) {
            Some(id) => read.tokens().get(id).await?.into_iter().collect(),
            None => Vec::new(),
        };
        if tokens.is_empty() {
            tokens = read.tokens().lookup(text, self.0.now(), MOST).await?;
        }
        tokens.into_iter().map(Token::from_record).collect()
    }
}
