//! The guides of identity providers, and the links that open them for whoever is no member.

use serde_json::{Value, json};

use crate::harness::{Client, Reply, World, between, each_backend, visitor};

const GUIDE: &str = "/t/acme/connect/okta";

/// The value of a hidden field; of several of the name, the first.
fn hidden(html: &str, name: &str) -> String {
    let (_, rest) = html
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// What is in the read-only field of that id.
fn shown(html: &str, id: &str) -> String {
    let (_, rest) = html.split_once(&format!("<input id=\"{id}\"")).unwrap();
    let (_, rest) = rest.split_once("value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn post(browser: &Client, page: &Reply, path: &str, more: &[(&str, &str)]) -> Reply {
    let (csrf, nonce) = (page.csrf(), hidden(&page.text, "nonce"));
    let own = [("csrf", csrf.as_str()), ("nonce", nonce.as_str())];
    browser.form(path, &[&own[..], more].concat()).await
}

/// The path of a link to the guide that an owner has made.
async fn link(owner: &Client) -> String {
    let page = owner.get(GUIDE).await;
    let to = format!("{GUIDE}/link");
    let made = post(owner, &page, &to, &[("lifetime", "7d")]).await;
    assert_eq!(made.status, 200, "{}", made.text);
    assert_eq!(made.header("cache-control"), "no-store");
    let url = shown(&made.text, "guide-link");
    url[owner.base.len()..].to_owned()
}

/// Opens a link, and reads the guide that it leads to.
async fn open(world: &World, link: &str) -> (Client, Reply) {
    let guest = visitor(world);
    let opened = guest.get(link).await;
    assert_eq!((opened.status, opened.header("location")), (303, "/guide"));
    let page = guest.get("/guide").await;
    assert_eq!(page.status, 200, "{}", page.text);
    (guest, page)
}

#[tokio::test]
async fn a_token_is_issued_on_the_guide_and_its_secret_is_shown_once() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let page = owner.get(GUIDE).await;
        let issued = post(&owner, &page, GUIDE, &[]).await;
        assert_eq!(
            (issued.status, issued.header("cache-control")),
            (200, "no-store")
        );
        let secret = shown(&issued.text, "token-secret");
        let scim =
            Client::new(&world.server.url).with("authorization", &format!("Bearer {secret}"));
        let ada =
            json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ada"});
        assert_eq!(scim.post("/t/acme/scim/v2/Users", &ada).await.status, 201);
        let again = post(&owner, &page, GUIDE, &[]).await;
        assert_eq!(again.status, 409);
        let page = owner.get(GUIDE).await;
        assert!(!page.text.contains(&secret) && page.text.contains("ada</bdi></a> was created"));
        for wrong in ["", "x"] {
            let fields = [("csrf", page.csrf()), ("nonce", wrong.to_owned())];
            let fields = fields
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            assert_eq!(owner.form(GUIDE, &fields).await.status, 400, "{wrong:?}");
        }
        assert_eq!(owner.get("/t/acme/connect/nobody").await.status, 404);
        let auditor = world.sign_in("acme", "auditor").await;
        let token = auditor.get("/account").await.csrf();
        let nonce = hidden(&page.text, "nonce");
        let fields = [("csrf", token.as_str()), ("nonce", nonce.as_str())];
        assert_eq!(auditor.form(GUIDE, &fields).await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn whoever_has_a_link_sees_the_guide_and_nothing_else_of_any_tenant() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let link = link(&owner).await;
        let (guest, page) = open(world, &link).await;
        assert!(page.text.contains("Acme Inc") && !page.text.contains("/t/acme/users"));
        for path in [
            "/t/acme",
            GUIDE,
            "/t/acme/users",
            "/t/acme/audit",
            "/account",
            "/operator",
        ] {
            let reply = guest.get(path).await;
            assert_eq!(reply.status, 303, "{path}");
            assert!(reply.header("location").starts_with("/login"), "{path}");
        }
        let issued = post(&guest, &page, "/guide", &[]).await;
        assert_eq!(issued.status, 200, "{}", issued.text);
        let secret = shown(&issued.text, "token-secret");
        let scim =
            Client::new(&world.server.url).with("authorization", &format!("Bearer {secret}"));
        assert_eq!(scim.get("/t/acme/scim/v2/Users").await.status, 200);
        assert_eq!(scim.get("/t/globex/scim/v2/Users").await.status, 401);
        // Sent twice, it is said that the secret was shown.
        let again = post(&guest, &page, "/guide", &[]).await;
        assert_eq!(again.status, 422);
        assert!(!again.text.contains(&secret) && again.text.contains("has been shown once"));
        let events = world.events("acme");
        let event = events
            .iter()
            .find(|event| event["operation"] == "token.issue" && event["actor"]["type"] == "setup");
        let label = event.unwrap()["actor"]["label"].as_str().unwrap();
        assert!(label.starts_with("guide link of owner@"), "{label}");
        let code = link.strip_prefix("/guide/").unwrap();
        assert!(!format!("{events:?}").contains(code));
    })
    .await;
}

