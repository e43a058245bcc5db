//! Writes per second beside a short log and beside a long one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::Failure;
use crate::site::Site;

const ROUNDS: usize = 15;
const ROUND: Duration = Duration::from_secs(2);
const CLIENTS: usize = 16;

/// The median rates of both by turns, and the ratio between them.
pub(crate) async fn compare(few: &Site, many: &Site) -> Result<(), Failure> {
    let mut rates: [Vec<f64>; 2] = Default::default();
    let people = [people(few).await?, people(many).await?];
    for round in 0..=ROUNDS {
        for ((rates, site), people) in rates.iter_mut().zip([few, many]).zip(&people) {
            let rate = rate(site, people).await?;
            // The first one warms up.
            if round > 0 {
                rates.push(rate);
            }
        }
    }
    let [few, many] = rates.map(|mut rates| {
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    });
    println!("\nPATCH active, {CLIENTS} clients, a second beside 10,000 events: {few:.0}");
    println!("beside all of them: {many:.0}, ratio {:.2}", many / few);
    Ok(())
}

async fn people(site: &Site) -> Result<Arc<Vec<String>>, Failure> {
    let mut ids = Vec::with_capacity(CLIENTS);
    for number in 0..CLIENTS {
        let name = format!("{number}-{}@write.example", std::process::id());
        ids.push(site.user(&name).await?);
    }
    Ok(Arc::new(ids))
}

async fn rate(site: &Site, people: &[String]) -> Result<f64, Failure> {
    let started = Instant::now();
    let clients = people.iter().map(|id| async move {
        let mut done = 0_u32;
        while started.elapsed() < ROUND {
            let active = done % 2 == 1;
            let body = json!({"Operations":
                [{"op": "replace", "path": "active", "value": active}]});
            site.scim(reqwest::Method::PATCH, &format!("Users/{id}"), body)
                .await?;
            done += 1;
        }
        Ok::<u32, Failure>(done)
    });
    let done: u32 = futures::future::try_join_all(clients).await?.iter().sum();
    Ok(f64::from(done) / started.elapsed().as_secs_f64())
}
