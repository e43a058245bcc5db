//! What can go wrong in the store, and how a database's answer becomes one of these.

use std::fmt;
use std::sync::Arc;

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// Why the store did not do what it was asked.
///
/// A missing row is not an error: look-ups answer `Option`, conditional writes `bool`.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// A constraint of the schema refused the change; nothing of it was kept.
    #[error("the database refused the change: {0}")]
    Constraint(Constraint),
    /// The row is not in the version that the change was made from.
    #[error("the row was changed by somebody else in the meantime")]
    Stale,
    /// Others kept the database locked, or kept winning, for too long. Try again later.
    #[error("the database is busy with other writers")]
    Busy,
    /// Rows of a tenant were changed and no audit event was recorded: a bug, nothing was kept.
    #[error("a change without an audit event is not committed")]
    Unaudited,
    /// A row holds what no release of this program writes.
    #[error("the row {row} of {table} holds an impossible {column}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's id.
        row: String,
    },
    /// The text has characters that this database cannot store, such as NUL.
    #[error("the text has characters that the database cannot store")]
    Unstorable,
    /// The database cannot be reached, or its files cannot be read or written.
    #[error("the database cannot be reached")]
    Unreachable(#[source] Arc<DbErr>),
    /// The disk or the quota is full.
    #[error("the database has no space left")]
    Full(#[source] Arc<DbErr>),
    /// Anything else a driver says.
    #[error("the database failed")]
    Driver(#[source] Arc<DbErr>),
}

/// A constraint of the schema, by what it means to a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// Another user of the tenant has this `userName`.
    UserName,
    /// Another tenant has this slug.
    TenantSlug,
    /// Another account has this e-mail address.
    Email,
    /// The account is a member of this tenant already.
    MemberExists,
    /// Another token of the tenant has this id.
    TokenId,
    /// Another token has this public id.
    TokenPublicId,
    /// Another OAuth client of the tenant has this id.
    OauthClientId,
    /// The assertion of an OAuth client was used before.
    AssertionUsed,
    /// Another invitation has this code.
    InvitationCode,
    /// The tenant registered a schema of this URN before.
    SchemaUrn,
    /// The member has a saved view of this name.
    SavedViewName,
    /// The row refers to one that does not exist in this tenant.
    ForeignKey,
    /// A value is outside of what the column allows.
    Check,
    /// Any other uniqueness, such as an id used twice.
    Other,
}

/// Unique indexes: name on PostgreSQL, columns in `SQLite`'s message, meaning.
const UNIQUE: [(&str, &str, Constraint); 11] = [
    (
        "scim_user_tenant_id_user_name_key_key",
        "scim_user.tenant_id, scim_user.user_name_key",
        Constraint::UserName,
    ),
    ("tenant_slug_key", "tenant.slug", Constraint::TenantSlug),
    (
        "account_email_key_key",
        "account.email_key",
        Constraint::Email,
    ),
    (
        "tenant_member_tenant_id_account_id_key",
        "tenant_member.tenant_id, tenant_member.account_id",
        Constraint::MemberExists,
    ),
    (
        "scim_token_pkey",
        "scim_token.tenant_id, scim_token.id",
        Constraint::TokenId,
    ),
    (
        "scim_token_public_id_key",
        "scim_token.public_id",
        Constraint::TokenPublicId,
    ),
    (
        "oauth_client_pkey",
        "oauth_client.tenant_id, oauth_client.id",
        Constraint::OauthClientId,
    ),
    (
        "oauth_assertion_pkey",
        "oauth_assertion.tenant_id, oauth_assertion.client_id, oauth_assertion.jti_hash",
        Constraint::AssertionUsed,
    ),
    (
        "invitation_code_hash_key",
        "invitation.code_hash",
        Constraint::InvitationCode,
    ),
    (
        "tenant_schema_tenant_id_urn_key_key",
        "tenant_schema.tenant_id, tenant_schema.urn_key",
        Constraint::SchemaUrn,
    ),
    (
        "saved_view_tenant_id_member_id_name_key_key",
        "saved_view.tenant_id, saved_view.member_id, saved_view.name_key",
        Constraint::SavedViewName,
    ),
];

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UserName => "the userName is taken",
            Self::TenantSlug => "the slug is taken",
            Self::Email => "the e-mail address is taken",
            Self::MemberExists => "the person is a member already",
            Self::TokenId => "the token exists already",
            Self::TokenPublicId => "the token's public id is taken",
            Self::OauthClientId => "the OAuth client exists already",
            Self::AssertionUsed => "the assertion was used before",
            Self::InvitationCode => "the invitation's code is taken",
            Self::SchemaUrn => "the schema is registered already",
            Self::SavedViewName => "the name of the view is taken",
            Self::ForeignKey => "it refers to something that does not exist",
            Self::Check => "a value is outside of what is allowed",
            Self::Other => "the row exists already",
        })
    }
}

