//! Rates of the real binary over HTTP, on a `SQLite` file:
//! `cargo bench --package server --bench load`.
//!
//! Each workload runs in interleaved rounds, one client and many by turns, so that a noisy
//! machine disturbs both alike; what is compared are medians of the same run.

mod process;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use self::process::{BINARY, Served, run, serve};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const ROUNDS: usize = 7;
const ROUND: Duration = Duration::from_millis(1_500);
const CLIENTS: [usize; 3] = [1, 16, 64];
const LARGE_GROUP: usize = 100_000;
const BULK: u32 = 1_000;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let server = Server::start()?;
    println!("rates of {BINARY}");
    println!("{ROUNDS} interleaved rounds of {ROUND:?}, SQLite, synchronous=FULL\n");
    println!(
        "{:<34} {:>8} {:>10} {:>8}",
        "workload", "clients", "median/s", "ratio"
    );
    server.compare("POST /Users", Workload::Create).await?;
    server.compare("PATCH active", Workload::Patch).await?;
    server.compare("GET /Users/{id}", Workload::Get).await?;
    server
        .compare("GET /Users?filter=userName eq", Workload::Filter)
        .await?;
    server.measure_bulk().await?;
    server.compare_group_sizes().await
}

struct Server {
    _served: Served,
    base: String,
    token: String,
    client: reqwest::Client,
    made: AtomicUsize,
    _folder: tempfile::TempDir,
}

#[derive(Clone, Copy)]
enum Workload {
    Create,
    Patch,
    Get,
    Filter,
}

impl Server {
    fn start() -> Result<Arc<Self>, Failure> {
        let folder = tempfile::tempdir()?;
        let url = format!(
            "sqlite://{}?mode=rwc",
            folder.path().join("load.db").display()
        );
        run(&url, &["tenant", "create", "load", "--name", "Load"], "")?;
        let issue = ["token", "issue", "--tenant", "load", "--name", "load"];
        let token = run(&url, &issue, "")?;
        let served = serve(&url, &[])?;
        Ok(Arc::new(Self {
            base: format!("{}/t/load/scim/v2", served.url),
            _served: served,
            token,
            client: http(),
            made: AtomicUsize::new(0),
            _folder: folder,
        }))
    }

    /// Median rates with one client and with many, and the ratio between them.
    async fn compare(self: &Arc<Self>, name: &str, workload: Workload) -> Result<(), Failure> {
        let ids = Arc::new(self.people(64).await?);
        let mut rates: [Vec<f64>; CLIENTS.len()] = Default::default();
        for _ in 0..ROUNDS {
            for (rates, clients) in rates.iter_mut().zip(CLIENTS) {
                rates.push(self.round(workload, clients, &ids).await?);
            }
        }
        let alone = median(&mut rates[0]);
        for (rates, clients) in rates.iter_mut().zip(CLIENTS) {
            let rate = median(rates);
            println!("{name:<34} {clients:>8} {rate:>10.0} {:>8.2}", rate / alone);
        }
        Ok(())
    }

    async fn round(
        self: &Arc<Self>,
        workload: Workload,
        clients: usize,
        ids: &Arc<Vec<String>>,
    ) -> Result<f64, Failure> {
        let started = Instant::now();
        let tasks: Vec<_> = (0..clients)
            .map(|client| {
                let (server, ids) = (Arc::clone(self), Arc::clone(ids));
                tokio::spawn(async move {
                    let mut done = 0_u32;
                    while started.elapsed() < ROUND {
                        server.act(workload, &ids[client % ids.len()], done).await?;
                        done += 1;
                    }
                    Ok::<u32, Failure>(done)
                })
            })
            .collect();
        let mut done = 0;
        for task in tasks {
            done += task.await??;
        }
        Ok(f64::from(done) / started.elapsed().as_secs_f64())
    }

    async fn act(&self, workload: Workload, id: &str, nth: u32) -> Result<(), Failure> {
        match workload {
            Workload::Create => self.create().await.map(drop),
            Workload::Patch => {
                let active = nth % 2 == 1;
                let body =
                    json!({"Operations": [{"op": "replace", "path": "active", "value": active}]});
                self.send(
                    self.client
                        .patch(self.url(&format!("/Users/{id}")))
                        .json(&body),
                )
                .await?;
                Ok(())
            }
            Workload::Get => self
                .send(self.client.get(self.url(&format!("/Users/{id}"))))
                .await
                .map(drop),
            Workload::Filter => {
                let filter = [("filter", "userName eq \"person1@load.example\"")];
                self.send(self.client.get(self.url("/Users")).query(&filter))
                    .await
                    .map(drop)
            }
        }
    }

