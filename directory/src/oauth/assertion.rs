//! A client that proves who it is by a signed assertion instead of a secret (RFC 7523 §2.2, §3).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::keys::{Algorithm, Keys};
use crate::tokens::secret::hex;

/// The only `client_assertion_type`.
pub(super) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How far ahead an assertion may end.
const LONGEST: TimeDelta = TimeDelta::minutes(5);
/// How far the client's clock may be from ours.
const SKEW: TimeDelta = TimeDelta::seconds(60);
/// Characters of an assertion's id.
const MAX_JTI: usize = 256;

/// An assertion in its parts. Nothing of it is verified yet.
#[derive(Clone, Debug)]
pub(super) struct Assertion {
    algorithm: Algorithm,
    kid: Option<String>,
    claims: Value,
    signed: String,
    signature: Vec<u8>,
}

/// What is remembered of an assertion that was verified, so that it is used once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Used {
    /// SHA-256 of its id.
    pub(super) jti_hash: String,
    /// When it can no longer be used.
    pub(super) until: DateTime<Utc>,
}

impl Assertion {
    /// Takes an assertion apart; what is wrong with it is for the log.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        const FORM: &str = "the client assertion is no signed JWT";
        let (signed, signature) = text.rsplit_once('.').ok_or(FORM)?;
        let (header, claims) = signed.split_once('.').ok_or(FORM)?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| FORM);
        let read = |part: &str| scim::json::read(&decode(part)?).map_err(|_| FORM);
        let (header, claims) = (read(header)?, read(claims)?);
        // RFC 7515 §4.1.11: what must be understood and is not.
        if header.get("crit").is_some() {
            return Err("the client assertion demands what this server does not know");
        }
        let algorithm = header.get("alg").and_then(Value::as_str);
        let algorithm = algorithm.and_then(Algorithm::parse).ok_or(
            "the client assertion is signed by another algorithm than RS256, PS256, ES256 and EdDSA",
        )?;
        let kid = header.get("kid").and_then(Value::as_str);
        Ok(Self {
            algorithm,
            kid: kid.map(str::to_owned),
            claims,
            signed: signed.to_owned(),
            signature: decode(signature)?,
        })
    }

    /// Who it says that it is.
    pub(super) fn client_id(&self) -> &str {
        self.text("sub").unwrap_or_default()
    }

    /// Whether one of the keys has signed it.
    pub(super) fn is_signed_by(&self, keys: &Keys) -> bool {
        let (kid, message) = (self.kid.as_deref(), self.signed.as_bytes());
        keys.verify(self.algorithm, kid, message, &self.signature)
    }

    /// Checks what it says (RFC 7523 §3); what is wrong with it is for the log.
    pub(super) fn check(
        &self,
        audiences: &[String],
        now: DateTime<Utc>,
    ) -> Result<Used, &'static str> {
        if self.text("iss").is_none() || self.text("iss") != self.text("sub") {
            return Err("iss and sub of the client assertion must both be the client id");
        }
        let meant = |audience: &Value| {
            let audience = audience.as_str().unwrap_or_default();
            audiences.iter().any(|ours| ours == audience)
        };
        let is_ours = match self.claims.get("aud") {
            Some(Value::Array(several)) => several.iter().any(meant),
            Some(one) => meant(one),
            None => false,
        };
        if !is_ours {
            return Err("aud of the client assertion must be the token endpoint");
        }
        let end = self.time("exp").ok_or("the client assertion has no exp")?;
        if end <= now {
            return Err("the client assertion has expired");
        }
        if end > now + LONGEST + SKEW {
            return Err("the client assertion ends more than 5 minutes ahead");
        }
        for name in ["nbf", "iat"] {
            let absent = self.claims.get(name).is_none();
            let begun = self.time(name).is_some_and(|begin| begin <= now + SKEW);
            if !absent && !begun {
                return Err("the client assertion is from the future: check the client's clock");
            }
        }
        let jti = self
            .text("jti")
            .filter(|jti| !jti.is_empty() && jti.len() <= MAX_JTI);
        let jti = jti.ok_or("the client assertion needs a jti of 1 to 256 characters")?;
        Ok(Used {
            jti_hash: hex(&Sha256::digest(jti.as_bytes())),
            until: end,
        })
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.claims.get(name).and_then(Value::as_str)
    }

    /// A `NumericDate`, which may have a fraction (RFC 7519 §2).
    fn time(&self, name: &str) -> Option<DateTime<Utc>> {
        let seconds = self.claims.get(name)?.as_f64()?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a cast saturates, and beyond what is a time there is none"
        )]
        let milliseconds = (seconds * 1000.0) as i64;
        DateTime::from_timestamp_millis(milliseconds)
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use chrono::{DateTime, Utc};
    use ring::rand::SystemRandom;
    use ring::signature::{Ed25519KeyPair, KeyPair};
    use serde_json::{Value, json};

    use super::{Assertion, Keys};

    const NOW: i64 = 1_795_262_400;
    const ENDPOINT: &str = "https://id.example/t/acme/oauth/token";

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(NOW, 0).unwrap()
    }

    fn pair() -> Ed25519KeyPair {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap()
    }

    fn keys(pair: &Ed25519KeyPair, kid: Option<&str>) -> Keys {
        let x = URL_SAFE_NO_PAD.encode(pair.public_key());
        let mut key = json!({"kty": "OKP", "crv": "Ed25519", "x": x});
        if let Some(kid) = kid {
            key["kid"] = json!(kid);
        }
        Keys::parse(&key.to_string()).unwrap()
    }

    fn sign(pair: &Ed25519KeyPair, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = URL_SAFE_NO_PAD.encode(pair.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    fn claims() -> Value {
        json!({"iss": "me", "sub": "me", "aud": ENDPOINT, "exp": NOW + 60, "iat": NOW, "jti": "1"})
    }

    fn checked(claims: &Value) -> Result<(), &'static str> {
        let text = sign(&pair(), &json!({"alg": "EdDSA"}), claims);
        let audiences = ["https://id.example/t/acme".to_owned(), ENDPOINT.to_owned()];
        Assertion::parse(&text)?
            .check(&audiences, now())
            .map(|_| ())
    }

    #[test]
    fn only_what_says_all_that_it_must_is_taken() {
        assert_eq!(checked(&claims()), Ok(()));
        let check = |name: &str, value: Value, fine: bool| {
            let mut claims = claims();
            claims[name] = value.clone();
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            }
            assert_eq!(checked(&claims).is_ok(), fine, "{name} {value}");
        };
        for name in ["iss", "sub", "aud", "exp", "jti"] {
            check(name, Value::Null, false);
            check(name, json!([]), false);
            check(name, json!(""), false);
        }
        check("iss", json!("you"), false);
        check("aud", json!("https://id.example/t/acme"), true);
        check("aud", json!(["https://elsewhere.example", ENDPOINT]), true);
        check("aud", json!(["https://elsewhere.example"]), false);
        check("aud", json!(format!("{ENDPOINT}/")), false);
        check("exp", json!(NOW), false);
        check("exp", json!(NOW + 1), true);
        check("exp", json!(1_795_262_400.5), true);
        check("exp", json!(NOW + 360), true);
        check("exp", json!(NOW + 361), false);
        check("exp", json!(1e300), false);
        check("exp", json!(-1e300), false);
        check("exp", json!((NOW + 60).to_string()), false);
        for name in ["nbf", "iat"] {
            check(name, Value::Null, true);
            check(name, json!(NOW - 100_000), true);
            check(name, json!(NOW + 60), true);
            check(name, json!(NOW + 61), false);
            check(name, json!("now"), false);
        }
        check("jti", json!("x".repeat(256)), true);
        check("jti", json!("x".repeat(257)), false);
        check("jti", json!(1), false);
    }

    #[test]
    fn only_the_key_that_is_named_verifies() {
        let (pair, other) = (pair(), pair_of_somebody_else());
        let check = |keys: &Keys, header: Value, fine: bool| {
            let assertion = Assertion::parse(&sign(&pair, &header, &claims())).unwrap();
            assert_eq!(assertion.is_signed_by(keys), fine, "{header}");
        };
        let named = keys(&pair, Some("main"));
        check(&named, json!({"alg": "EdDSA"}), true);
        check(&named, json!({"alg": "Ed25519", "kid": "main"}), true);
        check(&named, json!({"alg": "EdDSA", "kid": "other"}), false);
        check(&named, json!({"alg": "ES256", "kid": "main"}), false);
        check(&named, json!({"alg": "RS256"}), false);
        check(
            &keys(&pair, None),
            json!({"alg": "EdDSA", "kid": "main"}),
            true,
        );
        check(&keys(&other, None), json!({"alg": "EdDSA"}), false);
    }

    fn pair_of_somebody_else() -> Ed25519KeyPair {
        pair()
    }

    #[test]
    fn what_is_no_signed_jwt_is_not_looked_into() {
        let pair = pair();
        let fine = sign(&pair, &json!({"alg": "EdDSA"}), &claims());
        let (signed, _) = fine.rsplit_once('.').unwrap();
        for text in [
            "",
            ".",
            "..",
            "a.b.c",
            signed,
            &format!("{fine}="),
            &format!("{fine}.{fine}"),
            &sign(&pair, &json!({}), &claims()),
            &sign(&pair, &json!({"alg": "none"}), &claims()),
            &sign(&pair, &json!({"alg": "HS256"}), &claims()),
            &sign(&pair, &json!({"alg": "EdDSA", "crit": ["x"]}), &claims()),
        ] {
            assert!(Assertion::parse(text).is_err(), "{text}");
        }
        let unsigned = Assertion::parse(&format!("{signed}.")).unwrap();
        assert!(!unsigned.is_signed_by(&keys(&pair, None)));
        let mut changed = claims();
        changed["sub"] = json!("you");
        let part = URL_SAFE_NO_PAD.encode(changed.to_string());
        let parts: Vec<&str> = fine.split('.').collect();
        let changed = format!("{}.{part}.{}", parts[0], parts[2]);
        let changed = Assertion::parse(&changed).unwrap();
        assert!(!changed.is_signed_by(&keys(&pair, None)));
    }
}
