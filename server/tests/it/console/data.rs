//! Lists as JSON, for who accepts it rather than HTML.

use serde_json::{Value, json};

use crate::clients::issue;
use crate::harness::{Client, Person, World, between, each_backend};

const GUIDE: &str = "/t/acme/connect/okta";

/// The same session, as a program would use it.
fn program(person: &Person) -> Client {
    person.browser.clone().with("accept", "application/json")
}

/// The value by which a form of the guide is sent once.
async fn nonce(person: &Person) -> String {
    let guide = person.get(GUIDE).await.text;
    between(&guide, "name=\"nonce\" value=\"", "\"").to_owned()
}

async fn some_directory(world: &World) -> String {
    let mut ids = Vec::new();
    for (user_name, active) in [("ada", true), ("grace", false)] {
        let user = json!({"userName": user_name, "active": active, "displayName": "<b>"});
        ids.push(world.writer.post("/Users", &user).await.id(201));
    }
    let members: Value = ids.iter().map(|id| json!({"value": id})).collect();
    let group = json!({"displayName": "Engineering", "members": members});
    world.writer.post("/Groups", &group).await.id(201)
}

#[tokio::test]
async fn a_list_as_data_is_what_the_page_shows_and_what_is_exported() {
    each_backend(async |world| {
        let group = some_directory(world).await;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let members = format!("groups/{group}/members");
        for list in [
            "users",
            "groups",
            &members,
            "users?active=false",
            "groups?q=nobody",
        ] {
            let path = format!("/t/acme/{list}");
            let reply = program(&owner).get(&path).await;
            assert_eq!(reply.header("content-type"), "application/json", "{list}");
            assert!(reply.header("vary").contains("Accept"), "{list}");
            let data = reply.expect(200);
            let (name, query) = list.split_once('?').unwrap_or((list, ""));
            let export = format!("/t/acme/{name}/export?format=ndjson&{query}");
            let exported = owner.get(&export).await.text;
            let exported: Vec<Value> = exported
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect();
            assert_eq!(data["rows"], json!(exported), "{list}");
            assert_eq!(data["total"], exported.len(), "{list}");
            assert_eq!(data["exact"], true, "{list}");
            let page = owner.get(&path).await;
            assert!(
                page.header("content-type").starts_with("text/html"),
                "{list}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn pages_of_data_lead_to_each_other() {
    each_backend(async |world| {
        for n in 0..60 {
            let user = json!({"userName": format!("user{n:02}")});
            world.writer.post("/Users", &user).await.expect(201);
        }
        let owner = Person::sign_in(world, "acme", "owner").await;
        for (filter, first) in [("", "user25"), ("&filter=userName+sw+%22user%22", "user25")] {
            let path = format!("/t/acme/users?limit=25{filter}");
            let begin = program(&owner).get(&path).await.expect(200);
            assert_eq!(begin["rows"].as_array().unwrap().len(), 25);
            assert_eq!(
                (&begin["total"], &begin["previous"]),
                (&json!(60), &Value::Null)
            );
            let go = async |cursor: &Value| {
                let path = format!("{path}&cursor={}", cursor.as_str().unwrap());
                program(&owner).get(&path).await.expect(200)
            };
            let next = go(&begin["next"]).await;
            assert_eq!(next["rows"][0]["userName"], first, "{filter}");
            assert_eq!(
                go(&next["previous"]).await["rows"],
                begin["rows"],
                "{filter}"
            );
            let end = go(&next["next"]).await;
            assert_eq!(end["rows"].as_array().unwrap().len(), 10);
            assert_eq!(end["next"], Value::Null);
        }
    })
    .await;
}

#[tokio::test]
async fn events_tokens_and_members_are_data_too_and_no_secret_is_in_it() {
    each_backend(async |world| {
        some_directory(world).await;
        let auditor = Person::sign_in(world, "acme", "auditor").await;
        let get = async |path: &str| program(&auditor).get(path).await.expect(200);
        let events = get("/t/acme/audit?op=user.create").await;
        let rows = events["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 2, "{events}");
        assert_eq!(rows[0]["operation"], "user.create");
        assert_eq!(
            rows[0]["actor"],
            json!({"type": "token",
            "id": rows[0]["actor"]["id"], "label": "okta"})
        );
        assert_eq!(rows[0]["resource"]["type"], "User");
        let one = get("/t/acme/audit?op=user.create&range=24h").await;
        // Numbers are given a moment later.
        let ids = |events: &Value| -> Vec<Value> {
            let rows = events["rows"].as_array().unwrap().iter();
            rows.map(|row| row["id"].clone()).collect()
        };
        assert_eq!(ids(&one), ids(&events));

        let tokens = get("/t/acme/tokens").await;
        let okta = tokens["rows"].as_array().unwrap();
        let okta = okta.iter().find(|token| token["name"] == "okta").unwrap();
        assert_eq!(
            (&okta["scope"], &okta["state"]),
            (&json!("write"), &json!("live"))
        );
        assert!(!tokens.to_string().contains(&world.token));

        let owner = Person::sign_in(world, "acme", "owner").await;
        let members = program(&owner).get("/t/acme/members").await.expect(200);
        let emails: Vec<&Value> = members["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| &member["email"])
            .collect();
        assert_eq!(emails, ["auditor@acme.example", "owner@acme.example"]);
        assert_eq!(members["invitations"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn an_event_as_data_is_whole_alone_and_without_bodies_in_lists() {
    each_backend(async |world| {
        let user = json!({
            "userName": "ada", "displayName": "<b>", "title": "Countess", "nickName": "Ada",
            "locale": "en-GB", "timezone": "Europe/London", "userType": "x",
            "name": {"givenName": "Ada", "familyName": "Lovelace"}, "password": "t1meMa$heen",
        });
        world.writer.post("/Users", &user).await.expect(201);
        let exported = world.events("acme").into_iter();
        let mut created = exported.filter(|event| event["operation"] == "user.create");
        let created = created.next().unwrap();
        assert!(
            created["changes"].as_array().unwrap().len() > 5,
            "{created}"
        );

        let auditor = Person::sign_in(world, "acme", "auditor").await;
        let list = "/t/acme/audit?op=user.create&range=all";
        let events = program(&auditor).get(list).await.expect(200);
        assert!(!events.to_string().contains("t1meMa$heen"), "{events}");
        let row = &events["rows"][0];
        let own = row["self"].as_str().unwrap().to_owned();
        let alone = program(&auditor).get(&own).await;
        assert_eq!(alone.header("content-type"), "application/json");
        let mut alone = alone.expect(200);
        let members = alone.as_object_mut().unwrap();
        let mut listed = members.clone();
        for body in ["request_body", "response_body"] {
            assert!(
                listed.remove(body).is_some() && row.get(body).is_none(),
                "{row}"
            );
        }
        assert_eq!(row.as_object(), Some(&listed));
        members.remove("self");
        assert_eq!(alone, created);

        let page = auditor.get(&own).await;
        assert!(page.header("content-type").starts_with("text/html"));
        let foreign = world.sign_in("globex", "owner").await;
        let foreign = foreign.with("accept", "application/json");
        let elsewhere = own.replace("acme", "globex");
        for (client, path) in [
            (&foreign, own.as_str()),
            (&foreign, elsewhere.as_str()),
            (&program(&auditor), "/t/acme/audit/nothing"),
        ] {
            let refused = client.get(path).await;
            assert_eq!(refused.status, 404, "{path}: {}", refused.text);
            assert_eq!(refused.header("content-type"), "application/problem+json");
        }
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_data_for_who_accepts_data() {
    each_backend(async |world| {
        some_directory(world).await;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let nobody = Client::new(&world.server.url).with("accept", "application/json");
        let foreign = world.sign_in("globex", "owner").await;
        let foreign = foreign.with("accept", "application/json");
        let reader = program(&owner);
        for (client, path, status, field) in [
            (&nobody, "/t/acme/users", 401, ""),
            (&foreign, "/t/acme/users", 404, ""),
            (&reader, "/t/acme/nowhere", 404, ""),
            (&reader, "/t/acme/users?filter=userName+eq", 422, "filter"),
            (&reader, "/t/acme/users?at=yesterday", 422, "at"),
            (&reader, "/t/acme/users?active=maybe", 422, "active"),
            (&reader, "/t/acme/groups?cursor=%3C", 422, "cursor"),
            (&reader, "/t/acme/users?q=a&filter=userName+pr", 422, "q"),
            (&reader, "/t/acme/audit?from=yesterday", 422, "from"),
        ] {
            let reply = client.get(path).await;
            assert_eq!(reply.status, status, "{path}: {}", reply.text);
            assert_eq!(reply.header("content-type"), "application/problem+json");
            let problem = reply.json();
            assert_eq!(problem["status"], status, "{path}");
            assert_eq!(
                problem["request_id"],
                reply.header("x-request-id"),
                "{path}"
            );
            assert!(problem["detail"].is_string(), "{path}");
            if !field.is_empty() {
                assert_eq!(problem["errors"][0]["field"], field, "{path}: {problem}");
            }
        }
        let page = nobody
            .with("accept", "text/html")
            .get("/t/acme/users")
            .await;
        assert_eq!(page.status, 303);
    })
    .await;
}

#[tokio::test]
async fn what_a_tenant_keeps_in_the_console_is_data_too() {
    each_backend(async |world| {
        let group = some_directory(world).await;
        let (client_id, secret) = issue(world, "entra", &[]);
        let owner = Person::sign_in(world, "acme", "owner").await;
        let fields = [("name", "Refused"), ("query", "outcome=error")];
        let saved = owner.post("/t/acme/audit/views/new", &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let get = async |path: &str| program(&owner).get(path).await.expect(200);

        let clients = get("/t/acme/tokens/clients").await;
        assert!(!clients.to_string().contains(&secret));
        let entra = &clients["rows"][0];
        assert_eq!(entra["client_id"], client_id, "{clients}");
        let told = ["name", "proof", "state"].map(|name| entra[name].as_str().unwrap());
        assert_eq!(told, ["entra", "secret", "live"]);
        assert!(secret.ends_with(entra["last_four"].as_str().unwrap()));
        assert_eq!(entra["resources"], "all");
        assert_eq!(entra["old_secret_ends"], Value::Null);

        let views = get("/t/acme/audit/views").await;
        let id = views["rows"][0]["id"].clone();
        let view = json!({"id": id, "name": "Refused", "query": "outcome=error",
            "line": "outcome:error", "shared": false, "owner": null});
        assert_eq!(views["rows"], json!([view]));

        let ada = get("/t/acme/users?filter=userName+eq+%22ada%22").await;
        let ada = ada["rows"][0]["id"].as_str().unwrap();
        let groups = get(&format!("/t/acme/users/{ada}/groups")).await;
        let engineering = json!({"id": group, "displayName": "Engineering", "type": "direct"});
        assert_eq!(
            (&groups["rows"], &groups["total"]),
            (&json!([engineering]), &json!(1))
        );

        let schemas = get("/t/acme/settings/schemas").await;
        let user = &schemas["rows"][0];
        assert_eq!(user["id"], "urn:ietf:params:scim:schemas:core:2.0:User");
        assert_eq!(
            (&user["origin"], &user["changed"]),
            (&json!("built_in"), &Value::Null)
        );

        let foreign = world.sign_in("globex", "owner").await;
        let foreign = foreign.with("accept", "application/json");
        let groups = format!("users/{ada}/groups");
        for list in [
            "tokens/clients",
            "audit/views",
            &groups,
            "settings/schemas",
            "connect",
        ] {
            let refused = foreign.get(&format!("/t/acme/{list}")).await;
            assert_eq!(refused.status, 404, "{list}: {}", refused.text);
        }
    })
    .await;
}

#[tokio::test]
async fn connections_and_links_to_a_guide_are_data_and_what_a_form_shows_once_is_not() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let get = async |path: &str| program(&owner).get(path).await.expect(200);
        let okta = async || {
            let hub = get("/t/acme/connect").await;
            let rows = hub["rows"].as_array().unwrap();
            assert_eq!(rows.len(), 8, "{hub}");
            let okta = rows.iter().find(|row| row["provider"] == "okta");
            okta.unwrap().clone()
        };
        let fresh = nonce(&owner).await;
        let fields = [("csrf", owner.csrf.as_str()), ("nonce", fresh.as_str())];
        // Whoever accepts data gets the page all the same: the secret is on it and nowhere else.
        let issued = program(&owner).form(GUIDE, &fields).await;
        assert_eq!(issued.status, 200, "{}", issued.text);
        assert!(issued.header("content-type").starts_with("text/html"));
        assert!(issued.text.contains("id=\"token-secret\""));
        let waiting = okta().await;
        assert_eq!(waiting["state"], "waiting", "{waiting}");
        assert!(waiting["waiting_since"].is_string() && waiting["last"].is_null());

        let fresh = nonce(&owner).await;
        let fields = [("nonce", fresh.as_str()), ("lifetime", "7d")];
        let made = owner.post(&format!("{GUIDE}/link"), &fields).await;
        assert_eq!(made.status, 200, "{}", made.text);
        let link = between(&made.text, "<input id=\"guide-link\"", ">");
        let code = between(link, "/guide/", "\"");
        let links = get(GUIDE).await;
        assert!(!links.to_string().contains(code), "{links}");
        assert_eq!(links["total"], 1, "{links}");
        assert_eq!(links["rows"][0]["created_by"], "owner@acme.example");
        assert_eq!(links["rows"][0]["tokens_issued"], 0);
    })
    .await;
}

#[tokio::test]
async fn own_sessions_and_the_tenants_of_an_operator_are_data() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let sessions = program(&owner).get("/account").await.expect(200);
        assert_eq!(sessions["total"], 1, "{sessions}");
        assert_eq!(sessions["rows"][0]["this"], true);
        assert_eq!(sessions["rows"][0]["ip"], "127.0.0.1");
        assert_eq!(program(&owner).get("/operator").await.status, 404);

        let operator = world.sign_in_operator().await;
        let operator = operator.with("accept", "application/json");
        let tenants = operator.get("/operator").await.expect(200);
        let rows = tenants["rows"].as_array().unwrap();
        let told: Vec<_> = rows
            .iter()
            .map(|row| (&row["slug"], &row["name"]))
            .collect();
        let (acme, globex) = (json!("acme"), json!("globex"));
        assert_eq!(
            told,
            [(&acme, &json!("Acme Inc")), (&globex, &json!("Globex"))]
        );
        assert_eq!(rows[0]["suspended"], Value::Null);
    })
    .await;
}