impl Error {
    /// Whether the same use case may well succeed when it is run again.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Busy)
    }

    /// Whether the whole transaction is lost, and with it all that shared it.
    pub(crate) fn ends_transaction(&self) -> bool {
        matches!(self, Self::Busy | Self::Full(_) | Self::Unreachable(_))
    }

    /// A failure of the driver that has no error of its own.
    pub(crate) fn driver(message: &str) -> Self {
        Self::Driver(Arc::new(DbErr::Custom(message.to_owned())))
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let class = match &error {
            DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => Class::Unreachable,
            DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => classify(cause),
            _ => Class::Driver,
        };
        match class {
            Class::Known(error) => error,
            Class::Full => Self::Full(Arc::new(error)),
            Class::Unreachable => Self::Unreachable(Arc::new(error)),
            Class::Driver => Self::Driver(Arc::new(error)),
        }
    }
}

/// What became of a driver's error before it is wrapped.
enum Class {
    Known(Error),
    Full,
    Unreachable,
    Driver,
}

fn classify(cause: &sqlx::Error) -> Class {
    match cause {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            if database
                .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
                .is_some()
            {
                postgres(&code, database.as_ref())
            } else {
                sqlite(&code, database.message())
            }
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Class::Unreachable,
        _ => Class::Driver,
    }
}

/// By SQLSTATE (PostgreSQL documentation, appendix A).
fn postgres(code: &str, database: &dyn DatabaseError) -> Class {
    match code {
        "23505" => {
            let name = database.constraint().unwrap_or_default();
            let known = UNIQUE.iter().find(|(index, ..)| *index == name);
            Class::Known(Error::Constraint(
                known.map_or(Constraint::Other, |row| row.2),
            ))
        }
        "23503" => Class::Known(Error::Constraint(Constraint::ForeignKey)),
        "23514" | "23502" => Class::Known(Error::Constraint(Constraint::Check)),
        "40001" | "40P01" | "55P03" => Class::Known(Error::Busy),
        "53100" => Class::Full,
        "22021" | "22P05" => Class::Known(Error::Unstorable),
        _ if ["08", "53", "57", "58"]
            .iter()
            .any(|class| code.starts_with(class)) =>
        {
            Class::Unreachable
        }
        _ => Class::Driver,
    }
}

/// By extended result code, whose low byte is the primary code (sqlite.org/rescode.html).
fn sqlite(code: &str, message: &str) -> Class {
    let code: i32 = code.parse().unwrap_or_default();
    match (code, code & 0xff) {
        (1555 | 2067 | 2579, _) => {
            let known = UNIQUE
                .iter()
                .find(|(_, columns, _)| message.ends_with(columns));
            Class::Known(Error::Constraint(
                known.map_or(Constraint::Other, |row| row.2),
            ))
        }
        (787, _) => Class::Known(Error::Constraint(Constraint::ForeignKey)),
        (_, 19) => Class::Known(Error::Constraint(Constraint::Check)),
        (_, 5 | 6) => Class::Known(Error::Busy),
        (_, 13) => Class::Full,
        // NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, CANTOPEN, PROTOCOL, NOTADB.
        (_, 7..=11 | 14 | 15 | 26) => Class::Unreachable,
        _ => Class::Driver,
    }
}

/// Turns a violated constraint into the caller's own error, at the call.
pub trait ResultExt<T> {
    /// Answers `refuse()` when `constraint` was violated; any other error passes through.
    fn on_constraint<E: From<Error>>(
        self,
        constraint: Constraint,
        refuse: impl FnOnce() -> E,
    ) -> Result<T, E>;
}

impl<T> ResultExt<T> for Result<T, Error> {
    fn on_constraint<E: From<Error>>(
        self,
        constraint: Constraint,
        refuse: impl FnOnce() -> E,
    ) -> Result<T, E> {
        self.map_err(|error| match error {
            Error::Constraint(violated) if violated == constraint => refuse(),
            other => E::from(other),
        })
    }
}
