use serde_json::json;

use super::{Algorithm, Keys};

const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

#[test]
fn a_document_is_kept_without_what_nobody_reads() {
    let n = "w".repeat(342);
    let document = json!({"keys": [
        {"kty": "RSA", "n": n, "e": "AQAB", "kid": "main", "alg": "PS256", "x5c": ["x"]},
        {"kty": "EC", "crv": "P-256", "x": X, "y": X, "use": "sig", "key_ops": ["verify"]},
        {"kty": "OKP", "crv": "Ed25519", "x": X},
    ]});
    let keys = Keys::parse(&document.to_string()).unwrap();
    assert_eq!(keys.described(), ["RSA 2048 main", "P-256", "Ed25519"]);
    let kept = keys.document();
    assert_eq!(
        kept["keys"][0],
        json!({"kty": "RSA", "n": n, "e": "AQAB", "kid": "main", "alg": "PS256"})
    );
    assert_eq!(Keys::parse(&kept.to_string()), Ok(keys));
    let alone = json!({"kty": "OKP", "crv": "Ed25519", "x": X}).to_string();
    assert_eq!(Keys::parse(&alone).unwrap().described(), ["Ed25519"]);
}

#[test]
fn what_cannot_verify_is_told_when_it_is_pasted() {
    let check = |document: &str, part: &str| {
        let message = Keys::parse(document).unwrap_err();
        assert!(message.contains(part), "{document}: {message}");
        assert!(!message.contains("secret-part"), "{message}");
    };
    let key = |key: serde_json::Value| json!({"keys": [key]}).to_string();
    check("", "no JSON");
    check("-----BEGIN PUBLIC KEY-----", "no JSON");
    check(r#"{"keys": []}"#, "1 to 10");
    check(r#"{"keys": {}}"#, "a list");
    check(&json!({"keys": vec![json!({}); 11]}).to_string(), "1 to 10");
    check(&" ".repeat(33 * 1024), "32 KiB");
    check(&key(json!({})), "use RSA");
    check(&key(json!({"kty": "oct", "k": "secret-part"})), "a secret");
    let private = json!({"kty": "OKP", "crv": "Ed25519", "x": X, "d": "secret-part"});
    check(&key(private), "a secret");
    check(
        &key(json!({"kty": "EC", "crv": "P-384", "x": X, "y": X})),
        "P-256",
    );
    check(
        &key(json!({"kty": "EC", "crv": "P-256", "x": X, "y": "AQAB"})),
        "32 bytes",
    );
    check(
        &key(json!({"kty": "OKP", "crv": "Ed25519", "x": "AQAB"})),
        "32 bytes",
    );
    let rsa = |n: &str, e: &str| key(json!({"kty": "RSA", "n": n, "e": e}));
    check(&rsa(&"w".repeat(170), "AQAB"), "2048");
    check(&rsa(&"w".repeat(1400), "AQAB"), "8192");
    check(&rsa(&"w".repeat(342), "AQ"), "exponent");
    check(&rsa(&"w".repeat(342), "Ag"), "exponent");
    let okp = |more: &str, value: &str| {
        let mut key = json!({"kty": "OKP", "crv": "Ed25519", "x": X});
        key[more] = json!(value);
        json!({"keys": [key]}).to_string()
    };
    check(&okp("use", "enc"), "signatures");
    for alg in ["none", "HS256", "RS256", "ES256"] {
        check(&okp("alg", alg), "leave alg out");
    }
    let twice = json!({"kty": "OKP", "crv": "Ed25519", "x": X, "kid": "a"});
    check(&json!({"keys": [twice, twice]}).to_string(), "same kid");
}

#[test]
fn no_algorithm_shares_a_secret_or_does_without_a_signature() {
    for name in [
        "none", "None", "HS256", "HS512", "RS512", "rs256", "ES384", "",
    ] {
        assert_eq!(Algorithm::parse(name), None, "{name}");
    }
}
