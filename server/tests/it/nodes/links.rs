//! Links that are used once, or so many times: by all servers together.

use super::{PASSWORD, PUBLIC, Pair, at_once, each_pair, nonce, shown, statuses};
use crate::harness::{Client, Person, between, location, visitor};

const GUIDE: &str = "/t/acme/connect/okta";
const OTHER_PASSWORD: &str = "seven walruses in November";

/// A browser at each server that has opened a link, and the token of the form behind it.
async fn open(pair: &Pair, links: [&str; 2], form: &str) -> [(Client, String); 2] {
    let first = visitor(&pair.world);
    let other = pair.there(&visitor(&pair.world));
    let opened = async |browser: Client, link: &str| {
        assert_eq!(location(&browser.get(link).await), form);
        let csrf = browser.get(form).await.csrf();
        (browser, csrf)
    };
    [opened(first, links[0]).await, opened(other, links[1]).await]
}

/// Chooses a password at both at once.
async fn choose(opened: &[(Client, String); 2], form: &str, passwords: [&str; 2]) -> [u16; 2] {
    let chosen = async |at: usize| {
        let (browser, csrf) = &opened[at];
        let fields = [("csrf", csrf.as_str()), ("password", passwords[at])];
        browser.form(form, &fields).await
    };
    statuses(&at_once(chosen(0), chosen(1)).await)
}

/// Asserts that a link opens nothing at either server any more.
async fn assert_used_up(pair: &Pair, link: &str) {
    let here = visitor(&pair.world);
    for browser in [&pair.there(&here), &here] {
        assert_eq!(browser.get(link).await.status, 404, "{link}");
    }
}

#[tokio::test]
async fn a_link_that_is_used_at_one_server_is_used_up_at_the_other() {
    each_pair(async |pair| {
        let world = &pair.world;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let (made, _) = owner.invite("eve@acme.example", "auditor").await;
        let link = shown(&made, "one-time-link").strip_prefix(PUBLIC).unwrap();
        let opened = open(pair, [link; 2], "/invite").await;
        let answered = choose(&opened, "/invite", [PASSWORD; 2]).await;
        assert_eq!(answered, [303, 404]);
        assert_used_up(pair, link).await;

        let there = pair.there(&owner.browser);
        assert_eq!(there.get("/account").await.status, 200);
        let reset = ["admin", "reset", "--email", "owner@acme.example"];
        let link = world.rollcall.done(&reset);
        let link = link.strip_prefix(PUBLIC).unwrap();
        let opened = open(pair, [link; 2], "/reset").await;
        let answered = choose(&opened, "/reset", [OTHER_PASSWORD; 2]).await;
        assert_eq!(answered, [303, 404]);
        assert_used_up(pair, link).await;
        // Another password ends every session, wherever it is shown.
        assert!(location(&there.get("/account").await).starts_with("/login"));
    })
    .await;
}

#[tokio::test]
async fn an_account_is_made_by_one_link_and_opened_by_its_password_alone() {
    each_pair(async |pair| {
        for round in 0..3 {
            let email = format!("bob-{round}@example.com");
            let invite = |tenant: &str| {
                let invite = ["admin", "create", "--tenant", tenant, "--email", &email];
                let role = ["--role", "auditor"];
                let link = pair.world.rollcall.done(&[&invite[..], &role].concat());
                link.strip_prefix(PUBLIC).unwrap().to_owned()
            };
            let (acme, globex) = (invite("acme"), invite("globex"));
            let opened = open(pair, [&acme, &globex], "/invite").await;
            let answered = choose(&opened, "/invite", [PASSWORD, OTHER_PASSWORD]).await;
            assert_eq!(answered, [303, 422], "{round}");
            // Whoever came second has an invitation and nothing else.
            let mut entered = 0;
            for (browser, _) in &opened {
                let is_in = browser.get("/account").await.status == 200;
                entered += u32::from(is_in);
                assert_eq!(browser.get("/invite").await.status == 200, !is_in);
            }
            assert_eq!(entered, 1, "{round}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_link_to_a_guide_counts_its_tokens_over_all_servers_and_is_withdrawn_at_all() {
    each_pair(async |pair| {
        let world = &pair.world;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let form = nonce(&owner.get(GUIDE).await);
        let fields = [("nonce", form.as_str()), ("lifetime", "7d")];
        let made = owner.post(&format!("{GUIDE}/link"), &fields).await;
        let link = shown(&made, "guide-link").strip_prefix(PUBLIC).unwrap();
        let here = visitor(world);
        let there = pair.there(&here);
        assert_eq!(location(&there.get(link).await), "/guide");
        let page = here.get("/guide").await;
        let (csrf, spare) = (page.csrf(), nonce(&page));
        let issue = async |guest: &Client, nonce: &str| {
            let fields = [("csrf", csrf.as_str()), ("nonce", nonce)];
            guest.form("/guide", &fields).await
        };
        for guest in [&here, &there, &here, &there, &here] {
            let form = nonce(&guest.get("/guide").await);
            let issued = issue(guest, &form).await;
            let token = world.anonymous.clone();
            let token = token.with_token(shown(&issued, "token-secret"));
            pair.there(&token).get("/Users").await.expect(200);
        }
        for guest in [&there, &here] {
            let page = guest.get("/guide").await;
            assert_eq!(page.status, 200);
            assert!(!page.text.contains("name=\"nonce\""), "{}", page.text);
            assert_eq!(issue(guest, &spare).await.status, 422);
        }
        let list = owner.get(GUIDE).await.text;
        let withdraw = between(&list, "action=\"/t/acme/connect/links/", "\"");
        let withdraw = format!("/t/acme/connect/links/{withdraw}");
        location(&owner.post(&withdraw, &[]).await);
        assert_eq!(there.get("/guide").await.status, 404);
        assert_used_up(pair, link).await;
    })
    .await;
}