#[tokio::test]
async fn a_form_of_another_browser_issues_nothing() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let (guest, page) = open(world, &link(&owner).await).await;
        let nonce = hidden(&page.text, "nonce");
        let forged = guest
            .form("/guide", &[("csrf", "x"), ("nonce", nonce.as_str())])
            .await;
        assert_eq!(forged.status, 403);
        let without = post(&visitor(world), &page, "/guide", &[]).await;
        assert_eq!(without.status, 404);
        let tokens = world.rollcall.done(&["token", "list", "--tenant", "acme"]);
        assert!(!tokens.contains("okta-20"), "{tokens}");
    })
    .await;
}

#[tokio::test]
async fn a_link_that_was_withdrawn_is_the_page_of_one_that_never_was() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let link = link(&owner).await;
        let (guest, page) = open(world, &link).await;
        let list = owner.get(GUIDE).await.text;
        let (_, rest) = list.split_once("/t/acme/connect/links/").unwrap();
        let withdraw = format!("/t/acme/connect/links/{}", rest.split('"').next().unwrap());
        let id = withdraw.split('/').nth(5).unwrap();

        let globex = world.sign_in("globex", "owner").await;
        let token = globex.get("/account").await.csrf();
        let theirs = format!("/t/globex/connect/links/{id}/withdraw");
        assert_eq!(
            globex
                .form(&theirs, &[("csrf", token.as_str())])
                .await
                .status,
            303
        );
        assert_eq!(guest.get("/guide").await.status, 200);

        let token = hidden(&list, "csrf");
        let withdrawn = owner.form(&withdraw, &[("csrf", token.as_str())]).await;
        assert_eq!(
            (withdrawn.status, withdrawn.header("location")),
            (303, GUIDE)
        );
        let unknown = visitor(world)
            .get("/guide/00000000000000000000000000")
            .await;
        for gone in [
            guest.get("/guide").await,
            guest.get("/guide/live").await,
            visitor(world).get(&link).await,
            post(&guest, &page, "/guide", &[]).await,
        ] {
            assert_eq!(gone.status, 404);
            assert_eq!(
                gone.text.contains("This link"),
                unknown.text.contains("This link")
            );
        }
    })
    .await;
}

#[tokio::test]
async fn what_another_provider_sent_is_not_on_the_guide() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let entra = ["--name", "entra", "--provider", "entra"];
        let issue = ["token", "issue", "--tenant", "acme"];
        let secret = world.rollcall.done(&[&issue[..], &entra].concat());
        let bearer = format!("Bearer {}", secret.trim());
        // Whatever it calls itself: the token says whose it is.
        let scim = Client::new(&world.server.url)
            .with("authorization", &bearer)
            .with("user-agent", "Okta SCIM Client 1.0.0");
        let eve = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "eve-of-entra"});
        assert_eq!(scim.post("/t/acme/scim/v2/Users", &eve).await.status, 201);
        let (_, page) = open(world, &link(&owner).await).await;
        assert!(!page.text.contains("eve-of-entra"));
        assert!(!owner.get(GUIDE).await.text.contains("eve-of-entra"));
        let entra = owner.get("/t/acme/connect/entra").await;
        assert!(entra.text.contains("eve-of-entra"), "{}", entra.text);
        let bad = world.rollcall.run(&[&issue[..], &["--name", "x", "--provider", "ping"]].concat());
        assert_eq!(bad.code, 2, "{bad:?}");
    })
    .await;
}

#[tokio::test]
async fn whoever_was_refused_at_the_door_is_not_connected_and_no_longer_whoever_has_no_token() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let card = async |name: &str| {
            let page = owner.get("/t/acme/connect").await.text;
            let (_, rest) = page.split_once(&format!(">{name}</a>")).unwrap();
            rest.split("</li>").next().unwrap().to_owned()
        };
        let okta = Client::new(&world.server.url).with("user-agent", "Okta SCIM Client 1.0.0");
        let nonsense = okta.clone().with("authorization", "Bearer nonsense");
        assert_eq!(nonsense.get("/t/acme/scim/v2/Users").await.status, 401);
        assert!(card("Okta").await.contains("Not used"));
        let guide = owner.get(GUIDE).await;
        assert!(
            guide.text.contains("Okta has reached us and was refused"),
            "{}",
            guide.text
        );

        let issued = post(&owner, &guide, GUIDE, &[]).await;
        assert!(card("Okta").await.contains("Waiting for its first request"));
        let secret = shown(&issued.text, "token-secret");
        let okta = okta.with("authorization", &format!("Bearer {secret}"));
        assert_eq!(okta.get("/t/acme/scim/v2/Users").await.status, 200);
        assert!(card("Okta").await.contains("Connected, last request"));
        // Reads are written a moment behind.
        world.events_until("acme", |events| events.iter().any(is_answered_read));
        let guide = owner.get(GUIDE).await.text;
        assert!(
            guide.contains("Okta has reached us. Assign one person"),
            "{guide}"
        );
        assert!(!guide.contains("dry-run mode still on"), "{guide}");

        let tokens = world.rollcall.done(&["token", "list", "--tenant", "acme"]);
        let name = tokens
            .split_whitespace()
            .find(|word| word.starts_with("okta-20"));
        let revoke = [
            "token",
            "revoke",
            "--tenant",
            "acme",
            "--name",
            name.unwrap(),
        ];
        world.rollcall.done(&revoke);
        assert!(
            card("Okta")
                .await
                .contains("No active token or OAuth client any more")
        );
    })
    .await;
}

