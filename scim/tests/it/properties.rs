//! Laws that hold for every resource, filter and patch.

use proptest::prelude::*;
use scim::filter::{self, Filter};
use scim::patch::{self, Patched};
use scim::schema;
use scim::{ENTERPRISE_USER_SCHEMA, Error, Projection, Purpose, Resource, accept};
use serde_json::{Map, Value, json};
use std::str::FromStr;

const TYPES: [&str; 3] = ["work", "home", "other"];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z][a-z0-9 ]{0,8}",
        "[a-z]{1,4}@[a-z]{1,4}\\.example",
        "[äÖß'+&%\\\\\"_]{1,5}",
    ]
}

fn maybe<S: Strategy<Value = Value>>(value: S) -> impl Strategy<Value = Option<Value>> {
    proptest::option::of(value)
}

fn word() -> impl Strategy<Value = Value> {
    text().prop_map(Value::from)
}

fn list() -> impl Strategy<Value = Value> {
    let element = (text(), proptest::sample::select(&TYPES[..]), any::<bool>()).prop_map(
        |(value, label, primary)| json!({"value": value, "type": label, "primary": primary}),
    );
    proptest::collection::vec(element, 1..5).prop_map(Value::from)
}

/// A user as `accept` makes it.
fn user() -> impl Strategy<Value = Resource> {
    let parts = (maybe(word()), maybe(word()), maybe(word()), maybe(word()));
    let more = (
        maybe(any::<bool>().prop_map(Value::from)),
        maybe(list()),
        maybe(list()),
    );
    (word(), parts, more).prop_map(|(name, (title, given, family, department), (active, emails, roles))| {
        let mut body = json!({"userName": name, "name": {"givenName": given, "familyName": family},
            "title": title, "active": active, "emails": emails, "roles": roles});
        body[ENTERPRISE_USER_SCHEMA] = json!({ "department": department });
        accept(&schema::user(), body, Purpose::Create).expect("a good user").resource
    })
}

