//! Settings: every one is a flag and an environment variable. Nothing else reads either.

#![expect(
    clippy::doc_markdown,
    reason = "the comments on settings are the text of --help"
)]

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use ::http::Uri;
use clap::{Args, ValueEnum};
use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};
use tracing_subscriber::EnvFilter;

use crate::mail::MailServer;

/// Where everything is and how it is served.
#[derive(Args)]
#[command(next_help_heading = "Settings")]
pub(crate) struct Settings {
    /// Where the data is: sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME. The folder of a
    /// SQLite file is made when it is missing.
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true,
        value_parser = secret,
        default_value = "sqlite://data/rollcall.db?mode=rwc"
    )]
    pub(crate) database_url: SecretString,

    /// Connections to the database, 2 to 500: on PostgreSQL all that a server has, on SQLite those
    /// that read.
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_DATABASE_CONNECTIONS",
        value_name = "NUMBER",
        value_parser = connections,
        default_value_t = directory::Options::default().readers
    )]
    pub(crate) database_connections: u32,

    /// Address to serve on. Port 0 takes a free one; the line printed on start names it.
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_LISTEN",
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:3000"
    )]
    pub(crate) listen: SocketAddr,

    /// How others reach this server: prefix of every location and link. [default: http://LISTEN]
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_PUBLIC_URL",
        value_name = "URL",
        value_parser = public_url
    )]
    pub(crate) public_url: Option<String>,

    /// 32 bytes in URL-safe base 64; signs the audit log and seals what the database keeps secret. [default: read from secret.key beside the
    /// SQLite file, else from data/secret.key; made on first start]
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_SECRET_KEY",
        value_name = "KEY",
        hide_env_values = true,
        value_parser = secret
    )]
    pub(crate) secret_key: Option<SecretString>,

    /// Certificate chain in PEM, to serve HTTPS without a proxy. Needs ROLLCALL_TLS_KEY as well.
    #[arg(long, global = true, env = "ROLLCALL_TLS_CERT", value_name = "FILE")]
    pub(crate) tls_cert: Option<PathBuf>,

    /// Private key of the certificate, in PEM.
    #[arg(long, global = true, env = "ROLLCALL_TLS_KEY", value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,

    /// Networks of proxies whose Forwarded and X-Forwarded-For headers are believed, separated by
    /// commas.
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_TRUSTED_PROXIES",
        value_name = "CIDR",
        value_delimiter = ',',
        value_parser = network
    )]
    pub(crate) trusted_proxies: Vec<IpNet>,

    /// SCIM requests per second for each token; beyond it, 429 with Retry-After. 0 is no limit.
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_RATE_LIMIT",
        value_name = "NUMBER",
        default_value_t = 0
    )]
    pub(crate) rate_limit: u32,

    /// Rows after which an export from the console is cut off, which it says.
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_EXPORT_ROWS",
        value_name = "NUMBER",
        value_parser = clap::value_parser!(u64).range(1..),
        default_value_t = 1_000_000
    )]
    pub(crate) export_rows: u64,

    /// Whether people who are signed in make tenants of their own.
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_SELF_SERVICE",
        value_name = "true|false",
        default_value_t = false,
        action = clap::ArgAction::Set
    )]
    pub(crate) self_service: bool,

    /// Whether this server asks OpenID Connect providers at loopback and private addresses.
    /// Link-local and metadata addresses are never asked.
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_OUTBOUND_PRIVATE",
        value_name = "true|false",
        default_value_t = false,
        action = clap::ArgAction::Set
    )]
    pub(crate) outbound_private: bool,

    /// Whether SCIM discovery answers those who show no credential.
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_OPEN_DISCOVERY",
        value_name = "true|false",
        default_value_t = true,
        action = clap::ArgAction::Set
    )]
    pub(crate) open_discovery: bool,

    /// Address for /metrics alone. [default: on the address of everything else]
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_METRICS_LISTEN",
        value_name = "ADDRESS:PORT"
    )]
    pub(crate) metrics_listen: Option<SocketAddr>,

    #[command(flatten)]
    pub(crate) mail: MailSettings,

    #[command(flatten)]
    pub(crate) logging: Logging,
}

/// Which server takes mail, and from whom it is.
#[derive(Args)]
pub(crate) struct MailSettings {
    /// Mail server that sends invitations, password links and notices: smtps://USER:PASSWORD@HOST:465,
    /// or smtp://HOST:587 with STARTTLS. Unencrypted only to this machine, or with ?tls=none. Needs
    /// ROLLCALL_MAIL_FROM as well. [default: no mail is sent, links are shown]
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_SMTP_URL",
        value_name = "URL",
        hide_env_values = true,
        value_parser = secret
    )]
    pub(crate) smtp_url: Option<SecretString>,

    /// File with the password of the mail server's user, in its first line.
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_SMTP_PASSWORD_FILE",
        value_name = "FILE"
    )]
    pub(crate) smtp_password_file: Option<PathBuf>,

    /// Address that mail is from, such as Rollcall <rollcall@example.com>.
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_MAIL_FROM",
        value_name = "ADDRESS"
    )]
    pub(crate) mail_from: Option<String>,
}

