//! The secret of a client is rotated: on the command line, in the console, at the token endpoint.

use serde_json::{Value, json};

use super::{access_token, issue, refused, secret_at_endpoint, switch};
use crate::harness::{World, between, each_backend};

fn rotate(world: &World, name: &str, more: &[&str]) -> String {
    let client = ["client", "rotate", "--tenant", "acme", "--name", name];
    world.rollcall.done(&[&client[..], more].concat())
}

/// A client as the command line lists it.
fn listed(world: &World, name: &str) -> Value {
    let clients = ["client", "list", "--tenant", "acme", "--json"];
    let clients: Value = serde_json::from_str(&world.rollcall.done(&clients)).unwrap();
    let mut clients = clients.as_array().unwrap().iter();
    clients
        .find(|client| client["name"] == name)
        .unwrap()
        .clone()
}

const END: [&str; 6] = [
    "client",
    "end-secret",
    "--tenant",
    "acme",
    "--name",
    "entra",
];

#[tokio::test]
async fn a_client_is_rotated_on_the_command_line_and_both_secrets_work_until_one_is_ended() {
    each_backend(async |world| {
        switch(world, "on");
        let (id, old) = issue(world, "entra", &["--expires-in", "90d"]);
        let before = listed(world, "entra");
        let new = rotate(world, "entra", &[]);
        assert!(new.starts_with("rc_oauth_") && new != old, "{new}");
        let check = world.rollcall.run_with(&["token", "check"], &new);
        assert_eq!(check.code, 0, "{check:?}");
        let access = access_token(world, &id, &old).await;
        access_token(world, &id, &new).await;
        let after = listed(world, "entra");
        for kept in ["id", "client_id", "created_at", "scope", "state"] {
            assert_eq!(after[kept], before[kept], "{kept}");
        }
        for (secret, last_four) in [(&new, "last_four"), (&old, "old_last_four")] {
            assert!(secret.ends_with(after[last_four].as_str().unwrap()));
        }
        for told in [
            "rotated_at",
            "secret_last_used_at",
            "old_secret_ends_at",
            "old_secret_last_used_at",
        ] {
            assert!(after[told].is_string(), "{told}: {after}");
        }

        let again = ["client", "rotate", "--tenant", "acme", "--name", "entra"];
        let again = world.rollcall.run(&again);
        assert_eq!((again.code, &*again.stdout), (1, ""), "{again:?}");
        let said = "Two secrets of this client work already";
        assert!(again.stderr.contains(said), "{again:?}");

        world.rollcall.done(&END);
        let ended = secret_at_endpoint(world, &id, &old).await;
        refused(&ended, 401, "invalid_client");
        let unknown = secret_at_endpoint(world, &id, "x").await;
        assert_eq!(ended.text, unknown.text);
        access_token(world, &id, &new).await;
        // What the old secret got goes on until its own end.
        let caller = world.anonymous.clone().with_token(&access);
        caller.get("/Users").await.expect(200);
        assert_eq!(world.rollcall.run(&END).code, 1);

        let newer = rotate(world, "entra", &["--overlap", "0", "--expires-in", "never"]);
        refused(
            &secret_at_endpoint(world, &id, &new).await,
            401,
            "invalid_client",
        );
        access_token(world, &id, &newer).await;
        assert!(listed(world, "entra")["expires_at"].is_null());

        let events = world.events("acme");
        let of = |operation: &str| {
            let found = events
                .iter()
                .filter(|event| event["operation"] == operation);
            found.cloned().collect::<Vec<_>>()
        };
        let rotations = of("client.rotate");
        assert_eq!(rotations.len(), 2);
        assert_eq!(rotations[0]["resource"]["label"], "entra");
        assert_eq!(rotations[0]["actor"]["type"], "cli");
        let outcomes: Vec<_> = of("client.end_secret")
            .iter()
            .map(|event| event["outcome"].clone())
            .collect();
        assert_eq!(outcomes, ["success", "no_change"]);
        let export = world
            .rollcall
            .done(&["audit", "export", "--tenant", "acme"]);
        for secret in [&old, &new, &newer] {
            assert!(!export.contains(secret.as_str()));
        }
    })
    .await;
}

