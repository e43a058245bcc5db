//! For how long the log is kept, by command line and console.

use super::fields;
use crate::harness::{World, each_backend};

fn retention_of(world: &World) -> Vec<String> {
    let show = world.rollcall.done(&["tenant", "show", "acme"]);
    let lines = show.lines().filter(|line| {
        ["event-days", "body-days", "legal-hold"]
            .iter()
            .any(|name| line.starts_with(name))
    });
    lines.map(str::to_owned).collect()
}

#[tokio::test]
async fn the_command_line_says_for_how_long_the_log_is_kept() {
    each_backend(async |world| {
        let default = ["event-days   400", "body-days    30", "legal-hold   off"];
        assert_eq!(retention_of(world), default);
        let all = [
            "--event-days",
            "180",
            "--body-days",
            "7",
            "--legal-hold",
            "on",
        ];
        let said = world
            .rollcall
            .done(&[&["tenant", "set", "acme"], &all[..]].concat());
        assert_eq!(said, "event-days   180\nbody-days    7\nlegal-hold   on");
        assert_eq!(retention_of(world).join("\n"), said);
        let refused = world
            .rollcall
            .run(&["tenant", "set", "acme", "--event-days", "5"]);
        assert_eq!(refused.code, 1);
        assert!(
            refused.stderr.contains("90 to 36500 days"),
            "{}",
            refused.stderr
        );
        let events = world.events("acme");
        let changed: Vec<_> = events
            .iter()
            .filter(|event| event["operation"] == "settings.update")
            .collect();
        assert_eq!(changed.len(), 1);
        assert_eq!(changed[0]["changes"].as_array().unwrap().len(), 3);
        let refused = world
            .rollcall
            .run(&["audit", "erase", "--tenant", "acme", "--user", "1"]);
        assert_eq!(refused.code, 1);

        let delete = ["tenant", "delete", "acme", "--yes"];
        let refused = world.rollcall.run(&delete);
        assert_eq!(refused.code, 1);
        assert!(refused.stderr.contains("legal hold"), "{}", refused.stderr);
        assert_eq!(world.events("acme").len(), events.len() + 1);
        let lift = ["tenant", "set", "acme", "--legal-hold", "off"];
        world.rollcall.done(&lift);
        world.rollcall.done(&delete);
        let gone = world.rollcall.done(&["tenant", "list", "--deleted"]);
        let line = gone.lines().nth(1).unwrap();
        assert!(
            line.contains(" acme ") && line.ends_with("180 days     off"),
            "{gone}"
        );
        let log = world
            .rollcall
            .done(&["audit", "export", "--tenant", "acme"]);
        assert!(log.contains("\"tenant.delete\""));
        let id = line.split_whitespace().next().unwrap();
        world
            .rollcall
            .done(&["tenant", "create", "acme", "--name", "Again"]);
        let verified = world.rollcall.done(&["audit", "verify", "--tenant", id]);
        assert!(verified.starts_with("ok: "), "{verified}");
        let held = world
            .rollcall
            .done(&["tenant", "set", id, "--legal-hold", "on"]);
        assert!(held.ends_with("legal-hold   on"), "{held}");
    })
    .await;
}

#[tokio::test]
async fn owners_choose_for_how_long_the_log_is_kept_and_everybody_sees_it() {
    each_backend(async |world| {
        const PAGE: &str = "/t/acme/settings/retention";
        let owner = world.sign_in("acme", "owner").await;
        let page = owner.get(PAGE).await;
        assert_eq!(page.status, 200);
        let token = page.csrf();
        let terms = |event_days: &'static str| {
            [
                ("event_days", event_days),
                ("body_days", "14"),
                ("legal_hold", "off"),
                ("masked", "phoneNumbers"),
            ]
        };
        let refused = owner.form(PAGE, &fields(&token, &terms("7"))).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.text.contains("Enter 90 to 36500 days.")
                && refused.text.contains("value=\"7\"")
        );
        let refused = owner.form(PAGE, &fields(&token, &terms("a year"))).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("a whole number of days"));
        let saved = owner.form(PAGE, &fields(&token, &terms("365"))).await;
        assert_eq!((saved.status, saved.header("location")), (303, PAGE));
        assert_eq!(
            retention_of(world),
            ["event-days   365", "body-days    14", "legal-hold   off"]
        );

        let show = world.rollcall.done(&["tenant", "show", "acme"]);
        assert!(show.contains("mask         phoneNumbers"), "{show}");

        let auditor = world.sign_in("acme", "auditor").await;
        let page = auditor.get(PAGE).await;
        assert!(page.text.contains("value=\"365\"") && page.text.contains("Only owners"));
        let token = page.csrf();
        let refused = auditor.form(PAGE, &fields(&token, &terms("90"))).await;
        assert_eq!(refused.status, 403);

        // Nobody's event, another tenant's and one that is gone are the same page.
        let foreign = world.events("globex")[0]["id"].as_str().unwrap().to_owned();
        for id in [
            foreign.as_str(),
            "019abc00-0000-7000-8000-000000000001",
            "x",
        ] {
            let missing = auditor.get(&format!("/t/acme/audit/{id}")).await;
            assert_eq!(missing.status, 404);
            assert!(
                missing.text.contains("Events are kept for 365 days here"),
                "{id}"
            );
        }
    })
    .await;
}
