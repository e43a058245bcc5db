//! `rollcall audit evidence`

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::pin::pin;

use chrono::{DateTime, Utc};
use directory::audit::evidence::Span;
use directory::tenants::Slug;
use directory::{Caller, Clock, Directory, Error, SystemClock};
use futures::TryStreamExt;

use super::audit::instant;
use super::failure::Failure;
use super::unfinished::Unfinished;
use super::{database, tenant, terminal};
use crate::config::Settings;
use crate::shutdown::Signals;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The tenant.
    #[arg(long)]
    tenant: Slug,
    /// From this time on, such as 2026-11-01 or 2026-11-01T08:00:00Z; else from the first event.
    #[arg(long, value_name = "TIME", value_parser = instant)]
    from: Option<DateTime<Utc>>,
    /// Before this time; else until now.
    #[arg(long, value_name = "TIME", value_parser = instant)]
    to: Option<DateTime<Utc>>,
    /// Where the archive is written; else to standard output, which must be no terminal.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file when it exists.
    #[arg(long, requires = "output")]
    overwrite: bool,
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Result<(), Failure> {
    if arguments.output.is_none() && io::stdout().is_terminal() {
        return Err(Failure::Usage(
            "an archive is nothing for a terminal: give --output FILE".to_owned(),
        ));
    }
    let mut signals = Signals::listen()?;
    let span = |now| Span::new(arguments.from, arguments.to, now).map_err(usage);
    // Before the database is opened, and again by its clock.
    span(SystemClock.now())?;
    let directory = database::open_for_command(settings).await?;
    let caller = directory
        .cli_caller(arguments.tenant.as_str())
        .await
        .map_err(|error| tenant::named(error, &arguments.tenant))?;
    let span = span(directory.now())?;
    let write = async {
        match &arguments.output {
            Some(path) => to_file(&directory, &caller, span, path, arguments.overwrite).await,
            None => write_out(&directory, &caller, span, &mut io::stdout().lock()).await,
        }
    };
    let written = tokio::select! {
        written = write => written,
        () = signals.next() => Err(Failure::refused("interrupted: the archive is incomplete")),
    };
    // A pack that broke off is an event too.
    directory.flush_events().await?;
    written
}

/// What is wrong about the range is wrong usage.
fn usage(error: Error) -> Failure {
    match error {
        Error::Invalid(errors) => {
            let errors = errors.iter();
            let told: Vec<_> = errors
                .map(|error| format!("--{}: {}", error.field, error.message))
                .collect();
            Failure::Usage(told.join(" "))
        }
        error => error.into(),
    }
}

/// Writes the archive to a file; one that broke off is no archive, and leaves none behind.
async fn to_file(
    directory: &Directory,
    caller: &Caller,
    span: Span,
    path: &Path,
    overwrite: bool,
) -> Result<(), Failure> {
    let unfinished = Unfinished::create(path, overwrite)?;
    let mut out = BufWriter::new(unfinished.file());
    write_out(directory, caller, span, &mut out).await?;
    drop(out);
    unfinished.keep()?;
    terminal::say(&format!("written to {}", path.display()));
    Ok(())
}

async fn write_out(
    directory: &Directory,
    caller: &Caller,
    span: Span,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let mut pieces = pin!(directory.audit().evidence(caller, span).await?);
    while let Some(piece) = pieces.try_next().await? {
        out.write_all(&piece)?;
    }
    Ok(out.flush()?)
}
