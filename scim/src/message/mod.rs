//! The messages around resources: lists, bulk, errors, discovery (RFC 7644 §3.4.2, §3.7, §3.12, §4).

pub mod bulk;
pub mod discovery;
pub mod error;
pub mod list;
pub mod search;

pub use crate::urn::*;
