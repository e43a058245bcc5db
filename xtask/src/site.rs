//! The folder of assets that the server serves from (debug) or embeds (release).
//!
//! Assets are named by their content, so nothing that is being served is ever overwritten: the
//! new files are written beside the old ones, then `manifest.json` is replaced in one step, and
//! only then what no manifest names is removed. A server that runs meanwhile sees the old site
//! or the new one, never half of each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use brotli::CompressorWriter;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::budget::{Size, Sizes};
use crate::fingerprint;

const MANIFEST: &str = "manifest.json";

/// Smaller than this, an answer's head outweighs what compression saves.
const WORTH_COMPRESSING: usize = 256;

/// How much time compression may take.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Quality {
    Fast,
    Small,
}

#[derive(Default)]
pub(crate) struct Site {
    /// Content by path below the site's folder.
    files: BTreeMap<String, Vec<u8>>,
    manifest: Map<String, Value>,
    public: Map<String, Value>,
}

impl Site {
    /// Adds a part of the application under a name made from its content.
    pub(crate) fn asset(&mut self, kind: &str, content: &[u8]) {
        let hash = fingerprint::hex(&Sha256::digest(content)[..4]);
        let name = format!("rollcall.{hash}.{kind}");
        self.manifest.insert(kind.to_owned(), json!(name));
        self.files.insert(format!("pkg/{name}"), content.to_vec());
    }

    /// Adds a script of its own under its name and one made from its content.
    pub(crate) fn script(&mut self, name: &str, content: &[u8]) {
        let hash = fingerprint::hex(&Sha256::digest(content)[..4]);
        let file = format!("{name}.{hash}.js");
        self.manifest.insert(name.to_owned(), json!(file));
        self.files.insert(format!("pkg/{file}"), content.to_vec());
    }

    /// Adds a file that others know by its name, such as `robots.txt`.
    pub(crate) fn public(&mut self, name: &str, content: &[u8]) {
        self.public.insert(name.to_owned(), json!(name));
        self.files.insert(name.to_owned(), content.to_vec());
    }

    /// Writes the site, then removes what belongs to none any more; the sizes of its parts.
    pub(crate) fn publish(mut self, folder: &Path, quality: Quality) -> Result<Sizes> {
        self.manifest
            .insert("files".to_owned(), Value::Object(self.public));
        let manifest = serde_json::to_string_pretty(&Value::Object(self.manifest))? + "\n";

        let mut keep = BTreeSet::from([MANIFEST.to_owned()]);
        if quality == Quality::Fast {
            // A server that still runs may have pages open that name the assets before these.
            keep.append(&mut named_by(&folder.join(MANIFEST)));
        }
        let mut sizes = Sizes::new();
        for (name, content) in &self.files {
            let variants = with_compressed(name, content, quality)?;
            if let Some(kind) = kind_of(name) {
                sizes.insert(kind.to_owned(), size_of(&variants));
            }
            for (name, content) in variants {
                replace(&folder.join(&name), &content)?;
                keep.insert(name);
            }
        }
        replace(&folder.join(MANIFEST), manifest.as_bytes())?;
        prune(folder, &keep)?;
        Ok(sizes)
    }
}

/// What a part of the application is: `js` of `pkg/rollcall.0011aabb.js`. Scripts that have names of
/// their own are none of its parts.
fn kind_of(name: &str) -> Option<&str> {
    let (_, kind) = name.strip_prefix("pkg/rollcall.")?.rsplit_once('.')?;
    Some(kind)
}

/// Of a file that is not worth compressing both are the same.
fn size_of(variants: &[(String, Vec<u8>)]) -> Size {
    let length = |index: usize| variants.get(index).map(|(_, content)| content.len());
    let raw = length(0).unwrap_or_default();
    Size {
        raw,
        brotli: length(1).unwrap_or(raw),
    }
}

/// A file, and behind it what it is when compressed, brotli first.
fn with_compressed(name: &str, content: &[u8], quality: Quality) -> Result<Vec<(String, Vec<u8>)>> {
    let mut variants = vec![(name.to_owned(), content.to_vec())];
    if content.len() >= WORTH_COMPRESSING {
        variants.push((format!("{name}.br"), brotli(content, quality)?));
        variants.push((format!("{name}.gz"), gzip(content, quality)?));
    }
    Ok(variants)
}

