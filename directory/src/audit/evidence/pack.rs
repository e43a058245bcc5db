//! Writing a pack, file by file.

use std::pin::pin;

use futures::{Stream, TryStreamExt};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use store::TenantRead;
use store::audit::{Event, Query};
use store::versions::Moment;
use tokio::sync::mpsc;

use super::counts::Counts;
use super::delivery::Delivery;
use super::proof::Manifest;
use super::state::user_name;
use super::{Span, access, lives, moves, readme};
use crate::audit::scan::Scan;
use crate::audit::stage::Stage;
use crate::audit::{Draft, Operation, Outcome};
use crate::tokens::secret::hex;
use crate::{Caller, Directory, Error};

/// Events that are in memory at once: each can have 128 KiB of bodies.
const BATCH: u64 = 50;

/// The digests of all files; what is signed of the pack as a whole.
const SUMS: &str = "SHA256SUMS";

/// A pack in the making.
pub(super) struct Pack {
    pub(super) directory: Directory,
    pub(super) caller: Caller,
    span: Span,
    pub(super) out: Delivery,
    pub(super) counts: Counts,
    /// The numbers of its events, once they are known.
    run: Option<(i64, i64)>,
    stage: Stage,
}

impl Pack {
    pub(super) fn new(
        directory: Directory,
        caller: Caller,
        span: Span,
        sender: mpsc::Sender<Vec<u8>>,
    ) -> Self {
        Self {
            out: Delivery::new(span.made_at, directory.secret_key().clone(), sender),
            directory,
            caller,
            span,
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
        self.out.file("README.txt", &readme).await?;
        self.out.file("verify.sh", readme::VERIFY_SH).await?;
        self.out.file("verify.py", readme::VERIFY_PY).await?;
        let manifest = self.events(log).await?;
        self.run = manifest.run();
        self.counts.joiners = self.lives("joiners.csv", lives::joins).await?;
        self.moves().await?;
        self.counts.leavers = self.lives("leavers.csv", lives::leaves).await?;
        let at = self.last_moment().await?;
        self.users(at).await?;
        self.groups(at).await?;
        self.group_members(at).await?;
        self.tokens().await?;
        self.console().await?;
        self.out.file("proof/public_key.pem", &key).await?;
        self.out.file("proof/manifest.json", &manifest.line).await?;
        let [message, signature] = ["proof/manifest", "proof/manifest.sig"];
        self.out
            .signed(message, signature, &manifest.message())
            .await?;
        let [message, signature] = ["proof/head", "proof/head.sig"];
        let head = manifest.head_message();
        self.out.signed(message, signature, &head).await?;
        let summary = readme::summary(&self.caller, &self.span, &self.counts);
        self.out.file("summary.txt", &summary).await?;
        self.end().await
    }

    /// The digests of all of it, the event, and the end of the archive.
    async fn end(&mut self) -> Result<(), Error> {
        let lines = self.out.sums().iter();
        let lines = lines.flat_map(|(name, sum)| [sum.as_str(), "  ", *name, "\n"]);
        let sums: String = lines.collect();
        let draft = self.draft(Outcome::Success, "", Some(&sums));
        let draft = match self.caller.request().method {
            Some(_) => draft.status(200),
            None => draft,
        };
        self.directory.audit().write(&self.caller, draft).await?;
        self.stage = Stage::Recorded;
        self.out.signed(SUMS, "SHA256SUMS.sig", &sums).await?;
        self.out.finish().await
    }

    /// The log, as an export has it; its manifest.
    async fn events(
        &mut self,
        log: impl Stream<Item = Result<String, Error>>,
    ) -> Result<Manifest, Error> {
        let mut log = pin!(log);
        self.out.begin("events.ndjson")?;
        let mut last = String::new();
        while let Some(lines) = log.try_next().await? {
            self.counts.lines(&lines);
            self.out.write(lines.as_bytes()).await?;
            lines
                .lines()
                .next_back()
                .unwrap_or_default()
                .clone_into(&mut last);
        }
        Manifest::read(&last)
    }

    /// A row for each event of a kind on users; how many there are.
    async fn lives(
        &mut self,
        name: &'static str,
        wanted: fn(&Event) -> bool,
    ) -> Result<u64, Error> {
        let query = Query {
            operation: Some("user.".to_owned()),
            ..done()
        };
        let read = self.read();
        let mut count = 0;
        let mut scan = self.table_of_events(name, lives::COLUMNS, &query).await?;
        while !scan.is_over() {
            let events = scan.next(&self.directory, &self.caller, BATCH).await?;
            for event in events.iter().filter(|event| wanted(event)) {
                let user_name = user_name(&read, &self.caller, event).await?;
                self.out.row(lives::cells(event, user_name)).await?;
                count += 1;
            }
        }
        Ok(count)
    }

    async fn moves(&mut self) -> Result<(), Error> {
        let mut scan = self
            .table_of_events("movers.csv", moves::COLUMNS, &done())
            .await?;
        while !scan.is_over() {
            for event in scan.next(&self.directory, &self.caller, BATCH).await? {
                for cells in moves::rows(&event) {
                    self.out.row(cells).await?;
                    self.counts.movers += 1;
                }
            }
        }
        Ok(())
    }

    async fn console(&mut self) -> Result<(), Error> {
        self.out
            .table("console_members.csv", access::MEMBER_COLUMNS)
            .await?;
        for member in self.directory.members().list(&self.caller).await? {
            self.out.row(access::member(&member)).await?;
            self.counts.members += 1;
        }
        let mut scan = self
            .table_of_events("console_access.csv", access::COLUMNS, &access::query())
            .await?;
        while !scan.is_over() {
            for event in scan.next(&self.directory, &self.caller, BATCH).await? {
                if let Some(cells) = access::row(&event) {
                    self.out.row(cells).await?;
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
        self.out.table(name, columns).await?;
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

    /// The event: which span, how much, and the digests of what is in it.
    fn draft(&self, outcome: Outcome, why: &str, sums: Option<&str>) -> Draft {
        let (from, to) = self.span.words();
        let events = self.counts.events;
        let files: Map<String, Value> = self
            .out
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

/// What was done and changed something.
fn done() -> Query {
    Query {
        outcomes: vec![Outcome::Success.as_str().to_owned()],
        ..Query::default()
    }
}

impl Drop for Pack {
    /// Whoever took a part of a pack and went away is in the log as well.
    fn drop(&mut self) {
        let Some((outcome, why)) = self.stage.broken_off() else {
            return;
        };
        let draft = self.draft(outcome, why, None);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        self.directory.journal().leave(self.caller.tenant(), event);
    }
}
