//! `rollcall client`

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use app::model::connect::Provider;
use directory::oauth::{Client, Issued, Keys, NewClient, OldSecret, Proof, Rotation};
use directory::tenants::Slug;
use directory::tokens::{Expiry, TokenState};
use directory::{Caller, Directory, Kind, Scope};
use ipnet::IpNet;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::failure::Failure;
use super::span::{expiry, overlap};
use super::token::{provider, reach, resource_type};
use super::{database, tenant, terminal};
use crate::config::{Settings, network};

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Issue an OAuth client. Its secret is printed once, alone, on standard output; its id beside
    /// it on standard error. Of a client with keys, which has no secret, its id is printed.
    Issue {
        /// The tenant it is for.
        #[arg(long)]
        tenant: Slug,
        /// What people call it, such as entra.
        #[arg(long)]
        name: String,
        /// The identity provider it is for: okta, entra, onelogin, jumpcloud, google, keycloak,
        /// authentik or generic. Pages name the connection by it.
        #[arg(long, value_name = "PROVIDER", value_parser = provider)]
        provider: Option<Provider>,
        /// What its access tokens may do at most: read, write or audit:read.
        #[arg(long, default_value = "write")]
        scope: Scope,
        /// The one resource type they are for, Users or Groups. Without it, for both.
        #[arg(long, value_name = "TYPE", value_parser = resource_type)]
        only: Option<Kind>,
        /// How long it lives: a number with s, m, h, d or y, or never.
        #[arg(long, value_name = "TIME", value_parser = expiry, default_value = "365d")]
        expires_in: Expiry,
        /// A network that it and its access tokens may be used from; can be given several times.
        /// Without it, from anywhere.
        #[arg(long, value_name = "CIDR", value_parser = network)]
        allow_cidr: Vec<IpNet>,
        /// The client's public keys (JWKS) as a file, instead of a secret; - reads standard input.
        #[arg(long, value_name = "FILE")]
        jwks: Option<PathBuf>,
    },
    /// List the OAuth clients of a tenant, ended ones included.
    List {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// As a JSON array.
        #[arg(long)]
        json: bool,
    },
    /// Replace the secret of a client. The new one is printed once, alone, on standard output; the
    /// old one goes on for a while, so that no request is refused in between. The id stays.
    Rotate {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// The client's name.
        #[arg(long)]
        name: String,
        /// How long the old secret goes on: a number with s, m, h or d, 30 days at most; 0 ends it
        /// at once.
        #[arg(long, value_name = "TIME", value_parser = overlap, default_value = "24h")]
        overlap: Duration,
        /// How long the client lives from now on: a number with s, m, h, d or y, or never. Without
        /// it, as long again as it was to live.
        #[arg(long, value_name = "TIME", value_parser = expiry)]
        expires_in: Option<Expiry>,
    },
    /// End the old secret of a client that was rotated, at once.
    EndSecret {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// The client's name.
        #[arg(long)]
        name: String,
    },
    /// End a client and all its access tokens, at once.
    Revoke {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// Its name.
        #[arg(long)]
        name: String,
    },
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
            jwks,
        } => {
            let keys = jwks.map(|file| read_keys(&file)).transpose()?;
            let (directory, caller) = open(settings, &tenant).await?;
            let wanted = NewClient {
                id: None,
                name,
                keys,
                scope,
                only,
                expires: expires_in,
                allow: allow_cidr,
                idp: provider.map(|provider| provider.word().to_owned()),
            };
            let issued = directory.clients().issue(&caller, wanted).await?;
            reveal(&issued, &directory.token_endpoint(tenant.as_str()))?;
        }
        Command::List { tenant, json } => list(settings, &tenant, json).await?,
        Command::Rotate {
            tenant,
            name,
            overlap,
            expires_in,
        } => {
            let (directory, caller) = open(settings, &tenant).await?;
            let rotation = Rotation {
                after: None,
                overlap,
                expires: expires_in,
            };
            let clients = directory.clients();
            let rotated = clients.rotate_named(&caller, &name, rotation).await;
            let issued = rotated.map_err(|error| unknown(error, &name))?;
            let old = issued.client.working_old_secret(directory.now());
            terminal::say(&outlived(&name, old));
            reveal(&issued, &directory.token_endpoint(tenant.as_str()))?;
        }
        Command::EndSecret { tenant, name } => {
            let (directory, caller) = open(settings, &tenant).await?;
            let clients = directory.clients();
            let ended = clients.end_old_secret_named(&caller, &name).await;
            if !ended.map_err(|error| unknown(error, &name))? {
                let said = format!("no old secret of the client {name:?} works");
                return Err(Failure::refused(said));
            }
            terminal::print(&format!(
                "ended the old secret of the client named {name:?}"
            ))?;
        }
        Command::Revoke { tenant, name } => {
            let (directory, caller) = open(settings, &tenant).await?;
            let revoked = directory.clients().revoke_named(&caller, &name).await;
            revoked.map_err(|error| unknown(error, &name))?;
            terminal::print(&format!("revoked the client named {name:?}"))?;
        }
    }
    Ok(())
}

