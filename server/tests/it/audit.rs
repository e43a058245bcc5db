//! The audit log: what it holds, what leaves with an export, and what verification finds.

use std::fs;

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::harness::{World, each_backend};

/// A user, a change, a change of nothing, a refusal.
async fn a_few_events(world: &World) -> String {
    let id = world
        .writer
        .post("/Users", &json!({"userName": "ada"}))
        .await
        .id(201);
    let path = format!("/Users/{id}");
    let rename = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "Replace", "path": "displayName", "value": "Ada"}]});
    world.writer.patch(&path, &rename).await.expect(200);
    world.writer.patch(&path, &rename).await.expect(200);
    world.reader.delete(&path).await.refused(403, None);
    world.writer.get("/Nonsense").await.refused(404, None);
    id
}

#[tokio::test]
async fn every_request_is_one_event_with_what_it_did() {
    each_backend(async |world| {
        let id = a_few_events(world).await;
        let events = world.events("acme");
        let seen: Vec<String> = events
            .iter()
            .filter(|event| event["channel"] == "scim")
            .map(|event| {
                let text = |name: &str| event[name].as_str().unwrap_or_default();
                format!(
                    "{} {} {}",
                    text("operation"),
                    text("outcome"),
                    event["status"]
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                "user.create success 201",
                "user.update success 200",
                "user.update no_change 200",
                "user.delete denied 403",
                "request.unknown client_error 404",
            ]
        );
        let update = events
            .iter()
            .find(|event| event["operation"] == "user.update")
            .unwrap();
        assert_eq!(
            update["changes"],
            json!([{"path": "displayName", "op": "add", "before": null, "after": "Ada"}])
        );
        assert_eq!(update["resource"]["id"], id);
        assert_eq!(update["tolerances"], json!(["operation-case"]));
        assert_eq!(update["method"], "PATCH");
        let sequence: Vec<i64> = events
            .iter()
            .map(|event| event["seq"].as_i64().unwrap())
            .collect();
        assert!(
            sequence
                .iter()
                .zip(1..)
                .all(|(seq, expected)| *seq == expected),
            "{sequence:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_foreign_tenant_sees_nothing_of_it() {
    each_backend(async |world| {
        a_few_events(world).await;
        let globex: Vec<Value> = world.events("globex");
        assert!(
            globex.iter().all(|event| event["tenant"] == "globex"),
            "{globex:?}"
        );
        assert!(
            globex.iter().all(|event| event["channel"] == "cli"),
            "{globex:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn an_untouched_export_verifies_and_a_touched_one_does_not() {
    each_backend(async |world| {
        a_few_events(world).await;
        let export = world
            .rollcall
            .done(&["audit", "export", "--tenant", "acme"]);
        let lines: Vec<&str> = export.lines().collect();
        let verify = |lines: &[&str]| {
            let path = world.database.folder().join("export.ndjson");
            fs::write(&path, format!("{}\n", lines.join("\n"))).unwrap();
            world
                .rollcall
                .run(&["audit", "verify", "--file", path.to_str().unwrap()])
        };
        let outcome = verify(&lines);
        assert_eq!(outcome.code, 0, "{outcome:?}");

        let at = lines
            .iter()
            .position(|line| line.contains("\"user.update\""))
            .unwrap();
        let seq: Value = serde_json::from_str(lines[at]).unwrap();
        let seq = format!("seq {}:", seq["seq"]);
        let mut edited = lines.clone();
        let edit = lines[at].replace("\"outcome\":\"success\"", "\"outcome\":\"no_change\"");
        edited[at] = &edit;
        let mut deleted = lines.clone();
        deleted.remove(at);
        let mut swapped = lines.clone();
        swapped.swap(at, at + 1);
        for (what, lines) in [
            ("edited", edited),
            ("deleted", deleted),
            ("swapped", swapped),
        ] {
            let outcome = verify(&lines);
            assert_eq!(outcome.code, 1, "{what}: {outcome:?}");
            assert!(outcome.stderr.contains(&seq), "{what}: {outcome:?} {seq}");
        }
        let outcome = verify(&lines[..lines.len() - 1]);
        assert_eq!(outcome.code, 1);
        assert!(outcome.stderr.contains("incomplete"), "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn a_row_that_was_changed_behind_our_back_is_found() {
    for (what, statement) in [
        (
            "edited",
            "UPDATE audit_event SET outcome = 'no_change' WHERE seq = 3",
        ),
        ("deleted", "DELETE FROM audit_event WHERE seq = 3"),
        (
            "moved",
            "UPDATE audit_event SET seq = CASE seq WHEN 3 THEN -4 ELSE -3 END WHERE seq IN (3, 4)",
        ),
    ] {
        each_backend(async |world| {
            a_few_events(world).await;
            world.events("acme");
            let tenant = "(SELECT id FROM tenant WHERE slug = 'acme')";
            let connection = world.database.connect().await;
            let changed = format!("{statement} AND tenant_id = {tenant}");
            connection.execute_unprepared(&changed).await.unwrap();
            if what == "moved" {
                let back = "UPDATE audit_event SET seq = -seq WHERE seq < 0";
                connection.execute_unprepared(back).await.unwrap();
            }
            connection.close().await.unwrap();
            let outcome = world.rollcall.run(&["audit", "verify", "--tenant", "acme"]);
            assert_eq!(outcome.code, 1, "{what}: {outcome:?}");
            assert!(outcome.stderr.contains("seq 3:"), "{what}: {outcome:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_log_that_was_cut_is_found_by_a_head_that_was_kept() {
    each_backend(async |world| {
        a_few_events(world).await;
        let export = world
            .rollcall
            .done(&["audit", "export", "--tenant", "acme"]);
        let head = world.database.folder().join("head.json");
        fs::write(&head, export.lines().last().unwrap()).unwrap();
        let verify = [
            "audit",
            "verify",
            "--tenant",
            "acme",
            "--head",
            head.to_str().unwrap(),
        ];
        let outcome = world.rollcall.run(&verify);
        assert_eq!(outcome.code, 0, "{outcome:?}");

        let connection = world.database.connect().await;
        for statement in [
            "DELETE FROM audit_event WHERE seq > 3",
            "UPDATE audit_chain SET seq = 3, hash = (SELECT hash FROM audit_event WHERE seq = 3 \
             AND audit_event.tenant_id = audit_chain.tenant_id) WHERE seq > 3",
        ] {
            connection.execute_unprepared(statement).await.unwrap();
        }
        connection.close().await.unwrap();
        let outcome = world.rollcall.run(&verify);
        assert_eq!(outcome.code, 1, "{outcome:?}");
        assert!(outcome.stderr.contains("seq "), "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn a_range_holds_the_events_of_its_time_and_a_table_is_disarmed() {
    each_backend(async |world| {
        world
            .writer
            .post("/Users", &json!({"userName": "=1+1"}))
            .await
            .expect(201);
        let none = ["audit", "export", "--tenant", "acme", "--to", "2001-01-01"];
        assert_eq!(world.rollcall.done(&none).lines().count(), 1);
        let table = ["audit", "export", "--tenant", "acme", "--format", "csv"];
        let table = world.rollcall.done(&table);
        assert!(table.starts_with("seq,"), "{table}");
        assert!(
            table.contains("'=1+1") && !table.contains(",=1+1"),
            "{table}"
        );
    })
    .await;
}
