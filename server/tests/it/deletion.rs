//! A tenant that is to be deleted, as its clients and browsers meet it.

use crate::clients::{access_token, issue, refused, secret_at_endpoint, switch};
use crate::harness::{each_backend, post};

const DANGER: &str = "/t/acme/settings/danger";

#[tokio::test]
async fn a_tenant_that_is_to_be_deleted_refuses_its_clients_with_a_reason_and_others_as_ever() {
    each_backend(async |world| {
        switch(world, "on");
        let (id, secret) = issue(world, "entra", &[]);
        let access = access_token(world, &id, &secret).await;
        let entra = world.anonymous.clone().with_token(&access);
        let owner = world.sign_in("acme", "owner").await;
        let auditor = world.sign_in("acme", "auditor").await;
        assert_eq!(
            post(&auditor, DANGER, &[("slug", "acme")]).await.status,
            403
        );
        let mistyped = post(&owner, DANGER, &[("slug", "acne")]).await;
        assert_eq!(mistyped.status, 422);
        assert!(
            mistyped.text.contains("value=\"acne\""),
            "{}",
            mistyped.text
        );
        let whole_log = "/audit/export?format=ndjson&amp;range=all&amp;reads=1";
        assert!(mistyped.text.contains(whole_log), "{}", mistyped.text);
        entra.get("/Users").await.expect(200);

        assert_eq!(post(&owner, DANGER, &[("slug", "acme")]).await.status, 303);
        for client in [&world.writer, &world.reader, &entra] {
            let detail = client.get("/Users").await.refused(403, None);
            assert!(
                detail.starts_with("This tenant is to be deleted"),
                "{detail}"
            );
        }
        for client in [&world.stranger, &world.anonymous] {
            client.get("/Users").await.refused(401, None);
        }
        refused(
            &secret_at_endpoint(world, &id, &secret).await,
            401,
            "invalid_client",
        );
        let page = auditor.get("/t/acme/users").await;
        assert!(
            page.text.contains("This tenant will be deleted at"),
            "{}",
            page.text
        );
        let list = world.rollcall.done(&["tenant", "list"]);
        let says = |line: &str| line.starts_with("acme") && line.contains("to be deleted");
        assert!(list.lines().any(says), "{list}");
        assert_eq!(
            post(&auditor, "/t/acme/settings/danger/cancel", &[])
                .await
                .status,
            403
        );

        world.rollcall.done(&["tenant", "keep", "acme"]);
        for client in [&world.writer, &world.reader, &entra] {
            client.get("/Users").await.expect(200);
        }
    })
    .await;
}
