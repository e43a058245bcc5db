//! The body of a posted form.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use secrecy::SecretString;

use super::failure::Failure;

/// Few forms of the console need more.
pub(super) const LARGEST_BODY: usize = 64 * 1024;
/// More fields than any form has.
const MOST_FIELDS: usize = 64;

/// The fields of one posted form: each name at most once, no control characters.
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Takes an `application/x-www-form-urlencoded` body apart.
    ///
    /// A field sent twice is refused as a whole: which of the two counts must not depend on who
    /// reads it. Unknown fields are nobody's business.
    fn parse(body: &[u8]) -> Result<Self, Failure> {
        let fields: Vec<(String, String)> = form_urlencoded::parse(body)
            .into_owned()
            .take(MOST_FIELDS + 1)
            .collect();
        let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let repeated = names.windows(2).any(|pair| pair[0] == pair[1]);
        if fields.len() > MOST_FIELDS || repeated {
            return Err(Failure::bad_request("A field of the form was sent twice."));
        }
        let garbled = |text: &str| {
            text.chars()
                .any(|c| (c.is_control() && !matches!(c, '\t' | '\r' | '\n')) || c == '\u{fffd}')
        };
        if fields
            .iter()
            .any(|(name, value)| garbled(name) || garbled(value))
        {
            return Err(Failure::bad_request(
                "The form holds characters that are no text.",
            ));
        }
        Ok(Self(fields))
    }

    /// A field as it was typed; empty when it was not sent.
    pub(super) fn raw(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// A field without the white space around it.
    pub(super) fn text(&self, name: &str) -> String {
        self.raw(name).trim().to_owned()
    }

    /// A password: exactly as typed, and kept out of logs.
    pub(super) fn secret(&self, name: &str) -> SecretString {
        SecretString::from(self.raw(name).to_owned())
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Failure> {
        Self::read(request, LARGEST_BODY).await
    }
}

impl Fields {
    /// Reads a form of at most so many bytes.
    pub(super) async fn read(request: Request, largest: usize) -> Result<Self, Failure> {
        let form = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|value| {
                value
                    .trim()
                    .eq_ignore_ascii_case("application/x-www-form-urlencoded")
            });
        if !form {
            return Err(Failure::bad_request("The console takes posted forms only."));
        }
        Self::parse(&bytes(request.into_body(), largest).await?)
    }
}

async fn bytes(body: Body, largest: usize) -> Result<Vec<u8>, Failure> {
    match Limited::new(body, largest).collect().await {
        Ok(collected) => Ok(collected.to_bytes().to_vec()),
        Err(error) if error.is::<LengthLimitError>() => {
            let detail = format!("The form is longer than {} KiB.", largest >> 10);
            Err(Failure::too_large(&detail))
        }
        Err(_) => Err(Failure::bad_request("The form did not arrive in full.")),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::Fields;

    #[test]
    fn a_field_is_trimmed_and_a_password_is_not() {
        let fields = Fields::parse(b"email=+ada%40acme.com+&password=+hunter+2+")
            .ok()
            .unwrap();
        assert_eq!(fields.text("email"), "ada@acme.com");
        assert_eq!(fields.secret("password").expose_secret(), " hunter 2 ");
        assert_eq!(fields.text("unknown"), "");
    }

    #[test]
    fn a_field_sent_twice_refuses_the_form() {
        assert!(Fields::parse(b"name=a&scope=read&name=b").is_err());
    }

    #[test]
    fn control_characters_and_broken_utf8_refuse_the_form() {
        for body in ["name=a%00b", "name=%1b", "na%07me=a", "name=%ff"] {
            assert!(Fields::parse(body.as_bytes()).is_err(), "{body}");
        }
        assert!(Fields::parse(b"cidrs=10.0.0.0%2F8%0D%0A%09").is_ok());
    }

    #[test]
    fn too_many_fields_refuse_the_form() {
        let body = (0..65)
            .map(|n| format!("f{n}="))
            .collect::<Vec<_>>()
            .join("&");
        assert!(Fields::parse(body.as_bytes()).is_err());
    }
}
