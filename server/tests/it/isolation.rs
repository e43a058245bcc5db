//! Every route, by everybody. What the router serves, it says itself (`rollcall routes`); a new
//! route changes the table, and with it the snapshot.

use std::collections::BTreeMap;
use std::fmt::Write;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Client, Reply, World, each_backend};

/// Ids of the tenant `acme`.
#[derive(Clone)]
struct Ids {
    user: String,
    group: String,
    token: String,
    client: String,
    event: String,
    view: String,
    member: String,
}

impl Ids {
    async fn of(world: &World) -> Self {
        register_schema(world);
        let tokens = world
            .rollcall
            .done(&["token", "list", "--tenant", "acme", "--json"]);
        let tokens: Value = serde_json::from_str(&tokens).unwrap();
        let token = tokens[0]["id"].as_str().unwrap().to_owned();
        let client = issue_client(world);
        let event = world.events("acme")[0]["id"].as_str().unwrap().to_owned();
        let ids = Self {
            user: String::new(),
            group: String::new(),
            token,
            client,
            event,
            view: UNKNOWN.to_owned(),
            member: UNKNOWN.to_owned(),
        };
        ids.with_fresh_resources(world).await
    }

    /// A user and a group that nobody has changed or deleted yet.
    async fn with_fresh_resources(&self, world: &World) -> Self {
        let name = format!("resource-{}", unique());
        let user = world
            .writer
            .post("/Users", &json!({"userName": name}))
            .await
            .id(201);
        let group = world
            .writer
            .post("/Groups", &json!({"displayName": name}))
            .await
            .id(201);
        Self {
            user,
            group,
            ..self.clone()
        }
    }

    /// A route's path with something real in every place.
    fn path(&self, route: &str, slug: &str) -> String {
        let id = [
            ("Users/", &self.user),
            ("users/", &self.user),
            ("Groups/", &self.group),
            ("groups/", &self.group),
            ("tokens/", &self.token),
            ("clients/", &self.client),
            ("audit/", &self.event),
            ("views/", &self.view),
            ("sessions/", &self.view),
            ("members/", &self.member),
            ("invitations/", &self.member),
            ("connect/", &"okta".to_owned()),
            ("schemas/", &SCHEMA.to_owned()),
            ("ResourceTypes/", &"User".to_owned()),
            (
                "Schemas/",
                &"urn:ietf:params:scim:schemas:core:2.0:User".to_owned(),
            ),
        ]
        .into_iter()
        .find(|(folder, _)| route.contains(&format!("{folder}{{id}}")))
        .map_or_else(String::new, |(_, id)| id.clone());
        route
            .replace("{slug}", slug)
            .replace("{id}", &id)
            .replace("{code}", "nonsense")
            .replace("{*file}", "nonsense.css")
    }
}

/// The id of nothing.
const UNKNOWN: &str = "018f0000-0000-7000-8000-000000000000";

/// A schema of the tenant `acme`.
const SCHEMA: &str = "urn:example:badge:2.0:User";

fn register_schema(world: &World) {
    let document = json!({"id": SCHEMA, "attributes": [{"name": "colour"}]}).to_string();
    let arguments = [
        "schema",
        "add",
        "--tenant",
        "acme",
        "--resource",
        "User",
        "--file",
        "-",
    ];
    let outcome = world.rollcall.run_with(&arguments, &document);
    assert_eq!(outcome.code, 0, "{outcome:?}");
}

/// An OAuth client of the tenant `acme`; its id.
fn issue_client(world: &World) -> String {
    let rollcall = &world.rollcall;
    rollcall.done(&["client", "issue", "--tenant", "acme", "--name", "entra"]);
    let clients = rollcall.done(&["client", "list", "--tenant", "acme", "--json"]);
    let clients: Value = serde_json::from_str(&clients).unwrap();
    clients[0]["id"].as_str().unwrap().to_owned()
}

fn unique() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

async fn call(client: &Client, method: &str, path: &str) -> Reply {
    let method = match method {
        "ANY" => Method::GET,
        method => Method::from_bytes(method.as_bytes()).unwrap(),
    };
    let scim = ["/Users", "/Groups"]
        .iter()
        .any(|folder| path.starts_with(folder))
        || path.contains("scim/v2");
    let (kind, body) = match method {
        Method::POST | Method::PUT | Method::PATCH if scim => (
            "application/scim+json",
            scim_body(&method, path).to_string(),
        ),
        // A visitor of its own: who tries one account too often has to wait.
        Method::POST => (
            "application/x-www-form-urlencoded",
            format!("name=x&email=visitor{}", unique()),
        ),
        // This answer has no end.
        _ if path.ends_with("/live") => {
            let answer = client.open(path).await;
            return Reply {
                status: answer.status().as_u16(),
                headers: answer.headers().clone(),
                text: String::new(),
            };
        }
        _ => return client.send(method, path, None, Vec::new()).await,
    };
    client
        .send(method, path, Some(kind), body.into_bytes())
        .await
}

