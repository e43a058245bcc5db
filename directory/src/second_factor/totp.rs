//! Time-based codes (RFC 6238) as every authenticator app makes them: SHA-1, 6 digits, 30 seconds.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use store::AccountId;
use totp_rs::Builder;

use super::Enrolment;
use crate::tokens::secret::fill;
use crate::{Error, SecretKey};

/// 160 bits, as RFC 4226 §4 recommends.
const SECRET: usize = 20;
const PURPOSE: &[u8] = b"second factor";
/// What apps show beside the code.
const ISSUER: &str = "Rollcall";

/// The secret that a person's app shares with the server.
pub(super) struct Totp([u8; SECRET]);

impl Totp {
    pub(super) fn generate() -> Self {
        let mut secret = [0; SECRET];
        fill(&mut secret);
        Self(secret)
    }

    /// The text that is stored.
    pub(super) fn encrypt(&self, key: &SecretKey, account: AccountId) -> Result<String, Error> {
        let sealed = key.encrypt(PURPOSE, account.as_uuid().as_bytes(), &self.0)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Reads what is stored; `None` for what belongs to another account or key.
    pub(super) fn decrypt(text: &str, key: &SecretKey, account: AccountId) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let secret = key.decrypt(PURPOSE, account.as_uuid().as_bytes(), &sealed)?;
        secret.try_into().ok().map(Self)
    }

    /// The number of the time step that a code belongs to, while it is the present one, the one
    /// before or the one after (RFC 6238 §5.2).
    pub(super) fn check(&self, code: &str, now: DateTime<Utc>) -> Option<i64> {
        let seconds = u64::try_from(now.timestamp()).ok()?;
        let step = self.builder().build().ok()?.check(code, seconds)?;
        i64::try_from(step).ok()
    }

    /// What the person's app is to be given. The server is named, for who has several.
    pub(super) fn enrolment(&self, email: &str, public_url: &str) -> Result<Enrolment, Error> {
        let host = public_url.split("://").last().unwrap_or(public_url);
        // Colons part the names in the address (and no address has to have one).
        let named = |text: &str| text.replace(':', " ");
        let totp = self
            .builder()
            .with_issuer(Some(named(&format!("{ISSUER} {host}"))))
            .with_account_name(named(email))
            .build()
            .map_err(|_| Error::internal("a second factor could not be made"))?;
        let uri = totp
            .to_url()
            .map_err(|_| Error::internal("a second factor has no address"))?;
        Ok(Enrolment {
            uri: SecretString::from(uri),
            key: SecretString::from(totp.secret().to_base32()),
        })
    }

    fn builder(&self) -> Builder {
        Builder::new().with_secret(self.0.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use secrecy::ExposeSecret;

    use super::Totp;

    #[test]
    fn codes_are_those_of_the_rfc() {
        // RFC 6238 appendix B, SHA-1; the last six of its eight digits.
        let totp = Totp(*b"12345678901234567890");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            let now = DateTime::from_timestamp(seconds, 0).unwrap();
            assert_eq!(totp.check(code, now), Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_holds_a_step_before_and_after_and_no_longer() {
        let totp = Totp(*b"12345678901234567890");
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        // The step of 2,000,000,000 begins at 1,999,999,980.
        for (seconds, holds) in [
            (1_999_999_949, false),
            (1_999_999_950, true),
            (2_000_000_039, true),
            (2_000_000_040, false),
        ] {
            assert_eq!(
                totp.check("279037", at(seconds)).is_some(),
                holds,
                "{seconds}"
            );
        }
        for code in ["", "27903", "2790370", "27903x", "٢٧٩٠٣٧", "279038"] {
            assert_eq!(totp.check(code, at(2_000_000_000)), None, "{code}");
        }
    }

    #[test]
    fn an_app_is_told_whose_and_where() {
        let totp = Totp(*b"12345678901234567890");
        let made = totp.enrolment("ada@acme.com", "https://id.example.com:8443");
        let made = made.unwrap();
        let uri = made.uri.expose_secret();
        assert!(uri.starts_with("otpauth://totp/"), "{uri}");
        assert!(
            uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
            "{uri}"
        );
        assert!(uri.contains("Rollcall%20id.example.com%208443"), "{uri}");
        assert_eq!(made.key.expose_secret(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }
}
