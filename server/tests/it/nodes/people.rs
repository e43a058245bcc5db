//! People of the console: their sessions, what they may do, and the pages that go on by themselves.

use serde_json::json;

use super::{PASSWORD, Pair, each_pair};
use crate::harness::{Client, Person, Stream, location, post, visitor};

/// An owner signs in at the first server: their browser, and one at the other server that goes on
/// showing the cookie whatever it is told.
async fn enter(pair: &Pair) -> (Client, Client) {
    let browser = visitor(&pair.world);
    let fields = [("email", "owner@acme.example"), ("password", PASSWORD)];
    let entered = browser.form("/login", &fields).await;
    assert_eq!(location(&entered), "/t/acme");
    let cookie = entered.header("set-cookie").split(';').next().unwrap();
    assert!(cookie.starts_with("rollcall="), "{cookie}");
    let other = pair.there(&visitor(&pair.world)).with("cookie", cookie);
    (browser, other)
}

async fn is_in(browser: &Client) -> bool {
    let page = browser.get("/account").await;
    assert!(page.status == 200 || location(&page).starts_with("/login"));
    page.status == 200
}

#[tokio::test]
async fn a_session_that_began_at_one_server_holds_at_the_other_and_ends_at_both() {
    each_pair(async |pair| {
        pair.world.sign_in("acme", "owner").await;
        let (here, there) = enter(pair).await;
        assert!(is_in(&there).await);
        // The form of a page of the one is taken by the other, and the next page says so.
        let csrf = here.get("/account").await.csrf();
        let csrf = ("csrf", csrf.as_str());
        let display = [csrf, ("tz", ""), ("density", "default")];
        location(&there.form("/account/display", &display).await);
        let page = here.get("/account").await.text;
        assert!(page.contains("Your display is saved."), "{page}");
        location(&here.form("/logout", &[csrf]).await);
        assert!(!is_in(&there).await);

        let (_, there) = enter(pair).await;
        let (other, other_there) = enter(pair).await;
        assert!(is_in(&there).await);
        location(&post(&other, "/account/sessions/end-others", &[]).await);
        assert!(!is_in(&there).await);
        assert!(is_in(&other_there).await);
    })
    .await;
}

#[tokio::test]
async fn what_becomes_of_a_member_at_one_server_holds_at_the_other_on_the_next_request() {
    each_pair(async |pair| {
        let world = &pair.world;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let eve = pair.there(&world.sign_in("acme", "auditor").await);
        assert_eq!(eve.get("/t/acme/tokens/new").await.status, 403);
        let mut log = Stream::open(&eve, "/t/acme/audit/live?op=user.create").await;
        let ada = json!({"userName": "ada"});
        world.writer.post("/Users", &ada).await.expect(201);
        let row = log.row().await;
        assert!(row.contains("ada"), "{row}");

        let page = owner.page_of("auditor@acme.example").await;
        for (act, fields, path, status) in [
            ("", &[("role", "admin")][..], "/t/acme/tokens/new", 200),
            ("/disable", &[][..], "/t/acme", 404),
            ("/enable", &[][..], "/t/acme", 200),
            ("/remove", &[][..], "/t/acme", 404),
        ] {
            location(&owner.post(&format!("{page}{act}"), fields).await);
            assert_eq!(eve.get(path).await.status, status, "{act}");
        }
    })
    .await;
}
