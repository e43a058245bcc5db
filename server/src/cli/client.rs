//! `rollcall client`

use directory::oauth::{Client, NewClient};
use directory::tenants::Slug;
use directory::tokens::{Expiry, TokenState};
use directory::{Caller, Directory, Scope};
use ipnet::IpNet;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::failure::Failure;
use super::span::expiry;
use super::{database, tenant, terminal};
use crate::config::{Settings, network};

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Issue an OAuth client. Its secret is printed once, alone, on standard output; its id beside
    /// it on standard error.
    Issue {
        /// The tenant it is for.
        #[arg(long)]
        tenant: Slug,
        /// What people call it, such as entra.
        #[arg(long)]
        name: String,
        /// What its access tokens may do at most: read, write or audit:read.
        #[arg(long, default_value = "write")]
        scope: Scope,
        /// How long it lives: a number with s, m, h, d or y, or never.
        #[arg(long, value_name = "TIME", value_parser = expiry, default_value = "365d")]
        expires_in: Expiry,
        /// A network that it and its access tokens may be used from; can be given several times.
        /// Without it, from anywhere.
        #[arg(long, value_name = "CIDR", value_parser = network)]
        allow_cidr: Vec<IpNet>,
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
            scope,
            expires_in,
            allow_cidr,
        } => {
            let (directory, caller) = open(settings, &tenant).await?;
            let wanted = NewClient {
                id: None,
                name,
                scope,
                expires: expires_in,
                allow: allow_cidr,
            };
            let issued = directory.clients().issue(&caller, wanted).await?;
            let endpoint = directory.token_endpoint(tenant.as_str());
            terminal::say(&described(&issued.client, &endpoint));
            terminal::print(issued.secret.expose_secret())?;
        }
        Command::List { tenant, json } => list(settings, &tenant, json).await?,
        Command::Revoke { tenant, name } => {
            let (directory, caller) = open(settings, &tenant).await?;
            match directory.clients().revoke_named(&caller, &name).await {
                Err(directory::Error::NotFound) => {
                    let said = format!("there is no live client named {name:?}");
                    return Err(Failure::refused(said));
                }
                Err(error) => return Err(error.into()),
                Ok(()) => terminal::print(&format!("revoked the client named {name:?}"))?,
            }
        }
    }
    Ok(())
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
        "client {:?} with scope {}, {end}\nclient id       {}\ntoken endpoint  {endpoint}\n\
         this is the only time its secret is shown:",
        client.name, client.scope, client.client_id
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
    json!({
        "id": client.id.to_string(),
        "name": client.name,
        "state": state,
        "scope": client.scope.as_str(),
        "client_id": client.client_id,
        "last_four": client.last_four,
        "allow_cidrs": client.allow.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "created_at": client.created_at,
        "created_by": client.created_by,
        "expires_at": client.expires_at,
        "revoked_at": client.revoked_at,
        "last_used_at": client.last_used_at,
        "last_used_ip": client.last_used_ip,
    })
}
