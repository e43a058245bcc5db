//! The hash chain: what makes a change to the log visible.
//!
//! Every event's hash covers its predecessor's. Fields that may have to be erased (a person's
//! name, a body) are covered through a salted digest each, not directly: erasing drops value and
//! salt, the digest stays, and the chain still verifies, while nobody can guess the value back.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use store::audit::Field;

use crate::tokens::secret::{fill, hex};

/// The predecessor of the first event of a tenant.
pub(crate) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The fields that may be erased, by their path in the exported event.
fn erasable() -> impl Iterator<Item = &'static str> {
    Field::ALL.into_iter().map(Field::as_str)
}

fn is_erasable(path: &str) -> bool {
    erasable().any(|erasable| erasable == path)
}

/// What sealing adds to an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) seq: i64,
    pub(crate) prev_hash: String,
    pub(crate) hash: String,
    /// `{path: {salt, digest}}` of each erasable field that has a value.
    pub(crate) digests: Value,
}

/// Seals an event in its exported form: computes what `seq`, `prev_hash`, `hash` and `digests`
/// become.
pub(crate) fn seal(event: &Map<String, Value>, seq: i64, prev_hash: &str) -> Link {
    let digests = digests(event);
    let hash = hash(event, seq, prev_hash, &digests);
    Link {
        seq,
        prev_hash: prev_hash.to_owned(),
        hash,
        digests: Value::Object(digests),
    }
}

/// Checks one exported event against its predecessor: the hash, or what is wrong.
pub(crate) fn check(event: &Map<String, Value>, expected: &Expected) -> Result<String, String> {
    follows(event, expected)?;
    content(event)
}

/// Checks the place of one exported event in the chain, not its content.
pub(crate) fn follows(event: &Map<String, Value>, expected: &Expected) -> Result<(), String> {
    let (seq, prev_hash) = link(event)?;
    if expected.seq.is_some_and(|expected| expected != seq) {
        return Err(format!(
            "seq {seq} stands where {} is due",
            expected.seq.unwrap_or_default()
        ));
    }
    if expected
        .prev_hash
        .as_deref()
        .is_some_and(|expected| expected != prev_hash)
    {
        return Err("it does not follow the event before it".to_owned());
    }
    Ok(())
}

fn link(event: &Map<String, Value>) -> Result<(i64, &str), String> {
    let seq = event.get("seq").and_then(Value::as_i64);
    let prev_hash = event.get("prev_hash").and_then(Value::as_str);
    let seq = seq.ok_or("it has no seq")?;
    Ok((seq, prev_hash.ok_or("it has no prev_hash")?))
}

/// Checks one exported event alone: its hash, or what is wrong.
pub(crate) fn content(event: &Map<String, Value>) -> Result<String, String> {
    let (seq, prev_hash) = link(event)?;
    let text = |name: &str| event.get(name).and_then(Value::as_str);
    let stored = text("hash").ok_or("it has no hash")?;
    let none = Map::new();
    let digests = event
        .get("digests")
        .and_then(Value::as_object)
        .unwrap_or(&none);
    for path in erasable() {
        check_digest(path, at(event, path), digests.get(path))?;
    }
    if let Some(unknown) = digests.keys().find(|path| !is_erasable(path)) {
        return Err(format!(
            "it has a digest of {unknown}, which is no erasable field"
        ));
    }
    if hash(event, seq, prev_hash, digests) == stored {
        Ok(stored.to_owned())
    } else {
        Err("its hash does not match its content".to_owned())
    }
}

/// Whether an event no longer has all that it had when it was sealed: something was erased, or is
/// no longer kept.
pub(crate) fn lacks(event: &Map<String, Value>) -> bool {
    let digests = event.get("digests").and_then(Value::as_object);
    let mut digests = digests.into_iter().flat_map(Map::values);
    digests.any(|digest| digest.get("salt").is_none())
}

/// What the next event of a chain must be; a fresh one accepts any beginning.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expected {
    pub(crate) seq: Option<i64>,
    pub(crate) prev_hash: Option<String>,
}

impl Expected {
    /// The beginning of a tenant's log.
    pub(crate) fn genesis() -> Self {
        Self {
            seq: Some(1),
            prev_hash: Some(GENESIS.to_owned()),
        }
    }

