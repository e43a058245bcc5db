//! The store on both databases.
//!
//! `SQLite` is always tested, on a temporary file. PostgreSQL is tested when
//! `ROLLCALL_TEST_POSTGRES_URL` names a server on which databases may be created.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod audit;
mod audit_counts;
mod bodies;
mod commit;
mod console_members;
mod deleted;
mod harness;
mod isolation;
mod lookup;
mod mails;
mod members;
mod migrations;
mod newest;
mod oauth_clients;
mod rehearsal;
mod retention;
mod saved_views;
mod schemas;
mod search;
mod sequence;
mod system;
mod text;
mod tokens;
mod types;
mod users;
mod versions;
