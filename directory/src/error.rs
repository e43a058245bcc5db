//! What can go wrong in a use case, in terms of the product.

use std::collections::BTreeSet;
use std::time::Duration;

use scim::{ScimType, Tolerance};

use crate::Permission;

/// A message that belongs to one field of a form or one argument of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name, as in the form.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl FieldError {
    /// A message at a field.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            field,
            message: message.into(),
        }
    }
}

/// Why a use case did not happen. Nothing was changed when one is returned.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing in the caller's tenant, or the caller may not know of it.
    #[error("not found")]
    NotFound,
    /// The caller is known and may not do this.
    #[error("not permitted: {0:?}")]
    Forbidden(Permission),
    /// The caller may do this, once they have given their password again.
    #[error("the password has to be given again")]
    ProofNeeded,
    /// The tenant demands a second factor, and the caller has none.
    #[error("a second factor is demanded")]
    SecondFactorNeeded,
    /// The caller's address is not on the token's allow-list.
    #[error("address not allowed for this token")]
    AddressRefused,
    /// The caller's token is for resources of another type.
    #[error("the token is for {} only", plural(*.0))]
    ResourceTypeRefused(store::Kind),
    /// The operator has suspended the tenant.
    #[error("the tenant is suspended")]
    Suspended,
    /// The owners of the tenant want it deleted; until then it stands still.
    #[error("the tenant is to be deleted")]
    ToBeDeleted,
    /// No valid credential.
    #[error("no valid credential")]
    Unauthenticated,
    /// Something unique is taken.
    #[error("{detail}")]
    Conflict {
        /// The attribute or field that must be unique.
        attribute: &'static str,
        /// What is taken, and what to do.
        detail: String,
    },
    /// `If-Match` named another version than the current one.
    #[error("the resource has changed: its version is not the one in If-Match")]
    PreconditionFailed,
    /// Form fields or arguments that cannot be accepted.
    #[error("{}", messages(.0))]
    Invalid(Vec<FieldError>),
    /// The client's SCIM message cannot be accepted.
    #[error(transparent)]
    Scim(#[from] scim::Error),
    /// An operation of a bulk request refers to a resource that the request does not create.
    #[error("{0}")]
    Unresolved(String),
    /// A bulk request has more operations than are done at once.
    #[error(
        "A bulk request holds at most {most} operations, this one {0}: send several requests.",
        most = scim::message::bulk::MAX_OPERATIONS
    )]
    TooManyOperations(usize),
    /// A bulk request took too long; this operation was not begun.
    #[error("The request took too long before this operation was begun: send it again.")]
    OutOfTime,
    /// The client's SCIM message needs tolerances that its tenant has switched off.
    #[error("{}", demands(.0))]
    NotTolerated(BTreeSet<Tolerance>),
    /// The client's filter needs tolerances that its tenant has switched off.
    #[error("{}", demands(.0))]
    FilterNotTolerated(BTreeSet<Tolerance>),
    /// The schemas of the tenant changed while the request was on its way.
    #[error("The schemas of this tenant have just changed: send the request again.")]
    SchemasChanged,
    /// Too many attempts.
    #[error("too many attempts, try again in {} s", retry_after.as_secs())]
    Limited {
        /// How long to wait.
        retry_after: Duration,
    },
    /// The database does not answer.
    #[error("the database is not available")]
    Unavailable(#[source] store::Error),
    /// The database's disk is full; reads go on.
    #[error("the database has no space left")]
    StorageFull(#[source] store::Error),
    /// The database belongs to another secret key.
    #[error(
        "the secret key is not the one this database was made with: set ROLLCALL_SECRET_KEY or restore the key file"
    )]
    WrongSecretKey,
    /// A fault of ours; the cause is for the log only.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

