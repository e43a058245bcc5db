//! `cargo xtask bench`: the programmes that measure, with what they need.

use anyhow::Result;

use crate::test::Postgres;
use crate::{process, workspace};

/// What can be measured.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum Subject {
    /// Pages of a long audit log, and writes beside it
    Audit,
}

/// Builds the binary with optimisation, and measures.
pub(crate) fn bench(subject: Subject, events: u64, postgres: bool) -> Result<()> {
    let Subject::Audit = subject;
    let mut cargo = process::cargo();
    cargo.args(["bench", "--package", "server", "--bench", "audit", "--"]);
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
