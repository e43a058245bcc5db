//! The real binary: as a command, and as a server.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use crate::Failure;

/// The optimised binary.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_rollcall");

/// Runs a command on a database; what it printed.
pub(crate) fn run(database: &str, arguments: &[&str], input: &str) -> Result<String, Failure> {
    let mut process = Command::new(BINARY)
        .args(arguments)
        .env("ROLLCALL_DATABASE_URL", database)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = process.stdin.take() {
        stdin.write_all(input.as_bytes())?;
    }
    let output = process.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("{arguments:?} failed").into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// A server that ends with this.
pub(crate) struct Served {
    process: Child,
    /// Where it listens.
    pub(crate) url: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts a server on a database, with further settings.
pub(crate) fn serve(database: &str, settings: &[(&str, &str)]) -> Result<Served, Failure> {
    let mut process = Command::new(BINARY)
        .arg("serve")
        .env("ROLLCALL_DATABASE_URL", database)
        .env("ROLLCALL_LISTEN", "127.0.0.1:0")
        .env("ROLLCALL_LOG", "warn")
        .envs(settings.iter().copied())
        .stdout(Stdio::piped())
        .spawn()?;
    let stdout = process.stdout.take().ok_or("the server has no stdout")?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line)?;
    let url = line.trim().strip_prefix("listening on ");
    let url = url.ok_or("the server did not start")?.to_owned();
    Ok(Served { process, url })
}
