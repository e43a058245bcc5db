//! Two JSON documents, a resource and a PATCH body: whatever they hold, the laws hold.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scim::{Purpose, accept, diff, membership, patch, schema};
use serde_json::Value;

fuzz_target!(|documents: (&str, &str)| {
    let (Ok(resource), Ok(body)) =
        (serde_json::from_str::<Value>(documents.0), serde_json::from_str::<Value>(documents.1))
    else {
        return;
    };
    for kind in [schema::user(), schema::group()] {
        let Ok(accepted) = accept(&kind, resource.clone(), Purpose::Create) else { continue };
        let mut current = accepted.resource;
        if let Some(members) = current.remove("members") {
            let _ = membership::members(&members);
        }
        let plan = patch::parse(body.clone()).and_then(|request| patch::plan(&kind, request));
        let Ok(mut plan) = plan else { continue };
        let _ = membership::steps(plan.take("members"));
        let Ok(patched) = patch::apply(&kind, &current, plan) else { continue };
        assert_eq!(patched.changes, diff(&kind, &current, &patched.resource));
        let again = accept(&kind, Value::Object(patched.resource.as_map().clone()), Purpose::Create);
        assert_eq!(again.map(|again| again.resource), Ok(patched.resource));
    }
});
