//! Clients that sign an assertion with a key of their own instead of showing a secret (RFC 7523).

use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

use crate::clients::{at_endpoint, refused, switch};
use crate::harness::{Reply, World, each_backend};

/// A key of a client.
enum Signer {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
    /// With `RS256` or `PS256`, by OpenSSL.
    Rsa {
        folder: tempfile::TempDir,
        pss: bool,
    },
}

impl Signer {
    fn ed25519() -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::Ed25519(Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap())
    }

    fn p256() -> Self {
        let (random, kind) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let document = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
        Self::P256(EcdsaKeyPair::from_pkcs8(kind, document.as_ref(), &random).unwrap())
    }

    fn rsa(bits: &str, pss: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        openssl(folder.path(), &["genrsa", "-out", "key.pem", bits]);
        Self::Rsa { folder, pss }
    }

    fn alg(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::P256(_) => "ES256",
            Self::Rsa { pss: true, .. } => "PS256",
            Self::Rsa { pss: false, .. } => "RS256",
        }
    }

    fn public_key(&self) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Self::Ed25519(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key().as_ref())})
            }
            Self::P256(pair) => {
                let point = pair.public_key().as_ref();
                json!({"kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..])})
            }
            Self::Rsa { folder, .. } => {
                let rsa = ["rsa", "-in", "key.pem", "-noout", "-modulus"];
                let modulus = String::from_utf8(openssl(folder.path(), &rsa)).unwrap();
                let modulus = modulus.trim().strip_prefix("Modulus=").unwrap().to_owned();
                let byte = |at: usize| u8::from_str_radix(&modulus[at..at + 2], 16).unwrap();
                let n: Vec<u8> = (0..modulus.len()).step_by(2).map(byte).collect();
                json!({"kty": "RSA", "n": encode(&n), "e": "AQAB"})
            }
        }
    }

    fn sign(&self, message: &str) -> String {
        let bytes = match self {
            Self::Ed25519(pair) => pair.sign(message.as_bytes()).as_ref().to_vec(),
            Self::P256(pair) => pair
                .sign(&SystemRandom::new(), message.as_bytes())
                .unwrap()
                .as_ref()
                .to_vec(),
            Self::Rsa { folder, pss } => {
                std::fs::write(folder.path().join("message"), message).unwrap();
                let padding = if *pss { "pss" } else { "pkcs1" };
                let padding = format!("rsa_padding_mode:{padding}");
                let mut arguments =
                    vec!["dgst", "-sha256", "-sign", "key.pem", "-sigopt", &padding];
                if *pss {
                    arguments.extend(["-sigopt", "rsa_pss_saltlen:digest"]);
                }
                arguments.push("message");
                openssl(folder.path(), &arguments)
            }
        };
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn assertion(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        format!("{signed}.{}", self.sign(&signed))
    }
}

fn openssl(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new("openssl");
    let output = command
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    output.stdout
}

/// A client of `acme` with public keys; its id, which is all that is printed.
fn issue(world: &World, name: &str, keys: &[&Signer]) -> String {
    let keys: Vec<Value> = keys.iter().map(|key| key.public_key()).collect();
    let document = json!({"keys": keys}).to_string();
    let issue = [
        "client", "issue", "--tenant", "acme", "--name", name, "--jwks", "-",
    ];
    let outcome = world.rollcall.run_with(&issue, &document);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(!outcome.stderr.contains("secret"), "{}", outcome.stderr);
    outcome.stdout.trim().to_owned()
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap().as_secs()
}

fn claims(world: &World, id: &str, jti: &str) -> Value {
    let endpoint = format!("{}/t/acme/oauth/token", world.server.url);
    json!({"iss": id, "sub": id, "aud": endpoint, "exp": now() + 120, "iat": now(), "jti": jti})
}

async fn ask(world: &World, assertion: &str, more: &[(&str, &str)]) -> Reply {
    let fields = [
        ("grant_type", "client_credentials"),
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ),
        ("client_assertion", assertion),
    ];
    let endpoint = at_endpoint(world, "acme");
    endpoint.form("", &[&fields[..], more].concat()).await
}

#[tokio::test]
async fn a_client_signs_with_a_key_of_every_kind_and_is_let_in() {
    each_backend(async |world| {
        switch(world, "on");
        for (name, signer) in [
            ("ed25519", Signer::ed25519()),
            ("p256", Signer::p256()),
            ("rs256", Signer::rsa("2048", false)),
            ("ps256", Signer::rsa("3072", true)),
        ] {
            let id = issue(world, name, &[&signer]);
            let header = json!({"alg": signer.alg(), "typ": "JWT"});
            let assertion = signer.assertion(&header, &claims(world, &id, "1"));
            let granted = ask(world, &assertion, &[("client_id", &id), ("scope", "read")]).await;
            let granted = granted.expect(200);
            let caller = world.anonymous.clone();
            let caller = caller.with_token(granted["access_token"].as_str().unwrap());
            caller.get("/Users").await.expect(200);

            // The same key with the other padding, and another key of the same kind.
            let mut changed = claims(world, &id, "2");
            changed["jti"] = json!("3");
            let other = match &signer {
                Signer::Ed25519(_) => Signer::ed25519(),
                Signer::P256(_) => Signer::p256(),
                Signer::Rsa { pss, .. } => Signer::rsa("2048", *pss),
            };
            let forged = other.assertion(&header, &changed);
            refused(&ask(world, &forged, &[]).await, 401, "invalid_client");
        }
        let small = Signer::rsa("1024", false).public_key().to_string();
        let issue = [
            "client", "issue", "--tenant", "acme", "--name", "small", "--jwks", "-",
        ];
        let outcome = world.rollcall.run_with(&issue, &small);
        assert_eq!(outcome.code, 1);
        assert!(outcome.stderr.contains("2048"), "{}", outcome.stderr);
    })
    .await;
}

