//! Hostile input is refused early, and large input costs linear time.

use scim::filter::{self, MAX_DEPTH, MAX_LENGTH, MAX_TERMS};
use scim::patch;
use scim::schema;
use scim::{Purpose, Resource, ScimType, accept};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Generous for a debug build on a busy machine; quadratic work on this input takes minutes.
const LINEAR: Duration = Duration::from_secs(30);

#[track_caller]
fn check_filter(text: &str, words: &str) {
    let error = filter::compile(&schema::user(), text).expect_err("refused");
    assert_eq!(error.kind, ScimType::InvalidFilter);
    assert!(error.detail.contains(words), "{}", error.detail);
    assert!(error.detail.chars().count() < 300, "{}", error.detail);
}

fn check_path(text: &str) {
    let body = json!({"Operations": [{"op": "add", "path": text, "value": "x"}]});
    let request = patch::parse(body).expect("parsed");
    let error = patch::plan(&schema::user(), request).expect_err("refused");
    assert!(
        matches!(error.kind, ScimType::InvalidPath | ScimType::InvalidFilter),
        "{error}"
    );
}

#[test]
fn deep_nesting_is_refused_without_descending() {
    for opening in [
        "(", "not (", "not(", "emails[", "(not (", "((", "emails[(", "[", "not ",
    ] {
        for count in [MAX_DEPTH + 1, 1_000, 100_000] {
            let text = opening.repeat(count);
            assert!(filter::compile(&schema::user(), &text).is_err());
            check_path(&text);
            check_path(&format!("emails[{text}"));
        }
    }
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    let nested = |depth| format!("{}title pr{}", "(".repeat(depth), ")".repeat(depth));
    assert!(filter::compile(&schema::user(), &nested(MAX_DEPTH)).is_ok());
    check_filter(&nested(MAX_DEPTH + 1), "nested deeper than 32 levels");
    let inside = |depth| format!("emails[{}type pr{}]", "(".repeat(depth), ")".repeat(depth));
    assert!(filter::compile(&schema::user(), &inside(MAX_DEPTH - 1)).is_ok());
    check_filter(&inside(MAX_DEPTH), "nested deeper");
}

#[test]
fn length_is_judged_before_anything_else() {
    let text = |length: usize| format!("userName eq \"{}\"", "x".repeat(length - 14));
    assert!(filter::compile(&schema::user(), &text(MAX_LENGTH)).is_ok());
    check_filter(&text(MAX_LENGTH + 1), "longer than 8192 bytes");
    check_path(&"a".repeat(MAX_LENGTH + 1));
}

#[test]
fn the_number_of_terms_is_limited() {
    let terms = |count| vec!["id pr"; count].join(" or ");
    assert!(filter::compile(&schema::user(), &terms(MAX_TERMS)).is_ok());
    check_filter(&terms(MAX_TERMS + 1), "more than 500 comparisons");
    let inside = format!("emails[{}]", vec!["type pr"; MAX_TERMS + 1].join(" or "));
    assert!(filter::compile(&schema::user(), &inside).is_err());
}

#[test]
fn messages_do_not_repeat_all_of_the_input() {
    let long = "z".repeat(8_000);
    check_filter(&format!("userName {long}"), "…");
    check_filter(&format!("{long} pr"), "has no attribute");
    let error = accept(&schema::user(), json!({"userName": long}), Purpose::Create);
    assert!(error.expect_err("too long").detail.len() < 100);
    let body = json!({"Operations": [{"op": long, "path": "title", "value": "x"}]});
    assert!(patch::parse(body).expect_err("refused").detail.len() < 200);
    let body = json!({"Operations": [{"op": "add", "path": long, "value": "x"}]});
    let error = patch::plan(&schema::user(), patch::parse(body).expect("parsed"));
    let error = error.expect_err("refused");
    assert!(error.detail.len() < 200 && error.path.is_some_and(|path| path.len() <= 80));
}

fn emails(count: usize) -> Value {
    let email = |index: usize| json!({"value": format!("u{index}@x.example"), "primary": true});
    Value::from((0..count).map(email).collect::<Vec<_>>())
}

