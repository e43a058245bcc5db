//! What is read of events where their bodies are not wanted.

use serde_json::json;
use store::audit::Query;

use crate::audit::record;
use crate::harness::backends;

#[tokio::test]
async fn events_are_listed_without_bodies_for_who_wants_none() {
    for site in backends().await {
        let mut event = site.event("user.create");
        event.response_body = Some(json!({"id": "1"}));
        let id = event.id;
        record(&site, vec![event]).await;
        let read = site.store.read(&site.tenant);
        let whole = read.audit().get(id).await.unwrap().unwrap();
        assert!(whole.request_body.is_some() && whole.response_body.is_some());
        let mut bare = whole.clone();
        (bare.request_body, bare.response_body) = (None, None);
        let created = Query {
            operation: Some("user.create".to_owned()),
            ..Query::default()
        };
        for query in [Query::default(), created] {
            let found = read.audit().list(&query).await.unwrap();
            assert_eq!(found.events, std::slice::from_ref(&whole));
            let found = read.audit().without_bodies().list(&query).await.unwrap();
            assert_eq!(found.events, std::slice::from_ref(&bare));
        }
    }
}
