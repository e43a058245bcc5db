//! What an `Authorization` header shows.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Refusal;
use crate::tenants::Way;
use crate::tokens::secret::{Secret, SecretError};

/// A token as it was shown.
pub(super) struct Shown {
    /// How, where that is not the bearer token that every tenant takes.
    pub(super) way: Option<Way>,
    /// The token, or why there is none.
    pub(super) secret: Result<Secret, Refusal>,
}

impl Shown {
    /// Reads `Bearer <token>` (RFC 6750 §2.1), `Basic <base 64>` (RFC 7617 §2), the schemes in any
    /// letter case, or the token alone.
    pub(super) fn read(authorization: Option<&str>) -> Self {
        let header = authorization.map(str::trim).unwrap_or_default();
        if header.is_empty() {
            return Self::bearer(Err(Refusal::Missing));
        }
        let Some((scheme, credential)) = header.split_once(' ') else {
            return Self::by(Way::RawToken, token(header));
        };
        if scheme.eq_ignore_ascii_case("bearer") {
            return Self::bearer(token(credential.trim()));
        }
        if scheme.eq_ignore_ascii_case("basic") {
            return Self::by(Way::Basic, password(credential.trim()));
        }
        Self::bearer(Err(Refusal::UnknownScheme))
    }

    fn bearer(secret: Result<Secret, Refusal>) -> Self {
        Self { way: None, secret }
    }

    fn by(way: Way, secret: Result<Secret, Refusal>) -> Self {
        let way = Some(way);
        Self { way, secret }
    }
}

fn token(text: &str) -> Result<Secret, Refusal> {
    Secret::parse(text).map_err(|error| match error {
        SecretError::Form => Refusal::Malformed,
        SecretError::Checksum => Refusal::Checksum,
    })
}

/// The token behind the first colon; whatever name stands before it.
fn password(credential: &str) -> Result<Secret, Refusal> {
    let pair = LENIENT.decode(credential).map_err(|_| Refusal::Malformed)?;
    let colon = pair.iter().position(|byte| *byte == b':');
    let password = colon.and_then(|colon| std::str::from_utf8(&pair[colon + 1..]).ok());
    token(password.ok_or(Refusal::Malformed)?)
}

/// Some clients leave the padding out.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
    use secrecy::ExposeSecret;

    use super::{Refusal, Shown, Way};
    use crate::tokens::secret::Secret;

    #[test]
    fn a_whole_token_is_read_in_three_forms() {
        let secret = Secret::generate().reveal();
        let secret = secret.expose_secret();
        let basic = |pair: String| format!("Basic {}", STANDARD.encode(pair));
        let check = |header: &str, way: Option<Way>, refusal: Option<Refusal>| {
            let shown = Shown::read(Some(header));
            assert_eq!(
                (shown.way, shown.secret.err()),
                (way, refusal),
                "{header:?}"
            );
        };
        let (raw, by_basic) = (Some(Way::RawToken), Some(Way::Basic));
        check(&format!("Bearer {secret}"), None, None);
        check(&format!("bearer  {secret} "), None, None);
        check("Bearer x", None, Some(Refusal::Malformed));
        check(&format!("Bearer {secret}x"), None, Some(Refusal::Malformed));
        check("", None, Some(Refusal::Missing));
        check(
            &format!("Token {secret}"),
            None,
            Some(Refusal::UnknownScheme),
        );
        check(secret, raw, None);
        check(&format!(" {secret} "), raw, None);
        check("Bearer", raw, Some(Refusal::Malformed));
        let cut = &secret[..secret.len() - 1];
        check(cut, raw, Some(Refusal::Malformed));
        check(&basic(format!("okta:{secret}")), by_basic, None);
        check(&basic(format!(":{secret}")), by_basic, None);
        let bare = STANDARD_NO_PAD.encode(format!("ok:{secret}"));
        check(&format!("bAsIc  {bare}"), by_basic, None);
        for pair in [
            secret.to_owned(),
            format!("okta:{secret}:"),
            format!("{secret}:"),
            format!("okta: {secret}"),
        ] {
            check(&basic(pair), by_basic, Some(Refusal::Malformed));
        }
        check("Basic ***", by_basic, Some(Refusal::Malformed));
        check("Basic 8J+YgA", by_basic, Some(Refusal::Malformed));
        assert_eq!(Shown::read(None).secret.err(), Some(Refusal::Missing));
    }
}
