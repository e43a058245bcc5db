//! Reading a request for an access token (RFC 6749 §2.3.1, §4.4.2, RFC 7523 §2.2).

use secrecy::SecretString;

use super::Refused;
use super::assertion::{self, Assertion};
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
    pub(super) shown: Shown,
    pub(super) scope: Option<String>,
}

/// What a client shows to prove who it is.
#[derive(Debug)]
pub(super) enum Shown {
    Secret(SecretString),
    Assertion(Box<Assertion>),
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
        let scope = value("scope").map(str::to_owned);
        let (kind, text) = (value("client_assertion_type"), value("client_assertion"));
        if kind.is_some() || text.is_some() {
            if authorization != Authorization::Missing || value("client_secret").is_some() {
                return Err(Refused::InvalidRequest(TWO_WAYS));
            }
            let assertion = asserted(kind, text, value("client_id"))?;
            return Ok(Self {
                client_id: assertion.client_id().to_owned(),
                shown: Shown::Assertion(Box::new(assertion)),
                scope,
            });
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
            shown: Shown::Secret(SecretString::from(secret)),
            scope,
        })
    }
}

const TWO_WAYS: &str =
    "Prove who the client is once: in the Authorization header, in the body, or by an assertion.";

fn asserted(
    kind: Option<&str>,
    text: Option<&str>,
    client_id: Option<&str>,
) -> Result<Assertion, Refused> {
    if kind != Some(assertion::TYPE) {
        return Err(refused(
            "client_assertion_type is not that of a JWT (RFC 7523 §2.2)",
        ));
    }
    let assertion = Assertion::parse(text.unwrap_or_default()).map_err(refused)?;
    if client_id.is_some_and(|client_id| client_id != assertion.client_id()) {
        return Err(refused(
            "client_id is another one than sub of the client assertion",
        ));
    }
    Ok(assertion)
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

    use super::{Ask, Authorization, Shown};

    /// The client, the secret and the scope that are read, or the code of the refusal.
    fn read(header: Option<&str>, body: &str) -> Result<String, &'static str> {
        let parameters: Vec<_> = form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect();
        let header = header.map_or(Authorization::Missing, Authorization::Value);
        let ask = Ask::read(header, &parameters).map_err(|refused| refused.code())?;
        let Shown::Secret(secret) = ask.shown else {
            panic!("{ask:?}");
        };
        let (client, secret) = (ask.client_id, secret.expose_secret());
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
        let assertion = "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=a.b.c";
        check(None, assertion, Err("invalid_client"));
        check(None, "&client_assertion=a.b.c", Err("invalid_client"));
        check(
            None,
            &assertion[..assertion.len() - 23],
            Err("invalid_client"),
        );
        check(Some(&basic("a:b")), assertion, Err("invalid_request"));
        let both = format!("{assertion}&client_secret=b");
        check(None, &both, Err("invalid_request"));
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
