//! The browser part: compiles `frontend` to WebAssembly, makes the JavaScript that loads it,
//! and publishes both with the style sheet and the public files.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use wasm_bindgen_cli_support::Bindgen;

use crate::budget::{self, Sizes};
use crate::fingerprint::{self, Fingerprint};
use crate::site::{Quality, Site};
use crate::{css, npm, process, script, wasm, workspace};

/// What the toolchain of wasm32-unknown-unknown emits, and every browser since 2022 runs.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Profile {
    /// Soon built.
    Dev,
    /// Small.
    Release,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }
}

/// What a build did.
pub(crate) struct Built {
    /// There is a new site.
    pub(crate) changed: bool,
    /// How often the compiler warned.
    pub(crate) warnings: usize,
}

/// Builds the browser part if anything that it is made from has changed.
pub(crate) fn build(profile: Profile) -> Result<Built> {
    let started = Instant::now();
    if let Some(toolchain) = wasm::Toolchain::installed()?
        && Fingerprint::of_inputs(profile.name(), &toolchain)?.is_current()
    {
        eprintln!("  browser part: unchanged");
        return Ok(Built {
            changed: false,
            warnings: 0,
        });
    }

    let toolchain = wasm::Toolchain::get()?;
    eprintln!("  browser part: compiling with {toolchain}");
    let fingerprint = Fingerprint::of_inputs(profile.name(), &toolchain)?;
    let warnings = compile(&toolchain, profile)?;
    let (script, module) = bindings(profile)?;
    let (module, optimised) = match profile {
        Profile::Dev => (module, false),
        Profile::Release => optimise(module)?,
    };
    let sizes = publish(profile, &script, &fs::read(module)?)?;
    if optimised {
        budget::check(&sizes, toolchain.origin())?;
    }
    // Without the optimiser there is work left to do, and warnings shall be seen again.
    if warnings == 0 && (profile == Profile::Dev || optimised) {
        fingerprint.record()?;
    }
    eprintln!("  browser part: {}", process::duration(started.elapsed()));
    Ok(Built {
        changed: true,
        warnings,
    })
}

/// Compiles `frontend`; returns the number of warnings, which cargo shows.
fn compile(toolchain: &wasm::Toolchain, profile: Profile) -> Result<usize> {
    let mut cargo = toolchain.cargo_build();
    cargo.args([
        "--package",
        "frontend",
        "--lib",
        "--profile",
        profile.name(),
    ]);
    cargo.arg("--message-format=json-render-diagnostics");
    let mut warnings = 0;
    process::lines(&mut cargo, |line| {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        warnings += usize::from(message["message"]["level"] == "warning");
    })?;
    Ok(warnings)
}

/// Runs wasm-bindgen; returns the script's text and the file of the module it loads.
fn bindings(profile: Profile) -> Result<(String, PathBuf)> {
    let target = workspace::browser_target();
    let compiled = target
        .join(wasm::TARGET)
        .join(profile.name())
        .join("frontend.wasm");
    let folder = target.join("bindings").join(profile.name());
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    Bindgen::new()
        .input_path(compiled)
        .out_name("rollcall")
        .web(true)?
        .typescript(false)
        // The page names the module: its file name is a hash of its content.
        .omit_default_module_path(true)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(true)
        .generate(&folder)
        .context("wasm-bindgen failed")?;
    // Such files would be imported by names that are not hashed.
    let extra = ["snippets", "package.json"]
        .iter()
        .any(|name| folder.join(name).exists());
    ensure!(
        !extra,
        "a dependency of `frontend` brings JavaScript files of its own"
    );
    Ok((
        fs::read_to_string(folder.join("rollcall.js"))?,
        folder.join("rollcall_bg.wasm"),
    ))
}

/// Makes the module smaller; says so, and goes on, where the optimiser cannot be had.
fn optimise(module: PathBuf) -> Result<(PathBuf, bool)> {
    let Some(wasm_opt) = npm::wasm_opt()? else {
        eprintln!(
            "  npm is not installed, so wasm-opt is not used: the module is larger, and not judged"
        );
        return Ok((module, false));
    };
    let small = module.with_file_name("rollcall_small.wasm");
    let mut command = process::command(wasm_opt);
    command
        .arg("-Oz")
        .args(WASM_FEATURES)
        .arg(&module)
        .arg("--output")
        .arg(&small);
    process::quietly("wasm-opt", &mut command)?;
    Ok((small, true))
}

fn publish(profile: Profile, script: &str, module: &[u8]) -> Result<Sizes> {
    let root = workspace::root();
    let mut site = Site::default();
    site.asset("js", script.as_bytes());
    site.asset("wasm", module);
    let style = fs::read_to_string(root.join("style/main.css")).context("style/main.css")?;
    site.asset("css", css::minify(&style).as_bytes());
    for name in script::NAMES {
        let place = format!("frontend/{name}.js");
        let written = fs::read_to_string(root.join(&place)).context(place)?;
        site.script(name, script::minify(&written).as_bytes());
    }
    add_public_files(&mut site, &root.join("public"))?;
    let quality = match profile {
        Profile::Dev => Quality::Fast,
        Profile::Release => Quality::Small,
    };
    fingerprint::forget()?;
    site.publish(&workspace::site(), quality)
}

fn add_public_files(site: &mut Site, folder: &Path) -> Result<()> {
    for file in fingerprint::files(folder)? {
        let name = file
            .strip_prefix(folder)?
            .to_string_lossy()
            .replace('\\', "/");
        site.public(&name, &fs::read(&file)?);
    }
    Ok(())
}
