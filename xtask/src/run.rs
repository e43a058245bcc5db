//! `cargo xtask run`: builds what has changed and becomes the server.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;

use crate::browser::{self, Profile};
use crate::{build, process, workspace};

pub(crate) fn run(mut arguments: Vec<OsString>) -> Result<()> {
    let demo = arguments.iter().any(|argument| argument == "--demo");
    arguments.retain(|argument| argument != "--demo");

    eprintln!("[1/3] browser part");
    browser::build(Profile::Dev)?;
    eprintln!("[2/3] server");
    build::server(false)?;

    let binary = workspace::binary("debug")?;
    if demo {
        eprintln!("[3/3] demonstration tenant, then rollcall serve");
        // Every setting is known to every command: it is the same database, and the printed
        // address of the sign-in is the one served. Only the server that is about to be started
        // would bring up a database of older sources, and the tenant comes before it.
        for command in ["migrate", "demo"] {
            process::run(process::command(&binary).arg(command).args(&arguments))?;
        }
    } else {
        eprintln!("[3/3] rollcall serve");
    }
    become_program(process::command(&binary).arg("serve").args(arguments))
}

/// This process becomes the server, so that signals, input and exit code are the server's own.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<()> {
    process::run(command)
}
