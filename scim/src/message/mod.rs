//! The messages around resources: lists, errors, discovery (RFC 7644 §3.4.2, §3.12, §4).

pub mod discovery;
pub mod error;
pub mod list;
pub mod search;

pub use crate::urn::*;
