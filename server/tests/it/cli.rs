//! The command line: exit codes, messages, and secrets alone on standard output.

use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use serde_json::Value;

use crate::harness::{Backend, Client, Database, Outcome, Rollcall, Server, backends, is_like};

/// Runs a command on an empty database and compares how it ends. `…` stands for anything.
async fn check(arguments: &[&str], code: i32, stderr: &str) {
    let database = Database::new(Backend::Sqlite).await;
    let outcome = Rollcall::on(&database).run(arguments);
    assert_ends(&outcome, code, stderr, arguments);
    database.close().await;
}

#[track_caller]
fn assert_ends(outcome: &Outcome, code: i32, stderr: &str, arguments: &[&str]) {
    assert_eq!(outcome.code, code, "{arguments:?}: {outcome:?}");
    let said = outcome.stderr.trim_end();
    assert!(
        is_like(said, stderr),
        "{arguments:?}: {said:?} is not like {stderr:?}"
    );
    assert!(
        code == 0 || said.lines().count() == 1,
        "{arguments:?}: {said}"
    );
}

#[tokio::test]
async fn wrong_usage_is_exit_code_2_and_one_line_that_names_what_is_wrong() {
    for (arguments, stderr) in [
        (&["nonsense"][..], "error: …nonsense…"),
        (&[], "error: …subcommand…"),
        (&["serve", "--nonsense"], "error: …--nonsense…"),
        (
            &["serve", "--listen", "nonsense"],
            "error: …--listen…(environment variable ROLLCALL_LISTEN)",
        ),
        (&["serve", "--rate-limit=-1"], "error: …--rate-limit…"),
        (
            &["serve", "--public-url", "id.example"],
            "error: …--public-url…https://HOST…",
        ),
        (
            &["serve", "--tls-cert", "x.pem"],
            "error: …ROLLCALL_TLS_CERT…ROLLCALL_TLS_KEY…",
        ),
        (&["serve", "--log-format", "xml"], "error: …--log-format…"),
        (
            &["serve", "--trusted-proxies", "10.0.0.0/8,x"],
            "error: …--trusted-proxies…",
        ),
        (
            &["serve", "--secret-key", "short"],
            "error: …ROLLCALL_SECRET_KEY…32 bytes…",
        ),
        (&["tenant", "create"], "error: …<SLUG>…"),
        (
            &["tenant", "create", "Not A Slug", "--name", "x"],
            "error: …<SLUG>…lower-case letters…",
        ),
        (&["tenant", "delete", "acme"], "error: …--yes…"),
        (&["tenant", "set", "acme"], "error: …--tolerance…"),
        (
            &["tenant", "set", "acme", "--delete", "keep"],
            "error: …keep…--delete…use remove or hide…",
        ),
        (
            &["admin", "create", "--tenant", "acme", "--email", "a@b.c"],
            "error: …--role…",
        ),
        (
            &[
                "admin", "create", "--tenant", "acme", "--email", "a@b.c", "--role", "king",
            ],
            "error: …king…--role…owner, admin or auditor…",
        ),
        (
            &[
                "token",
                "issue",
                "--tenant",
                "acme",
                "--name",
                "x",
                "--expires-in",
                "soon",
            ],
            "error: …--expires-in…",
        ),
        (
            &[
                "token", "issue", "--tenant", "acme", "--name", "x", "--scope", "all",
            ],
            "error: …--scope…",
        ),
        (
            &[
                "token",
                "issue",
                "--tenant",
                "acme",
                "--name",
                "x",
                "--allow-cidr",
                "home",
            ],
            "error: …--allow-cidr…",
        ),
        (
            &["audit", "export", "--tenant", "acme", "--from", "monday"],
            "error: …--from…",
        ),
        (&["audit", "verify"], "error: …--tenant…"),
    ] {
        check(arguments, 2, stderr).await;
    }
}

#[tokio::test]
async fn a_wrong_environment_variable_is_named_and_a_secret_in_it_is_not_shown() {
    let database = Database::new(Backend::Sqlite).await;
    for (variable, value) in [
        ("ROLLCALL_LISTEN", "nowhere"),
        ("ROLLCALL_RATE_LIMIT", "many"),
        ("ROLLCALL_PUBLIC_URL", "https://user:hunter2@id.example"),
        ("ROLLCALL_DATABASE_URL", "mysql://root:hunter2@localhost/x"),
        ("ROLLCALL_SECRET_KEY", "hunter2"),
        ("ROLLCALL_METRICS_LISTEN", "x"),
        ("ROLLCALL_LOG_FORMAT", "x"),
        ("ROLLCALL_OPEN_DISCOVERY", "x"),
    ] {
        let outcome = Rollcall::on(&database)
            .with(variable, value)
            .run(&["tenant", "list"]);
        assert_ends(&outcome, 2, &format!("error: …{variable}…"), &[variable]);
        let public = variable == "ROLLCALL_PUBLIC_URL";
        assert!(public || !outcome.stderr.contains("hunter2"), "{outcome:?}");
    }
    database.close().await;
}

#[tokio::test]
async fn help_documents_every_setting() {
    let database = Database::new(Backend::Sqlite).await;
    let help = Rollcall::on(&database).done(&["--help"]);
    for variable in [
        "DATABASE_URL",
        "LISTEN",
        "PUBLIC_URL",
        "SECRET_KEY",
        "TLS_CERT",
        "TLS_KEY",
        "TRUSTED_PROXIES",
        "RATE_LIMIT",
        "METRICS_LISTEN",
        "LOG",
        "LOG_FORMAT",
    ] {
        assert!(help.contains(&format!("ROLLCALL_{variable}")), "{variable}");
    }
    for command in [
        "serve", "migrate", "tenant", "admin", "token", "audit", "demo",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
    }
    database.close().await;
}

