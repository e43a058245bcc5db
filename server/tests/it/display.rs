//! How somebody wants to see the console: the form, the cookies, and what follows from them.

use crate::harness::{Client, Reply, World, each_backend, post};

const FORM: &str = "/account/display";

fn cookies(reply: &Reply) -> Vec<&str> {
    let cookies = reply.headers.get_all("set-cookie").iter();
    let cookies = cookies.map(|cookie| cookie.to_str().unwrap());
    cookies
        .filter(|cookie| !cookie.starts_with("rollcall="))
        .collect()
}

async fn owner(world: &World) -> Client {
    world.sign_in("acme", "owner").await
}

#[tokio::test]
async fn what_is_chosen_is_kept_in_cookies_and_holds_for_the_next_page() {
    each_backend(async |world| {
        let owner = owner(world).await;
        let before = owner.get("/t/acme/audit").await.text;
        assert!(before.contains("data-density=\"default\""), "{before}");
        assert!(before.contains("/pkg/shortcuts.") && before.contains("/pkg/palette."));

        let fields = [("tz", " europe/vienna "), ("density", "compact")];
        let saved = post(&owner, FORM, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        assert_eq!(
            cookies(&saved),
            [
                "tz=Europe/Vienna; HttpOnly; SameSite=Lax; Path=/; Max-Age=34560000",
                "density=compact; HttpOnly; SameSite=Lax; Path=/; Max-Age=34560000",
                "keys=off; HttpOnly; SameSite=Lax; Path=/; Max-Age=34560000",
            ]
        );
        let account = owner.get("/account").await.text;
        assert!(account.contains("Your display is saved."), "{account}");
        assert!(account.contains("value=\"Europe/Vienna\""), "{account}");
        let page = owner.get("/t/acme/audit").await.text;
        assert!(page.contains("data-density=\"compact\""));
        assert!(
            page.contains(" CET</time>") || page.contains(" CEST</time>"),
            "{page}"
        );
        // Ctrl K goes on.
        assert!(page.contains("/pkg/palette.") && !page.contains("/pkg/shortcuts."));

        let back = [("tz", ""), ("density", "default"), ("keys", "1")];
        let saved = post(&owner, FORM, &back).await;
        let taken = "; HttpOnly; SameSite=Lax; Path=/; Max-Age=0";
        let told = cookies(&saved);
        assert_eq!(
            (told[0], told[2]),
            (&*format!("tz={taken}"), &*format!("keys={taken}"))
        );
        let page = owner.get("/t/acme/audit").await.text;
        assert!(page.contains(" UTC</time>") && page.contains("/pkg/shortcuts."));
    })
    .await;
}

#[tokio::test]
async fn what_nobody_knows_is_refused_at_its_field_and_sets_nothing() {
    each_backend(async |world| {
        let owner = owner(world).await;
        for (fields, message) in [
            (
                [("tz", "Middle/Earth"), ("density", "compact")],
                "Choose a zone of the list",
            ),
            (
                [("tz", "Europe/Vienna; Path=/x"), ("density", "compact")],
                "Choose a zone of the list",
            ),
            (
                [("tz", "UTC"), ("density", "huge")],
                "Choose one of the three heights",
            ),
        ] {
            let refused = post(&owner, FORM, &fields).await;
            assert_eq!(refused.status, 422);
            assert!(refused.text.contains(message), "{}", refused.text);
            assert!(refused.text.contains(&format!("value=\"{}\"", fields[0].1)));
            assert!(cookies(&refused).is_empty());
        }
        let forged = owner.form("/account/display", &[("tz", "UTC")]).await;
        assert_eq!(forged.status, 403);
    })
    .await;
}

#[tokio::test]
async fn a_cookie_that_nobody_wrote_is_as_good_as_none() {
    each_backend(async |world| {
        let owner = owner(world).await;
        let session = owner.get("/account").await;
        assert_eq!(session.status, 200);
        for cookie in [
            "tz=../../etc/passwd",
            "tz=%00",
            "density=\"><script>",
            "keys=",
            "tz=",
        ] {
            let page = Client::new(&world.server.url)
                .with("cookie", cookie)
                .get("/login")
                .await;
            assert_eq!(page.status, 200, "{cookie}");
            assert!(page.text.contains("data-density=\"default\""), "{cookie}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_range_that_ends_now_has_a_permalink_with_its_bounds() {
    each_backend(async |world| {
        let owner = owner(world).await;
        let page = owner.get("/t/acme/audit?range=7d&reads=1").await.text;
        let (_, link) = page.split_once("rel=\"bookmark\" href=\"").unwrap();
        let link = link.split('"').next().unwrap().replace("&amp;", "&");
        assert!(link.starts_with("/t/acme/audit?from=20"), "{link}");
        assert!(
            link.contains("&to=20") && link.ends_with("&reads=1"),
            "{link}"
        );
        let fixed = owner.get(&link).await;
        assert_eq!(fixed.status, 200);
        assert!(!fixed.text.contains("There is a problem"));
        assert!(
            fixed
                .text
                .contains(&format!("rel=\"bookmark\" href=\"{}", world.server.url))
        );
    })
    .await;
}

#[tokio::test]
async fn the_header_switches_to_utc_and_back_and_leads_to_the_page_it_was_on() {
    each_backend(async |world| {
        let owner = owner(world).await;
        let page = owner.get("/t/acme/users").await;
        let csrf = page.csrf();
        assert!(page.text.contains("name=\"next\" value=\"/t/acme/users\""));
        let switch = async |to: &str, next: &str| {
            let fields = [("csrf", csrf.as_str()), ("tz", to), ("next", next)];
            let reply = owner.form("/account/zone", &fields).await;
            assert_eq!(reply.status, 303, "{}", reply.text);
            reply
        };
        // No zone is known: one is to be chosen.
        for unknown in ["", "UTC", "Middle/Earth", "utc:Europe/Vienna"] {
            let reply = switch(unknown, "/t/acme/users").await;
            assert_eq!(reply.header("location"), "/account#display", "{unknown}");
            assert!(cookies(&reply).is_empty(), "{unknown}");
        }
        let is_shown = async |zone: &str| {
            let page = owner.get("/t/acme/users").await.text;
            let (_, clock) = page.split_once("clock-time").unwrap();
            clock.split("</time>").next().unwrap().ends_with(zone)
        };
        let local = switch("Europe/Vienna", "/t/acme/users?q=a").await;
        assert_eq!(local.header("location"), "/t/acme/users?q=a");
        assert!(!is_shown(" UTC").await);
        let utc = switch("UTC", "/t/acme/users").await;
        assert!(cookies(&utc)[0].starts_with("tz=utc:Europe/Vienna; HttpOnly"));
        assert!(is_shown(" UTC").await);
        let page = owner.get("/t/acme/users").await.text;
        assert!(page.contains("switch to Europe/Vienna"), "{page}");
        // From a page that still offered it: the zone stays known.
        let again = switch("UTC", "/t/acme/users").await;
        assert_eq!(again.header("location"), "/t/acme/users");
        assert!(cookies(&again)[0].starts_with("tz=utc:Europe/Vienna; HttpOnly"));
        switch("Europe/Vienna", "/t/acme/users").await;
        assert!(!is_shown(" UTC").await);

        for elsewhere in ["", "//evil.example", "https://evil.example"] {
            let reply = switch("UTC", elsewhere).await;
            assert_eq!(reply.header("location"), "/account", "{elsewhere}");
            switch("Europe/Vienna", "/account").await;
        }
        let forged = owner.form("/account/zone", &[("tz", "UTC")]).await;
        assert_eq!(forged.status, 403);
    })
    .await;
}

#[tokio::test]
async fn a_zone_that_was_put_aside_outlives_the_form_until_another_is_chosen() {
    each_backend(async |world| {
        let owner = owner(world).await;
        let save = async |zone: &str| {
            let fields = [("tz", zone), ("density", "compact"), ("keys", "1")];
            let saved = post(&owner, FORM, &fields).await;
            assert_eq!(saved.status, 303, "{}", saved.text);
            let told = cookies(&saved);
            told[0].split(';').next().unwrap().to_owned()
        };
        let put_aside = async || {
            let csrf = owner.get("/account").await.csrf();
            let fields = [("csrf", csrf.as_str()), ("tz", "UTC")];
            let reply = owner.form("/account/zone", &fields).await;
            assert_eq!(reply.status, 303, "{}", reply.text);
        };
        assert_eq!(save("Europe/Vienna").await, "tz=Europe/Vienna");
        put_aside().await;
        for utc in ["", "UTC"] {
            assert_eq!(save(utc).await, "tz=utc:Europe/Vienna");
        }
        let page = owner.get("/t/acme/users").await.text;
        assert!(page.contains("switch to Europe/Vienna"), "{page}");
        assert_eq!(save("Asia/Kolkata").await, "tz=Asia/Kolkata");
        // Of a zone that is shown nothing is left when it is cleared.
        assert_eq!(save("").await, "tz=");
    })
    .await;
}
