//! Exporting the log: NDJSON with a manifest that proves it whole, or CSV.

use chrono::{DateTime, Utc};
use futures::stream::{self, Stream};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::seal::head_message;
use super::{Audit, Draft, Operation, wire};
use crate::representation::timestamp;
use crate::tokens::secret::hex;
use crate::{Caller, Directory, Error, Permission};

/// Events that are in memory at once.
const BATCH: u64 = 200;

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line, complete, with a manifest as the last line.
    Ndjson,
    /// RFC 4180, without bodies; cells that a spreadsheet would calculate are disarmed.
    Csv,
}

/// The events an export holds: `[from, to)`, widened to a run of the sequence without gaps, so
/// that its chain can be checked alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Range {
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub to: Option<DateTime<Utc>>,
}

impl Audit<'_> {
    /// Streams everything committed before the call, oldest first, sealing the tail first. The
    /// export is itself an event, which comes after what is exported.
    ///
    /// Each item is one or more whole lines.
    pub async fn export(
        &self,
        caller: &Caller,
        range: Range,
        format: Format,
    ) -> Result<impl Stream<Item = Result<String, Error>> + Send + use<>, Error> {
        caller.require(Permission::ExportAudit)?;
        self.seal(caller.tenant()).await?;
        let read = self.0.store().read(caller.tenant());
        let head = read.audit().head().await?;
        let shape = match format {
            Format::Ndjson => "ndjson",
            Format::Csv => "csv",
        };
        let sealed = head.as_ref().map_or(0, |head| head.seq);
        let span = read.audit().span(range.from, range.to).await?;
        let (first, until) = span.map_or((1, 0), |(first, last)| (first, last.min(sealed)));
        let detail = format!("{shape}, seq {first} to {until}");
        self.write(caller, Draft::new(Operation::AuditExport).detail(detail))
            .await?;
        let export = Export {
            directory: self.0.clone(),
            caller: caller.clone(),
            range,
            format,
            after: first - 1,
            until,
            first: None,
            last: None,
            count: 0,
            hash: Sha256::new(),
            stage: Stage::Header,
        };
        Ok(stream::try_unfold(export, Export::step))
    }
}

struct Export {
    directory: Directory,
    caller: Caller,
    range: Range,
    format: Format,
    after: i64,
    until: i64,
    first: Option<i64>,
    last: Option<(i64, String)>,
    count: u64,
    hash: Sha256,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Header,
    Events,
    Manifest,
    Done,
}

impl Export {
    async fn step(mut self) -> Result<Option<(String, Self)>, Error> {
        loop {
            let text = match self.stage {
                Stage::Header => self.header()?,
                Stage::Events => self.events().await?,
                Stage::Manifest => self.manifest(),
                Stage::Done => return Ok(None),
            };
            if !text.is_empty() {
                return Ok(Some((text, self)));
            }
        }
    }

    fn header(&mut self) -> Result<String, Error> {
        self.stage = Stage::Events;
        match self.format {
            Format::Ndjson => Ok(String::new()),
            Format::Csv => row(COLUMNS.iter().map(|column| (*column).to_owned())),
        }
    }

    async fn events(&mut self) -> Result<String, Error> {
        let read = self.directory.store().read(self.caller.tenant());
        let events = read.audit().sealed(self.after, self.until, BATCH).await?;
        if (events.len() as u64) < BATCH {
            self.stage = Stage::Manifest;
        }
        let mut text = String::new();
        for event in &events {
            let Some(seq) = event.seq else { continue };
            self.after = seq;
            self.first.get_or_insert(seq);
            self.last = Some((seq, event.hash.clone().unwrap_or_default()));
            self.count += 1;
            let event = wire::event(event);
            match self.format {
                Format::Ndjson => {
                    text.push_str(&Value::Object(event).to_string());
                    text.push('\n');
                }
                Format::Csv => text.push_str(&row(cells(&event))?),
            }
        }
        self.hash.update(text.as_bytes());
        Ok(text)
    }

    fn manifest(&mut self) -> String {
        self.stage = Stage::Done;
        if self.format == Format::Csv {
            return String::new();
        }
        let slug = self.caller.tenant().slug();
        let (last, hash) = self.last.clone().unwrap_or_default();
        let key = self.directory.secret_key();
        let signature = key.sign(head_message(slug, last, &hash).as_bytes());
        let manifest = json!({"manifest": {
            "tenant": slug,
            "exported_at": timestamp(self.directory.now()),
            "filter": {
                "from": self.range.from.map(timestamp),
                "to": self.range.to.map(timestamp),
            },
            "count": self.count,
            "first_seq": self.first,
            "last_seq": self.last.as_ref().map(|(seq, _)| seq),
            "head": {
                "seq": last,
                "hash": hash,
                "signature": signature,
                "public_key": key.public_key(),
            },
            "sha256": hex(&self.hash.clone().finalize()),
        }});
        format!("{manifest}\n")
    }
}

/// The columns of a CSV export, by their path in the event.
const COLUMNS: &[&str] = &[
    "seq",
    "id",
    "time",
    "tenant",
    "actor.type",
    "actor.id",
    "actor.label",
    "token_prefix",
    "idp",
    "ip",
    "user_agent",
    "request_id",
    "channel",
    "operation",
    "method",
    "path",
    "resource.type",
    "resource.id",
    "resource.external_id",
    "resource.label",
    "outcome",
    "status",
    "scim_type",
    "detail",
    "duration_ms",
    "count",
    "changes",
    "tolerances",
    "hash",
];

fn cells(event: &Map<String, Value>) -> impl Iterator<Item = String> {
    COLUMNS.iter().map(|column| {
        let value = match column.split_once('.') {
            Some((outer, inner)) => event.get(outer).and_then(|value| value.get(inner)),
            None => event.get(*column),
        };
        match value {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => disarmed(text),
            Some(other) => other.to_string(),
        }
    })
}

/// A spreadsheet calculates cells that begin like a formula: an apostrophe makes them text.
fn disarmed(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn row(cells: impl Iterator<Item = String>) -> Result<String, Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(cells).map_err(Error::internal)?;
    let bytes = writer
        .into_inner()
        .map_err(|error| Error::internal(error.to_string()))?;
    String::from_utf8(bytes).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::{disarmed, row};

    #[test]
    fn a_cell_that_a_spreadsheet_would_calculate_becomes_text() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("-5", "'-5"),
            ("@x", "'@x"),
            ("plain = x", "plain = x"),
        ] {
            assert_eq!(disarmed(text), expected);
        }
    }

    #[test]
    fn commas_quotes_and_line_breaks_stay_in_their_cell() {
        let cells = ["a,b", "say \"x\"", "two\nlines"].map(str::to_owned);
        assert_eq!(
            row(cells.into_iter()).unwrap(),
            "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\r\n"
        );
    }
}
