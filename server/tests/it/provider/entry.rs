//! Whoever goes to the provider comes back and enters.

use serde_json::{Value, json};

use super::{PRIVATE, connect, go, person, sign_in, told};
use crate::harness::{
    CLIENT_SECRET, Client, Fault, Provider, Reply, each_backend_with, location, now, post, visitor,
};

#[tokio::test]
async fn somebody_becomes_a_member_by_the_provider_and_changes_role_by_its_claim() {
    each_backend_with(&PRIVATE, async |world| {
        let provider = Provider::start();
        connect(world, "acme", &provider, &[]);
        provider.vouch(person("ada", "ada@acme.com", &json!(["it", "x"])));
        let ada = visitor(world);
        let form = ada
            .get("/login/oidc?form=1&tenant=acme&next=%2Ft%2Facme%2Fusers")
            .await;
        assert_eq!(form.status, 200, "{}", form.text);
        let onward = form
            .header("refresh")
            .strip_prefix("0; url=")
            .unwrap()
            .to_owned();
        let there = go(&ada, &onward).await;
        assert_eq!(location(&there), "/t/acme/users");
        assert_eq!(ada.get("/t/acme/users").await.status, 200);
        assert!(ada.get("/t/acme/tokens/new").await.status == 200);
        assert_eq!(provider.lock().asked["scope"], "openid email profile");

        provider.vouch(person("ada", "other@acme.com", &json!("audit")));
        assert_eq!(location(&sign_in(&visitor(world)).await), "/t/acme");
        // The other session has lost what an admin may, and nothing else.
        assert_eq!(ada.get("/t/acme/tokens/new").await.status, 403);
        provider.vouch(person("ada", "ada@acme.com", &json!([])));
        let refused = sign_in(&visitor(world)).await;
        assert_eq!(refused.status, 403);
        assert!(
            refused.text.contains("you may not sign in here"),
            "{}",
            refused.text
        );
        assert_eq!(ada.get("/t/acme/users").await.status, 200);

        let through = "through the OpenID Connect provider";
        let no_role =
            format!("{through}: the ID token gives no role here, and nobody else may sign in");
        let events = world.events("acme");
        let by_provider = |operation: &str| {
            let event = events
                .iter()
                .find(|event| event["operation"] == operation)
                .unwrap();
            assert_eq!(event["actor"]["label"], "OpenID Connect provider");
            event["changes"].clone()
        };
        assert_eq!(by_provider("member.role")[0]["before"], "admin");
        assert_eq!(by_provider("member.role")[0]["after"], "auditor");
        by_provider("member.create");
        let expected = [
            ("member.create", ""),
            ("login.success", through),
            ("member.role", ""),
            ("login.success", through),
            ("login.failure", &no_role),
        ];
        let expected =
            expected.map(|(operation, detail)| (operation.to_owned(), detail.to_owned()));
        assert_eq!(told(world, "acme"), expected);
        let all = serde_json::to_string(&events).unwrap();
        assert!(!all.contains(CLIENT_SECRET));
    })
    .await;
}

#[tokio::test]
async fn a_state_works_once_and_in_the_browser_that_began() {
    each_backend_with(&PRIVATE, async |world| {
        let provider = Provider::start();
        connect(world, "acme", &provider, &[]);
        provider.vouch(person("ada", "ada@acme.com", &json!("it")));
        let ada = visitor(world);
        let there = ada.get("/login/oidc?tenant=acme").await;
        let back = Client::new("").get(location(&there)).await;
        let back = location(&back).strip_prefix(&ada.base).unwrap().to_owned();
        let stray = visitor(world).get(&back).await;
        assert_eq!(stray.status, 400);
        assert!(stray.text.contains("belongs to no sign-in of this browser"));
        assert_eq!(location(&ada.get(&back).await), "/t/acme");
        assert_eq!(ada.get(&back).await.status, 400);
        assert_eq!(visitor(world).get("/login/oidc/callback").await.status, 400);
        let alike = |reply: &Reply| {
            assert_eq!(reply.status, 422);
            reply.text.contains("No organisation of this short name")
        };
        for tenant in ["globex", "nobody", "%00", "../x"] {
            let path = format!("/login/oidc?tenant={tenant}");
            assert!(alike(&visitor(world).get(&path).await), "{tenant}");
        }
        world.rollcall.done(&["tenant", "suspend", "acme"]);
        assert!(alike(&visitor(world).get("/login/oidc?tenant=acme").await));
    })
    .await;
}

