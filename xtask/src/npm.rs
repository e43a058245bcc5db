//! Tools from the npm registry, in pinned versions.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::{process, workspace};

/// The version of the npm package `binaryen`, whose `wasm-opt` knows current WebAssembly.
const BINARYEN: &str = "132.0.0";

/// `wasm-opt`, installed when needed; `None` on a machine without npm.
pub(crate) fn wasm_opt() -> Result<Option<PathBuf>> {
    let folder = workspace::tools().join("binaryen").join(BINARYEN);
    let program = folder.join("node_modules/.bin/wasm-opt");
    if program.exists() {
        return Ok(Some(program));
    }
    let Some(npm) = process::find(&["npm"]) else {
        return Ok(None);
    };
    fs::create_dir_all(&folder)?;
    let mut install = process::command(npm);
    install.args([
        "install",
        "--no-save",
        "--no-audit",
        "--no-fund",
        "--prefix",
    ]);
    install.arg(&folder).arg(format!("binaryen@{BINARYEN}"));
    process::quietly("installing wasm-opt (npm package binaryen)", &mut install)?;
    Ok(Some(program))
}
