//! Evidence packs from the console, and one whose download breaks off.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Unpacked, evidence, some_lives};
use crate::harness::each_backend;

const FORM: &str = "/t/acme/audit/evidence";

#[tokio::test]
async fn a_member_takes_a_pack_from_the_console() {
    each_backend(async |world| {
        some_lives(world).await;
        for role in ["owner", "auditor"] {
            let member = world.sign_in("acme", role).await;
            let list = member.get("/t/acme/audit").await;
            assert!(list.text.contains(FORM));
            let csrf = member.get(FORM).await.csrf();
            let fields = [("csrf", &*csrf), ("from", ""), ("to", "2999-01-01")];
            let response = member.open_form(FORM, &fields).await;
            assert_eq!(response.status(), 200);
            let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
            assert_eq!(header("content-type"), "application/zip");
            assert_eq!(header("cache-control"), "no-store");
            let name = header("content-disposition");
            assert!(name.contains("rollcall_acme_evidence_start_2"), "{name}");
            let path = world.database.folder().join("console.zip");
            fs::write(&path, response.bytes().await.unwrap()).unwrap();
            let pack = Unpacked::of(&path);
            let (content, text) = pack.verify(&[]);
            assert!(content, "{text}");
            assert!(
                pack.text("README.txt")
                    .contains(&format!("{role}@acme.example"))
            );
            assert!(
                pack.text("console_members.csv")
                    .contains(&format!("{role}@acme.example"))
            );
            assert!(pack.text("console_access.csv").contains("login.success"));
            let key = pack.text("proof/public_key.pem");
            assert!(
                member
                    .get(FORM)
                    .await
                    .text
                    .contains(key.lines().nth(1).unwrap())
            );
        }
        let events = world.events("acme");
        let packs = evidence(&events, "console");
        assert_eq!(packs.len(), 2);
        assert!(packs.iter().all(|event| event["status"] == 200));
        let exports = events
            .iter()
            .filter(|event| event["operation"] == "audit.export" && event["channel"] == "console");
        assert_eq!(exports.count(), 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_about_a_range_is_the_form_with_a_message_at_its_field() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let csrf = owner.get(FORM).await.csrf();
        for (from, to, message) in [
            ("yesterday", "", "id=\"from-error\""),
            ("", "2026-02-30", "id=\"to-error\""),
            ("2026-11-02", "2026-11-01", "Enter an end after the start."),
            ("2999-01-01", "", "Enter a start in the past."),
        ] {
            let fields = [("csrf", &*csrf), ("from", from), ("to", to)];
            let reply = owner.form(FORM, &fields).await;
            assert_eq!(reply.status, 422, "{from} {to}: {}", reply.text);
            assert!(reply.text.contains(message), "{from} {to}: {}", reply.text);
            let kept = format!("name=\"from\" type=\"date\" value=\"{from}\"");
            assert!(reply.text.contains(&kept), "{}", reply.text);
            assert_eq!(reply.header("content-disposition"), "");
        }
        let forged = owner.form(FORM, &[("csrf", "wrong")]).await;
        assert_eq!(forged.status, 403, "{}", forged.text);
        let stranger = world.sign_in("globex", "owner").await;
        assert_eq!(stranger.get(FORM).await.status, 404);
        assert!(evidence(&world.events("acme"), "console").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_download_that_breaks_off_is_an_event_that_says_so() {
    each_backend(async |world| {
        let note = "x".repeat(60_000);
        for n in 0..400 {
            let user = json!({"userName": format!("user{n}"), "note": noise(n, &note)});
            world.writer.post("/Users", &user).await.expect(201);
        }
        let owner = world.sign_in("acme", "owner").await;
        let csrf = owner.get(FORM).await.csrf();
        let response = owner.open_form(FORM, &[("csrf", &*csrf)]).await;
        assert_eq!(response.status(), 200);
        drop(response);
        let deadline = Instant::now() + Duration::from_mins(2);
        let found = loop {
            // Connections close while something is waited for.
            world.reader.get("/Users?count=1").await.expect(200);
            let events = world.events("acme");
            let found = evidence(&events, "console")
                .first()
                .map(|event| (*event).clone());
            if found.is_some() || Instant::now() > deadline {
                break found.unwrap();
            }
        };
        assert_eq!(found["outcome"], "client_error");
        let detail = found["detail"].as_str().unwrap();
        assert!(detail.contains("was not taken to its end"), "{detail}");
    })
    .await;
}

/// Text of that length that is hardly made smaller by compression.
fn noise(seed: u64, like: &str) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let letter = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b'!' + u8::try_from(state % 90).unwrap())
    };
    like.chars().map(letter).collect()
}
