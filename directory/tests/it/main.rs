//! The use cases on a real SQLite file, with a clock that stands still.

mod access;
mod directory;
mod harness;
mod log;
