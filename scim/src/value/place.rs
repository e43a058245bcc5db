//! Where a value stands, written out only when a message needs it.

use std::fmt;

/// The wire path of a value under inspection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    urn: Option<&'a str>,
    name: &'a str,
}

impl<'a> Place<'a> {
    /// An attribute of the resource itself, or of the extension with that URN.
    pub(crate) fn new(urn: Option<&'a str>, name: &'a str) -> Self {
        Self {
            parent: None,
            urn,
            name,
        }
    }

    /// A part of this complex attribute.
    pub(crate) fn part(&'a self, name: &'a str) -> Self {
        Self {
            parent: Some(self),
            urn: None,
            name,
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            write!(f, "{parent}.")?;
        }
        if let Some(urn) = self.urn {
            write!(f, "{urn}:")?;
        }
        f.write_str(self.name)
    }
}
