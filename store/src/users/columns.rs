//! What the columns and the rows beside a user hold: all of it follows from its document.

use serde_json::{Map, Value};

use super::{Column, Record, search};
use crate::error::Error;
use crate::sql::filter::COMPARISON;
use crate::sql::{Row, key};

/// The multi-valued attributes that have rows of their own, because one filters by them.
const FILTERABLE: [&str; 1] = ["emails"];

/// The columns that follow from a record, but for its keys and its birth.
pub(super) fn describe(
    row: Row,
    user: &Record,
    comparison: &Map<String, Value>,
) -> Result<Row, Error> {
    let name = user.document.get("name").and_then(Value::as_object);
    let names = ["formatted", "givenName", "familyName"]
        .into_iter()
        .filter_map(|part| name?.get(part)?.as_str());
    let own = [
        Some(&user.user_name),
        user.display_name.as_ref(),
        user.external_id.as_ref(),
    ];
    let searched = own
        .into_iter()
        .flatten()
        .map(String::as_str)
        .chain(names)
        .chain(values(&user.document).into_iter().map(|value| value.text));
    let name_key = key::folded(&user.user_name);
    let (search_key, search_more) = search::columns(&name_key, key::search(searched));
    row.set(Column::UserName, user.user_name.as_str())
        .set(Column::UserNameKey, name_key)
        .set(Column::ExternalId, user.external_id.clone())
        .set(Column::DisplayName, user.display_name.clone())
        .set(
            Column::DisplayNameKey,
            user.display_name.as_deref().map(key::folded),
        )
        .set(Column::SearchKey, search_key)
        .set(Column::SearchMore, search_more)
        .set(Column::Active, user.active)
        .set(Column::Version, user.version)
        .time(Column::UpdatedAt, user.updated_at)
        .json(Column::Document, &user.document)?
        .comparison(COMPARISON, comparison)
}

/// One value of a filterable attribute, as the document has it.
#[derive(PartialEq)]
pub(super) struct Entry<'a> {
    pub(super) attribute: &'static str,
    pub(super) ordinal: i32,
    pub(super) text: &'a str,
    pub(super) kind: Option<&'a str>,
    pub(super) primary: bool,
}

pub(super) fn values(document: &Map<String, Value>) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    for attribute in FILTERABLE {
        let items = document.get(attribute).and_then(Value::as_array);
        for (ordinal, item) in (0..).zip(items.into_iter().flatten()) {
            let Some(text) = item.get("value").and_then(Value::as_str) else {
                continue;
            };
            entries.push(Entry {
                attribute,
                ordinal,
                text,
                kind: item.get("type").and_then(Value::as_str),
                primary: item
                    .get("primary")
                    .and_then(Value::as_bool)
                    .unwrap_or_default(),
            });
        }
    }
    entries
}
