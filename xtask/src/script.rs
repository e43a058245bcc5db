//! The scripts that are written by hand, without what only their authors need.

/// Each is sent under its name: `frontend/<name>.js`.
pub(crate) const NAMES: [&str; 3] = ["palette", "shortcuts", "times"];

/// Removes comments that have lines of their own, and indentation. No string of these scripts goes
/// over the end of a line.
pub(crate) fn minify(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let code = lines.filter(|line| !line.is_empty() && !is_comment(line));
    code.fold(String::new(), |small, line| small + line + "\n")
}

fn is_comment(line: &str) -> bool {
    line.starts_with("//") || line.starts_with("/**") && line.ends_with("*/")
}

#[cfg(test)]
mod tests {
    use super::minify;

    #[test]
    fn comments_and_indentation_go() {
        let script =
            "// What it is.\n\n/** One. */\nconst one = () => {\n  return \"//\"; // here\n};\n";
        assert_eq!(
            minify(script),
            "const one = () => {\nreturn \"//\"; // here\n};\n"
        );
    }

    /// They are on every page of somebody who is signed in.
    #[test]
    fn all_together_are_smaller_than_seven_kilobytes() {
        let scripts = [
            include_str!("../../frontend/palette.js"),
            include_str!("../../frontend/shortcuts.js"),
            include_str!("../../frontend/times.js"),
        ];
        let size: usize = scripts.iter().map(|script| minify(script).len()).sum();
        assert!(size < 7_000, "{size} bytes");
    }
}
