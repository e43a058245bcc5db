//! How far the first connection of a tenant has come.

use app::model::Instant;
use app::model::connect::Progress;
use directory::EventId;
use directory::audit::Query;

use super::context::Member;
use super::failure::Failure;

/// Before every event.
const BEGINNING: &str = "00000000-0000-0000-0000-000000000000";

/// Which steps are done, and since when.
pub(super) async fn of(member: &Member) -> Result<Progress, Failure> {
    let tokens = member.directory.tokens().list(&member.caller).await?;
    let issued = tokens.iter().map(|token| token.created_at).min();
    let scim = Query {
        channel: Some("scim".to_owned()),
        reads: true,
        ..Query::default()
    };
    Ok(Progress {
        token_issued: issued.map(|at| member.instant(at)),
        first_request: first(member, scim).await?,
        first_user: first(member, done("user.create")).await?,
        first_group: first(member, done("group.create")).await?,
        first_deactivation: first(member, done("user.deactivate")).await?,
    })
}

fn done(operation: &str) -> Query {
    Query {
        operation: Some(operation.to_owned()),
        outcomes: vec!["success".to_owned()],
        ..Query::default()
    }
}

/// When something happened for the first time.
async fn first(member: &Member, query: Query) -> Result<Option<Instant>, Failure> {
    let query = Query {
        after: EventId::parse(BEGINNING),
        limit: 1,
        ..query
    };
    let found = member
        .directory
        .audit()
        .list(&member.caller, &query)
        .await?;
    Ok(found.events.first().map(|event| member.instant(event.time)))
}
