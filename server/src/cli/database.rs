//! The configured database, ready for a command.

use std::sync::Arc;

use anyhow::Context;
use directory::mail::Post;
use directory::{Directory, Store};
use secrecy::ExposeSecret;

use super::failure::Failure;
use crate::config::{Settings, database_file};
use crate::mail::{MailServer, Smtp};
use crate::secret_key;

/// Connects, migrates when needed, and opens the directory.
pub(super) async fn open(settings: &Settings, public_url: String) -> Result<Directory, Failure> {
    let store = connect(settings).await?;
    migrate(&store).await?;
    let found = secret_key::find(settings)?;
    let settings = directory::Settings {
        public_url,
        secret_key: found.key.clone(),
        open_discovery: settings.open_discovery,
        post: post(settings)?,
    };
    let opened = Directory::open(store, settings).await;
    if let Err(directory::Error::WrongSecretKey) = &opened {
        found.withdraw();
    }
    Ok(opened?)
}

/// The mail server of the settings.
fn post(settings: &Settings) -> Result<Option<Arc<dyn Post>>, Failure> {
    let server = MailServer::of(&settings.mail).map_err(Failure::Usage)?;
    let Some(server) = server else {
        return Ok(None);
    };
    Ok(Some(Arc::new(Smtp::to(server)?)))
}

/// [`open`] for a command that is no server: links lead to where the server would listen.
pub(super) async fn open_for_command(settings: &Settings) -> Result<Directory, Failure> {
    open(settings, settings.public_url(settings.listen)).await
}

pub(super) async fn connect(settings: &Settings) -> anyhow::Result<Store> {
    let url = settings.database_url.expose_secret();
    let options = directory::Options {
        readers: settings.database_connections,
    };
    Store::connect(url, options)
        .await
        .context("cannot open the database of ROLLCALL_DATABASE_URL")
}

pub(super) async fn migrate(store: &Store) -> anyhow::Result<()> {
    Ok(migration::up(store.schema_connection()).await?)
}

/// Whoever only looks gets no new database at a path that was mistyped.
pub(super) fn refuse_to_make(database_url: &str, advice: &str) -> Result<(), Failure> {
    let Some(file) = database_file(database_url).filter(|file| !file.exists()) else {
        return Ok(());
    };
    Err(Failure::refused(format!(
        "there is no database at {}: {advice}",
        file.display()
    )))
}
