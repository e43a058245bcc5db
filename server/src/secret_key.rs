//! The secret key: from the settings, or from a file beside the data that is made once.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use directory::SecretKey;
use secrecy::ExposeSecret;

use crate::config::{Settings, database_file};

/// A key, and the file that this process has just made for it.
pub(crate) struct Found {
    pub(crate) key: SecretKey,
    made: Option<PathBuf>,
}

impl Found {
    /// Removes a file that was just made: its key is not the one that the database wants, and
    /// whoever restores the right one must not find this in its place.
    pub(crate) fn withdraw(&self) {
        if let Some(path) = &self.made {
            // What cannot be removed does no harm beside a message that names it.
            let _ = fs::remove_file(path);
        }
    }
}

/// The key of these settings.
pub(crate) fn find(settings: &Settings) -> anyhow::Result<Found> {
    if let Some(text) = &settings.secret_key {
        let key = SecretKey::parse(text.expose_secret()).map_err(anyhow::Error::msg)?;
        return Ok(Found { key, made: None });
    }
    let path = path(settings.database_url.expose_secret());
    let context = || format!("the secret key file {} cannot be used", path.display());
    if let Some(key) = read(&path).with_context(context)? {
        return Ok(Found { key, made: None });
    }
    let made = make(&path).with_context(context)?;
    let key = read(&path).with_context(context)?.with_context(context)?;
    Ok(Found {
        key,
        made: made.then_some(path),
    })
}

/// `secret.key` in the folder of a SQLite file, or in `data`.
fn path(database_url: &str) -> PathBuf {
    match database_file(database_url).and_then(Path::parent) {
        Some(folder) => folder.join("secret.key"),
        None => PathBuf::from("data/secret.key"),
    }
}

fn read(path: &Path) -> anyhow::Result<Option<SecretKey>> {
    match fs::read_to_string(path) {
        Ok(text) => SecretKey::parse(&text)
            .map(Some)
            .map_err(anyhow::Error::msg),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => bail!(error),
    }
}

/// Makes the file, whole or not at all; `false` when another process was first.
///
/// The key is written under a name of its own and then linked: two processes that start at once
/// end up with the same key, and neither ever sees half of one.
fn make(path: &Path) -> anyhow::Result<bool> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".secret.key.{}", std::process::id()));
    let linked = write(&draft).and_then(|()| fs::hard_link(&draft, path));
    // Left behind, it would be found by nobody and harm nobody.
    let _ = fs::remove_file(&draft);
    match linked {
        Ok(()) => {
            File::open(folder)?.sync_all()?;
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => bail!(error),
    }
}

fn write(draft: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(draft)?;
    file.write_all(SecretKey::generate().encode().expose_secret().as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use super::{make, path, read};

    #[test]
    fn the_key_lies_beside_the_database_file() {
        for (url, expected) in [
            ("sqlite://data/rollcall.db?mode=rwc", "data/secret.key"),
            (
                "sqlite:///var/lib/rollcall/r.db",
                "/var/lib/rollcall/secret.key",
            ),
            ("sqlite://r.db", "secret.key"),
            ("sqlite::memory:", "data/secret.key"),
            ("postgres://localhost/rollcall", "data/secret.key"),
        ] {
            assert_eq!(path(url), Path::new(expected), "{url}");
        }
    }

    #[test]
    fn a_key_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/secret.key");
        assert!(read(&path).unwrap().is_none());
        assert!(make(&path).unwrap());
        let first = read(&path).unwrap().unwrap().fingerprint();
        assert!(!make(&path).unwrap());
        assert_eq!(read(&path).unwrap().unwrap().fingerprint(), first);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1
        );
    }
}
