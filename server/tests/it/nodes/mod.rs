//! Several servers on one database: what was done through one of them holds at the others on the
//! very next request, and what comes through several at once is done as if it came through one.
//!
//! On `SQLite` too: two servers of one machine on one file promise the same, and are slower.

mod access;
mod links;
mod people;
mod provider;
mod settings;
mod start;
mod writes;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::harness::{Client, Person, Reply, Server, World, backends, between};

/// How others reach all of them: through a balancer, which these tests do without.
const PUBLIC: &str = "http://127.0.0.1:3000";

const PASSWORD: &str = "quilted lantern over 73 rivers";

/// Two servers with the same settings on one database.
struct Pair {
    /// The first one, and those who call it.
    world: World,
    other: Server,
}

/// Runs a test on every database.
async fn each_pair(test: impl AsyncFn(&Pair)) {
    let key = secret_key(7);
    let settings = [
        ("ROLLCALL_PUBLIC_URL", PUBLIC),
        ("ROLLCALL_SECRET_KEY", key.as_str()),
        ("ROLLCALL_OUTBOUND_PRIVATE", "true"),
    ];
    for backend in backends() {
        let world = World::new(backend, &settings).await;
        let other = Server::start(&world.rollcall);
        let pair = Pair { world, other };
        test(&pair).await;
        drop(pair.other);
        pair.world.close().await;
    }
}

fn secret_key(byte: u8) -> String {
    URL_SAFE_NO_PAD.encode([byte; 32])
}

impl Pair {
    /// The same caller, with the same cookies, at the other server.
    fn there(&self, client: &Client) -> Client {
        let path = client.base.strip_prefix(&self.world.server.url).unwrap();
        client.clone().at(format!("{}{path}", self.other.url))
    }

    fn person_there(&self, person: &Person) -> Person {
        Person {
            browser: self.there(&person.browser),
            csrf: person.csrf.clone(),
        }
    }
}

/// What two requests of the same moment are answered, the lower status first.
async fn at_once(
    one: impl Future<Output = Reply>,
    other: impl Future<Output = Reply>,
) -> [Reply; 2] {
    let mut replies: [Reply; 2] = tokio::join!(one, other).into();
    replies.sort_by_key(|reply| reply.status);
    replies
}

fn statuses(replies: &[Reply; 2]) -> [u16; 2] {
    replies.each_ref().map(|reply| reply.status)
}

/// What the form of a page carries so that sending it twice does nothing more.
fn nonce(page: &Reply) -> String {
    assert_eq!(page.status, 200, "{}", page.text);
    between(&page.text, "name=\"nonce\" value=\"", "\"").to_owned()
}

/// What is in the read-only field of that id.
fn shown<'t>(page: &'t Reply, id: &str) -> &'t str {
    assert_eq!(page.status, 200, "{}", page.text);
    let field = between(&page.text, &format!("<input id=\"{id}\""), ">");
    between(field, "value=\"", "\"")
}