fn comparison() -> impl Strategy<Value = String> {
    const NAMES: &[&str] = &[
        "userName",
        "title",
        "name.givenName",
        "NAME.familyName",
        "emails",
        "emails.type",
        "roles.value",
        "externalId",
        "department",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
    ];
    const OPERATORS: &[&str] = &["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "LE"];
    let compare = (
        proptest::sample::select(NAMES).prop_map(str::to_owned),
        proptest::sample::select(OPERATORS),
        text(),
    )
        .prop_map(|(name, operator, text)| format!("{name} {operator} {}", Value::from(text)));
    let inside = (proptest::sample::select(&TYPES[..]), text()).prop_map(|(label, text)| {
        format!(
            "emails[type eq \"{label}\" and not (value co {})]",
            Value::from(text)
        )
    });
    prop_oneof![
        4 => compare,
        1 => inside,
        1 => Just("active eq true".to_owned()),
        1 => Just("title pr".to_owned()),
        1 => Just("meta.created ge \"2026-01-01T00:00:00.1234567Z\"".to_owned()),
        1 => Just("nickName eq null".to_owned()),
    ]
}

fn filter_text() -> impl Strategy<Value = String> {
    comparison().prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} and {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} or {b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
}

fn compiled() -> impl Strategy<Value = Filter> {
    filter_text().prop_filter_map("within the limits", |text| {
        filter::compile(&schema::user(), &text).ok()
    })
}

fn operation() -> impl Strategy<Value = Value> {
    const PATHS: &[&str] = &[
        "userName",
        "title",
        "name",
        "name.givenName",
        "active",
        "emails",
        "emails.value",
        "emails.primary",
        "emails[type eq \"work\"]",
        "emails[type eq \"home\"].value",
        "roles[primary eq \"True\"].value",
        "manager",
        "department",
        "id",
        "meta.created",
        "groups",
        "password",
    ];
    let values = prop_oneof![
        word(),
        list(),
        Just(json!(null)),
        Just(json!("")),
        Just(json!(true)),
        Just(json!("False")),
        Just(json!([])),
        Just(json!({"value": "v", "type": "work", "givenName": "g", "id": "evil"})),
    ];
    let path = proptest::sample::select(PATHS);
    (
        proptest::sample::select(&["add", "replace", "remove"][..]),
        path,
        values,
        any::<bool>(),
    )
        .prop_map(|(op, path, value, pathless)| {
            if pathless && op != "remove" {
                json!({"op": op, "value": {path: value}})
            } else {
                json!({"op": op, "path": path, "value": value})
            }
        })
}

fn apply(user: &Resource, operations: &[Value]) -> Result<Patched, Error> {
    let request = patch::parse(json!({ "Operations": operations }))?;
    let plan = patch::plan(&schema::user(), request)?;
    patch::apply(&schema::user(), user, plan)
}

fn with_server_attributes(mut user: Resource) -> Resource {
    user.insert("id", json!("u1"));
    user.insert(
        "meta",
        json!({"resourceType": "User", "created": "2026-01-01T00:00:00Z"}),
    );
    user.insert("groups", json!([{"value": "g1"}]));
    user
}

fn primaries(resource: &Resource, name: &str) -> usize {
    resource
        .values(name)
        .iter()
        .filter(|value| value.primary)
        .count()
}

proptest! {
    #![proptest_config(crate::reproducible())]

    #[test]
    fn a_printed_filter_reads_as_itself(filter in compiled()) {
        prop_assert_eq!(filter::compile(&schema::user(), &filter.to_string()), Ok(filter));
    }

    #[test]
    fn a_filter_or_its_negation_holds(filter in compiled(), user in user()) {
        let negated = Filter::Not(Box::new(filter.clone()));
        prop_assert_ne!(filter::matches(&filter, &user), filter::matches(&negated, &user));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        let _ = filter::compile(&schema::user(), &text);
        let _ = apply(&Resource::default(), &[json!({"op": "add", "path": text, "value": "x"})]);
    }

    #[test]
    fn filter_like_text_is_read_or_refused(
        text in "(userName|emails|not|and|or|eq|pr|\\(|\\)|\\[|\\]|\"x\"|true|\\.value| ){0,20}"
    ) {
        let _ = filter::compile(&schema::user(), &text);
    }

    /// What the reference grammar reads as a filter, this one reads too, if the schema allows it.
    #[test]
    fn the_grammar_agrees_with_another_implementation(text in filter_text()) {
        let theirs = scim_v2::filter::Filter::from_str(&text).is_ok();
        let ours = filter::compile(&schema::user(), &text);
        prop_assert_eq!(theirs, ours.is_ok(), "{}: {:?}", text, ours);
    }

    /// Whatever is made of tokens at random is refused by both or read by both.
    #[test]
    fn random_tokens_are_judged_alike(
        tokens in proptest::collection::vec(proptest::sample::select(&[
            "userName", "title", "emails.value", "eq", "co", "pr", "and", "or", "not (", "(", ")",
            "\"x\"", "emails[", "type", "value", "]",
        ][..]), 1..12)
    ) {
        let text = tokens.join(" ");
        let theirs = scim_v2::filter::Filter::from_str(&text).is_ok();
        let ours = filter::compile(&schema::user(), &text).is_ok();
        // Theirs knows no schema: it reads names that ours refuses.
        prop_assert!(theirs || !ours, "{}", text);
    }

    #[test]
    fn accepting_what_was_accepted_changes_nothing(user in user()) {
        let again = accept(&schema::user(), Value::Object(user.as_map().clone()), Purpose::Create);
        let again = again.expect("accepted");
        prop_assert_eq!(&again.resource, &user);
        prop_assert!(again.tolerances.is_empty(), "{:?}", again.tolerances);
        prop_assert_eq!(scim::diff(&schema::user(), &user, &again.resource), vec![]);
    }

    #[test]
    fn replace_twice_is_replace_once(user in user(), value in list(), title in word()) {
        let operations = [
            json!({"op": "replace", "path": "title", "value": title}),
            json!({"op": "replace", "path": "emails", "value": value}),
            json!({"op": "replace", "value": {"name": {"givenName": title}, "active": "False"}}),
        ];
        let once = apply(&user, &operations).expect("applied");
        let twice = apply(&once.resource, &operations).expect("applied");
        prop_assert_eq!(&twice.resource, &once.resource);
        prop_assert_eq!(twice.changes, vec![]);
    }

    #[test]
    fn remove_undoes_add(user in user(), name in text()) {
        let value = json!([{"value": format!("new-{name}"), "type": "added"}]);
        let added = apply(&user, &[json!({"op": "add", "path": "emails", "value": value})]);
        let added = added.expect("applied").resource;
        for remove in [
            json!({"op": "remove", "path": "emails[type eq \"added\"]"}),
            json!({"op": "remove", "path": "emails", "value": value}),
        ] {
            let back = apply(&added, &[remove]).expect("applied");
            prop_assert_eq!(&back.resource, &user);
        }
    }

    #[test]
    fn no_patch_changes_what_is_read_only(
        user in user(), operations in proptest::collection::vec(operation(), 1..6)
    ) {
        let user = with_server_attributes(user);
        if let Ok(patched) = apply(&user, &operations) {
            for name in ["id", "meta", "groups"] {
                prop_assert_eq!(patched.resource.get(name), user.get(name));
            }
            prop_assert_eq!(patched.resource.get("password"), None);
            prop_assert!(primaries(&patched.resource, "emails") <= 1);
            prop_assert!(primaries(&patched.resource, "roles") <= 1);
        }
    }

    #[test]
    fn a_patch_tells_exactly_what_it_changed(
        user in user(), operations in proptest::collection::vec(operation(), 1..6)
    ) {
        if let Ok(patched) = apply(&user, &operations) {
            let same = without_schemas(&patched.resource) == without_schemas(&user);
            let changes = scim::diff(&schema::user(), &user, &patched.resource);
            prop_assert_eq!(&patched.changes, &changes);
            if same {
                prop_assert!(changes.is_empty(), "{:?}", changes);
            }
        }
    }

    #[test]
    fn what_a_patch_leaves_is_acceptable(
        user in user(), operations in proptest::collection::vec(operation(), 1..6)
    ) {
        if let Ok(patched) = apply(&user, &operations) {
            let again = Value::Object(patched.resource.as_map().clone());
            let again = accept(&schema::user(), again, Purpose::Create).expect("acceptable");
            prop_assert_eq!(again.resource, patched.resource);
        }
    }

    #[test]
    fn one_bad_operation_refuses_them_all(
        user in user(), mut operations in proptest::collection::vec(operation(), 0..4),
        at in any::<proptest::sample::Index>()
    ) {
        let bad = json!({"op": "replace", "path": "id", "value": "x"});
        operations.insert(at.index(operations.len() + 1), bad);
        prop_assert!(apply(&user, &operations).is_err());
    }

    #[test]
    fn two_requests_do_what_one_does(
        user in user(), first in operation(), second in operation()
    ) {
        let (Ok(before), Ok(both)) =
            (apply(&user, std::slice::from_ref(&first)), apply(&user, &[first.clone(), second.clone()]))
        else {
            return Ok(());
        };
        // A request drops at its end what has no value, and finds again what it built for a filter.
        let text = first.to_string();
        let of_parts = ["emails.primary", "emails[type"].iter().any(|part| text.contains(part));
        if let Ok(after) = apply(&before.resource, &[second]) {
            if !of_parts {
                prop_assert_eq!(primaries(&after.resource, "emails"), primaries(&both.resource, "emails"));
            }
            prop_assert_eq!(after.resource.get("title"), both.resource.get("title"));
            prop_assert_eq!(after.resource.get("name"), both.resource.get("name"));
        }
    }

    #[test]
    fn adding_twice_is_adding_once(user in user(), value in list()) {
        let add = [json!({"op": "add", "path": "emails", "value": value})];
        let once = apply(&user, &add).expect("applied");
        let twice = apply(&once.resource, &add).expect("applied");
        prop_assert_eq!(twice.changes, vec![]);
        prop_assert_eq!(twice.resource, once.resource);
    }

    #[test]
    fn a_projection_and_its_exclusion_make_the_whole(user in user()) {
        let kind = schema::user();
        let whole = with_server_attributes(user).into_map();
        let list = "userName,name.givenName,emails.value,groups,department";
        let only = Projection::parse(&kind, Some(list), None).expect("parsed");
        let rest = Projection::parse(&kind, None, Some(list)).expect("parsed");
        let mut joined = rest.apply(&kind, whole.clone());
        for (name, value) in only.apply(&kind, whole.clone()) {
            merge(joined.entry(name).or_insert(Value::Null), value);
        }
        prop_assert_eq!(joined, whole);
    }
}

fn without_schemas(resource: &Resource) -> Map<String, Value> {
    let mut map = resource.as_map().clone();
    map.shift_remove("schemas");
    map
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (Value::Array(into), Value::Array(from)) if into.len() == from.len() => {
            for (into, from) in into.iter_mut().zip(from) {
                merge(into, from);
            }
        }
        (into, from) => *into = from,
    }
}
