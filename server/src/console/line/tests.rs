//! Lines, and the addresses that mean the same.

use app::model::query::{AuditQuery, Query};

use super::{apply, terms, write};

/// A line, and the URL that means the same.
#[track_caller]
fn check(line: &str, suffix: &str) {
    let mut query = AuditQuery {
        q: line.to_owned(),
        ..AuditQuery::default()
    };
    let moved = apply(&mut query).unwrap();
    assert_eq!(query.suffix(), suffix, "{line}");
    assert_eq!(moved, query.q != line, "{line}");
    // What is written means the same again.
    let written = write(&query);
    let mut again = AuditQuery {
        q: written.clone(),
        ..AuditQuery::default()
    };
    apply(&mut again).unwrap();
    assert_eq!(again.suffix(), suffix, "{line} -> {written}");
}

#[track_caller]
fn refused(line: &str, message: &str) {
    let mut query = AuditQuery {
        q: line.to_owned(),
        token: "okta".to_owned(),
        ..AuditQuery::default()
    };
    let fault = apply(&mut query).unwrap_err();
    assert_eq!(fault.to_string(), message);
    // The rest is as it was.
    assert_eq!((&*query.q, &*query.token), (line, "okta"));
}

#[test]
fn qualifiers_are_the_fields_of_the_form() {
    check("ada lovelace", "?q=ada+lovelace");
    check(
        "outcome:error token:okta-2026 status:4xx \"already exists\"",
        "?q=%22already+exists%22&outcome=error&token=okta-2026&status=4xx",
    );
    check("token:\"Okta prod\" x", "?q=x&token=Okta+prod");
    check(
        "op:user.create range:7d reads:yes",
        "?range=7d&op=user.create&reads=1",
    );
    check("-op:read", "");
    check("OUTCOME:error", "?outcome=error");
    check(
        "-op:user.update -outcome:success -token:\"a b\" -ada",
        "?not=op%3Auser.update&not=outcome%3Asuccess&not=token%3Aa+b&not=text%3Aada",
    );
    check("a-b x\u{a0}y", "?q=a-b+x+y");
    check("\"12:30\" \"-x\"", "?q=%2212%3A30%22+%22-x%22");
    check(
        "-\"urn:ietf\" -\"op:user\"",
        "?not=text%3Aurn%3Aietf&not=text%3Aop%3Auser",
    );
    check(r#"token:"a \"b\" c""#, "?token=a+%22b%22+c");
    check(r#"-"\"""#, "?not=text%3A%22");
}

#[test]
fn days_are_meant_whole() {
    check(
        "created:2026-11-20..2026-11-21",
        "?from=2026-11-20T00%3A00&to=2026-11-22T00%3A00",
    );
    check(
        "created:2026-11-20",
        "?from=2026-11-20T00%3A00&to=2026-11-21T00%3A00",
    );
    check("created:2026-11-20T08:30..", "?from=2026-11-20T08%3A30");
    check("created:..2026-11-21", "?to=2026-11-22T00%3A00");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    refused(
        "ada colour:red",
        "Character 5: there is no colour: here; put it in quotes to search for it.",
    );
    refused("é \"open", "Character 3: the quote is not closed.");
    refused(
        "token: okta",
        "Character 7: token: needs a value right behind it.",
    );
    refused("op:user op:group", "Character 9: op is given twice.");
    refused(
        "range:7d created:2026-11-20",
        "Character 10: created is given twice.",
    );
    refused(
        "x -\"\"",
        "Character 3: there is nothing between the quotes.",
    );
    refused(
        "token:\" \"",
        "Character 7: token: needs a value right behind it.",
    );
    refused(
        "reads:maybe",
        "Character 1: reads cannot be \"maybe\"; write reads:yes or reads:no.",
    );
    refused(
        &"x".repeat(4097),
        "Character 1: the line is longer than 4096 bytes.",
    );
    refused(
        &"a ".repeat(21),
        "Character 41: there are more than 20 words.",
    );
    refused(
        "outcome:bad",
        "Character 1: outcome cannot be \"bad\"; write outcome:error, success, no_change, \
         client_error, server_error or denied.",
    );
    refused(
        "-range:7d",
        "Character 1: range cannot be ruled out with -.",
    );
    refused(
        "created:yesterday",
        "Character 1: created cannot be \"yesterday\"; write created:2026-11-20..2026-11-21 \
         or created:2026-11-20T08:00...",
    );
    refused(
        "op:read",
        "Character 1: reads:yes shows reads; op:read alone is not possible.",
    );
}

#[test]
fn words_and_phrases_are_terms() {
    assert_eq!(
        terms("ada \"already exists\"  x"),
        ["ada", "already exists", "x"]
    );
    assert!(terms("").is_empty());
}
