//! OAuth clients.

use super::connect::Provider;
use super::event::EventRow;
use super::token::{
    Expiry, LastUse, Lifetime, Overlap, Resources, Scope, Secret, TokenState, Verdict,
};
use super::{FieldError, Instant};

/// A client as the list and its own page show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRow {
    pub id: String,
    pub name: String,
    /// What it calls itself; no secret.
    pub client_id: String,
    pub proof: Proof,
    pub scope: Scope,
    pub resources: Resources,
    /// The word of the identity provider that it is for, where that was said.
    pub idp: Option<String>,
    pub created: Instant,
    /// Member e-mail, `cli`, or who else made it.
    pub created_by: String,
    /// Of it or of one of its access tokens.
    pub last_used: Option<LastUse>,
    pub expiry: Expiry,
    /// While another secret replaces it and both work: until when the old one does.
    pub old_secret_ends: Option<Instant>,
    /// It was made to live longer than the tenant now lets clients live.
    pub too_long: bool,
    pub state: TokenState,
}

/// How a client proves who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// By its secret, of which these are the last four characters.
    Secret(String),
    /// By one of these public keys, each in a few words.
    Keys(Vec<String>),
}

/// `/t/<slug>/tokens/clients`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientsPage {
    /// Live ones first, then expired and revoked ones.
    pub rows: Vec<ClientRow>,
    /// Where they ask for access tokens.
    pub endpoint: String,
    /// Whether the tenant lets them in.
    pub switched_on: bool,
}

/// `/t/<slug>/tokens/clients/new`.
/// Fields: `name`, `for`, `scope`, `only`, `expires`, `cidrs` (one per line), `jwks`; hidden `csrf`
/// and `nonce`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientNewPage {
    pub name: String,
    /// The identity provider that it is for; `None` where that is not said.
    pub provider: Option<Provider>,
    pub scope: Scope,
    pub resources: Resources,
    pub lifetime: Lifetime,
    /// Days that a client lives at most, where the tenant has chosen that.
    pub longest: Option<u32>,
    pub cidrs: String,
    /// Public keys as pasted; empty for a client that gets a secret.
    pub jwks: String,
    /// Single use: a repeated one issues nothing.
    pub nonce: String,
    pub errors: Vec<FieldError>,
}

/// The answer to the POST on `/t/<slug>/tokens/clients/new` and
/// `/t/<slug>/tokens/clients/<id>/rotate`: the only page that ever holds the secret. Send it with
/// status 200 and `Cache-Control: no-store`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientIssuedPage {
    pub id: String,
    pub name: String,
    pub client_id: String,
    /// A client with public keys has none.
    pub secret: Option<Secret>,
    /// What becomes of the secret that this one replaces.
    pub old_secret: Option<OldSecret>,
    /// Where it asks for access tokens.
    pub endpoint: String,
    /// The tenant's SCIM base URL.
    pub base_url: String,
    pub scope: Scope,
    pub resources: Resources,
    pub expiry: Expiry,
    /// Whether the tenant lets clients in.
    pub switched_on: bool,
}

/// What becomes of a secret that another one replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OldSecret {
    /// It goes on until then.
    Until(Instant),
    /// It has ended.
    Ended,
}

/// `/t/<slug>/tokens/clients/<id>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientPage {
    pub client: ClientRow,
    pub endpoint: String,
    /// Allowed addresses; empty means any.
    pub cidrs: Vec<String>,
    /// While two secrets of it work.
    pub rotation: Option<SecretRotation>,
    /// The last requests of it and of its access tokens.
    pub recent: Vec<EventRow>,
    /// Whether the tenant lets clients in.
    pub switched_on: bool,
}

/// Two secrets of a client that work, and whether the old one is still needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretRotation {
    pub old: SecretSide,
    pub new: SecretSide,
    pub verdict: Verdict,
}

/// One of two secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretSide {
    pub last_four: String,
    pub ends: Expiry,
    /// When it was last shown for an access token.
    pub last_used: Option<Instant>,
    pub last_ip: Option<String>,
}

/// `/t/<slug>/tokens/clients/<id>/rotate`. Field: `overlap`; hidden `csrf` and `after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRotatePage {
    pub client: ClientRow,
    pub overlap: Overlap,
    /// How often the secret was rotated before: a form that is sent again rotates nothing.
    pub after: u32,
    pub errors: Vec<FieldError>,
}

/// `/t/<slug>/tokens/clients/<id>/end-secret`. Fields: `name` (typed) when [`Self::in_use`]; hidden
/// `csrf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientEndSecretPage {
    pub client: ClientRow,
    /// When the old secret was last shown for an access token.
    pub last_used: Option<Instant>,
    /// That was within the last 24 hours: the name has to be typed.
    pub in_use: bool,
    /// How often the secret has been rotated: after another rotation it is another one that is old.
    pub after: u32,
    pub typed: String,
    pub errors: Vec<FieldError>,
}

/// `/t/<slug>/tokens/clients/<id>/revoke`. Fields: `name` (typed) when [`Self::in_use`]; hidden
/// `csrf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRevokePage {
    pub client: ClientRow,
    /// Used within the last 24 hours: the name has to be typed.
    pub in_use: bool,
    pub typed: String,
    pub errors: Vec<FieldError>,
}
