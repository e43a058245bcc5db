//! `rollcall token`

mod list;

use std::time::Duration;

use app::model::connect::Provider;
use chrono::{DateTime, Utc};
use directory::tenants::Slug;
use directory::tokens::{Expiry, Issued, NewToken, Rotation, Token, secret};
use directory::{Caller, Directory, Kind, Scope};
use ipnet::IpNet;
use secrecy::ExposeSecret;

use super::failure::Failure;
use super::span::{expiry, overlap};
use super::{database, tenant, terminal};
use crate::config::{Settings, network};

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Issue a token. Its secret is printed once, alone, on standard output.
    Issue {
        /// The tenant it is for.
        #[arg(long)]
        tenant: Slug,
        /// What people call it, such as okta.
        #[arg(long)]
        name: String,
        /// The identity provider it is for: okta, entra, onelogin, jumpcloud, google, keycloak,
        /// authentik or generic. Pages name the connection by it.
        #[arg(long, value_name = "PROVIDER", value_parser = provider)]
        provider: Option<Provider>,
        /// What it may do: read, write or audit:read.
        #[arg(long, default_value = "write")]
        scope: Scope,
        /// The one resource type it is for, Users or Groups. Without it, for both.
        #[arg(long, value_name = "TYPE", value_parser = resource_type)]
        only: Option<Kind>,
        /// How long it lives: a number with s, m, h, d or y, or never.
        #[arg(long, value_name = "TIME", value_parser = expiry, default_value = "365d")]
        expires_in: Expiry,
        /// A network it may be used from; can be given several times. Without it, from anywhere.
        #[arg(long, value_name = "CIDR", value_parser = network)]
        allow_cidr: Vec<IpNet>,
    },
    /// List the tokens of a tenant, ended ones included.
    List {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// As a JSON array.
        #[arg(long)]
        json: bool,
    },
    /// Replace the active token of a name. The new secret is printed once, alone, on standard output;
    /// the old one goes on for a while, so that no request is refused in between.
    Rotate {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// The name, which both tokens have.
        #[arg(long)]
        name: String,
        /// How long the old one goes on: a number with s, m, h or d, 30 days at most; 0 ends it at
        /// once.
        #[arg(long, value_name = "TIME", value_parser = overlap, default_value = "24h")]
        overlap: Duration,
        /// How long the new one lives: a number with s, m, h, d or y, or never. Without it, as long
        /// as the old one was to live.
        #[arg(long, value_name = "TIME", value_parser = expiry)]
        expires_in: Option<Expiry>,
    },
    /// End every active token of a name, at once.
    Revoke {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// The name.
        #[arg(long)]
        name: String,
    },
    /// Check the form and the checksum of a secret from standard input, without a database.
    Check,
}

pub(super) async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    match command {
        Command::Issue {
            tenant,
            name,
            provider,
            scope,
            only,
            expires_in,
            allow_cidr,
        } => {
            let (directory, caller) = open(settings, &tenant).await?;
            let wanted = NewToken {
                id: None,
                name,
                scope,
                only,
                expires: expires_in,
                allow: allow_cidr,
                idp: provider.map(|provider| provider.word().to_owned()),
            };
            let issued = directory.tokens().issue(&caller, wanted).await?;
            reveal(&issued, &directory.scim_base_url(tenant.as_str()))?;
        }
        Command::Rotate {
            tenant,
            name,
            overlap,
            expires_in,
        } => {
            let (directory, caller) = open(settings, &tenant).await?;
            let rotation = Rotation {
                id: None,
                of: None,
                overlap,
                expires: expires_in,
            };
            let rotated = directory.tokens().rotate(&caller, &name, rotation).await;
            let issued = rotated.map_err(|error| unknown(error, &name))?;
            terminal::say(&outlived(&name, overlap, directory.now()));
            reveal(&issued, &directory.scim_base_url(tenant.as_str()))?;
        }
        Command::List { tenant, json } => {
            let (directory, caller) = open(settings, &tenant).await?;
            list::print(&directory, &caller, json).await?;
        }
        Command::Revoke { tenant, name } => {
            let (directory, caller) = open(settings, &tenant).await?;
            let revoked = directory.tokens().revoke_named(&caller, &name).await;
            match revoked.map_err(|error| unknown(error, &name))? {
                1 => terminal::print(&format!("revoked 1 token named {name:?}"))?,
                many => terminal::print(&format!("revoked {many} tokens named {name:?}"))?,
            }
        }
        Command::Check => {
            let text = terminal::read_secret()?;
            secret::check(text.expose_secret()).map_err(anyhow::Error::from)?;
            terminal::print("form and checksum are right")?;
        }
    }
    Ok(())
}

async fn open(settings: &Settings, slug: &Slug) -> Result<(Directory, Caller), Failure> {
    let directory = database::open_for_command(settings).await?;
    let caller = directory
        .cli_caller(slug.as_str())
        .await
        .map_err(|error| tenant::named(error, slug))?;
    Ok((directory, caller))
}

fn unknown(error: directory::Error, name: &str) -> Failure {
    match error {
        directory::Error::NotFound => {
            Failure::refused(format!("there is no active token named {name:?}"))
        }
        error => error.into(),
    }
}

/// Prints the secret, alone; what it is for goes to standard error.
fn reveal(issued: &Issued, base_url: &str) -> Result<(), Failure> {
    terminal::say(&described(&issued.token, base_url));
    Ok(terminal::print(issued.secret.expose_secret())?)
}

fn outlived(name: &str, overlap: Duration, now: DateTime<Utc>) -> String {
    if overlap.is_zero() {
        return format!("the old token {name:?} has ended; put the new one in now");
    }
    let end = (now + overlap).format("%Y-%m-%d %H:%M:%S UTC");
    format!("the old token {name:?} goes on until {end}, or until it is revoked")
}

fn described(token: &Token, base: &str) -> String {
    let end = token.ends_at().map_or_else(
        || "never expires".to_owned(),
        |end| format!("expires {}", end.format("%Y-%m-%d %H:%M:%S UTC")),
    );
    let only = reach(token.only);
    format!(
        "token {:?} with scope {}{only} for {base}, {end}; this is the only time its secret is shown:",
        token.name, token.scope
    )
}

/// Of which resources something is told, after its scope.
pub(super) fn reach(only: Option<Kind>) -> &'static str {
    only.map_or("", |kind| match kind {
        Kind::User => " on users",
        Kind::Group => " on groups",
    })
}

pub(super) fn provider(word: &str) -> Result<Provider, String> {
    let known = || Provider::ALL.map(Provider::word).join(", ");
    word.parse()
        .map_err(|_| format!("one of {} is expected", known()))
}

/// A resource type by the name of its endpoint.
pub(super) fn resource_type(text: &str) -> Result<Kind, String> {
    match text.to_ascii_lowercase().as_str() {
        "users" | "user" => Ok(Kind::User),
        "groups" | "group" => Ok(Kind::Group),
        _ => Err("write Users or Groups".to_owned()),
    }
}
