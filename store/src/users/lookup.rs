//! Users by what somebody remembers of them.

use super::{Column, Model, Read, Record};
use crate::error::Error;
use crate::sql::lookup::{self, Places};
use crate::sql::{dialect, key};

/// What a column of a user says.
type Said = fn(&Model) -> Option<&str>;

impl Read<'_> {
    /// Users whose `userName`, `displayName` or `externalId` begins with a text; where these are not
    /// `limit`, those of the last changed 5,000 users too in whose names, addresses or external id it
    /// is anywhere. A whole `externalId` matters with its letter case.
    pub async fn lookup(&self, text: &str, limit: usize) -> Result<Vec<Record>, Error> {
        let text = dialect::storable(text);
        let folded = key::folded(&text);
        let mut found: Vec<Model> = Vec::new();
        let places: [(Column, &str, Said); 3] = [
            (Column::UserNameKey, &folded, |user| {
                Some(&user.user_name_key)
            }),
            (Column::DisplayNameKey, &folded, |user| {
                user.display_name_key.as_deref()
            }),
            (Column::ExternalId, &text, |user| {
                user.external_id.as_deref()
            }),
        ];
        for (column, key, said) in places {
            let select = lookup::from_key(self.find(), column, key);
            let rows: Vec<Model> = self.tenant.link().all(&select).await?;
            let begins = |user: &Model| said(user).is_some_and(|said| said.starts_with(key));
            add(&mut found, rows.into_iter().filter(begins));
        }
        if found.len() < limit {
            let places = Places {
                table: "scim_user",
                id: Column::Id,
                updated: Column::UpdatedAt,
                search: Column::SearchKey,
            };
            let select = lookup::among_latest(self.find(), &places, &text, limit as u64);
            let rows: Vec<Model> = self.tenant.link().all(&select).await?;
            add(&mut found, rows.into_iter());
        }
        found.truncate(limit);
        found.into_iter().map(Record::try_from).collect()
    }
}

fn add(found: &mut Vec<Model>, more: impl Iterator<Item = Model>) {
    for user in more {
        if found.iter().all(|known| known.id != user.id) {
            found.push(user);
        }
    }
}
