//! The binary on the command line.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::Database;

/// The binary with a database.
pub(crate) struct Rollcall {
    url: String,
    folder: PathBuf,
    settings: Vec<(String, String)>,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Rollcall {
    pub(crate) fn on(database: &Database) -> Self {
        let (url, folder) = (database.url.clone(), database.folder().to_owned());
        Self {
            url,
            folder,
            settings: Vec::new(),
        }
    }

    /// The same with another setting.
    pub(crate) fn with(mut self, variable: &str, value: &str) -> Self {
        self.settings.push((variable.to_owned(), value.to_owned()));
        self
    }

    /// A process of it, not yet started. It sees nothing of this process's environment.
    pub(crate) fn process(&self, arguments: &[&str]) -> Command {
        let mut process = Command::new(env!("CARGO_BIN_EXE_rollcall"));
        process
            .env_clear()
            .env("ROLLCALL_DATABASE_URL", &self.url)
            .envs(self.settings.iter().cloned())
            .args(arguments)
            .current_dir(&self.folder);
        process
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with(arguments, "")
    }

    /// Runs a command to its end with something on standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Outcome {
        let mut child = self
            .process(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads nothing may be gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Outcome {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command that must succeed; what it printed, without the line's end.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, 0, "{arguments:?}: {outcome:?}");
        outcome.stdout.trim_end().to_owned()
    }
}
