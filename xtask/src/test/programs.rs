//! Test programs: compiled all at once, run stage by stage.
//!
//! `cargo test --package store` and `cargo test --package server` would each resolve the
//! features of their dependencies for themselves, and so compile most of them twice. One
//! invocation compiles every program; the stages then run them as `cargo test` would.

use std::num::NonZero;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{process, workspace};

/// The environment variable by which tests learn of a PostgreSQL server.
const POSTGRES_URL: &str = "ROLLCALL_TEST_POSTGRES_URL";

/// Tests at a time for each processor, where they wait for disks and other processes.
const THREADS_FOR_EACH_PROCESSOR: usize = 2;

pub(crate) struct Programs {
    tests: Vec<TestProgram>,
    rollcall: PathBuf,
}

struct TestProgram {
    package: String,
    /// `it` of tests/it; for tests inside a crate, the name of the crate or of its binary.
    target: String,
    /// The package's folder.
    folder: PathBuf,
    executable: PathBuf,
}

impl Programs {
    pub(crate) fn compile() -> Result<Self> {
        let mut cargo = cargo_test();
        cargo.args(["--no-run", "--message-format=json-render-diagnostics"]);
        let mut tests = Vec::new();
        let mut rollcall = None;
        process::lines(&mut cargo, |line| {
            let message: Value = serde_json::from_str(line).unwrap_or_default();
            let Some(executable) = message["executable"].as_str() else {
                return;
            };
            if message["profile"]["test"] == true {
                tests.extend(TestProgram::new(&message, executable));
            } else if message["target"]["name"] == "rollcall" {
                rollcall = Some(PathBuf::from(executable));
            }
        })?;
        tests.sort_by_key(TestProgram::name);
        let rollcall = rollcall.context("cargo made no binary `rollcall`")?;
        Ok(Self { tests, rollcall })
    }

    /// `cargo test --doc`, with the same features as the programs.
    pub(crate) fn documentation_examples() -> Command {
        let mut cargo = cargo_test();
        cargo.arg("--doc");
        cargo
    }

    /// The binary, built with the same features as its tests.
    pub(crate) fn rollcall(&self) -> &PathBuf {
        &self.rollcall
    }

    /// The names of these packages' tests, and what runs them as `cargo test` would.
    pub(crate) fn tests_of(
        &self,
        packages: &[&str],
        postgres: Option<&str>,
    ) -> Vec<(String, Command)> {
        let mut commands = Vec::new();
        for test in &self.tests {
            if packages.contains(&test.package.as_str()) {
                commands.push((test.name(), test.command(postgres)));
            }
        }
        commands
    }
}

impl TestProgram {
    fn new(message: &Value, executable: &str) -> Option<Self> {
        let manifest = PathBuf::from(message["manifest_path"].as_str()?);
        let folder = manifest.parent()?.to_owned();
        let package = folder.file_name()?.to_string_lossy().into_owned();
        let target = message["target"]["name"].as_str()?.to_owned();
        Some(Self {
            package,
            target,
            folder,
            executable: executable.into(),
        })
    }

    fn name(&self) -> String {
        if self.target == self.package || self.target == "rollcall" {
            return format!("{}: unit tests", self.package);
        }
        format!("{}: tests/{}", self.package, self.target)
    }

    fn command(&self, postgres: Option<&str>) -> Command {
        let mut command = process::command(&self.executable);
        command
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .env("CARGO_PKG_NAME", &self.package)
            // A snapshot that differs is a failure here, never a new snapshot.
            .env("INSTA_UPDATE", "no");
        if let Some(url) = postgres {
            command.env(POSTGRES_URL, url);
            command.env("RUST_TEST_THREADS", threads().to_string());
        }
        command
    }
}

fn threads() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    processors * THREADS_FOR_EACH_PROCESSOR
}

fn cargo_test() -> Command {
    let mut cargo = process::cargo();
    cargo.arg("test");
    for package in workspace::PACKAGES {
        cargo.args(["--package", package]);
    }
    cargo
}
