//! The use cases on a real `SQLite` file, with a clock that stands still.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod bulk;
mod clients;
mod deletion;
mod directory;
mod evidence;
mod exports;
mod guide_links;
mod harness;
mod large_groups;
mod log;
mod mail;
mod masks;
mod members;
mod password_resets;
mod proofs;
mod provenance;
mod retention;
mod saved_views;
mod schemas;
mod second_factors;
mod settings;
mod silence;
mod tokens;
mod trials;
