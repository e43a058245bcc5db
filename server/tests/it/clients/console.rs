//! OAuth clients in the console.

use serde_json::json;

use super::{access_token, at_endpoint, issue, switch};
use crate::harness::each_backend;

#[tokio::test]
async fn admins_issue_and_revoke_clients_in_the_console() {
    each_backend(async |world| {
        const LIST: &str = "/t/acme/tokens/clients";
        let admin = world.sign_in("acme", "admin").await;
        assert!(admin.get("/t/acme/tokens").await.text.contains(LIST));
        let list = admin.get(LIST).await.text;
        assert!(list.contains("switched off") && list.contains("/t/acme/oauth/token"));
        let new = format!("{LIST}/new");
        let form = admin.get(&new).await.text;
        let hidden = |name: &str| {
            let (_, rest) = form
                .split_once(&format!("name=\"{name}\" value=\""))
                .unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let (csrf, nonce) = (hidden("csrf"), hidden("nonce"));
        let fields = |name: &'static str, cidrs: &'static str| {
            [
                ("csrf", csrf.clone()),
                ("nonce", nonce.clone()),
                ("name", name.to_owned()),
                ("for", "entra".to_owned()),
                ("scope", "read".to_owned()),
                ("only", "users".to_owned()),
                ("expires", "90d".to_owned()),
                ("cidrs", cidrs.to_owned()),
            ]
        };
        let post = async |path: &str, fields: &[(&str, String)]| {
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| (*name, &**value))
                .collect();
            admin.form(path, &fields).await
        };
        let wrong = post(&new, &fields("entra", "nonsense")).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(post(&new, &fields("", "")).await.status, 422);
        let issued = post(&new, &fields("entra", "")).await;
        assert_eq!(
            (issued.status, issued.header("cache-control")),
            (200, "no-store")
        );
        let value = |prefix: &str| {
            let at = issued.text.find(prefix).unwrap();
            let end = |c: char| !c.is_ascii_alphanumeric() && c != '_';
            issued.text[at..].split(end).next().unwrap().to_owned()
        };
        let (id, secret) = (value("rc_client_"), value("rc_oauth_"));
        let again = post(&new, &fields("entra", "")).await;
        assert_eq!(again.status, 303);
        let page = again.header("location").to_owned();
        let shown = admin.get(&page).await.text;
        assert!(shown.contains("was issued before") && !shown.contains(&secret));

        switch(world, "on");
        let token = access_token(world, &id, &secret).await;
        let caller = world.anonymous.clone().with_token(&token);
        caller.get("/Users").await.expect(200);
        caller.get("/Groups").await.refused(403, None);
        let listed = admin.get(LIST).await.text;
        assert!(listed.contains("Read only, users only"), "{listed}");
        assert!(listed.contains("Microsoft Entra ID"), "{listed}");
        assert!(
            listed.contains(&id) && !listed.contains(&secret) && !listed.contains("switched off")
        );
        let revoke = format!("{page}/revoke");
        assert!(
            admin
                .get(&revoke)
                .await
                .text
                .contains("Type entra to confirm")
        );
        let typed = |name: &str| [("csrf", csrf.clone()), ("name", name.to_owned())];
        assert_eq!(post(&revoke, &typed("okta")).await.status, 422);
        assert_eq!(post(&revoke, &typed("entra")).await.status, 303);
        caller.get("/Users").await.refused(401, None);
        assert_eq!(admin.get(&revoke).await.status, 404);

        let auditor = world.sign_in("acme", "auditor").await;
        assert_eq!(auditor.get(&new).await.status, 403);
        assert_eq!(auditor.get(&page).await.status, 200);
        let outsider = world.sign_in("globex", "owner").await;
        assert_eq!(outsider.get(&page).await.status, 404);
        let in_globex = page.replace("/t/acme/", "/t/globex/");
        assert_eq!(outsider.get(&in_globex).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_tenant_that_provisions_by_a_client_alone_is_connected() {
    const AGENT: &str = "Azure Active Directory Provisioning/1.0";
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        for name in ["okta", "reports"] {
            let revoke = ["token", "revoke", "--tenant", "acme", "--name", name];
            world.rollcall.done(&revoke);
        }
        let overview = async || owner.get("/t/acme").await.text;
        assert!(overview().await.contains("No active token or OAuth client"));

        let (id, secret) = issue(world, "entra-2026", &["--expires-in", "20d"]);
        // Nobody is let in by it yet.
        assert!(overview().await.contains("No active token or OAuth client"));
        switch(world, "on");
        let waiting = overview().await;
        assert!(
            waiting.contains("Waiting for the first request"),
            "{waiting}"
        );
        assert!(waiting.contains("OAuth client <strong><bdi>entra-2026</bdi></strong> expires in"));

        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", &*id),
            ("client_secret", &*secret),
        ];
        let endpoint = at_endpoint(world, "acme").with("user-agent", AGENT);
        let granted = endpoint.form("", &fields).await.expect(200);
        let token = granted["access_token"].as_str().unwrap();
        let entra = world.anonymous.clone().with_token(token);
        let entra = entra.with("user-agent", AGENT);
        let ada = json!({"userName": "ada"});
        entra.post("/Users", &ada).await.expect(201);
        let connected = overview().await;
        assert!(
            connected.contains("1 connection, last write"),
            "{connected}"
        );
        assert!(
            connected.contains("<bdi>Microsoft Entra ID</bdi>"),
            "{connected}"
        );
        assert!(connected.contains("Client expires"), "{connected}");
        // It was given an access token: that is no change of the directory.
        assert!(!connected.contains("oauth.token"), "{connected}");

        let card = async || {
            let page = owner.get("/t/acme/connect").await.text;
            let (_, rest) = page.split_once(">Microsoft Entra ID</a>").unwrap();
            rest.split("</li>").next().unwrap().to_owned()
        };
        assert!(card().await.contains("Connected, last request"));
        let guide = owner.get("/t/acme/connect/entra").await.text;
        assert!(guide.contains("<bdi>entra-2026</bdi></a>"), "{guide}");
        assert!(guide.contains("Entra is connected."), "{guide}");
        let outsider = world.sign_in("globex", "owner").await;
        for path in ["/t/globex", "/t/globex/connect/entra"] {
            assert!(
                !outsider.get(path).await.text.contains("entra-2026"),
                "{path}"
            );
        }

        switch(world, "off");
        assert!(
            card()
                .await
                .contains("No active token or OAuth client any more")
        );
    })
    .await;
}
