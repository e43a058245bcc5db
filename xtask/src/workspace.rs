//! The folders of this workspace.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;

/// The packages that are built and tested together, always in one cargo invocation: naming
/// fewer of them would resolve other features, and so compile the dependencies again.
pub(crate) const PACKAGES: [&str; 6] = ["app", "directory", "migration", "scim", "server", "store"];

pub(crate) fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// Where the server finds its assets, wherever cargo's own target folder is.
pub(crate) fn site() -> PathBuf {
    root().join("target/site")
}

/// Downloaded tools: the Python environment, npm packages, logs of quiet steps.
pub(crate) fn tools() -> PathBuf {
    root().join("target/tools")
}

/// Cargo's target folder for the browser part. It has its own, because it may be built by
/// another compiler than the server, and each would throw away what the other has built.
pub(crate) fn browser_target() -> PathBuf {
    root().join("target/browser")
}

/// Cargo's target folder for everything else (`CARGO_TARGET_DIR` and cargo's settings count).
pub(crate) fn target() -> Result<PathBuf> {
    let metadata = metadata()?;
    let folder = metadata["target_directory"].as_str();
    Ok(folder
        .context("cargo metadata names no target folder")?
        .into())
}

/// `cargo metadata` of the workspace's own packages; fails when Cargo.lock is out of date.
pub(crate) fn metadata() -> Result<Value> {
    let mut cargo = process::cargo();
    cargo.args(["metadata", "--format-version=1", "--no-deps", "--locked"]);
    let text = process::output(&mut cargo)?;
    serde_json::from_str(&text).context("cargo metadata printed something else than JSON")
}

/// The server's binary in cargo's target folder.
pub(crate) fn binary(profile_folder: &str) -> Result<PathBuf> {
    let name = format!("rollcall{}", std::env::consts::EXE_SUFFIX);
    Ok(target()?.join(profile_folder).join(name))
}
