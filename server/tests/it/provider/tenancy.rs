//! What a provider can do to its tenant, and not to anything else.

use serde_json::{Value, json};

use super::{PRIVATE, connect, go, person, sign_in, told};
use crate::harness::{Provider, each_backend_with, location, post, visitor};
use crate::second_factors::set_up;

#[tokio::test]
async fn an_evil_tenant_that_asserts_anothers_address_gains_nothing_there() {
    each_backend_with(&PRIVATE, async |world| {
        let owner = world.sign_in("acme", "owner").await;
        set_up(&owner).await;
        let victim = "owner@acme.example";
        let evil = Provider::start();
        connect(world, "globex", &evil, &[]);
        evil.vouch(person("anything", victim, &json!("root")));
        let thief = visitor(world);
        let entered = go(&thief, "/login/oidc?tenant=globex").await;
        assert_eq!(location(&entered), "/t/globex");
        for path in [
            "/t/acme",
            "/t/acme/users",
            "/t/acme/settings",
            "/operator",
            "/tenants/new",
        ] {
            assert_eq!(thief.get(path).await.status, 404, "{path}");
        }
        let account = thief.get("/account").await.text;
        assert!(
            account.contains("This session is for Globex alone"),
            "{account}"
        );
        assert!(
            !account.contains("Acme Inc") && !account.contains("end-others"),
            "{account}"
        );
        assert_eq!(account.matches("this one").count(), 1);
        let password = [("current", "x"), ("password", "seven walruses in November")];
        assert_eq!(
            post(&thief, "/account/password", &password).await.status,
            404
        );
        let end = "/account/sessions/end-others";
        assert_eq!(post(&thief, end, &[]).await.status, 404);
        let known = [("password", "quilted lantern over 73 rivers")];
        assert_eq!(post(&thief, "/account/confirm", &known).await.status, 404);
        // Nor does a link to another password.
        let globex = world.sign_in("globex", "owner").await;
        let list = globex.get("/t/globex/members").await.text;
        let (before, _) = list.split_once(&format!("<bdi>{victim}</bdi>")).unwrap();
        let member = before.rsplit_once("href=\"").unwrap().1;
        let reset = format!("{}/reset", member.split('"').next().unwrap());
        let nonce = [("nonce", "018f0000-0000-7000-8000-0000000000aa")];
        let made = post(&globex, &reset, &nonce).await;
        assert_eq!(made.status, 409, "{}", made.text);
        let why = "a password would open nothing here";
        assert!(made.text.contains(why), "{}", made.text);
        // Nor is it told whether the account has a second factor.
        let page = globex.get(member.split('"').next().unwrap()).await.text;
        assert!(page.contains("This member has none."), "{page}");
        // The person themselves see the session, and their own tenants alone.
        let page = owner.get("/account").await.text;
        assert!(
            page.contains("through") && page.contains("Globex"),
            "{page}"
        );
        assert_eq!(owner.get("/t/acme").await.status, 200);
        assert_eq!(owner.get("/t/globex").await.status, 404);
        // Who signs out of one is told to nobody of the other.
        let out = |tenant: &str| {
            let events = world.events(tenant);
            let ends = events
                .iter()
                .filter(|event| event["operation"] == "login.end");
            ends.count()
        };
        let signed_out = "/login?notice=signed-out";
        assert_eq!(location(&post(&owner, "/logout", &[]).await), signed_out);
        assert_eq!((out("acme"), out("globex")), (1, 0));
        assert_eq!(location(&post(&thief, "/logout", &[]).await), signed_out);
        assert_eq!((out("acme"), out("globex")), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn operators_disabled_members_and_other_subjects_are_refused_and_the_last_owner_stays() {
    each_backend_with(&PRIVATE, async |world| {
        let provider = Provider::start();
        connect(world, "acme", &provider, &["--others", "auditor"]);
        world.sign_in_operator().await;
        world.sign_in("acme", "owner").await;
        world.sign_in("acme", "admin").await;
        let attempt = async |claims: Value| {
            provider.vouch(claims);
            sign_in(&visitor(world)).await.status
        };
        let operator = person("o", "operator@rollcall.example", &json!("root"));
        assert_eq!(attempt(operator).await, 403);
        let owner = person("w", "owner@acme.example", &json!([]));
        assert_eq!(attempt(owner).await, 303);
        let other = person("v", "owner@acme.example", &json!([]));
        assert_eq!(attempt(other).await, 403);
        let admin = || person("a", "admin@acme.example", &json!("it"));
        assert_eq!(attempt(admin()).await, 303);
        let disable = [
            "admin",
            "disable",
            "--tenant",
            "acme",
            "--email",
            "admin@acme.example",
        ];
        world.rollcall.done(&disable);
        assert_eq!(attempt(admin()).await, 403);
        let list = world.rollcall.done(&["admin", "list", "--tenant", "acme"]);
        let owner = list
            .lines()
            .find(|line| line.contains("owner@acme.example"));
        assert!(owner.unwrap().contains("owner  "), "{list}");
        assert!(!list.contains("operator@"), "{list}");
        let kept = "the claim says auditor, and the last owner stays an owner";
        assert!(
            told(world, "acme")
                .iter()
                .any(|(_, detail)| detail.contains(kept))
        );
        let events = serde_json::to_string(&world.events_until("acme", |events| {
            events
                .iter()
                .filter(|event| event["operation"] == "login.failure")
                .count()
                > 1
        }));
        assert!(
            events
                .unwrap()
                .contains("the account of this address runs the server")
        );
    })
    .await;
}

#[tokio::test]
async fn a_tenant_that_is_to_be_deleted_takes_nobody_new_and_changes_no_role() {
    each_backend_with(&PRIVATE, async |world| {
        let provider = Provider::start();
        connect(world, "acme", &provider, &[]);
        let owner = world.sign_in("acme", "owner").await;
        let enter = async |subject: &str, role: &str| {
            let email = format!("{subject}@acme.com");
            provider.vouch(person(subject, &email, &json!(role)));
            let browser = visitor(world);
            let reply = sign_in(&browser).await;
            (browser, reply.status)
        };
        assert_eq!(enter("ada", "root").await.1, 303);
        let wish = post(&owner, "/t/acme/settings/danger", &[("slug", "acme")]).await;
        assert_eq!(location(&wish), "/t/acme/settings/danger");

        let (ada, status) = enter("ada", "audit").await;
        assert_eq!(status, 303, "members come in and read");
        assert_eq!(ada.get("/t/acme/users").await.status, 200);
        assert_eq!(enter("bob", "root").await.1, 403, "nobody joins");
        let told_of = |operation: &str| {
            let told = told(world, "acme");
            let told = told.into_iter().filter(|(name, _)| name == operation);
            told.map(|(_, detail)| detail).collect::<Vec<_>>()
        };
        assert!(told_of("member.role").is_empty());
        let why = told_of("login.failure");
        assert!(why[0].contains("nobody joins it meanwhile"), "{why:?}");

        // She is still an owner, and keeps the tenant.
        let kept = post(&ada, "/t/acme/settings/danger/cancel", &[]).await;
        assert_eq!(location(&kept), "/t/acme/settings");
        assert_eq!(enter("bob", "root").await.1, 303);
    })
    .await;
}
