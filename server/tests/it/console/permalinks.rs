//! Where the pages that answer forms lead: to a page that is there.

use std::collections::HashSet;

use crate::harness::{Client, Reply, World, between, each_backend, visitor};

const GUIDE: &str = "/t/acme/connect/okta";
/// The id of nothing.
const UNKNOWN: &str = "018f0000-0000-7000-8000-000000000000";

/// The permalink in the foot of a page, and the page that the form in its head leads back to:
/// whoever is in no tenant has no such form.
fn ways<'a>(browser: &Client, page: &'a Reply) -> (Option<&'a str>, Option<&'a str>) {
    let permalink = between(&page.text, "rel=\"bookmark\" href=\"", "\"");
    let next = "name=\"next\" value=\"";
    let back = page.text.contains(next);
    let back = back.then(|| between(&page.text, next, "\""));
    (permalink.strip_prefix(&browser.base), back)
}

/// The addresses of the console that are only posted to, with something in every place, and
/// whether they are operators'.
fn actions(world: &World) -> Vec<(String, bool)> {
    let routes = world.rollcall.done(&["routes"]);
    let routes: Vec<Vec<&str>> = routes
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let read = routes.iter().filter(|route| route[0] == "GET");
    let read: HashSet<&str> = read.map(|route| route[1]).collect();
    let people = ["Signed", "Operator", "Member", "Admin", "Owner"];
    let actions = routes.iter().filter(|route| {
        route[0] == "POST" && people.contains(&route[2]) && !read.contains(route[1])
    });
    let filled = |path: &str| {
        let path = path.replace("{slug}", "acme");
        let path = path.replace("connect/{id}", "connect/okta");
        path.replace("{id}", UNKNOWN)
    };
    actions
        .map(|route| (filled(route[1]), route[2] == "Operator"))
        .collect()
}

#[tokio::test]
async fn a_page_at_an_address_that_is_only_posted_to_leads_back_to_one_that_is_there() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let operator = world.sign_in_operator().await;
        let actions = actions(world);
        assert!(actions.contains(&(format!("{GUIDE}/link"), false)));
        for (path, of_operators) in actions {
            let browser = if of_operators { &operator } else { &owner };
            // Without its token every form is answered with a page.
            let page = browser.form(&path, &[]).await;
            assert_eq!(page.status, 403, "{path}: {}", page.text);
            let (permalink, back) = ways(browser, &page);
            assert!(permalink.is_some(), "{path}: {}", page.text);
            assert_eq!(back.is_some(), !of_operators, "{path}: {}", page.text);
            for way in permalink.into_iter().chain(back) {
                let there = browser.get(way).await.status;
                assert!(![404, 405].contains(&there), "{path}: {way}: {there}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_link_that_is_shown_once_or_refused_leads_back_to_its_guide() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let page = owner.get(GUIDE).await;
        let csrf = page.csrf();
        let nonce = between(&page.text, "name=\"nonce\" value=\"", "\"");
        let make = async |browser: &Client, nonce: &str| {
            let fields = [("csrf", &*csrf), ("nonce", nonce), ("lifetime", "7d")];
            browser.form(&format!("{GUIDE}/link"), &fields).await
        };
        for (nonce, status) in [(nonce, 200), ("x", 400)] {
            let page = make(&owner, nonce).await;
            assert_eq!(page.status, status, "{}", page.text);
            assert_eq!(ways(&owner, &page), (Some(GUIDE), Some(GUIDE)));
        }
        // Whoever is not signed in any more comes back to the guide, too.
        let signed_out = make(&visitor(world), nonce).await;
        let login = "/login?next=%2Ft%2Facme%2Fconnect%2Fokta";
        assert_eq!(
            (signed_out.status, signed_out.header("location")),
            (303, login)
        );
    })
    .await;
}
