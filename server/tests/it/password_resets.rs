//! Forgotten passwords: the link of the operator, that of a tenant, and what happens when it is used.

use serde_json::Value;

use crate::harness::{Client, Reply, between, each_backend, is_like, location, visitor};

const PASSWORD: &str = "seven walruses in November";

/// Opens a link and sends its form.
async fn choose(browser: &Client, link: &str, password: &str) -> Reply {
    let path = link.split_once("/reset/").unwrap().1;
    let opened = browser.get(&format!("/reset/{path}")).await;
    assert_eq!(location(&opened), "/reset");
    let form = browser.get("/reset").await;
    assert_eq!(form.status, 200, "{}", form.text);
    let csrf = form.csrf();
    let fields = [("csrf", csrf.as_str()), ("password", password)];
    browser.form("/reset", &fields).await
}

#[tokio::test]
async fn the_operators_link_sets_a_password_once_and_ends_every_session() {
    each_backend(async |world| {
        let eve = world.sign_in("acme", "auditor").await;
        let email = "auditor@acme.example";
        let outcome = world.rollcall.run(&["admin", "reset", "--email", email]);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        let link = outcome.stdout.trim_end().to_owned();
        assert_eq!(link.lines().count(), 1);
        assert!(is_like(&link, "http://…/reset/…"), "{link}");
        assert!(!outcome.stderr.contains("/reset/"), "{outcome:?}");

        let browser = visitor(world);
        let short = choose(&browser, &link, "short").await;
        assert_eq!(short.status, 422);
        assert!(
            short.text.contains("at least 12 characters"),
            "{}",
            short.text
        );
        let chosen = choose(&browser, &link, PASSWORD).await;
        assert_eq!(location(&chosen), "/login?notice=password-set");
        let login = browser.get(location(&chosen)).await.text;
        assert!(login.contains("Your password is set."), "{login}");
        assert!(location(&eve.get("/t/acme").await).starts_with("/login?"));
        let code = link.rsplit_once('/').unwrap().1.to_owned();
        for path in [format!("/reset/{code}"), "/reset".to_owned()] {
            assert_eq!(browser.get(&path).await.status, 404, "{path}");
        }
        let fields = [("email", email), ("password", PASSWORD)];
        assert_eq!(location(&browser.form("/login", &fields).await), "/t/acme");

        let events = world.events("acme");
        let told: Vec<_> = events
            .iter()
            .map(|event| {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let kind = text(&event["actor"]["type"]);
                format!("{} {kind}", text(&event["operation"]))
            })
            .filter(|event| event.starts_with("member.") && !event.contains("create"))
            .collect();
        assert_eq!(told, ["member.reset cli", "member.password setup"]);
        let all = serde_json::to_string(&events).unwrap();
        assert!(!all.contains(&code) && !all.contains(PASSWORD));
        let nobody = ["admin", "reset", "--email", "nobody@acme.example"];
        let nobody = world.rollcall.run(&nobody);
        assert_eq!(nobody.code, 1);
        assert_eq!(
            nobody.stderr.trim_end(),
            "error: \"nobody@acme.example\" has no account"
        );
    })
    .await;
}

#[tokio::test]
async fn an_owner_makes_a_link_for_a_member_of_this_tenant_alone() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        world.sign_in("acme", "auditor").await;
        let csrf = owner.get("/account").await.csrf();
        let list = owner.get("/t/acme/members").await.text;
        let (_, list) = list.split_once("<main").unwrap();
        let page = |email: &str| {
            let (before, _) = list.split_once(&format!("<bdi>{email}</bdi>")).unwrap();
            let (_, href) = before.rsplit_once("href=\"").unwrap();
            href.split('"').next().unwrap().to_owned()
        };
        let path = format!("{}/reset", page("auditor@acme.example"));
        let form = owner.get(&path).await;
        assert_eq!(form.status, 200, "{}", form.text);
        let nonce = between(&form.text, "name=\"nonce\" value=\"", "\"").to_owned();
        let fields = [("csrf", csrf.as_str()), ("nonce", nonce.as_str())];
        let made = owner.form(&path, &fields).await;
        assert_eq!(made.status, 200, "{}", made.text);
        assert_eq!(made.header("cache-control"), "no-store");
        let code = between(&made.text, "/reset/", "\"").to_owned();
        let again = owner.form(&path, &fields).await;
        assert_eq!(again.status, 409);
        assert!(again.text.contains("This link has been shown already"));
        assert!(!again.text.contains(&code));

        // In another tenant too: the link that was made is nothing, and none is made.
        world.rollcall.run_with(
            &[
                "admin",
                "create",
                "--tenant",
                "globex",
                "--email",
                "auditor@acme.example",
                "--role",
                "auditor",
                "--password-stdin",
            ],
            "quilted lantern over 73 rivers\n",
        );
        let browser = visitor(world);
        assert_eq!(browser.get(&format!("/reset/{code}")).await.status, 404);
        let shown = owner.get(&page("auditor@acme.example")).await.text;
        assert!(
            shown.contains("This account is in another tenant too."),
            "{shown}"
        );
        assert!(!shown.contains(&path), "{shown}");
        let refused = owner.get(&path).await;
        assert_eq!(refused.status, 409);
        assert!(refused.text.contains("rollcall admin reset"));
        let own = format!("{}/reset", page("owner@acme.example"));
        assert_eq!(owner.get(&own).await.status, 409);
    })
    .await;
}
