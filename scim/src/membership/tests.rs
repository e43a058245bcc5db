//! Members in every form in which clients write them.

use super::*;
use crate::{patch, schema};
use serde_json::json;

#[track_caller]
fn check_members(value: &Value, ids: &[&str]) {
    let (members, _) = members(value).expect("members");
    let found: Vec<_> = members.iter().map(|member| member.id.as_str()).collect();
    assert_eq!(found, ids, "{value}");
}

/// The steps of one PATCH operation.
fn of(operation: &Value) -> Result<Vec<MembershipStep>, Error> {
    let request = patch::parse(json!({ "Operations": [operation] }))?;
    let mut plan = patch::plan(&schema::group(), request)?;
    let (steps, _) = steps(plan.take("members"))?;
    assert!(plan.is_empty());
    Ok(steps)
}

#[track_caller]
fn check(operation: &Value, expected: &MembershipStep) {
    assert_eq!(
        of(operation).as_deref(),
        Ok(std::slice::from_ref(expected)),
        "{operation}"
    );
}

fn added(ids: &[&str]) -> Vec<Member> {
    ids.iter().map(|&id| bare(id.to_owned())).collect()
}

fn removed(ids: &[&str]) -> MembershipStep {
    MembershipStep::Remove(ids.iter().map(|&id| id.to_owned()).collect())
}

#[test]
fn members_are_objects_text_or_references() {
    check_members(
        &json!([{"value": "a"}, {"Value": "b", "$ref": null, "extra": 1}]),
        &["a", "b"],
    );
    check_members(&json!({"value": "a"}), &["a"]);
    check_members(&json!("a"), &["a"]);
    check_members(&json!(["a", null, "b", "a"]), &["a", "b"]);
    check_members(&json!([{"$ref": "https://x/scim/v2/Users/a"}]), &["a"]);
    check_members(&json!(null), &[]);
    check_members(&json!([]), &[]);
}

#[test]
fn a_member_says_what_it_is_in_any_letter_case() {
    let (members, _) = members(&json!([
        {"value": "a", "type": "user", "display": "Ann"}, {"value": "b", "type": "GROUP"},
        {"value": "c", "type": "robot"}]))
    .expect("members");
    let kinds: Vec<_> = members.iter().map(|member| member.kind).collect();
    assert_eq!(
        kinds,
        [Some(MemberKind::User), Some(MemberKind::Group), None]
    );
    assert_eq!(members[0].display.as_deref(), Some("Ann"));
}

#[test]
fn what_names_no_member_is_refused() {
    for (value, path) in [
        (json!([5]), "members[0]"),
        (json!(true), "members[0]"),
        (json!([{}]), "members[0].value"),
        (json!(["a", {"value": 7}]), "members[1].value"),
        (json!([{"value": ""}]), "members[0].value"),
        (json!(["a", "b", []]), "members[2]"),
    ] {
        let error = members(&value).expect_err("refused");
        assert_eq!(error.kind, ScimType::InvalidValue, "{value}");
        assert_eq!(error.path.as_deref(), Some(path), "{value}");
    }
}

#[test]
fn a_request_has_a_most_of_members() {
    let list = |count: usize| Value::from((0..count).map(|i| i.to_string()).collect::<Vec<_>>());
    assert!(members(&list(MAX_MEMBERS)).is_ok());
    assert!(members(&list(MAX_MEMBERS + 1)).is_err());
}

#[test]
fn additions_keep_their_order() {
    check(
        &json!({"op": "add", "path": "members", "value": [{"value": "a"}, {"value": "b"}]}),
        &MembershipStep::Add(added(&["a", "b"])),
    );
    check(
        &json!({"op": "add", "value": {"members": [{"value": "a"}]}}),
        &MembershipStep::Add(added(&["a"])),
    );
    check(
        &json!({"op": "add", "path": r#"members[value eq "a"]"#, "value": {}}),
        &MembershipStep::Add(added(&["a"])),
    );
}

#[test]
fn removal_with_a_value_removes_only_those() {
    check(
        &json!({"op": "remove", "path": "members", "value": [{"value": "a"}]}),
        &removed(&["a"]),
    );
    check(
        &json!({"op": "remove", "path": "members", "value": "a"}),
        &removed(&["a"]),
    );
    check(
        &json!({"op": "remove", "path": "members", "value": []}),
        &removed(&[]),
    );
    check(
        &json!({"op": "remove", "path": "members.value", "value": "a"}),
        &removed(&["a"]),
    );
}

#[test]
fn removal_without_a_value_removes_all() {
    check(
        &json!({"op": "remove", "path": "members"}),
        &MembershipStep::Clear,
    );
    check(
        &json!({"op": "remove", "path": "members", "value": null}),
        &MembershipStep::Clear,
    );
}

#[test]
fn removal_by_ids_needs_no_filter() {
    check(
        &json!({"op": "remove", "path": r#"members[value eq "a"]"#}),
        &removed(&["a"]),
    );
    check(
        &json!({"op": "Remove", "path": r#"Members[Value eq "a" or value eq "b"].value"#}),
        &removed(&["a", "b"]),
    );
    let steps = of(&json!({"op": "remove", "path": r#"members[type eq "Group"]"#}));
    assert!(matches!(
        steps.as_deref(),
        Ok([MembershipStep::RemoveWhere(_)])
    ));
}

#[test]
fn replacement_names_all_members() {
    let replace = |value: Value| json!({"op": "replace", "path": "members", "value": value});
    check(
        &replace(json!([{"value": "a"}])),
        &MembershipStep::Replace(added(&["a"])),
    );
    check(&replace(json!([])), &MembershipStep::Replace(Vec::new()));
    check(&replace(json!(null)), &MembershipStep::Clear);
}

#[test]
fn a_member_itself_does_not_change() {
    for path in [
        r#"members[value eq "a"].display"#,
        r#"members[value eq "a"]"#,
        "members.type",
        "members.value",
    ] {
        let error = of(&json!({"op": "replace", "path": path, "value": "x"})).expect_err("refused");
        assert_eq!(error.kind, ScimType::Mutability, "{path}");
    }
}

#[test]
fn neighbouring_steps_become_one() {
    let one = |op: &str, id: &str| json!({"op": op, "path": "members", "value": [{"value": id}]});
    let operations = [
        one("add", "a"),
        one("add", "b"),
        one("remove", "c"),
        one("remove", "d"),
        one("add", "e"),
    ];
    let request = patch::parse(json!({ "Operations": operations })).expect("parsed");
    let mut plan = patch::plan(&schema::group(), request).expect("planned");
    let (steps, _) = steps(plan.take("members")).expect("steps");
    assert_eq!(
        steps,
        [
            MembershipStep::Add(added(&["a", "b"])),
            removed(&["c", "d"]),
            MembershipStep::Add(added(&["e"]))
        ]
    );
}
