//! `rollcall token`

use std::time::Duration;

use directory::tenants::Slug;
use directory::tokens::{Expiry, NewToken, Token, TokenState, secret};
use directory::{Caller, Directory, Scope};
use ipnet::IpNet;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::failure::Failure;
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
        /// What it may do: read, write or audit:read.
        #[arg(long, default_value = "write")]
        scope: Scope,
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
    /// End every live token of a name, at once.
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
            scope,
            expires_in,
            allow_cidr,
        } => {
            let (directory, caller) = open(settings, &tenant).await?;
            let wanted = NewToken {
                id: None,
                name,
                scope,
                expires: expires_in,
                allow: allow_cidr,
                idp: None,
            };
            let issued = directory.tokens().issue(&caller, wanted).await?;
            terminal::say(&described(
                &issued.token,
                &directory.scim_base_url(tenant.as_str()),
            ));
            terminal::print(issued.secret.expose_secret())?;
        }
        Command::List { tenant, json } => list(settings, &tenant, json).await?,
        Command::Revoke { tenant, name } => {
            let (directory, caller) = open(settings, &tenant).await?;
            match directory.tokens().revoke_named(&caller, &name).await {
                Err(directory::Error::NotFound) => {
                    return Err(Failure::refused(format!(
                        "there is no live token named {name:?}"
                    )));
                }
                Err(error) => return Err(error.into()),
                Ok(1) => terminal::print(&format!("revoked 1 token named {name:?}"))?,
                Ok(many) => terminal::print(&format!("revoked {many} tokens named {name:?}"))?,
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

async fn list(settings: &Settings, slug: &Slug, as_json: bool) -> Result<(), Failure> {
    let (directory, caller) = open(settings, slug).await?;
    let tokens = directory.tokens().list(&caller).await?;
    let state = |token: &Token| match token.state(directory.now()) {
        TokenState::Live => "live",
        TokenState::Expired => "expired",
        TokenState::Revoked => "revoked",
    };
    if as_json {
        let all: Vec<Value> = tokens
            .iter()
            .map(|token| object(token, state(token)))
            .collect();
        return Ok(terminal::print(&format!("{:#}", Value::from(all)))?);
    }
    let rows: Vec<_> = tokens
        .iter()
        .map(|token| row(token, state(token)))
        .collect();
    let head = ["NAME", "STATE", "SCOPE", "TOKEN", "EXPIRES", "LAST USED"];
    Ok(terminal::print_all(terminal::table(head, &rows))?)
}

fn described(token: &Token, base: &str) -> String {
    let end = token.expires_at.map_or_else(
        || "never expires".to_owned(),
        |end| format!("expires {}", end.format("%Y-%m-%d %H:%M:%S UTC")),
    );
    format!(
        "token {:?} with scope {} for {base}, {end}; this is the only time its secret is shown:",
        token.name, token.scope
    )
}

fn row(token: &Token, state: &str) -> [String; 6] {
    let time = |time: Option<chrono::DateTime<chrono::Utc>>, none: &str| {
        time.map_or_else(
            || none.to_owned(),
            |time| time.format("%Y-%m-%d %H:%M UTC").to_string(),
        )
    };
    [
        token.name.clone(),
        state.to_owned(),
        token.scope.to_string(),
        format!("{}…{}", token.prefix, token.last_four),
        time(token.expires_at, "never"),
        time(token.last_used_at, "never"),
    ]
}

fn object(token: &Token, state: &str) -> Value {
    json!({
        "id": token.id.to_string(),
        "name": token.name,
        "state": state,
        "scope": token.scope.as_str(),
        "prefix": token.prefix,
        "last_four": token.last_four,
        "allow_cidrs": token.allow.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "created_at": token.created_at,
        "created_by": token.created_by,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
        "last_used_at": token.last_used_at,
        "last_used_ip": token.last_used_ip,
    })
}

/// `90d`, `2s`, `never`.
pub(super) fn expiry(text: &str) -> Result<Expiry, String> {
    if text == "never" {
        return Ok(Expiry::Never);
    }
    let form = || "write a number with s, m, h, d or y, such as 90d, or never".to_owned();
    let unit = text.chars().next_back().ok_or_else(form)?;
    let number: u64 = text[..text.len() - unit.len_utf8()]
        .parse()
        .map_err(|_| form())?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        'y' => 365 * 24 * 60 * 60,
        _ => return Err(form()),
    };
    number
        .checked_mul(seconds)
        .map(Duration::from_secs)
        .map(Expiry::After)
        .ok_or_else(form)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use directory::tokens::Expiry;

    use super::expiry;

    #[test]
    fn a_lifetime_is_a_number_with_a_unit_or_never() {
        assert_eq!(expiry("2s"), Ok(Expiry::After(Duration::from_secs(2))));
        assert_eq!(
            expiry("90d"),
            Ok(Expiry::After(Duration::from_hours(90 * 24)))
        );
        assert_eq!(expiry("never"), Ok(Expiry::Never));
        for text in [
            "",
            "d",
            "90",
            "90 d",
            "-1d",
            "1.5h",
            "9w",
            "1é",
            "99999999999999999y",
        ] {
            assert!(expiry(text).is_err(), "{text}");
        }
    }
}
