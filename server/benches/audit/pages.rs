//! How long pages take.

use std::time::{Duration, Instant};

use crate::Failure;
use crate::site::Site;

const REQUESTS: usize = 100;
const WARM_UP: usize = 3;

/// Each with the words that must be on it.
const PAGES: [(&str, &str, &str); 13] = [
    ("first page, 24 hours", "audit", "Update user"),
    ("first page, all time", "audit?range=all", "Update user"),
    (
        "first page, reads too",
        "audit?range=all&reads=1",
        "Read user",
    ),
    ("chart of 30 days", "audit?range=30d", "Update user"),
    (
        "common filter",
        "audit?range=all&op=user.update",
        "Update user",
    ),
    ("one token", "audit?range=all&token=entra", "Update user"),
    (
        "rare outcome, 3 events",
        "audit?range=all&outcome=server_error",
        "database",
    ),
    (
        "rare operation, 5 events",
        "audit?range=all&op=token",
        "Issue token",
    ),
    ("one user", "audit?range=all&id=person", "Update user"),
    ("common text", "audit?range=all&q=person", "Update user"),
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

/// Asks for each page often enough, by turns.
pub(crate) async fn measure(site: &Site) -> Result<(), Failure> {
    let mut pages: Vec<(String, String, &str)> = PAGES
        .into_iter()
        .map(|(name, path, words)| (name.to_owned(), path.to_owned(), words))
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
            "Update user"
        };
        pages.push((name.to_owned(), path, words));
    }
    let person = site.page("audit?range=all&op=user.update").await?;
    let id = person
        .split("/users/")
        .nth(1)
        .and_then(|rest| rest.get(..36));
    let id = id.ok_or("no event names its user")?.to_owned();

    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); pages.len()];
    for round in 0..REQUESTS + WARM_UP {
        for (times, (name, path, words)) in times.iter_mut().zip(&pages) {
            let path = path.replace("id=person", &format!("id={id}"));
            let started = Instant::now();
            let html = site.page(&path).await?;
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
    for (mut times, (name, ..)) in times.into_iter().zip(pages) {
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

/// Older than what happened fifteen days ago.
fn deep_cursor() -> String {
    let then = chrono::Utc::now() - chrono::Duration::days(15);
    let id = u128::try_from(then.timestamp_millis()).unwrap_or_default() << 80;
    format!("o{}", uuid::Uuid::from_u128(id))
}
