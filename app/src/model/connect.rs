//! `/t/<slug>/connect`: bring an identity provider to this tenant.

use super::Instant;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectPage {
    pub base_url: String,
    pub reach: Reach,
    pub progress: Progress,
}

/// Who can reach the public URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Public,
    /// A loopback or private address: cloud identity providers cannot reach it.
    Local,
    /// Plain HTTP on a public address: most identity providers refuse it.
    PlainHttp,
}

/// How far the first connection has come. Each step is done when its time is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub token_issued: Option<Instant>,
    pub first_request: Option<Instant>,
    pub first_user: Option<Instant>,
    pub first_group: Option<Instant>,
    pub first_deactivation: Option<Instant>,
}