    async fn create(&self) -> Result<String, Failure> {
        let body = self.person();
        let user = self
            .send(self.client.post(self.url("/Users")).json(&body))
            .await?;
        Ok(user["id"]
            .as_str()
            .ok_or("a user without an id")?
            .to_owned())
    }

    /// A user that nobody has created yet.
    fn person(&self) -> Value {
        let n = self.made.fetch_add(1, Ordering::Relaxed);
        let name = format!("person{n}@load.example");
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": name,
            "externalId": format!("00u{n:08}"),
            "name": {"givenName": "Person", "familyName": format!("Number {n}")},
            "emails": [{"value": name, "type": "work", "primary": true}],
            "active": true,
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
                {"department": "Engineering", "employeeNumber": n.to_string()},
        })
    }

    /// Users per second of one client that creates a thousand in each request.
    async fn measure_bulk(&self) -> Result<(), Failure> {
        let mut rates = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let operations: Vec<Value> = (0..BULK)
                .map(|number| {
                    json!({"method": "POST", "path": "/Users", "bulkId": number.to_string(),
                        "data": self.person()})
                })
                .collect();
            let body = json!({"Operations": operations});
            let started = Instant::now();
            let answer = self
                .send(self.client.post(self.url("/Bulk")).json(&body))
                .await?;
            rates.push(f64::from(BULK) / started.elapsed().as_secs_f64());
            let results = answer["Operations"].as_array().ok_or("no results")?;
            if let Some(failed) = results.iter().find(|result| result["status"] != "201") {
                return Err(failed.to_string().into());
            }
        }
        let rate = median(&mut rates);
        println!("{:<34} {:>8} {rate:>10.0}", "POST /Bulk of 1,000, users", 1);
        Ok(())
    }

    async fn people(&self, count: usize) -> Result<Vec<String>, Failure> {
        let mut ids = Vec::with_capacity(count);
        for _ in 0..count {
            ids.push(self.create().await?);
        }
        Ok(ids)
    }

    /// Adding and removing one member costs the same whatever the size of the group.
    async fn compare_group_sizes(self: &Arc<Self>) -> Result<(), Failure> {
        let (one, many) = (self.people(1).await?, self.crowd().await?);
        let small = self.group(&many[..10]).await?;
        let large = self.group(&many).await?;
        let mut times: [Vec<f64>; 2] = Default::default();
        for _ in 0..ROUNDS * 20 {
            for (times, group) in times.iter_mut().zip([&small, &large]) {
                let started = Instant::now();
                for op in ["add", "remove"] {
                    self.members(group, op, &one).await?;
                }
                times.push(started.elapsed().as_secs_f64() * 500.0);
            }
        }
        let (small, large) = (median(&mut times[0]), median(&mut times[1]));
        println!("\none member of 10:        {small:.2} ms a change");
        println!(
            "one member of {LARGE_GROUP}:    {large:.2} ms a change, ratio {:.2}",
            large / small
        );
        Ok(())
    }

    async fn crowd(self: &Arc<Self>) -> Result<Vec<String>, Failure> {
        let tasks: Vec<_> = (0..64)
            .map(|_| {
                let server = Arc::clone(self);
                tokio::spawn(async move { server.people(LARGE_GROUP / 64 + 1).await })
            })
            .collect();
        let mut ids = Vec::with_capacity(LARGE_GROUP);
        for task in tasks {
            ids.extend(task.await??);
        }
        ids.truncate(LARGE_GROUP);
        Ok(ids)
    }

    async fn group(&self, members: &[String]) -> Result<String, Failure> {
        let body = json!({"displayName": format!("Group of {}", members.len())});
        let group = self
            .send(self.client.post(self.url("/Groups")).json(&body))
            .await?;
        let id = group["id"]
            .as_str()
            .ok_or("a group without an id")?
            .to_owned();
        for members in members.chunks(5_000) {
            self.members(&id, "add", members).await?;
        }
        Ok(id)
    }

    async fn members(&self, group: &str, op: &str, ids: &[String]) -> Result<(), Failure> {
        let members: Vec<Value> = ids.iter().map(|id| json!({"value": id})).collect();
        let body = json!({"Operations": [{"op": op, "path": "members", "value": members}]});
        let url = self.url(&format!("/Groups/{group}"));
        self.send(self.client.patch(url).json(&body))
            .await
            .map(drop)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Value, Failure> {
        let response = request.bearer_auth(&self.token).send().await?;
        let status = response.status();
        let body = response.text().await?;
        if !status.is_success() {
            return Err(format!("{status}: {body}").into());
        }
        Ok(if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&body)?
        })
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A client whose cryptography is the server's.
fn http() -> reqwest::Client {
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}
