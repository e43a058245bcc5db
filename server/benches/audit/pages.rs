//! How long pages take.

use std::time::{Duration, Instant};

use store::{Clock, SystemClock};

use crate::Failure;
use crate::site::Site;

const REQUESTS: usize = 100;
const WARM_UP: usize = 3;

/// Each with words that are on it only when it shows what was asked for.
const PAGES: [(&str, &str, &str); 15] = [
    ("first page, 24 hours", "audit", "@bench.example<"),
    ("first page, all time", "audit?range=all", "@bench.example<"),
    (
        "first page, reads too",
        "audit?range=all&reads=1",
        "@bench.example<",
    ),
    ("chart of 30 days", "audit?range=30d", "@bench.example<"),
    (
        "common filter",
        "audit?range=all&op=user.update",
        "@bench.example<",
    ),
    (
        "one token",
        "audit?range=all&token=entra",
        "@bench.example<",
    ),
    (
        "rare outcome, 3 events",
        "audit?range=all&outcome=server_error",
        "@bench.example<",
    ),
    (
        "rare operation, 5 events",
        "audit?range=all&op=token",
        "person0@bench.example",
    ),
    (
        "failures of 30 days",
        "audit?range=30d&outcome=error",
        "@bench.example<",
    ),
    (
        "text that is nowhere, 30 days",
        "audit?range=30d&q=zzzz",
        "Search further back",
    ),
    ("one user", "audit?range=all&id=person", "@bench.example<"),
    ("common text", "audit?range=all&q=person", "@bench.example<"),
    (
        "text that is nowhere",
        "audit?range=all&q=zzzz",
        "Search further back",
    ),
    (
        "text of refusals",
        "audit?range=all&outcome=client_error&q=zzzz",
        "Search further back",
    ),
    ("overview", "", "Last 24 hours"),
];

/// A page to ask for, with words that are on it only when it shows what was asked for.
pub(crate) struct Page {
    name: &'static str,
    path: String,
    words: &'static str,
}

impl Page {
    pub(crate) fn new(name: &'static str, path: &str, words: &'static str) -> Self {
        let path = path.to_owned();
        Self { name, path, words }
    }
}

/// Asks for each page of a long log often enough.
pub(crate) async fn measure(site: &Site) -> Result<(), Failure> {
    let id = somebody(site).await?;
    // Without anybody the overview is that of a new tenant.
    site.user(&format!("{}@bench.example", std::process::id()))
        .await?;
    let mut pages: Vec<Page> = PAGES
        .into_iter()
        .map(|(name, path, words)| {
            Page::new(name, &path.replace("id=person", &format!("id={id}")), words)
        })
        .collect();
    // From the middle of the log on: ids sort by time, and all time is the last thirty days.
    let deep = deep_cursor();
    for (name, path) in [
        ("deep page", format!("audit?range=all&cursor={deep}")),
        (
            "deep page, common filter",
            format!("audit?range=all&op=user.update&cursor={deep}"),
        ),
        (
            "deep page, text that is nowhere",
            format!("audit?range=all&q=zzzz&cursor={deep}"),
        ),
    ] {
        let words = if path.contains("zzzz") {
            "Search further back"
        } else {
            "@bench.example<"
        };
        pages.push(Page::new(name, &path, words));
    }
    time(site, &pages).await
}

/// Asks for each page often enough, by turns, and prints how long it took.
pub(crate) async fn time(site: &Site, pages: &[Page]) -> Result<(), Failure> {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); pages.len()];
    for round in 0..REQUESTS + WARM_UP {
        for (times, Page { name, path, words }) in times.iter_mut().zip(pages) {
            let started = Instant::now();
            let html = site.page(path).await?;
            let elapsed = started.elapsed();
            if !html.contains(words) {
                return Err(format!("{name}: the page does not say {words:?}").into());
            }
            if round >= WARM_UP {
                times.push(elapsed);
            }
        }
    }
    println!(
        "{:<34} {:>9} {:>9} {:>9}",
        "page", "p50 ms", "p95 ms", "most ms"
    );
    for (mut times, Page { name, .. }) in times.into_iter().zip(pages) {
        times.sort_unstable();
        let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
        println!(
            "{name:<34} {:>9.1} {:>9.1} {:>9.1}",
            at(50),
            at(95),
            at(100)
        );
    }
    Ok(())
}

/// The id of a user that the newest update is about.
async fn somebody(site: &Site) -> Result<String, Failure> {
    let list = site.page("audit?range=all&op=user.update").await?;
    let event = list.split("/audit/").find_map(uuid_at).ok_or("no event")?;
    let event = site.page(&format!("audit/{event}")).await?;
    let id = event.split("id=").find_map(uuid_at);
    Ok(id.ok_or("the event names no user")?.to_string())
}

pub(crate) fn uuid_at(text: &str) -> Option<uuid::Uuid> {
    text.get(..36)?.parse().ok()
}

/// Older than what happened fifteen days ago.
fn deep_cursor() -> String {
    let then = SystemClock.now() - chrono::Duration::days(15);
    let id = u128::try_from(then.timestamp_millis()).unwrap_or_default() << 80;
    format!("o{}", uuid::Uuid::from_u128(id))
}
