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
        if overwrite && fs::metadata(target).is_ok_and(|found| !found.is_file()) {
            return Err(Failure::refused(format!(
                "{} is no file: choose another name",
                target.display()
            )));
        }
        let path = if overwrite {
            let part = beside(target, &format!(".part-{}", std::process::id()));
            // One that was left behind by a process of this number.
            let _ = fs::remove_file(&part);
            part
        } else {
            target.to_owned()
        };
        let mut options = OpenOptions::new();
        // It holds names and addresses: for its owner only. And it is new: no link is followed, and
        // no other process writes to it.
        options.write(true).create_new(true).mode(0o600);
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
            // What SQLite keeps beside a file that it writes.
            let _ = fs::remove_file(beside(&self.path, "-journal"));
        }
    }
}

/// A name beside a file that begins like its own.
pub(super) fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}
