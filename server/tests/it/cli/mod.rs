//! The command line: exit codes, messages, and secrets alone on standard output.

mod administration;
mod backup;
mod start;
mod usage;

use crate::harness::{Backend, Database, Outcome, Rollcall, is_like};

/// Runs a command on an empty database and compares how it ends. `…` stands for anything.
async fn check(arguments: &[&str], code: i32, stderr: &str) {
    let database = Database::new(Backend::Sqlite).await;
    let outcome = Rollcall::on(&database).run(arguments);
    assert_ends(&outcome, code, stderr, arguments);
    database.close().await;
}

#[track_caller]
fn assert_ends(outcome: &Outcome, code: i32, stderr: &str, arguments: &[&str]) {
    assert_eq!(outcome.code, code, "{arguments:?}: {outcome:?}");
    let said = outcome.stderr.trim_end();
    assert!(
        is_like(said, stderr),
        "{arguments:?}: {said:?} is not like {stderr:?}"
    );
    assert!(
        code == 0 || said.lines().count() == 1,
        "{arguments:?}: {said}"
    );
}
