//! Tools from the npm registry, in pinned versions.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::{process, workspace};

/// A program that an npm package brings.
struct Tool {
    package: &'static str,
    version: &'static str,
    program: &'static str,
}

/// Makes WebAssembly smaller; this version knows current WebAssembly.
const WASM_OPT: Tool = Tool {
    package: "binaryen",
    version: "132.0.0",
    program: "wasm-opt",
};

/// Measures pages as a phone would load them; the newest that Node.js 20 runs.
const LIGHTHOUSE: Tool = Tool {
    package: "lighthouse",
    version: "12.8.2",
    program: "lighthouse",
};

/// `wasm-opt`, installed when needed; `None` on a machine without npm.
pub(crate) fn wasm_opt() -> Result<Option<PathBuf>> {
    WASM_OPT.get()
}

/// `lighthouse`, likewise.
pub(crate) fn lighthouse() -> Result<Option<PathBuf>> {
    LIGHTHOUSE.get()
}

impl Tool {
    fn get(&self) -> Result<Option<PathBuf>> {
        let folder = workspace::tools().join(self.package).join(self.version);
        let program = folder.join("node_modules/.bin").join(self.program);
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
        install
            .arg(&folder)
            .arg(format!("{}@{}", self.package, self.version));
        let step = format!("installing {} (npm package {})", self.program, self.package);
        process::quietly(&step, &mut install)?;
        Ok(Some(program))
    }
}
