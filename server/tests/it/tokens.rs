//! Tokens over their whole life: replaced under load, kept to one resource type, reported as found.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde_json::{Value, json};

use crate::harness::{Client, World, each_backend};

fn issue(world: &World, name: &str, more: &[&str]) -> String {
    let token = ["token", "issue", "--tenant", "acme", "--name", name];
    world.rollcall.done(&[&token[..], more].concat())
}

fn rotate(world: &World, name: &str, more: &[&str]) -> String {
    let token = ["token", "rotate", "--tenant", "acme", "--name", name];
    world.rollcall.done(&[&token[..], more].concat())
}

/// All tokens, the newest first.
fn list(world: &World) -> Vec<Value> {
    let tokens = ["token", "list", "--tenant", "acme", "--json"];
    serde_json::from_str(&world.rollcall.done(&tokens)).unwrap()
}

fn at_base(world: &World, token: &str) -> Client {
    Client::new(format!("{}/t/acme/scim/v2", world.server.url)).with_token(token)
}

#[tokio::test]
async fn a_token_is_replaced_under_load_without_a_refusal() {
    each_backend(async |world| {
        let (stop, done) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicU64::new(0)),
        );
        let mut callers = tokio::task::JoinSet::new();
        let current = Arc::new(std::sync::RwLock::new(world.token.clone()));
        for caller in 0..4 {
            let (stop, done, current) = (stop.clone(), done.clone(), current.clone());
            let url = format!("{}/t/acme/scim/v2", world.server.url);
            callers.spawn(async move {
                let mut statuses = Vec::new();
                let mut turn = 0;
                while !stop.load(Ordering::Relaxed) {
                    let token = current.read().unwrap().clone();
                    let client = Client::new(&url).with_token(&token);
                    let name = format!("load-{caller}-{turn}");
                    let reply = client.post("/Users", &json!({"userName": name})).await;
                    statuses.push(reply.status);
                    done.fetch_add(1, Ordering::Relaxed);
                    turn += 1;
                }
                statuses
            });
        }
        let after = async |more: u64| {
            let wanted = done.load(Ordering::Relaxed) + more;
            while done.load(Ordering::Relaxed) < wanted {
                tokio::task::yield_now().await;
            }
        };
        after(20).await;
        let old = world.token.clone();
        let new = rotate(world, "okta", &[]);
        after(20).await;
        (*current.write().unwrap()).clone_from(&new);
        after(20).await;
        stop.store(true, Ordering::Relaxed);
        let statuses = callers.join_all().await.concat();
        assert!(statuses.iter().all(|status| *status == 201), "{statuses:?}");

        at_base(world, &old).get("/Users?count=1").await.expect(200);
        let tokens = list(world);
        assert!(tokens[0]["overlap_ends_at"].is_null());
        assert!(
            tokens
                .iter()
                .any(|token| token["overlap_ends_at"].is_string())
        );
        let again = ["token", "rotate", "--tenant", "acme", "--name", "okta"];
        let outcome = world.rollcall.run(&again);
        assert_eq!(outcome.code, 1, "{outcome:?}");
        assert!(
            outcome
                .stderr
                .contains("Two tokens of this name work already"),
            "{outcome:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_old_token_ends_with_the_overlap_and_at_once_without_one() {
    each_backend(async |world| {
        let old = issue(world, "entra", &[]);
        let new = rotate(world, "entra", &["--overlap", "0"]);
        assert_eq!(at_base(world, &old).get("/Users").await.status, 401);
        at_base(world, &new).get("/Users").await.expect(200);
        let newer = rotate(world, "entra", &["--overlap", "1s"]);
        at_base(world, &newer).get("/Users").await.expect(200);
        let mut status = 200;
        for _ in 0..600 {
            status = at_base(world, &new).get("/Users").await.status;
            if status == 401 {
                break;
            }
        }
        assert_eq!(status, 401, "the old token went on beyond its overlap");
    })
    .await;
}

#[tokio::test]
async fn a_token_for_groups_is_refused_for_users_in_the_form_of_scim() {
    each_backend(async |world| {
        let token = issue(world, "groups", &["--only", "Groups"]);
        let client = at_base(world, &token);
        client
            .post("/Groups", &json!({"displayName": "Staff"}))
            .await
            .expect(201);
        for reply in [
            client.get("/Users").await,
            client.post("/Users", &json!({"userName": "ada"})).await,
            client
                .get("/Users/018f0000-0000-7000-8000-000000000000")
                .await,
        ] {
            let error = reply.expect(403);
            assert_eq!(error["status"], "403");
            assert_eq!(
                error["detail"],
                "This token is for Groups only: issue one for all resources."
            );
        }
        assert_eq!(client.get("/Groups").await.expect(200)["totalResults"], 1);
    })
    .await;
}

#[tokio::test]
async fn a_secret_that_is_reported_as_found_works_no_longer() {
    each_backend(async |world| {
        let anybody = Client::new(&world.server.url);
        let mut forged = world.token.clone();
        forged.replace_range(30..31, if &forged[30..31] == "x" { "y" } else { "x" });
        let place = "https://git.example/acme/config/blob/main/.env#L3";
        let report = json!([
            {"token": world.token, "type": "rollcall_scim_token", "url": place, "source": "commit"},
            {"token": forged, "type": "rollcall_scim_token"},
            {"token": "nonsense"},
        ]);
        let reply = anybody.post("/.well-known/leaked-tokens", &report).await;
        let verdicts = reply.expect(200);
        let labels = verdicts
            .as_array()
            .unwrap()
            .iter()
            .map(|verdict| &verdict["label"]);
        let labels: Vec<_> = labels.collect();
        assert_eq!(
            labels,
            ["true_positive", "false_positive", "false_positive"]
        );
        assert_eq!(verdicts[0]["token_type"], "rollcall_scim_token");
        assert!(!reply.text.contains(&world.token[30..]), "{}", reply.text);
        assert_eq!(world.writer.get("/Users").await.status, 401);
        world.reader.get("/Users").await.expect(200);
        let events = world.events("acme");
        let revoked = events
            .iter()
            .find(|event| event["operation"] == "token.revoke")
            .unwrap();
        assert_eq!(
            revoked["detail"],
            format!("the secret was reported as found at {place}")
        );
        assert_eq!(revoked["actor"]["type"], "system");
        assert_eq!(revoked["ip"], "127.0.0.1");
        assert!(
            world
                .events("globex")
                .iter()
                .all(|event| event["operation"] != "token.revoke")
        );

        let issue = ["client", "issue", "--tenant", "acme", "--name", "entra"];
        let secret = world.rollcall.done(&issue);
        let report = json!([{"token": secret}]);
        let reply = anybody.post("/.well-known/leaked-tokens", &report).await;
        assert_eq!(reply.expect(200)[0]["label"], "true_positive");
        let clients = ["client", "list", "--tenant", "acme", "--json"];
        let clients: Value = serde_json::from_str(&world.rollcall.done(&clients)).unwrap();
        assert_eq!(clients[0]["state"], "revoked");

        for (body, status) in [
            (json!({"token": "x"}), 400),
            (json!([{"secret": "x"}]), 400),
            (json!(vec![json!({"token": "x"}); 101]), 413),
        ] {
            let reply = anybody.post("/.well-known/leaked-tokens", &body).await;
            assert_eq!(reply.status, status, "{}", reply.text);
            assert_eq!(reply.header("content-type"), "application/problem+json");
        }
        let mut last = 0;
        for _ in 0..10 {
            last = anybody
                .post("/.well-known/leaked-tokens", &json!([]))
                .await
                .status;
        }
        assert_eq!(last, 429);
    })
    .await;
}

#[tokio::test]
async fn a_suspended_tenant_says_so_to_its_own_tokens_alone_and_its_console_reads_on() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let reason = ["tenant", "suspend", "acme", "--reason", "unpaid"];
        world.rollcall.done(&reason);
        for reply in [
            world.writer.get("/Users").await,
            world
                .writer
                .post("/Users", &json!({"userName": "ada"}))
                .await,
            world.writer.get("/ServiceProviderConfig").await,
        ] {
            let error = reply.expect(403);
            assert_eq!(reply.header("content-type"), "application/scim+json");
            let detail = error["detail"].as_str().unwrap();
            assert!(detail.starts_with("This tenant is suspended"), "{detail}");
        }
        // Who has no token of the tenant learns nothing.
        for stranger in [&world.stranger, &world.anonymous] {
            assert_eq!(stranger.get("/Users").await.status, 401);
        }
        let page = owner.get("/t/acme/tokens").await;
        assert_eq!(page.status, 200);
        assert!(
            page.text.contains("This tenant is suspended"),
            "{}",
            page.text
        );
        let form = owner.get("/t/acme/tokens/new").await;
        assert_eq!(form.status, 403);
        assert!(
            form.text.contains("This tenant is suspended"),
            "{}",
            form.text
        );
        let listed = world.rollcall.done(&["tenant", "list"]);
        assert!(
            listed
                .lines()
                .any(|line| line.starts_with("acme") && line.contains("suspended"))
        );
        world.rollcall.done(&["tenant", "resume", "acme"]);
        world.writer.get("/Users").await.expect(200);
        assert_eq!(owner.get("/t/acme/tokens/new").await.status, 200);
        let events = world.events_until("acme", |events| {
            events
                .iter()
                .any(|event| event["operation"] == "access.denied")
        });
        let of = |operation: &str| -> Vec<&Value> {
            let named = |event: &&Value| event["operation"] == operation;
            events.iter().filter(named).collect()
        };
        assert_eq!(of("tenant.suspend").len(), 1);
        assert_eq!(of("tenant.suspend")[0]["detail"], "unpaid");
        assert_eq!(of("tenant.resume").len(), 1);
        let denied = of("access.denied")[0];
        assert_eq!(
            (&denied["outcome"], &denied["status"]),
            (&json!("denied"), &json!(403))
        );
    })
    .await;
}
