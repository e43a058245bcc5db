//! Filters in SQL mean what they mean in memory, and so do orders.

use std::cmp::Ordering;

use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use scim::{Filter, Resource};
use serde_json::{Value, json};
use store::members::{Kind as MemberKind, MemberRef, Revision};
use store::search::Wanted;
use store::{Kind, Start, UserId, users};

use crate::harness::{Site, backends, compared, object};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

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

#[tokio::test]
async fn every_operator_means_the_same_in_sql() {
    for site in backends().await {
        let population = populate(&site).await;
        for text in [
            r#"userName co "SER1""#,
            r#"userName sw "user2""#,
            r#"userName ew "0""#,
            r#"userName gt "USER15""#,
            r#"userName le "user15""#,
            r#"userName co "%""#,
            r#"userName co "_""#,
            r#"externalId co "xt1""#,
            r#"externalId co "XT1""#,
            r#"externalId ne "Ext1""#,
            r#"displayName sw "näme""#,
            r#"displayName gt "Name 1""#,
            r#"name.familyName eq "FAMILY 1""#,
            "name pr",
            "name.givenName pr",
            "not (title pr)",
            r#"title ne "Engineer""#,
            "title eq null",
            "nickName eq null",
            r#"emails co "x.org""#,
            r#"emails.type ew "E""#,
            "emails.primary eq true",
            "emails.primary ne true",
            r#"emails.value ne "home@x.org""#,
            r#"emails[type eq "work" and value co "@X"]"#,
            "emails[not (primary pr)]",
            r#"phoneNumbers[type eq "mobile"].value sw "+49""#,
            "phoneNumbers eq null",
            r#"addresses.locality eq "zürich""#,
            r#"addresses[country eq "CH" or locality sw "B"]"#,
            r#"department co "ine""#,
            &format!(r#"{ENTERPRISE}:employeeNumber ge "7""#),
            &format!("{ENTERPRISE}:manager.value pr and active eq true"),
            &format!(r#"schemas eq "{ENTERPRISE}""#),
            r#"meta.resourceType eq "User""#,
            r#"meta.resourceType eq "Group""#,
            r#"meta.version eq "W/\"1\"""#,
            r#"meta.location co "/Users/""#,
            r#"id co "-7""#,
            "id pr",
            r#"id gt "a""#,
            r#"id ne "nonsense""#,
            r#"meta.lastModified gt "2026-11-21T12:00:02.0001Z""#,
            r#"meta.created ge "2026-11-21T12:00:02.2500001Z""#,
            r#"meta.created eq "2026-11-21T12:00:02.2500001Z""#,
            r#"profileUrl sw "https://X""#,
            r#"roles co "a\"b""#,
            r#"roles.value eq "it's; --""#,
            r#"preferredLanguage ew """#,
            r#"preferredLanguage eq """#,
            "groups pr",
            "groups eq null",
            r#"groups.display sw "ENG""#,
            r#"groups[type eq "direct"]"#,
            r#"groups.value sw "0""#,
            r#"groups.$ref co "/Groups/""#,
        ] {
            assert_eq!(
                in_sql(&site, text).await,
                in_memory(&population, text),
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn groups_are_found_by_everything_they_have() {
    for site in backends().await {
        let (staff, board) = (site.add_group("Staff").await, site.add_group("board").await);
        let ann = site.add_user("ann").await;
        add_members(
            &site,
            staff,
            vec![
                (ann.as_uuid(), MemberKind::User),
                (board.as_uuid(), MemberKind::Group),
            ],
        )
        .await;
        for (filter, expected) in [
            (r#"displayName eq "STAFF""#.to_owned(), vec!["Staff"]),
            (r#"displayName co "A""#.to_owned(), vec!["Staff", "board"]),
            (format!(r#"id eq "{board}""#), vec!["board"]),
            (
                format!(r#"id eq "{}""#, board.to_string().to_uppercase()),
                vec![],
            ),
            (format!(r#"members.value eq "{ann}""#), vec!["Staff"]),
            (format!(r#"members eq "{board}""#), vec!["Staff"]),
            (format!(r#"members ne "{board}""#), vec!["Staff", "board"]),
            (format!(r#"not (members.value eq "{ann}")"#), vec!["board"]),
            (
                format!(r#"members[value eq "{ann}" and type eq "User"]"#),
                vec!["Staff"],
            ),
            (
                format!(r#"members[value eq "{ann}" and type eq "Group"]"#),
                vec![],
            ),
            (r#"members.display eq "the ANN""#.to_owned(), vec!["Staff"]),
            (r#"members.display sw "BO""#.to_owned(), vec!["Staff"]),
            (
                format!(r#"members.$ref ew "/Groups/{board}""#),
                vec!["Staff"],
            ),
            ("members pr".to_owned(), vec!["Staff"]),
            ("members eq null".to_owned(), vec!["board"]),
            (r#"members.value eq "nobody""#.to_owned(), vec![]),
            (
                r#"displayName eq "staff" or displayName eq "board""#.to_owned(),
                vec!["Staff", "board"],
            ),
            ("externalId eq null".to_owned(), vec!["Staff", "board"]),
        ] {
            assert_eq!(groups(&site, &filter).await, expected, "{filter}");
        }
    }
}

#[tokio::test]
async fn a_filter_as_long_as_may_be_is_answered() {
    for site in backends().await {
        site.add_user("ann").await;
        for (term, joint, expected) in [
            (r#"id eq """#, " or ", Some(0)),
            (r#"userName eq "ann""#, " and ", Some(1)),
            (r#"title co "x""#, " or ", Some(0)),
            (r#"roles[value co "x"]"#, " or ", None),
            (r#"emails[value eq "a"]"#, " or ", None),
            ("groups pr", " and ", None),
        ] {
            let longest = scim::filter::MAX_LENGTH / (term.len() + joint.len());
            let terms = Ord::min(longest, scim::filter::MAX_TERMS);
            let text = vec![term; terms].join(joint);
            let filter = scim::filter::compile(&scim::schema::user(), &text).unwrap();
            let wanted = wanted(Kind::User, &filter);
            let read = site.store.read(&site.tenant);
            let count = read.resources().count(&wanted).await.unwrap();
            assert_eq!(count, expected, "{terms} times {term}");
        }
    }
}

#[tokio::test]
async fn a_list_is_ordered_as_in_memory_and_walked_both_ways() {
    for site in backends().await {
        let population = populate(&site).await;
        for by in [
            "userName",
            "externalId",
            "displayName",
            "name.familyName",
            "active",
            "emails",
            "emails.type",
            "addresses.locality",
            "department",
            "id",
            "meta.created",
            "meta.version",
            "emails.primary",
        ] {
            for descending in [false, true] {
                let order = if descending {
                    "descending"
                } else {
                    "ascending"
                };
                let (sort, _) =
                    scim::sort::compile(&scim::schema::user(), &[], by, Some(order)).unwrap();
                let expected = ordered(&population, by, descending);
                let wanted = Wanted {
                    kind: Kind::User,
                    filter: None,
                    sort: Some(&sort),
                };
                assert_eq!(forwards(&site, &wanted).await, expected, "{by} {order}");
                assert_eq!(backwards(&site, &wanted).await, expected, "{by} {order}");
            }
        }
    }
}

#[tokio::test]
async fn users_and_groups_are_listed_together() {
    for site in backends().await {
        site.add_user("bob").await;
        site.clock.advance(chrono::Duration::seconds(1));
        site.add_group("Zebras").await;
        site.clock.advance(chrono::Duration::seconds(1));
        site.add_group("ants").await;
        let (user, group) = (scim::schema::user(), scim::schema::group());
        let kinds = [(Kind::User, &user, &group), (Kind::Group, &group, &user)];
        for (by, expected) in [
            (None, [Kind::User, Kind::Group, Kind::Group]),
            (Some("displayName"), [Kind::Group, Kind::User, Kind::Group]),
            (Some("userName"), [Kind::User, Kind::Group, Kind::Group]),
            (Some("members"), [Kind::User; 3]),
        ] {
            let sorts = kinds.map(|(_, kind, other)| {
                by.map(|by| scim::sort::compile(kind, &[other], by, None).unwrap().0)
            });
            let wanted: Vec<Wanted<'_>> = kinds
                .iter()
                .zip(&sorts)
                .map(|((kind, ..), sort)| Wanted {
                    kind: *kind,
                    filter: None,
                    sort: sort.as_ref(),
                })
                .collect();
            let read = site.store.read(&site.tenant);
            let all = read
                .resources()
                .list(&wanted, &Start::After(None), 10)
                .await;
            // Memberships have no order.
            let Some(all) = all.unwrap() else {
                assert_eq!(by, Some("members"));
                continue;
            };
            let kinds: Vec<Kind> = all.iter().map(|found| found.kind).collect();
            assert_eq!(kinds, expected, "{by:?}");
            let rest = Start::After(Some(all[0].bookmark.clone()));
            let rest = read.resources().list(&wanted, &rest, 10).await.unwrap();
            assert_eq!(rest.unwrap(), all[1..], "{by:?}");
            let position = read.resources().list(&wanted, &Start::Position(2), 1).await;
            assert_eq!(position.unwrap().unwrap(), all[1..2], "{by:?}");
        }
    }
}

fn wanted(kind: Kind, filter: &Filter) -> Wanted<'_> {
    Wanted {
        kind,
        filter: Some(filter),
        sort: None,
    }
}

/// Somebody as a client sees them.
struct Somebody {
    id: UserId,
    seen: Resource,
}

fn in_memory(population: &[Somebody], text: &str) -> Vec<UserId> {
    let filter = scim::filter::compile(&scim::schema::user(), text).unwrap();
    let fulfil = |user: &&Somebody| scim::filter::matches(&filter, &user.seen);
    population
        .iter()
        .filter(fulfil)
        .map(|user| user.id)
        .collect()
}

async fn in_sql(site: &Site, text: &str) -> Vec<UserId> {
    let filter = scim::filter::compile(&scim::schema::user(), text).unwrap();
    let read = site.store.read(&site.tenant);
    let wanted = wanted(Kind::User, &filter);
    let found = read.users().part(&wanted, &Start::Position(1), 1_000).await;
    let found = found
        .unwrap_or_else(|error| panic!("{text}: {error:?}"))
        .unwrap();
    let count = read.resources().count(&wanted).await.unwrap();
    assert_eq!(count, Some(found.len() as u64), "{text}");
    found.into_iter().map(|(user, _)| user.id).collect()
}

async fn groups(site: &Site, text: &str) -> Vec<String> {
    let filter = scim::filter::compile(&scim::schema::group(), text).unwrap();
    let read = site.store.read(&site.tenant);
    let wanted = wanted(Kind::Group, &filter);
    let found = read
        .groups()
        .part(&wanted, &Start::Position(1), 1_000)
        .await;
    let found = found
        .unwrap_or_else(|error| panic!("{text}: {error:?}"))
        .unwrap();
    found
        .into_iter()
        .map(|(group, _)| group.display_name)
        .collect()
}

/// The list page by page, by bookmarks.
async fn forwards(site: &Site, wanted: &Wanted<'_>) -> Vec<UserId> {
    let read = site.store.read(&site.tenant);
    let (mut all, mut start) = (Vec::new(), Start::After(None));
    loop {
        let page = read.users().part(wanted, &start, 5).await.unwrap().unwrap();
        let Some((_, last)) = page.last() else {
            return all;
        };
        start = Start::After(Some(last.clone()));
        all.extend(page.into_iter().map(|(user, _)| user.id));
    }
}

/// The list from its end.
async fn backwards(site: &Site, wanted: &Wanted<'_>) -> Vec<UserId> {
    let read = site.store.read(&site.tenant);
    let whole = read.users().part(wanted, &Start::Position(1), 1_000).await;
    let (last, mark) = whole.unwrap().unwrap().pop().unwrap();
    let (mut all, mut start) = (vec![last.id], Start::Before(mark));
    loop {
        let page = read.users().part(wanted, &start, 5).await.unwrap().unwrap();
        let Some((_, first)) = page.first() else {
            return all;
        };
        start = Start::Before(first.clone());
        let page: Vec<UserId> = page.into_iter().map(|(user, _)| user.id).collect();
        all = [page, all].concat();
    }
}

fn ordered(population: &[Somebody], by: &str, descending: bool) -> Vec<UserId> {
    let mut users: Vec<(Value, UserId)> = population
        .iter()
        .map(|user| (key(&user.seen, by), user.id))
        .collect();
    users.sort_by(|(one, first), (other, second)| {
        let order = match (one.is_null(), other.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => compare(one, other),
        };
        order.then(first.cmp(second))
    });
    if descending {
        users.reverse();
    }
    users.into_iter().map(|(_, id)| id).collect()
}

fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (one, other) => one.as_str().cmp(&other.as_str()),
    }
}

/// What a user is sorted by: of a list the primary value or the first, folded where letter case
/// does not matter.
fn key(seen: &Resource, by: &str) -> Value {
    let exact = ["externalId", "id", "meta.created", "meta.version"].contains(&by);
    let (attribute, sub) = by.split_once('.').unwrap_or((by, "value"));
    let map = seen.as_map();
    let value = match attribute {
        "active" => Some(json!(seen.active())),
        "department" => map
            .get(ENTERPRISE)
            .and_then(|part| part.get("department"))
            .cloned(),
        attribute => map.get(attribute).cloned(),
    };
    let value = match value {
        Some(Value::Array(values)) => {
            let primary = values.iter().find(|value| value["primary"] == json!(true));
            primary.or(values.first()).map(|value| value[sub].clone())
        }
        Some(Value::Object(parts)) => parts.get(sub).cloned(),
        value => value,
    };
    match value {
        Some(Value::String(text)) if !exact => scim::fold(&text).into(),
        Some(value) => value,
        None => Value::Null,
    }
}

/// Users that differ in everything a filter can ask for, as they are seen.
async fn populate(site: &Site) -> Vec<Somebody> {
    let engineers = site.add_group("Engineers").await;
    let mut population = Vec::new();
    for number in 0..24_i32 {
        site.clock.advance(chrono::Duration::milliseconds(250));
        let mut user = site.user(&format!("User{number}"));
        user.document = object(described(number, &user));
        user.external_id = text(&user, "externalId");
        user.display_name = text(&user, "displayName");
        user.active = number % 5 > 0;
        let (stored, event) = (user.clone(), site.event("user.create"));
        let written = site.write(move |tx| {
            let (user, event) = (stored.clone(), event.clone());
            Box::pin(async move {
                tx.users().insert(&user, &compared(&user)).await?;
                tx.audit().insert(&event).await
            })
        });
        written.await.unwrap();
        let mut seen = seen(&user);
        if number % 4 == 1 {
            add_members(site, engineers, vec![(user.id.as_uuid(), MemberKind::User)]).await;
            let group = json!({
                "value": engineers.to_string(), "display": "Engineers", "type": "direct",
                "$ref": format!("/Groups/{engineers}"),
            });
            seen.insert("groups", json!([group]));
        }
        population.push(Somebody { id: user.id, seen });
    }
    population
}

fn text(user: &users::Record, attribute: &str) -> Option<String> {
    user.document.get(attribute)?.as_str().map(str::to_owned)
}

fn described(number: i32, user: &users::Record) -> Value {
    let mut document = json!({"userName": user.user_name, "active": number % 5 > 0});
    let titles = ["Engineer", "engineer", "50% _Ärzt"];
    let mut set = |wanted: bool, name: &str, value: Value| {
        if wanted {
            document[name] = value;
        }
    };
    set(
        number % 3 > 0,
        "externalId",
        json!(format!("Ext{}", number % 5)),
    );
    set(
        number % 4 > 0,
        "displayName",
        json!(format!("Name {}", number % 3)),
    );
    set(number == 8, "displayName", json!("NÄME of 8"));
    set(
        number % 3 == 0,
        "title",
        json!(titles[usize::try_from(number % 9 / 3).unwrap()]),
    );
    set(
        number % 2 == 0,
        "name",
        json!({"familyName": format!("Family {}", number % 4), "formatted": format!("F{number}")}),
    );
    set(number % 7 == 0, "profileUrl", json!("https://x.org/A"));
    set(number % 6 == 1, "preferredLanguage", json!("de-CH"));
    set(
        number % 6 == 2,
        "roles",
        json!([{"value": "a\"b"}, {"value": "it's; --"}]),
    );
    set(
        number % 4 == 2,
        "phoneNumbers",
        json!([{"type": "Mobile", "value": "+49 1"}, {"type": "work", "value": "+41 2"}]),
    );
    set(
        number % 5 == 2,
        "addresses",
        json!([{"locality": "Zürich", "country": "ch"}, {"locality": "Bern", "primary": number > 10}]),
    );
    set(
        number % 3 == 1,
        ENTERPRISE,
        json!({"department": "Engines", "employeeNumber": number.to_string(), "manager": {"value": "m"}}),
    );
    let emails: Vec<Value> = (0..number % 4)
        .map(|of| match of {
            0 => json!({"value": format!("Mail{}@x.org", number % 6), "type": "work"}),
            1 => json!({"value": "home@x.org", "type": "Home", "primary": true}),
            _ => json!({"value": format!("mail{}@x.org", number % 2)}),
        })
        .collect();
    set(!emails.is_empty(), "emails", emails.into());
    document
}

/// The user as a client would see it, which is what a filter is about.
fn seen(user: &users::Record) -> Resource {
    let mut seen = user.document.clone();
    let mut schemas = vec![json!("urn:ietf:params:scim:schemas:core:2.0:User")];
    schemas.extend(seen.contains_key(ENTERPRISE).then(|| json!(ENTERPRISE)));
    seen.insert("schemas".to_owned(), schemas.into());
    seen.insert("id".to_owned(), user.id.to_string().into());
    let meta = json!({
        "resourceType": "User",
        "created": user.created_at.to_rfc3339(),
        "lastModified": user.updated_at.to_rfc3339(),
        "location": format!("/Users/{}", user.id),
        "version": format!("W/\"{}\"", user.version),
    });
    seen.insert("meta".to_owned(), meta);
    Resource::from_map(seen)
}

async fn add_members(site: &Site, group: store::GroupId, members: Vec<(uuid::Uuid, MemberKind)>) {
    let (event, now) = (site.event("group.members"), site.now());
    let added = site.write(move |tx| {
        let (event, members) = (event.clone(), members.clone());
        Box::pin(async move {
            let members: Vec<MemberRef> = members
                .into_iter()
                .map(|(id, kind)| MemberRef {
                    id,
                    kind,
                    display: None,
                })
                .collect();
            tx.audit().insert(&event).await?;
            let revision = Revision {
                group,
                version: 2,
                at: now,
            };
            tx.members().add(revision, &members).await
        })
    });
    added.await.unwrap();
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
