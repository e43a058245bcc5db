//! Handing mail to a mail server.

use std::fmt;
use std::time::Duration;

use directory::MailId;
use directory::mail::{Mail, Post, Undelivered};
use futures::future::{BoxFuture, FutureExt};
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;

use super::server::{Encryption, MailServer};
use super::words::Words;

/// How long a mail server may take for one mail, all in all.
const LONGEST: Duration = Duration::from_secs(20);
/// How long it may take to answer one command.
const LONGEST_ANSWER: Duration = Duration::from_secs(10);
/// Refusals of user name and password (RFC 4954 §6), and of those who gave none.
const SIGN_IN: [u16; 4] = [530, 534, 535, 538];

/// A mail server that takes mail.
pub(crate) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl fmt::Debug for Smtp {
    /// Without the password: debug output ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").finish_non_exhaustive()
    }
}

impl Smtp {
    /// Prepares for a mail server; nothing is said to it yet.
    pub(crate) fn to(server: MailServer) -> anyhow::Result<Self> {
        let tls = |domain: &str| TlsParameters::new_rustls(domain.to_owned());
        let tls = match server.encryption {
            Encryption::Implicit => Tls::Wrapper(tls(&server.host)?),
            Encryption::StartTls => Tls::Required(tls(&server.host)?),
            Encryption::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host)
            .port(server.port)
            .tls(tls)
            .timeout(Some(LONGEST_ANSWER));
        if let Some((user, password)) = server.user {
            let password = password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(Self {
            transport: builder.build(),
            from: server.from,
        })
    }

    async fn hand_over(&self, id: MailId, mail: &Mail) -> Result<(), Undelivered> {
        let (envelope, message) =
            message(&self.from, id, mail).map_err(|_| Undelivered::Refused)?;
        let sending = self.transport.send_raw(&envelope, &message);
        match tokio::time::timeout(LONGEST, sending).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(reason(&error)),
            Err(_) => Err(Undelivered::Late),
        }
    }
}

impl Post for Smtp {
    fn send<'p>(&'p self, id: MailId, mail: &'p Mail) -> BoxFuture<'p, Result<(), Undelivered>> {
        self.hand_over(id, mail).boxed()
    }
}

/// Mail as RFC 5322 wants it. Its id is that of the mail: whoever gets it twice can tell.
fn message(from: &Mailbox, id: MailId, mail: &Mail) -> anyhow::Result<(Envelope, Vec<u8>)> {
    let to: Address = mail.to.parse()?;
    let words = Words::of(&mail.letter);
    // RFC 3834 §5: nobody's absence is to answer.
    let automatic = HeaderValue::new(
        HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated".to_owned(),
    );
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(words.subject.clone())
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .raw_header(automatic)
        .multipart(MultiPart::alternative_plain_html(
            words.plain(),
            words.html(),
        ))?;
    Ok((message.envelope().clone(), message.formatted()))
}

fn reason(error: &Error) -> Undelivered {
    let code = error.status().map(u16::from);
    if error.is_timeout() {
        Undelivered::Late
    } else if code.is_some_and(|code| SIGN_IN.contains(&code)) {
        Undelivered::SignInRefused
    } else if error.is_permanent() {
        Undelivered::Refused
    } else if error.is_transient() {
        Undelivered::Deferred
    } else {
        Undelivered::Unreachable
    }
}

#[cfg(test)]
mod tests {
    use directory::MailId;
    use directory::mail::{Letter, Mail};
    use uuid::Uuid;

    use super::message;

    /// The head of a mail, its lines unfolded.
    fn head(to: &str, tenant: &str, by: &str) -> Option<Vec<String>> {
        let until = chrono::DateTime::from_timestamp(1_795_262_400, 0).unwrap();
        let mail = Mail {
            to: to.to_owned(),
            letter: Letter::Invitation {
                tenant: tenant.to_owned(),
                role: "admin".to_owned(),
                by: by.to_owned(),
                link: "https://id.example/invite/code".to_owned(),
                until,
            },
        };
        let from = "Rollcall <rollcall@id.example>".parse().unwrap();
        let id = MailId::from_uuid(Uuid::nil());
        let (envelope, message) = message(&from, id, &mail).ok()?;
        assert_eq!(envelope.to().len(), 1, "{to:?}");
        let text = String::from_utf8(message).unwrap();
        assert!(text.is_ascii(), "{text}");
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        Some(
            head.replace("\r\n ", " ")
                .split("\r\n")
                .map(str::to_owned)
                .collect(),
        )
    }

    #[test]
    fn nothing_that_people_chose_makes_a_header() {
        let expected = [
            "From",
            "To",
            "Subject",
            "Message-ID",
            "Auto-Submitted",
            "MIME-Version",
            "Date",
            "Content-Type",
        ];
        for (tenant, by) in [
            ("Acme", "owner@acme.example"),
            ("Acme\r\nBcc: eve@evil.example", "x\r\n\r\nHello"),
            ("Acme\nBcc: eve@evil.example", "x"),
            ("Acme\rBcc: eve@evil.example\u{2028}\u{85}", "x"),
            ("\"Acme\" <eve@evil.example>, \\", "\"; x"),
            ("Ünïcode 名前 \u{202e}txt\u{0}", "ü@acme.example"),
            (&"long name ".repeat(100), &"x".repeat(5_000)),
            ("=?utf-8?q?Bcc=3A?=", "=?utf-8?b?DQo=?="),
        ] {
            let lines = head("ada@acme.example", tenant, by).unwrap();
            let mut names: Vec<_> = lines
                .iter()
                .map(|line| line.split(':').next().unwrap())
                .collect();
            names.sort_unstable();
            let mut expected = expected.to_vec();
            expected.sort_unstable();
            assert_eq!(names, expected, "{tenant:?}: {lines:#?}");
        }
    }

    #[test]
    fn an_address_that_would_be_more_than_one_is_refused() {
        for to in [
            "ada@acme.example\r\nBcc: eve@evil.example",
            "ada@acme.example,eve@evil.example",
            "ada@acme.example> <eve@evil.example",
            "<ada@acme.example>",
            "ada",
            "",
        ] {
            assert!(head(to, "Acme", "x").is_none(), "{to:?}");
        }
    }
}
