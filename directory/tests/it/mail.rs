//! Mail that is written, tried again, withdrawn and given up, and whom reminders reach.

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use directory::mail::{Counts, Letter, Mail, Post, Undelivered};
use directory::members::Whom;
use directory::{MailId, Role, Scope};
use futures::future::{BoxFuture, FutureExt};
use secrecy::SecretString;

use crate::harness::House;

/// A mail server that keeps what it takes, and can refuse.
#[derive(Debug, Default)]
struct Shelf {
    taken: Mutex<Vec<Mail>>,
    refusal: Mutex<Option<Undelivered>>,
}

impl Shelf {
    fn refuse(&self, refusal: Option<Undelivered>) {
        *self.refusal.lock().unwrap() = refusal;
    }

    /// Takes out whom mail went to.
    fn empty(&self) -> Vec<String> {
        let taken = std::mem::take(&mut *self.taken.lock().unwrap());
        let mut to: Vec<_> = taken.into_iter().map(|mail| mail.to).collect();
        to.sort();
        to
    }
}

impl Post for Shelf {
    fn send<'p>(&'p self, _: MailId, mail: &'p Mail) -> BoxFuture<'p, Result<(), Undelivered>> {
        let refusal = *self.refusal.lock().unwrap();
        if refusal.is_none() {
            self.taken.lock().unwrap().push(mail.clone());
        }
        std::future::ready(refusal.map_or(Ok(()), Err)).boxed()
    }
}

async fn house() -> (House, Arc<Shelf>) {
    let shelf = Arc::new(Shelf::default());
    let house = House::with_post(Some(Arc::clone(&shelf) as Arc<dyn Post>)).await;
    let operator = house.operator("acme").await;
    let password = SecretString::from("four unrelated words");
    for (email, role) in [
        ("owner@acme.com", Role::Owner),
        ("admin@acme.com", Role::Admin),
        ("auditor@acme.com", Role::Auditor),
        ("gone@acme.com", Role::Admin),
    ] {
        let members = house.directory.members();
        members
            .create(&operator, email, role, &password)
            .await
            .unwrap();
    }
    let members = house.directory.members();
    let gone = Whom::Email("gone@acme.com");
    members.disable(&operator, gone).await.unwrap();
    (house, shelf)
}

async fn send_all(house: &House) {
    while house.directory.mails().send_due().await.unwrap() {}
}

#[tokio::test]
async fn owners_and_admins_are_reminded_of_a_token_once_for_each_time() {
    let (house, shelf) = house().await;
    house.token("acme", "okta", Scope::Write).await;
    let remind = async || {
        house.directory.remind_of_ends().await.unwrap();
        send_all(&house).await;
    };
    remind().await;
    assert!(shelf.empty().is_empty());
    for days in [306, 30] {
        house.clock.advance(TimeDelta::days(days));
        remind().await;
        let reminded = shelf.taken.lock().unwrap().clone();
        assert!(reminded.iter().all(|mail| matches!(
            &mail.letter,
            Letter::TokenEnds { token, tenant, .. } if token == "okta" && tenant == "Acme"
        )));
        assert_eq!(shelf.empty(), ["admin@acme.com", "owner@acme.com"]);
        remind().await;
        assert!(shelf.empty().is_empty());
    }
}

#[tokio::test]
async fn owners_and_admins_are_reminded_of_an_oauth_client_with_its_page() {
    let (house, shelf) = house().await;
    let issued = house.client("acme", "entra").await;
    house.clock.advance(TimeDelta::days(306));
    house.directory.remind_of_ends().await.unwrap();
    send_all(&house).await;
    let reminded = shelf.taken.lock().unwrap().clone();
    let its = format!(
        "https://id.example/t/acme/tokens/clients/{}",
        issued.client.id
    );
    assert!(reminded.iter().all(|mail| matches!(
        &mail.letter,
        Letter::ClientEnds { client, tenant, page, .. }
            if client == "entra" && tenant == "Acme" && *page == its
    )));
    assert_eq!(shelf.empty(), ["admin@acme.com", "owner@acme.com"]);
}

#[tokio::test]
async fn owners_and_admins_are_told_once_that_a_client_is_silent() {
    let (house, shelf) = house().await;
    let secret = house.token("acme", "okta", Scope::Write).await;
    house.call(&secret, 30).await;
    house.clock.advance(TimeDelta::hours(4));
    for told in [true, false] {
        house.directory.report_silences().await.unwrap();
        send_all(&house).await;
        let mails = shelf.taken.lock().unwrap().clone();
        assert!(mails.iter().all(|mail| matches!(
            &mail.letter,
            Letter::ClientSilent { token, tenant, longest_hours: 1, .. }
                if token == "okta" && tenant == "Acme"
        )));
        let expected: &[&str] = if told {
            &["admin@acme.com", "owner@acme.com"]
        } else {
            &[]
        };
        assert_eq!(shelf.empty(), expected);
    }
}

#[tokio::test]
async fn mail_is_tried_again_with_growing_pauses_and_then_given_up() {
    let (house, shelf) = house().await;
    let operator = house.operator("acme").await;
    let promote = async || {
        let members = house.directory.members();
        let whom = Whom::Email("auditor@acme.com");
        members
            .change_role(&operator, whom, Role::Admin)
            .await
            .unwrap();
    };
    promote().await;
    shelf.refuse(Some(Undelivered::Unreachable));
    send_all(&house).await;
    // Not yet due, and then due.
    house.clock.advance(TimeDelta::seconds(4));
    send_all(&house).await;
    let counts = || house.directory.mails().counts();
    let put_off = |put_off| Counts {
        put_off,
        ..Counts::default()
    };
    assert_eq!(counts(), put_off(1));
    house.clock.advance(TimeDelta::seconds(1));
    send_all(&house).await;
    assert_eq!(counts(), put_off(2));
    shelf.refuse(None);
    house.clock.advance(TimeDelta::seconds(30));
    send_all(&house).await;
    assert_eq!(shelf.empty(), ["auditor@acme.com"]);
    assert_eq!(
        counts(),
        Counts {
            sent: 1,
            put_off: 2,
            given_up: 0
        }
    );

    // Two days later it is of no use any more.
    let members = house.directory.members();
    let whom = Whom::Email("auditor@acme.com");
    members
        .change_role(&operator, whom, Role::Auditor)
        .await
        .unwrap();
    shelf.refuse(Some(Undelivered::Deferred));
    for _ in 0..20 {
        send_all(&house).await;
        house.clock.advance(TimeDelta::hours(12));
    }
    assert_eq!(counts().given_up, 1);
    // What is refused for good is given up at once.
    promote().await;
    shelf.refuse(Some(Undelivered::Refused));
    send_all(&house).await;
    assert_eq!(counts().given_up, 2);
    shelf.refuse(None);
    house.clock.advance(TimeDelta::days(1));
    send_all(&house).await;
    assert!(shelf.empty().is_empty());
}

#[tokio::test]
async fn of_several_servers_one_sends() {
    let (house, shelf) = house().await;
    let operator = house.operator("acme").await;
    let members = house.directory.members();
    let whom = Whom::Email("auditor@acme.com");
    members
        .change_role(&operator, whom, Role::Owner)
        .await
        .unwrap();
    let mails = house.directory.mails();
    let (one, other) = tokio::join!(mails.send_due(), mails.send_due());
    assert!(!one.unwrap() && !other.unwrap());
    assert_eq!(shelf.empty(), ["auditor@acme.com", "owner@acme.com"]);
}
