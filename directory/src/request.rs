//! What is known of one request, whichever door it came through.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;

/// The door a request came through; `channel` of an audit event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// An identity provider, over SCIM.
    Scim,
    /// A person, in the browser.
    Console,
    /// The operator, on the command line.
    Cli,
    /// Rollcall itself.
    Job,
}

impl Channel {
    /// The name in an audit event.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scim => "scim",
            Self::Console => "console",
            Self::Cli => "cli",
            Self::Job => "job",
        }
    }
}

/// One request as the outside sees it; the part of an audit event that no use case can know.
#[derive(Clone, Debug)]
pub struct Request {
    /// Our own id, echoed to the client and shared by all events of the request.
    pub id: String,
    /// The door it came through.
    pub channel: Channel,
    /// HTTP method, where there is one.
    pub method: Option<String>,
    /// Path and query as received, where there are any. Secrets are struck out when it is stored.
    pub path: Option<String>,
    /// The client's address, after trusted proxies.
    pub ip: Option<IpAddr>,
    /// The `User-Agent` header.
    pub user_agent: Option<String>,
    /// The parsed body. Redacted when it is stored.
    pub body: Option<Arc<Value>>,
    /// When the request arrived, for `duration_ms`.
    pub started: Instant,
}

impl Request {
    /// A request with nothing known but its channel: a command or a job.
    pub fn local(id: impl Into<String>, channel: Channel) -> Self {
        Self {
            id: id.into(),
            channel,
            method: None,
            path: None,
            ip: None,
            user_agent: None,
            body: None,
            started: Instant::now(),
        }
    }

    /// Milliseconds since the request arrived.
    pub fn elapsed_ms(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    /// Which identity provider the caller looks like; `unknown` when nothing gives it away.
    pub fn identity_provider(&self) -> &'static str {
        self.user_agent
            .as_deref()
            .map_or("unknown", crate::identity_provider::recognize)
    }
}
