//! What whoever runs the server relies on.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::{
    Backend, Client, Database, Rollcall, Server, World, backends, each_backend, each_backend_with,
};

#[tokio::test]
async fn the_server_says_that_it_is_up_and_ready() {
    each_backend(async |world| {
        let client = Client::new(&world.server.url);
        for path in ["/healthz", "/readyz"] {
            let reply = client.get(path).await;
            assert_eq!((reply.status, reply.text.as_str()), (200, "ok\n"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn requests_are_counted_by_route_and_not_by_path() {
    each_backend(async |world| {
        world
            .reader
            .get("/Users/018f0000-0000-7000-8000-000000000000")
            .await
            .refused(404, None);
        let text = Client::new(&world.server.url).get("/metrics").await.text;
        let line = text
            .lines()
            .find(|line| line.contains("/Users/{id}"))
            .unwrap();
        assert!(line.contains("status=\"4xx\""), "{line}");
        assert!(
            !text.contains("018f0000") && !text.contains("acme"),
            "{text}"
        );
        assert!(
            text.contains("# TYPE rollcall_http_requests counter"),
            "{text}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_ends_and_who_is_silent_are_figures_without_names() {
    each_backend(async |world| {
        let text = Client::new(&world.server.url).get("/metrics").await.text;
        for line in [
            "rollcall_connections_silent 0\n",
            "rollcall_tokens_ending{days=\"60\"} 0\n",
            "rollcall_clients_ending{days=\"60\"} 0\n",
        ] {
            assert!(text.contains(line), "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn metrics_can_have_an_address_of_their_own() {
    // An address that no other test listens on: nobody takes the port before the server does.
    let free = TcpListener::bind("127.0.0.2:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    let settings = [("ROLLCALL_METRICS_LISTEN", free.as_str())];
    let world = World::new(Backend::Sqlite, &settings).await;
    assert_eq!(
        Client::new(&world.server.url).get("/metrics").await.status,
        404
    );
    let own = Client::new(format!("http://{free}"));
    assert!(
        own.get("/metrics")
            .await
            .text
            .contains("rollcall_http_requests")
    );
    assert_eq!(own.get("/readyz").await.status, 404);
    world.close().await;
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_a_request_id() {
    each_backend(async |world| {
        let url = &world.server.url;
        for path in [
            "/",
            "/login",
            "/nonsense",
            "/healthz",
            "/pkg/x.js",
            "/scim/v2/Users",
        ] {
            let forged = Client::new(url).with("x-request-id", "mine");
            let reply = forged.get(path).await;
            assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(reply.header("referrer-policy"), "same-origin", "{path}");
            for policy in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
                assert_eq!(reply.header(policy), "same-origin", "{policy} of {path}");
            }
            assert_eq!(reply.header("x-frame-options"), "DENY", "{path}");
            let policy = reply.header("content-security-policy");
            assert!(
                policy.contains("frame-ancestors 'none'"),
                "{path}: {policy}"
            );
            let id = reply.header("x-request-id");
            assert!(id.len() == 36 && id != "mine", "{path}: {id}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_is_compressed_unless_another_site_leads_to_it() {
    let world = World::new(Backend::Sqlite, &[]).await;
    for (from, encoding) in [
        ("same-origin", "gzip"),
        ("none", "gzip"),
        ("same-site", ""),
        ("cross-site", ""),
    ] {
        let browser = Client::new(&world.server.url)
            .with("accept-encoding", "gzip, deflate, br")
            .with("sec-fetch-site", from);
        let reply = browser.get("/login").await;
        assert_eq!(reply.status, 200, "{from}");
        assert_eq!(reply.header("content-encoding"), encoding, "{from}");
        assert!(
            reply.header("vary").contains("Sec-Fetch-Site"),
            "{from}: {}",
            reply.header("vary")
        );
        let words = reply.text.contains("Sign in");
        assert_eq!(words, encoding.is_empty(), "{from}");
    }
    world.close().await;
}

#[tokio::test]
async fn only_a_trusted_proxy_says_where_a_request_came_from() {
    let forwarded = |world: &World| world.writer.clone().with("x-forwarded-for", "192.0.2.7");
    let address = |world: &World| {
        let events = world.events("acme");
        events
            .iter()
            .find(|event| event["operation"] == "user.create")
            .unwrap()["ip"]
            .clone()
    };
    let body = json!({"userName": "ada"});
    let world = World::new(Backend::Sqlite, &[]).await;
    forwarded(&world).post("/Users", &body).await.expect(201);
    assert_eq!(address(&world), "127.0.0.1");
    world.close().await;

    let settings = [("ROLLCALL_TRUSTED_PROXIES", "127.0.0.0/8")];
    let world = World::new(Backend::Sqlite, &settings).await;
    forwarded(&world).post("/Users", &body).await.expect(201);
    assert_eq!(address(&world), "192.0.2.7");
    world.close().await;
}

#[tokio::test]
async fn a_token_with_networks_is_refused_from_elsewhere() {
    let settings = [("ROLLCALL_TRUSTED_PROXIES", "127.0.0.0/8")];
    each_backend_with(&settings, async |world| {
        let issue = ["token", "issue", "--tenant", "acme", "--name", "office"];
        let issue = [&issue[..], &["--allow-cidr", "192.0.2.0/24"]].concat();
        let client = world
            .anonymous
            .clone()
            .with_token(&world.rollcall.done(&issue));
        client
            .clone()
            .with("x-forwarded-for", "192.0.2.7")
            .get("/Users")
            .await
            .expect(200);
        client
            .clone()
            .with("x-forwarded-for", "198.51.100.7")
            .get("/Users")
            .await
            .refused(403, None);
    })
    .await;
}

#[tokio::test]
async fn a_signal_ends_the_server_with_everything_written() {
    for signal in ["TERM", "INT"] {
        let database = Database::new(Backend::Sqlite).await;
        let rollcall = Rollcall::on(&database);
        rollcall.done(&["tenant", "create", "acme", "--name", "Acme"]);
        let token = rollcall.done(&["token", "issue", "--tenant", "acme", "--name", "okta"]);
        let server = Server::start(&rollcall);
        let client = Client::new(format!("{}/scim/v2", server.url)).with_token(&token);
        client.get("/Users").await.expect(200);
        server.signal(signal);
        let (code, log) = server.wait();
        assert_eq!(code, Some(0), "{log}");
        let events = crate::harness::events_of(&rollcall, "acme");
        assert!(
            events.iter().any(|event| event["operation"] == "user.list"),
            "{events:?}"
        );
    }
}

#[tokio::test]
async fn a_request_in_flight_is_answered_before_the_server_ends() {
    let world = World::new(Backend::Sqlite, &[]).await;
    let body = json!({"userName": "ada"}).to_string();
    let token = &world.token;
    let (first, second) = body.split_at(5);
    let mut stream = TcpStream::connect(world.server.address()).unwrap();
    write!(
        stream,
        "POST /scim/v2/Users HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{first}",
        body.len()
    )
    .unwrap();
    // Another connection is answered, so the first has been accepted before the signal.
    world.reader.get("/Users").await.expect(200);
    world.server.signal("TERM");
    while TcpStream::connect(world.server.address()).is_ok() {}
    stream.write_all(second.as_bytes()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(15)))
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    world.close().await;
}

#[tokio::test]
async fn a_database_that_is_gone_is_said_and_survived() {
    for backend in backends()
        .into_iter()
        .filter(|backend| *backend == Backend::Postgres)
    {
        let world = World::new(backend, &[]).await;
        let client = Client::new(&world.server.url);
        world.database.shut(true).await;
        let reply = client.get("/readyz").await;
        assert_eq!(reply.status, 503, "{}", reply.text);
        assert_eq!(client.get("/healthz").await.status, 200);
        let refused = world.reader.get("/Users").await;
        let detail = refused.refused(503, None);
        assert!(!refused.header("retry-after").is_empty());
        assert!(
            !detail.contains("postgres") && !detail.contains("rollcall_it"),
            "{detail}"
        );
        world.database.shut(false).await;
        let back = Instant::now() + Duration::from_secs(30);
        while client.get("/readyz").await.status != 200 {
            assert!(Instant::now() < back, "not ready again");
        }
        world.reader.get("/Users").await.expect(200);
        world.close().await;
    }
}

#[tokio::test]
async fn no_secret_is_ever_logged() {
    let database = Database::new(Backend::Sqlite).await;
    let rollcall = Rollcall::on(&database).with("ROLLCALL_LOG", "trace");
    rollcall.done(&["tenant", "create", "acme", "--name", "Acme"]);
    let token = rollcall.done(&["token", "issue", "--tenant", "acme", "--name", "okta"]);
    let server = Server::start(&rollcall);
    let client = Client::new(format!("{}/t/acme/scim/v2", server.url)).with_token(&token);
    let body = json!({"userName": "ada.hidden", "password": "never-in-a-log"});
    client.post("/Users", &body).await.expect(201);
    client
        .get("/Users?filter=userName+eq+%22ada.hidden%22")
        .await
        .expect(200);
    server.signal("TERM");
    let (_, log) = server.wait();
    for secret in [token.as_str(), "never-in-a-log", "ada.hidden"] {
        assert!(!log.contains(secret), "{secret}");
    }
}
