//! `cargo xtask build`: the browser part, then the server.

use anyhow::Result;

use crate::browser::{self, Profile};
use crate::{process, workspace};

pub(crate) fn build(release: bool) -> Result<()> {
    eprintln!("[1/2] browser part");
    let site = browser::build(if release {
        Profile::Release
    } else {
        Profile::Dev
    })?;
    eprintln!("[2/2] server");
    if release && site.changed {
        // The site is embedded while the server is compiled. Cargo sees when a file that was
        // embedded changes, but not that there are others now.
        process::output(process::cargo().args(["clean", "--release", "--package", "server"]))?;
    }
    server(release)?;
    let folder = if release { "release" } else { "debug" };
    eprintln!("built {}", workspace::binary(folder)?.display());
    Ok(())
}

/// Builds the binary `rollcall`; cargo knows what has changed.
pub(crate) fn server(release: bool) -> Result<()> {
    let mut cargo = process::cargo();
    cargo.args(["build", "--package", "server"]);
    if release {
        cargo.arg("--release");
    }
    process::run(&mut cargo)
}
