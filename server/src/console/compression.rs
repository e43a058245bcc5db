//! Pages are sent compressed to whoever asks for them from here.
//!
//! What is compressed together with words that another site chose tells that site by its length
//! what else the page holds (BREACH). So a page is compressed when the browser says that a page of
//! ours leads to it, or none (typed, a bookmark), and sent as it is to whoever comes from
//! elsewhere. See decision 0029.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderMap;
use http::header::ACCEPT_ENCODING;

use crate::assets::takes;
use crate::http::arrival::text;

/// What a page depends on, besides its address.
pub(super) const DEPENDS: &str = "Accept, Accept-Encoding, Cookie, Sec-Fetch-Site";

/// Smaller than this, a page fits into one packet anyway.
const WORTH_COMPRESSING: usize = 1_000;

/// Between speed and size: a list of fifty takes about a millisecond.
const LEVEL: u32 = 4;

/// Whether a page that answers a request with these headers may be compressed.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let from = headers
        .get("sec-fetch-site")
        .and_then(|site| site.to_str().ok());
    let accepted = text(headers, &ACCEPT_ENCODING).unwrap_or_default();
    matches!(from, Some("same-origin" | "none")) && takes(accepted, "gzip")
}

/// A page, smaller; `None` where it is not worth it.
pub(super) fn gzip(page: &str) -> Option<Vec<u8>> {
    if page.len() < WORTH_COMPRESSING {
        return None;
    }
    let small = Vec::with_capacity(page.len() / 4);
    let mut writer = GzEncoder::new(small, Compression::new(LEVEL));
    writer.write_all(page.as_bytes()).ok()?;
    writer.finish().ok()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::{gzip, is_wanted};

    #[track_caller]
    fn check(headers: &[(&'static str, &'static str)], expected: bool) {
        let map: HeaderMap = headers
            .iter()
            .map(|&(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        assert_eq!(is_wanted(&map), expected, "{headers:?}");
    }

    #[test]
    fn only_a_browser_that_comes_from_here_gets_a_compressed_page() {
        let takes = ("accept-encoding", "gzip, deflate, br");
        check(&[takes, ("sec-fetch-site", "same-origin")], true);
        check(&[takes, ("sec-fetch-site", "none")], true);
        check(&[takes, ("sec-fetch-site", "same-site")], false);
        check(&[takes, ("sec-fetch-site", "cross-site")], false);
        check(&[takes], false);
        check(&[("sec-fetch-site", "none")], false);
        check(
            &[("accept-encoding", "gzip;q=0"), ("sec-fetch-site", "none")],
            false,
        );
    }

    #[test]
    fn a_compressed_page_is_the_same_page() {
        let page = "<tr><td>Zoë</td></tr>".repeat(100);
        let small = gzip(&page).unwrap();
        assert!(small.len() < 200, "{}", small.len());
        let mut read = String::new();
        GzDecoder::new(&small[..])
            .read_to_string(&mut read)
            .unwrap();
        assert_eq!(read, page);
        assert_eq!(gzip("<p>Moved.</p>"), None);
    }
}