#[tokio::test]
async fn the_old_secret_ends_with_the_overlap() {
    each_backend(async |world| {
        switch(world, "on");
        let (id, old) = issue(world, "entra", &[]);
        let new = rotate(world, "entra", &["--overlap", "1s"]);
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        // It asks a few times a second at most: more often it would be told to wait.
        while secret_at_endpoint(world, &id, &old).await.status == 200 {
            for _ in 0..20 {
                world.reader.get("/Users").await.expect(200);
            }
            assert!(std::time::Instant::now() < deadline);
        }
        refused(
            &secret_at_endpoint(world, &id, &old).await,
            401,
            "invalid_client",
        );
        access_token(world, &id, &new).await;
    })
    .await;
}

#[tokio::test]
async fn a_client_with_keys_is_told_that_it_has_nothing_to_rotate() {
    const KEY: &str =
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    each_backend(async |world| {
        let issue = ["client", "issue", "--tenant", "acme", "--name", "signs"];
        let issue = [&issue[..], &["--jwks", "-"]].concat();
        assert_eq!(world.rollcall.run_with(&issue, KEY).code, 0);
        let rotate = ["client", "rotate", "--tenant", "acme", "--name", "signs"];
        let outcome = world.rollcall.run(&rotate);
        assert_eq!((outcome.code, &*outcome.stdout), (1, ""), "{outcome:?}");
        assert!(
            outcome.stderr.contains("no secret to rotate"),
            "{outcome:?}"
        );
        let admin = world.sign_in("acme", "admin").await;
        let id = listed(world, "signs")["id"].as_str().unwrap().to_owned();
        let page = format!("/t/acme/tokens/clients/{id}");
        let shown = admin.get(&page).await.text;
        assert!(shown.contains("It has no secret to rotate."), "{shown}");
        assert!(!shown.contains(&format!("{page}/rotate")));
        let refused = admin.get(&format!("{page}/rotate")).await;
        assert_eq!(refused.status, 400);
        assert!(refused.text.contains("It has no secret to rotate."));
    })
    .await;
}

#[tokio::test]
async fn a_client_for_groups_is_refused_for_users_in_the_form_of_scim() {
    each_backend(async |world| {
        switch(world, "on");
        let more = ["--only", "Groups", "--provider", "onelogin"];
        let (id, secret) = issue(world, "teams", &more);
        let client = listed(world, "teams");
        let told = (&client["resource_type"], &client["idp"]);
        assert_eq!(told, (&json!("Group"), &json!("onelogin")));
        let rotated = rotate(world, "teams", &[]);
        for (secret, name) in [(&secret, "Staff"), (&rotated, "Guests")] {
            let token = access_token(world, &id, secret).await;
            let caller = world.anonymous.clone().with_token(&token);
            let group = json!({"displayName": name});
            caller.post("/Groups", &group).await.expect(201);
            for reply in [
                caller.get("/Users").await,
                caller.post("/Users", &json!({"userName": "ada"})).await,
            ] {
                let detail = reply.expect(403)["detail"].clone();
                let said = "This token is for Groups only: issue one for all resources.";
                assert_eq!(detail, said);
            }
        }
        let admin = world.sign_in("acme", "admin").await;
        let list = admin.get("/t/acme/tokens/clients").await.text;
        assert!(list.contains("Read and write, groups only"), "{list}");
        // Before it calls, the connection is named after what was said.
        let issue = ["client", "issue", "--tenant", "acme", "--name"];
        for (name, provider, code) in [("later", "jumpcloud", 0), ("odd", "nobody", 2)] {
            let more = [name, "--provider", provider];
            let outcome = world.rollcall.run(&[&issue[..], &more].concat());
            assert_eq!(outcome.code, code, "{outcome:?}");
        }
        let guide = admin.get("/t/acme/connect/jumpcloud").await.text;
        assert!(guide.contains("<bdi>later</bdi></a>"), "{guide}");
    })
    .await;
}

