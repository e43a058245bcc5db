//! Other programs: run them, read them, wait for quiet ones while saying how long it takes.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// How often a quiet step says that it is still at work.
const PULSE: Duration = Duration::from_secs(15);

#[expect(
    clippy::disallowed_methods,
    reason = "the build tool's one place that reads it"
)]
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The cargo of the workspace's toolchain, started in the workspace.
///
/// What the outer cargo says of this tool is not handed on: build scripts that look at it (ring's)
/// would run again, and all that is made with them, whenever `cargo test` and `cargo xtask test` take
/// turns.
pub(crate) fn cargo() -> Command {
    let mut command = command("cargo");
    for (name, _) in std::env::vars_os() {
        let about_this_tool = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if about_this_tool {
            command.env_remove(name);
        }
    }
    command
}

/// A program to be started in the workspace's root folder.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace::root());
    command
}

/// Runs a program whose output is for whoever watches.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    succeeded(command, status)
}

/// Runs a program and returns what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| cannot_start(command))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        bail!("{}: {}", name(command), last_lines(&reason, 5));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program, and gives each line of its standard output to `each` as it comes.
pub(crate) fn lines(command: &mut Command, mut each: impl FnMut(&str)) -> Result<()> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| cannot_start(command))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            each(&String::from_utf8_lossy(&line?));
        }
    }
    let status = child.wait()?;
    succeeded(command, status)
}

/// Runs a program whose output only matters when it fails: one line when it begins, one every
/// few seconds, and what it printed last should it fail.
pub(crate) fn quietly(step: &str, command: &mut Command) -> Result<()> {
    eprintln!("  {step}…");
    let log = log_file(step)?;
    let file = File::create(&log)?;
    command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file);
    let status = wait(step, command, None)?;
    if status.is_some_and(|status| status.success()) {
        return Ok(());
    }
    let text = fs::read_to_string(&log).unwrap_or_default();
    bail!(
        "{step} failed; {} ends with\n{}",
        log.display(),
        last_lines(&text, 20)
    );
}

/// Runs a program that is stopped when it takes longer than `limit`; did it succeed?
pub(crate) fn within(limit: Duration, step: &str, command: &mut Command) -> Result<bool> {
    eprintln!("  {step}…");
    let file = File::create(log_file(step)?)?;
    command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file);
    Ok(wait(step, command, Some(limit))?.is_some_and(|status| status.success()))
}

/// The first of these programs that is on the PATH.
pub(crate) fn find(programs: &[&str]) -> Option<PathBuf> {
    let folders = variable("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&folders).collect();
    let places = programs
        .iter()
        .flat_map(|name| folders.iter().map(move |f| f.join(name)));
    places.into_iter().find(|place| place.is_file())
}

/// `4.2 s`, or `3 min 05 s`.
pub(crate) fn duration(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    if seconds < 60 {
        return format!("{:.1} s", elapsed.as_secs_f64());
    }
    format!("{} min {:02} s", seconds / 60, seconds % 60)
}

/// Waits for a program; `None` when it took too long and was stopped.
fn wait(step: &str, command: &mut Command, limit: Option<Duration>) -> Result<Option<ExitStatus>> {
    let started = Instant::now();
    let mut pulse = PULSE;
    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if limit.is_some_and(|limit| started.elapsed() > limit) {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        if started.elapsed() > pulse {
            eprintln!("  {step}… {}", duration(started.elapsed()));
            pulse += PULSE;
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn log_file(step: &str) -> Result<PathBuf> {
    let words = step
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let name: Vec<&str> = words.collect();
    let folder = workspace::tools().join("log");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder.join(format!("{}.log", name.join("-").to_ascii_lowercase())))
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    let reason = status
        .code()
        .map_or_else(|| status.to_string(), |code| format!("exit {code}"));
    bail!("{} failed ({reason})", name(command))
}

/// The program and its first words: enough to know which one it was.
fn name(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let program = program
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let words = command
        .get_args()
        .map(|word| word.to_string_lossy().into_owned())
        .take_while(|word| !word.starts_with('-'))
        .take(3);
    program
        .into_iter()
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ")
}

fn cannot_start(command: &Command) -> String {
    format!(
        "{} cannot be started",
        command.get_program().to_string_lossy()
    )
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}
