//! What a SCIM use case answers, and what a client asks for beside the resource itself.

use serde_json::Value;
use store::Start;
use store::versions::Moment;

use crate::body::{Body, FurtherMembers, Rendered};
use crate::cursor::Cursors;

/// A successful SCIM answer, ready to be written out.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status: 200, 201, 204 or 304.
    pub status: u16,
    /// The body, where the status has one.
    pub body: Option<Body>,
    /// The resource's version; its entity tag is [`crate::etag`] of it.
    pub version: Option<i64>,
    /// The resource's URL, where the answer is one resource.
    pub location: Option<String>,
}

impl Answer {
    /// An answer that shows no resource of the directory's.
    pub fn document(status: u16, body: Value) -> Self {
        Self {
            status,
            body: Some(Body::Whole(body)),
            version: None,
            location: None,
        }
    }

    pub(crate) fn resource(
        status: u16,
        resource: Rendered,
        version: i64,
        location: String,
    ) -> Self {
        Self {
            status,
            body: Some(resource.into()),
            version: Some(version),
            location: Some(location),
        }
    }

    pub(crate) fn empty(status: u16, version: Option<i64>, location: Option<String>) -> Self {
        Self {
            status,
            body: None,
            version,
            location,
        }
    }
}

/// What a reader asks for beside the resource: the projection (RFC 7644 §3.9), as received, and
/// an instant of the past.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// `attributes`, comma separated.
    pub attributes: Option<String>,
    /// `excludedAttributes`, comma separated.
    pub excluded_attributes: Option<String>,
    /// `at`: the directory as it was then. Writes know no such thing.
    pub at: Option<Moment>,
}

impl Selection {
    pub(crate) fn projection(
        &self,
        kind: &scim::schema::ResourceType,
    ) -> Result<scim::Projection, scim::Error> {
        let (attributes, excluded) = (&self.attributes, &self.excluded_attributes);
        scim::Projection::parse(kind, attributes.as_deref(), excluded.as_deref())
    }
}

/// The parameters of a list request (RFC 7644 §3.4.2), as received.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// `filter`.
    pub filter: Option<String>,
    /// `startIndex`, from 1; less counts as 1.
    pub start_index: Option<i64>,
    /// `count`; less than 0 counts as 0.
    pub count: Option<i64>,
    /// `cursor` (RFC 9865 §2); empty for the first page. It excludes `startIndex`.
    pub cursor: Option<String>,
    /// `sortBy`.
    pub sort_by: Option<String>,
    /// `sortOrder`.
    pub sort_order: Option<String>,
    /// The projection of each resource.
    pub selection: Selection,
}

/// Resources in one page where the client does not say.
pub const DEFAULT_PAGE: u64 = 200;
/// Resources in one page at most.
pub const MAX_PAGE: u64 = 1_000;
/// Resources that are read at once.
pub(crate) const PORTION: u64 = 200;
/// Bytes of text in one page, roughly. A page ends early rather than grow without bound: RFC 7644
/// §3.4.2.4 lets a server return fewer resources than were asked for.
const PAGE_BYTES: usize = 8 << 20;
/// Bytes of text in one resource, roughly.
const RESOURCE_BYTES: usize = 64 << 10;

/// How much text a value holds, roughly, without writing it out.
fn weight(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
        Value::String(text) => text.len() + 8,
        Value::Array(items) => items.iter().map(weight).sum::<usize>() + 8,
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| name.len() + weight(member))
            .sum(),
    }
}

/// Refuses a resource that would make every page that holds it a burden.
pub(crate) fn check_size(resource: &scim::Resource) -> Result<(), crate::Error> {
    let members = resource.as_map().iter();
    let size: usize = members
        .map(|(name, value)| name.len() + weight(value))
        .sum();
    if size <= RESOURCE_BYTES {
        return Ok(());
    }
    let detail = "The resource holds more than 64 KiB: send fewer or shorter values.";
    Err(scim::Error::new(scim::ScimType::InvalidValue, detail).into())
}

/// The resources of one page while it grows.
#[derive(Default)]
pub(crate) struct Growing {
    pub(crate) resources: Vec<Rendered>,
    bytes: usize,
}

impl Growing {
    /// Makes room for a resource, which may have members that are not held.
    pub(crate) fn weigh(&mut self, resource: &Rendered, members: u64) {
        let held = resource.held().iter();
        self.bytes += held
            .map(|(name, value)| name.len() + weight(value))
            .sum::<usize>();
        if resource.goes_on() {
            let further = members.saturating_sub(FurtherMembers::AT_ONCE);
            self.bytes +=
                usize::try_from(further).unwrap_or(usize::MAX / 512) * FurtherMembers::BYTES;
        }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.bytes >= PAGE_BYTES
    }
}

