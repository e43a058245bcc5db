//! `rollcall serve`

use std::net::SocketAddr;
use std::num::NonZeroU32;

use anyhow::Context;
use directory::Directory;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::failure::Failure;
use super::{database, terminal};
use crate::config::Settings;
use crate::http::listener::Server;
use crate::http::tls;
use crate::openid::Providers;
use crate::outbound::Outbound;
use crate::scim::Limits;
use crate::shutdown::{Running, Signals};
use crate::state::{AppState, Parts};
use crate::{assets, router};

pub(super) async fn run(settings: &Settings) -> Result<(), Failure> {
    raise_file_limit();
    // Pages are rendered on the runtime that serves them.
    any_spawner::Executor::init_tokio().context("cannot render pages")?;
    let mut signals = Signals::listen()?;
    let tls = match (&settings.tls_cert, &settings.tls_key) {
        (Some(certificate), Some(key)) => Some(tls::acceptor(certificate, key)?),
        _ => None,
    };
    let (listener, address) = bind(settings.listen, "ROLLCALL_LISTEN").await?;
    let metrics = match settings.metrics_listen {
        Some(address) => Some(bind(address, "ROLLCALL_METRICS_LISTEN").await?.0),
        None => None,
    };
    let directory = database::open(settings, settings.public_url(address)).await?;
    offer_setup(&directory).await?;

    let stop = CancellationToken::new();
    let state = state(settings, directory.clone(), stop.clone());
    let server = Server {
        app: router::router(&state),
        tls,
        stop: stop.clone(),
        connections: TaskTracker::new(),
    };
    let connections = server.connections.clone();
    if let Some(listener) = metrics {
        let app = router::metrics_router(&state);
        tokio::spawn(
            Server {
                app,
                tls: None,
                ..server.clone()
            }
            .run(listener),
        );
    }
    let scheme = if server.tls.is_some() {
        "https"
    } else {
        "http"
    };
    tokio::spawn(server.run(listener));

    let stop_jobs = CancellationToken::new();
    let jobs = tokio::spawn({
        let stop = stop_jobs.clone();
        async move { directory.run_jobs(stop).await }
    });
    terminal::print(&format!("listening on {scheme}://{address}"))?;
    signals.next().await;
    Running {
        stop,
        connections,
        stop_jobs,
        jobs,
    }
    .end(&mut signals)
    .await;
    Ok(())
}

async fn bind(address: SocketAddr, variable: &str) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let context = || format!("cannot listen on {address} ({variable})");
    let listener = TcpListener::bind(address).await.with_context(context)?;
    let address = listener.local_addr().with_context(context)?;
    Ok((listener, address))
}

fn state(settings: &Settings, directory: Directory, stop: CancellationToken) -> AppState {
    let assets = assets::load().unwrap_or_else(|why| {
        tracing::warn!("{why}");
        app::Assets::default()
    });
    AppState::new(Parts {
        directory,
        assets,
        providers: Providers::new(Outbound::new(settings.outbound_private)),
        limits: Limits::new(
            NonZeroU32::new(settings.rate_limit),
            settings.database_connections,
        ),
        most_exported: settings.export_rows,
        self_service: settings.self_service,
        trusted_proxies: settings.trusted_proxies.clone(),
        stop,
        metrics_here: settings.metrics_listen.is_none(),
    })
}

/// Says how the first owner is made, as long as there is none.
async fn offer_setup(directory: &Directory) -> Result<(), Failure> {
    if !directory.setup().needed().await? {
        return Ok(());
    }
    let code = directory.setup().issue_code().await?;
    let url = directory.public_url();
    terminal::say(&format!(
        "No owner yet. Create the first one here (single use, 30 minutes):\n  \
         {url}/setup/{}\n\
         or:  rollcall tenant create acme --name \"Acme\" && \
         rollcall admin create --tenant acme --email you@acme.com --role owner",
        code.expose_secret()
    ));
    Ok(())
}

/// Takes as many file descriptors as the system allows: each connection is one.
fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if limit.current != limit.maximum && setrlimit(Resource::Nofile, raised).is_err() {
        tracing::warn!(
            current = limit.current,
            "the limit of open files stays as it is"
        );
    }
}
