//! Reading a request for an access token (RFC 6749 §2.3.1, §4.4.2).

use secrecy::SecretString;

use super::Refused;
use crate::authenticate::basic;

/// The `Authorization` header of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authorization<'r> {
    /// There is none.
    Missing,
    /// There is one; it may say anything.
    Value(&'r str),
    /// There are several, or one that is no text.
    Unreadable,
}

/// A request for an access token. Nothing of it is verified yet.
#[derive(Debug)]
pub struct Ask {
    pub(super) client_id: String,
    pub(super) secret: SecretString,
    pub(super) scope: Option<String>,
}

impl Ask {
    /// Reads the header and the parameters of the body. A parameter without a value is one that
    /// was not sent, and unknown ones are ignored (RFC 6749 §3.2).
    pub fn read(
        authorization: Authorization<'_>,
        parameters: &[(String, String)],
    ) -> Result<Self, Refused> {
        let mut names: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Refused::InvalidRequest("Send every parameter once."));
        }
        let value = |name: &str| {
            let found = parameters.iter().find(|(known, _)| known == name);
            found
                .map(|(_, value)| value.as_str())
                .filter(|value| !value.is_empty())
        };
        match value("grant_type") {
            None => {
                return Err(Refused::InvalidRequest(
                    "Send grant_type=client_credentials.",
                ));
            }
            Some("client_credentials") => {}
            Some(_) => return Err(Refused::UnsupportedGrantType),
        }
        let (client_id, secret) = match authorization {
            Authorization::Missing => in_body(value("client_id"), value("client_secret"))?,
            Authorization::Unreadable => {
                return Err(refused(
                    "the Authorization header is no text, or there are several",
                ));
            }
            Authorization::Value(header) => {
                in_header(header, value("client_id"), value("client_secret"))?
            }
        };
        Ok(Self {
            client_id,
            secret: SecretString::from(secret),
            scope: value("scope").map(str::to_owned),
        })
    }
}

fn refused(reason: &str) -> Refused {
    Refused::InvalidClient(reason.to_owned())
}

fn in_body(client_id: Option<&str>, secret: Option<&str>) -> Result<(String, String), Refused> {
    match (client_id, secret) {
        (Some(client_id), Some(secret)) => Ok((client_id.to_owned(), secret.to_owned())),
        _ => Err(refused("no client id and secret were sent")),
    }
}

/// Both parts are encoded like a form before they become a user name and a password.
fn in_header(
    header: &str,
    client_id: Option<&str>,
    secret: Option<&str>,
) -> Result<(String, String), Refused> {
    const TWO_WAYS: &str =
        "Send the client id and secret in the Authorization header or in the body, not in both.";
    let (scheme, credential) = header.trim().split_once(' ').unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(refused("the Authorization header does not say Basic"));
    }
    let (name, password) = basic(credential.trim())
        .and_then(|(name, password)| Some((decoded(&name)?, decoded(&password)?)))
        .ok_or_else(|| refused("the Authorization header holds no client id and secret"))?;
    if secret.is_some() || client_id.is_some_and(|client_id| client_id != name) {
        return Err(Refused::InvalidRequest(TWO_WAYS));
    }
    Ok((name, password))
}

fn decoded(part: &[u8]) -> Option<String> {
    let mut pairs = form_urlencoded::parse(part);
    match (pairs.next(), pairs.next()) {
        (Some((text, value)), None) if value.is_empty() => Some(text.into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use secrecy::ExposeSecret;

    use super::{Ask, Authorization};

    /// The client, the secret and the scope that are read, or the code of the refusal.
    fn read(header: Option<&str>, body: &str) -> Result<String, &'static str> {
        let parameters: Vec<_> = form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect();
        let header = header.map_or(Authorization::Missing, Authorization::Value);
        let ask = Ask::read(header, &parameters).map_err(|refused| refused.code())?;
        let (client, secret) = (ask.client_id, ask.secret.expose_secret());
        Ok(format!(
            "{client} {secret} {}",
            ask.scope.unwrap_or_default()
        ))
    }

    #[test]
    fn a_client_says_who_it_is_in_the_header_or_in_the_body() {
        let basic = |pair: &str| format!("Basic {}", STANDARD.encode(pair));
        let check = |header: Option<&str>, body: &str, expected: Result<&str, &'static str>| {
            let body = format!("grant_type=client_credentials{body}");
            let expected = expected.map(str::to_owned);
            assert_eq!(read(header, &body), expected, "{header:?} {body}");
        };
        check(None, "&client_id=a&client_secret=b", Ok("a b "));
        let scoped = "&client_id=a&client_secret=b&scope=read&audience=x";
        check(None, scoped, Ok("a b read"));
        check(None, "&client_id=a&client_secret=b&scope=", Ok("a b "));
        check(Some(&basic("a:b")), "", Ok("a b "));
        check(
            Some(&basic("a:b")),
            "&client_id=a&scope=write",
            Ok("a b write"),
        );
        check(Some(&basic("a%3Ab+c:%C3%A9%26")), "", Ok("a:b c é& "));
        check(None, "", Err("invalid_client"));
        check(None, "&client_id=a", Err("invalid_client"));
        check(None, "&client_id=a&client_secret=", Err("invalid_client"));
        for header in [
            "Bearer a",
            "Basic",
            "Basic ***",
            &basic("a"),
            &basic("a&b:c"),
        ] {
            check(Some(header), "", Err("invalid_client"));
        }
        let twice = "&client_id=a&client_secret=b";
        check(Some(&basic("a:b")), twice, Err("invalid_request"));
        check(Some(&basic("a:b")), "&client_id=b", Err("invalid_request"));
        check(None, "&client_id=a&client_id=a", Err("invalid_request"));
        check(None, "&x=1&x=1", Err("invalid_request"));
    }

    #[test]
    fn only_client_credentials_are_granted() {
        let client = "client_id=a&client_secret=b";
        assert_eq!(read(None, client), Err("invalid_request"));
        assert_eq!(
            read(None, &format!("{client}&grant_type=")),
            Err("invalid_request")
        );
        for kind in ["password", "authorization_code", "CLIENT_CREDENTIALS"] {
            let body = format!("{client}&grant_type={kind}");
            assert_eq!(read(None, &body), Err("unsupported_grant_type"), "{kind}");
        }
    }
}
