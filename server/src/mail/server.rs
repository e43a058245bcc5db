//! The mail server of the settings: `smtps://USER:PASSWORD@HOST:465`, `smtp://HOST:587`.

use std::fs;
use std::net::IpAddr;

use http::Uri;
use lettre::message::Mailbox;
use secrecy::{ExposeSecret, SecretString};

use crate::config::MailSettings;

/// The refusals of settings: one line, and never a value that may hold a password.
const FORM: &str = "--smtp-url (ROLLCALL_SMTP_URL): write it as smtps://USER:PASSWORD@HOST:465 or \
                    smtp://USER:PASSWORD@HOST:587";
const FORM_TLS: &str =
    "--smtp-url (ROLLCALL_SMTP_URL): the parameter is ?tls=required or ?tls=none";
const OPEN: &str = "--smtp-url (ROLLCALL_SMTP_URL): a password is not sent without encryption; \
                    leave out ?tls=none or the password";
const FORM_FROM: &str = "--mail-from (ROLLCALL_MAIL_FROM): write an address such as \
                         rollcall@example.com or Rollcall <rollcall@example.com>";
const NEEDS_FROM: &str = "--smtp-url (ROLLCALL_SMTP_URL) needs --mail-from (ROLLCALL_MAIL_FROM)";
const NEEDS_URL: &str = "--mail-from (ROLLCALL_MAIL_FROM) needs --smtp-url (ROLLCALL_SMTP_URL)";
const FILE_NEEDS: &str = "--smtp-password-file (ROLLCALL_SMTP_PASSWORD_FILE) needs \
                          --smtp-url (ROLLCALL_SMTP_URL) with a user and no password";
const FILE: &str = "--smtp-password-file (ROLLCALL_SMTP_PASSWORD_FILE): the file cannot be read, \
                    or is empty";

/// How a connection is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// From the first byte (RFC 8314).
    Implicit,
    /// Asked for in the clear, and nothing else is said without it (RFC 3207).
    StartTls,
    /// Not at all.
    None,
}

/// Where mail goes, as whom, and from which address.
#[derive(Debug)]
pub(crate) struct MailServer {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) encryption: Encryption,
    pub(super) user: Option<(String, SecretString)>,
    pub(super) from: Mailbox,
}

impl MailServer {
    /// The mail server of the settings; `None` when there is none.
    ///
    /// # Errors
    /// One line that names the setting, and no value of one.
    pub(crate) fn of(settings: &MailSettings) -> Result<Option<Self>, String> {
        let (url, from) = match (&settings.smtp_url, &settings.mail_from) {
            (None, None) if settings.smtp_password_file.is_some() => {
                return Err(FILE_NEEDS.to_owned());
            }
            (None, None) => return Ok(None),
            (Some(_), None) => return Err(NEEDS_FROM.to_owned()),
            (None, Some(_)) => return Err(NEEDS_URL.to_owned()),
            (Some(url), Some(from)) => (url, from),
        };
        let from = from.parse().map_err(|_| FORM_FROM.to_owned())?;
        let mut server = Self::parse(url.expose_secret(), from)?;
        if let Some(file) = &settings.smtp_password_file {
            let text = fs::read_to_string(file).map_err(|_| FILE.to_owned())?;
            let password = text.lines().next().unwrap_or_default();
            if password.is_empty() {
                return Err(FILE.to_owned());
            }
            match &mut server.user {
                Some((_, given)) if given.expose_secret().is_empty() => *given = password.into(),
                _ => return Err(FILE_NEEDS.to_owned()),
            }
        }
        if server.user.is_some() && server.is_open_to_others() {
            return Err(OPEN.to_owned());
        }
        Ok(Some(server))
    }

