//! What identity providers send, replayed from `testdata/*.json`.
//!
//! A file is a list of cases. Each has `says` (a sentence), `quirks` (the numbers of the design's
//! list of forty that it covers), `type`, one input (`create`, `replace`, `patch` or `filter`) and
//! what comes of it: `gives` (the resource without `schemas`), `members` (the membership steps),
//! `tolerances` (all of them), `matches` (for filters) or `refused` (a `scimType`). Patches and
//! filters work on `given`, or on a small resource of the type.

use scim::patch;
use scim::schema::{self, ResourceType};
use scim::{Error, MembershipStep, Purpose, Resource, Tolerance, accept, filter, membership};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// The quirks that concern bodies and filters; the others are the server's.
const QUIRKS: [u64; 34] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
    27, 28, 30, 31, 35, 38, 39, 40,
];

#[derive(Default)]
struct Outcome {
    gives: Map<String, Value>,
    members: Vec<String>,
    tolerances: BTreeSet<Tolerance>,
    matches: Option<bool>,
}

#[test]
fn every_case_gives_what_it_says() {
    for (file, case) in cases() {
        let says = format!("{file}: {}", case["says"].as_str().expect("a sentence"));
        match (run(&case), case.get("refused")) {
            (Ok(outcome), None) => compare(&says, &case, outcome),
            (Err(error), Some(kind)) => assert_eq!(error.kind.as_str(), kind, "{says}: {error}"),
            (Ok(_), Some(kind)) => panic!("{says}: not refused ({kind})"),
            (Err(error), None) => panic!("{says}: refused: {error} ({})", error.kind),
        }
    }
}

#[test]
fn every_quirk_has_a_case() {
    let covered: BTreeSet<u64> = cases()
        .iter()
        .flat_map(|(_, case)| case["quirks"].as_array().cloned().unwrap_or_default())
        .filter_map(|quirk| quirk.as_u64())
        .collect();
    assert_eq!(covered, BTreeSet::from(QUIRKS));
}

fn cases() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the testdata folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .collect();
    files.sort();
    assert!(files.len() >= 7);
    let mut cases = Vec::new();
    for file in files {
        let name = file
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read_to_string(&file).expect("readable");
        let list: Vec<Value> = serde_json::from_str(&text).expect(&name);
        cases.extend(list.into_iter().map(|case| (name.clone(), case)));
    }
    cases
}

fn run(case: &Value) -> Result<Outcome, Error> {
    let group = case.get("type") == Some(&json!("Group"));
    let (kind, sample) = if group {
        (schema::group(), json!({"displayName": "Staff"}))
    } else {
        (schema::user(), json!({"userName": "ann@acme.example"}))
    };
    let given = case.get("given").cloned().unwrap_or(sample);
    let given = Resource::from_map(given.as_object().cloned().expect("an object"));
    if let Some(body) = case.get("create") {
        return represent(&kind, body, Purpose::Create);
    }
    if let Some(body) = case.get("replace") {
        return represent(&kind, body, Purpose::Replace { current: &given });
    }
    if let Some(text) = case.get("filter").and_then(Value::as_str) {
        let matches = filter::matches(&filter::compile(&kind, text)?, &given);
        return Ok(Outcome {
            matches: Some(matches),
            ..Outcome::default()
        });
    }
    patched(&kind, &given, case.get("patch").expect("an input").clone())
}

fn represent(kind: &Arc<ResourceType>, body: &Value, why: Purpose<'_>) -> Result<Outcome, Error> {
    let accepted = accept(kind, body.clone(), why)?;
    let mut resource = accepted.resource;
    let mut tolerances = accepted.tolerances;
    let mut members = Vec::new();
    if let Some(list) = resource.remove("members") {
        let (list, more) = membership::members(&list)?;
        members = list.into_iter().map(|member| member.id).collect();
        tolerances.extend(more);
    }
    Ok(Outcome {
        gives: resource.into_map(),
        members,
        tolerances,
        matches: None,
    })
}

fn patched(kind: &Arc<ResourceType>, given: &Resource, body: Value) -> Result<Outcome, Error> {
    let mut plan = patch::plan(kind, patch::parse(body)?)?;
    let (steps, mut tolerances) = membership::steps(plan.take("members"))?;
    let patched = patch::apply(kind, given, plan)?;
    tolerances.extend(patched.tolerances);
    let members = steps.iter().map(show).collect();
    Ok(Outcome {
        gives: patched.resource.into_map(),
        members,
        tolerances,
        matches: None,
    })
}

fn show(step: &MembershipStep) -> String {
    let ids = |members: &[scim::Member]| {
        members
            .iter()
            .map(|member| member.id.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    match step {
        MembershipStep::Add(members) => format!("add {}", ids(members)),
        MembershipStep::Remove(gone) => format!("remove {}", gone.join(" ")),
        MembershipStep::RemoveWhere(filter) => format!("remove where {filter}"),
        MembershipStep::Clear => "clear".to_owned(),
        MembershipStep::Replace(members) => format!("replace {}", ids(members)),
    }
}

fn compare(says: &str, case: &Value, mut outcome: Outcome) {
    outcome.gives.shift_remove("schemas");
    if let Some(expected) = case.get("gives") {
        assert_eq!(&Value::Object(outcome.gives), expected, "{says}");
    }
    if let Some(expected) = case.get("members") {
        assert_eq!(&json!(outcome.members), expected, "{says}");
    }
    if let Some(expected) = case.get("tolerances") {
        assert_eq!(&json!(outcome.tolerances), expected, "{says}");
    }
    if let Some(matches) = outcome.matches {
        assert_eq!(json!(matches), case["matches"], "{says}");
    }
}

/// Quirk 35: Entra reads groups without their members.
#[test]
fn excluded_members_are_not_wanted() {
    let projection = scim::Projection::parse(&schema::group(), None, Some("members"));
    assert!(!projection.expect("a projection").wants("members"));
}
