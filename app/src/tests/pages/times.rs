//! Times: what script goes on with, and where the day of the week is.

use super::{each, html_of};

#[test]
fn a_relative_time_is_by_itself_within_a_time_that_says_which() {
    each(|sample, html, tags| {
        for (index, tag) in tags.iter().enumerate() {
            if tag.get("data-ago").is_none() {
                continue;
            }
            let before = index.checked_sub(1).and_then(|before| tags.get(before));
            let mut around = [Some(tag), before].into_iter().flatten();
            let time = around.find(|tag| tag.name == "time").unwrap();
            assert!(time.get("datetime").is_some(), "{}: {tag:?}", sample.name);
        }
        for shown in html.split(" data-ago").skip(1) {
            let (_, words) = shown.split_once('>').unwrap();
            let (_, rest) = words.split_once('<').unwrap();
            let alone = ["/span>", "/time>"].iter().any(|end| rest.starts_with(end));
            assert!(alone, "{}: {words}", sample.name);
        }
    });
    let html = html_of("users");
    assert!(html.matches(" data-ago").count() > 2, "{html}");
    assert!(html.contains("data-past=\"just now|{n} s ago|{n} min ago|{n} h ago|{n} d ago\""));
    assert!(html.contains(" title=\"Sat 2026-11-21 "), "{html}");
}
