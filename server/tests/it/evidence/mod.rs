//! Evidence packs: from both doors, and checked as their own instructions say.

mod console;

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tempfile::TempDir;
use zip::ZipArchive;

use crate::harness::{World, each_backend};

/// Somebody of every kind.
async fn some_lives(world: &World) {
    let ada = json!({"userName": "ada", "displayName": "Ada \u{2028} \"L\" \u{1f600}"});
    let ada = world.writer.post("/Users", &ada).await.id(201);
    let bob = json!({"userName": "bob", "title": "two\nlines\tand a tab"});
    let bob = world.writer.post("/Users", &bob).await.id(201);
    let group = json!({"displayName": "Staff", "members": [{"value": ada}, {"value": bob}]});
    world.writer.post("/Groups", &group).await.expect(201);
    let odd = json!({"userName": "odd", "numbers": [1, -2.5, 1e21, 1e-9, 12_345_678_901_234_567_890_u64]});
    world.writer.post("/Users", &odd).await.expect(201);
    let bob = format!("/Users/{bob}");
    let title = json!({"Operations": [{"op": "replace", "path": "title", "value": "Count"}]});
    world.writer.patch(&bob, &title).await.expect(200);
    world.writer.delete(&bob).await.expect(204);
}

/// A pack from the command line, unpacked.
struct Unpacked {
    folder: TempDir,
}

