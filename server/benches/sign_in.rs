//! What signing in costs, on a `SQLite` file: `cargo bench --package server --bench sign_in`.
//!
//! Whether an account exists must not be told by the time that a refusal takes, and two hundred
//! people who sign in at once must not make an identity provider wait.

mod process;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use self::process::{BINARY, Served, run, serve};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const PASSWORD: &str = "quilted lantern over 73 rivers";
/// Pairs of refusals that are compared.
const PAIRS: usize = 300;
/// Sign-ins at once.
const CROWD: usize = 200;
/// Identity providers that ask meanwhile.
const CALLERS: usize = 4;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("sign-in.db");
    let database = format!("sqlite://{}?mode=rwc", file.display());
    run(
        &database,
        &["tenant", "create", "bench", "--name", "Bench"],
        "",
    )?;
    let admin = ["admin", "create", "--tenant", "bench", "--role", "owner"];
    let rest = ["--email", "known@bench.example", "--password-stdin"];
    run(
        &database,
        &[&admin[..], &rest].concat(),
        &format!("{PASSWORD}\n"),
    )?;
    let token = run(
        &database,
        &["token", "issue", "--tenant", "bench", "--name", "idp"],
        "",
    )?;
    // Each attempt comes from an address of its own: the throttle is not what is measured.
    let served = serve(&database, &[("ROLLCALL_TRUSTED_PROXIES", "127.0.0.1/32")])?;
    let site = Arc::new(Site::new(served, token)?);
    println!("signing in to {BINARY}\n");
    site.compare_refusals().await?;
    site.crowd().await
}

struct Site {
    served: Served,
    token: String,
    client: reqwest::Client,
    addresses: AtomicU32,
}

impl Site {
    fn new(served: Served, token: String) -> Result<Self, Failure> {
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self {
            served,
            token,
            client,
            addresses: AtomicU32::new(0),
        })
    }

    /// Tries to sign in; the status, and how long it took.
    async fn sign_in(&self, email: &str, password: &str) -> Result<(u16, Duration), Failure> {
        let address =
            std::net::Ipv4Addr::from(0xcb00_7100 + self.addresses.fetch_add(1, Ordering::Relaxed));
        let fields = [("email", email), ("password", password)];
        let request = self
            .client
            .post(format!("{}/login", self.served.url))
            .header("x-forwarded-for", address.to_string())
            .form(&fields);
        let started = Instant::now();
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        answer.bytes().await?;
        Ok((status, started.elapsed()))
    }

    /// Known and unknown accounts in turns, so that a noisy machine disturbs both alike.
    async fn compare_refusals(&self) -> Result<(), Failure> {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for pair in 0..PAIRS {
            let stranger = format!("unknown{pair}@bench.example");
            for (email, times) in [
                ("known@bench.example", &mut known),
                (stranger.as_str(), &mut unknown),
            ] {
                let (status, time) = self.sign_in(email, "not the right password").await?;
                if status != 422 {
                    return Err(format!("{email}: {status}").into());
                }
                times.push(time);
            }
        }
        let (known, unknown) = (at(&mut known, 50), at(&mut unknown, 50));
        let ratio = known.as_secs_f64() / unknown.as_secs_f64();
        println!("refusal of a known account, median of {PAIRS}      {known:>10.2?}");
        println!(
            "refusal of an unknown account, median of {PAIRS}   {unknown:>10.2?}   ratio {ratio:.3}\n"
        );
        Ok(())
    }

    /// SCIM requests while nobody signs in, and while many do.
    async fn crowd(self: &Arc<Self>) -> Result<(), Failure> {
        let quiet = self
            .ask_until(tokio::time::sleep(Duration::from_secs(3)))
            .await?;
        report("SCIM requests, nobody signs in", quiet);
        let site = Arc::clone(self);
        let crowd = async move {
            let started = Instant::now();
            let mut people = tokio::task::JoinSet::new();
            for _ in 0..CROWD {
                let site = Arc::clone(&site);
                people.spawn(async move { site.sign_in("known@bench.example", PASSWORD).await });
            }
            let mut done = 0;
            while let Some(person) = people.join_next().await {
                if matches!(person, Ok(Ok((303, _)))) {
                    done += 1;
                }
            }
            println!(
                "{done} of {CROWD} sign-ins at once done in        {:>10.2?}",
                started.elapsed()
            );
        };
        let busy = self.ask_until(crowd).await?;
        report("SCIM requests meanwhile", busy);
        Ok(())
    }

    /// How long SCIM requests take until something has happened.
    async fn ask_until(
        self: &Arc<Self>,
        end: impl Future<Output = ()>,
    ) -> Result<Vec<Duration>, Failure> {
        let stop = Arc::new(AtomicBool::new(false));
        let mut callers = tokio::task::JoinSet::new();
        for _ in 0..CALLERS {
            let (site, stop) = (Arc::clone(self), Arc::clone(&stop));
            callers.spawn(async move {
                let mut times = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    times.push(site.ask().await?);
                }
                Ok::<_, Failure>(times)
            });
        }
        end.await;
        stop.store(true, Ordering::Relaxed);
        let mut all = Vec::new();
        while let Some(times) = callers.join_next().await {
            all.extend(times??);
        }
        Ok(all)
    }

    async fn ask(&self) -> Result<Duration, Failure> {
        let url = format!("{}/t/bench/scim/v2/Users", self.served.url);
        let filter = [("filter", "userName eq \"nobody@bench.example\"")];
        let request = self.client.get(url).query(&filter).bearer_auth(&self.token);
        let started = Instant::now();
        let answer = request.send().await?;
        if answer.status().as_u16() != 200 {
            return Err(format!("SCIM answered {}", answer.status()).into());
        }
        answer.bytes().await?;
        Ok(started.elapsed())
    }
}

fn report(what: &str, mut times: Vec<Duration>) {
    let (half, most) = (at(&mut times, 50), at(&mut times, 99));
    println!(
        "{what:<34} {:>8} p50 {half:>9.2?} p99 {most:>9.2?}",
        times.len()
    );
}

/// The time within which so many of a hundred were done.
fn at(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    let last = times.len().saturating_sub(1);
    times.get(last * percent / 100).copied().unwrap_or_default()
}
