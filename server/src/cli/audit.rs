//! `rollcall audit`

mod erase;

use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::pin::pin;

use anyhow::Context;
use app::model::query::{AuditQuery, Range};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::ValueEnum;
use directory::audit::verify::{self, Broken, KeptHead, Verified};
use directory::audit::{Format, Query, Shape};
use directory::tenants::Slug;
use directory::{Caller, Clock, Directory, SystemClock};
use futures::TryStreamExt;

use super::failure::Failure;
use super::{database, evidence, tenant, terminal};
use crate::config::Settings;
use crate::console::wanted::{take_line, wanted};
use crate::shutdown::Signals;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Write a tenant's audit log to standard output, oldest event first.
    Export {
        /// The tenant; also one that is gone, by its slug or its id.
        #[arg(long)]
        tenant: Slug,
        /// One JSON object a line with a manifest as the last line, or a table.
        #[arg(long, default_value = "ndjson")]
        format: Form,
        /// What one row of a table is.
        #[arg(long, value_name = "SHAPE")]
        shape: Option<Rows>,
        /// Only what this line finds, as in the console: outcome:error -op:user.update. All of
        /// time, unless it says otherwise; reads only with reads:yes.
        #[arg(long, value_name = "LINE", allow_hyphen_values = true)]
        query: Option<String>,
        /// Events from this time on, such as 2026-11-01 or 2026-11-01T08:00:00Z.
        #[arg(long, value_name = "TIME", value_parser = instant)]
        from: Option<DateTime<Utc>>,
        /// Events before this time.
        #[arg(long, value_name = "TIME", value_parser = instant)]
        to: Option<DateTime<Utc>>,
    },
    /// Write an archive that shows an auditor a stretch of time, and proves it without Rollcall.
    Evidence(evidence::Arguments),
    /// Check that no event was changed, removed or put in another order.
    Verify {
        /// The tenant whose log in the database is checked.
        #[arg(long, required_unless_present = "file")]
        tenant: Option<Slug>,
        /// An export, or its manifest, that was kept elsewhere: the log must still lead there.
        #[arg(long, value_name = "FILE", conflicts_with = "file")]
        head: Option<PathBuf>,
        /// Check this NDJSON export instead, without a database.
        #[arg(long, value_name = "FILE", conflicts_with = "tenant")]
        file: Option<PathBuf>,
    },
    /// Let go of what is older than each tenant keeps it, at once; a running server does so hourly.
    Purge,
    /// Erase one person from events, kept versions and bodies. The chain still verifies.
    Erase {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// The id of the user. Who is still there is removed first.
        #[arg(long, value_name = "ID")]
        user: String,
    },
    /// Recompute users, groups and memberships from the versions that were kept.
    Rebuild {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// Compare them with those that are there, and change nothing.
        #[arg(long, required = true)]
        check: bool,
    },
}

/// How an export is written.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Form {
    /// Complete, and checkable by `audit verify --file`.
    Ndjson,
    /// For spreadsheets.
    Csv,
}

/// What a row of an export as a table is.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Rows {
    /// An event.
    Events,
    /// An attribute that an event changed.
    Changes,
}

/// The format that two arguments say.
fn format(form: Form, rows: Option<Rows>) -> Result<Format, Failure> {
    match (form, rows) {
        (Form::Ndjson, None) => Ok(Format::Ndjson),
        (Form::Csv, None | Some(Rows::Events)) => Ok(Format::Csv(Shape::Events)),
        (Form::Csv, Some(Rows::Changes)) => Ok(Format::Csv(Shape::Changes)),
        (Form::Ndjson, Some(_)) => Err(Failure::Usage(
            "--shape is of a table: give --format csv as well".to_owned(),
        )),
    }
}

/// What a line asks for, as in the console, or everything.
fn query(line: Option<String>, between: Bounds) -> Result<Query, Failure> {
    let (from, to) = between;
    let Some(line) = line else {
        return Ok(Query {
            from,
            to,
            reads: true,
            ..Query::default()
        });
    };
    let usage = |what: &str| Failure::Usage(format!("--query: {what}"));
    let mut asked = AuditQuery {
        q: line,
        range: Range::All,
        ..AuditQuery::default()
    };
    let (_, fault) = take_line(&mut asked);
    if let Some(fault) = fault {
        return Err(usage(&fault.message));
    }
    if asked.range != Range::All && from.or(to).is_some() {
        return Err(usage("it says a time already; leave out --from and --to"));
    }
    let mut faults = Vec::new();
    let wanted = wanted(&asked, SystemClock.now(), &mut faults);
    if let Some(fault) = faults.first() {
        return Err(usage(&fault.message));
    }
    Ok(Query {
        from: wanted.from.or(from),
        to: wanted.to.or(to),
        ..wanted
    })
}

/// The first instant, and the one after the last.
type Bounds = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

