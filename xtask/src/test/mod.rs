//! `cargo xtask test`: installs what the tests need and passes all of them, stage by stage.

mod browser_tests;
mod conformance;
mod counts;
mod postgres;
mod programs;
mod stages;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

pub(crate) use browser_tests::playwright;
use counts::Counts;
pub(crate) use postgres::Postgres;
use programs::Programs;
use stages::{STAGES, Stage};

use crate::process;

/// What the stages hand to each other.
pub(crate) struct Session {
    /// Every browser scenario, not only the fast core.
    all: bool,
    counts: Counts,
    postgres: Option<Postgres>,
    programs: Option<Programs>,
}

impl Session {
    fn new(all: bool) -> Self {
        Self {
            all,
            counts: Counts::default(),
            postgres: None,
            programs: None,
        }
    }

    /// The compiled test programs; the stage that makes them comes before those that use them.
    fn programs(&self) -> Result<&Programs> {
        match &self.programs {
            Some(programs) => Ok(programs),
            None => bail!("the test programs have not been compiled"),
        }
    }
}

/// One line of the table at the end.
struct Row {
    title: &'static str,
    elapsed: Duration,
    outcome: &'static str,
}

pub(crate) fn stage_names() -> Vec<&'static str> {
    STAGES.iter().map(|stage| stage.name).collect()
}

pub(crate) fn test(all: bool, wanted: &[String]) -> Result<()> {
    let started = Instant::now();
    let chosen = stages::choose(wanted);
    let mut session = Session::new(all);
    let mut rows = Vec::new();
    let mut failure = None;
    for (number, stage) in chosen.iter().enumerate() {
        println!("[{}/{}] {}…", number + 1, chosen.len(), stage.title);
        let (row, done) = pass(stage, &mut session);
        println!(
            "  {}: {} ({})",
            stage.title,
            row.outcome,
            process::duration(row.elapsed)
        );
        rows.push(row);
        if let Err(error) = done {
            println!("  {error:#}");
            failure = Some(stage);
            break;
        }
    }
    // The cluster stops before the last lines are printed, so that they are the last ones.
    session.postgres = None;
    report(&rows, chosen.len(), started.elapsed(), &session.counts);
    match failure {
        Some(stage) => bail!("stopped at: {}", stage.title),
        None => Ok(()),
    }
}

fn pass(stage: &Stage, session: &mut Session) -> (Row, Result<()>) {
    let started = Instant::now();
    let failed_before = session.counts.failed;
    let done = (stage.run)(session);
    if done.is_err() && session.counts.failed == failed_before {
        // What failed was no single test (it did not compile, say); it still is a failure.
        session.counts.failed += 1;
    }
    let outcome = if done.is_ok() { "passed" } else { "FAILED" };
    (
        Row {
            title: stage.title,
            elapsed: started.elapsed(),
            outcome,
        },
        done,
    )
}

fn report(rows: &[Row], planned: usize, elapsed: Duration, counts: &Counts) {
    println!();
    for row in rows {
        println!(
            "{:>14}  {}  {}",
            process::duration(row.elapsed),
            row.outcome,
            row.title
        );
    }
    println!(
        "{:>14}  in all, {} of {planned} stages",
        process::duration(elapsed),
        rows.len()
    );
    for note in counts.notes() {
        println!("{note}");
    }
    println!("{} passed, {} failed", counts.passed, counts.failed);
}
