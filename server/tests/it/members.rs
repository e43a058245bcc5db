//! Members in the console and on the command line: the forms, the one-time link, who may.

use serde_json::Value;

use crate::harness::{Client, Person, Reply, World, between, each_backend, location, visitor};

const MEMBERS: &str = "/t/acme/members";
const INVITE: &str = "/t/acme/members/invite";
const PASSWORD: &str = "quilted lantern over 73 rivers";

impl Person {
    /// The page of the member of that name.
    pub(crate) async fn page_of(&self, email: &str) -> String {
        let list = self.get(MEMBERS).await.text;
        // The reader's own address is above the page, too.
        let (_, list) = list.split_once("<main").unwrap();
        let (before, _) = list.split_once(&format!("<bdi>{email}</bdi>")).unwrap();
        let (_, href) = before.rsplit_once("href=\"").unwrap();
        href.split('"').next().unwrap().to_owned()
    }

    pub(crate) async fn invite(&self, email: &str, role: &str) -> (Reply, String) {
        let form = self.get(INVITE).await;
        assert_eq!(form.status, 200, "{}", form.text);
        let nonce = between(&form.text, "name=\"nonce\" value=\"", "\"").to_owned();
        let fields = [("nonce", nonce.as_str()), ("email", email), ("role", role)];
        (self.post(INVITE, &fields).await, nonce)
    }
}

/// `operation outcome` of every event about members, oldest first.
fn told(world: &World) -> Vec<String> {
    let events = world.events("acme");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    events
        .iter()
        .filter(|event| event["channel"] == "console")
        .map(|event| format!("{} {}", text(&event["operation"]), text(&event["outcome"])))
        .filter(|event| event.starts_with("member."))
        .collect()
}

#[tokio::test]
async fn somebody_is_invited_joins_changes_role_goes_and_comes_back() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let (made, nonce) = owner.invite("eve@acme.example", "auditor").await;
        assert_eq!(made.status, 200, "{}", made.text);
        assert_eq!(made.header("cache-control"), "no-store");
        let link = between(&made.text, "id=\"one-time-link\"", "/>");
        let link = between(link, "value=\"", "\"").to_owned();
        let code = link.strip_prefix(&format!("{}/invite/", world.server.url));
        let code = code.unwrap();
        // Reloading that answer invites nobody, and shows no link.
        let fields = [
            ("nonce", nonce.as_str()),
            ("email", "eve@acme.example"),
            ("role", "auditor"),
        ];
        let again = owner.post(INVITE, &fields).await;
        assert_eq!(again.status, 409);
        assert!(again.text.contains("This link has been shown already"));
        assert!(!again.text.contains(code));
        let list = owner.get(MEMBERS).await.text;
        assert_eq!(list.matches("eve@acme.example</bdi>").count(), 1, "{list}");
        assert!(!list.contains(code));

        let eve = visitor(world);
        let opened = eve.get(&format!("/invite/{code}")).await;
        assert_eq!(location(&opened), "/invite");
        let csrf = eve.get("/invite").await.csrf();
        let fields = [("csrf", csrf.as_str()), ("password", PASSWORD)];
        let joined = eve.form("/invite", &fields).await;
        assert_eq!(location(&joined), "/t/acme");
        assert_eq!(eve.get("/t/acme/tokens/new").await.status, 403);

        let page = owner.page_of("eve@acme.example").await;
        let changed = owner.post(&page, &[("role", "admin")]).await;
        assert_eq!(location(&changed), page);
        let shown = owner.get(&page).await.text;
        assert!(
            shown.contains("eve@acme.example has the role admin"),
            "{shown}"
        );
        assert_eq!(eve.get("/t/acme/tokens/new").await.status, 200);
        for (act, status) in [("disable", 404), ("enable", 200), ("remove", 404)] {
            let path = format!("{page}/{act}");
            assert_eq!(owner.get(&path).await.status, 200, "{act}");
            location(&owner.post(&path, &[]).await);
            assert_eq!(eve.get("/t/acme").await.status, status, "{act}");
        }
        assert_eq!(owner.get(&page).await.status, 404);
        assert_eq!(
            told(world),
            [
                "member.invite success",
                "member.create success",
                "member.role success",
                "member.disable success",
                "member.enable success",
                "member.remove success",
            ]
        );
        let events = world.events("acme");
        assert!(!serde_json::to_string(&events).unwrap().contains(code));
    })
    .await;
}

