//! Two tenants, and somebody of every kind.

use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use serde_json::{Value, json};

use super::{Backend, Client, Database, Rollcall, Server, backends};

/// A running server with the tenants `acme` and `globex`.
pub(crate) struct World {
    pub(crate) database: Database,
    pub(crate) rollcall: Rollcall,
    pub(crate) server: Server,
    /// The secret that `writer` has.
    pub(crate) token: String,
    /// At the base URL of `acme`.
    pub(crate) writer: Client,
    pub(crate) reader: Client,
    /// With a token of `globex`, at the base URL of `acme`.
    pub(crate) stranger: Client,
    pub(crate) anonymous: Client,
}

/// Runs a test on every database.
pub(crate) async fn each_backend(test: impl AsyncFn(&World)) {
    each_backend_with(&[], test).await;
}

/// The same with settings for the server.
pub(crate) async fn each_backend_with(settings: &[(&str, &str)], test: impl AsyncFn(&World)) {
    for backend in backends() {
        let world = World::new(backend, settings).await;
        test(&world).await;
        world.close().await;
    }
}

impl World {
    pub(crate) async fn new(backend: Backend, settings: &[(&str, &str)]) -> Self {
        let database = Database::new(backend).await;
        let mut rollcall = Rollcall::on(&database);
        for (variable, value) in settings {
            rollcall = rollcall.with(variable, value);
        }
        for (slug, name) in [("acme", "Acme Inc"), ("globex", "Globex")] {
            rollcall.done(&["tenant", "create", slug, "--name", name]);
        }
        let token = |tenant: &str, name: &str, scope: &str| {
            let tenant = ["--tenant", tenant, "--name", name, "--scope", scope];
            rollcall.done(&[&["token", "issue"], &tenant[..]].concat())
        };
        let writer = token("acme", "okta", "write");
        let reader = token("acme", "reports", "read");
        let stranger = token("globex", "okta", "write");
        let server = Server::start(&rollcall);
        let base = format!("{}/t/acme/scim/v2", server.url);
        let client = |token: &str| Client::new(&base).with_token(token);
        Self {
            writer: client(&writer),
            reader: client(&reader),
            stranger: client(&stranger),
            anonymous: Client::new(&base),
            token: writer,
            database,
            rollcall,
            server,
        }
    }

    /// Makes a console member and signs them in.
    pub(crate) async fn sign_in(&self, tenant: &str, role: &str) -> Client {
        let email = format!("{role}@{tenant}.example");
        let arguments = [
            "admin", "create", "--tenant", tenant, "--email", &email, "--role", role,
        ];
        let arguments = [&arguments[..], &["--password-stdin"]].concat();
        self.enter(&arguments, &email).await
    }

    /// Appoints an operator of the server and signs them in.
    pub(crate) async fn sign_in_operator(&self) -> Client {
        let email = "operator@rollcall.example";
        let arguments = ["operator", "add", "--email", email, "--password-stdin"];
        self.enter(&arguments, email).await
    }

    /// Runs a command that takes a password, and signs in with it.
    async fn enter(&self, arguments: &[&str], email: &str) -> Client {
        const PASSWORD: &str = "quilted lantern over 73 rivers";
        let outcome = self.rollcall.run_with(arguments, &format!("{PASSWORD}\n"));
        assert_eq!(outcome.code, 0, "{outcome:?}");
        let browser = Client::new(&self.server.url).with("accept", "text/html");
        let fields = [("email", email), ("password", PASSWORD)];
        let reply = browser.form("/login", &fields).await;
        assert_eq!(reply.status, 303, "{}", reply.text);
        browser
    }

    /// Somebody at the base URL of the server, with a token that may read the audit log of `acme`.
    pub(crate) fn siem(&self) -> Client {
        let token = ["token", "issue", "--tenant", "acme", "--name", "siem"];
        let token = self
            .rollcall
            .done(&[&token[..], &["--scope", "audit:read"]].concat());
        Client::new(&self.server.url).with_token(&token)
    }

    /// Changes every session that there is: what it holds, and when it ends unless it is used, in
    /// milliseconds.
    pub(crate) async fn change_sessions(&self, change: impl Fn(&mut Value, &mut i64)) {
        let connection = self.database.connect().await;
        let select = Query::select()
            .columns(["id_hash", "data", "expires_at"])
            .from("console_session")
            .take();
        for row in connection.query_all(&select).await.unwrap() {
            let id: String = row.try_get("", "id_hash").unwrap();
            let mut data: Value = row.try_get("", "data").unwrap();
            let mut expires_at: i64 = row.try_get("", "expires_at").unwrap();
            change(&mut data, &mut expires_at);
            let update = Query::update()
                .table("console_session")
                .value("data", data)
                .value("expires_at", expires_at)
                .and_where(Expr::col("id_hash").eq(id))
                .take();
            connection.execute(&update).await.unwrap();
        }
        connection.close().await.unwrap();
    }

    /// The whole audit log of a tenant, without its manifest.
    pub(crate) fn events(&self, tenant: &str) -> Vec<Value> {
        events_of(&self.rollcall, tenant)
    }

    /// The log once it is as expected: events of reads come up to a second late.
    pub(crate) fn events_until(
        &self,
        tenant: &str,
        expected: impl Fn(&[Value]) -> bool,
    ) -> Vec<Value> {
        let deadline = Instant::now() + Duration::from_mins(1);
        loop {
            let events = self.events(tenant);
            if expected(&events) || Instant::now() > deadline {
                return events;
            }
        }
    }

    pub(crate) async fn close(self) {
        drop(self.server);
        self.database.close().await;
    }
}

/// Exports the log of a tenant and checks the export.
pub(crate) fn events_of(rollcall: &Rollcall, tenant: &str) -> Vec<Value> {
    let export = rollcall.done(&["audit", "export", "--tenant", tenant]);
    let mut lines: Vec<Value> = export
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let manifest = lines.pop().unwrap();
    assert_eq!(manifest["manifest"]["count"], json!(lines.len()));
    lines
}
