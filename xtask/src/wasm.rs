//! A toolchain that compiles for the browser (`wasm32-unknown-unknown`).
//!
//! Usually it is rustup's, with one more target. Where rustup cannot download that, Debian's
//! `rustc-web` packages carry a compiler together with the library's source, and cargo builds
//! the library with the browser part.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::{debian, process, workspace};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_LIBRARY: &str = "/usr/lib/rustlib/src/rust/library/Cargo.toml";
const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];

/// rustup either has the target within this time or will not have it at all.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(20);

pub(crate) enum Toolchain {
    Rustup { version: String },
    Debian { version: String, linker: PathBuf },
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rustup { version } => write!(f, "{version}"),
            Self::Debian { version, .. } => write!(f, "{version}, Debian's"),
        }
    }
}

impl Toolchain {
    /// Whose it is. Debian's builds the library for its size, so what it makes is not comparable.
    pub(crate) fn origin(&self) -> &'static str {
        match self {
            Self::Rustup { .. } => "rustup",
            Self::Debian { .. } => "Debian",
        }
    }

    /// What is on this machine already, if anything.
    pub(crate) fn installed() -> Result<Option<Self>> {
        if let Some(rustup) = rustup()? {
            return Ok(Some(rustup));
        }
        debian()
    }

    /// What is on this machine, or can be had.
    pub(crate) fn get() -> Result<Self> {
        if let Some(installed) = Self::installed()? {
            return Ok(installed);
        }
        if add_target()?
            && let Some(rustup) = rustup()?
        {
            return Ok(rustup);
        }
        debian::install("the browser part", &DEBIAN_PACKAGES).with_context(advice)?;
        debian()?.with_context(|| {
            format!(
                "{DEBIAN_RUSTC} is too old, or its library's source is missing; {}",
                advice()
            )
        })
    }

    /// `cargo build --target wasm32-unknown-unknown`, with its own target folder.
    pub(crate) fn cargo_build(&self) -> Command {
        let mut cargo = match self {
            Self::Rustup { .. } => process::cargo(),
            Self::Debian { .. } => process::command(DEBIAN_CARGO),
        };
        cargo.args(["build", "--target", TARGET]);
        cargo.env("CARGO_TARGET_DIR", workspace::browser_target());
        if let Self::Debian { linker, .. } = self {
            cargo
                .arg("-Zbuild-std=std,panic_abort")
                .env("RUSTC", DEBIAN_RUSTC)
                // build-std is a nightly feature; this compiler and source belong together.
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                // The libraries of the toolchain that runs this program are not Debian's.
                .env_remove("LD_LIBRARY_PATH");
        }
        cargo
    }
}

fn advice() -> String {
    let packages = DEBIAN_PACKAGES.join(" ");
    format!(
        "the browser part needs Rust's {TARGET} target: run `rustup target add {TARGET}`, \
         or on Debian `apt-get install {packages}`"
    )
}

fn rustup() -> Result<Option<Toolchain>> {
    let mut rustc = process::command("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    let folder = PathBuf::from(process::output(&mut rustc)?.trim());
    if !holds_library(&folder) {
        return Ok(None);
    }
    let version = process::output(process::command("rustc").arg("--version"))?;
    Ok(Some(Toolchain::Rustup {
        version: version.trim().to_owned(),
    }))
}

fn holds_library(folder: &Path) -> bool {
    let Ok(entries) = folder.read_dir() else {
        return false;
    };
    entries
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
}

fn add_target() -> Result<bool> {
    if process::find(&["rustup"]).is_none() {
        return Ok(false);
    }
    let mut rustup = process::command("rustup");
    rustup.args(["target", "add", TARGET]);
    let added = process::within(
        DOWNLOAD_LIMIT,
        &format!("rustup target add {TARGET}"),
        &mut rustup,
    )?;
    if !added {
        eprintln!("  rustup cannot download it here; Debian's rustc-web is used instead");
    }
    Ok(added)
}

fn debian() -> Result<Option<Toolchain>> {
    let parts = [DEBIAN_RUSTC, DEBIAN_CARGO, DEBIAN_LIBRARY];
    if !parts.iter().all(|part| Path::new(part).exists()) {
        return Ok(None);
    }
    let mut rustc = process::command(DEBIAN_RUSTC);
    let version = process::output(rustc.arg("--version").env_remove("LD_LIBRARY_PATH"))?;
    if minor(&version) < minor(&format!("rustc {}", env!("CARGO_PKG_RUST_VERSION"))) {
        return Ok(None);
    }
    let linker = linker()?;
    Ok(Some(Toolchain::Debian {
        version: version.trim().to_owned(),
        linker,
    }))
}

/// 96 of `rustc 1.96.0 (ac68faa20 2026-05-25)`.
fn minor(version: &str) -> Option<u32> {
    version
        .split_whitespace()
        .nth(1)?
        .split('.')
        .nth(1)?
        .parse()
        .ok()
}

/// Debian's compiler comes without a linker for WebAssembly; rustup's toolchain has one.
fn linker() -> Result<PathBuf> {
    let mut rustc = process::command("rustc");
    let folder = process::output(rustc.args(["--print", "target-libdir"]))?;
    let own = Path::new(folder.trim()).with_file_name("bin/rust-lld");
    if own.exists() {
        return Ok(own);
    }
    if process::find(&["wasm-ld"]).is_none() {
        debian::install("linking the browser part", &["lld"])?;
    }
    match process::find(&["wasm-ld"]) {
        Some(linker) => Ok(linker),
        None => bail!("linking the browser part needs `wasm-ld`: please install lld"),
    }
}

#[cfg(test)]
mod tests {
    use super::minor;

    #[test]
    fn compiler_versions_are_compared_by_their_minor_number() {
        assert_eq!(minor("rustc 1.96.0 (ac68faa20 2026-05-25)"), Some(96));
        assert_eq!(minor("rustc 1.95"), Some(95));
        assert_eq!(minor("rustc"), None);
    }
}
