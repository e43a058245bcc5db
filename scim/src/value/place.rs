//! Where a value stands, written out only when a message needs it.

use std::fmt;

/// The wire path of a value under inspection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    urn: Option<&'a str>,
    name: &'a str,
    index: Option<usize>,
}

impl<'a> Place<'a> {
    /// An attribute of the resource itself, or of the extension with that URN.
    pub(crate) fn new(urn: Option<&'a str>, name: &'a str) -> Self {
        Self {
            parent: None,
            urn,
            name,
            index: None,
        }
    }

    /// A part of this complex attribute.
    pub(crate) fn part(&'a self, name: &'a str) -> Self {
        Self {
            parent: Some(self),
            urn: None,
            name,
            index: None,
        }
    }

    /// One value of this list.
    pub(crate) fn value(self, index: usize) -> Self {
        Self {
            index: Some(index),
            ..self
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
        f.write_str(self.name)?;
        match self.index {
            Some(index) => write!(f, "[{index}]"),
            None => Ok(()),
        }
    }
}
