//! The server's secret key and what is derived from it.

mod sealed;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use crate::tokens::secret::{fill, hex};

/// What stands before the 32 bytes of an Ed25519 key in its `SubjectPublicKeyInfo` (RFC 8410 §4).
const ED25519: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// 32 random bytes that sign the audit log, and from which the keys of what is sealed are derived. Kept outside the database.
#[derive(Clone)]
pub struct SecretKey([u8; 32]);

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(•••)")
    }
}

impl SecretKey {
    /// Makes a new key.
    pub fn generate() -> Self {
        let mut bytes = [0; 32];
        fill(&mut bytes);
        Self(bytes)
    }

    /// Reads a key as [`SecretKey::encode`] writes it: 43 characters of URL-safe base 64.
    ///
    /// # Errors
    /// One line that says what the form must be, never the text itself.
    pub fn parse(text: &str) -> Result<Self, String> {
        URL_SAFE_NO_PAD
            .decode(text.trim().trim_end_matches('='))
            .ok()
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .map(Self)
            .ok_or_else(|| {
                "a secret key is 32 bytes in URL-safe base 64 (43 characters)".to_owned()
            })
    }

    /// The text form, for the key file.
    pub fn encode(&self) -> SecretString {
        SecretString::from(URL_SAFE_NO_PAD.encode(self.0))
    }

    /// Tells keys apart without giving anything of them away: 16 hexadecimal characters.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"rollcall fingerprint");
        hash.update(self.derive(b"fingerprint"));
        hex(&hash.finalize()[..8])
    }

    /// Signs a message about an audit chain.
    pub(crate) fn sign(&self, message: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.signing_key().sign(message).to_bytes())
    }

    /// The public half, for verifiers.
    pub(crate) fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.signing_key().verifying_key().to_bytes())
    }

    /// The bytes of a signature, as other programs read them.
    pub(crate) fn sign_raw(&self, message: &[u8]) -> [u8; 64] {
        self.signing_key().sign(message).to_bytes()
    }

    /// The public half as PEM (RFC 8410), as other programs read it.
    pub fn public_key_pem(&self) -> String {
        let mut der = ED25519.to_vec();
        der.extend(self.signing_key().verifying_key().to_bytes());
        let text = STANDARD.encode(der);
        format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
    }

    /// A hash that nobody can try guesses on without the server's key, in hexadecimal.
    pub(crate) fn keyed_hash(&self, purpose: &[u8], message: &str) -> String {
        hex(&keyed(&self.derive(purpose), message.as_bytes()))
    }

    /// A seal on a message that goes out and comes back.
    pub(crate) fn seal(&self, purpose: &[u8], message: &[u8]) -> [u8; 16] {
        let seal = keyed(&self.derive(purpose), message);
        let mut short = [0; 16];
        short.copy_from_slice(&seal[..16]);
        short
    }

    fn signing_key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.derive(b"audit head"))
    }

    /// One key per purpose (NIST SP 800-108 in its simplest form).
    fn derive(&self, purpose: &[u8]) -> [u8; 32] {
        keyed(&self.0, purpose)
    }
}

fn keyed(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // HMAC pads a short key with zeros to the hash's block (RFC 2104 §2).
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Whether `signature` over `message` was made by the holder of `public_key`; both in base 64.
pub(crate) fn verify(public_key: &str, message: &[u8], signature: &str) -> bool {
    let key = URL_SAFE_NO_PAD
        .decode(public_key)
        .ok()
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .ok()
        .and_then(|bytes| Signature::from_slice(&bytes).ok());
    match (key, signature) {
        (Some(key), Some(signature)) => key.verify(message, &signature).is_ok(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::{SecretKey, verify};

    #[test]
    fn a_key_survives_its_text_form() {
        let key = SecretKey::generate();
        let read = SecretKey::parse(key.encode().expose_secret()).unwrap();
        assert_eq!(read.fingerprint(), key.fingerprint());
        assert!(SecretKey::parse("short").is_err());
    }

    #[test]
    fn a_signature_holds_for_its_message_and_key_only() {
        let (key, other) = (SecretKey::generate(), SecretKey::generate());
        let signature = key.sign(b"head");
        assert!(verify(&key.public_key(), b"head", &signature));
        assert!(!verify(&key.public_key(), b"heads", &signature));
        assert!(!verify(&other.public_key(), b"head", &signature));
        assert!(!verify("nonsense", b"head", &signature));
    }
}
