//! Users, groups and members of a group as a file.
//!
//! An export is one event, written when it ends and before its last lines leave. One that breaks off
//! is an event too, with what had left by then.

use futures::stream::{self, Stream};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use store::versions::Moment;
use store::{GroupId, Kind};

use super::walk::{Row, Walk};
use super::{Listing, View};
use crate::answer::ListQuery;
use crate::audit::stage::Stage;
use crate::audit::{Draft, Operation, Outcome, Subject, table};
use crate::tokens::secret::hex;
use crate::{Caller, Directory, Error, Permission, past};

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180; cells that a spreadsheet would calculate are disarmed.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

impl Format {
    /// The name in addresses and at the end of a file's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }
}

/// What is exported.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// What a console list finds, whatever its page and its order.
    Listed(Kind, Listing),
    /// What a SCIM filter finds, now or at an instant of the past; everything without one.
    Filtered(Kind, Option<String>, Option<Moment>),
    /// The members of the group with that id, or those that a search finds.
    Members(String, Option<String>),
}

impl Wanted {
    fn noun(&self) -> &'static str {
        match self {
            Self::Listed(kind, _) | Self::Filtered(kind, ..) => match kind {
                Kind::User => "users",
                Kind::Group => "groups",
            },
            Self::Members(..) => "members",
        }
    }

    /// What narrows it, for the event: a filter goes by its name, so that what is masked in it is
    /// struck out.
    fn narrowed(&self) -> Value {
        let mut by = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            by.extend(value.map(|value| (name.to_owned(), value)));
        };
        match self {
            Self::Listed(_, listing) => {
                put("search", listing.search.clone().map(Value::from));
                put("active", listing.active.map(Value::from));
                put("deleted", listing.deleted.then_some(Value::Bool(true)));
                put("group", listing.group.map(|id| id.to_string().into()));
                put("source", listing.source.clone().map(Value::from));
            }
            Self::Filtered(_, filter, at) => {
                put("filter", filter.clone().map(Value::from));
                put("at", at.map(|at| past::as_of(at).into()));
            }
            Self::Members(_, search) => put("search", search.clone().map(Value::from)),
        }
        Value::Object(by)
    }
}

impl View<'_> {
    /// Streams all rows of a list, in the order in which they came to be; `most` of them at most: then
    /// the last line says that it was cut off. Each item is one or more whole lines.
    ///
    /// # Errors
    /// What the list itself would be refused for, and [`Error::NotFound`] for a group that is not
    /// there.
    pub async fn export(
        &self,
        caller: &Caller,
        wanted: Wanted,
        format: Format,
        most: u64,
    ) -> Result<impl Stream<Item = Result<String, Error>> + Send + use<>, Error> {
        caller.require(Permission::ReadDirectory)?;
        let (walk, group) = self.walk(caller, &wanted).await?;
        let mut export = Export {
            directory: self.0.clone(),
            caller: caller.clone(),
            wanted,
            group,
            format,
            most,
            walk,
            next: None,
            rows: 0,
            digest: Sha256::new(),
            stage: Stage::Unread,
        };
        // What cannot be asked is refused before anything is answered.
        export.read().await?;
        Ok(stream::try_unfold(export, Export::step))
    }

    async fn walk(
        &self,
        caller: &Caller,
        wanted: &Wanted,
    ) -> Result<(Walk, Option<Subject>), Error> {
        match wanted.clone() {
            Wanted::Listed(kind, listing) => {
                let listing = Listing {
                    after: None,
                    before: None,
                    ..listing
                };
                Ok((Walk::Listed(kind, listing), None))
            }
            Wanted::Filtered(kind, filter, at) => {
                past::require(self.0, caller, at).await?;
                let query = ListQuery {
                    filter,
                    ..ListQuery::default()
                };
                let walk = match at {
                    None => Walk::Filtered(kind, query, None),
                    Some(at) => Walk::Past(kind, query, at, None),
                };
                Ok((walk, None))
            }
            Wanted::Members(id, search) => {
                let id = GroupId::parse(&id).ok_or(Error::NotFound)?;
                let read = self.0.store().read(caller.tenant());
                let group = read.groups().get(id).await?.ok_or(Error::NotFound)?;
                let external_id = group.external_id.as_deref();
                let subject = Subject::new("Group", id, external_id, group.display_name.clone());
                Ok((Walk::Members(id, search, None), Some(subject)))
            }
        }
    }
}

