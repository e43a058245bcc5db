//! Whatever a provider answers that is wrong, and who is told.

use serde_json::{Value, json};

use super::{PRIVATE, connect, person, sign_in};
use crate::harness::{
    CLIENT_ID, Fault, Provider, World, each_backend_with, location, now, visitor,
};

#[tokio::test]
async fn whatever_is_wrong_with_an_answer_is_refused_and_told_to_owners_alone() {
    let settings = [PRIVATE[0], ("ROLLCALL_TRUSTED_PROXIES", "127.0.0.1")];
    each_backend_with(&settings, async |world| {
        let provider = Provider::start();
        connect(world, "acme", &provider, &[]);
        let good = || person("ada", "ada@acme.com", &json!("it"));
        let claims: [(Value, &str); 12] = [
            (json!({"iss": "https://other.example"}), "iss"),
            (json!({"aud": "another"}), "aud"),
            (json!({"aud": [CLIENT_ID, "another"]}), "aud"),
            (json!({"azp": "another"}), "azp"),
            (json!({"exp": now() - 1}), "exp"),
            (json!({"iat": now() - 3_600}), "iat"),
            (json!({"iat": now() + 3_600}), "iat"),
            (json!({"nonce": "another"}), "nonce"),
            (json!({"nonce": null}), "nonce"),
            (json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}), "at_hash"),
            (json!({"email": null}), "email"),
            (json!({"email_verified": false}), "email is not verified"),
        ];
        let mut expected = Vec::new();
        for (changes, why) in claims {
            let mut claims = good();
            for (name, value) in changes.as_object().unwrap() {
                claims[name] = value.clone();
            }
            provider.vouch(claims);
            expected.push((sign_in_as_stranger(world).await, why, 403));
        }
        for (fault, why) in [
            (Fault::Signature, "signature"),
            (Fault::Unsigned, "alg"),
            (
                Fault::UnknownKey,
                "signed by a key that the provider does not have",
            ),
            (Fault::NoToken, "no ID token"),
            (Fault::Refuses, "refused the code: invalid_grant"),
        ] {
            provider.vouch(good());
            provider.lock().fault = fault;
            expected.push((sign_in_as_stranger(world).await, why, 403));
        }
        for (name, value, why, status) in [
            (
                "iss",
                "https://other.example",
                "iss names another provider",
                403,
            ),
            ("iss", "", "iss is missing", 403),
            ("error", "access_denied", "access_denied", 403),
            ("code", "", "answered", 403),
            ("state", "another", "state", 400),
        ] {
            provider.vouch(good());
            provider.lock().answer = vec![(name, value.to_owned())];
            expected.push((sign_in_as_stranger(world).await, why, status));
        }
        for (status, why, wanted) in &expected {
            assert_eq!(status, wanted, "{why}");
        }
        // Each came from another address, so that none is counted with another.
        let expected_count = expected.len();
        let details: Vec<String> = world
            .events_until("acme", |events| {
                events
                    .iter()
                    .filter(|e| e["operation"] == "login.failure")
                    .count()
                    >= expected_count
            })
            .iter()
            .filter(|event| event["operation"] == "login.failure")
            .map(|event| event["detail"].as_str().unwrap().to_owned())
            .collect();
        for ((_, why, _), detail) in expected.iter().zip(&details) {
            assert!(detail.contains(why), "{why}: {detail}");
        }
        assert_eq!(details.len(), expected.len());
        provider.vouch(good());
        assert_eq!(location(&sign_in(&visitor(world)).await), "/t/acme");
    })
    .await;
}

/// From another address each time; the status of the answer.
async fn sign_in_as_stranger(world: &World) -> u16 {
    use std::sync::atomic::{AtomicU8, Ordering};
    static NEXT: AtomicU8 = AtomicU8::new(1);
    let ip = format!("203.0.113.{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let browser = visitor(world).with("x-forwarded-for", &ip);
    let answer = sign_in(&browser).await;
    assert_eq!(
        location(&browser.get("/account").await),
        "/login?next=%2Faccount"
    );
    assert!(!answer.text.contains("signature"), "{}", answer.text);
    answer.status
}
