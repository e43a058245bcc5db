//! `rollcall tenant sign-in`

use directory::openid::{Connection, ConnectionChange, RoleRules};
use directory::tenants::Slug;
use directory::{Directory, Role};
use secrecy::ExposeSecret;

use super::failure::Failure;
use super::tenant::{Switch, named, on_or_off};
use super::terminal;
use crate::config::Settings;
use crate::openid::{Providers, redirect_uri};
use crate::outbound::Outbound;

/// How members sign in through a tenant's OpenID Connect provider.
#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Show the connection, without its secret.
    Show {
        /// The tenant.
        slug: Slug,
    },
    /// Connect a provider, or change its connection; what is not given stays as it is. The provider
    /// is asked whether that will do.
    Set(Box<Set>),
    /// Forget the connection, with its secret.
    Clear {
        /// The tenant.
        slug: Slug,
    },
}

#[derive(clap::Args)]
pub(super) struct Set {
    /// The tenant.
    slug: Slug,
    /// Whether people sign in by it.
    #[arg(long)]
    enabled: Option<Switch>,
    /// The issuer, exactly as the provider writes it.
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// What the provider calls this server.
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// Read the client secret from standard input.
    #[arg(long)]
    client_secret_stdin: bool,
    /// Scopes beside openid, email and profile, with spaces between.
    #[arg(long, value_name = "NAMES")]
    scopes: Option<String>,
    /// The claim that says the role. [default: roles]
    #[arg(long, value_name = "NAME")]
    role_claim: Option<String>,
    /// A value that makes an owner; may be given several times.
    #[arg(long, value_name = "VALUE")]
    owner: Option<Vec<String>>,
    /// A value that makes an admin; may be given several times.
    #[arg(long, value_name = "VALUE")]
    admin: Option<Vec<String>>,
    /// A value that makes an auditor; may be given several times.
    #[arg(long, value_name = "VALUE")]
    auditor: Option<Vec<String>>,
    /// What everybody else becomes: owner, admin, auditor or nobody. [default: nobody]
    #[arg(long, value_name = "ROLE", value_parser = others)]
    others: Option<Others>,
}

/// The role of everybody else, if there is one.
#[derive(Clone, Copy)]
struct Others(Option<Role>);

fn others(word: &str) -> Result<Others, String> {
    match word {
        "nobody" => Ok(Others(None)),
        word => word.parse().map(|role| Others(Some(role))),
    }
}

pub(super) async fn run(
    settings: &Settings,
    directory: &Directory,
    command: Command,
) -> Result<(), Failure> {
    match command {
        Command::Show { slug } => show(directory, &slug).await,
        Command::Set(set) => {
            let slug = set.slug.clone();
            change(settings, directory, *set).await?;
            show(directory, &slug).await
        }
        Command::Clear { slug } => {
            let caller = directory.cli_caller(slug.as_str()).await;
            let caller = caller.map_err(|error| named(error, &slug))?;
            directory.openid().disconnect(&caller).await?;
            Ok(terminal::print(&format!(
                "{} has no provider",
                slug.as_str()
            ))?)
        }
    }
}

async fn change(settings: &Settings, directory: &Directory, set: Set) -> Result<(), Failure> {
    let caller = directory.cli_caller(set.slug.as_str()).await;
    let caller = caller.map_err(|error| named(error, &set.slug))?;
    let client_secret = if set.client_secret_stdin {
        Some(terminal::read_secret()?.expose_secret().trim().into())
    } else {
        None
    };
    let openid = directory.openid();
    let stored = openid.connection(&caller).await?.unwrap_or_else(nothing);
    let change = ConnectionChange {
        connection: set.apply(stored),
        client_secret,
    };
    openid.check(&caller, &change).await?;
    if change.connection.enabled {
        let providers = Providers::new(Outbound::new(settings.outbound_private));
        let answer = providers.check(&change.connection).await;
        answer.map_err(|error| Failure::refused(error.message))?;
    }
    Ok(openid.connect(&caller, change).await?)
}

fn nothing() -> Connection {
    Connection {
        enabled: true,
        issuer: String::new(),
        client_id: String::new(),
        scopes: String::new(),
        roles: RoleRules {
            claim: RoleRules::CLAIM.to_owned(),
            owner: Vec::new(),
            admin: Vec::new(),
            auditor: Vec::new(),
            others: None,
        },
    }
}

impl Set {
    fn apply(self, before: Connection) -> Connection {
        let roles = before.roles;
        Connection {
            enabled: self.enabled.map_or(before.enabled, Switch::is_on),
            issuer: self.issuer.unwrap_or(before.issuer),
            client_id: self.client_id.unwrap_or(before.client_id),
            scopes: self.scopes.unwrap_or(before.scopes),
            roles: RoleRules {
                claim: self.role_claim.unwrap_or(roles.claim),
                owner: self.owner.unwrap_or(roles.owner),
                admin: self.admin.unwrap_or(roles.admin),
                auditor: self.auditor.unwrap_or(roles.auditor),
                others: self.others.map_or(roles.others, |others| others.0),
            },
        }
    }
}

async fn show(directory: &Directory, slug: &Slug) -> Result<(), Failure> {
    let caller = directory.cli_caller(slug.as_str()).await;
    let caller = caller.map_err(|error| named(error, slug))?;
    let Some(connection) = directory.openid().connection(&caller).await? else {
        let none = format!("{} has no provider", slug.as_str());
        return Ok(terminal::print(&none)?);
    };
    let roles = &connection.roles;
    let others = roles.others.map_or("nobody", Role::as_str);
    Ok(terminal::print_all([
        format!("sign-in      {}", on_or_off(connection.enabled)),
        format!("issuer       {}", connection.issuer),
        format!("client id    {}", connection.client_id),
        format!("scopes       {}", connection.scopes),
        format!("role claim   {}", roles.claim),
        format!("owner        {}", roles.owner.join(", ")),
        format!("admin        {}", roles.admin.join(", ")),
        format!("auditor      {}", roles.auditor.join(", ")),
        format!("others       {others}"),
        format!("redirect uri {}", redirect_uri(directory.public_url())),
    ])?)
}
