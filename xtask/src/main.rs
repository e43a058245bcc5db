//! `cargo xtask`: builds, runs and tests Rollcall. It needs nothing but cargo to start;
//! what else a command needs, it installs where it can, or names in one line.
//!
//! - [`run`], [`build`], [`check`], [`test`], [`bench`], [`tour`], [`lighthouse`]: one module per
//!   command.
//! - [`browser`]: the browser part, with [`wasm`] (its toolchain), [`site`] (the folder of
//!   assets), [`budget`] (what it may weigh), [`css`], [`script`] and [`fingerprint`] (is there
//!   anything to do?).
//! - [`process`], [`debian`], [`workspace`]: other programs, Debian's packages, our folders.

mod bench;
mod browser;
mod budget;
mod build;
mod check;
mod css;
mod debian;
mod fingerprint;
mod lighthouse;
mod npm;
mod process;
mod run;
mod script;
mod site;
mod test;
mod tour;
mod wasm;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Builds, runs and tests Rollcall",
    version
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build what has changed and start the server (Ctrl-C stops it)
    Run {
        /// Passed to `rollcall serve`; `--demo` fills a demonstration tenant first
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Build the browser part and the server
    Build {
        /// Optimise, and embed the assets: makes target/release/rollcall
        #[arg(long)]
        release: bool,
    },
    /// Formatting, dependency edges and lints
    Check,
    /// Install what the tests need and pass all of them
    Test {
        /// Every browser scenario, not only the fast core
        #[arg(long)]
        all: bool,
        /// Only these stages, and what they need
        #[arg(value_parser = test::stage_names())]
        stages: Vec<String>,
    },
    /// Measure with optimisation: a benchmark, which no test waits for
    Bench {
        subject: bench::Subject,
        /// Events of the long log: ten million, or one for `console`
        #[arg(long)]
        events: Option<u64>,
        /// Users for `console`, and members of its largest group: ten thousand
        #[arg(long)]
        users: Option<u32>,
        /// On PostgreSQL instead of SQLite
        #[arg(long)]
        postgres: bool,
    },
    /// Take the pictures of docs/console.md anew
    Tour,
    /// Measure six pages with Lighthouse, as a phone on a slow line
    Lighthouse,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run { arguments } => run::run(arguments),
        Command::Build { release } => build::build(release),
        Command::Check => check::check(),
        Command::Test { all, stages } => test::test(all, &stages),
        Command::Bench {
            subject,
            events,
            users,
            postgres,
        } => bench::bench(subject, events, users, postgres),
        Command::Tour => tour::tour(),
        Command::Lighthouse => lighthouse::lighthouse(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
