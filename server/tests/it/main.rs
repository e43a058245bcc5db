//! Rollcall from outside: the real binary, on a real database, over real connections.
//!
//! Every test that touches a database runs on `SQLite`, and on `PostgreSQL` as well when
//! `ROLLCALL_TEST_POSTGRES_URL` names a server on which databases may be made.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test fails by panicking, reaches around the product with SQL, and lists its cases"
)]

mod assertions;
mod audit;
mod cli;
mod clients;
mod connect;
mod console;
mod crash;
mod credentials;
mod database;
mod deletion;
mod display;
mod erase;
mod evidence;
mod explanations;
mod exports;
mod go;
mod harness;
mod isolation;
mod live;
mod mail;
mod members;
mod nodes;
mod operators;
mod ops;
mod panels;
mod password_resets;
mod past;
mod proofs;
mod provider;
mod pulls;
mod purge;
mod races;
mod saved_views;
mod scim;
mod second_factors;
mod sessions;
mod settings;
mod tls;
mod tokens;
