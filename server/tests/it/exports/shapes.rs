//! Exports that are cut off, the table of changes, and the line of the console on the command line.

use std::fs;

use serde_json::json;

use super::{exports, manifest, some_history};
use crate::harness::{each_backend, each_backend_with};

#[tokio::test]
async fn an_export_from_the_console_is_cut_off_and_one_from_the_command_line_is_not() {
    each_backend_with(&[("ROLLCALL_EXPORT_ROWS", "3")], async |world| {
        some_history(world).await;
        let owner = world.sign_in("acme", "owner").await;
        let export = owner
            .get("/t/acme/audit/export?format=ndjson&op=user.create")
            .await;
        assert_eq!(export.text.lines().count(), 4, "{}", export.text);
        let manifest = manifest(&export.text);
        assert_eq!(manifest["truncated"], true);
        let path = world.database.folder().join("cut.ndjson");
        fs::write(&path, &export.text).unwrap();
        let verify = ["audit", "verify", "--file", path.to_str().unwrap()];
        let said = world.rollcall.done(&verify);
        let next = format!("truncated: the log goes on at seq {}", manifest["next_seq"]);
        assert!(
            said.starts_with("ok: 3 events") && said.contains(&next),
            "{said}"
        );

        let table = owner
            .get("/t/acme/audit/export?format=csv&op=user.create")
            .await;
        assert_eq!(table.text.lines().count(), 5, "{}", table.text);
        assert!(table.text.lines().last().unwrap().starts_with("truncated,"));
        let events = world.events("acme");
        let details: Vec<_> = exports(&events)
            .into_iter()
            .map(|event| {
                event["detail"]
                    .as_str()
                    .unwrap()
                    .contains("cut off at 3 rows")
            })
            .collect();
        assert_eq!(details, [true, true]);
        let line = [
            "audit",
            "export",
            "--tenant",
            "acme",
            "--query",
            "op:user.create",
        ];
        assert_eq!(world.rollcall.done(&line).lines().count(), 5);
    })
    .await;
}

#[tokio::test]
async fn a_table_of_changes_is_taken_from_the_console_and_the_command_line() {
    each_backend(async |world| {
        some_history(world).await;
        let auditor = world.sign_in("acme", "auditor").await;
        let reply = auditor
            .get("/t/acme/audit/export?format=csv&shape=changes&op=user")
            .await;
        assert_eq!(reply.status, 200);
        assert!(
            reply
                .header("content-disposition")
                .contains("rollcall_acme_changes_2"),
            "{}",
            reply.header("content-disposition")
        );
        assert!(
            reply.text.starts_with("time,seq,id,operation,"),
            "{}",
            reply.text
        );
        assert!(
            reply.text.contains("userName,add,,'=user0"),
            "{}",
            reply.text
        );
        let arguments = [
            "--format", "csv", "--shape", "changes", "--query", "op:user",
        ];
        let export = ["audit", "export", "--tenant", "acme"];
        let text = world.rollcall.done(&[&export[..], &arguments[..]].concat());
        assert_eq!(text.trim(), reply.text.trim());
        let page = auditor.get("/t/acme/audit?op=user").await;
        let link = "/t/acme/audit/export?format=csv&amp;shape=changes&amp;op=user\"";
        assert!(page.text.contains(link), "{}", page.text);
        let odd = "/t/acme/audit/export?format=ndjson&shape=changes";
        assert_eq!(auditor.get(odd).await.status, 400);
    })
    .await;
}

#[tokio::test]
async fn the_command_line_takes_the_line_of_the_console() {
    each_backend(async |world| {
        some_history(world).await;
        let refused = json!({"userName": "=user0"});
        world
            .writer
            .post("/Users", &refused)
            .await
            .refused(409, Some("uniqueness"));
        let owner = world.sign_in("acme", "owner").await;
        let export = |more: &[&str]| {
            let command = ["audit", "export", "--tenant", "acme"];
            world.rollcall.run(&[&command[..], more].concat())
        };
        for line in [
            "outcome:error -op:user.read",
            "op:user -=user0",
            "\"group 1\" range:1h",
            "-op:token -op:tenant -op:login -op:member -op:audit",
        ] {
            let address = form_urlencoded::Serializer::new(String::new())
                .append_pair("q", line)
                .finish();
            let page = format!("/t/acme/audit/export?format=ndjson&{address}");
            let seen = owner.get(&page).await;
            assert_eq!(seen.status, 200, "{line}: {}", seen.text);
            let outcome = export(&["--query", line]);
            assert_eq!(outcome.code, 0, "{outcome:?}");
            let events = |text: &str| {
                let lines: Vec<_> = text.lines().map(str::to_owned).collect();
                lines[..lines.len() - 1].to_vec()
            };
            assert_eq!(events(&outcome.stdout), events(&seen.text), "{line}");
            assert!(!events(&seen.text).is_empty(), "{line}");
        }
        for (arguments, message) in [
            (
                &["--query", "outcome:error colour:red"][..],
                "Character 15: there is no colour",
            ),
            (
                &["--query", "\"open"],
                "Character 1: the quote is not closed",
            ),
            (&["--query", "created:2026-13-41..2026-14-01"], "--query: "),
            (
                &["--query", "range:7d", "--from", "2026-11-01"],
                "leave out --from and --to",
            ),
            (&["--shape", "changes"], "give --format csv as well"),
        ] {
            let outcome = export(arguments);
            assert_eq!(outcome.code, 2, "{outcome:?}");
            assert_eq!(outcome.stdout, "");
            assert_eq!(outcome.stderr.lines().count(), 1, "{outcome:?}");
            assert!(outcome.stderr.contains(message), "{outcome:?}");
        }
    })
    .await;
}
