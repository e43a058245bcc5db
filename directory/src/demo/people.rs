//! Who works at the demonstration.

use serde_json::{Value, json};

/// First names, last names and departments, combined into people.
const FIRST: &[&str] = &[
    "Ada",
    "Grace",
    "Alan",
    "Katherine",
    "Edsger",
    "Barbara",
    "Linus",
    "Radia",
    "Tim",
    "Hedy",
    "Dennis",
    "Margaret",
    "Ken",
    "Frances",
    "Donald",
    "Shafi",
    "Tony",
    "Joan",
    "John",
    "Evelyn",
    "Zoë",
    "Søren",
    "Łukasz",
    "Ngũgĩ",
];
const LAST: &[&str] = &[
    "Lovelace",
    "Hopper",
    "Turing",
    "Johnson",
    "Dijkstra",
    "Liskov",
    "Torvalds",
    "Perlman",
    "Berners-Lee",
    "Lamarr",
    "Ritchie",
    "Hamilton",
    "Thompson",
    "Allen",
    "Knuth",
    "Goldwasser",
    "Hoare",
    "Clarke",
    "McCarthy",
    "Berezin",
    "O'Neill",
    "Müller",
];
pub(super) const DEPARTMENTS: &[&str] = &[
    "Engineering",
    "Design",
    "Finance",
    "People",
    "Sales",
    "Support",
];

pub(super) fn person(n: usize) -> Value {
    let (first, last) = (
        FIRST[n % FIRST.len()],
        LAST[(n * 7 + n / FIRST.len()) % LAST.len()],
    );
    let department = DEPARTMENTS[n % DEPARTMENTS.len()];
    let plain: String = format!("{first}.{last}")
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '.')
        .collect();
    let user_name = format!("{}{n}@demo.example", plain.to_lowercase());
    json!({
        "schemas": [scim::USER_SCHEMA, scim::ENTERPRISE_USER_SCHEMA],
        "userName": user_name,
        "externalId": format!("00u{n:06}"),
        "name": {"givenName": first, "familyName": last, "formatted": format!("{first} {last}")},
        "displayName": format!("{first} {last}"),
        "emails": [{"value": user_name, "type": "work", "primary": true}],
        "active": true,
        "title": if n.is_multiple_of(9) { "Manager" } else { "Specialist" },
        "locale": "en-GB",
        "timezone": "Europe/London",
        scim::ENTERPRISE_USER_SCHEMA: {
            "department": department,
            "employeeNumber": format!("{:05}", 10_000 + n),
            "organization": "Demo Industries",
        },
    })
}
