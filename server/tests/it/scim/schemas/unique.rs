//! Values of which there is one in the tenant.

use serde_json::json;

use super::{BADGE, add, badge, with_badge};
use crate::harness::each_backend;
use crate::scim::patch;

#[tokio::test]
async fn a_unique_value_is_a_conflict_that_names_the_attribute() {
    each_backend(async |world| {
        let client = &world.writer;
        add(world, "acme", "User", &badge(), &[]);
        let ada = with_badge("ada", &json!({"number": 7, "serial": "a"}));
        let ada = client.post("/Users", &ada).await.id(201);
        let taken = client
            .post("/Users", &with_badge("bob", &json!({"number": 7})))
            .await;
        let detail = taken.refused(409, Some("uniqueness"));
        assert!(detail.contains(&format!("{BADGE}:number")), "{detail}");
        let users = client.get("/Users").await.expect(200);
        assert_eq!(users["totalResults"], 1);

        // Letter case tells serial numbers apart, so this one is free.
        let bob = with_badge("bob", &json!({"number": 8, "serial": "A"}));
        let bob = client.post("/Users", &bob).await.id(201);
        let operation = json!({"op": "replace", "path": format!("{BADGE}:number"), "value": 7});
        let reply = client
            .patch(
                &format!("/Users/{bob}"),
                &patch(std::slice::from_ref(&operation)),
            )
            .await;
        reply.refused(409, Some("uniqueness"));
        let reply = client
            .put(
                &format!("/Users/{bob}"),
                &with_badge("bob", &json!({"number": 7})),
            )
            .await;
        reply.refused(409, Some("uniqueness"));
        client.delete(&format!("/Users/{ada}")).await.expect(204);
        let reply = client
            .patch(&format!("/Users/{bob}"), &patch(&[operation]))
            .await;
        assert_eq!(reply.expect(200)[BADGE]["number"], 7);
    })
    .await;
}

#[tokio::test]
async fn of_parallel_claims_of_one_value_one_succeeds() {
    each_backend(async |world| {
        add(world, "acme", "User", &badge(), &[]);
        let claims = (0..12).map(|number| async move {
            let body = with_badge(&format!("user{number}"), &json!({"number": 7}));
            world.writer.post("/Users", &body).await.status
        });
        let mut statuses = futures::future::join_all(claims).await;
        statuses.sort_unstable();
        assert_eq!(statuses[0], 201);
        assert!(
            statuses[1..].iter().all(|status| *status == 409),
            "{statuses:?}"
        );
    })
    .await;
}
