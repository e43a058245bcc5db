//! What the table says of refusals as the log has them.

use std::collections::HashSet;

use super::{Cause, Explanation, Provider, Refusal, TABLE, explain};
use crate::text::explanation as text;

fn of(status: u16, scim_type: &str, detail: &str) -> Explanation {
    explain(&Refusal {
        operation: "user.create",
        status,
        scim_type: Some(scim_type).filter(|kind| !kind.is_empty()),
        detail: Some(detail),
        idp: Some("okta"),
    })
}

/// What an explanation's sentence says, with its values.
fn sentence(explanation: &Explanation) -> String {
    let mut sentence = text::cause(explanation.cause).to_owned();
    for (name, value) in &explanation.values {
        sentence = sentence.replace(&format!("{{{name}}}"), value);
    }
    sentence
}

/// Every `scimType` of RFC 7644 table 9, and the one of RFC 9865.
const OF_THE_STANDARD: &[(u16, &str, &str, Cause)] = &[
    (400, "invalidFilter", "filter at offset 3: x", Cause::Filter),
    (
        400,
        "tooMany",
        "The filter has more than 16",
        Cause::TooMuch,
    ),
    (
        409,
        "uniqueness",
        "userName \"ada\" already exists in this tenant: x",
        Cause::UserNameTaken,
    ),
    (
        409,
        "uniqueness",
        "urn:x:User:badge must be unique and another user",
        Cause::ValueTaken,
    ),
    (
        400,
        "mutability",
        "id is readOnly; the server decides it",
        Cause::ReadOnly,
    ),
    (
        400,
        "mutability",
        "members.display cannot change (immutable); x",
        Cause::Immutable,
    ),
    (
        400,
        "invalidSyntax",
        "the body must be a JSON object, not an array",
        Cause::Syntax,
    ),
    (
        400,
        "invalidPath",
        "User has no attribute \"shoe\"",
        Cause::UnknownAttribute,
    ),
    (
        400,
        "invalidPath",
        "path must be a string, not a number",
        Cause::Path,
    ),
    (
        400,
        "noTarget",
        "emails[type eq \"work\"] matches no value; use add",
        Cause::NoMatch,
    ),
    (
        400,
        "noTarget",
        "remove needs a path that says what to remove",
        Cause::NoTarget,
    ),
    (
        400,
        "invalidValue",
        "userName is required; send a value for it",
        Cause::Required,
    ),
    (
        400,
        "invalidValue",
        "active must be true or false, not a number",
        Cause::WrongType,
    ),
    (400, "invalidVers", "", Cause::Version),
    (403, "sensitive", "", Cause::Forbidden),
    (400, "sensitive", "", Cause::Sensitive),
    (400, "invalidCursor", "", Cause::Cursor),
];

#[test]
fn every_scim_type_of_the_standard_has_a_cause() {
    for (status, scim_type, detail, expected) in OF_THE_STANDARD {
        let cause = of(*status, scim_type, detail).cause;
        assert_eq!(cause, *expected, "{status} {scim_type} {detail}");
    }
}

#[test]
fn a_cause_has_the_own_values_of_its_event() {
    for (status, scim_type, detail, expected) in [
        (
            409,
            "uniqueness",
            "userName \"ada@x.example\" already exists in this tenant: update that user",
            "Another user has the userName \"ada@x.example\" already, in whatever letter case.",
        ),
        (
            400,
            "invalidValue",
            "members[0].value: \"77\" is no user or group of this tenant: create it first",
            "The member \"77\" is no user or group of this tenant: it was never sent, or was deleted.",
        ),
        (
            400,
            "invalidValue",
            "active must be true or false, not a number",
            "active must be true or false, and a number was sent.",
        ),
        (
            403,
            "",
            "This token is for Groups only: issue one for all resources.",
            "The token is for Groups only.",
        ),
        (
            405,
            "",
            "PUT is not possible here; the Allow header names what is.",
            "PUT is nothing that can be done at this address.",
        ),
        (
            415,
            "",
            "Send the body as application/scim+json or application/json.",
            "The body was not announced as JSON: Send the body as application/scim+json or application/json.",
        ),
    ] {
        assert_eq!(sentence(&of(status, scim_type, detail)), expected);
    }
}

#[test]
fn a_credential_is_explained_by_why_it_was_refused() {
    let denied = |detail| {
        sentence(&explain(&Refusal {
            operation: "access.denied",
            status: 401,
            detail: Some(detail),
            ..Refusal::default()
        }))
    };
    assert_eq!(
        denied("the token expired on 2026-11-01"),
        "The token expired on 2026-11-01."
    );
    assert_eq!(
        denied("the credential was sent by HTTP Basic, which is switched off in the settings"),
        "The token was sent by HTTP Basic. That is switched off in this tenant."
    );
}

#[test]
fn an_unknown_address_is_told_from_an_unknown_resource() {
    let cause = |operation| {
        let refusal = Refusal {
            operation,
            status: 404,
            detail: Some("There is no such resource."),
            ..Refusal::default()
        };
        explain(&refusal).cause
    };
    assert_eq!(cause("request.unknown"), Cause::UnknownAddress);
    assert_eq!(cause("user.update"), Cause::NoSuchResource);
}

#[test]
fn what_a_sentence_names_is_always_there() {
    for known in TABLE {
        let sentence = text::cause(known.cause);
        for name in sentence.split('{').skip(1) {
            let (name, _) = name.split_once('}').unwrap();
            let told =
                ["detail", "status"].contains(&name) || known.says.contains(&format!("{{{name}}}"));
            assert!(told, "{:?}: {name}", known.cause);
        }
    }
}

#[test]
fn no_two_lines_of_the_table_are_one() {
    let mut lines = HashSet::new();
    for known in TABLE {
        let line = (known.operation, known.statuses, known.scim_type, known.says);
        assert!(lines.insert(line), "{line:?}");
    }
}

#[test]
fn every_place_is_told_for_every_provider_and_links_to_a_standard() {
    for known in TABLE {
        let cause = known.cause;
        for provider in Provider::ALL {
            let change = text::change(cause.place(), provider);
            assert!(change.ends_with('.'), "{change}");
        }
        let link = text::section_link(cause.section());
        assert!(
            link.starts_with("https://www.rfc-editor.org/rfc/rfc"),
            "{link}"
        );
        assert!(text::cause(cause).ends_with(['.', '}']), "{cause:?}");
    }
}
