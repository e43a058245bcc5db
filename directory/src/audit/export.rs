//! Exporting the log: NDJSON with a manifest that proves it whole, or CSV.
//!
//! An export is one event, written when it ends and before its last lines leave. One that breaks
//! off is an event too, with what had left by then. See decision 0012.

use futures::stream::{self, Stream};
use serde_json::{Map, Value, json};
use store::audit::{Event, Head, Query};

use super::manifest::{self, Tally};
use super::scan::{Scan, narrows};
use super::seal::head_message;
use super::stage::Stage;
use super::{Audit, Draft, Operation, Outcome, table, wire};
use crate::representation::timestamp;
use crate::{Caller, Directory, Error, Permission};

/// Events that are in memory at once: each can have 128 KiB of bodies.
const BATCH: u64 = 50;

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line, complete, with a manifest as the last line.
    Ndjson,
    /// RFC 4180, without bodies; cells that a spreadsheet would calculate are disarmed.
    Csv(Shape),
}

/// What one row of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An event.
    Events,
    /// An attribute that an event changed; events that changed none have no row.
    Changes,
}

impl Format {
    /// The name, as on the command line and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv(_) => "csv",
        }
    }
}

impl Audit<'_> {
    /// Streams what a query finds of everything committed before the call, oldest first, sealing
    /// the tail first. The query's own page does not count.
    ///
    /// A query that leaves out nothing but by time is widened to a run of the sequence without
    /// gaps, so that its chain can be checked alone. Each item is one or more whole lines. The
    /// export is itself an event, which comes after what is exported.
    ///
    /// `most` is how many rows or lines of events there are before it is cut off, which it says
    /// then; one event is never divided.
    pub async fn export(
        &self,
        caller: &Caller,
        query: &Query,
        format: Format,
        most: Option<u64>,
    ) -> Result<impl Stream<Item = Result<String, Error>> + Send + use<>, Error> {
        let mut export = self.begin(caller, query, format, true).await?;
        export.most = most;
        Ok(stream::try_unfold(export, Export::step))
    }

    /// An export of NDJSON that is a part of something, which is the event instead of it.
    pub(super) async fn export_within(
        &self,
        caller: &Caller,
        query: &Query,
    ) -> Result<impl Stream<Item = Result<String, Error>> + Send + use<>, Error> {
        let export = self.begin(caller, query, Format::Ndjson, false).await?;
        Ok(stream::try_unfold(export, Export::step))
    }

    async fn begin(
        &self,
        caller: &Caller,
        query: &Query,
        format: Format,
        is_event: bool,
    ) -> Result<Export, Error> {
        caller.require(Permission::ExportAudit)?;
        self.seal(caller.tenant()).await?;
        let read = self.0.store().read(caller.tenant());
        let head = read.audit().head().await?;
        let sealed = head.as_ref().map_or(0, |head| head.seq);
        let span = match (query.from, query.to) {
            (None, None) => Some((1, sealed)),
            (from, to) => read.audit().span(from, to).await?,
        };
        let (first, until) = span.map_or((1, 0), |(first, last)| (first, last.min(sealed)));
        Ok(Export {
            directory: self.0.clone(),
            caller: caller.clone(),
            filter: manifest::filter(query),
            filtered: narrows(query),
            format,
            most: None,
            cut: None,
            scan: Scan::new(query, first - 1, until),
            head,
            tally: Tally::default(),
            stage: Stage::Unread,
            is_event,
        })
    }
}

struct Export {
    directory: Directory,
    caller: Caller,
    filter: Value,
    filtered: bool,
    format: Format,
    most: Option<u64>,
    /// The number at which the log goes on, once there are as many rows as there can be.
    cut: Option<i64>,
    scan: Scan,
    /// Of the whole log, when the export began.
    head: Option<Head>,
    tally: Tally,
    stage: Stage,
    /// Whether it leaves an event of its own.
    is_event: bool,
}

