//! Users by what somebody remembers of them.

use super::{Column, Model, Read, Record, search};
use crate::error::Error;
use crate::sql::lookup::{Beginning, Lookup};
use crate::sql::{dialect, key};

impl Read<'_> {
    /// Users whose `userName`, `displayName` or `externalId` begins with a text, the last of them in
    /// its letter case; where these are not `limit`, those of the last changed 5,000 users too in
    /// whose names, addresses or external id it is anywhere.
    pub async fn lookup(&self, text: &str, limit: usize) -> Result<Vec<Record>, Error> {
        let text = dialect::storable(text);
        let folded = key::folded(&text);
        let beginnings: [Beginning<'_, Column, Model>; 3] = [
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
        let users = Lookup {
            link: self.tenant.link(),
            all: self.find(),
            table: "scim_user",
            id: Column::Id,
            id_of: |user: &Model| user.id,
            updated: Column::UpdatedAt,
            found: search::has,
        };
        let found = users.find(&beginnings, &text, limit).await?;
        found.into_iter().map(Record::try_from).collect()
    }
}
