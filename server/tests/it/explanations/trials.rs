//! A refused request tried against the present.

use serde_json::{Value, json};

use super::{directory, last, patch, told_of};
use crate::harness::{Person, each_backend};

#[tokio::test]
async fn a_refused_request_is_tried_against_the_present_and_nothing_is_written() {
    each_backend(async |world| {
        let auditor = Person::sign_in(world, "acme", "auditor").await;
        let okta = &world.writer;
        let body = json!({"userName": "ADA", "displayName": "Ada L", "password": "t1meMa$heen"});
        let first = okta
            .post(
                "/Users",
                &json!({"userName": "ada", "displayName": "Ada", "active": false}),
            )
            .await
            .id(201);
        okta.post("/Users", &body)
            .await
            .refused(409, Some("uniqueness"));
        let event = last(world, "user.create");
        let page = auditor.page(&event).await;
        assert!(page.contains("Explain now"), "{page}");

        let before = directory(world).await;
        let reply = auditor.try_again(&event).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        for said in [
            "It would still be refused, with 409.",
            "has the value, and is inactive.",
            &format!("<a href=\"/t/acme/users/{first}\"><bdi>Ada</bdi></a>"),
        ] {
            assert!(reply.text.contains(said), "{said}: {}", reply.text);
        }
        assert_eq!(directory(world).await, before);

        okta.delete(&format!("/Users/{first}")).await.expect(204);
        let before = directory(world).await;
        let reply = auditor.try_again(&event).await;
        assert!(
            reply.text.contains("It would succeed now."),
            "{}",
            reply.text
        );
        assert!(reply.text.contains("Ada L"), "{}", reply.text);
        assert_eq!(directory(world).await, before);
        assert_eq!(okta.get("/Users").await.expect(200)["totalResults"], 0);

        let told = world.events_until("acme", |events| {
            let tries = events
                .iter()
                .filter(|event| event["operation"] == "audit.try");
            tries.count() == 2
        });
        let tries: Vec<&Value> = told
            .iter()
            .filter(|event| event["operation"] == "audit.try")
            .collect();
        let details: Vec<&str> = tries
            .iter()
            .map(|event| event["detail"].as_str().unwrap())
            .collect();
        assert_eq!(
            details,
            [
                format!("event {event}: it would be refused with 409"),
                format!("event {event}: it would be done now"),
            ]
        );
        assert!(
            tries
                .iter()
                .all(|event| event["actor"]["label"] == "auditor@acme.example")
        );
        // Nothing that was tried is in the log as if it had been done.
        let creations = told
            .iter()
            .filter(|event| event["operation"] == "user.create");
        assert_eq!(creations.count(), 2);
    })
    .await;
}

#[tokio::test]
async fn every_kind_of_write_is_tried() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let okta = &world.writer;
        let unknown = "018f0000-0000-7000-8000-000000000000";
        let ada = okta
            .post("/Users", &json!({"userName": "ada"}))
            .await
            .id(201);
        let group = okta
            .post("/Groups", &json!({"displayName": "g"}))
            .await
            .id(201);
        let stale = okta.clone().with("if-match", "W/\"77\"");
        let member = patch(&json!([{"op": "add", "path": "members", "value": [{"value": ada}]}]));
        let odd = patch(&json!([{"op": "add", "path": "members", "value": [{"value": unknown}]}]));
        let user = json!({"userName": "ada", "title": "Countess"});
        for (reply, operation, said) in [
            (
                stale.put(&format!("/Users/{ada}"), &user).await,
                "user.update",
                "It would succeed now.",
            ),
            (
                stale.delete(&format!("/Users/{ada}")).await,
                "user.delete",
                "It would succeed now.",
            ),
            (
                okta.delete(&format!("/Users/{unknown}")).await,
                "user.delete",
                "It would still be refused, with 404.",
            ),
            (
                stale.patch(&format!("/Groups/{group}"), &member).await,
                "group.update",
                "It would succeed now.",
            ),
            (
                okta.patch(&format!("/Groups/{group}"), &odd).await,
                "group.update",
                "It would still be refused, with 400.",
            ),
            (
                stale.delete(&format!("/Groups/{group}")).await,
                "group.delete",
                "It would succeed now.",
            ),
            (
                stale
                    .put(&format!("/Groups/{group}"), &json!({"displayName": "g"}))
                    .await,
                "group.update",
                "Nothing would change by it",
            ),
        ] {
            assert!(reply.status >= 400, "{operation}: {}", reply.text);
            let before = directory(world).await;
            let tried = owner.try_again(&told_of(world, &reply, operation)).await;
            assert!(tried.text.contains(said), "{said}: {}", tried.text);
            assert_eq!(directory(world).await, before, "{operation}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trials_and_writes_at_once_leave_each_other_in_peace_and_too_many_trials_wait() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let okta = &world.writer;
        let first = okta
            .post("/Users", &json!({"userName": "ada"}))
            .await
            .id(201);
        okta.post("/Users", &json!({"userName": "ada"}))
            .await
            .expect(409);
        let event = last(world, "user.create");
        okta.delete(&format!("/Users/{first}")).await.expect(204);
        // The same name by those who try and by one in earnest.
        let path = format!("/t/acme/audit/{event}/explain");
        let trials: Vec<_> = (0..12)
            .map(|_| {
                let (browser, path, csrf) =
                    (owner.browser.clone(), path.clone(), owner.csrf.clone());
                tokio::spawn(async move { browser.form(&path, &[("csrf", &*csrf)]).await.status })
            })
            .collect();
        let writes: Vec<_> = (0..25)
            .map(|number| {
                let client = okta.clone();
                let name = if number == 12 {
                    "ada".to_owned()
                } else {
                    format!("user{number}")
                };
                tokio::spawn(async move {
                    client
                        .post("/Users", &json!({"userName": name}))
                        .await
                        .status
                })
            })
            .collect();
        for trial in trials {
            assert_eq!(trial.await.unwrap(), 200);
        }
        for write in writes {
            assert_eq!(write.await.unwrap(), 201);
        }
        assert_eq!(okta.get("/Users").await.expect(200)["totalResults"], 25);
        let mut last = 200;
        for _ in 0..100 {
            if last == 200 {
                last = owner.try_again(&event).await.status;
            }
        }
        assert_eq!(last, 429);
    })
    .await;
}
