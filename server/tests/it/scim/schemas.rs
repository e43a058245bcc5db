//! Schemas that a tenant registers, over HTTP.

use serde_json::{Value, json};

use super::{USER, patch, user};
use crate::harness::{World, each_backend};

const BADGE: &str = "urn:example:params:scim:schemas:badge:2.0:User";
const OWNER: &str = "urn:example:params:scim:schemas:owner:2.0:Group";

/// A badge with one attribute of each kind that matters.
fn badge() -> Value {
    json!({"id": BADGE, "name": "Badge", "attributes": [
        {"name": "number", "type": "integer", "uniqueness": "server"},
        {"name": "colour"},
        {"name": "serial", "caseExact": true, "mutability": "immutable", "uniqueness": "server"},
        {"name": "note", "returned": "request"},
        {"name": "pin", "mutability": "writeOnly", "returned": "never"},
        {"name": "doors", "type": "complex", "multiValued": true, "subAttributes": [
            {"name": "value"}, {"name": "type"}]},
    ]})
}

fn add(world: &World, tenant: &str, resource: &str, document: &Value, more: &[&str]) -> String {
    let arguments = [
        "schema",
        "add",
        "--tenant",
        tenant,
        "--resource",
        resource,
        "--file",
        "-",
    ];
    let outcome = world
        .rollcall
        .run_with(&[&arguments[..], more].concat(), &document.to_string());
    assert_eq!(outcome.code, 0, "{outcome:?}");
    outcome.stdout
}

fn with_badge(name: &str, badge: &Value) -> Value {
    json!({"schemas": [USER, BADGE], "userName": name, BADGE: badge})
}