#[tokio::test]
async fn admins_rotate_a_client_in_the_console_and_end_the_old_secret() {
    each_backend(async |world| {
        switch(world, "on");
        let (id, old) = issue(world, "entra", &[]);
        let admin = world.sign_in("acme", "admin").await;
        let page = listed(world, "entra")["id"].as_str().unwrap().to_owned();
        let page = format!("/t/acme/tokens/clients/{page}");
        let (rotate, end) = (format!("{page}/rotate"), format!("{page}/end-secret"));
        assert!(admin.get(&page).await.text.contains(&rotate));
        let form = admin.get(&rotate).await;
        assert_eq!(form.header("cache-control"), "no-store");
        assert!(form.text.contains("name=\"after\" value=\"0\""));
        let csrf = form.csrf();
        let send = async |overlap: &str, after: &str| {
            let fields = [("csrf", &*csrf), ("after", after), ("overlap", overlap)];
            admin.form(&rotate, &fields).await
        };
        // There is no old secret to end yet.
        let nothing = admin.get(&end).await;
        assert_eq!((nothing.status, nothing.header("location")), (303, &*page));
        assert_eq!(send("2h", "0").await.status, 422);
        assert_eq!(send("24h", "often").await.status, 400);

        let rotated = send("24h", "0").await;
        assert_eq!(rotated.status, 200, "{}", rotated.text);
        assert_eq!(rotated.header("cache-control"), "no-store");
        assert!(rotated.text.contains("The old secret goes on until"));
        let field = between(&rotated.text, "id=\"client-secret\"", ">");
        let new = between(field, "value=\"", "\"").to_owned();
        assert!(new.starts_with("rc_oauth_") && new != old, "{new}");
        let again = send("24h", "0").await;
        assert_eq!((again.status, again.header("location")), (303, &*page));
        let shown = admin.get(&page).await.text;
        assert!(shown.contains("was rotated before"), "{shown}");
        assert!(!shown.contains(&new) && !shown.contains(&old));
        assert!(shown.contains("Nobody has used the new secret yet"));
        assert!(
            !shown.contains(&rotate),
            "two secrets are as many as there can be"
        );
        let refused_again = send("24h", "1").await;
        assert_eq!(refused_again.status, 422);
        let said = "Two secrets of this client work already";
        assert!(refused_again.text.contains(said));
        let list = admin.get("/t/acme/tokens/clients").await.text;
        assert!(list.contains("secret being rotated"), "{list}");

        for secret in [&old, &new] {
            access_token(world, &id, secret).await;
        }
        let shown = admin.get(&page).await.text;
        assert!(shown.contains("wait until everything uses the new one"));
        let asked = admin.get(&end).await.text;
        assert!(asked.contains("Type entra to confirm"), "{asked}");
        let typed = async |name: &str, after: &str| {
            let fields = [("csrf", &*csrf), ("name", name), ("after", after)];
            admin.form(&end, &fields).await
        };
        assert_eq!(typed("okta", "1").await.status, 422);
        // A form of an earlier rotation meant another secret.
        let stale = typed("entra", "0").await;
        assert_eq!((stale.status, stale.header("location")), (303, &*page));
        access_token(world, &id, &old).await;
        for _ in 0..2 {
            let ended = typed("entra", "1").await;
            assert_eq!((ended.status, ended.header("location")), (303, &*page));
        }
        let shown = admin.get(&page).await.text;
        assert!(
            shown.contains("The old secret of entra has ended."),
            "{shown}"
        );
        refused(
            &secret_at_endpoint(world, &id, &old).await,
            401,
            "invalid_client",
        );
        access_token(world, &id, &new).await;

        let leaked = send("0", "1").await.text;
        assert!(leaked.contains("The old secret has ended."), "{leaked}");
        let ended = secret_at_endpoint(world, &id, &new).await;
        refused(&ended, 401, "invalid_client");

        let auditor = world.sign_in("acme", "auditor").await;
        let outsider = world.sign_in("globex", "owner").await;
        for form in [&rotate, &end] {
            assert_eq!(auditor.get(form).await.status, 403, "{form}");
            assert_eq!(outsider.get(form).await.status, 404, "{form}");
            let elsewhere = form.replace("/t/acme/", "/t/globex/");
            assert_eq!(outsider.get(&elsewhere).await.status, 404, "{form}");
        }
        let events = world.events("acme");
        for (operation, count) in [("client.rotate", 2), ("client.end_secret", 2)] {
            let found = events
                .iter()
                .filter(|event| event["operation"] == operation);
            assert_eq!(found.count(), count, "{operation}");
        }
    })
    .await;
}
