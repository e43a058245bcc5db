//! Any text is read as the path of an operation or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scim::patch::{self, Operation, OperationKind, Request};
use scim::{Resource, schema};
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    for op in [OperationKind::Add, OperationKind::Remove, OperationKind::Replace] {
        let explicit =
            Operation { op, path: Some(text.to_owned()), value: Some(Value::from("x")) };
        let key = Operation { op, path: None, value: Some(json!({ text: "x" })) };
        for operation in [explicit, key] {
            let request = Request { operations: vec![operation], tolerances: Default::default() };
            if let Ok(plan) = patch::plan(&schema::user(), request) {
                let _ = patch::apply(&schema::user(), &Resource::default(), plan);
            }
        }
    }
});
