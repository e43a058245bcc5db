//! What the service can do, as clients discover it (RFC 7644 §4).
//!
//! Generated from the tables that validate, so that it cannot say anything else than what holds.

use std::sync::Arc;

use scim::message::bulk::MAX_OPERATIONS;
use scim::message::discovery::{self, AuthenticationScheme, Bulk, Capabilities, Pagination};
use scim::message::list::ListResponse;
use scim::schema::ResourceType;
use serde_json::Value;

use crate::answer::{DEFAULT_PAGE, MAX_PAGE};
use crate::tenants::{Way, Ways};
use crate::{Caller, Directory};

/// Bytes of one request's body at most.
pub const MAX_BODY: usize = 1024 * 1024;

/// The discovery documents; with a caller its tenant's, without one the same for everybody.
pub struct Discovery<'d>(pub(crate) &'d Directory);

impl Discovery<'_> {
    /// `GET /ServiceProviderConfig`.
    pub fn service_provider_config(&self, caller: Option<&Caller>) -> Value {
        discovery::service_provider_config(&self.base(caller), &capabilities(caller))
    }

    /// `GET /ResourceTypes`.
    pub fn resource_types(&self, caller: Option<&Caller>) -> Value {
        let (user, group) = kinds(caller);
        list(discovery::resource_types(
            &self.base(caller),
            &[&user, &group],
        ))
    }

    /// `GET /ResourceTypes/{id}`.
    pub fn resource_type(&self, caller: Option<&Caller>, id: &str) -> Option<Value> {
        find(&self.resource_types(caller), id)
    }

    /// `GET /Schemas`.
    pub fn schemas(&self, caller: Option<&Caller>) -> Value {
        let (user, group) = kinds(caller);
        list(discovery::schemas(&self.base(caller), &[&user, &group]))
    }

    /// `GET /Schemas/{urn}`; a URN is compared without case (RFC 8141 §3.1 for its prefix).
    pub fn schema(&self, caller: Option<&Caller>, urn: &str) -> Option<Value> {
        find(&self.schemas(caller), urn)
    }

    fn base(&self, caller: Option<&Caller>) -> String {
        let locations = self.0.locations();
        caller.map_or_else(
            || locations.generic_scim(),
            |caller| locations.scim(caller.tenant().slug()),
        )
    }
}

/// The caller's tenant's users and groups; without a caller those of the RFCs alone.
fn kinds(caller: Option<&Caller>) -> (Arc<ResourceType>, Arc<ResourceType>) {
    match caller {
        Some(caller) => (caller.kinds().user(), caller.kinds().group()),
        None => (scim::schema::user(), scim::schema::group()),
    }
}

/// What holds today, and nothing that does not.
fn capabilities(caller: Option<&Caller>) -> Capabilities {
    Capabilities {
        patch: true,
        bulk: Some(Bulk {
            max_operations: MAX_OPERATIONS as u64,
            max_payload_size: MAX_BODY as u64,
        }),
        filter: Some(MAX_PAGE),
        etag: true,
        sort: true,
        pagination: Some(Pagination {
            default_page_size: DEFAULT_PAGE,
            max_page_size: MAX_PAGE,
        }),
        authentication_schemes: schemes(caller),
        ..Capabilities::default()
    }
}

/// The bearer token, and what the caller's tenant has switched on. Without a caller it is the same
/// for every tenant: what one has chosen is nobody else's to know.
fn schemes(caller: Option<&Caller>) -> Vec<AuthenticationScheme> {
    let bearer = scheme(
        "oauthbearertoken",
        "Bearer token",
        "A token issued in the console, sent as Authorization: Bearer.",
        6750,
    );
    let ways = caller.map(|caller| Ways::of(caller.tenant()));
    let on = |way: &Way| ways.is_some_and(|ways| ways.has(*way));
    let others = Way::ALL.into_iter().filter(on).map(|way| match way {
        Way::RawToken => scheme(
            "oauthbearertoken",
            "Token alone",
            "The same token as the whole value of the Authorization header, without a scheme.",
            6750,
        ),
        Way::Basic => scheme(
            "httpbasic",
            "HTTP Basic",
            "The same token as the password; the user name can be anything.",
            7617,
        ),
        Way::Oauth => scheme(
            "oauth2",
            "OAuth 2.0 client credentials",
            "An access token for an hour, which a client asks for at /oauth/token of the tenant with its secret or an assertion signed by its key.",
            6749,
        ),
    });
    [bearer].into_iter().chain(others).collect()
}

fn scheme(kind: &str, name: &str, description: &str, rfc: u32) -> AuthenticationScheme {
    AuthenticationScheme {
        kind: kind.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        spec_uri: Some(format!("https://www.rfc-editor.org/info/rfc{rfc}")),
        documentation_uri: None,
    }
}

fn list(documents: Vec<Value>) -> Value {
    ListResponse::whole(documents).into_value()
}

fn find(list: &Value, id: &str) -> Option<Value> {
    let is_it = |document: &&Value| {
        document
            .get("id")
            .and_then(Value::as_str)
            .is_some_and(|own| own.eq_ignore_ascii_case(id))
    };
    list.get("Resources")?
        .as_array()?
        .iter()
        .find(is_it)
        .cloned()
}
