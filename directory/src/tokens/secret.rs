//! The form of a SCIM token secret, checkable without a database.
//!
//! `rc_scim_` + 22 base62 characters (public id) + 43 base62 characters (secret) + 6 base62
//! characters (CRC32 of all that precedes). Letters, digits and `_` only, so that a double click
//! selects it whole; the prefix and the checksum let secret scanners tell it from noise.

use rand::{Rng, TryRng};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// What every token secret starts with.
pub const PREFIX: &str = "rc_scim_";
/// The published expression that finds token secrets in text.
pub const PATTERN: &str = "rc_scim_[0-9A-Za-z]{71}";

/// The published expression that finds the secrets of OAuth clients in text.
pub const CLIENT_PATTERN: &str = "rc_oauth_[0-9A-Za-z]{71}";

/// What a secret opens; its prefix says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// SCIM.
    Token,
    /// The token endpoint, to an OAuth client.
    Client,
}

impl Form {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Token => PREFIX,
            Self::Client => CLIENT_PREFIX,
        }
    }

    const fn length(self) -> usize {
        self.prefix().len() + PUBLIC_ID + SECRET + CHECKSUM
    }
}

/// What every secret of an OAuth client starts with.
pub(crate) const CLIENT_PREFIX: &str = "rc_oauth_";
pub(crate) const PUBLIC_ID: usize = 22;
const SECRET: usize = 43;
const CHECKSUM: usize = 6;
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Why a text is no token secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// It does not have the form of one.
    #[error("not a Rollcall token: it must be rc_scim_ followed by 71 letters and digits")]
    Form,
    /// It has the form, and was mistyped or cut.
    #[error("the checksum does not match: the token was mistyped or cut")]
    Checksum,
}

/// A token secret in its parts, freshly made or well-formed as presented.
pub(crate) struct Secret {
    text: String,
    form: Form,
}

impl Secret {
    /// Makes a new one of a SCIM token.
    pub(crate) fn generate() -> Self {
        Self::generate_for(Form::Token)
    }

    /// Makes a new one with 256 bits of randomness.
    pub(crate) fn generate_for(form: Form) -> Self {
        let mut public_id = String::with_capacity(PUBLIC_ID);
        push_random(&mut public_id, PUBLIC_ID);
        Self::generate_of(form, &public_id)
    }

    /// Makes another one of whom has this public id: it is found by the same.
    pub(crate) fn generate_of(form: Form, public_id: &str) -> Self {
        let mut text = String::with_capacity(form.length());
        text.push_str(form.prefix());
        text.push_str(public_id);
        push_random(&mut text, SECRET);
        let checksum = checksum(&text);
        text.push_str(&checksum);
        Self { text, form }
    }

    /// Reads a presented one of a SCIM token: form and checksum, no database.
    pub(crate) fn parse(text: &str) -> Result<Self, SecretError> {
        Self::parse_as(Form::Token, text)
    }

    /// The same of a secret that opens something else.
    pub(crate) fn parse_as(form: Form, text: &str) -> Result<Self, SecretError> {
        let well_formed = text.len() == form.length()
            && text.starts_with(form.prefix())
            && text
                .bytes()
                .skip(form.prefix().len())
                .all(|byte| byte.is_ascii_alphanumeric());
        if !well_formed {
            return Err(SecretError::Form);
        }
        let (body, given) = text.split_at(text.len() - CHECKSUM);
        if checksum(body) != given {
            return Err(SecretError::Checksum);
        }
        Ok(Self {
            text: text.to_owned(),
            form,
        })
    }

    /// The part that finds the row; not secret.
    pub(crate) fn public_id(&self) -> &str {
        let prefix = self.form.prefix().len();
        &self.text[prefix..prefix + PUBLIC_ID]
    }

    /// The end that people compare by eye.
    pub(crate) fn last_four(&self) -> &str {
        &self.text[self.text.len() - 4..]
    }

    /// What is stored: SHA-256 of the whole text. 256 random bits need no slow hash.
    pub(crate) fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.text.as_bytes()).to_vec()
    }

    /// Whether this is the secret behind a stored hash, in constant time.
    pub(crate) fn matches(&self, stored: &[u8]) -> bool {
        self.hash().ct_eq(stored).into()
    }

    pub(crate) fn reveal(self) -> SecretString {
        SecretString::from(self.text)
    }
}

