//! Lists and searches of users, of groups, and of both (RFC 7644 §3.4.2, §3.4.3, RFC 9865).

mod part;

use std::collections::{BTreeSet, HashMap};

use scim::message::list::ListResponse;
use scim::{ScimType, Tolerance};
use store::members::GroupRef;
use store::search::Found;
use store::{Bookmark, Kind, Start, TenantRead, UserId, groups, users};

use self::part::{Part, alike};
use crate::answer::{Answer, Growing, ListQuery, PORTION, Paging};
use crate::audit::{Draft, Operation};
use crate::body::{Body, Rendered};
use crate::call::Call;
use crate::cursor::Cursors;
use crate::{Caller, Directory, Error, Permission, past};

/// Answers a list of resources of these kinds, after its event was noted.
pub(crate) async fn answer(
    directory: &Directory,
    caller: &Caller,
    kinds: &[Kind],
    query: &ListQuery,
    operation: Operation,
) -> Result<Answer, Error> {
    if let Some(at) = query.selection.at {
        return past::list(directory, caller, kinds, query, at, operation).await;
    }
    caller.require(Permission::ReadDirectory)?;
    let list = List::of(directory, caller, kinds, query)?;
    let cursors = list.cursors(query);
    let paging = query.paging(&cursors)?;
    let page = list.page(&paging).await?;
    let total = match page.whole {
        Some(total) => total,
        None => list.total().await?,
    };
    let detail = format!("{} of {total}", page.resources.len());
    let draft = Draft::new(operation)
        .status(200)
        .detail(detail)
        .tolerances(&list.tolerances());
    directory.record_read(caller, draft).await?;
    let envelope = match &paging {
        Paging::Index { start, .. } => ListResponse::page(total, *start, Vec::new()),
        Paging::Cursor { .. } => {
            let write = |start| cursors.write(&start);
            ListResponse::page(total, 1, Vec::new())
                .between(page.previous.map(write), page.next.map(write))
        }
    };
    Ok(Answer {
        status: 200,
        body: Some(Body::list(envelope, page.resources)),
        version: None,
        location: None,
    })
}

/// What is listed, understood.
pub(crate) struct List<'a> {
    directory: &'a Directory,
    caller: &'a Caller,
    read: TenantRead,
    parts: Vec<Part>,
}

/// One page, and where the ones beside it begin.
struct Page {
    resources: Vec<Rendered>,
    previous: Option<Start>,
    next: Option<Start>,
    /// How many there are in all, where the page has all of them.
    whole: Option<u64>,
}

/// A resource that was found.
pub(crate) enum Record {
    User(users::Record),
    Group(groups::Record),
    /// Deleted between the statement that found it and the one that reads it: it has a place in
    /// the list, and nothing to show.
    Gone,
}

pub(crate) type Row = (Record, Bookmark);

impl<'a> List<'a> {
    pub(crate) fn of(
        directory: &'a Directory,
        caller: &'a Caller,
        kinds: &[Kind],
        query: &ListQuery,
    ) -> Result<Self, Error> {
        let call = |kind: &Kind| Call::new(directory, caller, *kind, &query.selection);
        let calls = kinds.iter().map(call);
        let calls = calls.collect::<Result<Vec<_>, Error>>()?;
        let types: Vec<_> = calls.iter().map(|call| call.kind.clone()).collect();
        let part = |(kind, call): (&Kind, Call)| Part::of(*kind, call, &types, query);
        let parts = kinds.iter().zip(calls).map(part);
        let parts = parts.collect::<Result<Vec<_>, Error>>()?;
        let base_url = directory.locations().scim(caller.tenant().slug());
        Ok(Self {
            directory,
            caller,
            read: directory.store().read(caller.tenant()).at(&base_url),
            parts: alike(parts)?,
        })
    }

