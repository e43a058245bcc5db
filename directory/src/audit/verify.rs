//! Checking the chain, on the database or on an export alone.

mod file;

use serde_json::{Map, Value};
use store::audit::Purged;

pub use self::file::file;

use super::chain::{self, Expected};
use super::purge::purged_message;
use super::seal::head_message;
use super::{Audit, wire};
use crate::{Caller, Error, Permission, keys};

/// Events that are in memory at once.
const BATCH: u64 = 200;

/// A log that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many events were checked.
    pub count: u64,
    /// How many of them no longer have all that they had: it was erased, or is no longer kept. That
    /// leaves the chain whole, whoever did it; events of the log tell of what Rollcall did.
    pub incomplete: u64,
    /// The last of them; 0 when there is none.
    pub last_seq: i64,
    /// The hash of the last of them.
    pub head: String,
    /// The key that signed an export, which proves nothing unless this is the key one knows; the
    /// log in the database is compared with this server's.
    pub signed_by: Option<String>,
    /// Of an export that was cut off at its greatest length: the number at which the log goes on.
    pub goes_on_at: Option<i64>,
}

/// The first place where a log does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", place(*.seq))]
pub struct Broken {
    /// The first bad sequence number, where one can be named.
    pub seq: Option<i64>,
    /// What is wrong there.
    pub reason: String,
}

fn place(seq: Option<i64>) -> String {
    seq.map_or_else(String::new, |seq| format!("seq {seq}: "))
}

impl Broken {
    fn at(seq: Option<i64>, reason: impl Into<String>) -> Self {
        Self {
            seq,
            reason: reason.into(),
        }
    }
}

/// A head that was kept elsewhere: the manifest of an export, say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptHead {
    seq: i64,
    hash: String,
    signature: Option<String>,
}

impl KeptHead {
    /// Reads a head from a manifest line, from the last line of an export, or from
    /// `{"seq": …, "hash": …}`.
    ///
    /// # Errors
    /// One line that says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let last = text
            .lines()
            .rfind(|line| !line.trim().is_empty())
            .unwrap_or_default();
        let value: Value =
            serde_json::from_str(last).map_err(|error| format!("not JSON: {error}"))?;
        let head = value
            .pointer("/manifest/head")
            .or_else(|| value.get("head"))
            .unwrap_or(&value);
        let seq = head.get("seq").and_then(Value::as_i64);
        let hash = head.get("hash").and_then(Value::as_str);
        match (seq, hash) {
            (Some(seq), Some(hash)) => Ok(Self {
                seq,
                hash: hash.to_owned(),
                signature: head
                    .get("signature")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            }),
            _ => Err("no head in it: give an export or its manifest line".to_owned()),
        }
    }
}

impl Audit<'_> {
    /// Checks a tenant's whole log in the database, against a kept head where there is one.
    pub async fn verify(
        &self,
        caller: &Caller,
        kept: Option<&KeptHead>,
    ) -> Result<Result<Verified, Broken>, Error> {
        caller.require(Permission::ExportAudit)?;
        self.seal(caller.tenant()).await?;
        let read = self.0.store().read(caller.tenant());
        let head = read.audit().head().await?;
        let until = head.as_ref().map_or(0, |head| head.seq);
        if let Some(kept) = kept
            && !self.is_ours(caller, kept.seq, &kept.hash, kept.signature.as_deref())
        {
            let reason = "the kept head was not signed with this server's key";
            return Ok(Err(Broken::at(Some(kept.seq), reason)));
        }
        let signed = head
            .as_ref()
            .and_then(|head| head.signed_seq.zip(head.signature.clone()));
        let purged = read.audit().retention().await?.purged;
        if let Some(purged) = &purged
            && !self.has_purged(caller, purged)
        {
            let reason = "what is said of the events before was not signed with this server's key";
            return Ok(Err(Broken::at(Some(purged.seq + 1), reason)));
        }
        if let Some(broken) = before_the_log(purged.as_ref(), kept) {
            return Ok(Err(broken));
        }
        let mut log = Log::begin(purged.as_ref(), kept.cloned());
        let mut after = log.verified.last_seq;
        loop {
            let events = read.audit().sealed(after, i64::MAX, BATCH).await?;
            let last = (events.len() as u64) < BATCH;
            for event in &events {
                after = event.seq.unwrap_or(after);
                if let Err(broken) = log.follow(&wire::event(event)) {
                    return Ok(Err(broken));
                }
                if let Some((seq, signature)) = signed.as_ref().filter(|(seq, _)| *seq == after)
                    && !self.is_ours(caller, *seq, &log.verified.head, Some(signature))
                {
                    let reason = "it is not the event that the signature in the database is for";
                    return Ok(Err(Broken::at(Some(*seq), reason)));
                }
            }
            if last {
                break;
            }
        }
        // A job may have sealed more meanwhile; it must never be less.
        let cut = log.verified.last_seq < until;
        if cut {
            let missing = Some(log.verified.last_seq + 1);
            return Ok(Err(Broken::at(
                missing,
                "the events from here to the head are gone",
            )));
        }
        Ok(log.finish())
    }

    /// Whether the events up to one were let go by this server.
    fn has_purged(&self, caller: &Caller, purged: &Purged) -> bool {
        let message = purged_message(caller.tenant().slug(), purged.seq, &purged.hash);
        let public_key = self.0.secret_key().public_key();
        keys::verify(&public_key, message.as_bytes(), &purged.signature)
    }

    /// Whether a head was signed with this server's key; a head without a signature is taken for
    /// what it says.
    fn is_ours(&self, caller: &Caller, seq: i64, hash: &str, signature: Option<&str>) -> bool {
        let message = head_message(caller.tenant().slug(), seq, hash);
        let public_key = self.0.secret_key().public_key();
        signature.is_none_or(|signature| keys::verify(&public_key, message.as_bytes(), signature))
    }
}