#[test]
fn long_lists_are_read_patched_and_compared_in_linear_time() {
    let start = Instant::now();
    let body = json!({"userName": "b", "emails": emails(10_000)});
    let user = accept(&schema::user(), body, Purpose::Create)
        .expect("accepted")
        .resource;
    let operations = json!({"Operations": [
        {"op": "add", "path": "emails", "value": emails(10_000)},
        {"op": "replace", "path": "emails.primary", "value": true},
        {"op": "remove", "path": "emails", "value": emails(5_000)},
        {"op": "replace", "path": "emails[value sw \"u9\"].display", "value": "nine"}
    ]});
    let request = patch::parse(operations).expect("parsed");
    let plan = patch::plan(&schema::user(), request).expect("planned");
    let patched = patch::apply(&schema::user(), &user, plan).expect("applied");
    assert_eq!(patched.resource.emails().len(), 5_000);
    assert!(start.elapsed() < LINEAR, "{:?}", start.elapsed());
}

#[test]
fn a_list_has_a_most_of_values() {
    let body = json!({"userName": "b", "emails": emails(10_001)});
    let error = accept(&schema::user(), body, Purpose::Create).expect_err("too many");
    assert_eq!(error.kind, ScimType::InvalidValue);
    let full = json!({"userName": "b", "emails": emails(10_000)});
    let full = accept(&schema::user(), full, Purpose::Create)
        .expect("accepted")
        .resource;
    let more =
        json!({"Operations": [{"op": "add", "path": "emails", "value": [{"value": "one"}]}]});
    let plan = patch::plan(&schema::user(), patch::parse(more).expect("parsed")).expect("planned");
    assert!(patch::apply(&schema::user(), &full, plan).is_err());
}

#[test]
fn many_operations_on_a_list_stay_affordable() {
    let start = Instant::now();
    let body = json!({"userName": "b", "emails": emails(500)});
    let user = accept(&schema::user(), body, Purpose::Create)
        .expect("accepted")
        .resource;
    let add = |index: usize| json!({"op": "add", "path": "emails", "value": [{"value": format!("n{index}")}]});
    let operations: Vec<_> = (0..1_000).map(add).collect();
    let request = patch::parse(json!({"Operations": operations})).expect("parsed");
    let plan = patch::plan(&schema::user(), request).expect("planned");
    let patched = patch::apply(&schema::user(), &user, plan).expect("applied");
    assert_eq!(patched.resource.emails().len(), 1_500);
    assert!(start.elapsed() < LINEAR, "{:?}", start.elapsed());
}

#[test]
fn work_on_lists_is_limited() {
    let start = Instant::now();
    let body = json!({"userName": "b", "emails": emails(10_000)});
    let user = accept(&schema::user(), body, Purpose::Create)
        .expect("accepted")
        .resource;
    let operation = json!({"op": "add", "path": "emails[value eq \"x\"].display", "value": ""});
    let operations = vec![operation; 1_000];
    let request = patch::parse(json!({"Operations": operations})).expect("parsed");
    let plan = patch::plan(&schema::user(), request).expect("planned");
    let error = patch::apply(&schema::user(), &user, plan).expect_err("too much");
    assert_eq!(error.kind, ScimType::TooMany);
    assert!(start.elapsed() < LINEAR, "{:?}", start.elapsed());
}

#[test]
fn odd_bodies_are_refused_or_understood_but_never_fatal() {
    for value in [
        json!(null),
        json!([[[]]]),
        json!({"": {"": {}}}),
        json!(1e308),
        json!(-0.0),
    ] {
        let _ = accept(&schema::user(), value.clone(), Purpose::Create);
        let _ = patch::parse(value.clone());
        let body =
            json!({"Operations": [{"op": "add", "value": {"": value, ".": value, ":": value}}]});
        let plan = patch::plan(&schema::user(), patch::parse(body).expect("parsed"));
        let user = Resource::from_map(
            json!({"userName": "b"})
                .as_object()
                .cloned()
                .unwrap_or_default(),
        );
        let _ = plan.and_then(|plan| patch::apply(&schema::user(), &user, plan));
    }
}
