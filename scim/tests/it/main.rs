//! The protocol as a whole: laws, limits and the dialects of identity providers.

mod limits;
mod properties;
mod vendors;
