//! Operations of bulk requests, and whole ones, tried again: by themselves, or with what they depend
//! on.

use serde_json::{Value, json};

use super::{directory, last, told_of};
use crate::harness::{Person, Reply, World, each_backend};

const SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

async fn send(world: &World, operations: &[Value]) -> Reply {
    let body = json!({"schemas": [SCHEMA], "Operations": operations});
    let reply = world.writer.post("/Bulk", &body).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply
}

fn create(path: &str, bulk_id: &str, data: &Value) -> Value {
    json!({"method": "POST", "path": path, "bulkId": bulk_id, "data": data})
}

fn group(bulk_id: &str, member: &str) -> Value {
    let data = json!({"displayName": bulk_id, "members": [{"value": format!("bulkId:{member}")}]});
    create("/Groups", bulk_id, &data)
}

/// Tries an event again: all of this is said, and nothing is left behind.
async fn check(world: &World, member: &Person, event: &str, said: &[&str]) {
    let before = directory(world).await;
    let tried = member.try_again(event).await;
    assert_eq!(tried.status, 200, "{}", tried.text);
    for said in said {
        assert!(tried.text.contains(said), "{said}: {}", tried.text);
    }
    assert_eq!(directory(world).await, before);
}

const BY_ITSELF: &str = "This operation was tried by itself";
const WITH_OTHERS: &str = "The bulk request was tried as it was sent, as far as this operation";

#[tokio::test]
async fn an_operation_that_depends_on_none_is_tried_by_itself() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let okta = &world.writer;
        let first = json!({"userName": "ada"});
        let first = okta.post("/Users", &first).await.id(201);
        let operations = [
            create("/Users", "b", &json!({"userName": "bob"})),
            create(
                "/Users",
                "a",
                &json!({"userName": "ADA", "password": "t1meMa$heen"}),
            ),
        ];
        let event = told_of(world, &send(world, &operations).await, "user.create");
        let page = owner.page(&event).await;
        for said in [
            "Another user has the userName",
            "Tries this operation of the bulk request by itself",
            "Explain now",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let held = format!("<a href=\"/t/acme/users/{first}\">");
        let refused = "It would still be refused, with 409.";
        check(world, &owner, &event, &[refused, BY_ITSELF, &held]).await;
        okta.delete(&format!("/Users/{first}")).await.expect(204);
        check(world, &owner, &event, &["It would succeed now.", BY_ITSELF]).await;
    })
    .await;
}

#[tokio::test]
async fn an_operation_that_refers_to_another_is_tried_with_all_before_it() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let okta = &world.writer;
        let first = json!({"userName": "ada"});
        let first = okta.post("/Users", &first).await.id(201);
        let operations = [
            group("Analysts", "a"),
            create(
                "/Users",
                "a",
                &json!({"userName": "ADA", "displayName": "Ada L"}),
            ),
        ];
        let event = told_of(world, &send(world, &operations).await, "group.create");
        let page = owner.page(&event).await;
        let hint = "Tries the bulk request as it was sent, as far as this operation";
        assert!(page.contains(hint), "{page}");
        let refused = "It would still be refused, with 409.";
        check(world, &owner, &event, &[refused, WITH_OTHERS]).await;
        okta.delete(&format!("/Users/{first}")).await.expect(204);
        let done = ["It would succeed now.", WITH_OTHERS, "Analysts", "members"];
        check(world, &owner, &event, &done).await;
        for list in ["/Users", "/Groups"] {
            assert_eq!(okta.get(list).await.expect(200)["totalResults"], 0);
        }
        // Nothing that was tried is in the log as if it had been done.
        let events = world.events("acme").into_iter();
        let made = events.filter(|event| event["operation"] == "group.create");
        assert_eq!(made.count(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_operation_is_refused_for_its_place_in_the_request() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let nameless = json!({"members": [{"value": "bulkId:one"}]});
        for (operations, operation, status) in [
            // A circle of which one is refused.
            (
                vec![group("one", "two"), create("/Groups", "two", &nameless)],
                "group.create",
                400,
            ),
            (vec![group("three", "nobody")], "group.create", 409),
            (
                vec![json!({"method": "POST", "path": "/Users", "data": {"userName": "cid"}})],
                "user.create",
                400,
            ),
        ] {
            let event = told_of(world, &send(world, &operations).await, operation);
            let refused = format!("It would still be refused, with {status}.");
            check(world, &owner, &event, &[&refused, WITH_OTHERS]).await;
        }
        // It gives up for another one now.
        let body = json!({"schemas": [SCHEMA], "failOnErrors": 1, "Operations": [
            create("/Users", "b", &json!({"userName": "bob"})),
            group("four", "nobody"),
        ]});
        let reply = world.writer.post("/Bulk", &body).await;
        let event = told_of(world, &reply, "group.create");
        check(world, &owner, &event, &["It would not be begun"]).await;
    })
    .await;
}

