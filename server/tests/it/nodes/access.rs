//! Credentials: issued, replaced and ended at one server, shown to another.

use std::process::Stdio;

use serde_json::{Value, json};

use super::{at_once, each_pair, nonce, shown, statuses};
use crate::clients::{access_token, issue, switch};
use crate::harness::{Person, World, between, location};

const TOKENS: &str = "/t/acme/tokens";
const OPERATED: &str = "/operator/tenants/acme";

/// The id of the token, or of the OAuth client, of that name.
fn id_of(world: &World, kind: &str, name: &str) -> String {
    let list = [kind, "list", "--tenant", "acme", "--json"];
    let list: Vec<Value> = serde_json::from_str(&world.rollcall.done(&list)).unwrap();
    let found = list.iter().find(|one| one["name"] == name).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_credential_that_ends_at_one_server_ends_at_the_other_on_the_next_request() {
    each_pair(async |pair| {
        let world = &pair.world;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let browser = world.sign_in_operator().await;
        let csrf = browser.get("/account").await.csrf();
        let operator = Person { browser, csrf };
        switch(world, "on");
        let (id, secret) = issue(world, "entra", &[]);
        let access = access_token(world, &id, &secret).await;
        let entra = world.anonymous.clone().with_token(&access);
        let rotate = format!("{TOKENS}/{}/rotate", id_of(world, "token", "reports"));
        let rotation = nonce(&owner.get(&rotate).await);
        let revoke = |path: &str, id: String| format!("{path}/{id}/revoke");
        let token = revoke(TOKENS, id_of(world, "token", "okta"));
        let client = revoke(
            &format!("{TOKENS}/clients"),
            id_of(world, "client", "entra"),
        );
        for (caller, before, person, path, fields, after) in [
            (
                &world.writer,
                200,
                &operator,
                format!("{OPERATED}/suspend"),
                &[("reason", "unpaid")][..],
                403,
            ),
            (
                &entra,
                403,
                &operator,
                format!("{OPERATED}/resume"),
                &[][..],
                200,
            ),
            (
                &world.reader,
                200,
                &owner,
                rotate,
                &[("nonce", rotation.as_str()), ("overlap", "0")][..],
                401,
            ),
            (
                &world.writer,
                200,
                &owner,
                token,
                &[("name", "okta")][..],
                401,
            ),
            (&entra, 200, &owner, client, &[("name", "entra")][..], 401),
        ] {
            let there = pair.there(caller);
            assert_eq!(there.get("/Users").await.status, before, "{path}");
            let done = person.post(&path, fields).await;
            for caller in [&there, caller] {
                assert_eq!(caller.get("/Users").await.status, after, "{path}");
            }
            if done.status == 200 {
                // The page has the token that goes on in its place.
                let new = world
                    .anonymous
                    .clone()
                    .with_token(shown(&done, "token-secret"));
                pair.there(&new).get("/Users").await.expect(200);
            } else {
                location(&done);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_sent_to_both_issues_once_and_what_it_issues_works_at_both() {
    each_pair(async |pair| {
        let world = &pair.world;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let elsewhere = pair.person_there(&owner);
        for (form, again) in [
            (format!("{TOKENS}/new"), 409),
            (format!("{TOKENS}/clients/new"), 303),
        ] {
            let sent = nonce(&owner.get(&form).await);
            let fields = terms(&sent, "siem");
            let one = owner.post(&form, &fields);
            let replies = at_once(one, elsewhere.post(&form, &fields)).await;
            assert_eq!(statuses(&replies), [200, again], "{form}");
            if again == 409 {
                let secret = shown(&replies[0], "token-secret");
                let siem = world.anonymous.clone().with_token(secret);
                let there = pair.there(&siem);
                let ada = json!({"userName": "ada"});
                there.post("/Users", &ada).await.expect(201);
                siem.get("/Users").await.expect(200);
            }
            // Two forms for one name: the second one is told that it is taken.
            for round in 0..4 {
                let name = format!("splunk-{round}");
                let here = nonce(&owner.get(&form).await);
                let there = nonce(&elsewhere.get(&form).await);
                let (here, there) = (terms(&here, &name), terms(&there, &name));
                let one = owner.post(&form, &here);
                let replies = at_once(one, elsewhere.post(&form, &there)).await;
                assert_eq!(statuses(&replies), [200, 422], "{form} {round}");
            }
        }
        // Nor do two rotations leave three tokens of a name.
        let rotate = format!("{TOKENS}/{}/rotate", id_of(world, "token", "siem"));
        let here = nonce(&owner.get(&rotate).await);
        let there = nonce(&elsewhere.get(&rotate).await);
        let (here, there) = ([("nonce", &*here), DAY], [("nonce", &*there), DAY]);
        let one = owner.post(&rotate, &here);
        let replies = at_once(one, elsewhere.post(&rotate, &there)).await;
        assert_eq!(statuses(&replies), [200, 422]);
    })
    .await;
}

/// A rotation that is under way is waited for: what it issues ends too.
#[tokio::test]
async fn a_name_that_is_revoked_while_its_token_is_rotated_has_no_token_left() {
    each_pair(async |pair| {
        let world = &pair.world;
        let owner = Person::sign_in(world, "acme", "owner").await;
        for round in 0..3 {
            let name = format!("siem-{round}");
            let named = ["--tenant", "acme", "--name", &name];
            let command = |command: &'static str| [&["token", command], &named[..]].concat();
            world.rollcall.done(&command("issue"));
            let mut id = id_of(world, "token", &name);
            let mut revoke = world.rollcall.process(&command("revoke"));
            let mut revoke = revoke.stdout(Stdio::null()).spawn().unwrap();
            let ended = loop {
                if let Some(ended) = revoke.try_wait().unwrap() {
                    break ended;
                }
                let rotate = format!("{TOKENS}/{id}/rotate");
                let asked = owner.get(&rotate).await;
                if asked.status == 200 {
                    let nonce = nonce(&asked);
                    let fields = [("nonce", nonce.as_str()), ("overlap", "0")];
                    let rotated = owner.post(&rotate, &fields).await;
                    if rotated.status == 200 {
                        let link = format!("href=\"{TOKENS}/");
                        between(&rotated.text, &link, "\"").clone_into(&mut id);
                    }
                }
            };
            assert!(ended.success());
            let list = world
                .rollcall
                .done(&["token", "list", "--tenant", "acme", "--json"]);
            let list: Vec<Value> = serde_json::from_str(&list).unwrap();
            let of_name = list.iter().filter(|token| token["name"] == name.as_str());
            let states: Vec<_> = of_name.map(|token| &token["state"]).collect();
            assert!(states.len() > 1, "nothing was rotated meanwhile");
            assert!(
                states.iter().all(|state| **state == "revoked"),
                "{states:?}"
            );
        }
    })
    .await;
}

const DAY: (&str, &str) = ("overlap", "24h");

/// The fields of a token or an OAuth client that is to be issued.
fn terms<'f>(nonce: &'f str, name: &'f str) -> [(&'f str, &'f str); 5] {
    [
        ("nonce", nonce),
        ("name", name),
        ("scope", "write"),
        ("only", "all"),
        ("expires", "90d"),
    ]
}