impl ListQuery {
    /// The position of the first resource: less than 1 counts as 1.
    pub(crate) fn start(&self) -> u64 {
        self.start_index
            .and_then(|start| u64::try_from(start).ok())
            .unwrap_or(1)
            .max(1)
    }

    /// Which page is asked for, and how.
    pub(crate) fn paging(&self, cursors: &Cursors<'_>) -> Result<Paging, scim::Error> {
        let count = self
            .count
            .map_or(DEFAULT_PAGE, |count| u64::try_from(count).unwrap_or(0))
            .min(MAX_PAGE);
        let Some(cursor) = &self.cursor else {
            let start = self.start();
            return Ok(Paging::Index { start, count });
        };
        if self.start_index.is_some() {
            let detail = "cursor and startIndex exclude each other; send one";
            return Err(scim::Error::new(scim::ScimType::InvalidValue, detail));
        }
        let start = match cursor.trim() {
            "" => Start::After(None),
            cursor => cursors.read(cursor)?,
        };
        Ok(Paging::Cursor { start, count })
    }

    /// What must be the same on every page: `count` and the projection may change.
    pub(crate) fn identity(&self) -> Vec<u8> {
        let mut identity = Vec::new();
        for part in [&self.filter, &self.sort_by, &self.sort_order] {
            let part = part.as_deref().unwrap_or_default();
            identity.extend(part.len().to_le_bytes());
            identity.extend_from_slice(part.as_bytes());
        }
        identity
    }
}

/// Which page is asked for.
#[derive(Debug, PartialEq)]
pub(crate) enum Paging {
    /// By position.
    Index {
        /// Of the first resource, from 1.
        start: u64,
        /// Resources at most.
        count: u64,
    },
    /// By cursor.
    Cursor {
        /// Where it begins.
        start: Start,
        /// Resources at most.
        count: u64,
    },
}

impl Paging {
    pub(crate) fn start(&self) -> Start {
        match self {
            Self::Index { start, .. } => Start::Position(*start),
            Self::Cursor { start, .. } => start.clone(),
        }
    }

    pub(crate) fn count(&self) -> u64 {
        match self {
            Self::Index { count, .. } | Self::Cursor { count, .. } => *count,
        }
    }
}

/// What must hold of the current version for a request to happen (RFC 9110 §13).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Precondition {
    if_match: Option<Tags>,
    if_none_match: Option<Tags>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Tags {
    Any,
    Versions(Vec<i64>),
}

impl Precondition {
    /// Reads the two headers. A tag that this server never gave matches nothing.
    pub fn parse(if_match: Option<&str>, if_none_match: Option<&str>) -> Self {
        Self {
            if_match: if_match.map(tags),
            if_none_match: if_none_match.map(tags),
        }
    }

    /// Whether a write may happen on this version.
    pub(crate) fn check(&self, version: i64) -> Result<(), crate::Error> {
        let refused = self
            .if_match
            .as_ref()
            .is_some_and(|tags| !tags.name(version))
            || self
                .if_none_match
                .as_ref()
                .is_some_and(|tags| tags.name(version));
        if refused {
            Err(crate::Error::PreconditionFailed)
        } else {
            Ok(())
        }
    }

    /// Whether a reader already has this version.
    pub(crate) fn is_fresh(&self, version: i64) -> bool {
        self.if_none_match
            .as_ref()
            .is_some_and(|tags| tags.name(version))
    }
}

impl Tags {
    fn name(&self, version: i64) -> bool {
        match self {
            Self::Any => true,
            Self::Versions(versions) => versions.contains(&version),
        }
    }
}

fn tags(header: &str) -> Tags {
    if header.trim() == "*" {
        return Tags::Any;
    }
    let version = |tag: &str| {
        let tag = tag.trim();
        tag.strip_prefix("W/")
            .unwrap_or(tag)
            .trim_matches('"')
            .parse()
            .ok()
    };
    Tags::Versions(header.split(',').filter_map(version).collect())
}

#[cfg(test)]
mod tests {
    use super::Precondition;

    #[test]
    fn if_match_names_the_versions_a_write_may_meet() {
        for (header, version, may) in [
            ("W/\"3\"", 3, true),
            ("\"3\"", 3, true),
            ("W/\"2\", W/\"3\"", 3, true),
            ("*", 3, true),
            ("W/\"2\"", 3, false),
            ("nonsense", 3, false),
            ("", 3, false),
        ] {
            let precondition = Precondition::parse(Some(header), None);
            assert_eq!(precondition.check(version).is_ok(), may, "{header}");
        }
    }

    #[test]
    fn if_none_match_spares_a_reader_what_it_has() {
        assert!(Precondition::parse(None, Some("W/\"3\"")).is_fresh(3));
        assert!(!Precondition::parse(None, Some("W/\"2\"")).is_fresh(3));
        assert!(!Precondition::parse(None, None).is_fresh(3));
    }
}
