//! Which token provisioned the rows of a list, and which ones there are to choose.

use app::model::group::GroupRow;
use app::model::user::UserRow;
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

/// A row that says which token provisioned it.
pub(super) trait Provisioned {
    /// What it is a row of.
    const KIND: Kind;

    fn id(&self) -> &str;
    fn set_source(&mut self, source: Option<String>);
}

impl Provisioned for UserRow {
    const KIND: Kind = Kind::User;

    fn id(&self) -> &str {
        &self.id
    }

    fn set_source(&mut self, source: Option<String>) {
        self.source = source;
    }
}

impl Provisioned for GroupRow {
    const KIND: Kind = Kind::Group;

    fn id(&self) -> &str {
        &self.id
    }

    fn set_source(&mut self, source: Option<String>) {
        self.source = source;
    }
}

/// Notes in each row the token that provisioned it.
pub(super) async fn note<Row: Provisioned>(
    member: &Member,
    rows: &mut [Row],
) -> Result<(), Failure> {
    let ids: Vec<&str> = rows.iter().map(Row::id).collect();
    let view = member.directory.view();
    let mut sources = view.sources(&member.caller, Row::KIND, &ids).await?;
    for row in rows {
        let source = sources.remove(row.id());
        row.set_source(source);
    }
    Ok(())
}

/// What is told where a list that is filtered by SCIM, or of the past, is asked for a source.
pub(super) const NOT_COMBINED: &str = "A source is not combined with a SCIM filter or with the past, and was not used. Clear one of them.";
