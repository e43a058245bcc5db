//! How long tokens live at most: chosen by an owner, held by every way to issue one.

use super::set;
use crate::harness::each_backend;

const PAGE: &str = "/t/acme/settings/security";

#[tokio::test]
async fn no_token_or_client_is_issued_or_rotated_to_live_longer_than_the_tenant_lets_it() {
    each_backend(async |world| {
        let acme = ["--tenant", "acme", "--name"];
        let run = |command: &[&str], name: &str, expires: &str| {
            let name = [name, "--expires-in", expires];
            world.rollcall.run(&[command, &acme, &name].concat())
        };
        for command in [["token", "issue"], ["client", "issue"]] {
            assert_eq!(run(&command, "old", "never").code, 0, "{command:?}");
        }
        let too_long = "longer than this tenant lets clients live: rotate it";
        set(world, "--longest-token", "30");
        let owner = world.sign_in("acme", "owner").await;
        let clients = owner.get("/t/acme/tokens/clients").await.text;
        assert_eq!(clients.matches(too_long).count(), 1, "{clients}");
        for command in [["token", "issue"], ["client", "issue"]] {
            for expires in ["31d", "never"] {
                let refused = run(&command, "new", expires);
                assert_eq!(refused.code, 1, "{refused:?}");
                assert!(
                    refused.stderr.contains("Choose 30 days or less"),
                    "{refused:?}"
                );
            }
            assert_eq!(run(&command, "new", "30d").code, 0, "{command:?}");
        }
        for command in [["token", "rotate"], ["client", "rotate"]] {
            assert_eq!(run(&command, "old", "31d").code, 1, "{command:?}");
            // Without another wish the new one lives as long as it may.
            let rotate = [&command[..], &acme[..], &["old"]].concat();
            world.rollcall.done(&rotate);
        }

        let clients = owner.get("/t/acme/tokens/clients").await.text;
        assert!(!clients.contains(too_long), "{clients}");
        let list = owner.get("/t/acme/tokens").await.text;
        let marked = list
            .matches("longer than this tenant lets tokens live")
            .count();
        // `okta` and `reports` of a year, and the old one, which goes on for the overlap.
        assert_eq!(marked, 3, "{list}");
        for form in ["/t/acme/tokens/new", "/t/acme/tokens/clients/new"] {
            let form = owner.get(form).await.text;
            assert!(form.contains("30 days, the longest"), "{form}");
            assert!(
                form.contains("An owner of this tenant has chosen"),
                "{form}"
            );
            for longer in ["value=\"90d\"", "value=\"never\""] {
                assert!(!form.contains(longer), "{form}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn owners_choose_the_longest_life_in_the_console() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let csrf = owner.get(PAGE).await.csrf();
        let save = async |days: &str| {
            let fields = [
                ("csrf", csrf.as_str()),
                ("second_factor", "optional"),
                ("longest_token", days),
            ];
            owner.form(PAGE, &fields).await
        };
        for wrong in ["0", "3651", "a year", "-1"] {
            let refused = save(wrong).await;
            assert_eq!(refused.status, 422, "{wrong}");
            assert!(refused.text.contains("Write a number of days"), "{wrong}");
            assert!(
                refused.text.contains(&format!("value=\"{wrong}\"")),
                "{wrong}"
            );
        }
        assert_eq!(save("365").await.status, 303);
        let shown = world.rollcall.done(&["tenant", "show", "acme"]);
        assert!(shown.contains("longest-token 365"), "{shown}");
        assert_eq!(save("").await.status, 303);
        let events = world.events("acme");
        let mut changed = events
            .iter()
            .filter(|event| event["operation"] == "settings.update")
            .map(|event| event["changes"][0].clone());
        let change = changed.next().unwrap();
        assert_eq!(change["path"], "longest_token");
        assert_eq!(
            (&change["before"], &change["after"]),
            (&"none".into(), &"365".into())
        );
        assert_eq!(changed.count(), 1);
    })
    .await;
}
