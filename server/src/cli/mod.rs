//! The command line: one file per command.
//!
//! Exit codes: 0 done, 1 refused or failed, 2 wrong usage; with one line on standard error.

mod admin;
mod audit;
mod backup;
mod client;
mod database;
mod demo;
mod evidence;
mod failure;
mod migrate;
mod operator;
mod schema;
mod serve;
mod sign_in;
mod span;
mod tenant;
mod terminal;
mod token;
mod unfinished;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use self::failure::Failure;
use crate::config::Settings;
use crate::{router, telemetry};

/// A SCIM 2.0 service provider with an audit log and a console.
#[derive(Parser)]
#[command(
    name = "rollcall",
    version,
    disable_help_subcommand = true,
    arg_required_else_help = false
)]
struct Invocation {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve SCIM and the console until SIGTERM or SIGINT.
    Serve,
    /// Bring the database to this release's schema, as all commands do that work on what is in it.
    Migrate(migrate::Arguments),
    /// Copy the SQLite file to another, whole, while the server runs.
    Backup(backup::Arguments),
    /// Create, list, show, suspend and delete tenants.
    #[command(subcommand)]
    Tenant(tenant::Command),
    /// Say who may sign in to a tenant's console.
    #[command(subcommand)]
    Admin(admin::Command),
    /// Say who runs this server in the console: they create, suspend and delete tenants.
    #[command(subcommand)]
    Operator(operator::Command),
    /// Issue, list, rotate, revoke and check SCIM tokens.
    #[command(subcommand)]
    Token(token::Command),
    /// Issue, list, rotate and revoke OAuth clients.
    #[command(subcommand)]
    Client(client::Command),
    /// Register, list, show and remove a tenant's own schemas for users and groups.
    #[command(subcommand)]
    Schema(schema::Command),
    /// Export a tenant's audit log, or check that nobody has changed it.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Fill the database with one lively demonstration tenant and print its sign-in.
    Demo,
    /// Print every route that is served, with what lets a request in.
    #[command(hide = true)]
    Routes,
}

/// Runs the command that the arguments name.
pub(crate) fn main() -> ExitCode {
    let invocation = match Invocation::try_parse() {
        Ok(invocation) => invocation,
        Err(error) if is_asked_for(&error) => {
            // Help into a closed pipe is nobody's loss.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        Err(error) => return failure::usage(&error, &Invocation::command()).report(),
    };
    match run(invocation) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn is_asked_for(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    )
}

fn run(Invocation { settings, command }: Invocation) -> Result<(), Failure> {
    settings.check().map_err(Failure::Usage)?;
    let serving = matches!(command, Command::Serve);
    telemetry::start(&settings.logging, if serving { "info" } else { "error" });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match command {
            Command::Serve => serve::run(&settings).await,
            Command::Migrate(arguments) => migrate::run(&settings, &arguments).await,
            Command::Backup(arguments) => backup::run(&settings, &arguments).await,
            Command::Tenant(command) => tenant::run(&settings, command).await,
            Command::Admin(command) => admin::run(&settings, command).await,
            Command::Operator(command) => operator::run(&settings, command).await,
            Command::Token(command) => token::run(&settings, command).await,
            Command::Client(command) => client::run(&settings, command).await,
            Command::Schema(command) => schema::run(&settings, command).await,
            Command::Audit(command) => audit::run(&settings, command).await,
            Command::Demo => demo::run(&settings).await,
            Command::Routes => Ok(terminal::print_all(router::inventory())?),
        }
    })
}
