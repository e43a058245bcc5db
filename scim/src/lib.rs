//! The SCIM 2.0 protocol: RFC 7643 (schemas) and RFC 7644 (protocol), pure.
//!
//! Everything is driven by the attribute tables in [`schema`]: there is one way to validate, one
//! way to patch and one way to filter, for every resource type and every extension.
//!
//! | RFC | here |
//! |---|---|
//! | 7643 §2 attributes, their types and characteristics | [`schema`] |
//! | 7643 §3 resources and common attributes, §4 users and groups | [`Resource`], [`schema`] |
//! | 7643 §5–§8 discovery documents | [`message::discovery`] |
//! | 7644 §3.1 bodies | [`json`] |
//! | 7644 §3.3 POST, §3.5.1 PUT | [`accept()`] |
//! | 7644 §3.4.2 lists | [`message::list`] |
//! | 7644 §3.4.2.2 filters | [`filter`], [`comparison`](mod@comparison) |
//! | 7644 §3.4.2.3 sorting | [`sort`] |
//! | 7644 §3.4.3 queries in a body | [`message::search`] |
//! | 7644 §3.5.2 PATCH | [`patch`], [`membership`] |
//! | 7644 §3.7 bulk | [`message::bulk`] |
//! | 7644 §3.9 attributes and excludedAttributes | [`Projection`] |
//! | 7644 §3.12 errors | [`Error`], [`message::error`] |
//!
//! What identity providers send beside the RFCs is understood, and named: see [`Tolerance`].
//!
//! # Invariants
//!
//! * No IO, no clock, no randomness: same input, same output.
//! * Nothing fails except by [`Error`], and every [`Error`] is the client's doing. No input makes
//!   this crate panic.
//! * Every key of a [`Resource`] is spelled as its schema spells it, every value has its
//!   attribute's type; client input never selects a key that no schema defines.
//! * No client input sets a readOnly attribute, and no password is kept.
//! * Work is bounded: bodies by depth, filters and paths by length, depth and terms before they are parsed,
//!   operations and members by number. Lists are handled in linear time.
//! * [`patch::apply()`] is atomic: it returns a new resource or an error.

#![warn(missing_docs)]

pub mod accept;
pub mod change;
pub mod comparison;
mod error;
pub mod filter;
mod fold;
pub mod json;
mod layout;
pub mod membership;
pub mod message;
pub mod patch;
mod path;
pub mod project;
mod resource;
pub mod schema;
pub mod sort;
mod tolerance;
pub mod urn;
mod value;

pub use accept::{Accepted, Purpose, accept};
pub use change::{Change, ChangeKind, diff};
pub use comparison::comparison;
pub use error::{Error, ScimType};
pub use filter::Filter;
pub use fold::fold;
pub use membership::{Member, MemberKind, MembershipStep};
pub use project::Projection;
pub use resource::{MultiValue, Resource, full_name};
pub use schema::ResourceType;
pub use sort::Sort;
pub use tolerance::Tolerance;
pub use urn::*;