fn scim_body(method: &Method, path: &str) -> Value {
    if *method == Method::PATCH {
        return json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "replace", "path": "displayName", "value": "changed"}]});
    }
    if path.ends_with("/Bulk") {
        return json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
            "Operations": [{"method": "POST", "path": "/Users", "bulkId": "made",
                "data": {"userName": format!("made-{}", unique())}}]});
    }
    if path.ends_with("/Groups") {
        return json!({"displayName": "made"});
    }
    json!({"userName": format!("made-{}", unique()), "displayName": "made"})
}

/// The auditor of `acme` among its members, by id.
async fn auditor(owner: &Client) -> String {
    let page = owner.get("/t/acme/members").await.text;
    let (before, _) = page.split_once("auditor@acme.example").unwrap();
    let (_, link) = before.rsplit_once("/t/acme/members/").unwrap();
    link.chars().take(36).collect()
}

/// Everybody, in the order of the table's columns.
async fn callers(world: &World) -> Vec<(&'static str, Client)> {
    let url = &world.server.url;
    let at = |client: &Client| client.clone().at(url);
    let ended = |name: &str, more: &[&str]| {
        let issue = ["token", "issue", "--tenant", "acme", "--name", name];
        let token = world.rollcall.done(&[&issue[..], more].concat());
        at(&world.anonymous).with_token(&token)
    };
    let revoked = ended("gone", &[]);
    let revoke = ["token", "revoke", "--tenant", "acme", "--name", "gone"];
    world.rollcall.done(&revoke);
    let expired = ended("short", &["--expires-in", "1s"]);
    while expired.get("/t/acme/scim/v2/Users?count=1").await.status != 401 {}
    vec![
        ("anon", at(&world.anonymous)),
        ("reader", at(&world.reader)),
        ("writer", at(&world.writer)),
        ("siem", world.siem()),
        ("foreign", at(&world.stranger)),
        ("expired", expired),
        ("revoked", revoked),
        ("owner", world.sign_in("acme", "owner").await),
        ("admin", world.sign_in("acme", "admin").await),
        ("auditor", world.sign_in("acme", "auditor").await),
        ("outsider", world.sign_in("globex", "owner").await),
        ("operator", world.sign_in_operator().await),
    ]
}

