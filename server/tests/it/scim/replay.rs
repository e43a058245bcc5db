//! Recorded exchanges, replayed from `scim/testdata/http`: requests in their order, each with what
//! must come of it.
//!
//! A step has `says` (a sentence), `send` (method and path), perhaps `headers` and `body`, and
//! what is expected: `status`, `gives` (a part of the body; null is no value), `members` (who is
//! in the group that is answered, in any order), `answers` (headers), `tolerances` (all that the
//! event names), `outcome` and `event` (a part of it). `keep` names values of the answer by their
//! JSON pointers, which later steps write as `{name}`. Every request leaves exactly one event.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::is_empty;
use crate::harness::{Client, Reply, World};

/// The document of that name.
pub(super) fn recorded(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scim/testdata/http");
    let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Replays exchanges in a world, and collects what is not as it should be.
pub(super) struct Replay<'w> {
    world: &'w World,
    sent: Vec<Sent>,
    wrong: Vec<String>,
}

/// A request that was answered as expected; its event is still to be seen.
struct Sent {
    says: String,
    request_id: String,
    step: Value,
}

impl<'w> Replay<'w> {
    pub(super) fn new(world: &'w World) -> Self {
        Self {
            world,
            sent: Vec::new(),
            wrong: Vec::new(),
        }
    }

    /// Replays the steps of one exchange, up to the first that goes wrong.
    pub(super) async fn play(&mut self, title: &str, exchange: &Value) {
        let client = with_headers(self.world.writer.clone(), &exchange["headers"]);
        let mut kept = HashMap::new();
        for step in exchange["steps"].as_array().unwrap() {
            let step = filled(step, &kept);
            let says = format!("{title}: {}", step["says"].as_str().unwrap_or("a step"));
            let reply = send(&client, &step).await;
            let mut faults = Vec::new();
            judge(&step, &reply, &mut faults);
            if !faults.is_empty() {
                let text = faults.join("; ");
                self.wrong
                    .push(format!("{says}: {text}\n    {}", reply.text));
                return;
            }
            keep(&step, &reply, &mut kept);
            self.sent.push(Sent {
                says,
                request_id: reply.header("x-request-id").to_owned(),
                step,
            });
        }
    }

    /// Looks every request up in the log, then fails if anything was wrong.
    pub(super) fn finish(mut self, provider: Option<&str>) {
        let sent = self.sent.len();
        let events = self.world.events_until("acme", |events| {
            let by_request = |event: &&Value| event["channel"] == "scim";
            events.iter().filter(by_request).count() >= sent
        });
        for sent in &self.sent {
            let of: Vec<&Value> = events
                .iter()
                .filter(|event| event["request_id"] == sent.request_id.as_str())
                .collect();
            let [event] = of.as_slice() else {
                self.wrong
                    .push(format!("{}: {} events", sent.says, of.len()));
                continue;
            };
            let expected = expected_event(&sent.step, provider);
            if let Some(fault) = differs(&expected, Some(event), "event") {
                self.wrong.push(format!("{}: {fault}", sent.says));
            }
        }
        assert!(self.wrong.is_empty(), "\n{}", self.wrong.join("\n"));
        assert!(sent > 0);
    }
}

/// Tolerances and outcome are always compared, so that none appears unasked.
fn expected_event(step: &Value, provider: Option<&str>) -> Value {
    let status = step["status"].as_u64().unwrap();
    let outcome = match status {
        0..=399 => "success",
        401 | 403 => "denied",
        _ => "client_error",
    };
    let mut event = step.get("event").cloned().unwrap_or_else(|| json!({}));
    event["status"] = json!(status);
    event["outcome"] = step.get("outcome").cloned().unwrap_or(json!(outcome));
    event["tolerances"] = step.get("tolerances").cloned().unwrap_or(json!([]));
    if let Some(provider) = provider {
        event["idp"] = json!(provider);
    }
    event
}

