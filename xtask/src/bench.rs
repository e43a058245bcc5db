//! `cargo xtask bench`: the programmes that measure, with what they need.

use anyhow::Result;

use crate::test::Postgres;
use crate::{process, workspace};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Subject {
    /// Pages of a long audit log, and writes beside it
    Audit,
    /// What signing in costs, and what it costs others
    SignIn,
}

/// Builds the binary with optimisation, and measures.
pub(crate) fn bench(subject: Subject, events: u64, postgres: bool) -> Result<()> {
    let programme = match subject {
        Subject::Audit => "audit",
        Subject::SignIn => "sign_in",
    };
    let mut cargo = process::cargo();
    cargo.args(["bench", "--package", "server", "--bench", programme]);
    if subject == Subject::SignIn {
        return process::run(&mut cargo);
    }
    cargo.arg("--");
    cargo.args(["--events", &events.to_string()]);
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
