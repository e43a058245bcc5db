//! Checking an export alone, without a server or a database.
//!
//! The lines are read once. Whether gaps are faults is known only at the end, from the manifest:
//! both answers are kept until then.

use std::io::BufRead;

use serde_json::{Map, Value};

use super::{Broken, Verified};
use crate::audit::chain::{self, Expected};
use crate::audit::manifest::{self, Tally};
use crate::audit::marks::Marks;
use crate::audit::seal::head_message;
use crate::keys;

/// Checks an NDJSON export alone, without a server or a database.
///
/// # Errors
/// The first place where the export does not hold; an export without its manifest is incomplete.
pub fn file(reader: impl BufRead) -> Result<Verified, Broken> {
    let mut lines = Lines::default();
    for line in reader.lines() {
        let line = line.map_err(|error| {
            let due = lines.due();
            Broken::at(due, format!("cannot read: {error}"))
        })?;
        lines.read(&line)?;
    }
    lines.conclude()
}

#[derive(Default)]
struct Lines {
    tally: Tally,
    incomplete: u64,
    /// The first fault if there are no gaps.
    strict: Option<Broken>,
    /// The first fault if there are.
    loose: Option<Broken>,
    /// The first event whose line is not as an export writes it.
    rewritten: Option<i64>,
    manifest: Option<Map<String, Value>>,
}

impl Lines {
    /// The number that is due when nothing is left out.
    fn due(&self) -> Option<i64> {
        let last = self.tally.last.as_ref();
        last.map(|(seq, _)| seq.saturating_add(1))
    }

    fn read(&mut self, line: &str) -> Result<(), Broken> {
        if self.manifest.is_some() {
            return Err(Broken::at(None, "there are lines after the manifest"));
        }
        match serde_json::from_str(line) {
            Ok(Value::Object(mut members)) if members.contains_key("manifest") => {
                // A name twice, or beside the manifest, could tell another reader something else.
                let written = Value::Object(members.clone()).to_string();
                if written != line || members.len() != 1 {
                    let reason = "the line of the manifest is not as it was exported";
                    return Err(Broken::at(None, reason));
                }
                let manifest = members.remove("manifest");
                let manifest = manifest.and_then(|manifest| match manifest {
                    Value::Object(members) => Some(members),
                    _ => None,
                });
                self.manifest = Some(manifest.unwrap_or_default());
            }
            Ok(Value::Object(event)) => self.event(event, line),
            Ok(_) => self.unreadable(line, "not an event"),
            Err(error) => self.unreadable(line, &format!("not JSON: {error}")),
        }
        Ok(())
    }

    fn event(&mut self, event: Map<String, Value>, line: &str) {
        let last = self.tally.last.as_ref();
        let next = last.map_or_else(Expected::default, |(seq, hash)| Expected::after(*seq, hash));
        let seq = event.get("seq").and_then(Value::as_i64);
        if self.strict.is_none()
            && let Err(reason) = chain::follows(&event, &next)
        {
            self.strict = Some(Broken::at(next.seq.or(seq), reason));
        }
        if self.loose.is_none()
            && let Err(reason) = rises(&event, &next)
        {
            self.loose = Some(Broken::at(seq, reason));
        }
        self.incomplete += u64::from(chain::lacks(&event));
        match chain::content(&event) {
            Ok(hash) => self.tally.event(seq.unwrap_or_default(), &hash, 1),
            Err(reason) => {
                let broken = Broken::at(seq.or(next.seq), reason);
                self.strict.get_or_insert(broken.clone());
                self.loose.get_or_insert(broken);
                let hash = event.get("hash").and_then(Value::as_str);
                let seq = seq.unwrap_or_default();
                self.tally.event(seq, hash.unwrap_or_default(), 1);
            }
        }
        self.tally.text(line);
        self.tally.text("\n");
        let written = Value::Object(event).to_string();
        if written != line {
            self.rewritten = self.rewritten.or(seq);
        }
    }

    fn unreadable(&mut self, line: &str, reason: &str) {
        let due = self.due();
        self.strict.get_or_insert(Broken::at(due, reason));
        // Which event it was follows from the numbers in the manifest.
        self.loose.get_or_insert(Broken::at(None, reason));
        self.tally.text(line);
        self.tally.text("\n");
    }

    fn conclude(self) -> Result<Verified, Broken> {
        let Some(manifest) = &self.manifest else {
            let incomplete =
                || Broken::at(None, "the manifest is missing: the export is incomplete");
            return Err(self.loose.unwrap_or_else(incomplete));
        };
        let manifest = Value::Object(manifest.clone());
        let whole = self.signature(&manifest);
        if manifest::is_filtered(&manifest) {
            if !whole {
                let reason = "the manifest names a filter, and its signature does not hold";
                return Err(self.loose.unwrap_or_else(|| Broken::at(None, reason)));
            }
            self.with_gaps(&manifest)?;
        } else if let Some(broken) = self.strict.clone() {
            return Err(broken);
        }
        self.counts(&manifest)?;
        if !whole {
            let reason = "the signature of the manifest does not hold: it was changed";
            return Err(Broken::at(None, reason));
        }
        let public_key = self.head(&manifest)?;
        let (last_seq, head) = self.tally.last.unwrap_or_default();
        Ok(Verified {
            count: self.tally.count,
            incomplete: self.incomplete,
            last_seq,
            head,
            signed_by: Some(public_key),
            goes_on_at: goes_on_at(&manifest),
        })
    }

