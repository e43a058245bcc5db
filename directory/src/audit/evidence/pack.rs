//! Writing a pack, file by file.

use std::mem;
use std::pin::pin;

use futures::{Stream, TryStreamExt};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use store::TenantRead;
use store::audit::{Event, Query};
use store::versions::Moment;
use tokio::sync::mpsc;

use super::archive::Archive;
use super::counts::Counts;
use super::proof::Manifest;
use super::{Span, access, lives, moves, readme};
use crate::audit::scan::Scan;
use crate::audit::{Draft, Operation, Outcome, table};
use crate::tokens::secret::hex;
use crate::{Caller, Directory, Error};

/// Events that are in memory at once: each can have 128 KiB of bodies.
const BATCH: u64 = 50;
/// Bytes that are compressed, and then offered, at once.
const PIECE: usize = 64 << 10;

/// The digests of all files; what is signed of the pack as a whole.
const SUMS: &str = "SHA256SUMS";

/// A pack in the making.
pub(super) struct Pack {
    pub(super) directory: Directory,
    pub(super) caller: Caller,
    span: Span,
    archive: Archive,
    sender: mpsc::Sender<Vec<u8>>,
    pub(super) counts: Counts,
    /// The numbers of its events, once they are known.
    run: Option<(i64, i64)>,
    stage: Stage,
}

/// How far a pack has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nobody has asked for the first bytes.
    Unread,
    Begun,
    Failed,
    /// Its event is written.
    Recorded,
}

impl Pack {
    pub(super) fn new(
        directory: Directory,
        caller: Caller,
        span: Span,
        sender: mpsc::Sender<Vec<u8>>,
    ) -> Self {
        Self {
            archive: Archive::new(span.made_at),
            directory,
            caller,
            span,
            sender,
            counts: Counts::default(),
            run: None,
            stage: Stage::Unread,
        }
    }

    /// Writes all of it, and its event.
    pub(super) async fn make(
        mut self,
        log: impl Stream<Item = Result<String, Error>>,
    ) -> Result<(), Error> {
        self.stage = Stage::Begun;
        let made = self.files(log).await;
        if made.is_err() && self.stage == Stage::Begun {
            self.stage = Stage::Failed;
        }
        made
    }

    async fn files(&mut self, log: impl Stream<Item = Result<String, Error>>) -> Result<(), Error> {
        let key = self.directory.secret_key().public_key_pem();
        let readme = readme::readme(&self.caller, &self.span);
        self.file("README.txt", &readme).await?;
        self.file("verify.sh", readme::VERIFY_SH).await?;
        self.file("verify.py", readme::VERIFY_PY).await?;
        let manifest = self.events(log).await?;
        self.run = manifest.run();
        self.lives("joiners.csv", lives::joins).await?;
        self.moves().await?;
        self.lives("leavers.csv", lives::leaves).await?;
        let at = self.last_moment().await?;
        self.users(at).await?;
        self.groups(at).await?;
        self.group_members(at).await?;
        self.tokens().await?;
        self.console().await?;
        self.file("proof/public_key.pem", &key).await?;
        self.file("proof/manifest.json", &manifest.line).await?;
        let [message, signature] = ["proof/manifest", "proof/manifest.sig"];
        self.signed(message, signature, &manifest.message()).await?;
        let [message, signature] = ["proof/head", "proof/head.sig"];
        let head = manifest.head_message();
        self.signed(message, signature, &head).await?;
        let summary = readme::summary(&self.caller, &self.span, &self.counts);
        self.file("summary.txt", &summary).await?;
        self.end().await
    }

    /// The digests of all of it, the event, and the end of the archive.
    async fn end(&mut self) -> Result<(), Error> {
        self.archive.close();
        let sums = self.archive.sums().iter();
        let sums: String = sums.map(|(name, sum)| format!("{sum}  {name}\n")).collect();
        let draft = self.draft(Outcome::Success, "", Some(&sums));
        let draft = match self.caller.request().method {
            Some(_) => draft.status(200),
            None => draft,
        };
        self.directory.audit().write(&self.caller, draft).await?;
        self.stage = Stage::Recorded;
        self.signed(SUMS, "SHA256SUMS.sig", &sums).await?;
        let archive = mem::replace(&mut self.archive, Archive::new(self.span.made_at));
        let rest = archive.finish()?;
        self.offer(rest).await
    }

    /// The log, as an export has it; its manifest.
    async fn events(
        &mut self,
        log: impl Stream<Item = Result<String, Error>>,
    ) -> Result<Manifest, Error> {
        let mut log = pin!(log);
        self.archive.begin("events.ndjson")?;
        let mut last = String::new();
        while let Some(lines) = log.try_next().await? {
            self.counts.lines(&lines);
            self.write(lines.as_bytes()).await?;
            lines
                .lines()
                .next_back()
                .unwrap_or_default()
                .clone_into(&mut last);
        }
        Manifest::read(&last)
    }

    async fn lives(&mut self, name: &'static str, wanted: fn(&Event) -> bool) -> Result<(), Error> {
        let query = Query {
            operation: Some("user.".to_owned()),
            outcomes: vec![Outcome::Success.as_str().to_owned()],
            ..Query::default()
        };
        let read = self.read();
        let mut count = 0;
        let mut scan = self.table_of_events(name, lives::COLUMNS, &query).await?;
        while !scan.is_over() {
            for event in scan.next(&self.directory, &self.caller, BATCH).await? {
                if wanted(&event) {
                    let user_name = super::state::user_name(&read, &self.caller, &event).await?;
                    self.row(lives::cells(&event, user_name)).await?;
                    count += 1;
                }
            }
        }
        match name {
            "joiners.csv" => self.counts.joiners = count,
            _ => self.counts.leavers = count,
        }
        Ok(())
    }

