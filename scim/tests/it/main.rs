//! The protocol as a whole: laws, limits and the dialects of identity providers.

// Clippy knows test code by its `cfg(test)`.
#[cfg(test)]
mod extensions;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod vendors;
