//! Tenants, tokens and members, made and ended by commands.

use serde_json::Value;

use super::assert_ends;
use crate::harness::{Backend, Client, Database, Rollcall, Server, backends, is_like};

#[tokio::test]
async fn a_tenant_is_created_listed_shown_and_deleted() {
    for backend in backends() {
        let database = Database::new(backend).await;
        let rollcall = Rollcall::on(&database);
        rollcall.done(&["tenant", "create", "acme", "--name", "Acme Inc"]);
        let again = rollcall.run(&["tenant", "create", "acme", "--name", "Acme"]);
        assert_ends(
            &again,
            1,
            "error: Another tenant has this slug. Choose another.",
            &["again"],
        );
        let list = rollcall.done(&["tenant", "list"]);
        assert!(
            list.lines()
                .nth(1)
                .is_some_and(|line| line.starts_with("acme  Acme Inc")),
            "{list}"
        );
        assert!(
            rollcall
                .done(&["tenant", "show", "acme"])
                .contains("/t/acme/scim/v2")
        );
        rollcall.done(&["tenant", "delete", "acme", "--yes"]);
        assert_eq!(rollcall.run(&["tenant", "show", "acme"]).code, 1);
        database.close().await;
    }
}

#[tokio::test]
async fn a_token_is_printed_alone_and_ends_at_once_when_revoked() {
    for backend in backends() {
        let database = Database::new(backend).await;
        let rollcall = Rollcall::on(&database);
        rollcall.done(&["tenant", "create", "acme", "--name", "Acme"]);
        let issue = ["token", "issue", "--tenant", "acme", "--name", "okta"];
        let outcome = rollcall.run(&issue);
        let secret = outcome.stdout.trim_end();
        assert_eq!(outcome.stdout.lines().count(), 1);
        assert_eq!((secret.len(), &secret[..8]), (79, "rc_scim_"));
        assert!(outcome.stderr.contains("okta") && !outcome.stderr.contains(secret));

        let check = rollcall.run_with(&["token", "check"], &format!("{secret}\n"));
        assert_eq!(check.code, 0, "{check:?}");
        let mistyped =
            rollcall.run_with(&["token", "check"], &secret.replace("rc_scim_", "rc_scin_"));
        assert_eq!(mistyped.code, 1);

        let list = rollcall.done(&["token", "list", "--tenant", "acme", "--json"]);
        assert!(!list.contains(secret));
        let list: Value = serde_json::from_str(&list).unwrap();
        assert_eq!(
            (&list[0]["name"], &list[0]["state"]),
            (&"okta".into(), &"live".into())
        );

        let server = Server::start(&rollcall);
        let client = Client::new(format!("{}/scim/v2", server.url)).with_token(secret);
        client.get("/Users").await.expect(200);
        rollcall.done(&["token", "revoke", "--tenant", "acme", "--name", "okta"]);
        client.get("/Users").await.refused(401, None);
        let again = rollcall.run(&["token", "revoke", "--tenant", "acme", "--name", "okta"]);
        assert_ends(
            &again,
            1,
            "error: there is no active token named \"okta\"",
            &["again"],
        );
        database.close().await;
    }
}

#[tokio::test]
async fn an_admin_gets_a_password_or_a_link() {
    let database = Database::new(Backend::Sqlite).await;
    let rollcall = Rollcall::on(&database).with("ROLLCALL_PUBLIC_URL", "https://id.example");
    rollcall.done(&["tenant", "create", "acme", "--name", "Acme"]);
    let create = [
        "admin", "create", "--tenant", "acme", "--role", "owner", "--email",
    ];
    let weak = [&create[..], &["a@acme.example", "--password-stdin"]].concat();
    assert_eq!(rollcall.run_with(&weak, "short\n").code, 1);
    let fine = rollcall.run_with(&weak, "quilted lantern over 73 rivers\n");
    assert_eq!(fine.code, 0, "{fine:?}");
    let link = rollcall.done(&[&create[..], &["b@acme.example"]].concat());
    assert!(is_like(&link, "https://id.example/invite/…"), "{link}");
    assert_eq!(link.lines().count(), 1);
    let list = rollcall.done(&["admin", "list", "--tenant", "acme"]);
    assert!(list.contains("a@acme.example  owner  active"), "{list}");
    let disable = ["admin", "disable", "--tenant", "acme", "--email"];
    let only_owner = rollcall.run(&[&disable[..], &["a@acme.example"]].concat());
    assert_eq!(only_owner.code, 1, "{only_owner:?}");
    let nobody = rollcall.run(&[&disable[..], &["c@acme.example"]].concat());
    assert_ends(
        &nobody,
        1,
        "error: \"c@acme.example\" is no member of acme",
        &["disable"],
    );
    let other = ["--tenant", "acme", "--email", "d@acme.example"];
    let weak = [
        &["admin", "create", "--role", "auditor", "--password-stdin"],
        &other[..],
    ]
    .concat();
    rollcall.run_with(&weak, "quilted lantern over 73 rivers\n");
    let state = || rollcall.done(&["admin", "list", "--tenant", "acme"]);
    for (command, expected) in [
        (
            &["admin", "role", "--role", "owner"][..],
            "d@acme.example  owner  active",
        ),
        (&["admin", "disable"], "d@acme.example  owner  disabled"),
        (&["admin", "enable"], "d@acme.example  owner  active"),
    ] {
        rollcall.done(&[command, &other[..]].concat());
        assert!(state().contains(expected), "{}", state());
    }
    rollcall.done(&[&["admin", "remove"], &other[..]].concat());
    assert!(!state().contains("d@acme.example"), "{}", state());
    database.close().await;
}