    /// Whether the manifest's signature holds. One that has none could have been made by anybody.
    fn signature(&self, manifest: &Value) -> bool {
        let signature = text(manifest, "/signature");
        let key = text(manifest, "/head/public_key");
        let message = self.manifest.as_ref().map(manifest::message);
        let message = message.unwrap_or_default();
        keys::verify(key, message.as_bytes(), signature)
    }

    /// The first fault of an export whose filter leaves events out.
    fn with_gaps(&self, manifest: &Value) -> Result<(), Broken> {
        let expected = manifest.get("marks").and_then(Marks::from_value);
        let expected = expected
            .ok_or_else(|| Broken::at(None, "the manifest does not say which numbers there are"))?;
        let parting = self.tally.marks.parting(&expected).map(|parting| {
            let reason = if parting.from == parting.to {
                "it is missing, or not where it belongs".to_owned()
            } else {
                format!(
                    "it or an event up to seq {} is missing, or not where it belongs",
                    parting.to
                )
            };
            Broken::at(Some(parting.from), reason)
        });
        let first = |broken: &Broken| broken.seq.unwrap_or(i64::MAX);
        let faults = [self.loose.clone(), parting];
        match faults.into_iter().flatten().min_by_key(first) {
            Some(broken) => Err(broken),
            None => Ok(()),
        }
    }

    fn counts(&self, manifest: &Value) -> Result<(), Broken> {
        let number = |pointer: &str| manifest.pointer(pointer).and_then(Value::as_i64);
        let first = number("/first_seq").unwrap_or(0);
        if first != self.tally.first.unwrap_or(0) && self.tally.first.is_some() {
            let reason = "the manifest says that the export begins here, and it does not";
            return Err(Broken::at(Some(first), reason));
        }
        let counted = number("/count").and_then(|count| u64::try_from(count).ok());
        let count = self.tally.count;
        let last = self.tally.last.as_ref().map_or(0, |(seq, _)| *seq);
        if counted != Some(count) || number("/last_seq").unwrap_or(0) != last {
            let reason = format!("the manifest names {counted:?} events, and there are {count}");
            return Err(Broken::at(self.due(), reason));
        }
        if text(manifest, "/sha256") == self.tally.sha256() {
            return Ok(());
        }
        let reason = if self.rewritten.is_some() {
            "its line is not as it was exported"
        } else {
            "the lines are not those that the manifest was made for"
        };
        Err(Broken::at(self.rewritten, reason))
    }

    /// Checks the head and its signature; the key that signed it.
    fn head(&self, manifest: &Value) -> Result<String, Broken> {
        let seq = manifest.pointer("/head/seq").and_then(Value::as_i64);
        let (last, hash) = self.tally.last.clone().unwrap_or_default();
        let told = text(manifest, "/head/hash");
        // Of an export with gaps it is the end of the whole log.
        let beyond = manifest::is_filtered(manifest) && seq.is_some_and(|seq| seq > last);
        if !beyond && told != hash {
            return Err(Broken::at(Some(last), "the manifest has another head"));
        }
        let seq = if beyond {
            seq.unwrap_or_default()
        } else {
            last
        };
        let message = head_message(text(manifest, "/tenant"), seq, told);
        let public_key = text(manifest, "/head/public_key");
        if keys::verify(
            public_key,
            message.as_bytes(),
            text(manifest, "/head/signature"),
        ) {
            Ok(public_key.to_owned())
        } else {
            let reason = "the signature of the head does not hold";
            Err(Broken::at(Some(seq), reason))
        }
    }
}

/// The numbers of an export with gaps rise; neighbours in the chain still follow each other.
fn rises(event: &Map<String, Value>, next: &Expected) -> Result<(), String> {
    let (Some(due), Some(seq)) = (next.seq, event.get("seq").and_then(Value::as_i64)) else {
        return Ok(());
    };
    if seq < due {
        return Err(format!("it stands after seq {}", due - 1));
    }
    if seq == due {
        return chain::follows(event, next);
    }
    Ok(())
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    let text = value.pointer(pointer).and_then(Value::as_str);
    text.unwrap_or_default()
}

/// The number at which the log goes on, of an export that was cut off.
fn goes_on_at(manifest: &Value) -> Option<i64> {
    let cut = manifest.get("truncated").and_then(Value::as_bool);
    let next = manifest.get("next_seq").and_then(Value::as_i64);
    next.filter(|_| cut == Some(true))
}