/// What is logged to standard error, and how.
#[derive(Args)]
pub(crate) struct Logging {
    /// What is logged: a level, or a filter such as info,directory=debug. [default: info when
    /// serving, else error]
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_LOG",
        value_name = "FILTER",
        value_parser = log_filter
    )]
    log: Option<String>,

    /// The form of log lines.
    #[arg(
        long,
        global = true,
        env = "ROLLCALL_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text"
    )]
    pub(crate) log_format: LogFormat,
}

/// The form of log lines.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Logging {
    /// The filter, or one of `level` where none is set.
    pub(crate) fn filter(&self, level: &str) -> EnvFilter {
        EnvFilter::new(self.log.as_deref().unwrap_or(level))
    }
}

/// The file of a `SQLite` database; `None` in memory and on PostgreSQL.
pub(crate) fn database_file(url: &str) -> Option<&Path> {
    let rest = url.strip_prefix("sqlite:")?.trim_start_matches("//");
    let file = rest.split('?').next().unwrap_or_default();
    (!file.is_empty() && file != ":memory:").then(|| Path::new(file))
}

impl Settings {
    /// Checks what no single setting can tell.
    ///
    /// # Errors
    /// One line that names the setting. It never holds a value that may be a secret.
    pub(crate) fn check(&self) -> Result<(), String> {
        let url = self.database_url.expose_secret();
        if !["sqlite:", "postgres://", "postgresql://"]
            .iter()
            .any(|form| url.starts_with(form))
        {
            return Err(
                "--database-url (ROLLCALL_DATABASE_URL) must begin with sqlite:// or \
                        postgres://"
                    .to_owned(),
            );
        }
        if let Some(key) = &self.secret_key {
            directory::SecretKey::parse(key.expose_secret())
                .map_err(|error| format!("--secret-key (ROLLCALL_SECRET_KEY): {error}"))?;
        }
        MailServer::of(&self.mail)?;
        match (&self.tls_cert, &self.tls_key) {
            (Some(_), None) => {
                Err("--tls-cert (ROLLCALL_TLS_CERT) needs --tls-key (ROLLCALL_TLS_KEY)".to_owned())
            }
            (None, Some(_)) => {
                Err("--tls-key (ROLLCALL_TLS_KEY) needs --tls-cert (ROLLCALL_TLS_CERT)".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// The public URL of a server that listens on `address`.
    pub(crate) fn public_url(&self, address: SocketAddr) -> String {
        let scheme = if self.tls_cert.is_some() {
            "https"
        } else {
            "http"
        };
        self.public_url
            .clone()
            .unwrap_or_else(|| format!("{scheme}://{address}"))
    }
}

/// Takes anything: a refusal of clap's would print the value.
#[expect(clippy::unnecessary_wraps, reason = "clap wants a Result")]
fn secret(text: &str) -> Result<SecretString, Infallible> {
    Ok(SecretString::from(text))
}

/// An origin, without a slash at its end.
fn public_url(text: &str) -> Result<String, String> {
    const FORM: &str = "write it as https://HOST or https://HOST:PORT, without a path";
    let uri: Uri = text
        .trim_end_matches('/')
        .parse()
        .map_err(|_| FORM.to_owned())?;
    let host = uri
        .authority()
        .filter(|authority| !authority.as_str().contains('@'));
    let origin = matches!(uri.scheme_str(), Some("http" | "https"))
        && matches!(uri.path(), "" | "/")
        && uri.query().is_none();
    match (host, uri.scheme_str()) {
        (Some(host), Some(scheme)) if origin => Ok(format!("{scheme}://{host}")),
        _ => Err(FORM.to_owned()),
    }
}

/// Two, so that one reads while another writes; and not so many that nobody means it: on SQLite
/// each is a thread.
fn connections(text: &str) -> Result<u32, String> {
    let number: Option<u32> = text.parse().ok();
    let within = number.filter(|number| (2..=500).contains(number));
    within.ok_or_else(|| "write a number from 2 to 500".to_owned())
}

/// A network, or one address.
pub(crate) fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| "write a network such as 192.0.2.0/24 or 2001:db8::/32".to_owned())
}

fn log_filter(text: &str) -> Result<String, String> {
    EnvFilter::try_new(text)
        .map(|_| text.to_owned())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{connections, network, public_url};

    #[test]
    fn a_public_url_is_an_origin() {
        assert_eq!(
            public_url("https://id.example/").as_deref(),
            Ok("https://id.example")
        );
        assert_eq!(
            public_url("http://127.0.0.1:3000").as_deref(),
            Ok("http://127.0.0.1:3000")
        );
        for text in [
            "id.example",
            "ftp://id.example",
            "https://",
            "https://id.example/path",
        ] {
            assert!(public_url(text).is_err(), "{text}");
        }
        for text in ["https://user:pass@id.example", "https://id.example/?a", ""] {
            assert!(public_url(text).is_err(), "{text}");
        }
    }

    #[test]
    fn connections_are_two_to_five_hundred() {
        for (text, expected) in [
            ("2", Some(2)),
            ("500", Some(500)),
            ("1", None),
            ("501", None),
            ("-3", None),
            ("many", None),
        ] {
            assert_eq!(connections(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn one_address_is_a_network_of_one() {
        assert_eq!(network("192.0.2.1").unwrap().to_string(), "192.0.2.1/32");
        assert_eq!(
            network("2001:db8::/32").unwrap().to_string(),
            "2001:db8::/32"
        );
        assert!(network("example.com").is_err());
    }
}