/// A kept head of an event that is gone: only the last of these can be compared.
fn before_the_log(purged: Option<&Purged>, kept: Option<&KeptHead>) -> Option<Broken> {
    let (purged, kept) = (purged?, kept?);
    let reason = if kept.seq < purged.seq {
        format!(
            "the kept head is older than the log, which begins behind seq {}: it cannot be compared",
            purged.seq
        )
    } else if kept.seq == purged.seq && kept.hash != purged.hash {
        "it is not the event that the kept head names".to_owned()
    } else {
        return None;
    };
    Some(Broken::at(Some(kept.seq), reason))
}

/// A chain being followed.
struct Log {
    expected: Expected,
    kept: Option<KeptHead>,
    verified: Verified,
}

impl Log {
    /// A whole log, which begins behind the last event that was let go.
    fn begin(purged: Option<&Purged>, kept: Option<KeptHead>) -> Self {
        let mut log = Self::from_anywhere();
        log.kept = kept;
        log.expected = Expected::genesis();
        if let Some(purged) = purged {
            log.expected = Expected::after(purged.seq, &purged.hash);
            log.verified.last_seq = purged.seq;
            log.verified.head.clone_from(&purged.hash);
        }
        log
    }

    fn from_anywhere() -> Self {
        let verified = Verified {
            count: 0,
            incomplete: 0,
            last_seq: 0,
            head: String::new(),
            signed_by: None,
            goes_on_at: None,
        };
        Self {
            expected: Expected::default(),
            kept: None,
            verified,
        }
    }

    fn next(&self) -> Option<i64> {
        self.expected.seq
    }

    fn follow(&mut self, event: &Map<String, Value>) -> Result<(), Broken> {
        let due = self
            .next()
            .or_else(|| event.get("seq").and_then(Value::as_i64));
        let hash = chain::check(event, &self.expected).map_err(|reason| Broken::at(due, reason))?;
        let seq = event.get("seq").and_then(Value::as_i64).unwrap_or_default();
        if let Some(kept) = self.kept.as_ref().filter(|kept| kept.seq == seq)
            && kept.hash != hash
        {
            return Err(Broken::at(
                Some(seq),
                "it is not the event that the kept head names",
            ));
        }
        self.expected = Expected::after(seq, &hash);
        self.verified.count += 1;
        self.verified.incomplete += u64::from(chain::lacks(event));
        self.verified.last_seq = seq;
        self.verified.head = hash;
        Ok(())
    }

    fn finish(self) -> Result<Verified, Broken> {
        match self.kept {
            Some(kept) if kept.seq > self.verified.last_seq => {
                let missing = Some(self.verified.last_seq + 1);
                Err(Broken::at(
                    missing,
                    format!("the log ends before the kept head {}", kept.seq),
                ))
            }
            _ => Ok(self.verified),
        }
    }
}