fn unknown(error: directory::Error, name: &str) -> Failure {
    match error {
        directory::Error::NotFound => {
            Failure::refused(format!("there is no active client named {name:?}"))
        }
        error => error.into(),
    }
}

/// Prints the secret, alone, or the id of a client without one; what it is goes to standard error.
fn reveal(issued: &Issued, endpoint: &str) -> Result<(), Failure> {
    terminal::say(&described(&issued.client, endpoint));
    if let Some(secret) = &issued.secret {
        terminal::say("this is the only time its secret is shown:");
        terminal::print(secret.expose_secret())?;
    } else {
        terminal::print(&issued.client.client_id)?;
    }
    Ok(())
}

fn outlived(name: &str, old: Option<&OldSecret>) -> String {
    let Some(old) = old else {
        return format!("the old secret of {name:?} has ended; put the new one in now");
    };
    let end = old.ends_at.format("%Y-%m-%d %H:%M:%S UTC");
    format!("the old secret of {name:?} goes on until {end}, or until it is ended")
}

/// Longer than any document of keys may be.
const LARGEST_FILE: u64 = 1 << 20;

fn read_keys(file: &Path) -> Result<Keys, Failure> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        io::stdin().take(LARGEST_FILE).read_to_string(&mut text)
    } else {
        File::open(file).and_then(|file| file.take(LARGEST_FILE).read_to_string(&mut text))
    };
    read.map_err(|error| Failure::refused(format!("{}: {error}", file.display())))?;
    Keys::parse(&text).map_err(Failure::refused)
}

async fn open(settings: &Settings, slug: &Slug) -> Result<(Directory, Caller), Failure> {
    let directory = database::open_for_command(settings).await?;
    let caller = directory.cli_caller(slug.as_str()).await;
    let caller = caller.map_err(|error| tenant::named(error, slug))?;
    Ok((directory, caller))
}

async fn list(settings: &Settings, slug: &Slug, as_json: bool) -> Result<(), Failure> {
    let (directory, caller) = open(settings, slug).await?;
    let clients = directory.clients().list(&caller).await?;
    let state = |client: &Client| match client.state(directory.now()) {
        TokenState::Live => "live",
        TokenState::Expired => "expired",
        TokenState::Revoked => "revoked",
    };
    if as_json {
        let all = clients.iter().map(|client| object(client, state(client)));
        let all: Vec<Value> = all.collect();
        return Ok(terminal::print(&format!("{:#}", Value::from(all)))?);
    }
    let rows: Vec<_> = clients
        .iter()
        .map(|client| row(client, state(client)))
        .collect();
    let head = [
        "NAME",
        "STATE",
        "SCOPE",
        "CLIENT ID",
        "EXPIRES",
        "LAST USED",
    ];
    Ok(terminal::print_all(terminal::table(head, &rows))?)
}

fn described(client: &Client, endpoint: &str) -> String {
    let end = client.expires_at.map_or_else(
        || "never expires".to_owned(),
        |end| format!("expires {}", end.format("%Y-%m-%d %H:%M:%S UTC")),
    );
    format!(
        "client {:?} with scope {}{}, {end}\nclient id       {}\ntoken endpoint  {endpoint}",
        client.name,
        client.scope,
        reach(client.only),
        client.client_id
    )
}

fn row(client: &Client, state: &str) -> [String; 6] {
    let time = |time: Option<chrono::DateTime<chrono::Utc>>| {
        time.map_or_else(
            || "never".to_owned(),
            |time| time.format("%Y-%m-%d %H:%M UTC").to_string(),
        )
    };
    [
        client.name.clone(),
        state.to_owned(),
        client.scope.to_string(),
        client.client_id.clone(),
        time(client.expires_at),
        time(client.last_used_at),
    ]
}

fn object(client: &Client, state: &str) -> Value {
    let (last_four, used, old, keys) = match &client.proof {
        Proof::Secret {
            last_four,
            last_used_at,
            old,
            ..
        } => (Some(last_four), *last_used_at, old.as_ref(), None),
        Proof::Keys(keys) => (None, None, None, Some(keys.document())),
    };
    json!({
        "id": client.id.to_string(),
        "name": client.name,
        "state": state,
        "scope": client.scope.as_str(),
        "resource_type": client.only.map(Kind::as_str),
        "idp": client.idp,
        "client_id": client.client_id,
        "last_four": last_four,
        "secret_last_used_at": used,
        "rotated_at": client.rotated_at,
        "old_last_four": old.map(|old| &old.last_four),
        "old_secret_ends_at": old.map(|old| old.ends_at),
        "old_secret_last_used_at": old.and_then(|old| old.last_used_at),
        "public_keys": keys,
        "allow_cidrs": client.allow.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "created_at": client.created_at,
        "created_by": client.created_by,
        "expires_at": client.expires_at,
        "revoked_at": client.revoked_at,
        "last_used_at": client.last_used_at,
        "last_used_ip": client.last_used_ip,
    })
}
