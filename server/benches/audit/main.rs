//! Pages of a long audit log, and the rate of writes beside it, with the real binary:
//! `cargo xtask bench audit [--events N] [--postgres]`.
//!
//! Two databases are filled, one with few events and one with many. Pages are asked of the long one;
//! writes go to both by turns, so that a noisy machine disturbs both alike.
//!
//! With `--users N` the long one gets users and groups as well, and every list of the console is
//! asked for instead: `cargo xtask bench console`.

mod copies;
mod fill;
mod lists;
mod pages;
mod site;
mod writes;

use std::time::Instant;

use site::{Database, Site};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Events that are made one by one; a longer log is copies of them.
const ORIGINAL: u64 = 20_000;

/// The log that the long one is compared with.
const FEW: u64 = 10_000;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let asked = Asked::read(std::env::args().skip(1))?;
    if asked.users > 0 {
        return console(&asked).await;
    }
    let (few, many) = (asked.database("few").await?, asked.database("many").await?);
    for (database, events) in [(&few, FEW), (&many, asked.events)] {
        if !asked.filled {
            fill(database, events).await?;
        }
    }
    if asked.fill_only {
        return Ok(());
    }
    let (few_site, many_site) = (Site::start(&few).await?, Site::start(&many).await?);
    println!("{} events, {}\n", asked.events, many.kind());
    pages::measure(&many_site).await?;
    writes::compare(&few_site, &many_site).await?;
    drop((few_site, many_site));
    if !asked.filled {
        few.remove().await?;
        many.remove().await?;
    }
    Ok(())
}

async fn fill(database: &Database, events: u64) -> Result<(), Failure> {
    let started = Instant::now();
    database.prepare()?;
    let first = events.min(ORIGINAL);
    fill::fill(database, first).await?;
    if events > first {
        copies::multiply(database, first, events).await?;
    }
    database.settle().await?;
    println!("{events} events made in {:.0?}", started.elapsed());
    Ok(())
}

async fn console(asked: &Asked) -> Result<(), Failure> {
    let database = asked.database("console").await?;
    if !asked.filled {
        fill(&database, asked.events).await?;
    }
    let site = Site::start(&database).await?;
    if !asked.filled {
        let elapsed = lists::provision(&site, asked.users).await?;
        println!("{} users made in {elapsed:.0?}", asked.users);
        database.settle().await?;
    }
    if asked.fill_only {
        return Ok(());
    }
    println!(
        "{} events, {} users, {}\n",
        asked.events,
        asked.users,
        database.kind()
    );
    lists::measure(&site).await?;
    drop(site);
    if !asked.filled {
        database.remove().await?;
    }
    Ok(())
}

/// What the command line says.
struct Asked {
    events: u64,
    users: u64,
    folder: String,
    server: Option<String>,
    /// Fill and stop, or take what was filled before: so that filling need not have the machine
    /// for itself.
    fill_only: bool,
    filled: bool,
}

impl Asked {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut asked = Self {
            events: 10_000_000,
            users: 0,
            folder: "target/bench".to_owned(),
            server: None,
            fill_only: false,
            filled: false,
        };
        let mut arguments = arguments;
        while let Some(name) = arguments.next() {
            match name.as_str() {
                // What cargo gives to every benchmark.
                "--bench" => {}
                "--fill-only" => asked.fill_only = true,
                "--filled" => asked.filled = true,
                "--events" => asked.events = value(&mut arguments)?.parse()?,
                "--users" => asked.users = value(&mut arguments)?.parse()?,
                "--folder" => asked.folder = value(&mut arguments)?,
                "--postgres" => asked.server = Some(value(&mut arguments)?),
                other => return Err(format!("{other} is no option").into()),
            }
        }
        Ok(asked)
    }

    async fn database(&self, name: &str) -> Result<Database, Failure> {
        match &self.server {
            Some(server) => Database::postgres(server, name, !self.filled).await,
            None => Database::sqlite(&self.folder, name, !self.filled),
        }
    }
}

fn value(arguments: &mut impl Iterator<Item = String>) -> Result<String, Failure> {
    Ok(arguments.next().ok_or("an option lacks its value")?)
}