struct Export {
    directory: Directory,
    caller: Caller,
    wanted: Wanted,
    /// The group whose members they are.
    group: Option<Subject>,
    format: Format,
    most: u64,
    walk: Walk,
    /// The rows that go out next; none behind the last ones.
    next: Option<Vec<Row>>,
    /// How many went out.
    rows: u64,
    digest: Sha256,
    stage: Stage,
}

impl Export {
    async fn read(&mut self) -> Result<(), Error> {
        self.next = self.walk.next(&self.directory, &self.caller).await?;
        Ok(())
    }

    async fn step(mut self) -> Result<Option<(String, Self)>, Error> {
        if self.stage == Stage::Recorded {
            return Ok(None);
        }
        match self.lines().await {
            Ok(text) => Ok(Some((text, self))),
            Err(error) => {
                self.stage = Stage::Failed;
                Err(error)
            }
        }
    }

    async fn lines(&mut self) -> Result<String, Error> {
        let mut text = String::new();
        if self.stage == Stage::Unread && self.format == Format::Csv {
            let names = self.walk.columns().iter();
            text.push_str(&table::row(names.map(|name| (*name).to_owned()))?);
        }
        self.stage = Stage::Begun;
        let mut cut = false;
        while let Some(rows) = self.next.take() {
            cut = self.write(&rows, &mut text)?;
            if cut {
                break;
            }
            self.read().await?;
            if !text.is_empty() {
                break;
            }
        }
        if cut {
            text.push_str(&self.cut_off()?);
        }
        self.digest.update(&text);
        if cut || self.next.is_none() {
            self.end(cut).await?;
        }
        Ok(text)
    }

    /// Writes rows as long as there is room; whether some were left out.
    fn write(&mut self, rows: &[Row], text: &mut String) -> Result<bool, Error> {
        for row in rows {
            if self.rows >= self.most {
                return Ok(true);
            }
            self.rows += 1;
            match self.format {
                Format::Csv => {
                    let cells = table::cells(row, self.walk.columns());
                    text.push_str(&table::row(cells)?);
                }
                Format::Ndjson => text.push_str(&line(row)),
            }
        }
        Ok(false)
    }

    /// The last line of an export that was cut off.
    fn cut_off(&self) -> Result<String, Error> {
        let rows = self.rows;
        if self.format == Format::Ndjson {
            return Ok(format!("{}\n", json!({"truncated": true, "rows": rows})));
        }
        let message = format!("This export ends after {rows} rows. Narrow the list for the rest.");
        let said = ["truncated".to_owned(), message].into_iter();
        let rest = self.walk.columns().iter().skip(2).map(|_| String::new());
        table::row(said.chain(rest))
    }

    async fn end(&mut self, cut: bool) -> Result<(), Error> {
        let why = if cut { ", cut off there" } else { "" };
        let draft = self.draft(Outcome::Success, why).status(200);
        self.directory.audit().write(&self.caller, draft).await?;
        self.stage = Stage::Recorded;
        Ok(())
    }

    fn draft(&self, outcome: Outcome, why: &str) -> Draft {
        let (format, noun, rows) = (self.format.as_str(), self.wanted.noun(), self.rows);
        let draft = Draft::new(Operation::DirectoryExport)
            .outcome(outcome)
            .detail(format!("{format}, {rows} {noun}{why}"))
            .response(Some(json!({
                "format": format,
                "of": noun,
                "narrowed": self.wanted.narrowed(),
                "rows": rows,
                "sha256": hex(&self.digest.clone().finalize()),
            })));
        match &self.group {
            Some(group) => draft.subject(group.clone()),
            None => draft,
        }
    }
}

impl Drop for Export {
    /// Whoever took a part of it and went away is in the log as well.
    fn drop(&mut self) {
        let Some((outcome, why)) = self.stage.broken_off() else {
            return;
        };
        let draft = self.draft(outcome, why);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        self.directory.journal().leave(self.caller.tenant(), event);
    }
}

fn line(row: &Row) -> String {
    format!("{}\n", Value::Object(row.clone()))
}
