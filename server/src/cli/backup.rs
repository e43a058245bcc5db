//! `rollcall backup`

use std::path::{self, Path, PathBuf};

use secrecy::ExposeSecret;

use super::failure::Failure;
use super::unfinished::{Unfinished, beside};
use super::{database, terminal};
use crate::config::{Settings, database_file};
use crate::shutdown::Signals;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Where the copy is written.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace the file when it exists.
    #[arg(long)]
    overwrite: bool,
}

/// Whether a path leads to what a database consists of.
fn is_of_the_database(target: &Path, source: &Path) -> bool {
    let folder = target
        .parent()
        .and_then(|folder| folder.canonicalize().ok());
    let named = folder.zip(target.file_name());
    let named = named.map(|(folder, name)| folder.join(name));
    let led_to = target.canonicalize().ok();
    let of_it = ["", "-wal", "-shm", "-journal"].map(|end| beside(source, end));
    let key = source.with_file_name("secret.key");
    let is_of_it = |path: &PathBuf| *path == key || of_it.contains(path);
    named.iter().chain(&led_to).any(is_of_it)
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Result<(), Failure> {
    let url = settings.database_url.expose_secret();
    let Some(source) = database_file(url) else {
        return Err(Failure::refused(
            "only a SQLite file is copied by this command: use pg_dump for a PostgreSQL database",
        ));
    };
    database::refuse_to_make(url, "there is nothing to copy")?;
    let target = path::absolute(&arguments.file)?;
    if is_of_the_database(&target, &source.canonicalize()?) {
        return Err(Failure::refused(
            "the copy would replace the database itself, or its key: choose another name",
        ));
    }
    if target.to_str().is_none() {
        return Err(Failure::Usage(
            "the name of the copy must be UTF-8".to_owned(),
        ));
    }
    let mut signals = Signals::listen()?;
    let store = database::connect(settings).await?;
    let unfinished = Unfinished::create(&target, arguments.overwrite)?;
    tokio::select! {
        copied = store.copy_to(unfinished.path()) => copied.map_err(anyhow::Error::from)?,
        () = signals.next() => return Err(Failure::refused("interrupted: there is no copy")),
    }
    let size = unfinished.file().metadata()?.len();
    unfinished.keep()?;
    terminal::say(&format!(
        "{size} bytes written to {}; the secret key is not in it: keep a copy of that elsewhere",
        target.display()
    ));
    Ok(())
}
