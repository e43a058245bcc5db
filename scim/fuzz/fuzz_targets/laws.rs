//! What holds of every resource that was accepted and of every PATCH that was applied.

use scim::schema::ResourceType;
use scim::{Purpose, Resource, accept, diff, filter, membership, patch};
use serde_json::Value;

/// Reads a body as a new resource; its members are read on their own, as the server does.
pub fn accepted(kind: &ResourceType, body: Value) -> Option<Resource> {
    let mut resource = accept(kind, body, Purpose::Create).ok()?.resource;
    if let Some(members) = resource.remove("members") {
        let _ = membership::members(&members);
    }
    let again = Value::Object(resource.as_map().clone());
    let again = accept(kind, again, Purpose::Create).expect("what was accepted is acceptable");
    assert_eq!(again.resource, resource);
    assert!(again.tolerances.is_empty(), "{:?}", again.tolerances);
    assert_eq!(diff(kind, &resource, &again.resource), []);
    Some(resource)
}

/// Applies a body as a PATCH.
pub fn patched(kind: &ResourceType, current: &Resource, body: Value) {
    let plan = patch::parse(body).and_then(|request| patch::plan(kind, request));
    let Ok(mut plan) = plan else { return };
    if let Ok((steps, _)) = membership::steps(plan.take("members")) {
        for step in steps {
            if let scim::MembershipStep::RemoveWhere(filter) = step {
                let _ = filter::matches_value(&filter, &serde_json::json!({"value": "a"}));
            }
        }
    }
    let Ok(patched) = patch::apply(kind, current, plan) else { return };
    assert_eq!(patched.changes, diff(kind, current, &patched.resource));
    for name in ["id", "meta", "groups", "password"] {
        assert_eq!(patched.resource.get(name), current.get(name), "{name}");
    }
    let again = Value::Object(patched.resource.as_map().clone());
    let again = accept(kind, again, Purpose::Replace { current });
    assert_eq!(again.map(|again| again.resource), Ok(patched.resource));
}