pub(super) async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    match command {
        Command::Export {
            tenant,
            format: form,
            shape,
            query: line,
            from,
            to,
        } => {
            let format = format(form, shape)?;
            let query = query(line, (from, to))?;
            export(settings, &tenant, &query, format).await
        }
        Command::Evidence(arguments) => evidence::run(settings, &arguments).await,
        Command::Verify {
            file: Some(file), ..
        } => {
            let reader = open(&file)?;
            conclude(verify::file(BufReader::new(reader)))
        }
        Command::Verify {
            tenant: Some(tenant),
            head,
            ..
        } => verify_database(settings, &tenant, head.as_deref()).await,
        Command::Purge => purge(settings).await,
        Command::Erase { tenant, user } => erase::run(settings, &tenant, &user).await,
        Command::Rebuild { tenant, .. } => rebuild(settings, &tenant).await,
        Command::Verify { .. } => Err(Failure::Usage("give --tenant or --file".to_owned())),
    }
}

async fn export(
    settings: &Settings,
    slug: &Slug,
    query: &Query,
    format: Format,
) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    let directory = database::open_for_command(settings).await?;
    let caller = directory
        .log_caller(slug.as_str())
        .await
        .map_err(|error| tenant::named(error, slug))?;
    let written = tokio::select! {
        written = write_out(&directory, &caller, query, format) => written,
        () = signals.next() => Err(Failure::refused("interrupted: the export is incomplete")),
    };
    // An export that broke off is an event too.
    directory.flush_events().await?;
    written
}

async fn write_out(
    directory: &Directory,
    caller: &Caller,
    query: &Query,
    format: Format,
) -> Result<(), Failure> {
    let mut chunks = pin!(
        directory
            .audit()
            .export(caller, query, format, None)
            .await?
    );
    let mut out = io::BufWriter::new(io::stdout().lock());
    while let Some(chunk) = chunks.try_next().await? {
        out.write_all(chunk.as_bytes())?;
    }
    Ok(out.flush()?)
}

async fn verify_database(
    settings: &Settings,
    slug: &Slug,
    head: Option<&Path>,
) -> Result<(), Failure> {
    let kept = head.map(kept_head).transpose()?;
    let directory = database::open_for_command(settings).await?;
    let caller = directory
        .log_caller(slug.as_str())
        .await
        .map_err(|error| tenant::named(error, slug))?;
    conclude(directory.audit().verify(&caller, kept.as_ref()).await?)
}

async fn purge(settings: &Settings) -> Result<(), Failure> {
    let directory = database::open_for_command(settings).await?;
    let failed = directory.audit().purge().await?;
    if failed.is_empty() {
        return Ok(terminal::print(
            "ok: nothing older than it is kept is left",
        )?);
    }
    Err(Failure::refused(format!(
        "the audit log of {} could not be purged: check it with audit verify",
        failed.join(", ")
    )))
}

async fn rebuild(settings: &Settings, slug: &Slug) -> Result<(), Failure> {
    let directory = database::open_for_command(settings).await?;
    let caller = directory
        .cli_caller(slug.as_str())
        .await
        .map_err(|error| tenant::named(error, slug))?;
    let found = directory.audit().rebuild(&caller).await?;
    if found.differences.is_empty() {
        return Ok(terminal::print(&format!(
            "ok: {} users, {} groups and {} memberships are what the kept versions lead to",
            found.users, found.groups, found.memberships
        ))?);
    }
    let differences = found.differences.join("; ");
    Err(Failure::refused(format!(
        "the tables differ from the kept versions: {differences}"
    )))
}

fn kept_head(path: &Path) -> Result<KeptHead, Failure> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    KeptHead::parse(&text)
        .map_err(|error| Failure::refused(format!("--head {}: {error}", path.display())))
}

fn open(path: &Path) -> anyhow::Result<File> {
    File::open(path).with_context(|| format!("cannot read {}", path.display()))
}

fn conclude(outcome: Result<Verified, Broken>) -> Result<(), Failure> {
    match outcome {
        Ok(Verified {
            count,
            incomplete,
            last_seq,
            head,
            signed_by,
            goes_on_at,
        }) => {
            let signed = signed_by.map_or_else(String::new, |key| format!(", signed by {key}"));
            let cut = goes_on_at.map_or_else(String::new, |next| {
                format!("; truncated: the log goes on at seq {next}")
            });
            let gone = match incomplete {
                0 => String::new(),
                some => format!("; {some} of them without what was erased or is no longer kept"),
            };
            Ok(terminal::print(&format!(
                "ok: {count} events, head seq {last_seq}, hash {head}{signed}{cut}{gone}"
            ))?)
        }
        Err(broken) => Err(Failure::refused(format!(
            "the audit log is broken: {broken}"
        ))),
    }
}

/// A time with an offset, or the begin of a day in UTC.
pub(super) fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let day = || {
        text.parse::<NaiveDate>()
            .map(|day| day.and_time(NaiveTime::MIN).and_utc())
    };
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .or_else(|_| day())
        .map_err(|_| "write a time such as 2026-11-01 or 2026-11-01T08:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn a_time_is_a_day_or_has_an_offset() {
        assert_eq!(
            instant("2026-11-01").unwrap().to_rfc3339(),
            "2026-11-01T00:00:00+00:00"
        );
        assert_eq!(
            instant("2026-11-01T02:00:00+02:00").unwrap().to_rfc3339(),
            "2026-11-01T00:00:00+00:00"
        );
        assert!(instant("yesterday").is_err());
        assert!(instant("2026-11-01T02:00:00").is_err());
    }
}
