//! Has anything changed that the browser part is made from?

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::wasm::Toolchain;
use crate::workspace;

/// What the browser part is made from. This program makes it, so it counts as well.
const INPUTS: [&str; 9] = [
    "Cargo.toml",
    "Cargo.lock",
    ".cargo",
    "app",
    "frontend",
    "password",
    "style",
    "public",
    "xtask",
];

pub(crate) struct Fingerprint(String);

impl Fingerprint {
    pub(crate) fn of_inputs(profile: &str, toolchain: &Toolchain) -> Result<Self> {
        let root = workspace::root();
        let mut hash = Sha256::new();
        hash.update(format!("{profile}\0{toolchain}\0"));
        for input in INPUTS {
            for file in files(&root.join(input))? {
                let content = fs::read(&file)
                    .with_context(|| format!("{} cannot be read", file.display()))?;
                hash.update(format!("{}\0{}\0", file.display(), content.len()));
                hash.update(content);
            }
        }
        Ok(Self(hex(&hash.finalize())))
    }

    /// Was the site that stands now made from these inputs?
    pub(crate) fn is_current(&self) -> bool {
        let made = fs::read_to_string(place()).unwrap_or_default();
        made == self.0 && workspace::site().join("manifest.json").exists()
    }

    pub(crate) fn record(&self) -> Result<()> {
        fs::write(place(), &self.0).context("the fingerprint of the browser part")
    }
}

/// Forgets what the site was made from, before it becomes something else.
pub(crate) fn forget() -> Result<()> {
    match fs::remove_file(place()) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn place() -> PathBuf {
    workspace::browser_target().join("site.fingerprint")
}

/// Every file below a folder (or the file itself), in a fixed order; none if it is missing.
pub(crate) fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !path.exists() {
        return Ok(Vec::new());
    }
    let mut entries: Vec<PathBuf> = path
        .read_dir()?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        found.append(&mut files(&entry)?);
    }
    Ok(found)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
