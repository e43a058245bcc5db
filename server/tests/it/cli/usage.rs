//! What is typed or set wrongly is named, and no secret in it is shown.

use super::{assert_ends, check};
use crate::harness::{Backend, Database, Rollcall};

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
            &["serve", "--database-connections", "1"],
            "error: …--database-connections…: write a number from 2 to 500 (environment variable \
             ROLLCALL_DATABASE_CONNECTIONS)",
        ),
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
        ("ROLLCALL_DATABASE_CONNECTIONS", "501"),
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
        "DATABASE_CONNECTIONS",
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
            "error: there is no database at …: `rollcall migrate` makes it",
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
    let serve = ["--database-url", url, "serve", "--listen", "127.0.0.1:0"];
    let outcome = Rollcall::on(&database).run(&serve);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.stderr.contains("cannot open the database"),
        "{outcome:?}"
    );
    assert!(!outcome.stderr.contains("hunter2"), "{outcome:?}");
    database.close().await;
}
