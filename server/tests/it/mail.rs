//! Mail: invitations, links and notices on their way, and what happens when there is no way.

use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Query, SelectStatement};

use crate::harness::{
    Backend, Client, Database, Manner, Reply, Rollcall, Sink, World, backends, between,
    each_backend, location, post, visitor,
};

const PASSWORD: &str = "seven walruses in November";
const EVE: &str = "eve@acme.example";

/// Settings of a server that sends mail to a port of this machine.
fn settings(port: u16) -> Vec<(&'static str, String)> {
    vec![
        ("ROLLCALL_SMTP_URL", format!("smtp://127.0.0.1:{port}")),
        (
            "ROLLCALL_MAIL_FROM",
            "Rollcall <rollcall@id.example>".to_owned(),
        ),
    ]
}

async fn world(backend: Backend, port: u16) -> World {
    let settings = settings(port);
    let settings: Vec<_> = settings
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    World::new(backend, &settings).await
}

/// Opens a form and sends it with these fields.
async fn send(browser: &Client, path: &str, fields: &[(&str, &str)]) -> Reply {
    let form = browser.get(path).await;
    assert_eq!(form.status, 200, "{}", form.text);
    let (_, main) = form.text.split_once("<main").unwrap();
    let mut all = vec![("csrf", between(main, "name=\"csrf\" value=\"", "\""))];
    if main.contains("name=\"nonce\"") {
        all.push(("nonce", between(main, "name=\"nonce\" value=\"", "\"")));
    }
    browser.form(path, &[&all, fields].concat()).await
}

/// What the mails hold that wait to be sent.
fn waiting() -> SelectStatement {
    Query::select().column("sealed").from("mail").take()
}

async fn invite(owner: &Client, email: &str) -> Reply {
    let fields = [("email", email), ("role", "admin")];
    let made = send(owner, "/t/acme/members/invite", &fields).await;
    assert_eq!(made.status, 200, "{}", made.text);
    made
}

/// Opens a one-time link of a mail and sends the form behind it.
async fn follow(browser: &Client, link: &str, form: &str) -> Reply {
    let path = link.strip_prefix(&browser.base).unwrap();
    assert_eq!(location(&browser.get(path).await), form);
    send(browser, form, &[("password", PASSWORD)]).await
}

#[tokio::test]
async fn an_invitation_is_mailed_and_its_link_works_once() {
    for backend in backends() {
        let sink = Sink::start(Manner::Takes).await;
        let world = world(backend, sink.port).await;
        let owner = world.sign_in("acme", "owner").await;
        let made = invite(&owner, EVE).await;
        assert!(
            made.text.contains("Sent to eve@acme.example."),
            "{}",
            made.text
        );
        assert!(!made.text.contains("/invite/"), "{}", made.text);
        let mail = sink.mail_to(EVE, "Invitation to Acme Inc").await;
        assert!(
            mail.text.contains("owner@acme.example invites you"),
            "{}",
            mail.text
        );
        let link = mail.link(&format!("{}/invite/", world.server.url));

        let eve = visitor(&world);
        assert_eq!(location(&follow(&eve, &link, "/invite").await), "/t/acme");
        let path = link.strip_prefix(&world.server.url).unwrap();
        assert_eq!(visitor(&world).get(path).await.status, 404);

        // She is made an owner: she is told, and so is who owned before.
        world.rollcall.done(&[
            "admin", "role", "--tenant", "acme", "--email", EVE, "--role", "owner",
        ]);
        sink.mail_to(EVE, "Your role in Acme Inc is owner now")
            .await;
        let told = sink
            .mail_to("owner@acme.example", "Acme Inc has another owner")
            .await;
        assert!(
            told.text.contains("eve@acme.example is an owner"),
            "{}",
            told.text
        );
        // Her password is another one.
        let fields = [
            ("current", PASSWORD),
            ("password", "nine otters under a bridge"),
        ];
        location(&post(&eve, "/account/password", &fields).await);
        let told = sink.mail_to(EVE, "Your password was changed").await;
        assert!(
            told.text.contains("from the address 127.0.0.1"),
            "{}",
            told.text
        );
        assert!(sink.left().is_empty(), "{:?}", sink.left());

        let sent = "rollcall_mail_total{outcome=\"sent\"} 4\n";
        let deadline = Instant::now() + Duration::from_mins(1);
        // A mail is counted a moment after it is there.
        loop {
            let metrics = visitor(&world).get("/metrics").await.text;
            if metrics.contains(sent) {
                break;
            }
            assert!(Instant::now() < deadline, "{metrics}");
        }
        let World {
            server, database, ..
        } = world;
        server.signal("TERM");
        let (_, log) = server.wait();
        let code = link.rsplit('/').next().unwrap();
        for secret in [code, EVE, PASSWORD] {
            assert!(!log.contains(secret), "{log}");
        }
        database.close().await;
    }
}