fn is_answered_read(event: &Value) -> bool {
    event["operation"] == "user.list" && event["status"] == 200
}

#[tokio::test]
async fn a_token_that_works_is_its_providers_however_many_newer_ones_were_revoked() {
    each_backend(async |world| {
        let token = |act: &str, name: &str, more: &[&str]| {
            let token = ["token", act, "--tenant", "acme", "--name", name];
            world.rollcall.done(&[&token[..], more].concat())
        };
        let secret = token("issue", "used", &["--provider", "okta"]);
        for name in ["second", "third", "fourth", "fifth"] {
            token("issue", name, &["--provider", "okta"]);
            token("revoke", name, &[]);
        }
        // It does not say what it is.
        let okta = Client::new(&world.server.url)
            .with("authorization", &format!("Bearer {}", secret.trim()));
        let ada = json!({"userName": "ada"});
        okta.post("/t/acme/scim/v2/Users", &ada).await.expect(201);

        let owner = world.sign_in("acme", "owner").await;
        let cards = owner.get("/t/acme/connect").await.text;
        let card = |name: &str| between(&cards, &format!(">{name}</a>"), "</li>").to_owned();
        assert!(card("Okta").contains("Connected, last request"), "{cards}");
        assert!(card("Other SCIM client").contains("Not used"), "{cards}");
        let guide = owner.get(GUIDE).await.text;
        assert!(guide.contains("ada</bdi></a> was created"), "{guide}");
        assert!(guide.contains("<bdi>used</bdi>"), "{guide}");

        // Those that are not looked for are not another's, either.
        for name in ["sixth", "seventh", "eighth", "ninth"] {
            token("issue", name, &["--provider", "okta"]);
        }
        let guide = owner.get(GUIDE).await.text;
        assert!(guide.contains("ada</bdi></a> was created"), "{guide}");
        let other = owner.get("/t/acme/connect/generic").await.text;
        assert!(!other.contains("ada</bdi></a> was created"), "{other}");
    })
    .await;
}

#[tokio::test]
async fn refusals_are_found_however_much_others_are_refused() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let page = owner.get(GUIDE).await;
        let issued = post(&owner, &page, GUIDE, &[]).await;
        let secret = shown(&issued.text, "token-secret");
        let okta =
            Client::new(&world.server.url).with("authorization", &format!("Bearer {secret}"));
        let nameless = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]});
        assert_eq!(
            okta.post("/t/acme/scim/v2/Users", &nameless).await.status,
            400
        );
        for number in 0..60 {
            let path = format!("/Users/nobody-{number}");
            assert_eq!(world.writer.delete(&path).await.status, 404);
        }
        let guide = owner.get(GUIDE).await.text;
        let (_, troubles) = guide.split_once("What was refused here").unwrap();
        assert!(troubles.contains("userName"), "{troubles}");
        assert!(!troubles.contains("nobody-"), "{troubles}");
    })
    .await;
}

#[tokio::test]
async fn the_way_to_connect_has_a_dot_until_the_first_write() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let outsider = world.sign_in("globex", "owner").await;
        let is_told = async |browser: &Client, path: &str| {
            let page = browser.get(path).await.text;
            page.contains("nothing has been provisioned yet")
        };
        assert!(is_told(&owner, "/t/acme/users").await);
        world.reader.get("/Users").await.expect(200);
        let nameless = json!({"displayName": "nobody"});
        assert_eq!(world.writer.post("/Users", &nameless).await.status, 400);
        assert!(is_told(&owner, "/t/acme/audit").await);
        let group = json!({"displayName": "Engineering"});
        let id = world.writer.post("/Groups", &group).await.id(201);
        assert!(!is_told(&owner, "/t/acme/users").await);
        // Something has come, though it is gone again.
        let gone = world.writer.delete(&format!("/Groups/{id}")).await;
        assert_eq!(gone.status, 204);
        assert!(!is_told(&owner, "/t/acme").await);
        assert!(is_told(&outsider, "/t/globex/users").await);
    })
    .await;
}