fn with_headers(mut client: Client, headers: &Value) -> Client {
    for (name, value) in headers.as_object().into_iter().flatten() {
        client = client.with_named(name, value.as_str().unwrap());
    }
    client
}

async fn send(client: &Client, step: &Value) -> Reply {
    let client = with_headers(client.clone(), &step["headers"]);
    let (method, path) = step["send"].as_str().unwrap().split_once(' ').unwrap();
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let kind = client.header("content-type").map(str::to_owned);
    let (kind, body) = match step.get("body") {
        None => (None, Vec::new()),
        Some(body) => {
            let body = body.to_string().into_bytes();
            (kind.is_none().then_some("application/scim+json"), body)
        }
    };
    client.send(method, path, kind, body).await
}

fn judge(step: &Value, reply: &Reply, faults: &mut Vec<String>) {
    if u64::from(reply.status) != step["status"] {
        faults.push(format!("{} instead of {}", reply.status, step["status"]));
        return;
    }
    let body = if reply.text.is_empty() {
        Value::Null
    } else {
        reply.json()
    };
    if let Some(expected) = step.get("gives") {
        faults.extend(differs(expected, Some(&body), "body"));
    }
    if let Some(expected) = step["members"].as_array() {
        let expected: BTreeSet<&str> = expected.iter().filter_map(Value::as_str).collect();
        let found = body["members"].as_array().into_iter().flatten();
        let found: Vec<&str> = found
            .filter_map(|member| member["value"].as_str())
            .collect();
        if found.len() != expected.len() || expected != found.iter().copied().collect() {
            faults.push(format!("members {found:?} instead of {expected:?}"));
        }
    }
    for (name, value) in step["answers"].as_object().into_iter().flatten() {
        if reply.header(name) != value.as_str().unwrap() {
            faults.push(format!("{name}: {}", reply.header(name)));
        }
    }
}

fn keep(step: &Value, reply: &Reply, kept: &mut HashMap<String, String>) {
    for (name, pointer) in step["keep"].as_object().into_iter().flatten() {
        let body = reply.json();
        let value = body.pointer(pointer.as_str().unwrap());
        let value = value.and_then(Value::as_str).unwrap();
        kept.insert(format!("{{{name}}}"), value.to_owned());
    }
}

/// The step with the names that were kept filled in.
fn filled(step: &Value, kept: &HashMap<String, String>) -> Value {
    match step {
        Value::String(text) => {
            let fill = |text: String, (name, value): (&String, &String)| text.replace(name, value);
            Value::String(kept.iter().fold(text.clone(), fill))
        }
        Value::Array(values) => values.iter().map(|value| filled(value, kept)).collect(),
        Value::Object(members) => {
            let members = members.iter();
            let filled: Map<_, _> = members
                .map(|(name, value)| (name.clone(), filled(value, kept)))
                .collect();
            Value::Object(filled)
        }
        other => other.clone(),
    }
}

/// The first place where what was found lacks something that is expected of it.
fn differs(expected: &Value, found: Option<&Value>, at: &str) -> Option<String> {
    match (expected, found) {
        (Value::Null, None) => None,
        (Value::Null, Some(found)) if is_empty(found) => None,
        (Value::Object(expected), Some(Value::Object(found))) => expected
            .iter()
            .find_map(|(name, value)| differs(value, found.get(name), &format!("{at}.{name}"))),
        (Value::Array(expected), Some(Value::Array(found))) if expected.len() == found.len() => {
            let pairs = expected.iter().zip(found).enumerate();
            pairs
                .into_iter()
                .find_map(|(index, (e, f))| differs(e, Some(f), &format!("{at}[{index}]")))
        }
        (expected, Some(found)) if expected == found => None,
        (expected, found) => {
            let found = found.map_or("nothing".to_owned(), Value::to_string);
            Some(format!("{at} is {found} instead of {expected}"))
        }
    }
}
