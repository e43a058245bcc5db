//! Files that a command writes: whole, or not there.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::failure::Failure;

/// A file that is taken away again unless it is kept.
pub(super) struct Unfinished<'p> {
    file: File,
    /// Where it is written. What is to be replaced stays until there is a whole one.
    path: PathBuf,
    target: &'p Path,
    is_kept: bool,
}

impl<'p> Unfinished<'p> {
    /// Makes the file, for its owner only; without `overwrite`, one that is there is refused.
    pub(super) fn create(target: &'p Path, overwrite: bool) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        // It holds names and addresses: for its owner only.
        options.write(true).mode(0o600);
        let path = if overwrite {
            options.create(true).truncate(true);
            let mut part = target.as_os_str().to_owned();
            part.push(".part");
            PathBuf::from(part)
        } else {
            options.create_new(true);
            target.to_owned()
        };
        let file = options.open(&path).map_err(|error| {
            if error.kind() == io::ErrorKind::AlreadyExists {
                return Failure::refused(format!(
                    "{} exists: choose another name, or give --overwrite",
                    path.display()
                ));
            }
            let context = format!("cannot write {}", path.display());
            anyhow::Error::new(error).context(context).into()
        })?;
        Ok(Self {
            file,
            path,
            target,
            is_kept: false,
        })
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Where it is written until it is kept.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// It is whole: it stays, under the name that was asked for.
    pub(super) fn keep(mut self) -> Result<(), Failure> {
        self.file.sync_all()?;
        if self.path != self.target {
            fs::rename(&self.path, self.target)
                .with_context(|| format!("cannot write {}", self.target.display()))?;
        }
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            // Without its end it is worth nothing, whether or not it can be taken away.
            let _ = fs::remove_file(&self.path);
        }
    }
}