    pub(crate) fn after(seq: i64, hash: &str) -> Self {
        Self {
            seq: Some(seq.saturating_add(1)),
            prev_hash: Some(hash.to_owned()),
        }
    }
}

/// A value is either there with the salt that proves it, or erased together with its salt.
fn check_digest(path: &str, value: Option<&Value>, digest: Option<&Value>) -> Result<(), String> {
    let salt = digest
        .and_then(|entry| entry.get("salt"))
        .and_then(Value::as_str);
    match (value, digest, salt) {
        (None, None, _) | (None, Some(_), None) => Ok(()),
        (None, Some(_), Some(_)) => Err(format!("{path} is missing and was not erased")),
        (Some(_), None, _) => Err(format!("{path} was added after sealing")),
        (Some(_), Some(_), None) => Err(format!("{path} has a value although it was erased")),
        (Some(value), Some(entry), Some(salt)) => {
            let stored = entry.get("digest").and_then(Value::as_str);
            if stored == Some(digest_of(salt, value).as_str()) {
                Ok(())
            } else {
                Err(format!("{path} was changed"))
            }
        }
    }
}

fn digests(event: &Map<String, Value>) -> Map<String, Value> {
    erasable()
        .filter_map(|path| {
            let value = at(event, path)?;
            let mut salt = [0u8; 16];
            fill(&mut salt);
            let salt = hex(&salt);
            let digest = digest_of(&salt, value);
            Some((path.to_owned(), json!({"salt": salt, "digest": digest})))
        })
        .collect()
}

fn digest_of(salt: &str, value: &Value) -> String {
    let mut hash = Sha256::new();
    hash.update(salt.as_bytes());
    hash.update(canonical(value).as_bytes());
    hex(&hash.finalize())
}

/// SHA-256 over the canonical form of the event without its erasable values.
fn hash(
    event: &Map<String, Value>,
    seq: i64,
    prev_hash: &str,
    digests: &Map<String, Value>,
) -> String {
    let digests: Map<String, Value> = digests
        .iter()
        .map(|(path, entry)| {
            (
                path.clone(),
                entry.get("digest").cloned().unwrap_or(Value::Null),
            )
        })
        .collect();
    let mut covered = without_erasable(event);
    covered.remove("hash");
    covered.insert("seq".to_owned(), seq.into());
    covered.insert("prev_hash".to_owned(), prev_hash.into());
    covered.insert("digests".to_owned(), Value::Object(digests));
    hex(&Sha256::digest(
        canonical(&Value::Object(covered)).as_bytes(),
    ))
}

/// JSON with sorted names and no white space: the same text for the same value.
pub(crate) fn canonical(value: &Value) -> String {
    let mut text = String::with_capacity(256);
    write_canonical(value, &mut text);
    text
}

/// Values nest no deeper than the bodies that were let in.
fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            text.push('{');
            for (position, (name, member)) in members.into_iter().enumerate() {
                separate(position, text);
                write_text(name, text);
                text.push(':');
                write_canonical(member, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                separate(position, text);
                write_canonical(item, text);
            }
            text.push(']');
        }
        Value::String(string) => write_text(string, text),
        Value::Null | Value::Bool(_) | Value::Number(_) => text.push_str(&value.to_string()),
    }
}

fn separate(position: usize, text: &mut String) {
    if position > 0 {
        text.push(',');
    }
}

fn write_text(string: &str, text: &mut String) {
    let plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if string.bytes().all(plain) {
        text.push('"');
        text.push_str(string);
        text.push('"');
    } else {
        text.push_str(&Value::from(string).to_string());
    }
}

/// The value at a dotted path; null and empty lists count as absent.
pub(super) fn at<'e>(event: &'e Map<String, Value>, path: &str) -> Option<&'e Value> {
    let value = match path.split_once('.') {
        Some((outer, inner)) => event.get(outer)?.get(inner)?,
        None => event.get(path)?,
    };
    let absent = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    (!absent).then_some(value)
}

