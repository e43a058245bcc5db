//! How a command ends when it does not succeed.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};

use super::terminal::say;

/// Why a command was not carried out.
pub(crate) enum Failure {
    /// Exit code 2: what was asked for makes no sense.
    Usage(String),
    /// Exit code 1: it was refused, or it failed.
    Refused(anyhow::Error),
}

impl Failure {
    /// A refusal in one's own words.
    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self::Refused(anyhow::Error::msg(message.into()))
    }

    /// Says why, in one line.
    pub(super) fn report(&self) -> ExitCode {
        let (message, code) = match self {
            Self::Usage(message) => (message.clone(), 2),
            Self::Refused(error) => (causes(error), 1),
        };
        say(&format!("error: {}", one_line(&message)));
        ExitCode::from(code)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Refused(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Refused(error.into())
    }
}

impl From<directory::Error> for Failure {
    fn from(error: directory::Error) -> Self {
        Self::Refused(error.into())
    }
}

/// What clap says, in one line, with the environment variable where the value may come from.
pub(super) fn usage(error: &clap::Error, command: &clap::Command) -> Failure {
    let text = error.render().to_string();
    let first = text.split("\n\n").next().unwrap_or_default();
    let mut line = one_line(first.trim_start_matches("error: "));
    if let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg)
        && let Some(variable) = variable(command, argument)
    {
        line = format!("{line} (environment variable {variable})");
    }
    Failure::Usage(line)
}

/// The variable of an argument that clap writes as `--flag <VALUE>`.
fn variable(command: &clap::Command, argument: &str) -> Option<String> {
    let flag = argument.split_whitespace().next()?.strip_prefix("--")?;
    let found = command
        .get_arguments()
        .find(|known| known.get_long() == Some(flag))?;
    Some(found.get_env()?.to_string_lossy().into_owned())
}

/// An error with its causes; one that only repeats what is already said is left out.
fn causes(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if said.is_empty() {
            said = cause;
        } else if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    said
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
