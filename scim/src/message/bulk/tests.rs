use super::*;
use crate::ScimType;
use crate::urn::BULK_REQUEST;
use proptest::prelude::*;

fn message(operations: Value) -> Value {
    let mut body = json!({"schemas": [BULK_REQUEST]});
    body["Operations"] = operations;
    body
}

fn read(operations: Value) -> Vec<Operation> {
    parse(message(operations)).unwrap().operations
}

fn create(path: &str, bulk_id: &str, data: Value) -> Value {
    let mut operation = json!({"method": "POST", "path": path, "bulkId": bulk_id});
    operation["data"] = data;
    operation
}

fn group(bulk_id: &str, members: &[&str]) -> Value {
    let members: Vec<Value> = members
        .iter()
        .map(|member| json!({"value": format!("bulkId:{member}")}))
        .collect();
    create(
        "/Groups",
        bulk_id,
        json!({"displayName": bulk_id, "members": members}),
    )
}

fn user(bulk_id: &str) -> Value {
    create("/Users", bulk_id, json!({"userName": bulk_id}))
}

#[test]
fn names_and_methods_are_read_in_any_letter_case() {
    let body = json!({
        "SCHEMAS": [BULK_REQUEST], "FailOnErrors": 2,
        "operations": [{"Method": "post", "PATH": "Users/", "BulkID": "a", "Data": {}}],
    });
    let request = parse(body).unwrap();
    assert_eq!(request.fail_on_errors, Some(2));
    assert!(request.tolerances.is_empty());
    let operation = &request.operations[0];
    assert_eq!(operation.action, Ok(Action::Create(Endpoint::Users)));
    assert_eq!(
        (operation.method.as_str(), operation.bulk_id.as_deref()),
        ("POST", Some("a"))
    );
}

#[test]
fn a_message_that_leaves_its_operations_open_is_refused_as_a_whole() {
    let check = |body: Value, kind: ScimType| {
        let said = body.to_string();
        match parse(body) {
            Err(Refusal::Malformed(error)) => assert_eq!(error.kind, kind, "{said}"),
            other => panic!("{said}: {other:?}"),
        }
    };
    let syntax = ScimType::InvalidSyntax;
    check(json!([]), syntax);
    check(json!({}), syntax);
    check(message(json!([])), syntax);
    check(message(json!({})), syntax);
    check(message(json!(["x"])), syntax);
    check(
        message(json!([{"path": "/Users", "Path": "/Groups"}])),
        syntax,
    );
    check(json!({"schemas": "x", "Operations": [user("a")]}), syntax);
    check(json!({"Operations": [user("a")], "operations": []}), syntax);
    for errors in [json!(0), json!(-1), json!(1.5), json!("1"), json!(true)] {
        let mut body = message(json!([user("a")]));
        body["failOnErrors"] = errors;
        check(body, ScimType::InvalidValue);
    }
    check(
        message(json!([user("a"), group("a", &[])])),
        ScimType::InvalidValue,
    );
}

#[test]
fn a_message_of_too_many_operations_is_refused_by_number() {
    let many = |count: usize| message((0..count).map(|n| user(&n.to_string())).collect());
    assert_eq!(
        parse(many(MAX_OPERATIONS)).unwrap().operations.len(),
        MAX_OPERATIONS
    );
    let refusal = parse(many(MAX_OPERATIONS + 1)).unwrap_err();
    assert_eq!(refusal, Refusal::TooManyOperations(MAX_OPERATIONS + 1));
}

#[test]
fn schemas_may_be_missing_or_hold_more() {
    let tolerated = |schemas: Value| {
        let body = json!({"schemas": schemas, "Operations": [user("a")]});
        parse(body)
            .unwrap()
            .tolerances
            .into_iter()
            .collect::<Vec<_>>()
    };
    assert_eq!(tolerated(json!([])), [Tolerance::MissingSchemaUri]);
    assert_eq!(
        tolerated(json!([BULK_REQUEST, "urn:x"])),
        [Tolerance::UnknownSchemaUri]
    );
}