    fn cursors(&self, query: &ListQuery) -> Cursors<'a> {
        let mut list = self.caller.tenant().id().as_uuid().as_bytes().to_vec();
        list.extend(self.parts.iter().map(|part| part.kind as u8));
        list.extend(query.identity());
        // A tenant may register a schema anew, with other types.
        let sorts = self
            .parts
            .iter()
            .filter_map(|part| part.sort.as_ref()?.by.as_ref());
        for path in sorts {
            list.extend(path.kind.as_str().bytes());
            list.push(u8::from(path.multi_valued));
        }
        Cursors {
            key: self.directory.secret_key(),
            list,
        }
    }

    /// Reads in portions, so that reading can stop when the page has grown large enough.
    async fn page(&self, paging: &Paging) -> Result<Page, Error> {
        let count = paging.count();
        let backwards = matches!(paging.start(), Start::Before(_));
        let mut start = paging.start();
        let mut page = Growing::default();
        let mut listed = 0;
        let (mut first, mut last): (Option<Bookmark>, Option<Bookmark>) = (None, None);
        let more = loop {
            let got = page.resources.len() as u64;
            let limit = PORTION.min(count - got);
            // One more than is wanted tells whether there is another page.
            let mut found = self.found(&start, limit + 1).await?;
            let more = found.len() as u64 > limit;
            if backwards {
                found.reverse();
            }
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            let all = found.len();
            let (resources, bookmarks) = self.rendered(found, &mut page).await?;
            listed += bookmarks.len() as u64;
            first = first.or_else(|| bookmarks.first().cloned());
            last = bookmarks.last().cloned().or(last);
            page.resources.extend(resources);
            let cut_short = bookmarks.len() < all;
            if !more || cut_short || page.is_full() || page.resources.len() as u64 >= count {
                break more || cut_short;
            }
            start = match (&start, &last) {
                (Start::Position(first), _) => Start::Position(first + limit),
                (Start::Before(_), Some(last)) => Start::Before(last.clone()),
                (_, last) => Start::After(last.clone()),
            };
        };
        if backwards {
            page.resources.reverse();
            return Ok(Page {
                resources: page.resources,
                previous: last.filter(|_| more).map(Start::Before),
                next: first.map(|first| Start::After(Some(first))),
                whole: None,
            });
        }
        let began = matches!(paging.start(), Start::After(None));
        let whole = matches!(paging.start(), Start::Position(1) | Start::After(None)) && !more;
        Ok(Page {
            resources: page.resources,
            previous: first.filter(|_| !began).map(Start::Before),
            next: last.filter(|_| more).map(|last| Start::After(Some(last))),
            whole: whole.then_some(listed),
        })
    }

    async fn total(&self) -> Result<u64, Error> {
        let mut total = 0;
        for part in &self.parts {
            let count = self.read.resources().count(&part.wanted()).await?;
            total += count.ok_or_else(too_many_look_ups)?;
        }
        Ok(total)
    }

    /// A part of the list, each resource with its place.
    pub(crate) async fn found(&self, start: &Start, limit: u64) -> Result<Vec<Row>, Error> {
        let found = match self.parts.as_slice() {
            [part] if part.kind == Kind::User => {
                let found = self.read.users().part(&part.wanted(), start, limit).await?;
                found.map(|found| listed(found, Record::User))
            }
            [part] => {
                let found = self
                    .read
                    .groups()
                    .part(&part.wanted(), start, limit)
                    .await?;
                found.map(|found| listed(found, Record::Group))
            }
            parts => {
                let wanted: Vec<_> = parts.iter().map(Part::wanted).collect();
                match self.read.resources().list(&wanted, start, limit).await? {
                    Some(found) => Some(self.loaded(found).await?),
                    None => None,
                }
            }
        };
        found.ok_or_else(too_many_look_ups)
    }

    /// The resources of a mixed list, in its order.
    async fn loaded(&self, found: Vec<Found>) -> Result<Vec<Row>, Error> {
        let ids = |kind| -> Vec<_> {
            let of_kind = found.iter().filter(|found| found.kind == kind);
            of_kind.map(|found| found.id).collect()
        };
        let mut records = HashMap::new();
        for user in self.read.users().with_ids(&ids(Kind::User)).await? {
            records.insert(user.id.as_uuid(), Record::User(user));
        }
        for group in self.read.groups().with_ids(&ids(Kind::Group)).await? {
            records.insert(group.id.as_uuid(), Record::Group(group));
        }
        let listed = found.into_iter().map(|found| {
            let record = records.remove(&found.id);
            (record.unwrap_or(Record::Gone), found.bookmark)
        });
        Ok(listed.collect())
    }

    /// The resources as they are answered, as many as the page takes.
    async fn rendered(
        &self,
        found: Vec<Row>,
        page: &mut Growing,
    ) -> Result<(Vec<Rendered>, Vec<Bookmark>), Error> {
        let memberships = self.memberships(&found).await?;
        let (mut resources, mut bookmarks) = (Vec::new(), Vec::new());
        for (record, bookmark) in found {
            if page.is_full() {
                break;
            }
            bookmarks.push(bookmark);
            let Some(resource) = self.render(&record, &memberships).await? else {
                continue;
            };
            page.weigh(&resource, record.members());
            resources.push(resource);
        }
        Ok((resources, bookmarks))
    }

    async fn render(
        &self,
        record: &Record,
        memberships: &HashMap<UserId, Vec<GroupRef>>,
    ) -> Result<Option<Rendered>, Error> {
        match record {
            Record::User(user) => {
                let groups = memberships.get(&user.id).map_or(&[][..], Vec::as_slice);
                let call = self.part(Kind::User).map(|part| &part.call);
                Ok(call.map(|call| call.user(user, groups)))
            }
            Record::Group(group) => match self.part(Kind::Group) {
                Some(part) => part.call.group(&self.read, group).await.map(Some),
                None => Ok(None),
            },
            Record::Gone => Ok(None),
        }
    }

    fn tolerances(&self) -> BTreeSet<Tolerance> {
        let of = |part: &Part| part.call.projection.tolerances() | &part.tolerances;
        self.parts.iter().flat_map(of).collect()
    }

    fn wants(&self, kind: Kind, attribute: &str) -> bool {
        self.part(kind)
            .is_some_and(|part| part.call.projection.wants(attribute))
    }

    fn part(&self, kind: Kind) -> Option<&Part> {
        self.parts.iter().find(|part| part.kind == kind)
    }

    async fn memberships(&self, found: &[Row]) -> Result<HashMap<UserId, Vec<GroupRef>>, Error> {
        let mut groups: HashMap<UserId, Vec<GroupRef>> = HashMap::new();
        if !self.wants(Kind::User, "groups") {
            return Ok(groups);
        }
        let users = found.iter().filter_map(|(record, _)| match record {
            Record::User(user) => Some(user.id),
            Record::Group(_) | Record::Gone => None,
        });
        let users: Vec<UserId> = users.collect();
        for (user, group) in self.read.members().groups_of(&users).await? {
            groups.entry(user).or_default().push(group);
        }
        Ok(groups)
    }
}

impl Record {
    fn members(&self) -> u64 {
        match self {
            Self::Group(group) => group.member_count.unsigned_abs(),
            Self::User(_) | Self::Gone => 0,
        }
    }
}

fn listed<T>(found: Vec<(T, Bookmark)>, of: fn(T) -> Record) -> Vec<Row> {
    let of = |(record, bookmark)| (of(record), bookmark);
    found.into_iter().map(of).collect()
}

/// The only filters that are not answered; what cannot be sorted by was refused before.
fn too_many_look_ups() -> Error {
    let detail = "The filter has more than 16 comparisons of e-mail addresses, groups or members, or \
                  more than 32 of lists: send several requests.";
    scim::Error::new(ScimType::TooMany, detail).into()
}
