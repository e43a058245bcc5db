//! What the browser part may weigh: the console's limits, and growth that nobody has explained.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::workspace;

/// Bytes of a file as it is, and as a browser fetches it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Size {
    pub(crate) raw: usize,
    pub(crate) brotli: usize,
}

/// The sizes of a site's parts by their kind: `wasm`, `js`, `css`.
pub(crate) type Sizes = BTreeMap<String, Size>;

/// Bytes of each part, at most, as it is fetched.
const FETCHED: [(&str, usize); 3] = [("wasm", 120_000), ("js", 8_000), ("css", 18_000)];
/// Bytes of the module, at most, once it is unpacked.
const UNPACKED: usize = 400_000;
/// Per cent by which the module may be larger than what was written down.
const GROWTH: usize = 5;

/// Where the module's size is written down, with the reason for it.
const RECORD: &str = "frontend/size.json";

/// What the module weighed when somebody last looked.
#[derive(Deserialize)]
struct Record {
    /// Whose toolchain made it: the other's is larger or smaller.
    toolchain: String,
    raw: usize,
    brotli: usize,
}

/// Refuses a browser part that is too large, or has grown without a note.
pub(crate) fn check(sizes: &Sizes, toolchain: &str) -> Result<()> {
    for (kind, size) in sizes {
        eprintln!("  {kind}: {} bytes, {} as fetched", size.raw, size.brotli);
    }
    let text = fs::read_to_string(workspace::root().join(RECORD)).context(RECORD)?;
    let record: Record = serde_json::from_str(&text).context(RECORD)?;
    if record.toolchain != toolchain {
        eprintln!(
            "  {RECORD} was written with the toolchain of {}: growth is not judged",
            record.toolchain
        );
    }
    let faults = faults(sizes, &record, toolchain);
    ensure!(
        faults.is_empty(),
        "the browser part is too large:\n  {}",
        faults.join("\n  ")
    );
    Ok(())
}

fn faults(sizes: &Sizes, record: &Record, toolchain: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (kind, most) in FETCHED {
        match sizes.get(kind) {
            Some(size) if size.brotli > most => faults.push(format!(
                "{kind}: {} bytes as fetched, {most} at most",
                size.brotli
            )),
            Some(_) => {}
            None => faults.push(format!("{kind}: there is none")),
        }
    }
    let Some(module) = sizes.get("wasm") else {
        return faults;
    };
    if module.raw > UNPACKED {
        faults.push(format!("wasm: {} bytes, {UNPACKED} at most", module.raw));
    }
    let grown = |now: usize, then: usize| now * 100 > then * (100 + GROWTH);
    if record.toolchain == toolchain
        && (grown(module.raw, record.raw) || grown(module.brotli, record.brotli))
    {
        faults.push(format!(
            "wasm: {} bytes, {} as fetched; it was {} and {}. If it is worth it, write the new \
             sizes and the reason into {RECORD}",
            module.raw, module.brotli, record.raw, record.brotli
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::{Record, Size, Sizes, faults};

    const TOOLCHAIN: &str = "rustup";

    fn sizes(raw: usize, brotli: usize) -> Sizes {
        let small = Size {
            raw: 9_000,
            brotli: 3_000,
        };
        Sizes::from([
            ("css".to_owned(), small),
            ("js".to_owned(), small),
            ("wasm".to_owned(), Size { raw, brotli }),
        ])
    }

    #[track_caller]
    fn check(sizes: &Sizes, toolchain: &str, expected: &[&str]) {
        let record = Record {
            toolchain: TOOLCHAIN.to_owned(),
            raw: 200_000,
            brotli: 70_000,
        };
        let faults = faults(sizes, &record, toolchain);
        assert_eq!(faults.len(), expected.len(), "{faults:?}");
        for (fault, words) in faults.iter().zip(expected) {
            assert!(fault.contains(words), "{fault}");
        }
    }

    #[test]
    fn what_is_within_its_limits_and_has_not_grown_passes() {
        check(&sizes(200_000, 70_000), TOOLCHAIN, &[]);
        check(&sizes(210_000, 73_500), TOOLCHAIN, &[]);
        check(&sizes(100_000, 40_000), TOOLCHAIN, &[]);
    }

    #[test]
    fn a_module_that_has_grown_asks_for_a_note() {
        check(&sizes(210_001, 70_000), TOOLCHAIN, &["frontend/size.json"]);
        check(&sizes(200_000, 73_501), TOOLCHAIN, &["frontend/size.json"]);
        check(&sizes(220_000, 80_000), "Debian", &[]);
    }

    #[test]
    fn limits_hold_for_every_toolchain() {
        check(
            &sizes(400_001, 120_001),
            "Debian",
            &["120001 bytes as fetched", "400001 bytes"],
        );
        check(&Sizes::new(), TOOLCHAIN, &["there is none"; 3]);
    }
}