fn brotli(content: &[u8], quality: Quality) -> Result<Vec<u8>> {
    let level = if quality == Quality::Small { 11 } else { 4 };
    let mut writer = CompressorWriter::new(Vec::new(), 64 * 1024, level, 22);
    writer.write_all(content)?;
    Ok(writer.into_inner())
}

fn gzip(content: &[u8], quality: Quality) -> Result<Vec<u8>> {
    let level = if quality == Quality::Small {
        Compression::best()
    } else {
        Compression::fast()
    };
    let mut writer = GzEncoder::new(Vec::new(), level);
    writer.write_all(content)?;
    Ok(writer.finish()?)
}

/// Writes a file so that a reader sees the old content or the new one.
fn replace(place: &Path, content: &[u8]) -> Result<()> {
    if fs::read(place).is_ok_and(|current| current == content) {
        return Ok(());
    }
    let write = || {
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut name = place.as_os_str().to_owned();
        name.push(".new");
        fs::write(&name, content)?;
        fs::rename(&name, place)
    };
    write().with_context(|| format!("{} cannot be written", place.display()))
}

/// The assets, in all their variants, that an earlier manifest names.
fn named_by(manifest: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(manifest).unwrap_or_default();
    let manifest: Value = serde_json::from_str(&text).unwrap_or_default();
    let parts = manifest.as_object().into_iter().flat_map(Map::values);
    let names = parts.filter_map(Value::as_str);
    names
        .flat_map(|name| ["", ".br", ".gz"].map(|suffix| format!("pkg/{name}{suffix}")))
        .collect()
}

fn prune(folder: &Path, keep: &BTreeSet<String>) -> Result<()> {
    for file in fingerprint::files(folder)? {
        let name = file
            .strip_prefix(folder)?
            .to_string_lossy()
            .replace('\\', "/");
        if !keep.contains(&name) {
            fs::remove_file(&file)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Path, Quality, Site, Value, fingerprint, fs};

    fn publish(folder: &Path, script: &str, quality: Quality) -> String {
        let mut site = Site::default();
        site.asset("js", script.as_bytes());
        site.public("robots.txt", b"User-agent: *");
        site.publish(folder, quality).unwrap();
        let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        format!("pkg/{}", manifest["js"].as_str().unwrap())
    }

    #[test]
    fn a_name_changes_with_the_content_and_only_then() {
        let folder = tempfile::tempdir().unwrap();
        let first = publish(folder.path(), "one", Quality::Fast);
        assert_eq!(publish(folder.path(), "one", Quality::Fast), first);
        assert_ne!(publish(folder.path(), "two", Quality::Fast), first);
    }

    #[test]
    fn pages_that_are_open_still_find_what_they_name() {
        let folder = tempfile::tempdir().unwrap();
        let first = publish(folder.path(), "one", Quality::Fast);
        let second = publish(folder.path(), "two", Quality::Fast);
        assert!(folder.path().join(&first).exists());
        publish(folder.path(), "three", Quality::Fast);
        assert!(!folder.path().join(first).exists());
        assert!(folder.path().join(second).exists());
    }

    #[test]
    fn the_sizes_of_the_parts_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut site = Site::default();
        site.asset("js", "two ".repeat(200).as_bytes());
        site.asset("css", b"a{top:0}");
        site.script("times", b"look();");
        site.public("robots.txt", b"User-agent: *");
        let sizes = site.publish(folder.path(), Quality::Small).unwrap();
        let kinds: Vec<_> = sizes.keys().collect();
        assert_eq!(kinds, ["css", "js"]);
        assert_eq!((sizes["css"].raw, sizes["css"].brotli), (8, 8));
        assert_eq!(sizes["js"].raw, 800);
        assert!(sizes["js"].brotli < 40, "{}", sizes["js"].brotli);
    }

    #[test]
    fn a_release_holds_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        publish(folder.path(), "one", Quality::Fast);
        publish(folder.path(), &"two ".repeat(200), Quality::Small);
        let files = fingerprint::files(folder.path()).unwrap();
        let kinds: Vec<_> = files.iter().filter_map(|file| file.extension()).collect();
        assert_eq!(kinds, ["json", "js", "br", "gz", "txt"]);
    }
}
