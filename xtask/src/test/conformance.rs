//! Public SCIM clients against the real server: see end2end/conformance/run.py.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::Session;
use crate::{debian, fingerprint, process, workspace};

pub(crate) fn run(session: &mut Session) -> Result<()> {
    let python = python()?;
    let mut script = process::command(python);
    script
        .arg("end2end/conformance/run.py")
        .arg("--binary")
        .arg(session.programs()?.rollcall());
    session.counts.run(&mut script)
}

/// A Python that has the clients in the versions of requirements.txt.
fn python() -> Result<PathBuf> {
    let requirements = workspace::root().join("end2end/conformance/requirements.txt");
    let pinned = fs::read(&requirements)
        .with_context(|| format!("{} cannot be read", requirements.display()))?;
    let folder = workspace::tools().join("python");
    let python = folder.join("bin/python");
    let complete = folder.join("requirements.sha256");
    let hash = fingerprint::hex(&Sha256::digest(&pinned));
    if fs::read_to_string(&complete).is_ok_and(|done| done == hash) {
        return Ok(python);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    make_environment(&folder)?;
    let mut pip = process::command(&python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--requirement",
    ]);
    process::quietly("installing the SCIM clients (PyPI)", pip.arg(&requirements))?;
    fs::write(complete, hash)?;
    Ok(python)
}

fn make_environment(folder: &PathBuf) -> Result<()> {
    if process::find(&["python3"]).is_none() {
        debian::install("the conformance clients", &["python3", "python3-venv"])?;
    }
    let venv = || process::output(process::command("python3").args(["-m", "venv"]).arg(folder));
    if venv().is_ok() {
        return Ok(());
    }
    // Debian's python3 comes without what `venv` needs.
    debian::install("the conformance clients", &["python3-venv"])?;
    venv().context("python3 -m venv failed")?;
    Ok(())
}
