//! A person's sessions: what the page of the account shows of them, and how they are ended.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::harness::{Client, World, between, each_backend, post};

const PASSWORD: &str = "quilted lantern over 73 rivers";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";

async fn sign_in(world: &World, email: &str, agent: &str) -> Client {
    let browser = Client::new(&world.server.url)
        .with("accept", "text/html")
        .with("user-agent", agent);
    let fields = [("email", email), ("password", PASSWORD)];
    let reply = browser.form("/login", &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    browser
}

/// The forms that end a session, on somebody's page.
async fn ends(browser: &Client) -> Vec<String> {
    let page = browser.get("/account").await.text;
    let forms = page.split("action=\"/account/sessions/").skip(1);
    forms
        .map(|form| form.split('"').next().unwrap())
        .filter(|form| form.ends_with("/end"))
        .map(|form| format!("/account/sessions/{form}"))
        .collect()
}

async fn is_out(browser: &Client) -> bool {
    let reply = browser.get("/account").await;
    reply.status == 303 && reply.header("location").starts_with("/login")
}

#[tokio::test]
async fn sessions_are_listed_in_words_and_ended_one_by_one_or_all_but_this() {
    each_backend(async |world| {
        world.sign_in("acme", "owner").await;
        let email = "owner@acme.example";
        let here = sign_in(world, email, FIREFOX).await;
        let phone = sign_in(world, email, SAFARI).await;
        let page = here.get("/account").await.text;
        for words in [
            "Firefox on Linux",
            "Safari on iPhone",
            "127.0.0.1",
            "this one",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // Three sessions, and no form for the one that is looked through.
        let forms = ends(&here).await;
        assert_eq!(forms.len(), 2, "{page}");
        let of_here: Vec<_> = ends(&phone).await;
        let own = of_here.iter().find(|form| !forms.contains(form)).unwrap();
        let others = forms.iter().find(|form| !of_here.contains(form)).unwrap();

        // What names a session in a form opens none.
        let name = between(others, "/account/sessions/", "/end").to_owned();
        let thief = Client::new(&world.server.url).with("cookie", &format!("rollcall={name}"));
        assert!(is_out(&thief).await);

        let ended = post(&here, others, &[]).await;
        assert_eq!(ended.header("location"), "/account", "{}", ended.text);
        assert!(
            here.get("/account")
                .await
                .text
                .contains("That session has ended.")
        );
        assert!(is_out(&phone).await);
        assert!(!is_out(&here).await);
        // Sending it again, or naming nothing, ends nothing.
        for path in [others.as_str(), "/account/sessions/nonsense/end"] {
            assert_eq!(post(&here, path, &[]).await.status, 303, "{path}");
        }

        let tablet = sign_in(world, email, SAFARI).await;
        let everybody = post(&here, "/account/sessions/end-others", &[]).await;
        assert_eq!(everybody.header("location"), "/account");
        let page = here.get("/account").await.text;
        assert!(page.contains("2 other sessions were signed out."), "{page}");
        assert!(is_out(&tablet).await);
        assert!(ends(&here).await.is_empty());
        let told: Vec<_> = world
            .events("acme")
            .into_iter()
            .filter(|event| event["operation"] == "login.end")
            .map(|event| event["detail"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(
            told,
            [
                "one other session was ended",
                "all other sessions were ended: 2"
            ]
        );
        assert_eq!(post(&here, own, &[]).await.status, 303);
        assert!(is_out(&here).await);
    })
    .await;
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        sign_in(world, "owner@acme.example", FIREFOX).await;
        let form = ends(&owner).await.remove(0);
        let stranger = world.sign_in("globex", "owner").await;
        let reply = post(&stranger, &form, &[]).await;
        assert_eq!(reply.header("location"), "/account");
        assert_eq!(ends(&owner).await, std::slice::from_ref(&form));
        let foreign = stranger.form(&form, &[("csrf", "wrong")]).await;
        assert_eq!(foreign.status, 403);
        let told = world.events("globex");
        assert!(told.iter().all(|event| event["operation"] != "login.end"));
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_an_hour_after_its_last_use_and_after_twelve_hours_at_any_rate() {
    each_backend(async |world| {
        world.sign_in("acme", "owner").await;
        let signed_in = async || {
            let browser = sign_in(world, "owner@acme.example", FIREFOX).await;
            assert!(!is_out(&browser).await);
            browser
        };
        let unused_for = async |minutes: i64| {
            let browser = signed_in().await;
            let pass = |_: &mut Value, expires_at: &mut i64| *expires_at -= minutes * 60_000;
            world.change_sessions(pass).await;
            is_out(&browser).await
        };
        assert!(!unused_for(59).await);
        assert!(unused_for(61).await);
        let begun_before = async |minutes: i64| {
            let browser = signed_in().await;
            let begin = |data: &mut Value, _: &mut i64| {
                let started = &mut data["signed_in"]["started"];
                let at: DateTime<Utc> = serde_json::from_value(started.take()).unwrap();
                *started = json!(at - TimeDelta::minutes(minutes));
            };
            world.change_sessions(begin).await;
            is_out(&browser).await
        };
        assert!(!begun_before(12 * 60 - 1).await);
        assert!(begun_before(12 * 60 + 1).await);
    })
    .await;
}
