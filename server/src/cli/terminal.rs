//! Standard output for results, standard error for what is said about them.

use std::io::{self, BufRead, Read, Write};

use secrecy::SecretString;

/// Longer than any password or token may be.
const LONGEST_SECRET: u64 = 4096;

/// Prints one line of result.
pub(super) fn print(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// Prints lines of result.
pub(super) fn print_all(lines: impl IntoIterator<Item = String>) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()
}

/// Says something beside the result.
pub(super) fn say(line: &str) {
    // Nobody listens on a closed standard error.
    let _ = writeln!(io::stderr(), "{line}");
}

/// The first line of standard input, without its end.
pub(super) fn read_secret() -> io::Result<SecretString> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .take(LONGEST_SECRET)
        .read_line(&mut line)?;
    Ok(SecretString::from(line.trim_end_matches(['\r', '\n'])))
}

/// Rows in columns as wide as their widest cell.
pub(super) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> Vec<String> {
    let mut widths = head.map(|cell| cell.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: [&str; N]| {
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            let padding = width - cell.chars().count() + 2;
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', padding));
        }
        line.trim_end().to_owned()
    };
    let body = rows
        .iter()
        .map(|row| line(row.each_ref().map(String::as_str)));
    std::iter::once(line(head)).chain(body).collect()
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [
            ["a".to_owned(), "bcd".to_owned()],
            ["ünï".to_owned(), String::new()],
        ];
        assert_eq!(table(["X", "Y"], &rows), ["X    Y", "a    bcd", "ünï"]);
    }
}
