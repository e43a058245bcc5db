//! What an export says of itself: its filter, how much it holds, and the proof.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use store::audit::Query;

use super::chain;
use super::marks::Marks;
use super::scan::narrows;
use crate::representation::timestamp;
use crate::tokens::secret::hex;

/// What was counted of an export so far.
#[derive(Clone, Default)]
pub(super) struct Tally {
    pub(super) count: u64,
    /// Rows or lines; more than events where an event has several.
    pub(super) rows: u64,
    pub(super) first: Option<i64>,
    /// The last number, and the hash of its event.
    pub(super) last: Option<(i64, String)>,
    pub(super) marks: Marks,
    text: Sha256,
}

impl Tally {
    pub(super) fn event(&mut self, seq: i64, hash: &str, rows: u64) {
        self.first.get_or_insert(seq);
        self.last = Some((seq, hash.to_owned()));
        self.marks.note(seq);
        self.count += 1;
        self.rows += rows;
    }

    pub(super) fn text(&mut self, text: &str) {
        self.text.update(text.as_bytes());
    }

    pub(super) fn sha256(&self) -> String {
        hex(&self.text.clone().finalize())
    }

    /// The part of a manifest that says how much there is.
    pub(super) fn told(&self, filter: Value) -> Map<String, Value> {
        let mut told = Map::new();
        let last = self.last.as_ref().map(|(seq, _)| *seq);
        told.insert("filter".to_owned(), filter);
        told.insert("count".to_owned(), self.count.into());
        told.insert("first_seq".to_owned(), self.first.into());
        told.insert("last_seq".to_owned(), last.into());
        told
    }
}

/// What a signature of a manifest covers: all of it but the signature.
pub(super) fn message(manifest: &Map<String, Value>) -> String {
    let mut covered = manifest.clone();
    covered.remove("signature");
    let covered = chain::canonical(&Value::Object(covered));
    format!("rollcall audit manifest v1\n{covered}\n")
}

/// A query as manifests say it. `query` is there only when it leaves events out between the first
/// and the last.
pub(super) fn filter(query: &Query) -> Value {
    let mut filter = json!({
        "from": query.from.map(timestamp),
        "to": query.to.map(timestamp),
    });
    if narrows(query) {
        filter["query"] = conditions(query);
    }
    filter
}

/// Whether a manifest is that of an export with gaps.
pub(super) fn is_filtered(manifest: &Value) -> bool {
    let query = manifest.pointer("/filter/query");
    query.is_some_and(|query| !query.is_null())
}

/// What is asked for beside the time; only what is set.
fn conditions(query: &Query) -> Value {
    let texts = |texts: &[String]| (!texts.is_empty()).then(|| json!(texts));
    let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
    let except: Vec<Value> = query.except.iter().map(conditions).collect();
    let set = [
        ("search", texts(&query.search)),
        ("actor", text(&query.actor)),
        ("token_prefix", text(&query.token_prefix)),
        ("operation", text(&query.operation)),
        ("resource_type", text(&query.resource_type)),
        ("resource_id", text(&query.resource_id)),
        ("outcome", texts(&query.outcomes)),
        ("channel", text(&query.channel)),
        ("status_class", query.status_class.map(Value::from)),
        ("ip", text(&query.ip)),
        ("request_id", text(&query.request_id)),
        ("except", (!except.is_empty()).then(|| json!(except))),
        ("reads", Some(query.reads.into())),
    ];
    set.into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect::<Map<_, _>>()
        .into()
}
