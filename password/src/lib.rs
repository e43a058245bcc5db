//! How strong a password is: one rule, by which the server refuses and which the browser shows
//! while somebody types.
//!
//! Pure, and small enough to be loaded by a browser. What needs a long list, the passwords that
//! everybody tries first, is the server's alone to know: see [`rate`].

mod pattern;
mod verdict;

pub use self::verdict::{Context, LONGEST, SHORTEST, Strength, Weakness, rate};