#[tokio::test]
async fn whoever_has_an_account_joins_with_its_password() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let eve = world.sign_in("globex", "auditor").await;
        let (made, _) = owner.invite("AUDITOR@globex.example", "auditor").await;
        let code = between(&made.text, "/invite/", "\"").to_owned();
        location(&eve.get(&format!("/invite/{code}")).await);
        let form = eve.get("/invite").await;
        assert!(form.text.contains("Your password"), "{}", form.text);
        let csrf = form.csrf();
        let csrf = ("csrf", csrf.as_str());
        let wrong = [csrf, ("password", "another password!")];
        assert_eq!(eve.form("/invite", &wrong).await.status, 422);
        let joined = eve.form("/invite", &[csrf, ("password", PASSWORD)]).await;
        assert_eq!(location(&joined), "/t/acme");
        for tenant in ["/t/acme", "/t/globex"] {
            assert_eq!(eve.get(tenant).await.status, 200, "{tenant}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_withdrawn_invitation_opens_nothing() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let (made, _) = owner.invite("eve@acme.example", "admin").await;
        let code = between(&made.text, "/invite/", "\"").to_owned();
        let list = owner.get(MEMBERS).await.text;
        let withdraw = between(&list, "action=\"/t/acme/members/invitations/", "\"");
        let withdraw = format!("/t/acme/members/invitations/{withdraw}");
        let visitor = Client::new(&world.server.url);
        assert_eq!(visitor.get(&format!("/invite/{code}")).await.status, 303);
        let withdrawn = owner.post(&withdraw, &[]).await;
        assert_eq!(location(&withdrawn), MEMBERS);
        assert!(owner.get(MEMBERS).await.text.contains("is withdrawn"));
        assert_eq!(visitor.get(&format!("/invite/{code}")).await.status, 404);
        assert_eq!(visitor.get("/invite").await.status, 404);
        assert_eq!(owner.post(&withdraw, &[]).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_says_why_and_does_nothing() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let admin = Person::sign_in(world, "acme", "admin").await;
        let auditor = Person::sign_in(world, "acme", "auditor").await;
        let stranger = Person::sign_in(world, "globex", "owner").await;
        for (email, role, message) in [
            ("ADMIN@acme.example", "auditor", "is a member already"),
            ("nobody", "auditor", "Enter an e-mail address"),
            ("eve@acme.example", "king", "Choose what they may do"),
        ] {
            let (refused, _) = owner.invite(email, role).await;
            assert_eq!(refused.status, 422, "{email}");
            assert!(refused.text.contains(message), "{}", refused.text);
            assert!(refused.text.contains(&format!("value=\"{email}\"")));
        }
        assert_eq!(
            admin.invite("eve@acme.example", "owner").await.0.status,
            403
        );
        assert_eq!(auditor.get(INVITE).await.status, 403);

        let last = owner.page_of("owner@acme.example").await;
        let demoted = owner.post(&last, &[("role", "admin")]).await;
        assert_eq!(demoted.status, 422);
        assert!(demoted.text.contains("This is the last owner: make"));
        for (act, fields) in [
            ("disable", &[][..]),
            ("remove", &[("email", "owner@acme.example")][..]),
        ] {
            let path = format!("{last}/{act}");
            let (asked, sent) = (owner.get(&path).await, owner.post(&path, fields).await);
            for reply in [asked, sent] {
                assert_eq!(reply.status, 409, "{act}");
                assert!(reply.text.contains("This is the last owner: make"), "{act}");
            }
            for person in [&admin, &auditor] {
                assert_eq!(person.post(&path, fields).await.status, 403, "{act}");
            }
            assert_eq!(stranger.post(&path, fields).await.status, 404, "{act}");
            let abroad = path.replace("/acme/", "/globex/");
            assert_eq!(stranger.post(&abroad, fields).await.status, 404, "{act}");
        }
        // To remove an owner the address is typed.
        world.rollcall.done(&[
            "admin",
            "role",
            "--tenant",
            "acme",
            "--email",
            "admin@acme.example",
            "--role",
            "owner",
        ]);
        let other = owner.page_of("admin@acme.example").await;
        let remove = format!("{other}/remove");
        let untyped = owner.post(&remove, &[("email", "admin")]).await;
        assert_eq!(untyped.status, 422);
        assert!(untyped.text.contains("Type the address exactly"));
        assert_eq!(owner.get(&other).await.status, 200);
        let typed = owner
            .post(&remove, &[("email", "admin@acme.example")])
            .await;
        assert_eq!(location(&typed), MEMBERS);
        assert_eq!(told(world), ["member.remove success"]);
    })
    .await;
}

#[tokio::test]
async fn whoever_leaves_goes_where_they_may_still_be() {
    each_backend(async |world| {
        Person::sign_in(world, "acme", "owner").await;
        let auditor = Person::sign_in(world, "acme", "auditor").await;
        let own = auditor.page_of("auditor@acme.example").await;
        let left = auditor.post(&format!("{own}/remove"), &[]).await;
        assert_eq!(location(&left), "/tenants");
        let page = auditor.get("/tenants").await.text;
        assert!(
            page.contains("You are no member of Acme Inc any more."),
            "{page}"
        );
        assert_eq!(auditor.get("/t/acme").await.status, 404);
    })
    .await;
}
