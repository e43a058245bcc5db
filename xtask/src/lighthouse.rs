//! `cargo xtask lighthouse`: six pages as Lighthouse sees them, on a phone with a slow line.

use anyhow::{Context, Result};

use crate::browser::{self, Profile};
use crate::{build, npm, process, test, workspace};

/// Fails where a page falls short; `end2end/lighthouse` says of what.
pub(crate) fn lighthouse() -> Result<()> {
    eprintln!("[1/3] browser part");
    browser::build(Profile::Release)?;
    eprintln!("[2/3] server");
    build::server(false)?;
    eprintln!("[3/3] Lighthouse");
    let program = npm::lighthouse()?;
    let program =
        program.context("Lighthouse needs Node.js 20 or newer with npm: please install them")?;
    let mut playwright = test::playwright(&workspace::binary("debug")?)?;
    playwright
        .args(["--config", "lighthouse"])
        .env("LIGHTHOUSE", program);
    process::run(&mut playwright)
}
