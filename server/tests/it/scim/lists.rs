//! Lists: filters, pages, projections.

use serde_json::{Value, json};

use super::{LIST, make_group, make_user};
use crate::harness::{Client, each_backend};

async fn found(client: &Client, path: &str) -> Vec<String> {
    let list = client.get(path).await.expect(200);
    let name = |one: &Value| {
        let name = one
            .get("userName")
            .or_else(|| one.get("displayName"))
            .unwrap();
        name.as_str().unwrap().to_owned()
    };
    list["Resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(name)
        .collect()
}

#[tokio::test]
async fn filters_find_what_they_name() {
    each_backend(async |world| {
        let client = &world.writer;
        for (name, external, mail) in [
            ("ada", "x1", "ada@acme.example"),
            ("O'Neill+bob", "x2", "bob@acme.example"),
        ] {
            let body = json!({
                "schemas": [super::USER], "userName": name, "externalId": external,
                "displayName": format!("The {name}"),
                "emails": [{"value": mail, "type": "work"}],
            });
            client.post("/Users", &body).await.expect(201);
        }
        let id = client
            .get("/Users?filter=userName+eq+%22ada%22")
            .await
            .expect(200);
        let id = id["Resources"][0]["id"].as_str().unwrap().to_owned();
        for (filter, expected) in [
            ("userName%20eq%20%22ADA%22", vec!["ada"]),
            ("USERNAME+EQ+%22ada%22", vec!["ada"]),
            ("userName eq \"O'Neill%2Bbob\"", vec!["O'Neill+bob"]),
            ("externalId eq \"x2\"", vec!["O'Neill+bob"]),
            ("externalId eq \"X2\"", vec![]),
            ("displayName eq \"the ADA\"", vec!["ada"]),
            ("emails.value eq \"bob@acme.example\"", vec!["O'Neill+bob"]),
            (
                "emails[type eq \"work\"].value eq \"bob@acme.example\"",
                vec!["O'Neill+bob"],
            ),
            ("userName eq \"ada\" and externalId eq \"x1\"", vec!["ada"]),
            ("userName eq \"ada\" and externalId eq \"x2\"", vec![]),
            (&format!("id eq \"{id}\""), vec!["ada"]),
            ("id eq \"nonsense\"", vec![]),
            ("userName eq \"%25\"", vec![]),
            ("userName eq \"' or 1=1 --\"", vec![]),
        ] {
            assert_eq!(
                found(client, &format!("/Users?filter={filter}")).await,
                expected,
                "{filter}"
            );
        }
        let both = "/Users/?aadOptscim062020&filter=userName+eq+%22ada%22&startIndex=1&count=5";
        assert_eq!(found(client, both).await, ["ada"]);
    })
    .await;
}

#[tokio::test]
async fn pages_are_stable_and_end() {
    each_backend(async |world| {
        let client = &world.writer;
        for number in 0..11 {
            make_user(client, &format!("user-{number:02}")).await;
        }
        let mut seen = Vec::new();
        for start in [1, 6, 11] {
            let path = format!("/Users?startIndex={start}&count=5");
            let page = client.get(&path).await.expect(200);
            assert_eq!(page["schemas"], json!([LIST]));
            assert_eq!(page["totalResults"], 11);
            assert_eq!(page["startIndex"], start);
            assert_eq!(
                page["itemsPerPage"],
                page["Resources"].as_array().unwrap().len()
            );
            seen.extend(found(client, &path).await);
        }
        let expected: Vec<String> = (0..11).map(|number| format!("user-{number:02}")).collect();
        assert_eq!(seen, expected);

        let beyond = client
            .get("/Users?startIndex=100&count=5")
            .await
            .expect(200);
        assert_eq!(
            (&beyond["totalResults"], &beyond["itemsPerPage"]),
            (&json!(11), &json!(0))
        );
        let none = client.get("/Users?count=0").await.expect(200);
        assert_eq!(
            (&none["totalResults"], &none["itemsPerPage"]),
            (&json!(11), &json!(0))
        );
        assert_eq!(found(client, "/Users?startIndex=-3&count=2").await.len(), 2);
        assert_eq!(found(client, "/Users?count=-1").await.len(), 0);
        assert_eq!(
            found(client, "/Users?count=99999999999999999999")
                .await
                .len(),
            11
        );
    })
    .await;
}

#[tokio::test]
async fn no_match_is_an_empty_list() {
    each_backend(async |world| {
        let none = world
            .reader
            .get("/Users?filter=userName+eq+%22nobody%22")
            .await;
        let none = none.expect(200);
        assert_eq!(
            (&none["totalResults"], &none["Resources"]),
            (&json!(0), &json!([]))
        );
    })
    .await;
}

#[tokio::test]
async fn projections_hold_what_was_asked_for() {
    each_backend(async |world| {
        let client = &world.writer;
        let id = make_user(client, "ada").await;
        make_group(client, "Engineering", &[&id]).await;
        let one = client
            .get(&format!("/Users/{id}?attributes=userName"))
            .await
            .expect(200);
        let mut names: Vec<&str> = one
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        names.sort_unstable();
        assert_eq!(names, ["id", "schemas", "userName"]);
        let less = client
            .get(&format!("/Users/{id}?excludedAttributes=meta,groups"))
            .await;
        let less = less.expect(200);
        assert_eq!((less.get("meta"), less.get("groups")), (None, None));
        assert_eq!(less["userName"], "ada");
        let both = client
            .get("/Users?attributes=userName&excludedAttributes=meta")
            .await;
        both.refused(400, Some("invalidValue"));
    })
    .await;
}
