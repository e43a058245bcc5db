//! Hashing and checking passwords: argon2id, off the async threads, in a bounded pool.

use std::sync::Arc;

use ::password::{Context, Weakness};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::SecretString;
use tokio::sync::Semaphore;

use crate::directory::reveal;
use crate::tokens::secret::one_time_code;
use crate::{Error, FieldError};

/// OWASP ASVS 5.0, appendix C: t = 2 wants at least 19 MiB.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Passwords of twelve characters and more that everybody tries first.
const COMMON: &[&str] = &[
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123123123123",
    "111111111111",
    "000000000000",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopas",
    "qwertyuiop[]",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qazxsw23edc",
    "passwordpassword",
    "password1234",
    "password12345",
    "password123456",
    "password2025",
    "password2026",
    "administrator",
    "administrator1",
    "adminadminadmin",
    "letmeinletmein",
    "welcome12345",
    "welcome123456",
    "iloveyou1234",
    "iloveyouiloveyou",
    "changemechangeme",
    "changeme1234",
    "abcdefghijkl",
    "abcdefghijklm",
    "abcdefghijklmnop",
    "abcd12345678",
    "abc123abc123",
    "correcthorsebatterystaple",
    "correct horse battery staple",
    "trustno1trustno1",
    "superman1234",
    "sunshine1234",
    "princess1234",
    "football1234",
    "baseball1234",
    "qwerty123456",
    "qwerty1234567",
    "asdfghjkl123",
    "asdfghjkl;'\\",
    "zxcvbnm12345",
    "secretsecret",
    "rollcallrollcall",
];

/// The password hasher: as many at once as half of the processors, the others wait, so that a
/// crowd that signs in leaves the other half to everybody else.
pub(crate) struct Passwords {
    argon2: Argon2<'static>,
    permits: Arc<Semaphore>,
    /// What an unknown account's password is compared with, so that it costs the same.
    dummy: String,
}

impl Passwords {
    pub(crate) fn new() -> Result<Self, Error> {
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(internal)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        let at_once = (processors / 2).max(1);
        let dummy = hash_now(&argon2, &SecretString::from(one_time_code()))?;
        Ok(Self {
            argon2,
            permits: Arc::new(Semaphore::new(at_once)),
            dummy,
        })
    }

    /// Hashes a password to a PHC string with a salt of its own.
    pub(crate) async fn hash(&self, password: &SecretString) -> Result<String, Error> {
        let (argon2, password) = (self.argon2.clone(), password.clone());
        self.off_thread(move || hash_now(&argon2, &password)).await
    }

    /// Whether a password belongs to a hash; `false`, after the same work, where there is none.
    pub(crate) async fn verify(
        &self,
        password: &SecretString,
        hash: Option<String>,
    ) -> Result<bool, Error> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.dummy.clone());
        let (argon2, password) = (self.argon2.clone(), password.clone());
        let matches = move || {
            let hash = PasswordHash::new(&hash).map_err(internal)?;
            Ok(argon2
                .verify_password(reveal(&password).as_bytes(), &hash)
                .is_ok())
        };
        Ok(self.off_thread(matches).await? && known)
    }

    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let _permit = self.permits.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)?
    }
}

fn hash_now(argon2: &Argon2<'_>, password: &SecretString) -> Result<String, Error> {
    let hash: PasswordHash = argon2
        .hash_password(reveal(password).as_bytes())
        .map_err(internal)?;
    Ok(hash.to_string())
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::internal(error.to_string())
}

/// Refuses a password that the shared rule refuses, or that is common. `names` are those of the
/// tenants that the account is in or is to be in.
pub(crate) fn check(
    field: &'static str,
    password: &SecretString,
    email: &str,
    names: &[&str],
) -> Result<(), Error> {
    let text = reveal(password);
    let message = match ::password::rate(text, &Context { email, names }) {
        Ok(_) if !COMMON.contains(&text.to_lowercase().as_str()) => return Ok(()),
        Err(Weakness::Short(_)) => {
            "Use at least 12 characters. A few unrelated words are easy to remember."
        }
        Err(Weakness::Long) => "Use at most 1,024 bytes.",
        Err(Weakness::Address) => "Do not use your e-mail address as the password.",
        Err(Weakness::Name) => {
            "Do not use the name of your organisation or of Rollcall as the password."
        }
        Ok(_) | Err(Weakness::Pattern) => {
            "This password is among the first that anybody tries. Choose another."
        }
    };
    Err(Error::Invalid(vec![FieldError::new(field, message)]))
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::{Passwords, check};

    #[tokio::test]
    async fn a_password_verifies_against_its_own_hash_only() {
        let passwords = Passwords::new().unwrap();
        let right = SecretString::from("correct battery horse");
        let hash = passwords.hash(&right).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(passwords.verify(&right, Some(hash.clone())).await.unwrap());
        let wrong = SecretString::from("correct battery house");
        assert!(!passwords.verify(&wrong, Some(hash)).await.unwrap());
        assert!(!passwords.verify(&right, None).await.unwrap());
    }

    #[test]
    fn weak_passwords_are_refused() {
        for (password, fine) in [
            ("short", false),
            ("Password1234", false),
            ("aaaaaaaaaaaaaa", false),
            ("ada.lovelace@acme.com", false),
            ("four unrelated words", true),
            ("Acme Incorporated", false),
            ("correcthorsebatterystaple", false),
            (&"x y".repeat(400), false),
        ] {
            let password = SecretString::from(password);
            assert_eq!(
                check(
                    "password",
                    &password,
                    "ada.lovelace@acme.com",
                    &["Acme Incorporated"]
                )
                .is_ok(),
                fine
            );
        }
    }
}
