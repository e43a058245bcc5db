//! The server process.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use super::Rollcall;

/// A running `rollcall serve`; it is killed when dropped.
pub(crate) struct Server {
    child: Child,
    /// `http://127.0.0.1:PORT`; https with a certificate
    pub(crate) url: String,
    log: Option<Log>,
}

/// What a process logs, as it is written.
struct Log {
    written: Arc<Written>,
    reading: thread::JoinHandle<()>,
}

#[derive(Default)]
struct Written {
    text: Mutex<String>,
    more: Condvar,
}

impl Log {
    fn of(stderr: ChildStderr) -> Self {
        let written = Arc::new(Written::default());
        let reading = thread::spawn({
            let written = Arc::clone(&written);
            move || {
                let (mut stderr, mut line) = (BufReader::new(stderr), String::new());
                while stderr.read_line(&mut line).is_ok_and(|read| read > 0) {
                    written.text.lock().unwrap().push_str(&line);
                    written.more.notify_all();
                    line.clear();
                }
            }
        });
        Self { written, reading }
    }

    /// All of it, once there can be no more.
    fn whole(self) -> String {
        self.reading.join().unwrap();
        self.written.text.lock().unwrap().clone()
    }
}

impl Server {
    /// Starts one on a free port and waits for its line.
    pub(crate) fn start(rollcall: &Rollcall) -> Self {
        let mut command = rollcall.process(&["serve", "--listen", "127.0.0.1:0"]);
        Self::launch(&mut command)
    }

    pub(crate) fn launch(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Log::of(child.stderr.take().unwrap());
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            let _ = stdout.read_line(&mut line);
            let _ = tell.send(line);
            // Keeps the pipe open for as long as the process lives.
            let _ = stdout.read_line(&mut String::new());
        });
        let line = told
            .recv_timeout(Duration::from_mins(1))
            .unwrap_or_default();
        let Some(url) = line.trim_end().strip_prefix("listening on ") else {
            let _ = child.kill();
            panic!("no server: {line:?}, {}", log.whole());
        };
        Self {
            url: url.to_owned(),
            child,
            log: Some(log),
        }
    }

    pub(crate) fn address(&self) -> &str {
        self.url.split_once("://").unwrap().1
    }

    /// The id of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until this is in the log.
    pub(crate) fn until_logged(&self, words: &str) {
        let written = &self.log.as_ref().unwrap().written;
        let text = written.text.lock().unwrap();
        let (text, waited) = written
            .more
            .wait_timeout_while(text, Duration::from_mins(1), |text| !text.contains(words))
            .unwrap();
        assert!(!waited.timed_out(), "{words:?} is not in the log: {text}");
    }

    /// SIGKILL: no time for anything.
    pub(crate) fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.log.take().unwrap().whole()
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for the end; the exit code and everything that was logged.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        (code, self.log.take().unwrap().whole())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