#[tokio::test]
async fn an_assertion_works_once_even_when_it_comes_twice_at_a_time() {
    each_backend(async |world| {
        switch(world, "on");
        let signer = Signer::ed25519();
        let (id, other) = (
            issue(world, "entra", &[&signer]),
            issue(world, "other", &[&signer]),
        );
        let header = json!({"alg": "EdDSA"});
        let assertion = signer.assertion(&header, &claims(world, &id, "once"));
        let answers = futures::future::join_all((0..8).map(|_| ask(world, &assertion, &[]))).await;
        let granted = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(granted, 1, "{answers:?}");
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            refused(answer, 401, "invalid_client");
        }
        // The id of an assertion is its client's own.
        let same = signer.assertion(&header, &claims(world, &other, "once"));
        ask(world, &same, &[]).await.expect(200);
        let again = signer.assertion(&header, &claims(world, &id, "another"));
        ask(world, &again, &[]).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn an_assertion_that_is_not_all_right_is_refused_like_a_wrong_secret() {
    each_backend(async |world| {
        switch(world, "on");
        let signer = Signer::ed25519();
        let id = issue(world, "entra", &[&signer]);
        let (with_secret, secret) = crate::clients::issue(world, "secret", &[]);
        let wrong = [
            ("grant_type", "client_credentials"),
            ("client_id", id.as_str()),
            ("client_secret", secret.as_str()),
        ];
        let wrong = at_endpoint(world, "acme").form("", &wrong).await;
        refused(&wrong, 401, "invalid_client");

        let header = json!({"alg": "EdDSA"});
        let changed = |name: &str, value: Value| {
            let mut claims = claims(world, &id, name);
            claims[name] = value;
            signer.assertion(&header, &claims)
        };
        let globex = format!("{}/t/globex/oauth/token", world.server.url);
        let fine = claims(world, &id, "fine");
        let parts = |header: Value| {
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            format!("{}.{}", part(&header), part(&fine))
        };
        for assertion in [
            changed("iss", json!("somebody")),
            changed("aud", json!(globex)),
            changed("aud", json!(world.server.url)),
            changed("exp", json!(now() - 1)),
            changed("exp", json!(now() + 3600)),
            changed("nbf", json!(now() + 300)),
            changed("iat", json!(now() + 300)),
            changed("jti", Value::Null),
            // A client that has a secret, one that nobody knows.
            signer.assertion(&header, &claims(world, &with_secret, "a")),
            signer.assertion(&header, &claims(world, "rc_client_unknown", "b")),
            // Without a signature, and with one that everybody can make.
            format!("{}.", parts(json!({"alg": "none"}))),
            format!("{}.{}", parts(json!({"alg": "HS256"})), signer.sign("x")),
            format!("{}.{}", parts(json!({"alg": "EdDSA"})), signer.sign("x")),
            signer.assertion(&json!({"alg": "ES256"}), &fine),
            signer.assertion(&json!({"alg": "EdDSA", "crit": ["exp"]}), &fine),
            "a.b.c".to_owned(),
            String::new(),
        ] {
            let answer = ask(world, &assertion, &[]).await;
            refused(&answer, 401, "invalid_client");
            assert_eq!(answer.text, wrong.text, "{assertion}");
        }
        let assertion = signer.assertion(&header, &fine);
        let twice = [("client_id", id.as_str()), ("client_secret", "x")];
        refused(
            &ask(world, &assertion, &twice).await,
            400,
            "invalid_request",
        );
        let other = [("client_id", with_secret.as_str())];
        refused(&ask(world, &assertion, &other).await, 401, "invalid_client");
        ask(world, &assertion, &[]).await.expect(200);
        // Elsewhere it is as unknown as everything else.
        let grant = [
            ("grant_type", "client_credentials"),
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            ("client_assertion", assertion.as_str()),
        ];
        for slug in ["globex", "nobody"] {
            let answer = at_endpoint(world, slug).form("", &grant).await;
            refused(&answer, 401, "invalid_client");
            assert_eq!(answer.text, wrong.text);
        }
        // An assertion is for the token endpoint alone.
        let caller = world.anonymous.clone().with_token(&assertion);
        caller.get("/Users").await.refused(401, None);
    })
    .await;
}
