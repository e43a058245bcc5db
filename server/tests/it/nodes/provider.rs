//! Sign-in through a tenant's provider, of which each server keeps for a while what it was told.

use serde_json::json;

use super::{PUBLIC, Pair, each_pair};
use crate::harness::{CLIENT_ID, CLIENT_SECRET, Client, Person, Provider, location, visitor};

const SETTINGS: &str = "/t/acme/settings/sign-in";
const BEGIN: &str = "/login/oidc?tenant=acme";

/// Connects a provider, or saves its connection as it is.
async fn connect(owner: &Person, provider: &Provider) {
    let fields = [
        ("enabled", "on"),
        ("issuer", provider.issuer.as_str()),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
        ("role_claim", "roles"),
        ("owner", "root"),
        ("others", "nobody"),
    ];
    assert_eq!(location(&owner.post(SETTINGS, &fields).await), SETTINGS);
}

fn vouch(provider: &Provider) {
    provider.vouch(json!({"sub": "ada", "email": "ada@acme.com", "roles": "root"}));
}

/// Goes to the provider from the first server and comes back to the other.
async fn sign_in(pair: &Pair) -> Client {
    let browser = visitor(&pair.world);
    let other = pair.there(&browser);
    let begun = browser.get(BEGIN).await;
    let back = Client::new("").get(location(&begun)).await;
    let back = location(&back).strip_prefix(PUBLIC).unwrap();
    assert_eq!(location(&other.get(back).await), "/t/acme");
    other
}

#[tokio::test]
async fn a_connection_that_is_saved_at_one_server_is_asked_anew_by_the_other() {
    each_pair(async |pair| {
        let world = &pair.world;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let (first, second) = (Provider::start(), Provider::start());
        connect(&owner, &first).await;
        // The other server is told of a provider that will not do, and would not ask it again soon.
        first.lock().discovery = json!({"token_endpoint": null});
        let stranger = pair.there(&visitor(world));
        assert_eq!(stranger.get(BEGIN).await.status, 403);
        vouch(&first);
        connect(&owner, &first).await;
        let ada = sign_in(pair).await;
        assert_eq!(ada.get("/t/acme").await.status, 200);

        vouch(&second);
        connect(&owner, &second).await;
        let begun = stranger.get(BEGIN).await;
        let asked = location(&begun);
        assert!(asked.starts_with(&second.issuer), "{asked}");
        // What the first one started is over.
        assert!(location(&ada.get("/t/acme").await).starts_with("/login"));
        let ada = sign_in(pair).await;
        assert_eq!(ada.get("/t/acme").await.status, 200);
    })
    .await;
}
