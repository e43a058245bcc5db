//! Order, cursors, and queries in a body and across resource types.

use serde_json::{Value, json};

use super::{LIST, make_group, make_user, patch};
use crate::harness::{Client, each_backend};

const SEARCH: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

fn names(list: &Value) -> Vec<&str> {
    let resources = list["Resources"].as_array().unwrap();
    resources.iter().filter_map(name).collect()
}

fn name(resource: &Value) -> Option<&str> {
    let name = resource.get("userName").or(resource.get("displayName"));
    name.and_then(Value::as_str)
}

async fn ordered(client: &Client, query: &str) -> Vec<String> {
    let list = client.get(&format!("/Users?{query}")).await.expect(200);
    names(&list).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_list_is_in_the_order_that_is_asked_for() {
    each_backend(async |world| {
        let client = &world.writer;
        for (name, title, mails) in [
            (
                "bob",
                "Clerk",
                json!([{"value": "z@x"}, {"value": "a@x", "primary": true}]),
            ),
            ("Ada", "", json!([{"value": "c@x"}])),
            ("eve", "actor", json!([])),
        ] {
            let body = json!({
                "schemas": [super::USER], "userName": name, "title": title, "emails": mails,
            });
            client.post("/Users", &body).await.expect(201);
        }
        for (query, expected) in [
            ("", ["bob", "Ada", "eve"]),
            ("sortBy=userName", ["Ada", "bob", "eve"]),
            (
                "sortby=USERNAME&sortOrder=Descending",
                ["eve", "bob", "Ada"],
            ),
            // Those without a value are last when ascending, first when descending.
            ("sortBy=title", ["eve", "bob", "Ada"]),
            ("sortBy=title&sortOrder=descending", ["Ada", "bob", "eve"]),
            // A list sorts by its primary value.
            ("sortBy=emails", ["bob", "Ada", "eve"]),
            (
                "sortBy=meta.created&sortOrder=descending",
                ["eve", "Ada", "bob"],
            ),
        ] {
            assert_eq!(ordered(client, query).await, expected, "{query}");
        }
        assert_eq!(
            ordered(
                client,
                "sortBy=userName&startIndex=2&count=1&filter=userName pr"
            )
            .await,
            ["bob"]
        );
        for query in [
            "sortBy=nonsense",
            "sortBy=name",
            "sortBy=password",
            "sortBy=groups",
            "sortBy=userName&sortOrder=up",
        ] {
            client
                .get(&format!("/Users?{query}"))
                .await
                .refused(400, Some("invalidValue"));
        }
    })
    .await;
}

/// Follows the cursors of a list to its end; answers the pages.
async fn pages(client: &Client, query: &str) -> Vec<Value> {
    let (mut pages, mut cursor) = (Vec::<Value>::new(), String::new());
    loop {
        let page = client
            .get(&format!("/Users?{query}&cursor={cursor}"))
            .await
            .expect(200);
        let next = page["nextCursor"].as_str().map(str::to_owned);
        pages.push(page);
        match next {
            Some(next) => cursor = next,
            None => return pages,
        }
    }
}

#[tokio::test]
async fn cursors_lead_through_a_list_and_back() {
    each_backend(async |world| {
        let client = &world.writer;
        for number in 0..7 {
            make_user(client, &format!("user-{number}")).await;
        }
        for query in [
            "count=3",
            "count=3&sortBy=userName&filter=userName sw \"user\"",
        ] {
            let pages = pages(client, query).await;
            let sizes: Vec<&Value> = pages.iter().map(|page| &page["itemsPerPage"]).collect();
            assert_eq!(sizes, [3, 3, 1], "{query}");
            let all: Vec<&str> = pages.iter().flat_map(names).collect();
            let expected: Vec<String> = (0..7).map(|number| format!("user-{number}")).collect();
            assert_eq!(all, expected, "{query}");
            for page in &pages {
                assert_eq!(page["totalResults"], 7);
                assert_eq!(page.get("startIndex"), None);
            }
            assert_eq!(pages[0].get("previousCursor"), None);
            let back = pages[2]["previousCursor"].as_str().unwrap();
            let back = client
                .get(&format!("/Users?{query}&cursor={back}"))
                .await
                .expect(200);
            assert_eq!(names(&back), names(&pages[1]));
            assert!(back["previousCursor"].is_string() && back["nextCursor"].is_string());
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_does_not_change_is_neither_skipped_nor_repeated() {
    each_backend(async |world| {
        let client = &world.writer;
        let mut ids = Vec::new();
        for number in 0..9 {
            ids.push(make_user(client, &format!("user-{number}")).await);
        }
        let first = client
            .get("/Users?sortBy=userName&count=4&cursor=")
            .await
            .expect(200);
        // Behind the reader's back one goes, one comes before, one moves from behind to before.
        let gone = client.delete(&format!("/Users/{}", ids[1])).await;
        assert_eq!(gone.status, 204);
        make_user(client, "user-00").await;
        let rename = json!({"op": "replace", "path": "userName", "value": "user-01"});
        client
            .patch(&format!("/Users/{}", ids[7]), &patch(&[rename]))
            .await
            .expect(200);
        let cursor = first["nextCursor"].as_str().unwrap();
        let rest = client
            .get(&format!("/Users?sortBy=userName&count=9&cursor={cursor}"))
            .await
            .expect(200);
        assert_eq!(names(&first), ["user-0", "user-1", "user-2", "user-3"]);
        assert_eq!(names(&rest), ["user-4", "user-5", "user-6", "user-8"]);
    })
    .await;
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_list_only() {
    each_backend(async |world| {
        let client = &world.writer;
        let home = format!("{}/t/globex/scim/v2", world.server.url);
        let stranger = world.stranger.clone().at(&home);
        for name in ["ada", "bob"] {
            make_user(client, name).await;
            make_user(&stranger, name).await;
        }
        let page = client.get("/Users?count=1&cursor=").await.expect(200);
        let cursor = page["nextCursor"].as_str().unwrap();
        for path in [
            format!("/Users?cursor={cursor}&sortBy=userName"),
            format!("/Users?cursor={cursor}&filter=userName pr"),
            format!("/Groups?cursor={cursor}"),
            format!("/Users?cursor={cursor}x"),
            "/Users?cursor=nonsense".to_owned(),
            "/Users?cursor=%00".to_owned(),
        ] {
            client.get(&path).await.refused(400, Some("invalidCursor"));
        }
        let elsewhere = format!("/Users?cursor={cursor}");
        stranger
            .get(&elsewhere)
            .await
            .refused(400, Some("invalidCursor"));
        client
            .get(&format!("/Users?cursor={cursor}&startIndex=1"))
            .await
            .refused(400, Some("invalidValue"));
    })
    .await;
}

#[tokio::test]
async fn a_query_in_a_body_is_the_same_query() {
    each_backend(async |world| {
        let (client, reader) = (&world.writer, &world.reader);
        for name in ["ada", "bob", "eve"] {
            make_user(client, name).await;
        }
        make_group(client, "Staff", &[]).await;
        let body = json!({
            "schemas": [SEARCH], "filter": "userName pr", "sortBy": "userName",
            "sortOrder": "descending", "startIndex": 2, "count": 1, "attributes": ["userName"],
        });
        let list = reader.post("/Users/.search", &body).await.expect(200);
        assert_eq!(list["schemas"], json!([LIST]));
        assert_eq!(
            (&list["totalResults"], names(&list)),
            (&json!(3), vec!["bob"])
        );
        assert_eq!(list["Resources"][0].get("meta"), None);
        let groups = reader.post("/Groups/.search", &json!({"count": 5})).await;
        assert_eq!(names(&groups.expect(200)), ["Staff"]);
        let page = json!({"cursor": "", "count": 2});
        let page = reader.post("/Users/.search", &page).await.expect(200);
        let next = json!({"cursor": page["nextCursor"], "count": 2});
        let rest = reader.post("/Users/.search", &next).await.expect(200);
        assert_eq!(
            (names(&page), names(&rest)),
            (vec!["ada", "bob"], vec!["eve"])
        );
        for (body, kind) in [
            (json!({"schemas": ["urn:x"]}), "invalidSyntax"),
            (json!({"filter": 7}), "invalidValue"),
            (json!({"filter": "userName zz 1"}), "invalidFilter"),
            (json!({"count": "many"}), "invalidValue"),
        ] {
            let refused = reader.post("/Users/.search", &body).await;
            refused.refused(400, Some(kind));
        }
    })
    .await;
}

#[tokio::test]
async fn the_root_lists_users_and_groups_together() {
    each_backend(async |world| {
        let (client, reader) = (&world.writer, &world.reader);
        let ada = make_user(client, "ada").await;
        make_group(client, "Bakers", &[&ada]).await;
        make_user(client, "eve").await;
        let check = async |query: Value, expected: &[&str]| {
            let found = reader.post("/.search", &query).await.expect(200);
            assert_eq!(names(&found), expected, "{query}");
            assert_eq!(found["totalResults"], expected.len(), "{query}");
        };
        check(json!({}), &["ada", "Bakers", "eve"]).await;
        // RFC 7644 §3.4.2.1: an attribute that a type does not have has no value there.
        check(json!({"filter": "userName pr"}), &["ada", "eve"]).await;
        check(json!({"filter": "userName ne \"ada\""}), &["Bakers", "eve"]).await;
        check(
            json!({"filter": "meta.resourceType eq \"Group\""}),
            &["Bakers"],
        )
        .await;
        check(
            json!({"filter": "userName eq \"EVE\" or displayName co \"ake\"", "sortBy": "id"}),
            &["Bakers", "eve"],
        )
        .await;
        let sorted = json!({"sortBy": "displayName", "filter": "id pr"});
        check(sorted, &["Bakers", "ada", "eve"]).await;

        let path = "/?filter=displayName eq \"bakers\"&attributes=displayName,members";
        let list = reader.get(path).await.expect(200);
        assert_eq!(list["Resources"][0]["members"][0]["value"], json!(ada));
        reader
            .get("/?filter=nonsense eq 1")
            .await
            .refused(400, Some("invalidFilter"));

        let page = reader.get("/?count=2&cursor=").await.expect(200);
        let cursor = page["nextCursor"].as_str().unwrap();
        let rest = reader.get(&format!("/?cursor={cursor}")).await.expect(200);
        assert_eq!(
            (names(&page), names(&rest)),
            (vec!["ada", "Bakers"], vec!["eve"])
        );

        let answered = |event: &Value| {
            event["operation"] == "search"
                && event["outcome"] == "success"
                && event["status"] == 200
        };
        let all = |events: &[Value]| events.iter().filter(|event| answered(event)).count() == 9;
        assert!(all(&world.events_until("acme", all)));
    })
    .await;
}
