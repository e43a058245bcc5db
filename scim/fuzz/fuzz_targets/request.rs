//! Any bytes as the body of a POST, a PUT and a PATCH: read, accepted, planned and applied, or
//! refused.
#![no_main]

mod laws;

use libfuzzer_sys::fuzz_target;
use scim::{Purpose, Resource, accept, json, schema};
use serde_json::Value;

/// A resource with something in it that a PATCH may meet.
fn sample() -> Resource {
    let body = serde_json::json!({
        "userName": "ada", "displayName": "Ada", "active": true, "title": "t",
        "name": {"givenName": "Ada", "familyName": "Lovelace"},
        "emails": [{"value": "a@x", "type": "work", "primary": true}, {"value": "b@x", "type": "home"}],
        "addresses": [{"type": "work", "country": "GB"}],
        scim::ENTERPRISE_USER_SCHEMA: {"department": "D", "manager": {"value": "m"}},
    });
    let accepted = accept(&schema::user(), body, Purpose::Create);
    accepted.map(|accepted| accepted.resource).unwrap_or_default()
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(body) = json::read(bytes) else { return };
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    assert_eq!(serde_json::from_slice::<Value>(text).ok().as_ref(), Some(&body));
    let user = sample();
    for kind in [schema::user(), schema::group()] {
        let _ = laws::accepted(&kind, body.clone());
    }
    let _ = accept(&schema::user(), body.clone(), Purpose::Replace { current: &user });
    laws::patched(&schema::user(), &user, body);
});