/// The event but for what may be erased; bodies, which are the most of it, are not even copied.
fn without_erasable(event: &Map<String, Value>) -> Map<String, Value> {
    // A name that looks like a path is none: it is covered like any other.
    let whole = |name: &str| is_erasable(name) && !name.contains('.');
    let kept = event.iter().filter(|(name, _)| !whole(name));
    let kept = kept.map(|(name, value)| {
        let Value::Object(members) = value else {
            return (name.clone(), value.clone());
        };
        let path = |inner: &str| format!("{name}.{inner}");
        let members = members
            .iter()
            .filter(|(inner, _)| !is_erasable(&path(inner)));
        let members = members.map(|(inner, value)| (inner.clone(), value.clone()));
        (name.clone(), Value::Object(members.collect()))
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{Expected, GENESIS, canonical, check, lacks, seal};

    fn event() -> Map<String, Value> {
        let Value::Object(event) = json!({
            "id": "1", "operation": "user.update", "ip": "203.0.113.7",
            "resource": {"type": "User", "id": "7", "label": "Ada Lovelace", "external_id": null},
            "changes": [{"path": "active", "op": "replace", "before": true, "after": false}],
            "tolerances": []
        }) else {
            unreachable!()
        };
        event
    }

    fn sealed() -> Map<String, Value> {
        let mut event = event();
        let link = seal(&event, 1, GENESIS);
        event.insert("seq".into(), link.seq.into());
        event.insert("prev_hash".into(), link.prev_hash.into());
        event.insert("hash".into(), link.hash.into());
        event.insert("digests".into(), link.digests);
        event
    }

    #[test]
    fn a_sealed_event_verifies() {
        assert!(check(&sealed(), &Expected::genesis()).is_ok());
    }

    #[test]
    fn any_edit_is_noticed() {
        let edits: [fn(&mut Map<String, Value>); 10] = [
            |event| drop(event.insert("operation".into(), "x".into())),
            |event| drop(event.insert("ip".into(), "10.0.0.1".into())),
            |event| drop(event.insert("ip".into(), Value::Null)),
            |event| drop(event.insert("detail".into(), "added".into())),
            |event| event["resource"]["label"] = "Eve".into(),
            |event| event["resource"]["id"] = "8".into(),
            |event| event["changes"][0]["after"] = true.into(),
            |event| event["digests"]["ip"]["digest"] = "00".into(),
            |event| drop(event.insert("seq".into(), 2.into())),
            |event| drop(event.insert("resource.label".into(), "Eve".into())),
        ];
        for edit in edits {
            let mut event = sealed();
            edit(&mut event);
            assert!(check(&event, &Expected::default()).is_err(), "{event:?}");
        }
    }

    #[test]
    fn erasing_a_value_with_its_salt_keeps_the_chain_valid() {
        let mut event = sealed();
        event["resource"]["label"] = Value::Null;
        assert!(!lacks(&event));
        event["digests"]["resource.label"]
            .as_object_mut()
            .unwrap()
            .remove("salt");
        assert!(lacks(&event));
        assert!(check(&event, &Expected::genesis()).is_ok());
    }

    #[test]
    fn an_event_that_does_not_follow_its_predecessor_is_noticed() {
        let event = sealed();
        assert!(check(&event, &Expected::after(0, "other")).is_err());
        assert!(check(&event, &Expected::after(7, GENESIS)).is_err());
    }

    #[test]
    fn the_canonical_form_has_sorted_names_and_the_values_of_json() {
        for (value, expected) in [
            (
                json!({"b": [1, -2.5, true, null], "a": {"z": {}, "y": []}}),
                r#"{"a":{"y":[],"z":{}},"b":[1,-2.5,true,null]}"#,
            ),
            (
                json!("say \"é\"\n\u{7f}\u{0}\\"),
                "\"say \\\"é\\\"\\n\u{7f}\\u0000\\\\\"",
            ),
            (
                json!({"a\"b": "", "Z": 18_446_744_073_709_551_615_u64}),
                r#"{"Z":18446744073709551615,"a\"b":""}"#,
            ),
        ] {
            assert_eq!(canonical(&value), expected);
            let again: Value = serde_json::from_str(&canonical(&value)).unwrap();
            assert_eq!(again, value);
        }
    }
}
