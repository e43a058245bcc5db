//! The evidence pack.

pub const TITLE: &str = "Evidence pack";
pub const LEAD: &str = "One archive for an auditor: what happened in a range of time, who joined, moved and left, who was there at its end, tokens and console access, and the proof of all that. It can be read and checked without Rollcall.";
pub const FROM: &str = "From (UTC)";
pub const TO: &str = "To (UTC), excluded";
pub const FROM_HINT: &str = "Empty: from the first event on";
pub const TO_HINT: &str = "Empty: until now";
pub const MAKE: &str = "Download evidence pack";
pub const WRONG_FROM: &str = "Enter a start like 2026-11-01.";
pub const WRONG_TO: &str = "Enter an end like 2026-12-01.";

pub const HOLDS: &str = "What is in it";
/// A file and what it holds.
pub const FILES: [(&str, &str); 8] = [
    ("summary.txt", "The totals, to read first"),
    (
        "events.ndjson",
        "Every event of the range, signed: what Export NDJSON has of it",
    ),
    (
        "joiners.csv, movers.csv, leavers.csv",
        "Users who came, changed and went, with time, event and who did it",
    ),
    (
        "users.csv, groups.csv, group_members.csv",
        "Who was there at the end of the range, and in which groups",
    ),
    (
        "tokens.csv",
        "All tokens without their secrets, as they are now",
    ),
    (
        "console_members.csv, console_access.csv",
        "Who may sign in now, and who did in the range",
    ),
    ("proof/, SHA256SUMS", "Signatures and digests"),
    (
        "README.txt, verify.sh, verify.py",
        "How to check it with OpenSSL and Python alone",
    ),
];
pub const FILE: &str = "File";
pub const CONTENT: &str = "Content";
pub const FILES_CAPTION: &str = "Files of the evidence pack";

pub const KEY: &str = "Public key";
pub const KEY_TEXT: &str = "Give it to the auditor another way than with the pack: a signature proves nothing unless the key is known to be the right one.";
pub const COPY_KEY: &str = "Copy public key";
pub const RECORDED: &str = "The audit log records who makes one, and for which range.";
