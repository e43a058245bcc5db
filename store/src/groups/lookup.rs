//! Groups by what somebody remembers of them.

use super::{Column, Entity, Model, Read, Record};
use crate::error::Error;
use crate::sql::lookup::{self, Places};
use crate::sql::{dialect, key};

/// What a column of a group says.
type Said = fn(&Model) -> Option<&str>;

impl Read<'_> {
    /// Groups whose `displayName` or `externalId` begins with a text; where these are not `limit`, those
    /// of the last changed 5,000 groups too in which it is anywhere.
    pub async fn lookup(&self, text: &str, limit: usize) -> Result<Vec<Record>, Error> {
        let text = dialect::storable(text);
        let folded = key::folded(&text);
        let mut found: Vec<Model> = Vec::new();
        let places: [(Column, &str, Said); 2] = [
            (Column::DisplayNameKey, &folded, |group| {
                Some(&group.display_name_key)
            }),
            (Column::ExternalId, &text, |group| {
                group.external_id.as_deref()
            }),
        ];
        for (column, key, said) in places {
            let select = lookup::from_key(self.tenant.find::<Entity>(), column, key);
            let rows: Vec<Model> = self.tenant.link().all(&select).await?;
            let begins = |group: &Model| said(group).is_some_and(|said| said.starts_with(key));
            add(&mut found, rows.into_iter().filter(begins));
        }
        if found.len() < limit {
            let places = Places {
                table: "scim_group",
                id: Column::Id,
                updated: Column::UpdatedAt,
                search: Column::SearchKey,
            };
            let all = self.tenant.find::<Entity>();
            let select = lookup::among_latest(all, &places, &text, limit as u64);
            let rows: Vec<Model> = self.tenant.link().all(&select).await?;
            add(&mut found, rows.into_iter());
        }
        found.truncate(limit);
        found.into_iter().map(Record::try_from).collect()
    }
}

fn add(found: &mut Vec<Model>, more: impl Iterator<Item = Model>) {
    for group in more {
        if found.iter().all(|known| known.id != group.id) {
            found.push(group);
        }
    }
}
