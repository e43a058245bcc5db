//! The stages of `cargo xtask test`, in the order in which they run: what fails soonest first.

use anyhow::{Context, Result, ensure};

use super::Session;
use super::postgres::Postgres;
use super::programs::Programs;
use super::{browser_tests, conformance};
use crate::browser::{self, Profile};
use crate::{check, debian, process};

pub(crate) struct Stage {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// Stages whose results this one uses.
    needs: &'static [&'static str],
    pub(crate) run: fn(&mut Session) -> Result<()>,
}

pub(crate) const STAGES: [Stage; 11] = [
    Stage {
        name: "format",
        title: "formatting",
        needs: &[],
        run: |_| check::formatting(),
    },
    Stage {
        name: "edges",
        title: "dependency edges",
        needs: &[],
        run: |_| check::edges(),
    },
    Stage {
        name: "lints",
        title: "lints",
        needs: &[],
        run: |_| check::lints(),
    },
    Stage {
        name: "tool",
        title: "tests of the build tool",
        needs: &[],
        run: build_tool,
    },
    Stage {
        name: "site",
        title: "browser part",
        needs: &[],
        run: site,
    },
    Stage {
        name: "compile",
        title: "server and test programs, compiled",
        needs: &["site"],
        run: compile,
    },
    Stage {
        name: "unit",
        title: "protocol and console tests, documentation examples",
        needs: &["compile"],
        run: unit,
    },
    Stage {
        name: "store",
        title: "store and directory tests on SQLite and PostgreSQL",
        needs: &["compile"],
        run: store,
    },
    Stage {
        name: "server",
        title: "server tests on SQLite and PostgreSQL",
        needs: &["compile"],
        run: server,
    },
    Stage {
        name: "conformance",
        title: "SCIM conformance clients",
        needs: &["compile"],
        run: conformance::run,
    },
    Stage {
        name: "browser",
        title: "browser tests in Chromium",
        needs: &["compile"],
        run: browser_tests::run,
    },
];

/// The wanted stages (all of them when none is named) and those that they need.
pub(crate) fn choose(wanted: &[String]) -> Vec<&'static Stage> {
    let mut chosen: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let mut index = 0;
    while let Some(&name) = chosen.get(index) {
        let needs = STAGES.iter().filter(|stage| stage.name == name);
        chosen.extend(needs.flat_map(|stage| stage.needs));
        index += 1;
    }
    STAGES
        .iter()
        .filter(|stage| wanted.is_empty() || chosen.contains(&stage.name))
        .collect()
}

fn build_tool(session: &mut Session) -> Result<()> {
    let mut cargo = process::cargo();
    session
        .counts
        .run(cargo.args(["test", "--package", "xtask"]))
}

/// The part that users get is the one that is tested. This is also where `frontend`, and what only
/// the browser sees of `app`, is linted.
fn site(_: &mut Session) -> Result<()> {
    let warnings = browser::build(Profile::Release)?.warnings;
    ensure!(
        warnings == 0,
        "the browser part compiles with {warnings} warnings"
    );
    Ok(())
}

fn compile(session: &mut Session) -> Result<()> {
    session.programs = Some(Programs::compile()?);
    Ok(())
}

fn unit(session: &mut Session) -> Result<()> {
    run_tests(session, &["scim", "app"])?;
    session.counts.run(&mut Programs::documentation_examples())
}

fn store(session: &mut Session) -> Result<()> {
    start_postgres(session)?;
    run_tests(session, &["migration", "store", "directory"])
}

fn server(session: &mut Session) -> Result<()> {
    start_postgres(session)?;
    // What the instructions in an evidence pack are followed with, and certificates made.
    debian::provide("checking evidence packs", &["openssl", "python3"])?;
    run_tests(session, &["server"])
}

fn run_tests(session: &mut Session, packages: &[&str]) -> Result<()> {
    let url = session.postgres.as_ref().map(Postgres::url);
    let commands = session.programs()?.tests_of(packages, url);
    for (name, mut command) in commands {
        println!("  {name}");
        session.counts.run(&mut command).context(name)?;
    }
    Ok(())
}

fn start_postgres(session: &mut Session) -> Result<()> {
    if session.postgres.is_none() {
        session.postgres = Some(Postgres::start()?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{STAGES, choose};

    #[track_caller]
    fn check(wanted: &[&str], expected: &[&str]) {
        let wanted: Vec<String> = wanted.iter().map(|&name| name.into()).collect();
        let names: Vec<&str> = choose(&wanted).iter().map(|stage| stage.name).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn a_stage_brings_what_it_needs_in_order() {
        check(
            &["server", "format"],
            &["format", "site", "compile", "server"],
        );
        check(&["lints"], &["lints"]);
    }

    #[test]
    fn no_name_means_every_stage() {
        assert_eq!(choose(&[]).len(), STAGES.len());
    }
}
