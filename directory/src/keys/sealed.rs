//! What is kept by, or handed to, others and must be read by this server alone: AES-256-GCM with a
//! key for each purpose, bound to a context that is not in it.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::SecretKey;
use crate::Error;
use crate::tokens::secret::fill;

/// What the bytes begin with, so that another form can be told from this one.
const VERSION: u8 = 1;

impl SecretKey {
    /// Encrypts. What was encrypted for one context cannot be read in another.
    pub(crate) fn encrypt(
        &self,
        purpose: &[u8],
        context: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::internal("nothing can be encrypted");
        // A random nonce of 96 bits is safe for some four thousand million messages of a key.
        let mut nonce = [0; NONCE_LEN];
        fill(&mut nonce);
        let mut sealed = plain.to_vec();
        self.cipher(purpose)
            .map_err(failed)?
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context),
                &mut sealed,
            )
            .map_err(failed)?;
        Ok([&[VERSION], &nonce[..], &sealed].concat())
    }

    /// Decrypts; `None` for what was changed, or encrypted for something else.
    pub(crate) fn decrypt(&self, purpose: &[u8], context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (version, rest) = sealed.split_first()?;
        let (nonce, sealed) = rest.split_at_checked(NONCE_LEN)?;
        if *version != VERSION {
            return None;
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut plain = sealed.to_vec();
        let cipher = self.cipher(purpose).ok()?;
        let opened = cipher.open_in_place(nonce, Aad::from(context), &mut plain);
        opened.ok().map(|plain| plain.to_vec())
    }

    fn cipher(&self, purpose: &[u8]) -> Result<LessSafeKey, ring::error::Unspecified> {
        UnboundKey::new(&AES_256_GCM, &self.derive(purpose)).map(LessSafeKey::new)
    }
}

#[cfg(test)]
mod tests {
    use crate::SecretKey;

    #[test]
    fn what_is_encrypted_is_read_for_its_purpose_and_context_alone() {
        let key = SecretKey::generate();
        let sealed = key.encrypt(b"secret", b"acme", b"plain").unwrap();
        assert!(!sealed.windows(5).any(|bytes| bytes == b"plain"));
        assert_ne!(sealed, key.encrypt(b"secret", b"acme", b"plain").unwrap());
        let read = |key: &SecretKey, purpose: &[u8], context: &[u8]| {
            key.decrypt(purpose, context, &sealed)
        };
        assert_eq!(
            read(&key, b"secret", b"acme").as_deref(),
            Some(&b"plain"[..])
        );
        assert_eq!(read(&key, b"other", b"acme"), None);
        assert_eq!(read(&key, b"secret", b"globex"), None);
        assert_eq!(read(&SecretKey::generate(), b"secret", b"acme"), None);
    }

    #[test]
    fn one_changed_or_missing_byte_makes_it_nothing() {
        let key = SecretKey::generate();
        let sealed = key.encrypt(b"secret", b"acme", b"plain").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key.decrypt(b"secret", b"acme", &changed), None, "{at}");
            assert_eq!(key.decrypt(b"secret", b"acme", &sealed[..at]), None, "{at}");
        }
    }
}
