//! Whether something has come: the ids of the newest events.

use chrono::Duration;
use store::EventId;
use store::audit::Query;

use crate::audit::record;
use crate::harness::{Site, backends};

#[tokio::test]
async fn the_newest_ids_are_those_that_the_list_begins_with() {
    for site in backends().await {
        let ids = [
            recorded(&site, "user.create").await,
            recorded(&site, "group.create").await,
            recorded(&site, "user.create").await,
        ];
        let query = |operation: Option<&str>, from: EventId| Query {
            operation: operation.map(str::to_owned),
            from: Some(from.time()),
            limit: 2,
            ..Query::default()
        };
        for (query, expected) in [
            (query(None, ids[0]), vec![ids[2], ids[1]]),
            (query(Some("user."), ids[0]), vec![ids[2], ids[0]]),
            (query(None, ids[2]), vec![ids[2]]),
            (query(Some("token."), ids[0]), Vec::new()),
        ] {
            let read = site.store.read(&site.tenant);
            let newest = read.audit().newest_ids(&query).await.unwrap();
            assert_eq!(newest, expected, "{query:?}");
        }
    }
}

async fn recorded(site: &Site, operation: &str) -> EventId {
    site.clock.advance(Duration::milliseconds(7));
    let event = site.event(operation);
    let id = event.id;
    record(site, vec![event]).await;
    id
}