    async fn moves(&mut self) -> Result<(), Error> {
        let query = Query {
            outcomes: vec![Outcome::Success.as_str().to_owned()],
            ..Query::default()
        };
        let mut scan = self
            .table_of_events("movers.csv", moves::COLUMNS, &query)
            .await?;
        while !scan.is_over() {
            for event in scan.next(&self.directory, &self.caller, BATCH).await? {
                for cells in moves::rows(&event) {
                    self.row(cells).await?;
                    self.counts.movers += 1;
                }
            }
        }
        Ok(())
    }

    async fn console(&mut self) -> Result<(), Error> {
        self.table("console_members.csv", access::MEMBER_COLUMNS)
            .await?;
        for member in self.directory.members().list(&self.caller).await? {
            self.row(access::member(&member)).await?;
            self.counts.members += 1;
        }
        let mut scan = self
            .table_of_events("console_access.csv", access::COLUMNS, &access::query())
            .await?;
        while !scan.is_over() {
            for event in scan.next(&self.directory, &self.caller, BATCH).await? {
                if let Some(cells) = access::row(&event) {
                    self.row(cells).await?;
                    self.counts.access += 1;
                }
            }
        }
        Ok(())
    }

    /// Begins a table of rows that come from the events of the pack that a query finds.
    async fn table_of_events(
        &mut self,
        name: &'static str,
        columns: &[&str],
        query: &Query,
    ) -> Result<Scan, Error> {
        self.table(name, columns).await?;
        let (first, last) = self.run.unwrap_or((1, 0));
        Ok(Scan::new(query, first - 1, last))
    }

    /// The instant after the last event of the pack.
    async fn last_moment(&self) -> Result<Moment, Error> {
        if let Some((_, last)) = self.run {
            return Ok(Moment::Seq(last));
        }
        // Nothing happened: what was there is what the last event before it left.
        let before = self.read().audit().span(None, self.span.to).await?;
        Ok(Moment::Seq(before.map_or(0, |(_, last)| last)))
    }

    pub(super) fn read(&self) -> TenantRead {
        self.directory.store().read(self.caller.tenant())
    }

    /// A whole file.
    async fn file(&mut self, name: &'static str, text: &str) -> Result<(), Error> {
        self.archive.begin(name)?;
        self.write(text.as_bytes()).await
    }

    /// A message, and its signature in a file of its own.
    async fn signed(
        &mut self,
        name: &'static str,
        signature: &'static str,
        message: &str,
    ) -> Result<(), Error> {
        self.file(name, message).await?;
        self.archive.begin(signature)?;
        let signed = self.directory.secret_key().sign_raw(message.as_bytes());
        self.write(&signed).await
    }

    /// Begins a table.
    pub(super) async fn table(
        &mut self,
        name: &'static str,
        columns: &[&str],
    ) -> Result<(), Error> {
        self.archive.begin(name)?;
        let columns = columns.iter().map(|column| (*column).to_owned());
        let header = table::row(columns)?;
        self.write(header.as_bytes()).await
    }

    /// A row of a table, safe in a spreadsheet.
    pub(super) async fn row(&mut self, cells: Vec<String>) -> Result<(), Error> {
        let row = table::row(cells.iter().map(|cell| table::disarmed(cell)))?;
        self.write(row.as_bytes()).await
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        for part in bytes.chunks(PIECE) {
            self.archive.write(part)?;
            if self.archive.made() >= PIECE {
                let piece = self.archive.take();
                self.offer(piece).await?;
            }
        }
        Ok(())
    }

    /// Waits until somebody takes a piece.
    async fn offer(&self, piece: Vec<u8>) -> Result<(), Error> {
        let offered = self.sender.send(piece).await;
        offered.map_err(|_| Error::internal("nobody takes the evidence pack any more"))
    }

    /// The event: which span, how much, and the digests of what is in it.
    fn draft(&self, outcome: Outcome, why: &str, sums: Option<&str>) -> Draft {
        let (from, to) = self.span.words();
        let events = self.counts.events;
        let files: Map<String, Value> = self
            .archive
            .sums()
            .iter()
            .map(|(name, sum)| ((*name).to_owned(), json!(sum)))
            .collect();
        let sha256 = sums.map(|sums| hex(&Sha256::digest(sums.as_bytes())));
        Draft::new(Operation::AuditEvidence)
            .outcome(outcome)
            .detail(format!("from {from} to {to}, {events} events{why}"))
            .response(Some(json!({
                "from": self.span.from.map(crate::timestamp),
                "to": crate::timestamp(self.span.end()),
                "events": events,
                "first_seq": self.run.map(|(first, _)| first),
                "last_seq": self.run.map(|(_, last)| last),
                "files": files,
                "sha256": sha256,
            })))
    }
}

impl Drop for Pack {
    /// Whoever took a part of a pack and went away is in the log as well.
    fn drop(&mut self) {
        let (outcome, why) = match self.stage {
            Stage::Unread | Stage::Recorded => return,
            Stage::Failed => (Outcome::ServerError, ": it failed before its end"),
            Stage::Begun => (Outcome::ClientError, ": it was not taken to its end"),
        };
        let draft = self.draft(outcome, why, None);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        self.directory.journal().leave(self.caller.tenant(), event);
    }
}
