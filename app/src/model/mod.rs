//! What the pages show, as plain data.
//!
//! The server asks `directory`, fills one of these structs and hands it to
//! [`crate::render`]. Nothing here knows where the data comes from, and nothing
//! here holds a secret, with one exception that says so in its name:
//! [`token::TokenIssuedPage::secret`].
//!
//! Rules that hold for every struct of this module:
//!
//! * Values are raw, never escaped and never shortened: the pages do both.
//! * Times are [`Instant`]s, formatted by whoever owns the clock.
//! * Words are not part of the data. Where a page needs one of several sentences,
//!   the model holds an enum and [`crate::text`] holds the sentences.
//! * A list page holds its own query ([`query`]), so every link on it can repeat it.

pub mod account;
pub mod activity;
pub mod audit;
pub mod client;
pub mod columns;
pub mod connect;
pub mod credential;
pub mod curl;
pub mod deletion;
pub mod display;
pub mod elsewhere;
pub mod entry;
pub mod event;
pub mod evidence;
pub mod explanation;
pub mod failure;
pub mod form;
pub mod general;
pub mod go;
pub mod group;
pub mod listing;
pub mod member;
pub mod operator;
pub mod overview;
pub mod query;
pub mod requested;
pub mod retention;
pub mod saved_view;
pub mod schema;
pub mod second_factor;
pub mod security;
pub mod settings;
pub mod sign_in;
pub mod tenants;
pub mod then;
pub mod time;
pub mod token;
pub mod trial;
pub mod user;
pub mod viewer;

pub use display::{Density, Display, Zone};
pub use form::FieldError;
pub use listing::{Pager, Total};
pub use time::Instant;
pub use token::Secret;
pub use viewer::{Flash, Membership, Role, TenantLabel, Theme, Viewer};

/// A JSON value as stored: bodies, attribute values, raw resources.
pub type Json = serde_json::Value;
