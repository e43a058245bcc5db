//! `cargo xtask check`: what can be said about the sources without running them.

use std::time::Instant;

use anyhow::{Result, bail, ensure};
use serde_json::Value;

use crate::{fingerprint, process, wasm, workspace};

/// Which package may use which other one of this workspace, and for what.
const EDGES: [Edge; 12] = [
    Edge::normal("frontend", "app"),
    Edge::normal("app", "password"),
    Edge::normal("directory", "password"),
    Edge::normal("server", "app"),
    Edge::normal("server", "directory"),
    Edge::normal("server", "migration"),
    Edge::normal("server", "scim"),
    Edge::normal("directory", "store"),
    Edge::normal("directory", "scim"),
    Edge::normal("store", "scim"),
    Edge::dev("store", "migration"),
    Edge::dev("directory", "migration"),
];

/// Packages that may name a table, a column or SQL.
const DATABASE_PACKAGES: [&str; 2] = ["store", "migration"];

#[derive(Debug, PartialEq)]
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    kind: &'a str,
}

impl<'a> Edge<'a> {
    const fn normal(from: &'a str, to: &'a str) -> Self {
        Self {
            from,
            to,
            kind: "normal",
        }
    }

    const fn dev(from: &'a str, to: &'a str) -> Self {
        Self {
            from,
            to,
            kind: "dev",
        }
    }

    /// A test may use what its package may; the server's tests may use everything.
    fn is_allowed(&self) -> bool {
        let as_normal = Edge::normal(self.from, self.to);
        let is_test = self.kind == "dev";
        EDGES.contains(self) || (is_test && (self.from == "server" || EDGES.contains(&as_normal)))
    }
}

pub(crate) fn check() -> Result<()> {
    step(1, "formatting", formatting)?;
    step(2, "dependency edges", edges)?;
    step(3, "lints", lints)
}

fn step(number: usize, name: &str, pass: fn() -> Result<()>) -> Result<()> {
    let started = Instant::now();
    eprintln!("[{number}/3] {name}");
    pass()?;
    eprintln!("  {name}: {}", process::duration(started.elapsed()));
    Ok(())
}

pub(crate) fn formatting() -> Result<()> {
    process::run(process::cargo().args(["fmt", "--all", "--check"]))
}

/// Every warning is an error, clippy's pedantic ones and the banned calls of clippy.toml too.
/// `frontend` is no default member: it is compiled for the browser only, by its build.
pub(crate) fn lints() -> Result<()> {
    process::run(process::cargo().args(["clippy", "--all-targets", "--", "-D", "warnings"]))
}

/// The workspace's packages use each other, and the database, as docs/architecture.md says.
pub(crate) fn edges() -> Result<()> {
    let metadata = workspace::metadata()?;
    let packages = metadata["packages"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let mut wrong = Vec::new();
    for package in packages {
        wrong.extend(wrong_dependencies(package));
    }
    wrong.extend(wrong_imports()?);
    ensure!(
        wrong.is_empty(),
        "wrong dependencies:\n  {}",
        wrong.join("\n  ")
    );
    browser_is_free_of_the_database()
}

fn wrong_dependencies(package: &Value) -> Vec<String> {
    let from = package["name"].as_str().unwrap_or_default();
    let dependencies = package["dependencies"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let wrong = |dependency: &Value| {
        let to = dependency["name"].as_str().unwrap_or_default();
        let kind = dependency["kind"].as_str().unwrap_or("normal");
        let ours = dependency["path"].is_string();
        if ours && !(Edge { from, to, kind }).is_allowed() {
            return Some(format!("{from} must not depend on {to} ({kind})"));
        }
        let database = to.starts_with("sea-orm") || to.starts_with("sqlx");
        let is_server_test = from == "server" && kind == "dev";
        if database && !is_server_test && !DATABASE_PACKAGES.contains(&from) {
            return Some(format!(
                "{from} must not use {to}: only store and migration may"
            ));
        }
        None
    };
    dependencies.iter().filter_map(wrong).collect()
}

/// Database code that another crate reached through a re-export.
fn wrong_imports() -> Result<Vec<String>> {
    let root = workspace::root();
    let mut wrong = Vec::new();
    for package in ["app", "directory", "frontend", "password", "scim", "server"] {
        for file in fingerprint::files(&root.join(package).join("src"))? {
            if file.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&file)?;
            let lines = text
                .lines()
                .enumerate()
                .filter(|(_, line)| names_database(line));
            let place = file.strip_prefix(root)?.display();
            wrong.extend(
                lines.map(|(index, _)| format!("{place}:{} names the database", index + 1)),
            );
        }
    }
    Ok(wrong)
}

fn names_database(line: &str) -> bool {
    let code = line.trim_start();
    !code.starts_with("//")
        && ["sea_orm::", "store::entity"]
            .iter()
            .any(|name| code.contains(name))
}

fn browser_is_free_of_the_database() -> Result<()> {
    let mut cargo = process::cargo();
    cargo.args([
        "tree",
        "--locked",
        "--package",
        "frontend",
        "--target",
        wasm::TARGET,
    ]);
    cargo.args(["--prefix", "none"]);
    let tree = process::output(&mut cargo)?;
    if let Some(package) = tree.lines().find(|line| line.starts_with("sea-orm")) {
        bail!("frontend depends on {package}: the database must not reach the browser");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Edge, names_database};

    #[test]
    fn the_console_knows_one_rule_and_no_other_crate() {
        assert!(Edge::normal("app", "password").is_allowed());
        assert!(!Edge::normal("app", "directory").is_allowed());
        assert!(!Edge::dev("app", "directory").is_allowed());
    }

    #[test]
    fn the_store_migrates_only_in_its_tests() {
        assert!(Edge::dev("store", "migration").is_allowed());
        assert!(!Edge::normal("store", "migration").is_allowed());
        assert!(Edge::dev("server", "store").is_allowed());
        assert!(!Edge::normal("server", "store").is_allowed());
    }

    #[test]
    fn an_import_of_the_database_is_seen() {
        assert!(names_database("use sea_orm::EntityTrait;"));
        assert!(names_database("    store::entity::user::Entity::find()"));
        assert!(!names_database("// sea_orm is not ours to use"));
    }
}