#[tokio::test]
async fn a_bulk_request_that_was_refused_is_tried_whole() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let set = |tolerance: &str| {
            let command = ["tenant", "set", "acme", "--tolerance", tolerance];
            world.rollcall.done(&command);
        };
        set("strict");
        // Without its schema.
        let body = json!({"Operations": [
            create("/Users", "a", &json!({"userName": "ada"})),
            create("/Users", "b", &json!({"userName": "ADA"})),
        ]});
        world.writer.post("/Bulk", &body).await.expect(400);
        let event = last(world, "bulk");
        let page = owner.page(&event).await;
        for said in ["Why it failed", "Tries the whole bulk request"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let refused = "It would still be refused, with 400.";
        check(world, &owner, &event, &[refused]).await;
        set("forgiving");
        let taken = "Of its operations 1 would be done, 1 refused, and 0 not begun.";
        check(world, &owner, &event, &[taken]).await;
    })
    .await;
}

#[tokio::test]
async fn an_operation_that_depends_on_what_is_not_kept_is_not_tried() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let long = json!({"userName": "ada", "note": "x".repeat(70_000)});
        let operations = [create("/Users", "a", &long), group("Analysts", "nobody")];
        let event = told_of(world, &send(world, &operations).await, "group.create");
        let said = "which is not kept whole";
        let page = owner.page(&event).await;
        assert!(page.contains(said) && !page.contains("/explain"), "{page}");
        check(world, &owner, &event, &[said]).await;
    })
    .await;
}

/// One operation after the other, each in a request of its own, and the event that it is.
async fn refuse_each(
    world: &World,
    member: &Person,
    cases: impl IntoIterator<Item = (Value, &str, &str, &str)>,
) {
    for (operation, event, refused, reason) in cases {
        let event = told_of(world, &send(world, &[operation]).await, event);
        check(world, member, &event, &[refused, reason, WITH_OTHERS]).await;
    }
}

const REFUSED: &str = "It would still be refused, with 400.";

#[tokio::test]
async fn a_path_that_is_none_of_an_operation_stays_refused() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let user = json!({"userName": "ada"});
        let delete =
            json!({"method": "DELETE", "path": "//Users/018f0000-0000-7000-8000-000000000000"});
        let (create, unknown) = (|path| create(path, "a", &user), "request.unknown");
        let reason = "path is ";
        let cases = [
            (create("/scim/v2/Users"), unknown, REFUSED, reason),
            (create("/t/acme/scim/v2/Users"), unknown, REFUSED, reason),
            (
                create("/Users?attributes=userName"),
                unknown,
                REFUSED,
                reason,
            ),
            (delete, "user.delete", REFUSED, reason),
        ];
        refuse_each(world, &owner, cases).await;
    })
    .await;
}

#[tokio::test]
async fn a_version_or_a_method_that_is_none_stays_refused() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let user = json!({"userName": "ada"});
        let id = world.writer.post("/Users", &user).await.id(201);
        let path = format!("/Users/{id}");
        let data = json!({"userName": "ada", "title": "Countess"});
        let put = json!({"method": "PUT", "path": path, "version": 1, "data": data});
        let fetch = json!({"method": "FETCH", "path": path});
        let empty = json!({"method": "PUT", "path": path, "data": []});
        let stale = json!({"method": "DELETE", "path": path, "version": "W/\"99\""});
        let cases = [
            (put, "user.update", REFUSED, "version must be a string"),
            (fetch, "request.unknown", REFUSED, "method is "),
            (empty, "user.update", REFUSED, "data must be "),
            (
                stale,
                "user.delete",
                "It would still be refused, with 412.",
                "",
            ),
        ];
        refuse_each(world, &owner, cases).await;
    })
    .await;
}

#[tokio::test]
async fn bulk_requests_are_tried_less_often_than_others() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let reply = send(world, &[group("Analysts", "nobody")]).await;
        let event = told_of(world, &reply, "group.create");
        let mut tried = owner.try_again(&event).await;
        let mut trials = 0;
        while tried.status == 200 && trials < 20 {
            trials += 1;
            tried = owner.try_again(&event).await;
        }
        // Of thirty each is five; a few come back while they are tried.
        assert!((6..20).contains(&trials), "{trials}");
        assert_eq!(tried.status, 429);
        assert!(!tried.header("retry-after").is_empty());
    })
    .await;
}