#[tokio::test]
async fn what_is_sensitive_is_confirmed_at_the_provider() {
    each_backend_with(&PRIVATE, async |world| {
        let provider = Provider::start();
        connect(world, "acme", &provider, &[]);
        let ada = |more: Value| {
            let mut claims = person("ada", "ada@acme.com", &json!("root"));
            for (name, value) in more.as_object().unwrap() {
                claims[name] = value.clone();
            }
            claims
        };
        provider.vouch(ada(json!({})));
        let browser = visitor(world);
        assert_eq!(location(&sign_in(&browser).await), "/t/acme");
        let retention = "/t/acme/settings/retention";
        let days = [
            ("event_days", "500"),
            ("body_days", "30"),
            ("masked", ""),
            ("legal_hold", "off"),
        ];
        let asked = post(&browser, retention, &days).await;
        let confirm = "/account/confirm?next=%2Ft%2Facme%2Fsettings%2Fretention";
        assert_eq!(location(&asked), confirm);
        let page = browser.get(confirm).await.text;
        let again = "/account/confirm/oidc?next=%2Ft%2Facme%2Fsettings%2Fretention";
        assert!(
            page.contains(again) && !page.contains("type=\"password\""),
            "{page}"
        );
        for stale in [
            json!({}),
            json!({"auth_time": now() - 3_600}),
            json!({"sub": "eve", "auth_time": now()}),
        ] {
            provider.vouch(ada(stale.clone()));
            let refused = go(&browser, again).await;
            assert!(
                location(&refused).starts_with("/account/confirm?refused=1"),
                "{stale}"
            );
            assert_eq!(
                location(&post(&browser, retention, &days).await),
                confirm,
                "{stale}"
            );
        }
        provider.vouch(ada(json!({"auth_time": now()})));
        assert_eq!(location(&go(&browser, again).await), retention);
        let parameters = provider.lock().asked.clone();
        assert_eq!(parameters["prompt"], "login");
        assert_eq!(parameters["max_age"], "0");
        assert_eq!(location(&post(&browser, retention, &days).await), retention);
        let confirmed = told(world, "acme");
        let confirmed = confirmed
            .iter()
            .filter(|(operation, _)| operation == "login.confirm");
        assert_eq!(confirmed.count(), 4);
        // Switching it off ends what it started.
        world.rollcall.done(&[
            "tenant",
            "sign-in",
            "set",
            "acme",
            "--enabled",
            "off",
            "--public-url",
            &world.server.url,
        ]);
        assert!(location(&browser.get("/t/acme").await).starts_with("/login?"));
    })
    .await;
}

#[tokio::test]
async fn a_provider_may_change_its_keys() {
    each_backend_with(&PRIVATE, async |world| {
        let provider = Provider::start();
        connect(world, "acme", &provider, &[]);
        provider.vouch(person("ada", "ada@acme.com", &json!("it")));
        // Nothing is known yet: the first sign-in begins with the old key and ends with the new one.
        let ada = visitor(world);
        let there = ada.get("/login/oidc?tenant=acme").await;
        provider.rotate();
        let back = Client::new("").get(location(&there)).await;
        let back = location(&back).strip_prefix(&ada.base).unwrap().to_owned();
        assert_eq!(location(&ada.get(&back).await), "/t/acme");
        // Keys are read anew once a minute at most: nobody makes this server ask without end.
        provider.rotate();
        provider.lock().fault = Fault::UnknownKey;
        assert_eq!(sign_in(&visitor(world)).await.status, 403);
    })
    .await;
}