#[tokio::test]
async fn a_mail_server_that_is_away_costs_a_link_to_copy_and_gets_the_mail_later() {
    for backend in backends() {
        let later = Sink::nobody();
        let world = world(backend, later.local_addr().unwrap().port()).await;
        let owner = world.sign_in("acme", "owner").await;
        let made = invite(&owner, EVE).await;
        assert!(
            made.text.contains("the mail server cannot be reached"),
            "{}",
            made.text
        );
        let link = between(&made.text, "id=\"one-time-link\"", "/>");
        let link = between(link, "value=\"", "\"").to_owned();
        // What waits in the database is read by nobody without the key.
        let rows = world.database.connect().await;
        let kept = rows.query_all(&waiting()).await.unwrap();
        assert_eq!(kept.len(), 1);
        let sealed: String = kept[0].try_get_by_index(0).unwrap();
        for secret in [link.rsplit('/').next().unwrap(), EVE, "Acme Inc"] {
            assert!(!sealed.contains(secret), "{sealed}");
        }

        let sink = Sink::start_at(later);
        let mail = sink.mail_to(EVE, "Invitation to Acme Inc").await;
        assert_eq!(mail.link(&format!("{}/invite/", world.server.url)), link);
        rows.close().await.unwrap();
        world.close().await;
    }
}

#[tokio::test]
async fn a_mail_server_that_refuses_or_hangs_is_said_in_time() {
    for (manner, told) in [
        (Manner::Refuses, "refused the mail or the address"),
        (Manner::Defers, "cannot take the mail now"),
        (Manner::Hangs, "did not answer in time"),
    ] {
        let sink = Sink::start(manner).await;
        let world = world(Backend::Sqlite, sink.port).await;
        let owner = world.sign_in("acme", "owner").await;
        let started = Instant::now();
        let made = invite(&owner, EVE).await;
        assert!(started.elapsed() < Duration::from_secs(30), "{manner:?}");
        assert!(made.text.contains(told), "{manner:?}: {}", made.text);
        assert!(made.text.contains("/invite/"), "{manner:?}");
        world.close().await;
    }
}

#[tokio::test]
async fn a_forgotten_password_is_answered_alike_and_mailed_to_its_account_alone() {
    for backend in backends() {
        let sink = Sink::start(Manner::Takes).await;
        let world = world(backend, sink.port).await;
        let eve = world.sign_in("acme", "auditor").await;
        let login = visitor(&world).get("/login").await.text;
        assert!(login.contains("href=\"/login/forgot\""), "{login}");
        let ask = async |browser: &Client, email: &str| {
            let reply = browser.form("/login/forgot", &[("email", email)]).await;
            (
                reply.status,
                reply.header("location").to_owned(),
                reply.text,
            )
        };
        let browser = visitor(&world);
        let known = ask(&browser, " AUDITOR@acme.example").await;
        assert_eq!(
            (known.0, known.1.as_str()),
            (303, "/login?notice=link-sent")
        );
        for unknown in [
            "nobody@acme.example",
            "auditor@acme.example, eve@evil.example",
            "@",
        ] {
            assert_eq!(ask(&browser, unknown).await, known, "{unknown:?}");
        }
        let said = browser.get("/login?notice=link-sent").await.text;
        assert!(
            said.contains("If there is an account with this address"),
            "{said}"
        );

        let mail = sink
            .mail_to("auditor@acme.example", "Choose another password")
            .await;
        let link = mail.link(&format!("{}/reset/", world.server.url));
        assert_eq!(
            location(&follow(&browser, &link, "/reset").await),
            "/login?notice=password-set"
        );
        sink.mail_to("auditor@acme.example", "Your password was changed")
            .await;
        assert!(sink.left().is_empty(), "{:?}", sink.left());
        assert!(location(&eve.get("/t/acme").await).starts_with("/login?"));
        let events = world.events("acme");
        let asked = |event: &&serde_json::Value| event["operation"] == "member.reset";
        assert_eq!(events.iter().filter(asked).count(), 1);

        // One address of mail, from one of the network, ten times a minute.
        let answers = async {
            let mut answers = Vec::new();
            for _ in 0..11 {
                answers.push(ask(&browser, "someone@acme.example").await.0);
            }
            answers
        };
        let answers = answers.await;
        assert_eq!(answers[..10], [303; 10]);
        assert_eq!(answers[10], 429);
        world.close().await;
    }
}

#[tokio::test]
async fn without_a_mail_server_nobody_is_offered_mail() {
    each_backend(async |world| {
        let browser = visitor(world);
        assert_eq!(browser.get("/login/forgot").await.status, 404);
        let sent = browser.form("/login/forgot", &[("email", EVE)]).await;
        assert_eq!(sent.status, 404);
        let login = browser.get("/login").await.text;
        assert!(!login.contains("/login/forgot"), "{login}");
        let owner = world.sign_in("acme", "owner").await;
        assert!(invite(&owner, EVE).await.text.contains("/invite/"));
        let rows = world.database.connect().await;
        let kept = rows.query_all(&waiting()).await.unwrap();
        assert!(kept.is_empty());
        rows.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn settings_of_mail_that_make_no_sense_are_said_without_the_password() {
    let database = Database::new(Backend::Sqlite).await;
    for (name, value) in [
        ("ROLLCALL_SMTP_URL", "smtps://ada:hush@mail.example"),
        ("ROLLCALL_MAIL_FROM", "rollcall@id.example"),
    ] {
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        let outcome = Rollcall::on(&database).with(name, value).run(&serve);
        assert_eq!(outcome.code, 2, "{outcome:?}");
        assert_eq!(outcome.stderr.lines().count(), 1, "{outcome:?}");
        assert!(outcome.stderr.contains(name), "{outcome:?}");
        assert!(!outcome.stderr.contains("hush"), "{outcome:?}");
    }
    database.close().await;
}
