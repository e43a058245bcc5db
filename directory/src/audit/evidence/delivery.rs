//! The archive on its way: what was made of it is offered, piece by piece, to whoever takes it.

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::archive::Archive;
use crate::audit::table;
use crate::{Error, SecretKey};

/// Bytes that are compressed, and then offered, at once.
const PIECE: usize = 64 << 10;

/// An archive that is sent while it is made.
pub(super) struct Delivery {
    /// `None` once it is finished.
    archive: Option<Archive>,
    key: SecretKey,
    sender: mpsc::Sender<Vec<u8>>,
}

impl Delivery {
    pub(super) fn new(
        made_at: DateTime<Utc>,
        key: SecretKey,
        sender: mpsc::Sender<Vec<u8>>,
    ) -> Self {
        Self {
            archive: Some(Archive::new(made_at)),
            key,
            sender,
        }
    }

    /// The files that are complete, each with its SHA-256.
    pub(super) fn sums(&self) -> &[(&'static str, String)] {
        self.archive.as_ref().map_or(&[], Archive::sums)
    }

    /// A whole file.
    pub(super) async fn file(&mut self, name: &'static str, text: &str) -> Result<(), Error> {
        self.begin(name)?;
        self.write(text.as_bytes()).await?;
        self.close()
    }

    /// A message, and its signature in a file of its own.
    pub(super) async fn signed(
        &mut self,
        name: &'static str,
        signature: &'static str,
        message: &str,
    ) -> Result<(), Error> {
        self.file(name, message).await?;
        self.begin(signature)?;
        let signed = self.key.sign_raw(message.as_bytes());
        self.write(&signed).await?;
        self.close()
    }

    /// Begins a table.
    pub(super) async fn table(
        &mut self,
        name: &'static str,
        columns: &[&str],
    ) -> Result<(), Error> {
        self.begin(name)?;
        let columns = columns.iter().map(|column| (*column).to_owned());
        let header = table::row(columns)?;
        self.write(header.as_bytes()).await
    }

    /// A row of a table, safe in a spreadsheet.
    pub(super) async fn row(&mut self, cells: Vec<String>) -> Result<(), Error> {
        let row = table::row(cells.iter().map(|cell| table::disarmed(cell)))?;
        self.write(row.as_bytes()).await
    }

    /// Begins a file; the one before it is complete.
    pub(super) fn begin(&mut self, name: &'static str) -> Result<(), Error> {
        self.archive()?.begin(name)
    }

    /// Goes on with the file that was begun last.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        for part in bytes.chunks(PIECE) {
            let archive = self.archive()?;
            archive.write(part)?;
            if archive.made() >= PIECE {
                let piece = archive.take();
                self.offer(piece).await?;
            }
        }
        Ok(())
    }

    /// The list of files, without which it is no archive.
    pub(super) async fn finish(&mut self) -> Result<(), Error> {
        let archive = self.archive.take().ok_or_else(finished)?;
        self.offer(archive.finish()?).await
    }

    fn close(&mut self) -> Result<(), Error> {
        self.archive()?.close();
        Ok(())
    }

    fn archive(&mut self) -> Result<&mut Archive, Error> {
        self.archive.as_mut().ok_or_else(finished)
    }

    /// Waits until somebody takes a piece.
    async fn offer(&self, piece: Vec<u8>) -> Result<(), Error> {
        let offered = self.sender.send(piece).await;
        offered.map_err(|_| Error::internal("nobody takes the evidence pack any more"))
    }
}

fn finished() -> Error {
    Error::internal("the archive is finished")
}
