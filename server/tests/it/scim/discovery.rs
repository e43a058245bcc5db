//! What the service says of itself.

use serde_json::{Value, json};

use super::{ENTERPRISE, GROUP, USER};
use crate::harness::{Client, each_backend, each_backend_with};

const DOCUMENTS: [&str; 7] = [
    "/ServiceProviderConfig",
    "/ResourceTypes",
    "/ResourceTypes/User",
    "/ResourceTypes/Group",
    "/Schemas",
    "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User",
    "/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group",
];

#[tokio::test]
async fn discovery_without_a_credential_is_the_same_for_every_slug() {
    each_backend(async |world| {
        let url = &world.server.url;
        for document in DOCUMENTS {
            let mut answers = Vec::new();
            for base in [
                "/scim/v2",
                "/t/acme/scim/v2",
                "/t/nobody/scim/v2",
                "/t/%ff/scim/v2",
            ] {
                let reply = Client::new(format!("{url}{base}")).get(document).await;
                reply.expect(200);
                answers.push(reply.text);
            }
            assert!(
                answers.windows(2).all(|pair| pair[0] == pair[1]),
                "{answers:?}"
            );
            assert!(!answers[0].contains("acme"));
        }
    })
    .await;
}

#[tokio::test]
async fn discovery_with_a_credential_is_the_tenants_own() {
    each_backend(async |world| {
        let schema = world.reader.get(DOCUMENTS[5]).await.expect(200);
        assert_eq!(schema["id"], USER);
        let location = schema["meta"]["location"].as_str().unwrap();
        assert!(location.starts_with(&world.reader.base), "{location}");
        let anybody = world.stranger.get("/Schemas").await;
        anybody.refused(401, None);
        let wrong = world
            .anonymous
            .clone()
            .with_token("nonsense")
            .get("/Schemas")
            .await;
        wrong.refused(401, None);
    })
    .await;
}

#[tokio::test]
async fn discovery_can_be_closed() {
    each_backend_with(&[("ROLLCALL_OPEN_DISCOVERY", "false")], async |world| {
        for document in DOCUMENTS {
            world.anonymous.get(document).await.refused(401, None);
            world.reader.get(document).await.expect(200);
        }
    })
    .await;
}

#[tokio::test]
async fn documents_say_what_holds() {
    each_backend(async |world| {
        let config = world
            .reader
            .get("/ServiceProviderConfig/")
            .await
            .expect(200);
        assert_eq!(config["patch"]["supported"], true);
        assert_eq!(config["bulk"]["supported"], true);
        assert_eq!(config["bulk"]["maxOperations"], 1000);
        assert_eq!(config["bulk"]["maxPayloadSize"], 1_048_576);
        assert_eq!(config["filter"]["supported"], true);
        assert_eq!(config["filter"]["maxResults"], 1000);
        assert_eq!(config["etag"]["supported"], true);
        assert_eq!(config["sort"]["supported"], true);
        assert_eq!(config["changePassword"]["supported"], false);
        assert_eq!(
            config["pagination"],
            json!({
                "cursor": true, "index": true, "defaultPaginationMethod": "index",
                "defaultPageSize": 200, "maxPageSize": 1000,
            })
        );
        assert_eq!(
            config["authenticationSchemes"][0]["type"],
            "oauthbearertoken"
        );

        let types = world.reader.get("/ResourceTypes").await.expect(200);
        assert_eq!(types["totalResults"], 2);
        let schemas = world.reader.get("/Schemas").await.expect(200);
        let ids: Vec<&str> = schemas["Resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|schema| schema["id"].as_str().unwrap())
            .collect();
        for urn in [USER, GROUP, ENTERPRISE] {
            assert!(ids.contains(&urn), "{ids:?}");
        }
        world
            .reader
            .get("/Schemas/urn:nonsense")
            .await
            .refused(404, None);
        world
            .anonymous
            .get("/ResourceTypes/Device")
            .await
            .refused(404, None);
    })
    .await;
}

#[tokio::test]
async fn a_filter_on_discovery_is_refused_rather_than_ignored() {
    each_backend(async |world| {
        for client in [&world.anonymous, &world.reader] {
            client
                .get("/Schemas?filter=id+eq+%22x%22")
                .await
                .refused(403, None);
        }
    })
    .await;
}

#[tokio::test]
async fn reading_discovery_with_a_credential_is_an_event() {
    each_backend(async |world| {
        world.reader.get("/Schemas").await.expect(200);
        world.anonymous.get("/Schemas").await.expect(200);
        let reads = |events: &[Value]| {
            events
                .iter()
                .filter(|event| event["operation"] == "discovery.read")
                .count()
        };
        let events = world.events_until("acme", |events| reads(events) > 0);
        assert_eq!(reads(&events), 1);
    })
    .await;
}