#[tokio::test]
async fn refusals_are_exit_code_1_and_one_line() {
    for (arguments, stderr) in [
        (
            &["tenant", "show", "acme"][..],
            "error: there is no tenant acme",
        ),
        (
            &["tenant", "delete", "acme", "--yes"],
            "error: there is no tenant acme",
        ),
        (
            &["tenant", "set", "acme", "--delete", "hide"],
            "error: there is no tenant acme",
        ),
        (
            &["token", "list", "--tenant", "acme"],
            "error: there is no tenant acme",
        ),
        (
            &["audit", "export", "--tenant", "acme"],
            "error: there is no tenant acme",
        ),
        (
            &["audit", "verify", "--file", "nowhere.ndjson"],
            "error: cannot read nowhere.ndjson: …",
        ),
        (
            &["migrate", "--check"],
            "error: the database needs these migrations: …",
        ),
        (
            &[
                "--database-url",
                "postgres://u:hunter2@127.0.0.1:1/x",
                "tenant",
                "list",
            ],
            "error: cannot open the database of ROLLCALL_DATABASE_URL: …",
        ),
        (
            &[
                "--database-url",
                "sqlite:///proc/nowhere/r.db?mode=rwc",
                "tenant",
                "list",
            ],
            "error: cannot open the database of ROLLCALL_DATABASE_URL: …",
        ),
        (
            &["serve", "--tls-cert", "x.pem", "--tls-key", "y.pem"],
            "error: ROLLCALL_TLS_CERT: …",
        ),
        (
            &["serve", "--listen", "192.0.2.1:80"],
            "error: cannot listen on 192.0.2.1:80 (ROLLCALL_LISTEN)…",
        ),
    ] {
        check(arguments, 1, stderr).await;
    }
}

#[tokio::test]
async fn no_error_shows_the_password_of_the_database() {
    let database = Database::new(Backend::Sqlite).await;
    let url = "postgres://u:hunter2@127.0.0.1:1/x";
    let outcome = Rollcall::on(&database).run(&["--database-url", url, "serve"]);
    assert_eq!(outcome.code, 1);
    assert!(!outcome.stderr.contains("hunter2"), "{outcome:?}");
    database.close().await;
}

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
            "error: there is no live token named \"okta\"",
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

#[tokio::test]
async fn migrations_of_several_processes_wait_for_each_other() {
    for backend in backends() {
        let database = Database::new(backend).await;
        let rollcall = Rollcall::on(&database);
        let children: Vec<_> = (0..4)
            .map(|_| {
                rollcall
                    .process(&["migrate"])
                    .stdout(Stdio::null())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for mut child in children {
            assert!(child.wait().unwrap().success());
        }
        rollcall.done(&["migrate", "--check"]);
        rollcall.done(&["migrate"]);
        database.close().await;
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    use sea_orm::ConnectionTrait;
    for backend in backends() {
        let database = Database::new(backend).await;
        let rollcall = Rollcall::on(&database);
        rollcall.done(&["migrate"]);
        let connection = database.connect().await;
        let newer =
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_x', 0)";
        connection.execute_unprepared(newer).await.unwrap();
        connection.close().await.unwrap();
        for command in [
            &["serve"][..],
            &["migrate"],
            &["migrate", "--check"],
            &["tenant", "list"],
        ] {
            let outcome = rollcall.run(command);
            assert_ends(
                &outcome,
                1,
                "error: the database has a newer schema…",
                command,
            );
        }
        database.close().await;
    }
}

#[tokio::test]
async fn another_secret_key_is_refused_and_leaves_no_file() {
    let database = Database::new(Backend::Sqlite).await;
    let rollcall = Rollcall::on(&database);
    rollcall.done(&["tenant", "list"]);
    let path = database.folder().join("secret.key");
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let key = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let outcome = rollcall.run(&["tenant", "list"]);
    assert_ends(
        &outcome,
        1,
        "error: the secret key is not the one…",
        &["tenant", "list"],
    );
    assert!(!path.exists());
    let rollcall = rollcall.with("ROLLCALL_SECRET_KEY", key.trim_end());
    rollcall.done(&["tenant", "list"]);
    assert!(!path.exists());
    database.close().await;
}

#[tokio::test]
async fn starting_prints_one_line_and_offers_the_set_up_link() {
    let database = Database::new(Backend::Sqlite).await;
    let rollcall = Rollcall::on(&database);
    let server = Server::start(&rollcall);
    server.signal("TERM");
    let (code, log) = server.wait();
    assert_eq!(code, Some(0));
    assert!(
        log.contains("No owner yet.") && log.contains("/setup/"),
        "{log}"
    );
    database.close().await;
}

#[tokio::test]
async fn the_demonstration_prints_a_sign_in_that_works() {
    let database = Database::new(Backend::Sqlite).await;
    let rollcall = Rollcall::on(&database);
    let printed = rollcall.done(&["demo"]);
    let value = |name: &str| {
        let line = printed.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    let server = Server::start(&rollcall);
    let browser = Client::new(&server.url);
    let (email, password) = (value("email"), value("password"));
    let fields = [("email", email.as_str()), ("password", password.as_str())];
    assert_eq!(browser.form("/login", &fields).await.status, 303);
    assert!(browser.get("/t/demo/users").await.text.contains("Lovelace"));
    rollcall.done(&["demo"]);
    database.close().await;
}
