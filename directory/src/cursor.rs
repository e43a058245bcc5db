//! Cursors of a list (RFC 9865 §2): a sealed place in it.
//!
//! The seal binds a cursor to this server, to the tenant and to the list, so that nothing but what
//! was written comes back. It holds no secret, and never expires: no state is kept for it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use scim::ScimType;
use serde::{Deserialize, Serialize};
use store::{Bookmark, Start};
use subtle::ConstantTimeEq;

use crate::SecretKey;

/// The longest cursor that is read, in characters; a sort key is a text of 10,000 at most.
const LONGEST: usize = 128 * 1024;
/// How many bytes the seal has.
const SEAL: usize = 16;

/// Writes and reads the cursors of one list.
pub(crate) struct Cursors<'k> {
    pub(crate) key: &'k SecretKey,
    /// What tells the list from every other one.
    pub(crate) list: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Place {
    /// Whether the page ends here.
    #[serde(rename = "b", default, skip_serializing_if = "std::ops::Not::not")]
    before: bool,
    #[serde(rename = "p")]
    bookmark: Option<Bookmark>,
}

impl Cursors<'_> {
    pub(crate) fn write(&self, start: &Start) -> String {
        let (before, bookmark) = match start {
            Start::Before(place) => (true, Some(place.clone())),
            Start::After(place) => (false, place.clone()),
            Start::Position(_) => (false, None),
        };
        let place = serde_json::to_vec(&Place { before, bookmark }).unwrap_or_default();
        let mut bytes = self.seal(&place).to_vec();
        bytes.extend(place);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// # Errors
    /// `invalidCursor` for what was not written for this list.
    pub(crate) fn read(&self, text: &str) -> Result<Start, scim::Error> {
        self.place(text).ok_or_else(|| {
            let detail = "the cursor belongs to no such list: begin again with an empty cursor, \
                          and keep filter, sortBy and sortOrder as they are";
            scim::Error::new(ScimType::InvalidCursor, detail)
        })
    }

    fn place(&self, text: &str) -> Option<Start> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (seal, place) = bytes.split_at_checked(SEAL)?;
        if !bool::from(self.seal(place).ct_eq(seal)) {
            return None;
        }
        let place: Place = serde_json::from_slice(place).ok()?;
        match (place.before, place.bookmark) {
            (true, bookmark) => bookmark.map(Start::Before),
            (false, bookmark) => Some(Start::After(bookmark)),
        }
    }

    fn seal(&self, place: &[u8]) -> [u8; SEAL] {
        let mut message = self.list.clone();
        message.extend_from_slice(place);
        self.key.seal(b"list cursor", &message)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursors, Start};
    use crate::SecretKey;

    #[test]
    fn a_cursor_is_read_for_its_own_list_and_as_it_was_written() {
        let key = SecretKey::generate();
        let of = |list: &str| Cursors {
            key: &key,
            list: list.as_bytes().to_vec(),
        };
        let cursor = of("users").write(&Start::After(None));
        assert_eq!(of("users").read(&cursor), Ok(Start::After(None)));
        assert!(of("groups").read(&cursor).is_err());
        let mut forged = cursor.clone().into_bytes();
        forged[0] = if forged[0] == b'A' { b'B' } else { b'A' };
        for text in [
            "",
            "x",
            "é",
            &cursor[1..],
            &String::from_utf8(forged).unwrap(),
        ] {
            assert!(of("users").read(text).is_err(), "{text}");
        }
    }
}
