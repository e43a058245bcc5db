//! `rollcall audit erase`

use directory::audit::Erased;
use directory::tenants::Slug;
use directory::{Error, Traces};

use crate::cli::failure::Failure;
use crate::cli::{database, tenant, terminal};
use crate::config::Settings;

pub(super) async fn run(settings: &Settings, slug: &Slug, user: &str) -> Result<(), Failure> {
    let directory = database::open_for_command(settings).await?;
    let caller = directory
        .log_caller(slug.as_str())
        .await
        .map_err(|error| tenant::named(error, slug))?;
    let erased = directory.audit().erase(&caller, user).await;
    let erased = erased.map_err(|error| match error {
        Error::NotFound => Failure::refused(format!(
            "nobody with the id {user} ever was a user of {}: give the id that Rollcall assigned",
            slug.as_str()
        )),
        other => other.into(),
    })?;
    terminal::print(&summary(user, &erased))?;
    for note in notes(&erased) {
        terminal::say(&note);
    }
    Ok(())
}

fn summary(user: &str, erased: &Erased) -> String {
    let Erased {
        events,
        versions,
        memberships,
        views,
        ..
    } = erased;
    format!(
        "erased {user}: fields of {events} events, {versions} kept versions, the name in {memberships} memberships, {views} saved views"
    )
}

/// What the operator has to know beside.
fn notes(erased: &Erased) -> Vec<String> {
    let mut notes = Vec::new();
    if erased.was_there {
        notes.push(
            "The user was still provisioned and was removed. The identity provider will create it \
             again unless it is told."
                .to_owned(),
        );
    }
    if !erased.named_by.is_empty() {
        notes.push(format!(
            "These still name the person: {}. Users and groups are the identity provider's to change, \
             members and tokens yours.",
            erased.named_by.join(", ")
        ));
    }
    match erased.traces {
        Traces::None => {}
        Traces::WriteAheadLog => notes.push(
            "The write-ahead log beside the database file was being read and still holds what was \
             erased. Run this command again."
                .to_owned(),
        ),
        Traces::UntilVacuum => notes.push(
            "PostgreSQL keeps what was erased, unseen, until it has vacuumed and used the space \
             again: run VACUUM FULL on audit_event, scim_version, group_member_period, \
             scim_user and scim_user_value to be rid of it now. Its write-ahead log and backups age on their own."
                .to_owned(),
        ),
    }
    notes.push("Exports and backups that were made before still hold the person.".to_owned());
    notes
}
