//! The public keys of a client (RFC 7517), and what they verify.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use serde_json::{Map, Value, json};

/// Keys that one client may have: the present one, the next one, and some to spare.
const MAX_KEYS: usize = 10;
/// Bytes of a document of keys.
const MAX_DOCUMENT: usize = 32 * 1024;
/// Characters of a key's name.
const MAX_KID: usize = 256;

/// Public keys, each of a kind that this server verifies with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys(Vec<Key>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    kid: Option<String>,
    /// The only algorithm it is for, where the document says so.
    only: Option<Algorithm>,
    material: Material,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Material {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// An uncompressed point.
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
}

/// How an assertion can be signed (RFC 7518 §3.1, RFC 8037 §3.1). No secret is shared with a
/// client that has keys, so nothing with one is here, and neither is `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Ps256,
    Es256,
    EdDsa,
}

impl Algorithm {
    pub(super) fn parse(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            "ES256" => Some(Self::Es256),
            // RFC 9864 §2.2 gives it the second name.
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

impl Keys {
    /// Reads a document of keys, `{"keys": […]}`, or one key alone.
    ///
    /// # Errors
    /// One line that says what to do, and repeats nothing of the document.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > MAX_DOCUMENT {
            return Err(format!("Give at most {} KiB of keys.", MAX_DOCUMENT / 1024));
        }
        let document = scim::json::read(text.as_bytes());
        let document = document.map_err(
            |_| "This is no JSON: paste the JWKS document, which begins with { and holds \"keys\".",
        )?;
        let keys = match document.get("keys") {
            Some(Value::Array(keys)) => keys.as_slice(),
            Some(_) => return Err("\"keys\" must be a list of keys.".to_owned()),
            None => std::slice::from_ref(&document),
        };
        if keys.is_empty() || keys.len() > MAX_KEYS {
            return Err(format!("Give 1 to {MAX_KEYS} keys."));
        }
        let keys = keys.iter().enumerate().map(|(index, key)| {
            Key::read(key).map_err(|message| format!("Key {}: {message}", index + 1))
        });
        let keys: Vec<Key> = keys.collect::<Result<_, _>>()?;
        let kids = keys.iter().filter_map(|key| key.kid.as_deref());
        let mut kids: Vec<&str> = kids.collect();
        kids.sort_unstable();
        if kids.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err("Two keys have the same kid: give each its own.".to_owned());
        }
        Ok(Self(keys))
    }

    /// The document, with nothing but what was read of it.
    pub fn document(&self) -> Value {
        json!({"keys": self.0.iter().map(Key::document).collect::<Vec<_>>()})
    }

    /// Each key in a few words, such as `RSA 2048 main`.
    pub fn described(&self) -> Vec<String> {
        let described = |key: &Key| {
            let what = match &key.material {
                Material::Rsa { n, .. } => format!("RSA {}", bits(n)),
                Material::P256(_) => "P-256".to_owned(),
                Material::Ed25519(_) => "Ed25519".to_owned(),
            };
            match &key.kid {
                Some(kid) => format!("{what} {kid}"),
                None => what,
            }
        };
        self.0.iter().map(described).collect()
    }

    /// Whether a message was signed by one of the keys: by the one that is named, where one is.
    pub(super) fn verify(
        &self,
        algorithm: Algorithm,
        kid: Option<&str>,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let named = |key: &&Key| kid.is_none() || key.kid.is_none() || key.kid.as_deref() == kid;
        let mut keys = self.0.iter().filter(named);
        keys.any(|key| key.verifies(algorithm, message, signature))
    }
}

