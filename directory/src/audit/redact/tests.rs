//! What is struck out, and what is left alone.

use serde_json::json;

use super::{body, quotes, target, text};

fn check(input: serde_json::Value, expected: &serde_json::Value, paths: &[&str]) {
    let mut value = input;
    assert_eq!(body(&mut value, &["pin".to_owned()]), paths);
    assert_eq!(value, *expected);
}

#[test]
fn what_a_tenants_schema_hides_is_struck_out_like_a_password() {
    let urn = "urn:example:badge";
    check(
        json!({urn: {"number": 7, "PIN": "1234"}, "urn:example:badge:pin": "1"}),
        &json!({urn: {"number": 7, "PIN": "•••"}, "urn:example:badge:pin": "•••"}),
        &["urn:example:badge.PIN", "urn:example:badge:pin"],
    );
    check(
        json!({"Operations": [
            {"op": "add", "path": "urn:example:badge:cards[type eq \"a.b\"].pin", "value": "1"},
            {"op": "add", "path": "urn:example:badge:pin[value eq \"1\"].type", "value": "x"},
            {"op": "add", "path": "cards[pin eq 1].type", "value": "x"},
            {"op": "add", "path": "cards[type eq \"pin\"].type", "value": "x"},
            {"op": "add", "value": {"cards[pin eq 1].type": "x"}},
            {"op": "add", "path": "pin eq \"1\""},
            {"method": "DELETE", "path": "/Users?filter=pin eq 1&count=1"}]}),
        &json!({"Operations": [
            {"op": "add", "path": "urn:example:badge:cards[type eq \"a.b\"].pin", "value": "•••"},
            {"op": "add", "path": "urn:example:badge:pin[•••].type", "value": "•••"},
            {"op": "add", "path": "cards[•••].type", "value": "x"},
            {"op": "add", "path": "cards[type eq \"pin\"].type", "value": "x"},
            {"op": "add", "value": {"cards[•••].type": "x"}},
            {"op": "add", "path": "•••"},
            {"method": "DELETE", "path": "/Users?filter=•••&count=1"}]}),
        &[
            "Operations[0].value",
            "Operations[1].path",
            "Operations[1].value",
            "Operations[2].path",
            "Operations[4].value.cards[•••].type",
            "Operations[5].path",
            "Operations[6].path",
        ],
    );
    check(
        json!([{"path": "urn:example:badge:pin", "op": "add", "before": null, "after": "1"}]),
        &json!([{"path": "urn:example:badge:pin", "op": "add", "before": null, "after": "•••"}]),
        &["[0].after"],
    );
}

#[test]
fn a_password_is_struck_out_wherever_it_stands() {
    check(
        json!({"userName": "ada", "Password": "x", "nested": [{"password": {"a": 1}}]}),
        &json!({"userName": "ada", "Password": "•••", "nested": [{"password": "•••"}]}),
        &["Password", "nested[0].password"],
    );
    // A key that a client made is in the body, which can be erased, and not in the list.
    check(
        json!({"ada@example.com": {"password": "x"}}),
        &json!({"ada@example.com": {"password": "•••"}}),
        &["•••.password"],
    );
}

#[test]
fn the_value_of_an_operation_on_a_password_path_is_struck_out() {
    let urn = "urn:ietf:params:scim:schemas:core:2.0:User:password";
    check(
        json!({"Operations": [{"op": "replace", "path": urn, "value": "x"}]}),
        &json!({"Operations": [{"op": "replace", "path": urn, "value": "•••"}]}),
        &["Operations[0].value"],
    );
}

#[test]
fn a_filter_that_compares_a_secret_is_struck_out() {
    let pin = ["pin".to_owned()];
    for (given, expected) in [
        (
            "/Users?count=1&filter=password+eq+%22x%22",
            "/Users?count=1&filter=•••",
        ),
        ("/Users?FILTER=urn:x:User:PIN%20eq%201", "/Users?FILTER=•••"),
        (
            "/Users?filter=cards[pin%20pr]&count=2",
            "/Users?filter=•••&count=2",
        ),
        (
            "/Users?filter=title%20eq%20%22pin%22",
            "/Users?filter=title%20eq%20%22pin%22",
        ),
        (
            "/Users?filter=title%20eq%20%22%5C%22pin%22",
            "/Users?filter=title%20eq%20%22%5C%22pin%22",
        ),
        (
            "/Users?filter=title%20eq%20'a%22%20and%20password%20eq%20'x'",
            "/Users?filter=•••",
        ),
        (
            "/Users?filter=urn:acme:token:2.0:User:grade%20eq%201",
            "/Users?filter=urn:acme:token:2.0:User:grade%20eq%201",
        ),
        (
            "/Users?filter=urn:acme:2.0:User:card.pin%20pr",
            "/Users?filter=•••",
        ),
        ("/Users?filter=password:%22x%22", "/Users?filter=•••"),
        ("/Users?sortBy=password%20eq%20%22x%22", "/Users?sortBy=•••"),
        ("/Users?Password=x&count=1", "/Users?Password=•••&count=1"),
        (
            "/Users?attributes=password,pin",
            "/Users?attributes=password,pin",
        ),
        ("/Users?filter", "/Users?filter"),
        (
            "/Users?filter=%ff&sortBy=pin",
            "/Users?filter=%ff&sortBy=pin",
        ),
        ("/password", "/password"),
    ] {
        assert_eq!(target(given, &pin), expected);
    }
    check(
        json!({"filter": "password eq \"x\""}),
        &json!({"filter": "•••"}),
        &["filter"],
    );
}

#[test]
fn what_a_message_repeats_is_struck_out() {
    for (given, expected) in [
        (
            r#"expected a value, found "hunter2""#,
            "expected a value, found •••",
        ),
        (r#"found "="x"", not a name"#, "found •••"),
        ("nothing", "nothing"),
    ] {
        assert_eq!(quotes(given), expected);
    }
}

#[test]
fn a_token_secret_is_struck_out_of_any_text() {
    assert_eq!(
        text("/Users?t=rc_scim_abcDEF019&x=1"),
        "/Users?t=rc_scim_•••&x=1"
    );
    assert_eq!(text("nothing"), "nothing");
}
