//! What proves the log of a pack: the messages that were signed, and who signed them.

use serde_json::{Map, Value};

use crate::Error;
use crate::audit::manifest;
use crate::audit::seal::head_message;

/// The last line of an export, and what it says.
pub(super) struct Manifest {
    /// The line as it was written.
    pub(super) line: String,
    told: Map<String, Value>,
}

impl Manifest {
    pub(super) fn read(line: &str) -> Result<Self, Error> {
        let mut told: Value = serde_json::from_str(line).map_err(Error::internal)?;
        match told["manifest"].take() {
            Value::Object(told) => Ok(Self {
                line: format!("{}\n", line.trim_end()),
                told,
            }),
            _ => Err(Error::internal("an export ended without a manifest")),
        }
    }

    /// The first and last number of its events; `None` when there are none.
    pub(super) fn run(&self) -> Option<(i64, i64)> {
        let seq = |name: &str| self.told.get(name).and_then(Value::as_i64);
        seq("first_seq").zip(seq("last_seq"))
    }

    /// What its signature covers.
    pub(super) fn message(&self) -> String {
        manifest::message(&self.told)
    }

    /// What the signature of its head covers.
    pub(super) fn head_message(&self) -> String {
        let head = self.told.get("head").unwrap_or(&Value::Null);
        let tenant = self.told.get("tenant").and_then(Value::as_str);
        let hash = head["hash"].as_str().unwrap_or_default();
        let seq = head["seq"].as_i64().unwrap_or_default();
        head_message(tenant.unwrap_or_default(), seq, hash)
    }
}
