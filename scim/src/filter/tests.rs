//! The filter language, from text to verdict.

use super::*;
use crate::resource::Resource;
use crate::schema;
use serde_json::{Value, json};

fn user() -> Resource {
    let user = json!({
        "id": "2819c223", "externalId": "Ext-1", "userName": "BJensen@example.com",
        "name": {"familyName": "Jensen", "givenName": "Barbara"},
        "title": "", "userType": "Employee", "active": true,
        "emails": [
            {"value": "b@work.example", "type": "work", "primary": true},
            {"value": "b@home.example", "type": "home"}
        ],
        "groups": [{"value": "g1", "display": "Staff"}],
        "roles": [{"value": "admin", "primary": true}],
        "meta": {"resourceType": "User", "lastModified": "2011-05-13T04:42:34.500Z"},
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
            "department": "Sales", "manager": {"value": "M-1"}
        },
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]
    });
    Resource::from_map(user.as_object().cloned().unwrap_or_default())
}

/// The verdict on the sample user.
#[track_caller]
fn check(filter: &str, expected: bool) {
    let compiled = compile(&schema::user(), filter);
    let verdict = compiled.map(|filter| matches(&filter, &user()));
    assert_eq!(verdict, Ok(expected), "{filter}");
}

/// The canonical spelling.
#[track_caller]
fn check_reads(filter: &str, expected: &str) {
    let compiled = compile(&schema::user(), filter).map(|filter| filter.to_string());
    assert_eq!(compiled.as_deref(), Ok(expected), "{filter}");
}

/// A refusal whose detail contains the given words.
#[track_caller]
fn check_refused(filter: &str, words: &str) {
    let error = compile(&schema::user(), filter).expect_err(filter);
    assert_eq!(error.kind, ScimType::InvalidFilter);
    assert!(error.detail.contains(words), "{filter}: {}", error.detail);
    assert!(!error.detail.contains('\n'), "{}", error.detail);
}

#[test]
fn the_examples_of_the_rfc_are_understood() {
    for filter in [
        r#"userName eq "bjensen""#,
        r#"name.familyName co "O'Malley""#,
        r#"userName sw "J""#,
        r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J""#,
        "title pr",
        r#"meta.lastModified gt "2011-05-13T04:42:34Z""#,
        r#"meta.lastModified ge "2011-05-13T04:42:34Z""#,
        r#"meta.lastModified lt "2011-05-13T04:42:34Z""#,
        r#"meta.lastModified le "2011-05-13T04:42:34Z""#,
        r#"title pr and userType eq "Employee""#,
        r#"title pr or userType eq "Intern""#,
        r#"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#,
        r#"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")"#,
        r#"userType ne "Employee" and not (emails co "example.com" or emails.value co "e.org")"#,
        r#"userType eq "Employee" and (emails.type eq "work")"#,
        r#"userType eq "Employee" and emails[type eq "work" and value co "@example.com"]"#,
        r#"emails[type eq "work" and value co "@a.com"] or ims[type eq "xmpp" and value co "@b"]"#,
    ] {
        assert!(compile(&schema::user(), filter).is_ok(), "{filter}");
    }
}

