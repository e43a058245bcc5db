//! Schemas on the command line.

use serde_json::{Value, json};

use super::{BADGE, add, badge, with_badge};
use crate::harness::each_backend;

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
