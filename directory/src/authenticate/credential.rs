//! What an `Authorization` header shows.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Refusal;
use crate::oauth::access_token;
use crate::tenants::Way;
use crate::tokens::secret::{Secret, SecretError};

/// What is verified against the database.
pub(super) enum Credential {
    /// The secret of a SCIM token.
    Token(Secret),
    /// The access token of an OAuth client, unopened.
    AccessToken(String),
}

/// A credential as it was shown.
pub(super) struct Shown {
    /// How, where that is not the bearer token that every tenant takes.
    pub(super) way: Option<Way>,
    /// The credential, or why there is none.
    pub(super) credential: Result<Credential, Refusal>,
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
            let credential = credential.trim();
            if credential.starts_with(access_token::PREFIX) {
                let access_token = Credential::AccessToken(credential.to_owned());
                return Self::by(Way::Oauth, Ok(access_token));
            }
            return Self::bearer(token(credential));
        }
        if scheme.eq_ignore_ascii_case("basic") {
            return Self::by(Way::Basic, password(credential.trim()));
        }
        Self::bearer(Err(Refusal::UnknownScheme))
    }

    fn bearer(credential: Result<Credential, Refusal>) -> Self {
        let way = None;
        Self { way, credential }
    }

    fn by(way: Way, credential: Result<Credential, Refusal>) -> Self {
        let way = Some(way);
        Self { way, credential }
    }
}

fn token(text: &str) -> Result<Credential, Refusal> {
    let secret = Secret::parse(text).map(Credential::Token);
    secret.map_err(|error| match error {
        SecretError::Form => Refusal::Malformed,
        SecretError::Checksum => Refusal::Checksum,
    })
}

/// The token behind the first colon; whatever name stands before it.
fn password(credential: &str) -> Result<Credential, Refusal> {
    let (_, password) = basic(credential).ok_or(Refusal::Malformed)?;
    token(std::str::from_utf8(&password).map_err(|_| Refusal::Malformed)?)
}

/// User name and password (RFC 7617 §2), which the first colon parts.
pub(crate) fn basic(credential: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut name = LENIENT.decode(credential).ok()?;
    let colon = name.iter().position(|byte| *byte == b':')?;
    let password = name.split_off(colon + 1);
    name.truncate(colon);
    Some((name, password))
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
                (shown.way, shown.credential.err()),
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
        let access_token = format!("{}AAAA", crate::oauth::access_token::PREFIX);
        check(&format!("Bearer {access_token}"), Some(Way::Oauth), None);
        check(&access_token, raw, Some(Refusal::Malformed));
        let by_password = basic(format!("x:{access_token}"));
        check(&by_password, by_basic, Some(Refusal::Malformed));
        check("Basic ***", by_basic, Some(Refusal::Malformed));
        check("Basic 8J+YgA", by_basic, Some(Refusal::Malformed));
        assert_eq!(Shown::read(None).credential.err(), Some(Refusal::Missing));
    }
}
