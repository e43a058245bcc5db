//! Reading the log, page by page.

use store::EventId;
use store::audit::{Buckets, Event, Found, Query};

use super::Audit;
use crate::{Caller, Error, Permission};

/// One page of events, newest first, without the bodies of their requests and responses.
#[derive(Clone, Debug)]
pub struct EventPage {
    /// The events.
    pub events: Vec<Event>,
    /// Where the page of older events begins, when there is one.
    pub older: Option<EventId>,
    /// Where the page of newer events begins, when there is one.
    pub newer: Option<EventId>,
    /// Where looking for events ended before the page was full; the cursor of whoever goes on in
    /// the same direction. What lies beyond it is not known.
    pub stopped: Option<EventId>,
}

/// The events about one resource, newest first.
pub type History = EventPage;

impl Audit<'_> {
    /// One page of the events that a query asks for.
    pub async fn list(&self, caller: &Caller, query: &Query) -> Result<EventPage, Error> {
        caller.require(Permission::ReadAudit)?;
        let read = self.0.store().read(caller.tenant());
        let mut wanted = self.masked(caller, query);
        wanted.limit = query.limit + 1;
        let Found {
            mut events,
            stopped,
        } = read.audit().without_bodies().list(&wanted).await?;
        let more = events.len() as u64 > query.limit;
        if query.after.is_some() {
            // Read upwards from the cursor: the surplus event is the newest.
            if more {
                events.remove(0);
            }
            let newer = more.then(|| events.first().map(|event| event.id)).flatten();
            let older = events.last().map(|event| event.id);
            return Ok(EventPage {
                events,
                older,
                newer,
                stopped,
            });
        }
        if more {
            events.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
        }
        let older = more.then(|| events.last().map(|event| event.id)).flatten();
        let newer = query
            .before
            .and_then(|_| events.first().map(|event| event.id));
        Ok(EventPage {
            events,
            older,
            newer,
            stopped,
        })
    }

    /// The ids of the newest events that a query finds, newest first: enough for whoever asks again
    /// and again whether something has come. It looks as far back as `query.from`.
    pub async fn newest_ids(&self, caller: &Caller, query: &Query) -> Result<Vec<EventId>, Error> {
        caller.require(Permission::ReadAudit)?;
        let read = self.0.store().read(caller.tenant());
        Ok(read.audit().newest_ids(&self.masked(caller, query)).await?)
    }

    /// How many events a query finds, by outcome and over time: about `count` buckets from
    /// `query.from` to `query.to`.
    pub async fn buckets(
        &self,
        caller: &Caller,
        query: &Query,
        count: u32,
    ) -> Result<Buckets, Error> {
        caller.require(Permission::ReadAudit)?;
        Ok(self
            .0
            .store()
            .read(caller.tenant())
            .audit()
            .buckets(&self.masked(caller, query), count)
            .await?)
    }

    /// A query whose texts are also found where they were struck out.
    pub(super) fn masked(&self, caller: &Caller, query: &Query) -> Query {
        let tenant = caller.tenant().id();
        let masks = query.search.iter();
        let masks = masks.map(|text| self.0.clockwork().mask(tenant, text));
        let except = query.except.iter();
        Query {
            masks: masks.collect(),
            except: except.map(|except| self.masked(caller, except)).collect(),
            ..query.clone()
        }
    }

    /// One event, whole.
    pub async fn event(&self, caller: &Caller, id: &str) -> Result<Event, Error> {
        caller.require(Permission::ReadAudit)?;
        let id = EventId::parse(id).ok_or(Error::NotFound)?;
        let read = self.0.store().read(caller.tenant());
        read.audit().get(id).await?.ok_or(Error::NotFound)
    }

    /// The other events of the same request.
    pub async fn same_request(&self, caller: &Caller, event: &Event) -> Result<Vec<Event>, Error> {
        let query = Query {
            request_id: Some(event.request_id.clone()),
            reads: true,
            limit: 50,
            ..Query::default()
        };
        let page = self.list(caller, &query).await?;
        Ok(page
            .events
            .into_iter()
            .filter(|other| other.id != event.id)
            .collect())
    }

    /// The oldest event that is kept, for an empty page's way out.
    pub async fn oldest(&self, caller: &Caller) -> Result<Option<Event>, Error> {
        caller.require(Permission::ReadAudit)?;
        Ok(self
            .0
            .store()
            .read(caller.tenant())
            .audit()
            .without_bodies()
            .oldest()
            .await?)
    }
}
