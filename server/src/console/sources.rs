//! Which token provisioned the rows of a list, and which ones there are to choose.

use std::collections::HashMap;

use directory::Kind;

use super::context::Member;
use super::failure::Failure;

/// Names of the tenant's tokens and OAuth clients, also of those that have ended: what they have
/// provisioned is still there.
pub(super) async fn offered(member: &Member) -> Result<Vec<String>, Failure> {
    let tokens = member.directory.tokens().list(&member.caller).await?;
    let clients = member.directory.clients().list(&member.caller).await?;
    let tokens = tokens.into_iter().map(|token| token.name);
    let clients = clients.into_iter().map(|client| client.name);
    let mut names: Vec<String> = tokens.chain(clients).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// The source of each of these users or groups, by its id.
pub(super) async fn of<'r>(
    member: &Member,
    kind: Kind,
    ids: impl Iterator<Item = &'r str>,
) -> Result<HashMap<String, String>, Failure> {
    let ids: Vec<&str> = ids.collect();
    let view = member.directory.view();
    Ok(view.sources(&member.caller, kind, &ids).await?)
}

/// What is told where a list that is filtered by SCIM, or of the past, is asked for a source.
pub(super) const NOT_COMBINED: &str = "A source is not combined with a SCIM filter or with the past, and was not used. Clear one of them.";