    fn parse(url: &str, from: Mailbox) -> Result<Self, String> {
        let wrong = || FORM.to_owned();
        let uri: Uri = url.parse().map_err(|_| wrong())?;
        let authority = uri.authority().ok_or_else(wrong)?;
        let host = authority.host();
        if host.is_empty() || !matches!(uri.path(), "" | "/") {
            return Err(wrong());
        }
        let encryption = match (uri.scheme_str(), uri.query()) {
            (Some("smtps"), None) => Encryption::Implicit,
            (Some("smtp"), None) if is_loopback(host) => Encryption::None,
            (Some("smtp"), None | Some("tls=required")) => Encryption::StartTls,
            (Some("smtp"), Some("tls=none")) => Encryption::None,
            (Some("smtp" | "smtps"), Some(_)) => return Err(FORM_TLS.to_owned()),
            _ => return Err(wrong()),
        };
        let user = match authority.as_str().rsplit_once('@') {
            None => None,
            Some((user, _)) => {
                let (user, password) = user.split_once(':').unwrap_or((user, ""));
                let user = decoded(user).filter(|user| !user.is_empty());
                let password = decoded(password).ok_or_else(wrong)?;
                Some((user.ok_or_else(wrong)?, password.into()))
            }
        };
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: authority.port_u16().unwrap_or(match encryption {
                Encryption::Implicit => 465,
                Encryption::StartTls => 587,
                Encryption::None => 25,
            }),
            encryption,
            user,
            from,
        })
    }

    /// Whether others can read what is said to it.
    fn is_open_to_others(&self) -> bool {
        self.encryption == Encryption::None && !is_loopback(&self.host)
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// What stands for `%40` and the like in user names and passwords (RFC 3986 §2.1).
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first != b'%' {
            bytes.push(*first);
            rest = tail;
            continue;
        }
        let (code, tail) = tail.split_at_checked(2)?;
        let code = std::str::from_utf8(code).ok()?;
        bytes.push(u8::from_str_radix(code, 16).ok()?);
        rest = tail;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::{Encryption, FORM, FORM_FROM, FORM_TLS, MailServer, NEEDS_FROM, NEEDS_URL, OPEN};
    use crate::config::MailSettings;

    fn of(url: Option<&str>, from: Option<&str>) -> Result<Option<MailServer>, String> {
        MailServer::of(&MailSettings {
            smtp_url: url.map(Into::into),
            smtp_password_file: None,
            mail_from: from.map(str::to_owned),
        })
    }

    #[track_caller]
    fn check(url: &str, host: &str, port: u16, encryption: Encryption) {
        let server = of(Some(url), Some("rollcall@example.com"))
            .unwrap()
            .unwrap();
        let is = (server.host.as_str(), server.port, server.encryption);
        assert_eq!(is, (host, port, encryption), "{url}");
    }

    #[test]
    fn a_connection_is_encrypted_unless_it_stays_on_the_machine() {
        check(
            "smtps://mail.example",
            "mail.example",
            465,
            Encryption::Implicit,
        );
        check(
            "smtps://mail.example:1465",
            "mail.example",
            1465,
            Encryption::Implicit,
        );
        check(
            "smtp://mail.example",
            "mail.example",
            587,
            Encryption::StartTls,
        );
        check(
            "smtp://mail.example:25?tls=required",
            "mail.example",
            25,
            Encryption::StartTls,
        );
        check(
            "smtp://mail.example?tls=none",
            "mail.example",
            25,
            Encryption::None,
        );
        check("smtp://127.0.0.1:1025", "127.0.0.1", 1025, Encryption::None);
        check("smtp://[::1]:1025", "::1", 1025, Encryption::None);
        check(
            "smtp://localhost?tls=required",
            "localhost",
            587,
            Encryption::StartTls,
        );
    }

    #[test]
    fn what_is_missing_or_wrong_is_said_without_the_password() {
        let from = Some("rollcall@example.com");
        for (url, from, expected) in [
            (Some("smtp://mail.example"), None, NEEDS_FROM),
            (None, from, NEEDS_URL),
            (Some("mail.example:25"), from, FORM),
            (Some("http://u:secret@mail.example"), from, FORM),
            (Some("smtp://u:secret@mail.example/inbox"), from, FORM),
            (Some("smtp://u:se%zzcret@mail.example"), from, FORM),
            (Some("smtp://:secret@mail.example"), from, FORM),
            (Some("smtp://mail.example?tls=maybe"), from, FORM_TLS),
            (Some("smtp://u:secret@mail.example?tls=none"), from, OPEN),
            (Some("smtp://mail.example"), Some("nobody"), FORM_FROM),
            (
                Some("smtp://mail.example"),
                Some("a@b.example\r\nBcc: c@d.example"),
                FORM_FROM,
            ),
        ] {
            let refusal = of(url, from).err();
            assert_eq!(refusal.as_deref(), Some(expected), "{url:?} {from:?}");
        }
        assert!(of(None, None).unwrap().is_none());
    }

    #[test]
    fn a_password_can_have_every_character_and_lie_in_a_file() {
        let from = Some("Rollcall <rollcall@example.com>");
        let server = of(Some("smtps://ada%40x:p%3A%2F%C3%A4@mail.example"), from);
        let (user, password) = server.unwrap().unwrap().user.unwrap();
        assert_eq!((user.as_str(), password.expose_secret()), ("ada@x", "p:/ä"));

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        std::fs::write(&file, "in a file\n").unwrap();
        let with_file = |url: &str| {
            MailServer::of(&MailSettings {
                smtp_url: Some(url.into()),
                smtp_password_file: Some(file.clone()),
                mail_from: from.map(str::to_owned),
            })
        };
        let server = with_file("smtps://ada@mail.example").unwrap().unwrap();
        assert_eq!(server.user.unwrap().1.expose_secret(), "in a file");
        for url in ["smtps://ada:secret@mail.example", "smtps://mail.example"] {
            assert!(with_file(url).is_err(), "{url}");
        }
    }
}
