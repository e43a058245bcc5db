//! What every handler shares.

use std::net::IpAddr;
use std::sync::Arc;

use app::Assets;
use directory::Directory;
use ipnet::IpNet;
use tokio_util::sync::CancellationToken;

use crate::metrics::Metrics;
use crate::openid::Providers;
use crate::scim::Limits;

/// The state of the running server; cheap to clone.
#[derive(Clone)]
pub(crate) struct AppState(Arc<Inner>);

struct Inner {
    directory: Directory,
    assets: Assets,
    metrics: Metrics,
    limits: Limits,
    providers: Providers,
    most_exported: u64,
    self_service: bool,
    trusted_proxies: Vec<IpNet>,
    stop: CancellationToken,
    metrics_here: bool,
}

/// What the parts of the state are made from.
pub(crate) struct Parts {
    pub directory: Directory,
    pub assets: Assets,
    pub limits: Limits,
    /// What is known of tenants' OpenID Connect providers.
    pub providers: Providers,
    /// Rows of one export from the console.
    pub most_exported: u64,
    /// Whether people make tenants of their own.
    pub self_service: bool,
    pub trusted_proxies: Vec<IpNet>,
    /// Ends streams that would otherwise outlive the server.
    pub stop: CancellationToken,
    /// Whether `/metrics` is served beside everything else.
    pub metrics_here: bool,
}

impl AppState {
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            directory: parts.directory,
            assets: parts.assets,
            metrics: Metrics::new(),
            limits: parts.limits,
            providers: parts.providers,
            most_exported: parts.most_exported,
            self_service: parts.self_service,
            trusted_proxies: parts.trusted_proxies,
            stop: parts.stop,
            metrics_here: parts.metrics_here,
        }))
    }

    /// The use cases.
    pub(crate) fn directory(&self) -> &Directory {
        &self.0.directory
    }

    /// Addresses of what pages load.
    pub(crate) fn assets(&self) -> &Assets {
        &self.0.assets
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Fairness and rate limits of SCIM.
    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Tenants' OpenID Connect providers.
    pub(crate) fn providers(&self) -> &Providers {
        &self.0.providers
    }

    /// Rows after which an export from the console is cut off.
    pub(crate) fn most_exported(&self) -> u64 {
        self.0.most_exported
    }

    /// Whether people who are signed in make tenants of their own.
    pub(crate) fn self_service(&self) -> bool {
        self.0.self_service
    }

    /// Whether forwarding headers of this peer are believed.
    pub(crate) fn trusts(&self, peer: IpAddr) -> bool {
        self.0
            .trusted_proxies
            .iter()
            .any(|network| network.contains(&peer))
    }

    /// Cancelled when the server begins to stop: long answers end themselves then.
    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.0.stop
    }

    pub(crate) fn metrics_here(&self) -> bool {
        self.0.metrics_here
    }
}
