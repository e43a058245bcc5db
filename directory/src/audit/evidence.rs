//! The evidence pack: one archive that shows an auditor a stretch of time, and proves it without
//! Rollcall. See decision 0015.
//!
//! It is made while it is sent, file by file, with one portion of rows in memory. It is one event,
//! written before its last bytes leave; one that breaks off is an event too.

mod access;
mod archive;
mod counts;
mod delivery;
mod lives;
mod moves;
mod pack;
mod proof;
mod readme;
mod state;

use chrono::{DateTime, SecondsFormat, Utc};
use futures::stream::{self, Stream, StreamExt};
use store::audit::Query;
use tokio::sync::mpsc;

use self::pack::Pack;
use super::Audit;
use crate::{Caller, Error, Permission, timestamp};

/// What a pack shows beside the log, and so what whoever makes one must be allowed to see.
const PERMISSIONS: [Permission; 4] = [
    Permission::ExportAudit,
    Permission::ReadPast,
    Permission::ReadTokens,
    Permission::ReadMembers,
];

/// The stretch of time of a pack: `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    from: Option<DateTime<Utc>>,
    /// `None` is until the pack is made.
    to: Option<DateTime<Utc>>,
    made_at: DateTime<Utc>,
}

impl Span {
    /// A span that ends `now` at the latest; without a beginning it begins with the log.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `from` or `to` where nothing lies between them.
    pub fn new(
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        if from.is_some_and(|from| from >= now) {
            return Err(Error::invalid("from", "Enter a start in the past."));
        }
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            return Err(Error::invalid("to", "Enter an end after the start."));
        }
        Ok(Self {
            from,
            to: to.filter(|to| *to <= now),
            made_at: now,
        })
    }

    /// What an archive of this tenant and span is called; slugs and times need no quoting.
    pub fn file_name(&self, slug: &str) -> String {
        let stamp = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H%MZ").to_string();
        let from = self.from.map_or_else(|| "start".to_owned(), stamp);
        let to = stamp(self.end());
        format!("rollcall_{slug}_evidence_{from}_{to}.zip")
    }

    fn end(&self) -> DateTime<Utc> {
        self.to.unwrap_or(self.made_at)
    }

    /// In words, for people.
    fn words(&self) -> (String, String) {
        let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let from = self.from.map_or_else(|| "the first event".to_owned(), text);
        let to = match self.to {
            Some(to) => text(to),
            None => format!("{} (when it was made)", text(self.made_at)),
        };
        (from, to)
    }

    fn query(&self) -> Query {
        Query {
            from: self.from,
            to: self.to,
            reads: true,
            ..Query::default()
        }
    }
}

impl Audit<'_> {
    /// Streams an evidence pack: a ZIP archive, piece by piece. It holds everything of the span
    /// that was committed before the call. Without its end it is no archive.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who may not see what is in it; [`Error::Invalid`] at `to` where
    /// nobody knows any more what was there at its end.
    pub async fn evidence(
        &self,
        caller: &Caller,
        span: Span,
    ) -> Result<impl Stream<Item = Result<Vec<u8>, Error>> + Send + use<>, Error> {
        for permission in PERMISSIONS {
            caller.require(permission)?;
        }
        let retention = self.retention(caller).await?;
        if let Some(since) = retention.kept_since.filter(|since| span.end() < *since) {
            let since = timestamp(since);
            let message =
                format!("What was there then is no longer kept. Enter an end since {since}.");
            return Err(Error::invalid("to", message));
        }
        let log = self.export_within(caller, &span.query()).await?;
        let (sender, mut receiver) = mpsc::channel(1);
        let pack = Pack::new(self.0.clone(), caller.clone(), span, sender);
        // Making and taking go on in turns, within whoever takes the pieces: who goes away takes
        // the pack along. It is large, and moved about by whoever sends it.
        let made = stream::once(Box::pin(pack.make(log)));
        let failed = made.filter_map(async |made| made.err().map(Err));
        let pieces = stream::poll_fn(move |context| receiver.poll_recv(context)).map(Ok);
        Ok(stream::select(pieces, failed))
    }

    /// The key by which packs and exports are signed, as PEM.
    pub fn public_key(&self, caller: &Caller) -> Result<String, Error> {
        caller.require(Permission::ExportAudit)?;
        Ok(self.0.secret_key().public_key_pem())
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::Span;
    use crate::Error;

    fn at(text: &str) -> Option<DateTime<Utc>> {
        (!text.is_empty()).then(|| text.parse().unwrap())
    }

    #[test]
    fn a_span_has_something_in_it_and_ends_now() {
        let now = at("2026-11-26T10:30:12Z").unwrap();
        for (from, to, expected) in [
            ("", "", Ok("start_2026-11-26T1030Z")),
            (
                "2026-11-01T00:00:00Z",
                "2026-11-02T00:00:00Z",
                Ok("2026-11-01T0000Z_2026-11-02T0000Z"),
            ),
            (
                "2026-11-01T00:00:00Z",
                "2027-01-01T00:00:00Z",
                Ok("2026-11-01T0000Z_2026-11-26T1030Z"),
            ),
            ("2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z", Err("to")),
            ("2026-11-02T00:00:00Z", "2026-11-01T00:00:00Z", Err("to")),
            ("2026-11-27T00:00:00Z", "", Err("from")),
        ] {
            let name = match Span::new(at(from), at(to), now) {
                Ok(span) => Ok(span.file_name("acme")),
                Err(Error::Invalid(errors)) => Err(errors[0].field),
                Err(error) => panic!("{error}"),
            };
            let expected = expected.map(|stamp| format!("rollcall_acme_evidence_{stamp}.zip"));
            assert_eq!(name, expected, "{from} {to}");
        }
    }
}