#[test]
fn each_operation_says_what_it_is_or_what_is_wrong_with_it() {
    let target = |endpoint, id, version: Option<&str>| Target {
        endpoint,
        id,
        version: version.map(str::to_owned),
    };
    let id = |id: &str| Identifier::Id(id.to_owned());
    let check = |operation: Value, expected: Action| {
        let said = operation.to_string();
        assert_eq!(read(json!([operation]))[0].action, Ok(expected), "{said}");
    };
    check(group("g", &[]), Action::Create(Endpoint::Groups));
    check(
        json!({"method": "PUT", "path": "/Users/1", "version": "W/\"3\"", "data": {}}),
        Action::Replace(target(Endpoint::Users, id("1"), Some("W/\"3\""))),
    );
    check(
        json!({"method": "Patch", "path": "Groups/1/", "bulkId": null, "data": {}}),
        Action::Patch(target(Endpoint::Groups, id("1"), None)),
    );
    check(
        json!({"method": "DELETE", "path": "/Users/bulkid:a"}),
        Action::Delete(target(
            Endpoint::Users,
            Identifier::BulkId("a".to_owned()),
            None,
        )),
    );
}

#[test]
fn what_is_wrong_with_an_operation_is_that_operations_matter() {
    let check = |operation: Value, says: &str| {
        let read = read(json!([operation, user("other")]));
        let error = read[0].action.clone().unwrap_err();
        assert!(
            error.detail.contains(says) && !error.detail.contains('\n'),
            "{error}"
        );
        assert!(read[1].action.is_ok());
    };
    check(json!({}), "method is");
    check(
        json!({"method": "GET", "path": "/Users"}),
        "POST, PUT, PATCH or DELETE",
    );
    check(
        json!({"method": 7, "path": "/Users"}),
        "method must be a string",
    );
    check(
        json!({"method": "POST", "bulkId": "a", "data": {}}),
        "path is \"\"",
    );
    check(
        json!({"method": "POST", "path": "/Users", "data": {}}),
        "bulkId is missing",
    );
    check(
        json!({"method": "POST", "path": "/Users", "bulkId": 1, "data": {}}),
        "bulkId must be",
    );
    check(
        json!({"method": "POST", "path": "/Users", "bulkId": "a"}),
        "data must be the JSON object",
    );
    check(create("/Users", "a", json!([])), "not an array");
    check(
        create("/Users/1", "a", json!({})),
        "send /Users or /Groups to POST",
    );
    check(
        create("https://id.example/scim/v2/Users", "a", json!({})),
        "absolute URL",
    );
    for path in [
        "/users",
        "/Devices",
        "/Users/1/2",
        "//Users",
        "/Bulk",
        "/Users/1?x",
        "",
        "/",
    ] {
        check(
            json!({"method": "PUT", "path": path, "data": {}}),
            "path is",
        );
    }
    check(json!({"method": "DELETE", "path": "/Users"}), "/Users/{id}");
    check(
        json!({"method": "DELETE", "path": "/Users/1", "version": 3}),
        "version must be",
    );
}

#[test]
fn an_operation_that_is_wrong_still_says_what_it_is_about() {
    let subject =
        |method: &str, path: &str| read(json!([{"method": method, "path": path}]))[0].subject();
    assert_eq!(
        subject("put", "/Users/1"),
        Some((Method::Put, Endpoint::Users))
    );
    assert_eq!(
        subject("POST", "Groups"),
        Some((Method::Post, Endpoint::Groups))
    );
    assert_eq!(subject("GET", "/Users"), None);
    assert_eq!(subject("PUT", "/Devices/1"), None);
}

#[test]
fn references_are_found_wherever_they_can_stand() {
    let check = |data: Value, expected: Value| {
        let mut id = |bulk_id: &str| Some(format!("<{bulk_id}>"));
        assert_eq!(resolve(&data, &mut id).unwrap(), expected);
    };
    check(
        json!({"members": [{"value": "bulkId:a"}]}),
        json!({"members": [{"value": "<a>"}]}),
    );
    check(json!({"manager": "BULKID:a"}), json!({"manager": "<a>"}));
    check(json!(["bulkId:a:b"]), json!(["<a:b>"]));
    check(
        json!({"$ref": "../Users/bulkId:a"}),
        json!({"$ref": "../Users/<a>"}),
    );
    check(
        json!({"path": "members[value eq \"bulkId:a\" or value eq \"bulkId:b\"]"}),
        json!({"path": "members[value eq \"<a>\" or value eq \"<b>\"]"}),
    );
    // Text that only mentions one, and names, are left alone.
    let text = json!({"displayName": "see bulkId:a", "bulkId:a": 1, "value": "bulkId:",
        "path": "title", "profileUrl": "/Users/bulkId:a", "title": "ü\"bulkId:a\""});
    check(text.clone(), text);
}

#[test]
fn a_reference_to_nothing_is_named_by_its_place() {
    let data = json!({"Operations": [{"path": "members", "value": [{"value": "bulkId:x"}]}]});
    let unresolved = resolve(&data, &mut |_| None).unwrap_err();
    assert_eq!(unresolved.place, "Operations[0].value[0].value");
}

