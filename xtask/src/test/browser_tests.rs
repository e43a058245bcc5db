//! Playwright in the system's Chromium, with and without script.

use std::fs;
use std::path::{Path, PathBuf};

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

pub(crate) fn run(session: &mut Session) -> Result<()> {
    let chromium = chromium()?;
    // A command that the console shows is run as it stands there.
    debian::provide("the browser tests", &["curl"])?;
    let folder = workspace::root().join("end2end");
    let playwright = playwright(&folder)?;
    let mut command = process::command(playwright);
    command
        .current_dir(&folder)
        .arg("test")
        .env("CHROMIUM", chromium)
        .env("ROLLCALL_BINARY", session.programs()?.rollcall())
        .env("FORCE_COLOR", "0");
    if !session.all {
        command.args(["--grep-invert", "@full"]);
    }
    session.counts.run(&mut command)
}

fn chromium() -> Result<PathBuf> {
    if let Some(chromium) = process::find(&CHROMIUM) {
        return Ok(chromium);
    }
    debian::install("the browser tests", &["chromium", "fonts-liberation"])?;
    process::find(&CHROMIUM).context("chromium was installed, but is not on the PATH")
}

/// Playwright's command, after `npm ci` whenever package-lock.json has changed.
fn playwright(folder: &Path) -> Result<PathBuf> {
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
