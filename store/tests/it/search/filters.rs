//! Every operator and attribute of filters means in SQL what it means in memory.

use store::members::Kind as MemberKind;
use store::{Kind, Start};

use super::population::{add_members, populate};
use super::{ENTERPRISE, in_memory, in_sql, wanted};
use crate::harness::{Site, backends};

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
