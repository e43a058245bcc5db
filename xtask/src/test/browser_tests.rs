//! Playwright in the system's Chromium, with and without script.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::Session;
use crate::{debian, fingerprint, process, workspace};

const CHROMIUM: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The tag of scenarios that go over ground which the fast core has seen once.
const FULL: &str = "@full";

/// The fast core, and with `--all` what else there is.
pub(crate) fn run(session: &mut Session) -> Result<()> {
    // A command that the console shows is run as it stands there.
    debian::provide("the browser tests", &["curl"])?;
    pass(session, "the fast core", ["--grep-invert", FULL])?;
    if session.all {
        pass(session, "the others", ["--grep", FULL])?;
    }
    Ok(())
}

fn pass(session: &mut Session, what: &str, scenarios: [&str; 2]) -> Result<()> {
    let started = Instant::now();
    let mut command = playwright(session.programs()?.rollcall())?;
    session.counts.run(command.args(scenarios))?;
    println!("  {what}: {}", process::duration(started.elapsed()));
    Ok(())
}

/// `playwright test` with the system's Chromium, in `end2end`, against this binary.
pub(crate) fn playwright(rollcall: &Path) -> Result<Command> {
    let chromium = chromium()?;
    let folder = workspace::root().join("end2end");
    let mut command = process::command(installed(&folder)?);
    command
        .current_dir(&folder)
        .arg("test")
        .env("CHROMIUM", chromium)
        .env("ROLLCALL_BINARY", rollcall)
        .env("FORCE_COLOR", "0");
    Ok(command)
}

fn chromium() -> Result<PathBuf> {
    if let Some(chromium) = process::find(&CHROMIUM) {
        return Ok(chromium);
    }
    debian::install("the browser tests", &["chromium", "fonts-liberation"])?;
    process::find(&CHROMIUM).context("chromium was installed, but is not on the PATH")
}

/// Playwright's command, after `npm ci` whenever package-lock.json has changed.
fn installed(folder: &Path) -> Result<PathBuf> {
    let program = folder.join("node_modules/.bin/playwright");
    let lock = fs::read(folder.join("package-lock.json")).context("end2end/package-lock.json")?;
    let hash = fingerprint::hex(&Sha256::digest(&lock));
    let complete = folder.join("node_modules/.package-lock.sha256");
    if fs::read_to_string(&complete).is_ok_and(|done| done == hash) {
        return Ok(program);
    }
    let Some(npm) = process::find(&["npm"]) else {
        bail!("the browser tests need Node.js 20 or newer with npm: please install them");
    };
    let mut install = process::command(npm);
    install
        .current_dir(folder)
        .args(["ci", "--no-audit", "--no-fund"]);
    process::quietly("installing Playwright (npm ci)", &mut install)?;
    fs::write(complete, hash)?;
    Ok(program)
}
