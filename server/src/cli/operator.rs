//! `rollcall operator`

use super::failure::Failure;
use super::{database, terminal};
use crate::config::Settings;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Let a person of the console run this server.
    Add {
        /// Their e-mail address.
        #[arg(long)]
        email: String,
        /// Read a password from standard input, for somebody who has no account yet.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List who may.
    List,
    /// Let somebody no longer do so, at once. Their account and memberships stay.
    Remove {
        /// Their e-mail address.
        #[arg(long)]
        email: String,
    },
}

pub(super) async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    let directory = database::open_for_command(settings).await?;
    let operators = directory.operators();
    match command {
        Command::Add {
            email,
            password_stdin,
        } => {
            let password = password_stdin.then(terminal::read_secret).transpose()?;
            let new = operators.appoint(&email, password.as_ref()).await?;
            let said = if new {
                format!(
                    "{email} runs this server at {}/operator",
                    directory.public_url()
                )
            } else {
                format!("{email} runs this server already")
            };
            Ok(terminal::print(&said)?)
        }
        Command::List => {
            let row = |operator: directory::operators::Appointed| {
                let since = operator.since.format("%Y-%m-%d %H:%M:%S UTC");
                [operator.email, since.to_string()]
            };
            let rows: Vec<_> = operators.list().await?.into_iter().map(row).collect();
            Ok(terminal::print_all(terminal::table(
                ["EMAIL", "SINCE"],
                &rows,
            ))?)
        }
        Command::Remove { email } => match operators.dismiss(&email).await {
            Err(directory::Error::NotFound) => {
                Err(Failure::refused(format!("{email:?} is no operator")))
            }
            other => {
                other?;
                Ok(terminal::print(&format!(
                    "{email} no longer runs this server"
                ))?)
            }
        },
    }
}