impl Unpacked {
    fn of(archive: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = ZipArchive::new(File::open(archive).unwrap()).unwrap();
        archive.extract(folder.path()).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    /// What `verify.sh` says, and whether it is content.
    fn verify(&self, arguments: &[&str]) -> (bool, String) {
        let mut shell = Command::new("sh");
        shell.arg(self.path("verify.sh")).args(arguments);
        said(&mut shell)
    }

    /// What `verify.py` says, and whether it is content.
    fn chain(&self) -> (bool, String) {
        said(Command::new("python3").arg(self.path("verify.py")))
    }
}

/// Runs a program to its end: whether it is content, and all that it says.
fn said(program: &mut Command) -> (bool, String) {
    let output = program.output().unwrap();
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}

fn made(world: &World, name: &str) -> Unpacked {
    let path = world.database.folder().join(name);
    let output = path.to_str().unwrap();
    world.rollcall.done(&[
        "audit",
        "evidence",
        "--tenant",
        "acme",
        "--output",
        output,
        "--overwrite",
    ]);
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    Unpacked::of(&path)
}

#[tokio::test]
async fn a_pack_is_checked_with_standard_tools_as_it_says_itself() {
    each_backend(async |world| {
        some_lives(world).await;
        let pack = made(world, "pack.zip");
        let (content, text) = pack.verify(&[]);
        assert!(content, "{text}");
        assert!(text.contains("proves nothing about who made"), "{text}");
        let kept = world.database.folder().join("kept.pem");
        fs::copy(pack.path("proof/public_key.pem"), &kept).unwrap();
        let (content, text) = pack.verify(&[kept.to_str().unwrap()]);
        assert!(content, "{text}");
        assert!(!text.contains("proves nothing"), "{text}");

        // The export in it is one, and the log leads to its head.
        let events = pack.path("events.ndjson");
        let verify = ["audit", "verify", "--file", events.to_str().unwrap()];
        world.rollcall.done(&verify);
        let manifest = pack.path("proof/manifest.json");
        let head = ["--head", manifest.to_str().unwrap()];
        let verify = [&["audit", "verify", "--tenant", "acme"], &head[..]].concat();
        world.rollcall.done(&verify);

        // The commands that the README has are those that work.
        let readme = pack.text("README.txt");
        let key = "openssl pkeyutl -verify -pubin -inkey";
        let commands = readme.lines().filter(|line| line.trim().starts_with(key));
        let commands: Vec<String> = commands
            .map(|line| line.replace(" public_key.pem", " proof/public_key.pem"))
            .collect();
        assert_eq!(commands.len(), 3);
        for command in commands {
            let mut shell = Command::new("sh");
            shell.args(["-c", &command]).current_dir(pack.folder.path());
            assert!(said(&mut shell).0, "{command}");
        }
    })
    .await;
}

/// What somebody does to the lines of a log.
type Edit = fn(&mut Vec<String>);

/// Replaces the first of one text by another on the fifth line.
fn swapped(lines: &mut [String], [from, to]: [&str; 2]) {
    lines[4] = lines[4].replacen(from, to, 1);
}

const EDITS: [(Edit, &str); 8] = [
    (
        |lines| swapped(lines, ["\"success\"", "\"succesS\""]),
        "seq 5:",
    ),
    (|lines| swapped(lines, ["rc_scim_", "rc_scim-"]), "seq 5:"),
    (|lines| swapped(lines, ["{", "["]), "seq 5:"),
    (|lines| drop(lines.remove(4)), "seq 5: it is missing"),
    (|lines| lines.swap(4, 5), "seq 5:"),
    (|lines| drop(lines.remove(lines.len() - 2)), "the end:"),
    (|lines| drop(lines.pop()), "no manifest"),
    (
        |lines| drop(lines.remove(0)),
        "the manifest says that count",
    ),
];

#[tokio::test]
async fn whatever_is_changed_in_a_pack_is_found_and_the_first_bad_seq_named() {
    each_backend(async |world| {
        some_lives(world).await;
        let check = |forge: &dyn Fn(&Unpacked), expected: &str| {
            let pack = made(world, "forged.zip");
            forge(&pack);
            let (content, text) = pack.verify(&[]);
            assert!(!content, "{expected}: {text}");
            assert!(text.contains(expected), "{expected}: {text}");
            assert!(text.contains("NOT what was made"), "{text}");
        };
        for (edit, expected) in EDITS {
            check(&|pack| forge_log(pack, edit), expected);
        }
        let forge_table = |pack: &Unpacked| {
            let text = pack.text("leavers.csv");
            pack.write("leavers.csv", &text[..=text.find('\n').unwrap()]);
        };
        check(&forge_table, "leavers.csv: FAILED");
        let flip = |pack: &Unpacked| {
            let mut bytes = pack.text("events.ndjson").into_bytes();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            pack.write("events.ndjson", bytes);
        };
        check(&flip, "events.ndjson: FAILED");
    })
    .await;
}

/// Changes lines of the log, and makes the digests fit again: only signatures and hashes remain.
fn forge_log(pack: &Unpacked, edit: Edit) {
    let text = pack.text("events.ndjson");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    edit(&mut lines);
    pack.write("events.ndjson", format!("{}\n", lines.join("\n")));
    let mut sums = Command::new("sh");
    let remake = "cut -c67- SHA256SUMS | xargs -d '\\n' sha256sum > new && mv new SHA256SUMS";
    sums.args(["-c", remake]).current_dir(pack.folder.path());
    assert!(said(&mut sums).0);
}

#[tokio::test]
async fn a_pack_by_another_key_is_refused_with_the_right_key() {
    each_backend(async |world| {
        some_lives(world).await;
        let pack = made(world, "pack.zip");
        let folder = world.database.folder();
        let run = |command: &str| {
            let mut shell = Command::new("sh");
            shell.args(["-c", command]).current_dir(folder);
            let (content, text) = said(&mut shell);
            assert!(content, "{text}");
        };
        run("openssl genpkey -algorithm ed25519 -out other.key");
        run("openssl pkey -in other.key -pubout -out other.pem");
        let (content, text) = pack.verify(&[folder.join("other.pem").to_str().unwrap()]);
        assert!(!content);
        assert!(
            text.contains("the signature of SHA256SUMS was not"),
            "{text}"
        );
        // Everything that was erased from an event goes together with its salt: the chain holds.
        let text = pack.text("events.ndjson");
        let erased: String = text.lines().map(without_label).collect();
        pack.write("events.ndjson", erased);
        let (_, text) = pack.chain();
        assert!(!text.contains("seq"), "{text}");
        assert!(text.contains("the manifest says that sha256"), "{text}");
    })
    .await;
}

/// The event as it is once the name of its resource was erased.
fn without_label(line: &str) -> String {
    let mut event: Value = serde_json::from_str(line).unwrap();
    if event["resource"]["label"].is_string() {
        event["resource"]["label"] = Value::Null;
        let digest = event["digests"]["resource.label"].as_object_mut().unwrap();
        digest.remove("salt");
    }
    format!("{event}\n")
}

#[tokio::test]
async fn what_was_erased_leaves_the_chain_whole_and_its_rows_say_so() {
    each_backend(async |world| {
        some_lives(world).await;
        let events = world.events("acme");
        let update = |event: &&Value| event["operation"] == "user.update";
        let event = events.iter().find(update).unwrap();
        let mut digests = event["digests"].clone();
        for field in ["changes", "resource.label"] {
            digests[field].as_object_mut().unwrap().remove("salt");
        }
        let erase = format!(
            "UPDATE audit_event SET changes = '[]', resource_label = NULL, digests = '{digests}' \
             WHERE operation = 'user.update' AND seq = {}",
            event["seq"]
        );
        let connection = world.database.connect().await;
        connection.execute_unprepared(&erase).await.unwrap();
        connection.close().await.unwrap();
        let pack = made(world, "erased.zip");
        let (content, text) = pack.verify(&[]);
        assert!(content, "{text}");
        assert!(
            pack.text("movers.csv")
                .contains("(erased),(erased),(erased)")
        );
        assert!(!pack.text("movers.csv").contains("Count"));
    })
    .await;
}

#[tokio::test]
async fn a_range_with_nothing_in_it_is_a_pack_too() {
    each_backend(async |world| {
        some_lives(world).await;
        let path = world.database.folder().join("empty.zip");
        let output = path.to_str().unwrap();
        let range = ["--from", "2020-01-01", "--to", "2020-02-01T00:00:00Z"];
        let command = ["audit", "evidence", "--tenant", "acme", "--output", output];
        world.rollcall.done(&[&command[..], &range].concat());
        let pack = Unpacked::of(&path);
        let (content, text) = pack.verify(&[]);
        assert!(content, "{text}");
        assert_eq!(pack.text("events.ndjson").lines().count(), 1);
        assert_eq!(pack.text("users.csv").lines().count(), 1);
        assert!(pack.text("README.txt").contains("2020-01-01T00:00:00.000Z"));
    })
    .await;
}

#[tokio::test]
async fn the_command_line_overwrites_nothing_and_leaves_no_half_archive() {
    each_backend(async |world| {
        some_lives(world).await;
        let folder = world.database.folder();
        let path = folder.join("there.zip");
        fs::write(&path, "mine").unwrap();
        let output = path.to_str().unwrap();
        let command = ["audit", "evidence", "--tenant", "acme", "--output", output];
        let refused = world.rollcall.run(&command);
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(refused.stderr.contains("exists"), "{refused:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");

        let to = |arguments: &[&str]| {
            let outcome = world.rollcall.run(&[&command[..4], arguments].concat());
            (outcome.code, outcome.stderr)
        };
        for (arguments, expected) in [
            (vec!["--from", "yesterday"], "write a time such as"),
            (
                vec!["--from", "2026-02-01", "--to", "2026-01-01"],
                "--to: Enter an end",
            ),
            (vec!["--from", "2999-01-01"], "--from: Enter a start"),
            (vec!["--overwrite"], "--output"),
        ] {
            let (code, stderr) = to(&arguments);
            assert_eq!(code, 2, "{arguments:?}: {stderr}");
            assert!(stderr.contains(expected), "{arguments:?}: {stderr}");
        }
        let nowhere = folder.join("no/such/folder.zip");
        let (code, stderr) = to(&["--output", nowhere.to_str().unwrap()]);
        assert_eq!(code, 1, "{stderr}");
        assert!(stderr.contains("cannot write"), "{stderr}");

        // To standard output, as far as it is read.
        let mut process = world.rollcall.process(&command[..4]);
        let output = process.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success());
        let archive = folder.join("piped.zip");
        fs::write(&archive, &output.stdout).unwrap();
        assert!(Unpacked::of(&archive).verify(&[]).0);
        let packs = evidence(&world.events("acme"), "cli").len();
        assert_eq!(packs, 1);
    })
    .await;
}

fn evidence<'e>(events: &'e [Value], channel: &str) -> Vec<&'e Value> {
    let of = |event: &&Value| event["operation"] == "audit.evidence" && event["channel"] == channel;
    events.iter().filter(of).collect()
}
