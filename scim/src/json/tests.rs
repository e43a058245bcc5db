//! What is read as JSON, and what is refused where.

use super::*;
use serde_json::json;

#[track_caller]
fn check(text: &str, kind: ScimType, path: &str, says: &str) {
    let error = read(text.as_bytes()).expect_err("refused");
    let at = error.path.as_deref().unwrap_or_default();
    assert_eq!((error.kind, at), (kind, path), "{error}");
    assert!(error.detail.contains(says), "{error}");
    assert!(error.detail.len() < 400 && !error.detail.contains('\n'));
}

#[test]
fn json_is_read_as_it_is() {
    for text in [
        r#"{"a":[1,-2,3.5,true,null,{"b":""}],"ä":"\ud83d\ude00 \t\r\n"}"#,
        "18446744073709551615",
        "-9223372036854775808",
        "1e308",
        "[]",
        " {} ",
        "\"x\"",
    ] {
        let expected: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(read(text.as_bytes()), Ok(expected), "{text}");
    }
    assert_eq!(read(b"\xef\xbb\xbf{}"), Ok(json!({})));
}

#[test]
fn a_name_that_is_there_twice_is_named() {
    for (text, path) in [
        (r#"{"active":true,"active":false}"#, "active"),
        (
            r#"{"emails":[{},{"value":"a","type":"b","value":"a"}]}"#,
            "emails[1].value",
        ),
        (r#"{"urn:a:User":{"x":1,"\u0078":2}}"#, "urn:a:User:x"),
        (
            r#"{"Operations":[{"op":"add","value":{"a":{"b":1,"b":1}}}]}"#,
            "Operations[0].value.a.b",
        ),
    ] {
        check(text, ScimType::InvalidSyntax, path, "twice; send it once");
    }
    // In different places, or in different letter case, a name is another one.
    assert!(read(br#"{"a":{"a":1},"b":{"a":1},"A":1}"#).is_ok());
}

#[test]
fn control_characters_are_named_with_their_place() {
    let kind = ScimType::InvalidValue;
    check(
        r#"{"emails":[{"value":"a\u0000"}]}"#,
        kind,
        "emails[0].value",
        "U+0000",
    );
    check(
        r#"{"a":["x","\u001b"]}"#,
        kind,
        "a[1]",
        "U+001B; only tab and line breaks",
    );
    check(
        "\"\u{85}\"",
        kind,
        "",
        "the body contains the control character U+0085",
    );
    check(
        r#"{"a":{"b\u0000":1}}"#,
        ScimType::InvalidSyntax,
        "a",
        "a name with a control",
    );
    check(
        "{\"a\":\"\u{1}\"}",
        ScimType::InvalidSyntax,
        "a",
        "no JSON at a: control",
    );
}

#[test]
fn half_a_surrogate_pair_is_no_character() {
    for half in [
        r"\ud800",
        r"\udc00",
        r"\ud800\u0041",
        r"\ud800x",
        r"\ud83d\ud83d",
    ] {
        let text = format!(r#"{{"name":{{"givenName":"{half}"}}}}"#);
        check(&text, ScimType::InvalidSyntax, "name.givenName", "halves");
    }
}

#[test]
fn numbers_beyond_all_bounds_are_refused() {
    for number in ["1e309", "-1e400", "1e99999999999"] {
        let text = format!(r#"{{"a":[{number}]}}"#);
        check(
            &text,
            ScimType::InvalidValue,
            "a[0]",
            "a[0] is a number out of range",
        );
    }
    check(
        "1e309",
        ScimType::InvalidValue,
        "",
        "is a number out of range",
    );
}

#[test]
fn nesting_has_an_end() {
    let nested =
        |open: &str, close: &str, depth| format!("{}1{}", open.repeat(depth), close.repeat(depth));
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        assert!(read(nested(open, close, MAX_DEPTH).as_bytes()).is_ok());
        for depth in [MAX_DEPTH + 1, 500_000] {
            let error = read(nested(open, close, depth).as_bytes()).expect_err("refused");
            assert_eq!(error.kind, ScimType::InvalidSyntax);
            assert!(error.detail.contains("deeper than 32 levels"), "{error}");
        }
    }
}

#[test]
fn anything_else_is_refused_with_its_line_and_column() {
    let kind = ScimType::InvalidSyntax;
    check(r#"{"userName": "a""#, kind, "", "line 1 column 16");
    check(
        "{\"a\": [1,\n }",
        kind,
        "a[1]",
        "no JSON at a[1]: expected value at line 2",
    );
    check("{} {}", kind, "", "trailing characters");
    check("{\"a\" 1}", kind, "a", "expected `:`");
    check("NaN", kind, "", "no JSON: expected");
    check("", kind, "", "EOF");
    assert!(read(b"\"\xff\xfe\"").is_err());
    let long = format!("{{\"{}\": x}}", "k".repeat(10_000));
    check(&long, kind, &"k".repeat(PATH_ECHO), "no JSON at kkk");
}