/// The positions of the operations in the order of their steps; circles in parentheses.
fn order(operations: Value) -> String {
    let steps = plan(&read(operations));
    let steps = steps.iter().map(|step| match &step.operations[..] {
        [one] => one.to_string(),
        circle => format!("{circle:?}"),
    });
    steps.collect::<Vec<_>>().join(" ")
}

#[test]
fn creations_come_before_what_refers_to_them_and_nothing_else_moves() {
    let delete = json!({"method": "DELETE", "path": "/Users/1"});
    let patch = json!({"method": "PATCH", "path": "/Groups/bulkId:g", "data":
        {"Operations": [{"op": "add", "path": "members", "value": [{"value": "bulkId:u"}]}]}});
    let cases = [
        (json!([user("u"), group("g", &["u"])]), "0 1"),
        (json!([group("g", &["u"]), user("u")]), "1 0"),
        (
            json!([
                delete,
                group("g", &["h"]),
                patch,
                group("h", &["u"]),
                delete,
                user("u")
            ]),
            "0 5 3 1 2 4",
        ),
        (json!([group("a", &["b"]), group("b", &["a"])]), "[0, 1]"),
        (json!([group("a", &["a"])]), "0"),
        (
            json!([
                group("x", &["a"]),
                user("u"),
                group("a", &["b", "u"]),
                group("b", &["c"]),
                group("c", &["a"])
            ]),
            "1 [2, 3, 4] 0",
        ),
        (json!([group("g", &["nobody"]), user("u")]), "0 1"),
    ];
    for (operations, expected) in cases {
        assert_eq!(order(operations.clone()), expected, "{operations}");
    }
}

#[test]
fn the_longest_chain_and_the_largest_circle_are_planned() {
    let last = MAX_OPERATIONS - 1;
    let name = |number: usize| format!("g{number}");
    let mut chain: Vec<Value> = (0..last)
        .map(|n| group(&name(n), &[&name(n + 1)]))
        .collect();
    chain.push(group(&name(last), &[]));
    let steps = plan(&read(chain.clone().into()));
    assert_eq!(steps.len(), MAX_OPERATIONS);
    assert_eq!(steps[0].operations, [last]);
    chain[last] = group(&name(last), &[&name(0)]);
    assert_eq!(plan(&read(chain.into())).len(), 1);
}

#[test]
fn an_answer_holds_what_the_client_needs_to_know() {
    let outcome = Outcome {
        method: "POST".to_owned(),
        bulk_id: Some("a".to_owned()),
        version: Some("W/\"1\"".to_owned()),
        location: Some("https://id.example/Users/1".to_owned()),
        status: 201,
        response: None,
    };
    let failed = Outcome {
        version: None,
        location: None,
        status: 409,
        response: Some(json!({"status": "409"})),
        ..outcome.clone()
    };
    assert!(!outcome.is_error() && failed.is_error());
    insta::assert_json_snapshot!(response([outcome, failed]), @r#"
    {
      "schemas": [
        "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
      ],
      "Operations": [
        {
          "location": "https://id.example/Users/1",
          "method": "POST",
          "bulkId": "a",
          "version": "W/\"1\"",
          "status": "201"
        },
        {
          "method": "POST",
          "bulkId": "a",
          "status": "409",
          "response": {
            "status": "409"
          }
        }
      ]
    }
    "#);
}

proptest! {
    // The same cases in every run.
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_126),
        ..ProptestConfig::default()
    })]

    /// Groups that refer to each other at random: each is planned once, behind all it needs.
    #[test]
    fn every_operation_is_planned_once_and_after_what_it_needs(
        members in proptest::collection::vec(proptest::collection::vec(0..12_usize, 0..4), 1..12)
    ) {
        let operations: Vec<Value> = members
            .iter()
            .enumerate()
            .map(|(group, members)| {
                let names: Vec<String> = members.iter().map(ToString::to_string).collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                self::group(&group.to_string(), &names)
            })
            .collect();
        let count = operations.len();
        let mut done = BTreeSet::new();
        for step in plan(&read(operations.into())) {
            prop_assert!(step.needs.is_subset(&done));
            for &operation in &step.operations {
                prop_assert!(done.insert(operation));
                let within = |need: &usize| step.needs.contains(need) || step.operations.contains(need);
                prop_assert!(members[operation].iter().filter(|need| **need < count).all(within));
            }
        }
        prop_assert_eq!(done.len(), count);
    }
}