#[tokio::test]
async fn every_route_answers_everybody_as_this_table_says() {
    each_backend(async |world| {
        let callers = callers(world).await;
        let (_, owner) = callers.iter().find(|(name, _)| *name == "owner").unwrap();
        let ids = Ids {
            member: auditor(owner).await,
            ..Ids::of(world).await
        };
        let mut table = String::new();
        let _ = write!(table, "{:<6} {:<42} {:<10}", "METHOD", "PATH", "ACCESS");
        for (name, _) in &callers {
            let _ = write!(table, " {name:<8}");
        }
        for route in world.rollcall.done(&["routes"]).lines() {
            let [method, route, access] = route.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{route}")
            };
            let _ = write!(table, "\n{method:<6} {route:<42} {access:<10}");
            for (_, client) in &callers {
                let changes = matches!(method, "PUT" | "PATCH" | "DELETE");
                let fresh = if changes {
                    ids.with_fresh_resources(world).await
                } else {
                    ids.clone()
                };
                let path = fresh.path(route, "acme");
                let _ = write!(table, " {:<8}", call(client, method, &path).await.status);
            }
        }
        let table: Vec<&str> = table.lines().map(str::trim_end).collect();
        insta::assert_snapshot!("routes", table.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn a_foreign_id_is_an_unknown_id() {
    each_backend(async |world| {
        let ids = Ids::of(world).await;
        let unknown = "018f0000-0000-7000-8000-000000000000";
        let globex = format!("{}/t/globex/scim/v2", world.server.url);
        let stranger = world.stranger.clone().at(&globex);
        let before = (
            world.reader.get("/Users").await.text,
            world.reader.get("/Groups").await.text,
        );
        for (folder, id) in [("/Users/", &ids.user), ("/Groups/", &ids.group)] {
            for method in ["GET", "PUT", "PATCH", "DELETE"] {
                let foreign = call(&stranger, method, &format!("{folder}{id}")).await;
                let missing = call(&stranger, method, &format!("{folder}{unknown}")).await;
                foreign.refused(404, None);
                assert_eq!(
                    shape(&foreign, id),
                    shape(&missing, unknown),
                    "{method} {folder}"
                );
            }
        }
        let after = (
            world.reader.get("/Users").await.text,
            world.reader.get("/Groups").await.text,
        );
        assert_eq!(after, before);
    })
    .await;
}

#[tokio::test]
async fn every_refused_credential_is_refused_alike() {
    each_backend(async |world| {
        let issue = |name: &str, more: &[&str]| {
            let base = ["token", "issue", "--tenant", "acme", "--name", name];
            world.rollcall.done(&[&base[..], more].concat())
        };
        let expired = issue("short", &["--expires-in", "1s"]);
        let revoked = issue("gone", &[]);
        world
            .rollcall
            .done(&["token", "revoke", "--tenant", "acme", "--name", "gone"]);
        let mut tampered = issue("live", &[]);
        tampered.pop();
        let bearer = |token: &str| world.anonymous.clone().with_token(token);
        let header = |value: &str| world.anonymous.clone().with("authorization", value);
        let base = |base: &str| {
            world
                .writer
                .clone()
                .at(format!("{}{base}", world.server.url))
        };
        let expired_after = std::time::Instant::now() + std::time::Duration::from_secs(1);
        while std::time::Instant::now() < expired_after {
            world.reader.get("/Users?count=1").await.expect(200);
        }

        let mut shapes = BTreeMap::new();
        for (what, client) in [
            ("nothing", world.anonymous.clone()),
            ("an empty header", header("")),
            ("another scheme", header("Basic YTpi")),
            ("no token", bearer("nonsense")),
            ("a token cut short", bearer(&tampered)),
            ("an expired token", bearer(&expired)),
            ("a revoked token", bearer(&revoked)),
            ("a foreign token", world.stranger.clone()),
            ("an unknown tenant", base("/t/nobody/scim/v2")),
            ("a tenant that is no text", base("/t/%ff/scim/v2")),
            ("an encoded foreign tenant", base("/t/%67lobex/scim/v2")),
        ] {
            for path in [
                "/Users",
                "/Users/018f0000-0000-7000-8000-000000000000",
                "/Nonsense",
            ] {
                let reply = client.get(path).await;
                reply.refused(401, None);
                assert!(
                    reply.header("www-authenticate").starts_with("Bearer"),
                    "{what}"
                );
                shapes.insert(format!("{what} {path}"), shape(&reply, ""));
            }
        }
        let first = shapes.values().next().unwrap();
        assert!(shapes.values().all(|shape| shape == first), "{shapes:#?}");
    })
    .await;
}

#[tokio::test]
async fn a_path_in_other_spellings_is_no_way_around_authentication() {
    each_backend(async |world| {
        world
            .writer
            .post("/Users", &json!({"userName": "hidden-name"}))
            .await
            .expect(201);
        for path in [
            "/t/acme/scim/v2/%55sers",
            "/t/acme/scim/v2/Users%2f",
            "/t/acme/scim/v2/%2e/Users",
            "/t/acme/scim/v2//Users",
            "/t/acme/scim%2fv2/Users",
            "/t/acme%2fscim%2fv2%2fUsers",
            "/t/acme/%73cim/v2/Users",
            "//t/acme/scim/v2/Users",
            "/t/acme/scim/v2/Users;x=1",
            "/t/acme/SCIM/v2/Users",
            "/t/globex/../acme/scim/v2/Users",
            "/t/%61cme/scim/v2/Users",
        ] {
            for client in [&world.anonymous, &world.stranger] {
                let reply = client.clone().at(&world.server.url).get(path).await;
                assert!(
                    matches!(reply.status, 303 | 401 | 404),
                    "{path}: {}",
                    reply.status
                );
                assert!(!reply.text.contains("hidden-name"), "{path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn cookies_mean_nothing_to_scim_and_tokens_nothing_to_the_console() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        owner
            .get("/t/acme")
            .await
            .headers
            .get("content-type")
            .unwrap();
        owner.get("/t/acme/scim/v2/Users").await.refused(401, None);
        let token = world.writer.clone().at(&world.server.url);
        assert_eq!(token.get("/t/acme/users").await.status, 303);
    })
    .await;
}

/// What a client can tell of an answer, without ids and times.
fn shape(reply: &Reply, id: &str) -> (u16, String, Vec<String>) {
    let mut names: Vec<String> = reply.headers.keys().map(ToString::to_string).collect();
    names.sort();
    let text = if id.is_empty() {
        reply.text.clone()
    } else {
        reply.text.replace(id, "ID")
    };
    (reply.status, text, names)
}
