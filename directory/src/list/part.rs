//! What is listed of one kind, understood.

use std::collections::BTreeSet;
use std::sync::Arc;

use scim::filter::Filter;
use scim::schema::ResourceType;
use scim::{ScimType, Sort, Tolerance};
use store::Kind;
use store::search::Wanted;

use crate::Error;
use crate::answer::ListQuery;
use crate::call::Call;

/// What is listed of one kind.
pub(super) struct Part {
    pub(super) kind: Kind,
    pub(super) call: Call,
    filter: Option<Filter>,
    pub(super) sort: Option<Sort>,
    pub(super) tolerances: BTreeSet<Tolerance>,
}

impl Part {
    pub(super) fn of(
        kind: Kind,
        call: Call,
        types: &[Arc<ResourceType>],
        query: &ListQuery,
    ) -> Result<Self, Error> {
        let mut part = Self {
            kind,
            call,
            filter: None,
            sort: None,
            tolerances: BTreeSet::new(),
        };
        let (own, caller) = (&part.call.kind, &part.call.caller);
        let others = types.iter().filter(|other| other.id != own.id);
        let others: Vec<&ResourceType> = others.map(AsRef::as_ref).collect();
        if let Some(text) = &query.filter {
            let (filter, tolerances) = scim::filter::compile_among(own, &others, text)?;
            caller.permits_filter(&tolerances)?;
            part.tolerances.extend(tolerances);
            part.filter = Some(filter);
        }
        if let Some(by) = &query.sort_by {
            let order = query.sort_order.as_deref();
            let (sort, tolerances) = scim::sort::compile(own, &others, by, order)?;
            caller.permits(&tolerances)?;
            part.tolerances.extend(tolerances);
            part.sort = Some(with_order(sort)?);
        }
        Ok(part)
    }

    pub(super) fn wanted(&self) -> Wanted<'_> {
        Wanted {
            kind: self.kind,
            filter: self.filter.as_ref(),
            sort: self.sort.as_ref(),
        }
    }
}

/// Types that are listed together are ordered together: by values of one kind.
pub(super) fn alike(parts: Vec<Part>) -> Result<Vec<Part>, Error> {
    let sorted = parts
        .iter()
        .filter_map(|part| part.sort.as_ref()?.by.as_ref());
    let mut kinds = sorted.map(|path| path.kind);
    let first = kinds.next();
    if kinds.all(|kind| Some(kind) == first) {
        return Ok(parts);
    }
    let detail =
        "sortBy: it is another type of value in users than in groups; name it with its URN";
    Err(scim::Error::at(ScimType::InvalidValue, "sortBy", detail).into())
}

/// Memberships are rows without a first one: nothing can be sorted by them.
fn with_order(sort: Sort) -> Result<Sort, scim::Error> {
    let attribute = sort.by.as_ref().filter(|path| path.urn.is_none());
    match attribute.map(|path| path.attribute.as_str()) {
        Some(name @ ("members" | "groups")) => {
            let detail = format!("sortBy: {name} has no order; sort by another attribute");
            Err(scim::Error::at(ScimType::InvalidValue, "sortBy", detail))
        }
        _ => Ok(sort),
    }
}
