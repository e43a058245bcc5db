//! Sign-in through the tenant's own OpenID Connect provider.

use super::{FieldError, Role};

/// `/t/<slug>/settings/sign-in`. Fields: `enabled` (`on` or `off`), `issuer`, `client_id`, `client_secret`,
/// `scopes`, `role_claim`, `owner`, `admin`, `auditor` (a value a line), `others` (a role or `nobody`);
/// hidden `csrf`. Only owners can send it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInPage {
    pub enabled: bool,
    /// As typed, and so are the other texts.
    pub issuer: String,
    pub client_id: String,
    /// Whether there is a secret, which is never shown.
    pub has_secret: bool,
    pub scopes: String,
    pub role_claim: String,
    pub owner: String,
    pub admin: String,
    pub auditor: String,
    /// What everybody else becomes; `None` when they may not sign in.
    pub others: Option<Role>,
    /// What the provider has to know of this server.
    pub redirect_uri: String,
    /// Where members sign in, to be put into the provider's portal.
    pub initiate_uri: String,
    pub errors: Vec<FieldError>,
}

/// `/login/oidc`: asks for the tenant, or leads on to its provider. Fields: `tenant`, and `next` when there
/// is one; hidden `form`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderLoginPage {
    /// As typed.
    pub tenant: String,
    /// A checked local path to return to.
    pub next: Option<String>,
    /// Where the provider is asked, once the tenant is known. A form must not be answered by leading
    /// to another site.
    pub onward: Option<String>,
    pub refusal: Option<ProviderRefusal>,
    pub errors: Vec<FieldError>,
}

/// Why somebody comes back from the provider and is not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderRefusal {
    /// The answer belongs to no sign-in of this browser, or to one of long ago.
    Strayed,
    /// The provider refused, or the person gave up.
    Declined,
    /// The provider does not answer.
    Unreachable,
    /// What it answered does not hold.
    Invalid,
    /// It vouches for somebody who may not sign in here.
    NotAdmitted,
    /// Too many attempts; answered with 429.
    Throttled { wait_seconds: u64 },
}