impl Export {
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
        if let (Stage::Unread, Format::Csv(shape)) = (self.stage, self.format) {
            text.push_str(&table::header(shape)?);
        }
        self.stage = Stage::Begun;
        loop {
            let events = self.scan.next(&self.directory, &self.caller, BATCH);
            for event in &events.await? {
                self.event(event, &mut text)?;
            }
            if self.is_over() || !text.is_empty() {
                break;
            }
        }
        if let (Some(next), Format::Csv(shape)) = (self.cut, self.format) {
            text.push_str(&table::cut(shape, self.tally.rows, next)?);
        }
        self.tally.text(&text);
        if self.is_over() {
            text.push_str(&self.end().await?);
        }
        Ok(text)
    }

    /// Writes one event, unless there is no room for it.
    fn event(&mut self, event: &Event, text: &mut String) -> Result<(), Error> {
        let Some((seq, hash)) = event.seq.zip(event.hash.as_deref()) else {
            return Ok(());
        };
        if self.cut.is_some() {
            return Ok(());
        }
        let event = wire::event(event);
        let (lines, rows) = match self.format {
            Format::Ndjson => (wire::line(event), 1),
            Format::Csv(Shape::Events) => (table::line(&event)?, 1),
            Format::Csv(Shape::Changes) => table::changes(&event)?,
        };
        let full = |most| self.tally.rows > 0 && self.tally.rows + rows > most;
        if rows > 0 && self.most.is_some_and(full) {
            self.cut = Some(seq);
        } else if rows > 0 {
            self.tally.event(seq, hash, rows);
            text.push_str(&lines);
        }
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.cut.is_some() || self.scan.is_over()
    }

    /// Writes the event of the export; its last line.
    async fn end(&mut self) -> Result<String, Error> {
        let mut manifest = self.manifest();
        let why = self.cut.map_or_else(String::new, |next| {
            let rows = self.tally.rows;
            format!(", cut off at {rows} rows: the log goes on at seq {next}")
        });
        if self.is_event {
            let draft = self.draft(Outcome::Success, &why, &manifest);
            let draft = match self.caller.request().method {
                Some(_) => draft.status(200),
                None => draft,
            };
            self.directory.audit().write(&self.caller, draft).await?;
        }
        self.stage = Stage::Recorded;
        if matches!(self.format, Format::Csv(_)) {
            return Ok(String::new());
        }
        if self.filtered {
            manifest.insert("marks".to_owned(), self.tally.marks.to_value());
        }
        let signature = self.sign(&manifest::message(&manifest));
        manifest.insert("signature".to_owned(), signature.into());
        Ok(format!("{}\n", json!({"manifest": manifest})))
    }

    fn manifest(&self) -> Map<String, Value> {
        let slug = self.caller.tenant().slug();
        let mut manifest = Map::new();
        manifest.insert("tenant".to_owned(), slug.into());
        let now = timestamp(self.directory.now());
        manifest.insert("exported_at".to_owned(), now.into());
        manifest.extend(self.tally.told(self.filter.clone()));
        if let Some(next) = self.cut {
            manifest.insert("truncated".to_owned(), true.into());
            manifest.insert("next_seq".to_owned(), next.into());
        }
        manifest.insert("head".to_owned(), self.head());
        manifest.insert("sha256".to_owned(), self.tally.sha256().into());
        manifest
    }

    /// Where the log must lead: the last event of a run without gaps, else the end of the log.
    fn head(&self) -> Value {
        let end = self.head.as_ref().map(|head| (head.seq, head.hash.clone()));
        let head = if self.filtered {
            end
        } else {
            self.tally.last.clone()
        };
        let (seq, hash) = head.unwrap_or_default();
        let message = head_message(self.caller.tenant().slug(), seq, &hash);
        json!({
            "seq": seq,
            "hash": hash,
            "signature": self.sign(&message),
            "public_key": self.directory.secret_key().public_key(),
        })
    }

    fn sign(&self, message: &str) -> String {
        self.directory.secret_key().sign(message.as_bytes())
    }

    fn draft(&self, outcome: Outcome, why: &str, manifest: &Map<String, Value>) -> Draft {
        let format = self.format.as_str();
        let count = self.tally.count;
        let ends = self.tally.first.zip(self.tally.last.as_ref());
        let ends = ends.map_or_else(String::new, |(first, (last, _))| {
            format!(", seq {first} to {last}")
        });
        Draft::new(Operation::AuditExport)
            .outcome(outcome)
            .detail(format!("{format}, {count} events{ends}{why}"))
            .response(Some(match self.format {
                Format::Csv(Shape::Changes) => {
                    json!({"format": format, "shape": "changes", "manifest": manifest})
                }
                _ => json!({"format": format, "manifest": manifest}),
            }))
    }
}

impl Drop for Export {
    /// Whoever took a part of the log and went away is in the log as well.
    fn drop(&mut self) {
        if !self.is_event {
            return;
        }
        let Some((outcome, why)) = self.stage.broken_off() else {
            return;
        };
        let mut told = self.tally.told(self.filter.clone());
        told.insert("sha256".to_owned(), self.tally.sha256().into());
        let draft = self.draft(outcome, why, &told);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        self.directory.journal().leave(self.caller.tenant(), event);
    }
}
