//! How far a connection has come.

use app::model::Instant;
use app::model::connect::Progress;
use directory::audit::Query;
use directory::{Caller, Directory, Error, EventId};

use super::context::Member;
use super::failure::Failure;
use super::instant::instant;

/// Before every event.
const BEGINNING: &str = "00000000-0000-0000-0000-000000000000";

/// How far the tenant has come, whoever sent it.
pub(super) async fn of(member: &Member) -> Result<Progress, Failure> {
    let credentials = member.directory.credentials(&member.caller).await?;
    let issued = credentials.iter().map(|one| one.created_at).min();
    Ok(Progress {
        token_issued: issued.map(|at| member.instant(at)),
        ..by(&member.directory, &member.caller, None).await?
    })
}

/// Which steps were done with a token or an OAuth client, or by anybody, and since when.
pub(super) async fn by(
    directory: &Directory,
    caller: &Caller,
    credential: Option<&str>,
) -> Result<Progress, Error> {
    let steps = Steps {
        directory,
        caller,
        credential,
    };
    let scim = Query {
        channel: Some("scim".to_owned()),
        reads: true,
        ..Query::default()
    };
    let first_request = steps.first(scim).await?;
    // Whoever was not here has done nothing.
    if first_request.is_none() {
        return Ok(Progress::default());
    }
    Ok(Progress {
        token_issued: None,
        first_request,
        first_user: steps.first(done("user.create")).await?,
        first_group: steps.first(done("group.create")).await?,
        first_deactivation: steps.first(done("user.deactivate")).await?,
    })
}

/// Of each step the time that comes first.
pub(super) fn earliest(one: Progress, other: Progress) -> Progress {
    let first = |one: Option<Instant>, other: Option<Instant>| match (one, other) {
        (Some(one), Some(other)) if other.iso < one.iso => Some(other),
        (one, other) => one.or(other),
    };
    Progress {
        token_issued: first(one.token_issued, other.token_issued),
        first_request: first(one.first_request, other.first_request),
        first_user: first(one.first_user, other.first_user),
        first_group: first(one.first_group, other.first_group),
        first_deactivation: first(one.first_deactivation, other.first_deactivation),
    }
}

fn done(operation: &str) -> Query {
    Query {
        operation: Some(operation.to_owned()),
        outcomes: vec!["success".to_owned()],
        ..Query::default()
    }
}

struct Steps<'a> {
    directory: &'a Directory,
    caller: &'a Caller,
    credential: Option<&'a str>,
}

impl Steps<'_> {
    /// When something happened for the first time.
    async fn first(&self, query: Query) -> Result<Option<Instant>, Error> {
        let query = Query {
            actor: self.credential.map(str::to_owned),
            after: EventId::parse(BEGINNING),
            limit: 1,
            ..query
        };
        let found = self.directory.audit().list(self.caller, &query).await?;
        let now = self.directory.now();
        Ok(found.events.first().map(|event| instant(event.time, now)))
    }
}
