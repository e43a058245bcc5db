//! Requests of this server to others: the one way out.
//!
//! Where it goes is written by tenants, so it must not become a way into the network that the
//! server is in: names are resolved here, only addresses that [`Guard`] lets pass are connected to,
//! redirects are not followed, and time and size are bounded. No proxy is asked, which would resolve
//! names of its own.

mod guard;

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::{Request, Response};
use openidconnect::url::Host;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url, redirect};
use tokio_rustls::rustls::crypto::ring;

use self::guard::Guard;

/// Until a connection stands.
const CONNECT: Duration = Duration::from_secs(5);
/// Until an answer is read to its end.
const WHOLE: Duration = Duration::from_secs(10);
/// Bytes of an answer that are read.
const LARGEST: usize = 256 * 1024;

/// Asks others. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Outbound {
    guard: Guard,
    /// Made when it is first needed: it reads the system's certificates.
    client: Arc<OnceLock<Option<Client>>>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unanswered {
    /// The address is one that tenants must not make this server ask.
    Forbidden,
    /// It was not reached, or not in time.
    Silent,
    /// The answer is longer than is read.
    TooLong,
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Forbidden => "its address is not a public one",
            Self::Silent => "it does not answer",
            Self::TooLong => "its answer is longer than 256 KiB",
        })
    }
}

impl std::error::Error for Unanswered {}

impl Outbound {
    /// `private` lets loopback and private addresses be asked.
    pub(crate) fn new(private: bool) -> Self {
        Self {
            guard: Guard::new(private),
            client: Arc::default(),
        }
    }

    /// Sends a request and reads the answer, whatever its status.
    pub(crate) async fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, Unanswered> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string()).map_err(|_| Unanswered::Forbidden)?;
        // An address that is written out is resolved by nobody.
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            Some(Host::Domain(_)) => None,
            None => return Err(Unanswered::Forbidden),
        };
        if literal.is_some_and(|address| !self.guard.permits(address)) {
            return Err(Unanswered::Forbidden);
        }
        let client = self.client().ok_or(Unanswered::Silent)?;
        let asked = client.request(parts.method, url).headers(parts.headers);
        let answer = asked.body(body).send().await.map_err(|error| why(&error))?;
        read(answer).await
    }

    fn client(&self) -> Option<&Client> {
        let made = || match build(self.guard) {
            Ok(client) => Some(client),
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(error, "no request can be sent to others");
                None
            }
        };
        self.client.get_or_init(made).as_ref()
    }
}

fn build(guard: Guard) -> reqwest::Result<Client> {
    // One that is installed already is this one.
    let _ = ring::default_provider().install_default();
    Client::builder()
        .dns_resolver(Arc::new(Resolver(guard)))
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT)
        .timeout(WHOLE)
        .user_agent(concat!("Rollcall/", env!("CARGO_PKG_VERSION")))
        .build()
}

async fn read(mut answer: reqwest::Response) -> Result<Response<Vec<u8>>, Unanswered> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    while let Some(chunk) = answer.chunk().await.map_err(|error| why(&error))? {
        if response.body().len() + chunk.len() > LARGEST {
            return Err(Unanswered::TooLong);
        }
        response.body_mut().extend_from_slice(&chunk);
    }
    Ok(response)
}

fn why(error: &reqwest::Error) -> Unanswered {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if let Some(unanswered) = error.downcast_ref::<Unanswered>() {
            return *unanswered;
        }
        cause = error.source();
    }
    Unanswered::Silent
}

/// Resolves names to the addresses that may be asked; these are the ones connected to.
struct Resolver(Guard);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let permitted: Vec<SocketAddr> =
                found.filter(|found| guard.permits(found.ip())).collect();
            if permitted.is_empty() {
                return Err(Unanswered::Forbidden.into());
            }
            let addresses: Addrs = Box::new(permitted.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::{Outbound, Unanswered};

    #[tokio::test]
    async fn what_is_not_public_is_not_asked_however_it_is_written() {
        let outbound = Outbound::new(false);
        for url in [
            "http://127.0.0.1:9/",
            "http://127.1:9/",
            "http://2130706433:9/",
            "http://0x7f000001:9/",
            "http://[::1]:9/",
            "http://[::ffff:127.0.0.1]:9/",
            "http://localhost:9/",
            "https://10.0.0.1/",
            "https://169.254.169.254/latest/meta-data/",
        ] {
            let request = Request::get(url).body(Vec::new()).unwrap();
            let answer = outbound.send(request).await;
            assert_eq!(answer.err(), Some(Unanswered::Forbidden), "{url}");
        }
    }
}