#[tokio::test]
async fn a_registered_schema_holds_for_the_next_request() {
    each_backend(async |world| {
        let client = &world.writer;
        let body = with_badge("ada", &json!({"number": 7, "Colour": "red", "wings": 2}));
        let before = client
            .post("/Users", &with_badge("bob", &json!({"number": 7})))
            .await;
        assert_eq!(before.expect(201).get(BADGE), None);

        add(world, "acme", "User", &badge(), &[]);
        let created = client.post("/Users", &body).await.expect(201);
        assert_eq!(created[BADGE], json!({"number": 7, "colour": "red"}));
        assert_eq!(created["schemas"], json!([USER, BADGE]));
        let path = format!("/Users/{}", created["id"].as_str().unwrap());
        assert_eq!(client.get(&path).await.expect(200), created);

        let replaced = client
            .put(&path, &with_badge("ada", &json!({"colour": "blue"})))
            .await;
        assert_eq!(replaced.expect(200)[BADGE], json!({"colour": "blue"}));
        let doors = json!([{"value": "front", "type": "main"}]);
        for (operation, expected) in [
            (
                json!({"op": "add", "path": format!("{BADGE}:number"), "value": 8}),
                json!({"number": 8, "colour": "blue"}),
            ),
            (
                json!({"op": "replace", "path": "colour", "value": "green"}),
                json!({"number": 8, "colour": "green"}),
            ),
            (
                json!({"op": "add", "path": BADGE, "value": {"doors": doors}}),
                json!({"number": 8, "colour": "green", "doors": doors}),
            ),
            (
                json!({"op": "remove", "path": format!("{BADGE}:doors[type eq \"main\"]")}),
                json!({"number": 8, "colour": "green"}),
            ),
            (
                json!({"op": "replace", "value": {format!("{BADGE}:colour"): null}}),
                json!({"number": 8}),
            ),
        ] {
            let patched = client.patch(&path, &patch(&[operation])).await;
            assert_eq!(patched.expect(200)[BADGE], expected);
        }
        let gone = client
            .patch(&path, &patch(&[json!({"op": "remove", "path": BADGE})]))
            .await;
        let gone = gone.expect(200);
        assert_eq!((gone.get(BADGE), &gone["schemas"]), (None, &json!([USER])));
    })
    .await;
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_refused_by_name() {
    each_backend(async |world| {
        let client = &world.writer;
        add(world, "acme", "User", &badge(), &[]);
        for (badge, place) in [
            (json!({"number": "seven"}), "number"),
            (json!({"number": 7.5}), "number"),
            (json!({"colour": {"value": "red"}}), "colour"),
            (json!({"doors": "front"}), "doors"),
            (json!("red"), "must be an object"),
        ] {
            let reply = client.post("/Users", &with_badge("ada", &badge)).await;
            let detail = reply.refused(400, Some("invalidValue"));
            assert!(detail.contains(place) && detail.contains(BADGE), "{detail}");
        }
        let body = with_badge("ada", &json!({"serial": "A-1"}));
        let id = client.post("/Users", &body).await.id(201);
        let path = format!("/Users/{id}");
        for (place, kind) in [("wings", "invalidPath"), ("serial", "mutability")] {
            let operation =
                json!({"op": "replace", "path": format!("{BADGE}:{place}"), "value": "x"});
            let reply = client.patch(&path, &patch(&[operation])).await;
            reply.refused(400, Some(kind));
        }
        let other = client
            .put(&path, &with_badge("ada", &json!({"serial": "A-2"})))
            .await;
        other.refused(400, Some("mutability"));
    })
    .await;
}

#[tokio::test]
async fn a_unique_value_is_a_conflict_that_names_the_attribute() {
    each_backend(async |world| {
        let client = &world.writer;
        add(world, "acme", "User", &badge(), &[]);
        let ada = with_badge("ada", &json!({"number": 7, "serial": "a"}));
        let ada = client.post("/Users", &ada).await.id(201);
        let taken = client
            .post("/Users", &with_badge("bob", &json!({"number": 7})))
            .await;
        let detail = taken.refused(409, Some("uniqueness"));
        assert!(detail.contains(&format!("{BADGE}:number")), "{detail}");
        let users = client.get("/Users").await.expect(200);
        assert_eq!(users["totalResults"], 1);

        // Letter case tells serial numbers apart, so this one is free.
        let bob = with_badge("bob", &json!({"number": 8, "serial": "A"}));
        let bob = client.post("/Users", &bob).await.id(201);
        let operation = json!({"op": "replace", "path": format!("{BADGE}:number"), "value": 7});
        let reply = client
            .patch(
                &format!("/Users/{bob}"),
                &patch(std::slice::from_ref(&operation)),
            )
            .await;
        reply.refused(409, Some("uniqueness"));
        let reply = client
            .put(
                &format!("/Users/{bob}"),
                &with_badge("bob", &json!({"number": 7})),
            )
            .await;
        reply.refused(409, Some("uniqueness"));
        client.delete(&format!("/Users/{ada}")).await.expect(204);
        let reply = client
            .patch(&format!("/Users/{bob}"), &patch(&[operation]))
            .await;
        assert_eq!(reply.expect(200)[BADGE]["number"], 7);
    })
    .await;
}

#[tokio::test]
async fn of_parallel_claims_of_one_value_one_succeeds() {
    each_backend(async |world| {
        add(world, "acme", "User", &badge(), &[]);
        let claims = (0..12).map(|number| async move {
            let body = with_badge(&format!("user{number}"), &json!({"number": 7}));
            world.writer.post("/Users", &body).await.status
        });
        let mut statuses = futures::future::join_all(claims).await;
        statuses.sort_unstable();
        assert_eq!(statuses[0], 201);
        assert!(
            statuses[1..].iter().all(|status| *status == 409),
            "{statuses:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn an_answer_holds_what_returned_says_and_the_log_no_secret() {
    each_backend(async |world| {
        let client = &world.writer;
        add(world, "acme", "User", &badge(), &[]);
        let body = with_badge(
            "ada",
            &json!({"number": 7, "note": "n", "pin": "s3cret-pin"}),
        );
        let created = client.post("/Users", &body).await.expect(201);
        assert_eq!(created[BADGE], json!({"number": 7}));
        let path = format!("/Users/{}", created["id"].as_str().unwrap());
        let noted = client
            .get(&format!("{path}?attributes={BADGE}:note"))
            .await
            .expect(200);
        assert_eq!(noted[BADGE], json!({"note": "n"}));
        let operation =
            json!({"op": "replace", "path": format!("{BADGE}:pin"), "value": "s3cret-2"});
        client.patch(&path, &patch(&[operation])).await.expect(200);
        let log: Vec<String> = world.events("acme").iter().map(Value::to_string).collect();
        assert!(!log.concat().contains("s3cret"));
        let owner = world.sign_in("acme", "owner").await;
        let page = owner
            .get(&format!(
                "/t/acme/users/{}",
                created["id"].as_str().unwrap()
            ))
            .await;
        assert!(page.text.contains(BADGE) && !page.text.contains("s3cret"));
    })
    .await;
}

#[tokio::test]
async fn discovery_lists_a_schema_for_its_tenant_alone() {
    each_backend(async |world| {
        add(world, "acme", "User", &badge(), &[]);
        add(
            world,
            "acme",
            "Group",
            &json!({"id": OWNER, "attributes": [{"name": "mail"}]}),
            &["--required"],
        );
        let schema = world
            .reader
            .get(&format!("/Schemas/{BADGE}"))
            .await
            .expect(200);
        assert_eq!(schema["attributes"][0]["uniqueness"], "server");
        // What is answered can be registered elsewhere as it is.
        add(world, "globex", "User", &schema, &[]);

        let extensions = |document: Value| {
            let mut all = Vec::new();
            for kind in document["Resources"].as_array().unwrap() {
                all.extend(kind["schemaExtensions"].as_array().unwrap().clone());
            }
            all
        };
        let own = extensions(world.reader.get("/ResourceTypes").await.expect(200));
        assert!(
            own.contains(&json!({"schema": BADGE, "required": false})),
            "{own:?}"
        );
        assert!(
            own.contains(&json!({"schema": OWNER, "required": true})),
            "{own:?}"
        );
        let globex = format!("{}/t/globex/scim/v2", world.server.url);
        let stranger = world.stranger.clone().at(globex);
        let theirs = stranger.get("/Schemas").await.expect(200).to_string();
        assert!(theirs.contains(BADGE) && !theirs.contains(OWNER));
        for document in ["/Schemas", "/ResourceTypes"] {
            let generic = world.anonymous.get(document).await.expect(200).to_string();
            assert!(!generic.contains("urn:example"), "{generic}");
        }
        world
            .anonymous
            .get(&format!("/Schemas/{BADGE}"))
            .await
            .refused(404, None);
    })
    .await;
}

#[tokio::test]
async fn two_tenants_give_one_urn_their_own_meaning() {
    each_backend(async |world| {
        add(world, "acme", "User", &badge(), &[]);
        let theirs = json!({"id": BADGE, "attributes": [{"name": "number"}, {"name": "floor", "type": "integer"}]});
        add(world, "globex", "User", &theirs, &[]);
        let globex = format!("{}/t/globex/scim/v2", world.server.url);
        let stranger = world.stranger.clone().at(globex);
        let sent = json!({"number": 7, "floor": 3, "colour": "red"});
        let here = world.writer.post("/Users", &with_badge("ada", &sent)).await.expect(201);
        assert_eq!(here[BADGE], json!({"number": 7, "colour": "red"}));
        let there = stranger.post("/Users", &with_badge("ada", &sent)).await;
        there.refused(400, Some("invalidValue"));
        let sent = json!({"number": "7", "floor": 3, "colour": "red"});
        for name in ["ada", "bob"] {
            let there = stranger.post("/Users", &with_badge(name, &sent)).await.expect(201);
            assert_eq!(there[BADGE], json!({"number": "7", "floor": 3}));
        }
    })
    .await;
}

#[tokio::test]
async fn a_required_extension_is_asked_of_the_new_and_spares_the_old() {
    each_backend(async |world| {
        let client = &world.writer;
        let old = client.post("/Users", &user("old")).await.id(201);
        add(world, "acme", "User", &badge(), &["--required"]);
        let refused = client.post("/Users", &user("new")).await;
        assert!(refused.refused(400, Some("invalidValue")).contains(BADGE));
        client
            .post("/Users", &with_badge("new", &json!({"colour": "red"})))
            .await
            .expect(201);
        let path = format!("/Users/{old}");
        let operation = json!({"op": "replace", "path": "title", "value": "CTO"});
        client.patch(&path, &patch(&[operation])).await.expect(200);
        client
            .put(&path, &user("old"))
            .await
            .refused(400, Some("invalidValue"));
        client
            .put(&path, &with_badge("old", &json!({"colour": "red"})))
            .await
            .expect(200);
        let whole = json!({"op": "remove", "path": BADGE});
        let kept = client.patch(&path, &patch(&[whole])).await;
        kept.refused(400, Some("mutability"));
    })
    .await;
}

#[tokio::test]
async fn groups_are_extended_like_users() {
    each_backend(async |world| {
        let client = &world.writer;
        let owner = json!({"id": OWNER, "attributes": [{"name": "mail", "uniqueness": "server"}]});
        add(world, "acme", "Group", &owner, &[]);
        let body = |name: &str| json!({"displayName": name, OWNER: {"mail": "Ops@acme.example"}});
        let created = client.post("/Groups", &body("Ops")).await.expect(201);
        assert_eq!(created[OWNER]["mail"], "Ops@acme.example");
        let path = format!("/Groups/{}", created["id"].as_str().unwrap());
        client
            .post("/Groups", &body("Dev"))
            .await
            .refused(409, Some("uniqueness"));
        let operation =
            json!({"op": "replace", "path": format!("{OWNER}:mail"), "value": "x@acme.example"});
        client.patch(&path, &patch(&[operation])).await.expect(204);
        assert_eq!(
            client.get(&path).await.expect(200)[OWNER]["mail"],
            "x@acme.example"
        );
        client.post("/Groups", &body("Dev")).await.expect(201);
        let user = client
            .post("/Users", &json!({"userName": "ada", OWNER: {"mail": "x"}}))
            .await;
        assert_eq!(user.expect(201).get(OWNER), None);
    })
    .await;
}

#[tokio::test]
async fn a_schema_is_removed_by_the_command_line_with_consent_to_its_values() {
    each_backend(async |world| {
        let client = &world.writer;
        add(world, "acme", "User", &badge(), &[]);
        let id = client
            .post("/Users", &with_badge("ada", &json!({"number": 7})))
            .await
            .id(201);
        let list = world
            .rollcall
            .done(&["schema", "list", "--tenant", "acme", "--json"]);
        let list: Value = serde_json::from_str(&list).unwrap();
        assert_eq!(
            (&list[0]["id"], &list[0]["in_use_by"]),
            (&json!(BADGE), &json!(1))
        );
        let shown = world
            .rollcall
            .done(&["schema", "show", "--tenant", "acme", BADGE]);
        add(
            world,
            "globex",
            "User",
            &serde_json::from_str(&shown).unwrap(),
            &[],
        );

        let remove = ["schema", "remove", "--tenant", "acme", BADGE];
        let refused = world.rollcall.run(&remove);
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(
            refused.stderr.contains("1 user holds values"),
            "{refused:?}"
        );
        assert!(refused.stderr.contains("--yes"), "{refused:?}");
        world.rollcall.done(&[&remove[..], &["--yes"]].concat());
        let user = client.get(&format!("/Users/{id}")).await.expect(200);
        assert_eq!(user.get(BADGE), None);
        assert_eq!(user["meta"]["version"], "W/\"2\"");
        client
            .get(&format!("/Schemas/{BADGE}"))
            .await
            .refused(404, None);
        let events = world.events("acme");
        let of = |operation: &str| {
            events
                .iter()
                .filter(|event| event["operation"] == operation)
                .count()
        };
        assert_eq!((of("schema.create"), of("schema.delete")), (1, 1));
        let change = events
            .iter()
            .rfind(|event| event["operation"] == "user.update")
            .unwrap();
        assert_eq!(change["changes"][0]["path"], format!("{BADGE}:number"));
        assert_eq!(change["changes"][0]["before"], 7);
    })
    .await;
}

#[tokio::test]
async fn a_command_that_is_refused_says_why_in_one_line() {
    each_backend(async |world| {
        add(world, "acme", "User", &badge(), &[]);
        let run = |arguments: &[&str], input: &str| {
            world
                .rollcall
                .run_with(&[&["schema"], arguments].concat(), input)
        };
        let add = ["add", "--tenant", "acme", "--resource", "User", "--file"];
        let from = |file: &'static str| [&add[..], &[file]].concat();
        let readonly =
            r#"{"id": "urn:example:x", "attributes": [{"name": "a", "mutability": "readOnly"}]}"#;
        for (arguments, input, code, said) in [
            (from("-"), "{", 1, "no JSON"),
            (
                from("-"),
                readonly,
                1,
                "attributes[0].mutability is readOnly",
            ),
            (from("nowhere.json"), "", 1, "nowhere.json cannot be read"),
            (
                vec![
                    "add",
                    "--tenant",
                    "acme",
                    "--resource",
                    "Device",
                    "--file",
                    "-",
                ],
                "",
                2,
                "User or Group",
            ),
            (
                vec!["add", "--tenant", "acme", "--file", "-"],
                "",
                2,
                "--resource",
            ),
            (
                vec!["show", "--tenant", "acme", "urn:example:x"],
                "",
                1,
                "no schema \"urn:example:x\"",
            ),
            (vec!["show", "--tenant", "nobody", BADGE], "", 1, "nobody"),
            (
                vec!["remove", "--tenant", "acme", "urn:example:x", "--yes"],
                "",
                1,
                "no schema",
            ),
            (vec!["remove", "--tenant", "acme"], "", 2, "<URN>"),
        ] {
            let outcome = run(&arguments, input);
            assert_eq!(outcome.code, code, "{arguments:?} {outcome:?}");
            assert!(outcome.stderr.contains(said), "{arguments:?} {outcome:?}");
            assert_eq!(outcome.stderr.trim_end().lines().count(), 1, "{outcome:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_owner_registers_and_removes_in_the_console() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let page = owner.get("/t/acme/settings/schemas").await;
        assert_eq!(page.status, 200);
        let csrf = csrf_of(&page.text);
        let form = |document: &str| {
            let document = document.to_owned();
            let (owner, csrf) = (&owner, &csrf);
            async move {
                let fields = [
                    ("csrf", csrf.as_str()),
                    ("resource_type", "User"),
                    ("required", "no"),
                    ("document", document.as_str()),
                ];
                owner.form("/t/acme/settings/schemas", &fields).await
            }
        };
        let refused = form("{\"id\": \"nonsense-urn\"}").await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.text.contains("nonsense-urn") && refused.text.contains("There is a problem")
        );
        assert!(refused.text.contains("id=\"document-error\""));

        let long = "x".repeat(1_900);
        let many: Vec<Value> = (0..30)
            .map(|n| json!({"name": format!("a{n}"), "description": long}))
            .collect();
        let large = json!({"id": BADGE, "attributes": many}).to_string();
        assert!(large.len() > 56_000);
        let done = form(&large).await;
        assert_eq!(done.status, 303, "{}", done.text);
        world
            .writer
            .post("/Users", &with_badge("ada", &json!({"a1": "x"})))
            .await
            .expect(201);

        let address = format!("/t/acme/settings/schemas/{BADGE}/remove");
        let page = owner.get(&address).await;
        assert!(page.text.contains("1 user"), "{}", page.text);
        for (typed, status) in [("", 422), ("2", 422), ("1", 303)] {
            let reply = owner
                .form(&address, &[("csrf", csrf.as_str()), ("confirm", typed)])
                .await;
            assert_eq!(reply.status, status, "{typed:?} {}", reply.text);
        }
        assert_eq!(owner.get(&address).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn others_see_schemas_and_change_none() {
    each_backend(async |world| {
        add(world, "acme", "User", &badge(), &[]);
        for role in ["admin", "auditor"] {
            let member = world.sign_in("acme", role).await;
            let list = member.get("/t/acme/settings/schemas").await;
            assert!(list.text.contains(BADGE), "{role}");
            assert!(
                list.text.contains("Only owners can register schemas."),
                "{role}"
            );
            assert!(!list.text.contains("<textarea"), "{role}");
            let csrf = csrf_of(&member.get("/account").await.text);
            let fields = [("csrf", csrf.as_str()), ("confirm", "0")];
            for address in [
                "/t/acme/settings/schemas".to_owned(),
                format!("/t/acme/settings/schemas/{BADGE}/remove"),
            ] {
                assert_eq!(
                    member.form(&address, &fields).await.status,
                    403,
                    "{role} {address}"
                );
            }
        }
    })
    .await;
}

fn csrf_of(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}
