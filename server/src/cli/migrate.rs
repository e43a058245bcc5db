//! `rollcall migrate`

use migration::{MigrationFailure, Status};
use secrecy::ExposeSecret;

use super::failure::Failure;
use super::{database, terminal};
use crate::config::Settings;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Only look: exit code 1 when there is something to do.
    #[arg(long)]
    check: bool,
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Result<(), Failure> {
    if arguments.check {
        let url = settings.database_url.expose_secret();
        database::refuse_to_make(url, "`rollcall migrate` makes it")?;
    }
    let store = database::connect(settings).await?;
    if !arguments.check {
        database::migrate(&store).await?;
        return Ok(terminal::print("the database is up to date")?);
    }
    match migration::status(store.schema_connection())
        .await
        .map_err(anyhow::Error::from)?
    {
        Status::UpToDate => Ok(terminal::print("the database is up to date")?),
        Status::Empty => Err(Failure::refused(
            "the database is empty: `rollcall migrate` makes its tables",
        )),
        Status::Pending(steps) => Err(Failure::refused(format!(
            "the database needs these migrations: {}",
            steps.join(", ")
        ))),
        Status::Newer(steps) => Err(Failure::Refused(
            MigrationFailure::NewerSchema(steps).into(),
        )),
    }
}
