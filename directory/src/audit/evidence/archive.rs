//! The archive: one file after another, into a stream in which nobody can go back.

use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Datelike, Timelike, Utc};
use sha2::{Digest, Sha256};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::Error;
use crate::tokens::secret::hex;

/// A ZIP archive in the making.
pub(super) struct Archive {
    zip: ZipWriter<StreamWriter<Made>>,
    made: Made,
    options: SimpleFileOptions,
    /// The file that is being written, and its digest so far.
    open: Option<(&'static str, Sha256)>,
    /// The files that are complete, in their order, each with its digest.
    sums: Vec<(&'static str, String)>,
}

impl Archive {
    pub(super) fn new(made_at: DateTime<Utc>) -> Self {
        let made = Made::default();
        // A file of a long log has more than 4 GiB, and nobody knows beforehand which.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .large_file(true)
            .unix_permissions(0o644);
        let options = match time(made_at) {
            Some(time) => options.last_modified_time(time),
            None => options,
        };
        Self {
            zip: ZipWriter::new_stream(made.clone()),
            made,
            options,
            open: None,
            sums: Vec::new(),
        }
    }

    /// Begins a file; the one before it is complete.
    pub(super) fn begin(&mut self, name: &'static str) -> Result<(), Error> {
        self.close();
        let options = match name.rsplit_once('.') {
            Some((_, "sh")) => self.options.unix_permissions(0o755),
            _ => self.options,
        };
        self.zip
            .start_file(name, options)
            .map_err(Error::internal)?;
        self.open = Some((name, Sha256::new()));
        Ok(())
    }

    /// Goes on with the file that was begun last.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.zip.write_all(bytes).map_err(Error::internal)?;
        if let Some((_, digest)) = &mut self.open {
            digest.update(bytes);
        }
        Ok(())
    }

    /// The files that are complete, each with its SHA-256.
    pub(super) fn sums(&self) -> &[(&'static str, String)] {
        &self.sums
    }

    /// Completes the last file.
    pub(super) fn close(&mut self) {
        if let Some((name, digest)) = self.open.take() {
            self.sums.push((name, hex(&digest.finalize())));
        }
    }

    /// How much there is to be taken.
    pub(super) fn made(&self) -> usize {
        self.made.with(|bytes| bytes.len())
    }

    /// Takes what was made of the archive since the last time.
    pub(super) fn take(&self) -> Vec<u8> {
        self.made.with(mem::take)
    }

    /// Writes the list of files that ends an archive, and takes the rest of it.
    pub(super) fn finish(self) -> Result<Vec<u8>, Error> {
        let Self { zip, made, .. } = self;
        zip.finish().map_err(Error::internal)?;
        Ok(made.with(mem::take))
    }
}

/// What the archive writes to: bytes that wait until they are taken.
#[derive(Clone, Default)]
struct Made(Arc<Mutex<Vec<u8>>>);

impl Made {
    fn with<T>(&self, look: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Made {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|made| made.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A time as archives write it; those of another century have none.
fn time(at: DateTime<Utc>) -> Option<zip::DateTime> {
    let small = |number: u32| u8::try_from(number).ok();
    zip::DateTime::from_date_and_time(
        u16::try_from(at.year()).ok()?,
        small(at.month())?,
        small(at.day())?,
        small(at.hour())?,
        small(at.minute())?,
        small(at.second())?,
    )
    .ok()
}
