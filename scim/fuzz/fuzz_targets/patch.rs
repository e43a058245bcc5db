//! Two JSON documents, a resource and a PATCH body, parted by a record separator (RFC 7464):
//! whatever they hold, the laws hold.
#![no_main]

mod laws;

use libfuzzer_sys::fuzz_target;
use scim::schema;
use serde_json::Value;

fuzz_target!(|documents: &str| {
    let Some((resource, body)) = documents.split_once('\u{1e}') else { return };
    let (Ok(resource), Ok(body)) =
        (serde_json::from_str::<Value>(resource), serde_json::from_str::<Value>(body))
    else {
        return;
    };
    for kind in [schema::user(), schema::group()] {
        if let Some(current) = laws::accepted(&kind, resource.clone()) {
            laws::patched(&kind, &current, body.clone());
        }
    }
});
