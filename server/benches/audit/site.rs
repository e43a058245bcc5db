//! A database, and the server on it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::Failure;

const BINARY: &str = env!("CARGO_BIN_EXE_rollcall");
const PASSWORD: &str = "quilted lantern over 73 rivers";
pub(crate) const TENANT: &str = "bench";

/// A database that is there until it is removed.
pub(crate) struct Database {
    pub(crate) url: String,
    kept: Kept,
}

enum Kept {
    Folder(PathBuf),
    Server { url: String, name: String },
}

impl Database {
    pub(crate) fn sqlite(folder: &str, name: &str, fresh: bool) -> Result<Self, Failure> {
        let folder = std::path::absolute(folder)?.join(name);
        if fresh && folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let url = format!("sqlite://{}?mode=rwc", folder.join("audit.db").display());
        let kept = Kept::Folder(folder);
        Ok(Self { url, kept })
    }

    pub(crate) async fn postgres(server: &str, name: &str, fresh: bool) -> Result<Self, Failure> {
        let name = format!("rollcall_bench_{name}");
        let (base, _) = server
            .rsplit_once('/')
            .ok_or("the address names no database")?;
        let database = Self {
            url: format!("{base}/{name}"),
            kept: Kept::Server {
                url: server.to_owned(),
                name: name.clone(),
            },
        };
        if fresh {
            let gone = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            statement(server, &gone).await?;
            statement(server, &format!("CREATE DATABASE {name}")).await?;
        }
        Ok(database)
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self.kept {
            Kept::Folder(_) => "SQLite, synchronous=FULL",
            Kept::Server { .. } => "PostgreSQL",
        }
    }

    /// Makes the tenant and a member of it.
    pub(crate) fn prepare(&self) -> Result<(), Failure> {
        self.run(&["tenant", "create", TENANT, "--name", "Bench"], "")?;
        let admin = ["admin", "create", "--tenant", TENANT, "--role", "owner"];
        let rest = ["--email", "owner@bench.example", "--password-stdin"];
        self.run(&[&admin[..], &rest].concat(), &format!("{PASSWORD}\n"))?;
        Ok(())
    }

    /// What the databases do by themselves in the hours in which such a log comes about.
    pub(crate) async fn settle(&self) -> Result<(), Failure> {
        match self.kept {
            Kept::Folder(_) => Ok(()),
            Kept::Server { .. } => statement(&self.url, "VACUUM ANALYZE").await,
        }
    }

    pub(crate) async fn remove(self) -> Result<(), Failure> {
        match self.kept {
            Kept::Folder(folder) => Ok(fs::remove_dir_all(folder)?),
            Kept::Server { url, name } => {
                statement(&url, &format!("DROP DATABASE {name} WITH (FORCE)")).await
            }
        }
    }

    fn run(&self, arguments: &[&str], input: &str) -> Result<String, Failure> {
        let mut process = Command::new(BINARY)
            .args(arguments)
            .env("ROLLCALL_DATABASE_URL", &self.url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = process.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        let output = process.wait_with_output()?;
        if !output.status.success() {
            return Err(format!("{arguments:?} failed").into());
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "databases are made by text alone"
)]
async fn statement(url: &str, sql: &str) -> Result<(), Failure> {
    let connection = sea_orm::Database::connect(url).await?;
    connection.execute_unprepared(sql).await?;
    Ok(connection.close().await?)
}

/// A server with somebody who is signed in, and an identity provider.
pub(crate) struct Site {
    process: Child,
    base: String,
    token: String,
    client: reqwest::Client,
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Site {
    pub(crate) async fn start(database: &Database) -> Result<Self, Failure> {
        let name = format!("writes-{}", std::process::id());
        let token = database.run(&["token", "issue", "--tenant", TENANT, "--name", &name], "")?;
        let mut process = Command::new(BINARY)
            .arg("serve")
            .env("ROLLCALL_DATABASE_URL", &database.url)
            .env("ROLLCALL_LISTEN", "127.0.0.1:0")
            .env("ROLLCALL_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = process.stdout.take().ok_or("the server has no stdout")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let base = line.trim().strip_prefix("listening on ");
        let base = base.ok_or("the server did not start")?.to_owned();
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let site = Self {
            process,
            base,
            token,
            client,
        };
        let fields = [("email", "owner@bench.example"), ("password", PASSWORD)];
        let login = site.client.post(format!("{}/login", site.base));
        let answer = login.form(&fields).send().await?;
        if answer.status().as_u16() != 303 {
            return Err(format!("signing in: {}", answer.status()).into());
        }
        Ok(site)
    }

    /// A page of the console.
    pub(crate) async fn page(&self, path: &str) -> Result<String, Failure> {
        let url = format!("{}/t/{TENANT}/{path}", self.base);
        let answer = self.client.get(url.trim_end_matches('/')).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        if status.as_u16() != 200 {
            return Err(format!("{path}: {status}").into());
        }
        Ok(text)
    }

    /// A request over SCIM.
    pub(crate) async fn scim(
        &self,
        method: reqwest::Method,
        path: &str,
        body: Value,
    ) -> Result<Value, Failure> {
        let url = format!("{}/t/{TENANT}/scim/v2/{path}", self.base);
        let request = self.client.request(method, url).json(&body);
        let answer = request.bearer_auth(&self.token).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        if !status.is_success() {
            return Err(format!("{status}: {text}").into());
        }
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }

    /// A new user's id.
    pub(crate) async fn user(&self, name: &str) -> Result<String, Failure> {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": name,
            "active": true,
        });
        let user = self.scim(reqwest::Method::POST, "Users", body).await?;
        let id = user["id"].as_str().ok_or("a user without an id")?;
        Ok(id.to_owned())
    }
}
