//! Groups by what somebody remembers of them.

use sea_orm::sea_query::ExprTrait;

use super::{Column, Entity, Model, Read, Record};
use crate::error::Error;
use crate::sql::lookup::{Beginning, Lookup};
use crate::sql::{col, dialect, key};

impl Read<'_> {
    /// Groups whose `displayName` or `externalId` begins with a text, the latter in its letter case;
    /// where these are not `limit`, those of the last changed 5,000 groups too in whose name or
    /// external id it is anywhere.
    pub async fn lookup(&self, text: &str, limit: usize) -> Result<Vec<Record>, Error> {
        let text = dialect::storable(text);
        let folded = key::folded(&text);
        let beginnings: [Beginning<'_, Column, Model>; 2] = [
            (Column::DisplayNameKey, &folded, |group| {
                Some(&group.display_name_key)
            }),
            (Column::ExternalId, &text, |group| {
                group.external_id.as_deref()
            }),
        ];
        let groups = Lookup {
            link: self.tenant.link(),
            all: self.tenant.find::<Entity>(),
            table: "scim_group",
            id: Column::Id,
            id_of: |group: &Model| group.id,
            updated: Column::UpdatedAt,
            found: |pattern| col(Column::SearchKey).like(pattern),
        };
        let found = groups.find(&beginnings, &text, limit).await?;
        found.into_iter().map(Record::try_from).collect()
    }
}
