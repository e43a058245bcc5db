//! Sentences with names in them: a template of [`crate::text`] and the views for its placeholders.

use leptos::prelude::*;

/// Replaces each `{name}` of a template by the view made for it. A name nobody knows stays as it is.
pub(crate) fn fill(template: &str, view_of: impl Fn(&str) -> Option<AnyView>) -> AnyView {
    pieces(template)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned().into_any(),
            Piece::Name(name) => view_of(name).unwrap_or_else(|| format!("{{{name}}}").into_any()),
        })
        .collect_view()
        .into_any()
}

#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Name(name));
        rest = tail;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_cut_at_its_placeholders() {
        assert_eq!(
            pieces("{actor} set {path}."),
            [
                Piece::Name("actor"),
                Piece::Text(" set "),
                Piece::Name("path"),
                Piece::Text(".")
            ]
        );
        assert_eq!(pieces("plain"), [Piece::Text("plain")]);
        assert_eq!(pieces("open {brace"), [Piece::Text("open {brace")]);
    }
}
