//! `cargo xtask bench`: the programmes that measure, with what they need.

use anyhow::Result;

use crate::test::Postgres;
use crate::{process, workspace};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Subject {
    /// Pages of a long audit log, and writes beside it
    Audit,
    /// Every list of a tenant with 10,000 users and a long audit log
    Console,
    /// What signing in costs, and what it costs others
    SignIn,
}

/// Users of the tenant whose lists are measured.
const USERS: u32 = 10_000;

/// Builds the binary with optimisation, and measures.
pub(crate) fn bench(
    subject: Subject,
    events: Option<u64>,
    users: Option<u32>,
    postgres: bool,
) -> Result<()> {
    let (programme, usual) = match subject {
        Subject::Audit => ("audit", 10_000_000),
        Subject::Console => ("audit", 1_000_000),
        Subject::SignIn => ("sign_in", 0),
    };
    let mut cargo = process::cargo();
    cargo.args(["bench", "--package", "server", "--bench", programme]);
    if subject == Subject::SignIn {
        return process::run(&mut cargo);
    }
    cargo.arg("--");
    cargo.args(["--events", &events.unwrap_or(usual).to_string()]);
    if subject == Subject::Console {
        cargo.args(["--users", &users.unwrap_or(USERS).to_string()]);
    }
    cargo
        .arg("--folder")
        .arg(workspace::root().join("target/bench"));
    // It is gone when this function ends.
    let server = if postgres {
        Some(Postgres::start()?)
    } else {
        None
    };
    if let Some(server) = &server {
        cargo.args(["--postgres", server.url()]);
    }
    process::run(&mut cargo)
}