fn messages(fields: &[FieldError]) -> String {
    fields
        .iter()
        .map(|field| field.message.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

/// A resource type as its endpoint names it.
fn plural(kind: store::Kind) -> &'static str {
    match kind {
        store::Kind::User => "Users",
        store::Kind::Group => "Groups",
    }
}

/// Tolerances that one refusal explains; its event names all of them.
const EXPLAINED: usize = 3;

/// Those of them that the RFCs do not permit by themselves.
fn refused(tolerances: &BTreeSet<Tolerance>) -> impl Iterator<Item = Tolerance> {
    let tolerances = tolerances.iter().copied();
    tolerances.filter(|tolerance| tolerance.permitted_by().is_none())
}

fn demands(tolerances: &BTreeSet<Tolerance>) -> String {
    let named: Vec<String> = refused(tolerances)
        .take(EXPLAINED)
        .map(|tolerance| format!("{tolerance}: {}", tolerance.demand()))
        .collect();
    let more = match refused(tolerances).skip(EXPLAINED).count() {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    format!("This tenant is strict. {}{more}.", named.join("; "))
}

impl Error {
    /// A single field's refusal.
    pub fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }

    /// A fault of ours.
    pub(crate) fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    /// The HTTP status of this refusal (RFC 7644 §3.12, RFC 9110).
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::Forbidden(_)
            | Self::ProofNeeded
            | Self::SecondFactorNeeded
            | Self::AddressRefused
            | Self::ResourceTypeRefused(_)
            | Self::Suspended
            | Self::ToBeDeleted => 403,
            Self::Unauthenticated => 401,
            Self::Conflict { .. } | Self::Unresolved(_) => 409,
            Self::PreconditionFailed => 412,
            Self::TooManyOperations(_) => 413,
            Self::Invalid(_) => 422,
            Self::Scim(error) => error.status(),
            Self::NotTolerated(_) | Self::FilterNotTolerated(_) => 400,
            Self::Limited { .. } => 429,
            Self::Unavailable(_) | Self::OutOfTime | Self::SchemasChanged => 503,
            Self::StorageFull(_) => 507,
            Self::WrongSecretKey | Self::Internal(_) => 500,
        }
    }

    /// The `scimType` of this refusal, where RFC 7644 table 9 has one.
    pub fn scim_type(&self) -> Option<ScimType> {
        match self {
            Self::Scim(error) => Some(error.kind),
            Self::NotTolerated(tolerances) => refused(tolerances).next().map(Tolerance::scim_type),
            Self::FilterNotTolerated(_) => Some(ScimType::InvalidFilter),
            Self::Conflict { .. } => Some(ScimType::Uniqueness),
            _ => None,
        }
    }

    /// One line for the client: what to change, and nothing of our insides.
    pub fn detail(&self) -> String {
        match self {
            Self::NotFound => "There is no such resource.".to_owned(),
            Self::Forbidden(Permission::WriteDirectory) => {
                "This token may only read: issue one with scope write.".to_owned()
            }
            Self::Forbidden(Permission::ReadDirectory) => {
                "This token may not use SCIM: issue one with scope read or write.".to_owned()
            }
            Self::Forbidden(Permission::ReadPast) => {
                "This token may not read the past: issue one with scope audit:read.".to_owned()
            }
            // Every role has these: only a token can lack them.
            Self::Forbidden(Permission::ReadAudit | Permission::ExportAudit) => {
                "This token may not read the audit log: issue one with scope audit:read.".to_owned()
            }
            Self::Forbidden(permission) => match permission.least_role() {
                Some(role) => format!("This needs the role {role} or more."),
                None => "Nobody may do this here.".to_owned(),
            },
            Self::ProofNeeded => "Give your password again for this.".to_owned(),
            Self::SecondFactorNeeded => {
                "This tenant demands a second factor: set one up on the page of your account.".to_owned()
            }
            Self::AddressRefused => "This token may not be used from this address.".to_owned(),
            Self::ResourceTypeRefused(kind) => {
                format!(
                    "This token is for {} only: issue one for all resources.",
                    plural(*kind)
                )
            }
            Self::Suspended => {
                "This tenant is suspended: nothing changes in it until whoever runs this server lets it go on."
                    .to_owned()
            }
            Self::ToBeDeleted => {
                "This tenant is to be deleted: nothing changes in it unless an owner takes that back.".to_owned()
            }
            Self::Unauthenticated => "No valid credential was given.".to_owned(),
            Self::Unavailable(_) => "The database does not answer. Try again.".to_owned(),
            Self::StorageFull(_) => "The server has no space left. Nothing was stored.".to_owned(),
            Self::WrongSecretKey | Self::Internal(_) => {
                "The server failed. The request id leads to the cause in its log.".to_owned()
            }
            Self::Conflict { .. }
            | Self::PreconditionFailed
            | Self::Invalid(_)
            | Self::Scim(_)
            | Self::Unresolved(_)
            | Self::TooManyOperations(_)
            | Self::OutOfTime
            | Self::NotTolerated(_)
            | Self::FilterNotTolerated(_)
            | Self::SchemasChanged
            | Self::Limited { .. } => self.to_string(),
        }
    }
}

impl From<scim::message::bulk::Refusal> for Error {
    fn from(refusal: scim::message::bulk::Refusal) -> Self {
        match refusal {
            scim::message::bulk::Refusal::TooManyOperations(count) => {
                Self::TooManyOperations(count)
            }
            scim::message::bulk::Refusal::Malformed(error) => Self::Scim(error),
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Busy | store::Error::Unreachable(_) => Self::Unavailable(error),
            store::Error::Full(_) => Self::StorageFull(error),
            store::Error::Stale => Self::PreconditionFailed,
            store::Error::Unstorable => Self::Scim(unstorable()),
            other => Self::Internal(Box::new(other)),
        }
    }
}

fn unstorable() -> scim::Error {
    let detail = "a value has characters that cannot be stored, such as NUL: remove them";
    scim::Error::new(ScimType::InvalidValue, detail)
}

impl store::Failure for Error {
    fn store(&self) -> Option<&store::Error> {
        match self {
            Self::Unavailable(error) | Self::StorageFull(error) => Some(error),
            Self::Internal(source) => source.downcast_ref(),
            _ => None,
        }
    }
}
