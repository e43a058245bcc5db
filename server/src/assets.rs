//! What browsers load beside pages: the parts of `target/site`, embedded in a release build.

use std::borrow::Cow;

use app::Assets;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use rust_embed::Embed;
use serde::Deserialize;

use crate::http::arrival::text;
use crate::http::refusal::plain;

/// In a debug build the files are read when they are asked for.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
struct Site;

/// `manifest.json`: which file is which, under names made from their content.
#[derive(Deserialize)]
struct Manifest {
    css: String,
    js: String,
    wasm: String,
    palette: String,
    shortcuts: String,
    times: String,
}

/// Addresses of the site's parts, or why there are none.
pub(crate) fn load() -> Result<Assets, &'static str> {
    let file = Site::get("manifest.json")
        .ok_or("the browser part is not built: pages have no style until `cargo xtask build`")?;
    let manifest: Manifest = serde_json::from_slice(&file.data)
        .map_err(|_| "the browser part has a manifest of another version: `cargo xtask build`")?;
    let address = |name: String| format!("/pkg/{name}");
    Ok(Assets {
        css: address(manifest.css),
        js: address(manifest.js),
        wasm: address(manifest.wasm),
        palette: address(manifest.palette),
        shortcuts: address(manifest.shortcuts),
        times: address(manifest.times),
        favicon: format!("/{FAVICON}"),
    })
}

const FAVICON: &str = "favicon.svg";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// `/pkg/…`: named by content, so an address never changes what it means.
pub(crate) async fn package(uri: Uri, headers: HeaderMap) -> Response {
    serve(uri.path(), &headers, FOREVER)
}

/// Files that others know by their name.
pub(crate) async fn public(uri: Uri, headers: HeaderMap) -> Response {
    serve(uri.path(), &headers, A_DAY)
}

/// Browsers ask for it unasked; they take an SVG by that name as well.
pub(crate) async fn favicon(headers: HeaderMap) -> Response {
    serve(&format!("/{FAVICON}"), &headers, A_DAY)
}

fn serve(path: &str, headers: &HeaderMap, caching: HeaderValue) -> Response {
    let name = path.trim_start_matches('/');
    let Some(kind) = content_type(name) else {
        return missing();
    };
    let Some((file, encoding)) = variant(name, headers) else {
        return missing();
    };

    let tag = entity_tag(&file.metadata.sha256_hash());
    let known = text(headers, &IF_NONE_MATCH);
    let fresh = known.is_some_and(|known| known.contains(&tag));
    let mut response = if fresh {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(Cow::into_owned(file.data)).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, caching);
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(ETAG, tag);
    }
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn missing() -> Response {
    plain(StatusCode::NOT_FOUND, "There is no such file.")
}

/// The smallest form of a file that the client takes.
fn variant(
    name: &str,
    headers: &HeaderMap,
) -> Option<(rust_embed::EmbeddedFile, Option<&'static str>)> {
    let accepted = text(headers, &ACCEPT_ENCODING).unwrap_or_default();
    for (suffix, encoding) in [("br", "br"), ("gz", "gzip")] {
        if takes(accepted, encoding)
            && let Some(file) = Site::get(&format!("{name}.{suffix}"))
        {
            return Some((file, Some(encoding)));
        }
    }
    Site::get(name).map(|file| (file, None))
}

/// Whether an `Accept-Encoding` names an encoding without weighing it zero.
pub(crate) fn takes(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|range| {
        let (name, weight) = range.split_once(";q=").unwrap_or((range, "1"));
        let refused = weight.trim().parse().is_ok_and(|weight: f32| weight <= 0.0);
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}

/// Only what a site has; the manifest and compressed variants are nobody's address.
fn content_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    match extension {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        "svg" => Some("image/svg+xml"),
        "ico" => Some("image/x-icon"),
        "png" => Some("image/png"),
        "woff2" => Some("font/woff2"),
        "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}

fn entity_tag(hash: &[u8; 32]) -> String {
    use std::fmt::Write;
    let mut tag = String::from("\"");
    for byte in &hash[..8] {
        // Writing to a string cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

#[cfg(test)]
mod tests {
    use super::{content_type, takes};

    #[test]
    fn an_encoding_is_taken_when_it_is_named_and_not_weighed_zero() {
        assert!(takes("gzip, deflate, br", "br"));
        assert!(takes("br;q=0.5", "br"));
        assert!(!takes("br;q=0", "br"));
        assert!(!takes("gzip", "br"));
        assert!(!takes("", "br"));
    }

    #[test]
    fn variants_and_the_manifest_have_no_address() {
        assert_eq!(
            content_type("pkg/rollcall.0011.css"),
            Some("text/css; charset=utf-8")
        );
        assert_eq!(content_type("pkg/rollcall.0011.css.br"), None);
        assert_eq!(content_type("manifest.json"), None);
        assert_eq!(content_type("none"), None);
    }
}
