//! Whoever runs the server, in the console: tenants as a whole, and nothing of what is in them.

use crate::harness::{Client, World, each_backend, each_backend_with, visitor};

/// The token that forms of this session carry.
async fn csrf(client: &Client, path: &str) -> String {
    let page = client.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    page.csrf()
}

async fn post(client: &Client, at: &str, to: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let csrf = csrf(client, at).await;
    let fields = [&[("csrf", csrf.as_str())], fields].concat();
    let reply = client.form(to, &fields).await;
    (reply.status, reply.text)
}

fn operations(world: &World, tenant: &str) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let events = world.events(tenant).into_iter();
    events
        .map(|event| (text(&event["operation"]), text(&event["actor"]["type"])))
        .collect()
}

#[tokio::test]
async fn an_operator_creates_suspends_and_deletes_tenants_and_sees_into_none() {
    each_backend(async |world| {
        let operator = world.sign_in_operator().await;
        let start = operator.get("/").await;
        assert_eq!(start.header("location"), "/operator");
        let list = operator.get("/operator").await;
        assert!(list.text.contains("Acme Inc"), "{}", list.text);
        for page in ["", "/users", "/audit", "/tokens", "/settings"] {
            assert_eq!(
                operator.get(&format!("/t/acme{page}")).await.status,
                404,
                "{page}"
            );
        }

        let new = "/operator/tenants/new";
        let fields = [
            ("organisation", ""),
            ("slug", "Not a slug"),
            ("email", "nobody"),
        ];
        let (status, page) = post(&operator, new, new, &fields).await;
        assert_eq!(status, 422);
        for field in ["organisation", "slug", "email"] {
            assert!(
                page.contains(&format!("href=\"#{field}\"")),
                "{field}: {page}"
            );
        }
        let fields = [
            ("organisation", "Initech"),
            ("slug", "initech"),
            ("email", "bill@initech.example"),
        ];
        let (status, page) = post(&operator, new, new, &fields).await;
        assert_eq!(status, 200, "{page}");
        let (_, code) = page.split_once("/invite/").unwrap();
        let code: String = code
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let guest = visitor(world);
        assert_eq!(guest.get(&format!("/invite/{code}")).await.status, 303);
        assert_eq!(post(&operator, new, new, &fields).await.0, 422);
        let made = [("tenant.create", "operator"), ("member.invite", "operator")];
        let made = made.map(|(operation, actor)| (operation.to_owned(), actor.to_owned()));
        assert_eq!(operations(world, "initech"), made);

        let acme = "/operator/tenants/acme";
        let why = [("reason", "unpaid")];
        assert_eq!(
            post(&operator, acme, &format!("{acme}/suspend"), &why)
                .await
                .0,
            303
        );
        assert_eq!(world.writer.get("/Users").await.status, 403);
        assert_eq!(
            post(&operator, acme, &format!("{acme}/resume"), &[])
                .await
                .0,
            303
        );
        world.writer.get("/Users").await.expect(200);
        let delete = format!("{acme}/delete");
        assert_eq!(
            post(&operator, acme, &delete, &[("slug", "globex")])
                .await
                .0,
            422
        );
        world.writer.get("/Users").await.expect(200);
        assert_eq!(
            post(&operator, acme, &delete, &[("slug", "acme")]).await.0,
            303
        );
        assert_eq!(world.writer.get("/Users").await.status, 401);
        assert_eq!(operator.get(acme).await.status, 404);

        let remove = ["operator", "remove", "--email", "operator@rollcall.example"];
        world.rollcall.done(&remove);
        assert_eq!(operator.get("/operator").await.status, 404);
        assert_eq!(world.rollcall.run(&remove).code, 1);
    })
    .await;
}

#[tokio::test]
async fn nobody_else_learns_that_there_is_anything_for_operators() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let csrf = csrf(&owner, "/account").await;
        for path in [
            "/operator",
            "/operator/tenants/new",
            "/operator/tenants/acme",
            "/operator/tenants/nobody",
        ] {
            assert_eq!(owner.get(path).await.status, 404, "{path}");
        }
        for path in [
            "/operator/tenants/acme/suspend",
            "/operator/tenants/acme/delete",
        ] {
            let fields = [("csrf", csrf.as_str()), ("slug", "acme")];
            assert_eq!(owner.form(path, &fields).await.status, 404, "{path}");
        }
        world.writer.get("/Users").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn people_make_tenants_of_their_own_only_where_the_operator_lets_them() {
    let new = "/tenants/new";
    let fields = [("organisation", "Initech"), ("slug", "initech")];
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        assert_eq!(owner.get(new).await.status, 404);
        assert_eq!(post(&owner, "/account", new, &fields).await.0, 404);
    })
    .await;
    each_backend_with(&[("ROLLCALL_SELF_SERVICE", "true")], async |world| {
        let auditor = world.sign_in("acme", "auditor").await;
        let stranger = visitor(world);
        assert_eq!(stranger.get(new).await.status, 303);
        assert_eq!(
            post(
                &auditor,
                new,
                new,
                &[("organisation", "x"), ("slug", "acme")]
            )
            .await
            .0,
            422
        );
        assert_eq!(post(&auditor, new, new, &fields).await.0, 303);
        assert_eq!(auditor.get("/t/initech/tokens/new").await.status, 200);
        assert_eq!(auditor.get("/t/acme/tokens/new").await.status, 403);
        let made = [("tenant.create", "member"), ("member.create", "member")];
        let made = made.map(|(operation, actor)| (operation.to_owned(), actor.to_owned()));
        assert_eq!(operations(world, "initech"), made);
    })
    .await;
}
