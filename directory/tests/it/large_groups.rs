//! Groups with more members than an answer holds at once.

use std::collections::BTreeSet;

use directory::{Answer, Body, Caller, Error, ListQuery, Precondition, Selection, Stream};
use serde_json::{Value, json};

use crate::harness::{House, id_of};

/// Two portions are full, the third is not.
const MEMBERS: usize = 2_300;

/// A tenant with a large group and a small one.
struct Company {
    house: House,
    writer: Caller,
    people: Vec<String>,
    large: String,
    small: String,
}

impl Company {
    async fn found() -> Self {
        let house = House::open().await;
        let writer = house.writer("acme").await;
        let mut people = Vec::with_capacity(MEMBERS);
        for hundreds in (0..MEMBERS).collect::<Vec<_>>().chunks(100) {
            let users = house.directory.users();
            let selection = Selection::default();
            let created = hundreds.iter().map(|n| {
                let body = json!({"userName": format!("u{n}"), "displayName": format!("U {n}")});
                users.create(&writer, body, &selection)
            });
            let created = futures::future::try_join_all(created).await.unwrap();
            people.extend(created.iter().map(id_of));
        }
        let ids: Vec<&str> = people.iter().map(String::as_str).collect();
        let large = house.group(&writer, "Everyone", &[]).await;
        let small = house.group(&writer, "Few", &ids[..3]).await;
        for ids in ids.chunks(1_000) {
            let members: Vec<Value> = ids.iter().map(|id| json!({"value": id})).collect();
            let add = json!([{"op": "add", "path": "members", "value": members}]);
            house.patch_group(&writer, &large, add).await.unwrap();
        }
        Self {
            house,
            writer,
            people,
            large,
            small,
        }
    }

    async fn read(&self, selection: &Selection) -> Answer {
        let groups = self.house.directory.groups();
        let any = Precondition::default();
        groups
            .get(&self.writer, &self.large, selection, &any)
            .await
            .unwrap()
    }
}

fn stream(answer: Answer) -> Stream {
    match answer.body {
        Some(Body::Streamed(stream)) => stream,
        body => panic!("{body:?}"),
    }
}

/// All that follows, and of how many pieces.
async fn rest(mut stream: Stream, mut text: String) -> (Value, usize) {
    let mut pieces = 0;
    while let Some(piece) = stream.next().await.unwrap() {
        assert!(piece.len() < 512 << 10, "{} bytes", piece.len());
        text.push_str(&piece);
        pieces += 1;
    }
    (serde_json::from_str(&text).unwrap(), pieces)
}

fn members(group: &Value) -> Vec<&str> {
    let members = group["members"].as_array().unwrap().iter();
    members
        .map(|member| member["value"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_large_group_is_told_in_pieces_and_each_member_once() {
    let company = Company::found().await;
    let answer = company.read(&Selection::default()).await;
    assert_eq!(answer.version, Some(4));
    let (mut group, pieces) = rest(stream(answer), String::new()).await;
    assert_eq!(members(&group), company.people);
    assert!(pieces >= 3, "{pieces}");
    assert_eq!(group["members"][MEMBERS - 1]["display"], "U 2299");

    // The rest of it is what is answered without members.
    let without = Selection {
        excluded_attributes: Some("members".to_owned()),
        ..Selection::default()
    };
    let whole = company.read(&without).await.body.unwrap().into_value();
    group.as_object_mut().unwrap().remove("members");
    assert_eq!(group, whole);

    let values = Selection {
        attributes: Some("members.value".to_owned()),
        ..Selection::default()
    };
    let (group, _) = rest(stream(company.read(&values).await), String::new()).await;
    assert_eq!(members(&group), company.people);
    let last = &group["members"][MEMBERS - 1];
    assert_eq!(last, &json!({"value": company.people[MEMBERS - 1]}));
}

#[tokio::test]
async fn a_list_tells_large_and_small_groups() {
    let company = Company::found().await;
    let groups = company.house.directory.groups();
    let answer = groups
        .search(&company.writer, &ListQuery::default())
        .await
        .unwrap();
    let (list, _) = rest(stream(answer), String::new()).await;
    let numbers = ["totalResults", "startIndex", "itemsPerPage"].map(|name| list[name].clone());
    assert_eq!(numbers, [json!(2), json!(1), json!(2)]);
    assert_eq!(members(&list["Resources"][0]), company.people);
    assert_eq!(list["Resources"][1]["id"], company.small);
    assert_eq!(members(&list["Resources"][1]), company.people[..3]);
}

#[tokio::test]
async fn who_stays_is_told_once_while_others_come_and_go() {
    let company = Company::found().await;
    let mut stream = stream(company.read(&Selection::default()).await);
    let begun = stream.next().await.unwrap().unwrap();
    let new = company.house.user(&company.writer, "new").await;
    let (first, last) = (&company.people[0], &company.people[MEMBERS - 1]);
    let change = json!([
        {"op": "add", "path": "members", "value": [{"value": new}]},
        {"op": "remove", "path": format!("members[value eq \"{first}\"]")},
        {"op": "remove", "path": format!("members[value eq \"{last}\"]")},
    ]);
    let (house, writer) = (&company.house, &company.writer);
    house
        .patch_group(writer, &company.large, change)
        .await
        .unwrap();
    let (group, _) = rest(stream, begun).await;
    let told = members(&group);
    assert_eq!(told.last(), Some(&&*new));
    let stayed: BTreeSet<&str> = company.people[1..MEMBERS - 1]
        .iter()
        .map(String::as_str)
        .collect();
    assert!(!told.contains(&last.as_str()));
    let told_of = told.iter().filter(|id| stayed.contains(**id)).count();
    assert_eq!(told_of, stayed.len());
}

#[tokio::test]
async fn a_group_that_is_deleted_meanwhile_does_not_pass_for_a_smaller_one() {
    let company = Company::found().await;
    let mut stream = stream(company.read(&Selection::default()).await);
    assert!(stream.next().await.unwrap().is_some());
    let groups = company.house.directory.groups();
    let (writer, any) = (&company.writer, Precondition::default());
    groups.delete(writer, &company.large, any).await.unwrap();
    let broken = stream.next().await.unwrap_err();
    assert!(matches!(broken, Error::NotFound), "{broken:?}");
}

#[tokio::test]
async fn a_change_is_answered_in_pieces_and_its_event_keeps_no_body() {
    let company = Company::found().await;
    let people = company.people.iter();
    let all: Vec<Value> = people.map(|id| json!({"value": id})).collect();
    let body = json!({"displayName": "All", "members": all});
    let groups = company.house.directory.groups();
    let answer = groups
        .replace(
            &company.writer,
            &company.large,
            body,
            &Selection::default(),
            Precondition::default(),
        )
        .await
        .unwrap();
    assert_eq!((answer.status, answer.version), (200, Some(5)));
    let (group, _) = rest(stream(answer), String::new()).await;
    assert_eq!(group["displayName"], "All");
    assert_eq!(members(&group), company.people);
    let event = company.house.last_event("acme").await;
    assert_eq!(event.operation, "group.update");
    assert_eq!(event.response_body, Some(json!({"omitted": "too large"})));
}
