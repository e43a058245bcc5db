//! A session whose last proof is old: sensitive forms ask for the password and do nothing meanwhile.

use serde_json::Value;

use crate::harness::{World, each_backend, location, post};

const PASSWORD: &str = "quilted lantern over 73 rivers";
const RETENTION: &str = "/t/acme/settings/retention";

/// Makes every session one whose password was given long ago.
async fn let_proofs_grow_old(world: &World) {
    let grow_old = |data: &mut Value, _: &mut i64| {
        data["signed_in"]["proved"] = "2026-01-01T00:00:00Z".into();
    };
    world.change_sessions(grow_old).await;
}

const DAYS: [(&str, &str); 4] = [
    ("event_days", "500"),
    ("body_days", "30"),
    ("masked", ""),
    ("legal_hold", "off"),
];

#[tokio::test]
async fn an_old_proof_leads_to_the_password_and_back_and_nothing_is_done_meanwhile() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        // Who has just signed in has proved enough.
        let saved = post(&owner, RETENTION, &DAYS).await;
        assert_eq!(location(&saved), RETENTION);
        let_proofs_grow_old(world).await;
        let days = DAYS.map(|(name, value)| {
            if name == "event_days" {
                (name, "600")
            } else {
                (name, value)
            }
        });
        let asked = post(&owner, RETENTION, &days).await;
        let confirm = "/account/confirm?next=%2Ft%2Facme%2Fsettings%2Fretention";
        assert_eq!(location(&asked), confirm);
        assert!(owner.get(RETENTION).await.text.contains("value=\"500\""));
        let page = owner.get(confirm).await;
        assert_eq!(page.status, 200);
        assert!(
            page.text.contains("Nothing has been done yet"),
            "{}",
            page.text
        );
        let next = ("next", RETENTION);
        let wrong = [next, ("password", "another password!")];
        let refused = post(&owner, "/account/confirm", &wrong).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("This is not your password."));
        assert_eq!(location(&post(&owner, RETENTION, &days).await), confirm);

        let right = [next, ("password", PASSWORD)];
        let back = post(&owner, "/account/confirm", &right).await;
        assert_eq!(location(&back), RETENTION);
        // The form is there again, as it is now, and is sent by its person.
        assert!(owner.get(RETENTION).await.text.contains("value=\"500\""));
        assert_eq!(location(&post(&owner, RETENTION, &days).await), RETENTION);
        assert!(owner.get(RETENTION).await.text.contains("value=\"600\""));
        let told: Vec<_> = world
            .events("acme")
            .into_iter()
            .filter(|event| event["operation"] == "login.confirm")
            .map(|event| event["outcome"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(told, ["denied", "success"]);
    })
    .await;
}

#[tokio::test]
async fn the_way_back_never_leads_elsewhere_and_the_throttle_is_that_of_signing_in() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        for elsewhere in ["//evil.example", "https://evil.example/", "/\\evil.example"] {
            let fields = [("next", elsewhere), ("password", PASSWORD)];
            let back = post(&owner, "/account/confirm", &fields).await;
            assert_eq!(location(&back), "/account", "{elsewhere}");
        }
        let wrong = [("password", "another password!")];
        for _ in 0..10 {
            assert_eq!(post(&owner, "/account/confirm", &wrong).await.status, 422);
        }
        let limited = post(&owner, "/account/confirm", &wrong).await;
        assert_eq!(limited.status, 429);
        assert!(!limited.header("retry-after").is_empty());
        assert!(
            limited.text.contains("Too many attempts."),
            "{}",
            limited.text
        );
    })
    .await;
}

#[tokio::test]
async fn a_page_that_leads_to_a_sensitive_act_asks_before_it_is_filled_in() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        world.sign_in("acme", "auditor").await;
        let list = owner.get("/t/acme/members").await.text;
        let (before, _) = list.split_once("<bdi>auditor@acme.example</bdi>").unwrap();
        let page = before.rsplit_once("href=\"").unwrap().1;
        let page = page.split('"').next().unwrap().to_owned();
        let_proofs_grow_old(world).await;
        let asked = owner.get(&format!("{page}/reset")).await;
        assert!(location(&asked).starts_with("/account/confirm?next="));
        let user = serde_json::json!({"userName": "ada"});
        let ada = world.writer.post("/Users", &user).await.id(201);
        let form = format!("/t/acme/users/{ada}/deactivate");
        let fields = [
            ("version", "1"),
            ("user_name", "ada"),
            ("reason", "Left today."),
        ];
        for asked in [owner.get(&form).await, post(&owner, &form, &fields).await] {
            assert!(location(&asked).starts_with("/account/confirm?next="));
        }
        let kept = world.reader.get(&format!("/Users/{ada}")).await.expect(200);
        assert_ne!(kept["active"], false);
        let made = post(&owner, &page, &[("role", "owner")]).await;
        assert!(location(&made).starts_with("/account/confirm?next="));
        // What is everyday work goes on.
        assert_eq!(owner.get(&format!("{page}/remove")).await.status, 200);
        assert_eq!(
            location(&post(&owner, &page, &[("role", "admin")]).await),
            page
        );
    })
    .await;
}

#[tokio::test]
async fn an_operator_gives_the_password_again_before_a_tenant_is_deleted() {
    each_backend(async |world| {
        let operator = world.sign_in_operator().await;
        let_proofs_grow_old(world).await;
        let delete = "/operator/tenants/acme/delete";
        let slug = [("slug", "acme")];
        let asked = post(&operator, delete, &slug).await;
        let confirm = "/account/confirm?next=%2Foperator%2Ftenants%2Facme%2Fdelete";
        assert_eq!(location(&asked), confirm);
        world.writer.get("/Users").await.expect(200);
        let fields = [("password", PASSWORD), ("next", delete)];
        let proved = post(&operator, "/account/confirm", &fields).await;
        assert_eq!(location(&proved), delete);
        let page = operator.get(delete).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("Type acme to confirm"), "{}", page.text);
        let deleted = post(&operator, delete, &slug).await;
        assert_eq!(location(&deleted), "/operator");
        assert_eq!(world.writer.get("/Users").await.status, 401);
    })
    .await;
}
