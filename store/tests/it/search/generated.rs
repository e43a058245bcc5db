//! Filters that nobody thought of, by the hundred.

use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::population::populate;
use super::{in_memory, in_sql};
use crate::harness::backends;

/// Filters per database: each meets every user of the population.
const FILTERS: usize = 400;

#[tokio::test(flavor = "multi_thread")]
async fn filters_on_users_find_what_they_find_in_memory() {
    for site in backends().await {
        let population = populate(&site).await;
        let mut runner = TestRunner::deterministic();
        let strategy = filter(&population[3].id.to_string());
        let mut found_any = 0;
        for _ in 0..FILTERS {
            let text = strategy.new_tree(&mut runner).unwrap().current();
            let filter = scim::filter::compile(&scim::schema::user(), &text).unwrap();
            // More than that may be too many look-ups.
            if filter.terms() > 16 {
                continue;
            }
            let expected = in_memory(&population, &text);
            assert_eq!(in_sql(&site, &text).await, expected, "{text}");
            found_any += usize::from(!expected.is_empty() && expected.len() < population.len());
        }
        // Filters that find everybody or nobody tell little.
        assert!(found_any > FILTERS / 4, "{found_any}");
    }
}

/// Attributes with text.
const TEXTS: &[&str] = &[
    "userName",
    "externalId",
    "displayName",
    "title",
    "name.familyName",
    "name.formatted",
    "profileUrl",
    "preferredLanguage",
    "emails",
    "emails.value",
    "emails.type",
    "phoneNumbers.value",
    "phoneNumbers.type",
    "addresses.locality",
    "addresses.country",
    "roles.value",
    "department",
    "employeeNumber",
    "manager.value",
    "groups.display",
    "meta.version",
    "meta.location",
    "schemas",
];

/// What they may be compared with.
const LITERALS: &[&str] = &[
    "USER1",
    "user",
    "Ext1",
    "ext1",
    "NAME 2",
    "näme",
    "engineer",
    "Engineers",
    "%",
    "_",
    "family 2",
    "f1",
    "https://x.org/A",
    "x",
    "MAIL1@x.org",
    "home@X.org",
    "work",
    "HOME",
    "+49 1",
    "zürich",
    "ch",
    "it's; --",
    "engines",
    "7",
    "m",
    "de-ch",
    "",
    "W/\\\"1\\\"",
    "urn:",
];

/// The text of a filter on users: every attribute, every operator that its type allows.
fn filter(id: &str) -> BoxedStrategy<String> {
    let id = id.to_owned();
    let text = (
        select(TEXTS),
        "(eq|ne|co|sw|ew|gt|ge|lt|le)",
        select(LITERALS),
    );
    let leaf = prop_oneof![
        8 => text.prop_map(|(name, operator, literal)| format!(r#"{name} {operator} "{literal}""#)),
        2 => select(TEXTS).prop_map(|name| format!("{name} pr")),
        1 => (select(TEXTS), "(eq|ne)").prop_map(|(name, op)| format!("{name} {op} null")),
        3 => value_path(),
        2 => ("(active|emails\\.primary|addresses\\.primary)", "(eq|ne)", "(true|false)")
            .prop_map(|(name, operator, flag)| format!("{name} {operator} {flag}")),
        1 => "(eq|ne|co|gt)".prop_map(move |operator| format!(r#"id {operator} "{id}""#)),
        2 => time(),
        1 => Just(r#"groups[display sw "eng" and type eq "direct"]"#.to_owned()),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" and "))),
            vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.prop_map(|part| format!("not ({part})")),
        ]
    })
    .boxed()
}

/// A filter on the values of a list.
fn value_path() -> impl Strategy<Value = String> {
    let part = || {
        let comparison = (
            "(type|value|display)",
            "(eq|ne|co|sw|ew|gt|le)",
            select(LITERALS),
        );
        comparison.prop_map(|(part, operator, literal)| format!(r#"{part} {operator} "{literal}""#))
    };
    let joint = select(vec!["and", "or", "and not", "or not"]);
    let lists = select(vec!["emails", "phoneNumbers", "roles"]);
    (lists, part(), part(), joint)
        .prop_map(|(list, one, other, joint)| format!("{list}[{one} {joint} ({other})]"))
}

fn time() -> impl Strategy<Value = String> {
    let operator = "(eq|ne|gt|ge|lt|le)";
    let fraction = "(|\\.25|\\.2500001)";
    ("(created|lastModified)", operator, 0..7_u8, fraction).prop_map(
        |(name, operator, second, fraction)| {
            format!(r#"meta.{name} {operator} "2026-11-21T12:00:0{second}{fraction}Z""#)
        },
    )
}
