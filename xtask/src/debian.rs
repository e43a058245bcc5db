//! Debian's packages: installed when we may, else named in one line.

use std::sync::OnceLock;

use anyhow::{Result, bail};

use crate::process;

/// Installs the programs that are missing, each from the package of its name.
pub(crate) fn provide(purpose: &str, programs: &[&str]) -> Result<()> {
    let missing = programs.iter().copied();
    let missing: Vec<&str> = missing
        .filter(|program| process::find(&[program]).is_none())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    install(purpose, &missing)
}

/// Installs packages that `purpose` needs. Where that cannot be done, the error is the one
/// line that says what to type.
pub(crate) fn install(purpose: &str, packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let Some(apt) = process::find(&["apt-get"]) else {
        bail!("{purpose} needs what Debian's packages `{names}` hold: please install them");
    };
    if !is_root() {
        bail!("{purpose} needs Debian packages: please run `sudo apt-get install {names}`");
    }
    update()?;
    let mut command = process::command(apt);
    command
        .args(["install", "--yes", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    process::quietly(&format!("installing {names}"), &mut command)
}

/// Are we root? Decided once, by `id`, which every Unix has.
pub(crate) fn is_root() -> bool {
    static ROOT: OnceLock<bool> = OnceLock::new();
    *ROOT.get_or_init(|| {
        process::output(process::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
    })
}

/// Reads the package lists, once per run.
fn update() -> Result<()> {
    static UPDATED: OnceLock<()> = OnceLock::new();
    if UPDATED.get().is_some() {
        return Ok(());
    }
    process::quietly(
        "reading Debian's package lists",
        process::command("apt-get").arg("update"),
    )?;
    UPDATED.get_or_init(|| ());
    Ok(())
}
