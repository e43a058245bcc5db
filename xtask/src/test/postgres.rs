//! A temporary PostgreSQL for the tests: its own data folder, on a free port of 127.0.0.1.
//!
//! It is never left behind. A small shell watches a pipe whose other end this process holds:
//! however this process ends (done, failed, interrupted, killed), the pipe closes, and the
//! shell stops the cluster and removes its folder.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::{debian, process, workspace};

/// Where a server that runs already is named; then that one is used.
const GIVEN_URL: &str = "ROLLCALL_TEST_POSTGRES_URL";

const START_LIMIT: Duration = Duration::from_secs(30);

/// `$1` the programs' folder, `$2` the data folder, `$3` the port. Durability is off: these
/// tests are about behaviour, and the data is thrown away.
const WATCH: &str = r#"
"$1/postgres" -D "$2/data" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c max_connections=300 -c fsync=off -c full_page_writes=off >"$2/log" 2>&1 &
trap '' INT TERM HUP
read -r _
kill -INT $! && wait $!
rm -rf "$2"
"#;

pub(crate) struct Postgres {
    url: String,
    watcher: Option<Child>,
}

impl Postgres {
    /// Starts a cluster, and installs PostgreSQL first where it is missing and may be.
    pub(crate) fn start() -> Result<Self> {
        if let Some(url) = process::variable(GIVEN_URL) {
            let url = url.to_string_lossy().into_owned();
            println!("  PostgreSQL: the one that {GIVEN_URL} names");
            return Ok(Self { url, watcher: None });
        }
        let started = Instant::now();
        let programs = programs()?;
        let folder = folder()?;
        let mut initdb = as_owner(&programs.join("initdb"));
        initdb.arg("-D").arg(folder.join("data"));
        initdb.args(["--username=rollcall", "--auth=trust", "--no-sync"]);
        initdb.args(["--encoding=UTF8", "--locale=C.UTF-8"]);
        process::output(&mut initdb).context("a temporary PostgreSQL cannot be made")?;

        let port = free_port()?;
        let cluster = Self {
            url: format!("postgres://rollcall@127.0.0.1:{port}/postgres"),
            watcher: Some(watch(&programs, &folder, port)?),
        };
        wait_until_ready(&programs, &folder, port)?;
        let elapsed = process::duration(started.elapsed());
        println!("  PostgreSQL: temporary cluster on 127.0.0.1:{port} ({elapsed})");
        Ok(cluster)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Postgres {
    /// Closes the pipe, and waits until the cluster is gone.
    fn drop(&mut self) {
        if let Some(mut watcher) = self.watcher.take() {
            drop(watcher.stdin.take());
            // Nothing could be done about a failure; the folder's name would show it.
            let _ = watcher.wait();
        }
    }
}

/// The folder of `initdb` and `postgres`: the newest of Debian's, or the one on the PATH.
fn programs() -> Result<PathBuf> {
    if let Some(folder) = installed_programs() {
        return Ok(folder);
    }
    debian::install("testing on PostgreSQL", &["postgresql"])?;
    installed_programs().context("PostgreSQL was installed, but `initdb` is nowhere to be found")
}

fn installed_programs() -> Option<PathBuf> {
    let versions = Path::new("/usr/lib/postgresql")
        .read_dir()
        .into_iter()
        .flatten()
        .flatten();
    let folders = versions.map(|version| version.path().join("bin"));
    let complete = folders.filter(|folder| folder.join("initdb").exists());
    let newest = complete.max_by_key(|folder| {
        let version = folder.parent().and_then(Path::file_name);
        version.and_then(|name| name.to_string_lossy().parse::<u32>().ok())
    });
    newest.or_else(|| {
        let initdb = process::find(&["initdb"])?.canonicalize().ok()?;
        initdb.parent().map(Path::to_owned)
    })
}

/// A folder for this run, not there yet, in one that belongs to whoever runs the cluster: so
/// they can make it, and remove it.
fn folder() -> Result<PathBuf> {
    let run = std::process::id().to_string();
    let own = workspace::root().join("target/postgres");
    fs::create_dir_all(&own)?;
    if !debian::is_root() {
        return Ok(own.join(run));
    }
    give_to_postgres(&own)?;
    let mut test = as_owner(Path::new("test"));
    if process::output(test.arg("-x").arg(&own)).is_ok() {
        return Ok(own.join(run));
    }
    // The user postgres may not enter a folder above, such as /root.
    let elsewhere = std::env::temp_dir().join("rollcall-postgres");
    fs::create_dir_all(&elsewhere)?;
    give_to_postgres(&elsewhere)?;
    Ok(elsewhere.join(run))
}

fn give_to_postgres(folder: &Path) -> Result<()> {
    let mut chown = process::command("chown");
    process::output(chown.arg("postgres:").arg(folder))?;
    Ok(())
}

/// PostgreSQL refuses to run as root.
fn as_owner(program: &Path) -> Command {
    let mut command = if debian::is_root() {
        let mut command = process::command("setpriv");
        command
            .args(["--reuid=postgres", "--regid=postgres", "--init-groups"])
            .arg(program);
        command
    } else {
        process::command(program)
    };
    command.current_dir("/");
    command
}

fn watch(programs: &Path, folder: &Path, port: u16) -> Result<Child> {
    let mut shell = as_owner(Path::new("sh"));
    shell
        .args(["-c", WATCH, "postgres"])
        .arg(programs)
        .arg(folder)
        .arg(port.to_string());
    // In a group of its own, Ctrl-C reaches this process first and the shell through the pipe.
    shell
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    shell
        .spawn()
        .context("the temporary PostgreSQL cannot be started")
}

fn wait_until_ready(programs: &Path, folder: &Path, port: u16) -> Result<()> {
    let started = Instant::now();
    loop {
        let mut ready = process::command(programs.join("pg_isready"));
        ready
            .args(["--quiet", "--host=127.0.0.1", "--port"])
            .arg(port.to_string());
        if process::output(&mut ready).is_ok() {
            return Ok(());
        }
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        ensure!(
            !gave_up(&log),
            "the temporary PostgreSQL does not start:\n{log}"
        );
        if started.elapsed() > START_LIMIT {
            bail!("the temporary PostgreSQL does not answer:\n{log}");
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Asked too early, it says that it is starting up, and calls that fatal as well.
fn gave_up(log: &str) -> bool {
    log.lines()
        .any(|line| line.contains("FATAL") && !line.contains("starting up"))
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
