//! HTTPS by the server itself: versions and protocols, files that will not do, a renewed certificate.

use std::fs;
use std::io::Write;
use std::net;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::Empty;
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};

use crate::harness::{
    Backend, Certificate, Client, Database, Rollcall, Server, TLS, is_like, location, raw,
};

const VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];

fn over_tls(database: &Database) -> Rollcall {
    let rollcall = Rollcall::on(database);
    TLS.into_iter()
        .fold(rollcall, |rollcall, (variable, file)| {
            rollcall.with(variable, file)
        })
}

/// A server with a certificate, on a database without anybody in it.
async fn serve(certificate: &Certificate) -> (Database, Server) {
    let database = Database::new(Backend::Sqlite).await;
    certificate.write(database.folder());
    let server = Server::start(&over_tls(&database));
    (database, server)
}

/// Connects as somebody who trusts this certificate alone, with these versions and protocols.
async fn offer(
    server: &Server,
    certificate: &Certificate,
    versions: &[&'static SupportedProtocolVersion],
    protocols: &[&str],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    let trusted = CertificateDer::from_pem_slice(certificate.chain.as_bytes()).unwrap();
    roots.add(trusted).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let protocols = protocols
        .iter()
        .map(|protocol| protocol.as_bytes().to_vec());
    config.alpn_protocols = protocols.collect();
    let stream = TcpStream::connect(server.address()).await?;
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

async fn connect(
    server: &Server,
    certificate: &Certificate,
) -> std::io::Result<TlsStream<TcpStream>> {
    offer(server, certificate, &VERSIONS, &[]).await
}

/// Asks whether the server is up, in HTTP/1.1; the first line of the answer.
async fn ask(mut stream: TlsStream<TcpStream>) -> String {
    let request = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    stream.flush().await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer);
    answer.lines().next().unwrap_or_default().to_owned()
}

/// The same in HTTP/2; the status of the answer.
async fn ask_http2(stream: TlsStream<TcpStream>) -> u16 {
    let io = TokioIo::new(stream);
    let handshake = hyper::client::conn::http2::handshake(TokioExecutor::new(), io);
    let (mut sender, connection) = handshake.await.unwrap();
    tokio::spawn(connection);
    let request = http::Request::get("https://localhost/healthz");
    let request = request.body(Empty::<Bytes>::new()).unwrap();
    sender
        .send_request(request)
        .await
        .unwrap()
        .status()
        .as_u16()
}

#[tokio::test]
async fn both_versions_of_tls_carry_both_versions_of_http() {
    let certificate = Certificate::new();
    let (database, server) = serve(&certificate).await;
    let cases: [(&[&str], Option<&str>); 4] = [
        (&["h2", "http/1.1"], Some("h2")),
        (&["h2"], Some("h2")),
        (&["http/1.1"], Some("http/1.1")),
        (&[], None),
    ];
    for version in VERSIONS {
        for (offered, chosen) in cases {
            let case = format!("{version:?} {offered:?}");
            let stream = offer(&server, &certificate, &[version], offered).await;
            let stream = stream.unwrap();
            let told = stream.get_ref().1;
            assert_eq!(told.protocol_version(), Some(version.version), "{case}");
            let protocol = chosen.map(str::as_bytes);
            assert_eq!(told.alpn_protocol(), protocol, "{case}");
            if chosen == Some("h2") {
                assert_eq!(ask_http2(stream).await, 200, "{case}");
            } else {
                assert_eq!(ask(stream).await, "HTTP/1.1 200 OK", "{case}");
            }
        }
    }
    let healthy = Client::trusting(&certificate, &server.url);
    assert_eq!(healthy.get("/healthz").await.text, "ok\n");
    // Whoever trusts another certificate does not get that far.
    assert!(connect(&server, &Certificate::new()).await.is_err());
    drop(server);
    database.close().await;
}

#[tokio::test]
async fn over_https_browsers_are_told_to_stay_there_and_the_session_stays_too() {
    const EMAIL: &str = "owner@acme.example";
    const PASSWORD: &str = "quilted lantern over 73 rivers";
    let certificate = Certificate::new();
    let (database, server) = serve(&certificate).await;
    let rollcall = over_tls(&database);
    rollcall.done(&["tenant", "create", "acme", "--name", "Acme"]);
    let create = ["admin", "create", "--tenant", "acme", "--email", EMAIL];
    let create = [&create[..], &["--role", "owner", "--password-stdin"]].concat();
    let created = rollcall.run_with(&create, &format!("{PASSWORD}\n"));
    assert_eq!(created.code, 0, "{created:?}");

    let browser = Client::trusting(&certificate, &server.url).with("accept", "text/html");
    for path in ["/login", "/healthz", "/nonsense", "/scim/v2/Users"] {
        let hsts = browser.get(path).await;
        let hsts = hsts.header("strict-transport-security");
        assert_eq!(hsts, "max-age=31536000", "{path}");
    }
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let entered = browser.form("/login", &fields).await;
    assert_eq!(location(&entered), "/t/acme");
    let cookie = entered.header("set-cookie");
    assert!(cookie.starts_with("__Host-rollcall="), "{cookie}");
    for attribute in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(attribute), "{attribute}: {cookie}");
    }
    assert_eq!(browser.get("/account").await.status, 200);
    drop(server);
    database.close().await;
}

