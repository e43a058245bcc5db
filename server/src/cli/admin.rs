//! `rollcall admin`

use directory::members::Whom;
use directory::tenants::Slug;
use directory::{Caller, Directory, Role};
use secrecy::ExposeSecret;

use super::failure::Failure;
use super::{database, tenant, terminal};
use crate::config::Settings;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Let somebody sign in. Without --password-stdin, prints a one-time link with which they
    /// choose a password.
    Create {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// Their e-mail address.
        #[arg(long)]
        email: String,
        /// owner, admin or auditor.
        #[arg(long)]
        role: Role,
        /// Read a password from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List who may sign in.
    List {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
    },
    /// Give somebody another role, from their next request on.
    Role {
        #[command(flatten)]
        member: Member,
        /// owner, admin or auditor.
        #[arg(long)]
        role: Role,
    },
    /// Shut somebody out, at once.
    Disable(Member),
    /// Let somebody in again who was shut out.
    Enable(Member),
    /// Print a one-time link with which the owner of an account chooses another password. It
    /// works for 30 minutes; earlier ones end.
    Reset {
        /// Their e-mail address.
        #[arg(long)]
        email: String,
    },
    /// Take away the second factor of somebody who lost both app and recovery codes; every session
    /// of theirs ends.
    RemoveSecondFactor {
        /// Their e-mail address.
        #[arg(long)]
        email: String,
    },
    /// End a membership. What the person shared is handed on to an owner.
    Remove(Member),
}

#[derive(clap::Args)]
pub(super) struct Member {
    /// The tenant.
    #[arg(long)]
    tenant: Slug,
    /// Their e-mail address.
    #[arg(long)]
    email: String,
}

pub(super) async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    match command {
        Command::Create {
            tenant,
            email,
            role,
            password_stdin,
        } => {
            let (directory, caller) = open(settings, &tenant).await?;
            if password_stdin {
                create(&directory, &caller, &email, role).await
            } else {
                invite(&directory, &caller, &email, role).await
            }
        }
        Command::List { tenant } => {
            let (directory, caller) = open(settings, &tenant).await?;
            let members = directory.members().list(&caller).await?;
            let rows: Vec<_> = members
                .into_iter()
                .map(|member| {
                    let state = if member.disabled_at.is_some() {
                        "disabled"
                    } else {
                        "active"
                    };
                    let since = member.since.format("%Y-%m-%d %H:%M:%S UTC").to_string();
                    [
                        member.email,
                        member.role.to_string(),
                        state.to_owned(),
                        since,
                    ]
                })
                .collect();
            let head = ["EMAIL", "ROLE", "STATE", "SINCE"];
            Ok(terminal::print_all(terminal::table(head, &rows))?)
        }
        Command::Role { member, role } => change(settings, &member, Act::Role(role)).await,
        Command::Disable(member) => change(settings, &member, Act::Disable).await,
        Command::Enable(member) => change(settings, &member, Act::Enable).await,
        Command::Remove(member) => change(settings, &member, Act::Remove).await,
        Command::Reset { email } => reset(settings, &email).await,
        Command::RemoveSecondFactor { email } => remove_second_factor(settings, &email).await,
    }
}

/// What a command does to a member.
#[derive(Clone, Copy)]
enum Act {
    Role(Role),
    Disable,
    Enable,
    Remove,
}

async fn change(settings: &Settings, member: &Member, act: Act) -> Result<(), Failure> {
    let Member { tenant, email } = member;
    let (directory, caller) = open(settings, tenant).await?;
    let (members, whom) = (directory.members(), Whom::Email(email));
    let (changed, told) = match act {
        Act::Role(role) => (
            members.change_role(&caller, whom, role).await,
            format!("{email} is {role} now"),
        ),
        Act::Disable => (
            members.disable(&caller, whom).await,
            format!("disabled {email}"),
        ),
        Act::Enable => (
            members.enable(&caller, whom).await,
            format!("{email} may sign in again"),
        ),
        Act::Remove => (
            members.remove(&caller, whom).await,
            format!("removed {email}"),
        ),
    };
    match changed {
        Err(directory::Error::NotFound) => Err(Failure::refused(format!(
            "{email:?} is no member of {}",
            tenant.as_str()
        ))),
        other => {
            other?;
            Ok(terminal::print(&told)?)
        }
    }
}

async fn open(settings: &Settings, slug: &Slug) -> Result<(Directory, Caller), Failure> {
    let directory = database::open_for_command(settings).await?;
    let caller = directory
        .cli_caller(slug.as_str())
        .await
        .map_err(|error| tenant::named(error, slug))?;
    Ok((directory, caller))
}

async fn create(
    directory: &Directory,
    caller: &Caller,
    email: &str,
    role: Role,
) -> Result<(), Failure> {
    let password = terminal::read_secret()?;
    directory
        .members()
        .create(caller, email, role, &password)
        .await?;
    Ok(terminal::print(&format!(
        "{email} may sign in as {role} at {}",
        directory.public_url()
    ))?)
}

async fn invite(
    directory: &Directory,
    caller: &Caller,
    email: &str,
    role: Role,
) -> Result<(), Failure> {
    let invited = directory
        .members()
        .invite(caller, None, email, role)
        .await?;
    terminal::say(&format!(
        "{email} becomes {role} with this link (single use, 72 hours):"
    ));
    let code = invited.code.expose_secret();
    let link = format!("{}/invite/{code}", directory.public_url());
    Ok(terminal::print(&link)?)
}

async fn reset(settings: &Settings, email: &str) -> Result<(), Failure> {
    let directory = database::open_for_command(settings).await?;
    let made = match directory.password_resets().by_operator(email).await {
        Err(directory::Error::NotFound) => {
            return Err(Failure::refused(format!("{email:?} has no account")));
        }
        other => other?,
    };
    terminal::say(&format!(
        "{} chooses another password with this link (single use, 30 minutes):",
        made.email
    ));
    let code = made.code.expose_secret();
    let link = format!("{}/reset/{code}", directory.public_url());
    Ok(terminal::print(&link)?)
}

async fn remove_second_factor(settings: &Settings, email: &str) -> Result<(), Failure> {
    let directory = database::open_for_command(settings).await?;
    match directory.second_factors().remove_by_operator(email).await {
        Err(directory::Error::NotFound) => {
            return Err(Failure::refused(format!("{email:?} has no second factor")));
        }
        other => other?,
    }
    Ok(terminal::print(&format!(
        "{email} has no second factor any more"
    ))?)
}