impl Key {
    fn read(key: &Value) -> Result<Self, String> {
        let text = |name: &str| key.get(name).and_then(Value::as_str);
        if ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]
            .iter()
            .any(|name| key.get(name).is_some())
        {
            return Err("it holds a secret: give public keys only, and make a new one.".to_owned());
        }
        if text("use").is_some_and(|usage| usage != "sig") {
            return Err("it is not for signatures: its use must be sig.".to_owned());
        }
        let kid = text("kid").map(str::to_owned);
        let printable = |kid: &String| kid.len() <= MAX_KID && !kid.chars().any(char::is_control);
        if !kid.as_ref().is_none_or(printable) {
            return Err(format!("its kid is longer than {MAX_KID} characters."));
        }
        let material = match (text("kty"), text("crv")) {
            (Some("RSA"), _) => rsa(text("n"), text("e"))?,
            (Some("EC"), Some("P-256")) => p256(text("x"), text("y"))?,
            (Some("OKP"), Some("Ed25519")) => ed25519(text("x"))?,
            _ => {
                return Err("use RSA, EC with the curve P-256, or OKP with Ed25519.".to_owned());
            }
        };
        let only = match text("alg") {
            None => None,
            Some(name) => {
                let algorithm = Algorithm::parse(name).filter(|one| material.fits(*one));
                let wrong = "its alg is none that is taken for this kind of key: leave alg out.";
                Some(algorithm.ok_or(wrong)?)
            }
        };
        Ok(Self {
            kid,
            only,
            material,
        })
    }

    fn document(&self) -> Value {
        let mut document = Map::new();
        let mut insert = |name: &str, value: &str| {
            document.insert(name.to_owned(), value.into());
        };
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match &self.material {
            Material::Rsa { n, e } => {
                insert("kty", "RSA");
                insert("n", &encode(n));
                insert("e", &encode(e));
            }
            Material::P256(point) => {
                insert("kty", "EC");
                insert("crv", "P-256");
                insert("x", &encode(&point[1..33]));
                insert("y", &encode(&point[33..]));
            }
            Material::Ed25519(x) => {
                insert("kty", "OKP");
                insert("crv", "Ed25519");
                insert("x", &encode(x));
            }
        }
        if let Some(kid) = &self.kid {
            insert("kid", kid);
        }
        if let Some(only) = self.only {
            insert("alg", only.name());
        }
        Value::Object(document)
    }

    fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        if self.only.is_some_and(|only| only != algorithm) || !self.material.fits(algorithm) {
            return false;
        }
        let by = |verification: &'static dyn VerificationAlgorithm, key: &[u8]| {
            let key = UnparsedPublicKey::new(verification, key);
            key.verify(message, signature).is_ok()
        };
        match &self.material {
            Material::Rsa { n, e } => {
                let parameters = match algorithm {
                    Algorithm::Ps256 => &RSA_PSS_2048_8192_SHA256,
                    _ => &RSA_PKCS1_2048_8192_SHA256,
                };
                let key = RsaPublicKeyComponents { n, e };
                key.verify(parameters, message, signature).is_ok()
            }
            Material::P256(point) => by(&ECDSA_P256_SHA256_FIXED, point),
            Material::Ed25519(x) => by(&ED25519, x),
        }
    }
}

impl Material {
    fn fits(&self, algorithm: Algorithm) -> bool {
        match self {
            Self::Rsa { .. } => matches!(algorithm, Algorithm::Rs256 | Algorithm::Ps256),
            Self::P256(_) => algorithm == Algorithm::Es256,
            Self::Ed25519(_) => algorithm == Algorithm::EdDsa,
        }
    }
}

fn decoded(text: Option<&str>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text?).ok()
}

fn rsa(n: Option<&str>, e: Option<&str>) -> Result<Material, String> {
    let (n, e) = decoded(n)
        .zip(decoded(e))
        .ok_or("its n and e must be URL-safe base 64 without padding.")?;
    // RFC 7518 §6.3.1.1: some write a zero before it, and none belongs there.
    let n: Vec<u8> = n.into_iter().skip_while(|byte| *byte == 0).collect();
    if !(2048..=8192).contains(&bits(&n)) {
        return Err("an RSA key has 2048 to 8192 bits here.".to_owned());
    }
    let odd = e.last().is_some_and(|last| last % 2 == 1);
    if !odd || e.len() > 4 || e.first() == Some(&0) || e == [1] {
        return Err("its e is no public exponent: 65537 (AQAB) is usual.".to_owned());
    }
    Ok(Material::Rsa { n, e })
}

fn bits(n: &[u8]) -> u32 {
    let bytes = u32::try_from(n.len()).unwrap_or(u32::MAX / 8);
    n.first()
        .map_or(0, |first| bytes * 8 - first.leading_zeros())
}

fn p256(x: Option<&str>, y: Option<&str>) -> Result<Material, String> {
    let (x, y) = decoded(x)
        .zip(decoded(y))
        .filter(|(x, y)| x.len() == 32 && y.len() == 32)
        .ok_or("its x and y must be 32 bytes each in URL-safe base 64 without padding.")?;
    Ok(Material::P256([&[4][..], &x, &y].concat()))
}

fn ed25519(x: Option<&str>) -> Result<Material, String> {
    let x = decoded(x).filter(|x| x.len() == 32);
    let x = x.ok_or("its x must be 32 bytes in URL-safe base 64 without padding.")?;
    Ok(Material::Ed25519(x))
}

#[cfg(test)]
mod tests;
