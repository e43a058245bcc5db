//! Where to go on after signing in: only ever a path of this console.

/// The longest path that is carried along.
const LONGEST: usize = 2_000;

/// A path (with its query) on this server, safe to put into a `Location` header.
///
/// An open redirect would let a stranger's link end on a stranger's page that looks like ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LocalPath(String);

impl LocalPath {
    /// Takes a path that stays here; anything else is `None`.
    ///
    /// Browsers read `\` as `/` and drop tabs and line breaks, so `/\evil` and `/\t/evil` are
    /// `//evil` to them: another host.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let local = text.starts_with('/')
            && !text.starts_with("//")
            && text.len() <= LONGEST
            && text
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        local.then(|| Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::LocalPath;

    #[test]
    fn only_paths_of_this_server_are_taken() {
        for local in [
            "/",
            "/t/acme/audit?range=7d",
            "/t/acme/users?q=a%20b&cursor=x",
        ] {
            assert_eq!(LocalPath::parse(local).unwrap().as_str(), local);
        }
        for foreign in [
            "",
            "login",
            "//evil.example",
            "/\\evil.example",
            "\\/evil",
            "https://evil.example",
            "/\t/evil.example",
            "/\n/evil",
            "/a b",
            "/é",
            "javascript:alert(1)",
            " /t/acme",
        ] {
            assert_eq!(LocalPath::parse(foreign), None, "{foreign:?}");
        }
        assert_eq!(LocalPath::parse(&format!("/{}", "a".repeat(2_000))), None);
    }
}
