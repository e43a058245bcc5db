//! Owners connect a provider in the console.

use reqwest::Method;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use serde_json::json;

use super::{PRIVATE, person, sign_in};
use crate::harness::{
    CLIENT_ID, CLIENT_SECRET, Provider, each_backend, each_backend_with, location, post, visitor,
};

const SETTINGS: &str = "/t/acme/settings/sign-in";

#[tokio::test]
async fn an_owner_connects_the_provider_and_what_is_wrong_is_told_at_its_field() {
    each_backend_with(&PRIVATE, async |world| {
        let provider = Provider::start();
        let owner = world.sign_in("acme", "owner").await;
        let auditor = world.sign_in("acme", "auditor").await;
        let fields = [
            ("enabled", "on"),
            ("issuer", provider.issuer.as_str()),
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("role_claim", "roles"),
            ("owner", "root\r\nboss"),
            ("others", "nobody"),
        ];
        let page = auditor.get(SETTINGS).await.text;
        assert!(
            page.contains("Only owners can change how members sign in."),
            "{page}"
        );
        assert!(
            page.contains(&format!("{}/login/oidc/callback", world.server.url)),
            "{page}"
        );
        assert_eq!(post(&auditor, SETTINGS, &fields).await.status, 403);
        for (discovery, message) in [
            (
                json!({"issuer": "https://other.example"}),
                "calls itself https://other.example",
            ),
            (json!({"token_endpoint": null}), "token_endpoint is missing"),
            (
                json!({"authorization_endpoint": "ftp://x.example/"}),
                "authorization_endpoint is missing or not https",
            ),
            (
                json!({"id_token_signing_alg_values_supported": ["HS256"]}),
                "by none of RS256",
            ),
            (
                json!({"response_types_supported": ["id_token"]}),
                "response type code",
            ),
        ] {
            provider.lock().discovery = discovery;
            let refused = post(&owner, SETTINGS, &fields).await;
            assert_eq!(refused.status, 422);
            assert!(
                refused.text.contains(message),
                "{message}: {}",
                refused.text
            );
        }
        provider.vouch(json!({}));
        let saved = post(&owner, SETTINGS, &fields).await;
        assert_eq!(location(&saved), SETTINGS);
        let page = owner.get(SETTINGS).await.text;
        assert!(
            page.contains("Leave this empty to keep it") && !page.contains(CLIENT_SECRET),
            "{page}"
        );
        // An empty field keeps the secret, unless it would go to another provider.
        let kept = fields.map(|(name, value)| {
            if name == "client_secret" {
                (name, "")
            } else {
                (name, value)
            }
        });
        assert_eq!(location(&post(&owner, SETTINGS, &kept).await), SETTINGS);
        let moved = kept.map(|(name, value)| {
            if name == "issuer" {
                (name, "https://evil.example")
            } else {
                (name, value)
            }
        });
        let refused = post(&owner, SETTINGS, &moved).await;
        assert!(
            refused.text.contains("the stored one is another"),
            "{}",
            refused.text
        );
        provider.vouch(person("boss", "boss@acme.com", &json!("boss")));
        assert_eq!(location(&sign_in(&visitor(world)).await), "/t/acme");
        let connection = world.database.connect().await;
        let select = Query::select()
            .column("client_secret")
            .from("openid_connection")
            .and_where(Expr::col("client_id").eq(CLIENT_ID))
            .take();
        let row = connection.query_one(&select).await.unwrap().unwrap();
        let stored: Vec<u8> = row.try_get("", "client_secret").unwrap();
        assert!(!String::from_utf8_lossy(&stored).contains(CLIENT_SECRET));
        connection.close().await.unwrap();
        let events = world.events("acme");
        let changes: Vec<_> = events
            .iter()
            .filter(|event| event["operation"] == "tenant.sign_in")
            .collect();
        assert_eq!(changes.len(), 2);
        assert!(
            !serde_json::to_string(&events)
                .unwrap()
                .contains(CLIENT_SECRET)
        );
    })
    .await;
}

#[tokio::test]
async fn by_default_no_tenant_makes_this_server_ask_its_own_network() {
    each_backend(async |world| {
        let provider = Provider::start();
        let owner = world.sign_in("acme", "owner").await;
        let fields = [
            ("enabled", "on"),
            ("issuer", provider.issuer.as_str()),
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("role_claim", "roles"),
            ("others", "nobody"),
        ];
        let refused = post(&owner, SETTINGS, &fields).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.text.contains("its address is not a public one"),
            "{}",
            refused.text
        );
        let method = owner.send(Method::PUT, SETTINGS, None, Vec::new()).await;
        assert_eq!(method.status, 405);
    })
    .await;
}