#[test]
fn strings_compare_as_their_attribute_says() {
    check(r#"userName eq "bjensen@EXAMPLE.com""#, true);
    check(r#"userName ne "bjensen@EXAMPLE.com""#, false);
    check(r#"externalId eq "ext-1""#, false);
    check(r#"externalId eq "Ext-1""#, true);
    check(r#"userName sw "bj""#, true);
    check(r#"userName ew ".COM""#, true);
    check(r#"userName co "SEN@""#, true);
    check(r#"userName gt "a""#, true);
    check(r#"userName lt "a""#, false);
    check(r#"userName ge "bjensen@example.com""#, true);
    check(r#"userName le "bjensen@example.com""#, true);
}

#[test]
fn and_binds_tighter_than_or() {
    check(
        r#"userName eq "x" and active eq true or active eq true"#,
        true,
    );
    check(
        r#"active eq true or active eq true and userName eq "x""#,
        true,
    );
    check(
        r#"(active eq true or active eq true) and userName eq "x""#,
        false,
    );
    check("not (active eq true) or active eq true", true);
}

#[test]
fn a_value_path_demands_all_of_one_value() {
    check(r#"emails[type eq "work" and value co "@work"]"#, true);
    check(r#"emails[type eq "work" and value co "@home"]"#, false);
    check(r#"emails.type eq "work" and emails.value co "@home""#, true);
    check(r#"not (emails[type eq "other"])"#, true);
}

#[test]
fn an_absent_attribute_fulfils_ne_only() {
    check(r#"nickName eq "x""#, false);
    check(r#"nickName ne "x""#, true);
    check(r#"nickName co """#, false);
    check(r#"not (nickName eq "x")"#, true);
    check(r#"phoneNumbers ne "1""#, true);
    check(r#"emails.display ne "x""#, true);
}

#[test]
fn ne_on_a_list_holds_for_any_value() {
    check(r#"emails ne "b@work.example""#, true);
    check(r#"roles ne "admin""#, false);
}

#[test]
fn pr_wants_a_value_that_is_not_empty() {
    check("title pr", false);
    check("userName pr", true);
    check("name pr", true);
    check("emails pr", true);
    check("emails.display pr", false);
    check("addresses pr", false);
}

#[test]
fn null_means_without_value() {
    check("nickName eq null", true);
    check("userName eq NULL", false);
    check("userName ne null", true);
    check_refused("userName gt null", "null");
}

#[test]
fn times_compare_as_times() {
    check(
        r#"meta.lastModified gt "2011-05-13T04:42:34.4999999Z""#,
        true,
    );
    check(
        r#"meta.lastModified gt "2011-05-13T06:42:34.5000000+02:00""#,
        false,
    );
    check(
        r#"meta.lastModified ge "2011-05-13T06:42:34.5000000+02:00""#,
        true,
    );
    check(
        r#"meta.lastModified ge "2011-05-13T06:42:34.5000000 02:00""#,
        true,
    );
    check("meta.lastModified lt 2012-01-01T00:00:00Z", true);
    check_refused(r#"meta.lastModified gt "yesterday""#, "a time such as");
    check_refused(r#"meta.lastModified co "2011""#, "co does not compare");
}

#[test]
fn booleans_are_read_however_they_are_written() {
    for literal in ["true", "True", "TRUE", r#""true""#, r#""True""#] {
        check(&format!("active eq {literal}"), true);
        check(
            &format!("roles[primary eq {literal}].value eq \"admin\""),
            true,
        );
    }
    check("active eq False", false);
    check_refused(r#"active eq "yes""#, "true or false");
    check_refused("active gt true", "gt does not compare");
    check_refused("active co true", "co does not compare");
}

#[test]
fn a_user_who_does_not_say_is_active() {
    let filter = compile(&schema::user(), "active eq true").expect("a good filter");
    assert!(matches(&filter, &Resource::default()));
}

#[test]
fn names_and_operators_may_be_in_any_letter_case() {
    check_reads(r#"USERNAME Eq "x""#, r#"userName eq "x""#);
    check_reads(
        r#"Name.FamilyName CO "x" AND Active EQ True"#,
        r#"name.familyName co "x" and active eq true"#,
    );
    check_reads("Title PR OR NOT (TITLE Pr)", "title pr or not (title pr)");
}

#[test]
fn urns_qualify_names_in_any_letter_case() {
    check(
        r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "bj""#,
        true,
    );
    check(
        r#"URN:IETF:params:scim:schemas:extension:enterprise:2.0:user:Department eq "sales""#,
        true,
    );
    check_refused(r#"urn:example:other:userName eq "x""#, "has no attribute");
    check_refused(
        r#"urn:ietf:params:scim:schemas:core:2.0:User eq "x""#,
        "has no attribute",
    );
}

#[test]
fn not_needs_no_space() {
    check("not(title pr)", true);
    check("NOT(title pr)and(userName pr)", true);
    check_refused("not title pr", "expected (");
}

#[test]
fn a_complex_attribute_compares_by_its_value() {
    check(r#"emails eq "B@work.example""#, true);
    check(r#"emails co "home""#, true);
    check(r#"manager eq "M-1""#, true);
    check(r#"groups eq "g1""#, true);
    check(r#"id eq "2819c223" and manager eq "M-1""#, true);
    check_refused(r#"name eq "x""#, "complex");
}

#[test]
fn a_comparison_may_follow_a_value_path() {
    check(r#"emails[type eq "work"].value eq "b@work.example""#, true);
    check(r#"emails[type eq "work"].value eq "b@home.example""#, false);
    check(r#"emails[type eq "work"].display pr"#, false);
    check_reads(
        r#"emails[type eq "work" or primary eq true].value eq "x""#,
        r#"emails[(type eq "work" or primary eq true) and value eq "x"]"#,
    );
}

#[test]
fn members_compare_by_id() {
    let group = json!({"id": "G", "displayName": "Staff", "members": [{"value": "u1"}]});
    let group = Resource::from_map(group.as_object().cloned().unwrap_or_default());
    for (filter, expected) in [
        (r#"id eq "G" and members eq "u1""#, true),
        (r#"members[value eq "u1"]"#, true),
        (r#"members.value eq "u2""#, false),
        ("members.$ref pr", false),
        (r#"DisplayName eq "STAFF""#, true),
    ] {
        let compiled = compile(&schema::group(), filter).expect(filter);
        assert_eq!(matches(&compiled, &group), expected, "{filter}");
    }
}

#[test]
fn escapes_and_odd_characters_are_text() {
    let mut odd = user();
    for name in [
        r"CORP\bob",
        "O'Malley",
        "a+b&c%20",
        "Jürgen",
        "say \"hi\"",
        "tab\there",
        "%",
        "_",
    ] {
        odd.insert("nickName", Value::from(name));
        let filter = format!("nickName eq {}", Value::from(name));
        let compiled = compile(&schema::user(), &filter).expect(&filter);
        assert!(matches(&compiled, &odd), "{filter}");
    }
    check(r#"userName eq "%""#, false);
    check(r#"userName eq "\u0042jensen@example.com""#, true);
    check_refused(r#"userName eq "CORP\bob""#, r"write \ as \\");
    check_refused(r#"userName eq "CORP\xob""#, r"\ written as \\");
    check_refused("userName eq \"a\\u0000\"", "U+0000");
}

#[test]
fn spaces_are_skipped() {
    check_reads("  userName   eq\t\"x\"  ", r#"userName eq "x""#);
    check_reads("( ( title pr ) )", "title pr");
    check_reads(r#"emails[ type eq "work" ]"#, r#"emails[type eq "work"]"#);
}

#[test]
fn what_is_not_a_filter_is_refused_with_its_place() {
    check_refused(
        "",
        "offset 0: expected the name of an attribute, found its end",
    );
    check_refused("userName", "offset 8: expected eq, ne");
    check_refused("userName is \"x\"", "offset 9: expected eq, ne");
    check_refused("userName eq", "offset 11: expected a value");
    check_refused("userName eq bjensen", "in double quotes");
    check_refused("userName eq 'x'", "in double quotes");
    check_refused(r#"userName eq "x"#, "ends in");
    check_refused(r#"userName eq "x" and"#, "found its end");
    check_refused(r#"userName eq "x" xor title pr"#, "expected the end");
    check_refused(r#"(userName eq "x""#, "expected )");
    check_refused(r#"userName eq "x")"#, "expected the end");
    check_refused(r#"emails[type eq "work""#, "expected ]");
    check_refused(r#"emails[groups[value eq "x"]]"#, "not allowed");
    check_refused(r#"ümlaut eq "x""#, "expected the name");
}

#[test]
fn unknown_attributes_and_wrong_types_are_refused() {
    check_refused(r#"shoeSize eq "46""#, "User has no attribute \"shoeSize\"");
    check_refused(r#"name.first eq "x""#, "has no attribute");
    check_refused(r#"emails[size eq "x"]"#, "emails has no attribute");
    check_refused(r#"userName[value eq "x"]"#, "no values to select");
    check_refused(r#"manager[value eq "x"]"#, "no values to select");
    check_refused("userName eq 5", "text in double quotes");
    check_refused("userName eq true", "text in double quotes");
    check_refused(r#"x509Certificates gt "a""#, "gt does not compare");
}

#[test]
fn a_password_is_not_filtered_by() {
    check_refused(r#"password eq "x""#, "never returned");
    check_refused("password pr", "never returned");
}

#[test]
fn numbers_compare_as_numbers() {
    let path = |kind| AttributePath {
        urn: None,
        attribute: "size".to_owned(),
        sub_attribute: None,
        kind,
        case_exact: false,
        multi_valued: false,
    };
    let with = |value: Value| {
        let mut resource = Resource::default();
        resource.insert("size", value);
        resource
    };
    let compare = |kind, operator, value| Filter::Compare {
        path: path(kind),
        operator,
        value,
    };
    let five = compare(Type::Integer, Operator::Gt, Literal::Integer(5));
    assert!(matches(&five, &with(json!(6))));
    assert!(!matches(&five, &with(json!(5))));
    assert!(matches(&five, &with(json!(5.5))));
    let half = compare(Type::Decimal, Operator::Le, Literal::Decimal(0.5));
    assert!(matches(&half, &with(json!(0))));
    assert!(!matches(&half, &with(json!("0"))));
}

#[test]
fn printed_filters_keep_their_grouping() {
    for filter in [
        r#"userName eq "a" and (title pr and name pr)"#,
        r#"(userName eq "a" or title pr) and name pr"#,
        r#"userName eq "a" or title pr and name pr"#,
        r#"not (userName eq "a" or not (title pr))"#,
        r#"emails[type eq "work" and (value co "a" or value co "b")]"#,
        r#"meta.created ge "2011-05-13T04:42:34.123456700Z""#,
        r#"nickName eq "a\"b\\c""#,
    ] {
        check_reads(filter, filter);
    }
}

/// The dialects that a filter was understood by.
#[track_caller]
fn check_tolerances(filter: &str, expected: &[Tolerance]) {
    let compiled = compile_among(&schema::user(), &[], filter);
    let named = compiled.map(|(_, tolerances)| tolerances.into_iter().collect::<Vec<_>>());
    assert_eq!(named.as_deref(), Ok(expected), "{filter}");
}

#[test]
fn dialects_are_named() {
    use Tolerance::{BooleanAsText, LiteralForm, UnqualifiedExtension, ValuePathCompared};
    for filter in [
        "userName eq \"true\"",
        "active eq true",
        "USERNAME Eq \"x\" AND NOT(title pr)",
        "emails co \"x\" or emails[type eq \"work\"]",
        "emails[primary eq true and value co \"@x\"]",
        "title eq null",
        "meta.created gt \"2026-01-01T00:00:00Z\"",
        &format!("{}:department pr", crate::urn::ENTERPRISE_USER_SCHEMA),
    ] {
        check_tolerances(filter, &[]);
    }
    for (filter, expected) in [
        ("active eq \"False\"", BooleanAsText),
        ("active eq True", LiteralForm),
        ("title ne NULL", LiteralForm),
        ("meta.created gt 2026-01-01T00:00:00Z", LiteralForm),
        ("emails[primary eq \"true\"]", BooleanAsText),
        ("not (department pr)", UnqualifiedExtension),
        ("emails[type eq \"work\"].value eq \"x\"", ValuePathCompared),
    ] {
        check_tolerances(filter, &[expected]);
    }
    check_tolerances(
        "(manager pr or active eq \"true\") and emails[primary eq TRUE].value pr",
        &[
            BooleanAsText,
            LiteralForm,
            UnqualifiedExtension,
            ValuePathCompared,
        ],
    );
}

#[test]
fn what_only_another_type_has_is_named_as_there() {
    let compiled = compile_among(&schema::group(), &[&schema::user()], "department pr");
    let (filter, tolerances) = compiled.expect("compiled");
    assert_eq!(filter, Filter::Constant(false));
    assert!(tolerances.contains(&Tolerance::UnqualifiedExtension));
}