#[tokio::test]
async fn whoever_says_nothing_or_speaks_plainly_keeps_nobody_waiting() {
    let certificate = Certificate::new();
    let (database, server) = serve(&certificate).await;
    let client = Client::trusting(&certificate, &server.url);
    let mut silent: Vec<net::TcpStream> = (0..50)
        .map(|_| net::TcpStream::connect(server.address()).unwrap())
        .collect();
    for half_open in silent.iter_mut().step_by(2) {
        // The beginning of a handshake.
        half_open.write_all(&[22, 3, 1]).unwrap();
    }
    assert_eq!(client.get("/healthz").await.status, 200);
    let plain = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let refused = raw(server.address(), plain).await;
    assert!(!refused.contains("HTTP/"), "{refused}");
    assert_eq!(client.get("/healthz").await.status, 200);

    // Nor does it keep the server from stopping.
    server.signal("TERM");
    let (code, log) = server.wait();
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains("are cut off"), "{log}");
    drop(silent);
    database.close().await;
}

#[tokio::test]
async fn files_that_will_not_do_are_refused_before_anything_is_made() {
    let database = Database::new(Backend::Sqlite).await;
    let [chain_file, key_file] = TLS.map(|(_, file)| database.folder().join(file));
    let (certificate, other) = (Certificate::new(), Certificate::new());
    let (chain, key) = (certificate.chain.as_str(), certificate.key.as_str());
    let (cut, _) = chain.split_once("-----END").unwrap();
    let empty = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (chain, key, refusal) in [
        (
            None,
            Some(key),
            "ROLLCALL_TLS_CERT: cannot read chain.pem: …",
        ),
        (
            Some(chain),
            None,
            "ROLLCALL_TLS_KEY: cannot read a private key from key.pem: …",
        ),
        (
            Some(""),
            Some(key),
            "ROLLCALL_TLS_CERT: there is no certificate in chain.pem",
        ),
        (
            Some(key),
            Some(chain),
            "ROLLCALL_TLS_CERT: there is no certificate in chain.pem",
        ),
        (
            Some(cut),
            Some(key),
            "ROLLCALL_TLS_CERT: cannot read chain.pem: …",
        ),
        (
            Some(chain),
            Some(""),
            "ROLLCALL_TLS_KEY: cannot read a private key from key.pem: …",
        ),
        (
            Some(chain),
            Some(chain),
            "ROLLCALL_TLS_KEY: cannot read a private key from key.pem: …",
        ),
        (
            Some(empty),
            Some(key),
            "ROLLCALL_TLS_CERT and ROLLCALL_TLS_KEY do not fit together: …",
        ),
        (
            Some(chain),
            Some(&*other.key),
            "ROLLCALL_TLS_CERT and ROLLCALL_TLS_KEY do not fit together: …",
        ),
    ] {
        for (file, content) in [(&chain_file, chain), (&key_file, key)] {
            match content {
                Some(content) => fs::write(file, content).unwrap(),
                None => drop(fs::remove_file(file)),
            }
        }
        refuses(&over_tls(&database), refusal);
    }
    // A folder is nothing that can be read, either.
    certificate.write(database.folder());
    let folder = over_tls(&database).with("ROLLCALL_TLS_CERT", ".");
    refuses(&folder, "ROLLCALL_TLS_CERT: cannot read .: …");
    let files = fs::read_dir(database.folder()).unwrap();
    assert_eq!(files.count(), 2, "something was made");
    database.close().await;
}

#[track_caller]
fn refuses(rollcall: &Rollcall, refusal: &str) {
    let outcome = rollcall.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(outcome.code, 1, "{refusal}: {outcome:?}");
    let said = outcome.stderr.trim_end();
    let expected = format!("error: {refusal}");
    assert!(
        is_like(said, &expected),
        "{said:?} is not like {expected:?}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
    assert_eq!(outcome.stdout, "", "{refusal}");
}

#[tokio::test]
async fn a_renewed_certificate_is_served_without_a_restart_and_a_broken_one_is_not() {
    let [first, second, third] = std::array::from_fn(|_| Certificate::new());
    let (database, server) = serve(&first).await;
    let begun = connect(&server, &first).await.unwrap();
    second.write(database.folder());
    server.signal("HUP");
    until_served(&server, &second).await;
    assert!(connect(&server, &first).await.is_err());

    // Half of a renewal: the chain is the second one's, the key is not.
    fs::write(database.folder().join(TLS[1].1), &third.key).unwrap();
    server.signal("HUP");
    server.until_logged("the certificate could not be read anew: the one before goes on");
    server.until_logged("ROLLCALL_TLS_CERT and ROLLCALL_TLS_KEY do not fit together");
    let goes_on = connect(&server, &second).await.unwrap();
    assert_eq!(ask(goes_on).await, "HTTP/1.1 200 OK");

    third.write(database.folder());
    server.signal("HUP");
    until_served(&server, &third).await;
    // What was begun with the first one is not cut off.
    assert_eq!(ask(begun).await, "HTTP/1.1 200 OK");
    server.signal("TERM");
    let (code, log) = server.wait();
    assert_eq!(code, Some(0), "{log}");
    assert_eq!(
        log.matches("the certificate was read anew").count(),
        2,
        "{log}"
    );
    database.close().await;
}

/// Waits until handshakes are answered with this certificate.
async fn until_served(server: &Server, certificate: &Certificate) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while let Err(error) = connect(server, certificate).await {
        assert!(Instant::now() < deadline, "{error}");
    }
}