/// Checks form and checksum of the secret of a token or of an OAuth client, offline.
pub fn check(text: &str) -> Result<(), SecretError> {
    let form = if text.starts_with(CLIENT_PREFIX) {
        Form::Client
    } else {
        Form::Token
    };
    Secret::parse_as(form, text).map(|_| ())
}

/// A one-time code: 128 bits in lower-case Crockford base 32, in groups that can be read aloud.
pub(crate) fn one_time_code() -> String {
    const CROCKFORD: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut bytes = [0u8; 26];
    fill(&mut bytes);
    bytes
        .iter()
        .map(|byte| char::from(CROCKFORD[usize::from(byte % 32)]))
        .collect()
}

/// What is stored of a one-time code: the hexadecimal SHA-256 of it.
pub(crate) fn code_hash(code: &str) -> String {
    hex(&Sha256::digest(code.trim().to_ascii_lowercase().as_bytes()))
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Fills a buffer from the operating system's generator, or from the thread's when that fails.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place of this crate that makes secrets"
)]
pub(crate) fn fill(bytes: &mut [u8]) {
    if rand::rngs::SysRng.try_fill_bytes(bytes).is_err() {
        rand::rng().fill_bytes(bytes);
    }
}

/// Appends random base 62 characters, without modulo bias.
fn push_random(text: &mut String, count: usize) {
    let target = text.len() + count;
    let mut bytes = [0u8; 128];
    while text.len() < target {
        fill(&mut bytes);
        let fair = bytes.iter().filter(|byte| **byte < 248);
        let wanted = target - text.len();
        text.extend(
            fair.take(wanted)
                .map(|byte| char::from(BASE62[usize::from(byte % 62)])),
        );
    }
}

fn checksum(text: &str) -> String {
    let mut rest = crc32fast::hash(text.as_bytes());
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(rest % 62) as usize];
        rest /= 62;
    }
    digits.iter().map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::{Form, Secret, SecretError, check};

    #[test]
    fn the_secret_of_a_client_has_a_form_of_its_own() {
        let secret = Secret::generate_for(Form::Client);
        let id = secret.public_id().to_owned();
        let text = secret.reveal();
        let text = text.expose_secret();
        assert!(text.starts_with(&format!("rc_oauth_{id}")));
        assert_eq!(text.len(), "rc_oauth_".len() + 71);
        assert_eq!(check(text), Ok(()));
        assert_eq!(check(&format!("{text}x")), Err(SecretError::Form));
        assert!(Secret::parse(text).is_err(), "no token");
    }

    #[test]
    fn the_next_secret_of_a_client_has_its_public_id_and_is_another() {
        let one = Secret::generate_for(Form::Client);
        let next = Secret::generate_of(Form::Client, one.public_id());
        assert_eq!(next.public_id(), one.public_id());
        assert!(!next.matches(&one.hash()));
        assert_eq!(check(next.reveal().expose_secret()), Ok(()));
    }

    #[test]
    fn a_generated_secret_has_the_published_form() {
        let secret = Secret::generate().reveal();
        let text = secret.expose_secret();
        assert_eq!(text.len(), "rc_scim_".len() + 71);
        assert_eq!(check(text), Ok(()));
    }

    #[test]
    fn one_changed_character_is_noticed_offline() {
        let secret = Secret::generate().reveal();
        let text = secret.expose_secret();
        for at in "rc_scim_".len()..text.len() {
            let mut changed = text.to_owned();
            let other = if &text[at..=at] == "x" { "y" } else { "x" };
            changed.replace_range(at..=at, other);
            assert_eq!(check(&changed), Err(SecretError::Checksum), "at {at}");
        }
    }

    #[test]
    fn anything_else_is_refused_by_form() {
        for text in [
            "",
            "rc_scim_",
            "Bearer rc_scim_x",
            &"é".repeat(40),
            &"a".repeat(79),
        ] {
            assert_eq!(check(text), Err(SecretError::Form), "{text}");
        }
    }

    #[test]
    fn a_secret_matches_its_own_hash_only() {
        let (one, other) = (Secret::generate(), Secret::generate());
        assert!(one.matches(&one.hash()));
        assert!(!one.matches(&other.hash()));
    }
}
