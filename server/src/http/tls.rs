//! HTTPS without a proxy in front.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::{Context, ensure};
use tokio::signal::unix::{SignalKind, signal};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

/// Serves a certificate chain and its key, both in PEM. From now on SIGHUP has the files read anew,
/// and no longer ends the process.
pub(crate) fn acceptor(chain: &Path, key: &Path) -> anyhow::Result<TlsAcceptor> {
    let certificate = Arc::new(Certificate::read(chain, key)?);
    renew_on_hangup(Arc::clone(&certificate))?;
    // One provider, named here: more than one is compiled in, and rustls would not choose.
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(certificate);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// A chain and its key, and where they are found again when they were renewed.
#[derive(Debug)]
struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    /// What the next handshake is answered with.
    served: RwLock<Arc<CertifiedKey>>,
}

impl Certificate {
    fn read(chain: &Path, key: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            served: RwLock::new(Arc::new(read(chain, key)?)),
            chain: chain.to_owned(),
            key: key.to_owned(),
        })
    }

    /// Takes what the files hold now. What makes no sense is told, and what was served goes on:
    /// connections that there are keep what they began with in any case.
    fn renew(&self) {
        match read(&self.chain, &self.key) {
            Ok(renewed) => {
                *self.served.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(renewed);
                tracing::info!("the certificate was read anew");
            }
            Err(error) => {
                let error = format!("{error:#}");
                tracing::error!(
                    %error,
                    "the certificate could not be read anew: the one before goes on"
                );
            }
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let served = self.served.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&served))
    }
}

fn renew_on_hangup(certificate: Arc<Certificate>) -> anyhow::Result<()> {
    let mut hangup = signal(SignalKind::hangup()).context("cannot listen for signals")?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            certificate.renew();
        }
    });
    Ok(())
}

/// Reads both files, and whether they fit together.
fn read(chain: &Path, key: &Path) -> anyhow::Result<CertifiedKey> {
    let certificates = CertificateDer::pem_file_iter(chain)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("ROLLCALL_TLS_CERT: cannot read {}", chain.display()))?;
    ensure!(
        !certificates.is_empty(),
        "ROLLCALL_TLS_CERT: there is no certificate in {}",
        chain.display()
    );
    let private = PrivateKeyDer::from_pem_file(key).with_context(|| {
        format!(
            "ROLLCALL_TLS_KEY: cannot read a private key from {}",
            key.display()
        )
    })?;
    CertifiedKey::from_der(certificates, private, &ring::default_provider())
        .context("ROLLCALL_TLS_CERT and ROLLCALL_TLS_KEY do not fit together")
}
