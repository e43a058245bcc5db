//! Searches in SQL find what they find in memory, and in the same order.

mod filters;
mod generated;
mod orders;
mod population;

use scim::Filter;
use store::search::Wanted;
use store::{Kind, Start, UserId};

use crate::harness::Site;
use population::Somebody;

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn wanted(kind: Kind, filter: &Filter) -> Wanted<'_> {
    Wanted {
        kind,
        filter: Some(filter),
        sort: None,
    }
}

fn in_memory(population: &[Somebody], text: &str) -> Vec<UserId> {
    let filter = scim::filter::compile(&scim::schema::user(), text).unwrap();
    let fulfil = |user: &&Somebody| scim::filter::matches(&filter, &user.seen);
    population
        .iter()
        .filter(fulfil)
        .map(|user| user.id)
        .collect()
}

async fn in_sql(site: &Site, text: &str) -> Vec<UserId> {
    let filter = scim::filter::compile(&scim::schema::user(), text).unwrap();
    let read = site.store.read(&site.tenant);
    let wanted = wanted(Kind::User, &filter);
    let found = read.users().part(&wanted, &Start::Position(1), 1_000).await;
    let found = found
        .unwrap_or_else(|error| panic!("{text}: {error:?}"))
        .unwrap();
    let count = read.resources().count(&wanted).await.unwrap();
    assert_eq!(count, Some(found.len() as u64), "{text}");
    found.into_iter().map(|(user, _)| user.id).collect()
}
