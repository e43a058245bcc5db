//! What a page is built of: headings, landmarks, ids and scripts.

use std::collections::HashSet;

use super::{count, each, html_of};
use crate::Page;
use crate::tests::markup::text_of;

#[test]
fn a_page_has_one_heading_one_main_landmark_and_one_title() {
    each(|sample, html, tags| {
        assert_eq!(count(tags, "h1"), 1, "{}", sample.name);
        assert_eq!(count(tags, "main"), 1, "{}", sample.name);
        let (head, _) = html.split_once("</head>").unwrap();
        assert_eq!(head.matches("<title>").count(), 1, "{}", sample.name);
    });
}

#[test]
fn a_title_names_page_tenant_and_product() {
    assert_eq!(
        text_of(&html_of("users"), "title"),
        "Users · Acme · Rollcall"
    );
    assert_eq!(text_of(&html_of("login"), "title"), "Sign in · Rollcall");
    assert_eq!(
        text_of(&html_of("user"), "title"),
        "Ada Lovelace · Users · Acme · Rollcall"
    );
    assert_eq!(
        text_of(&html_of("event"), "title"),
        "okta-2025-11 deactivated Ada Lovelace · Audit log · Acme · Rollcall"
    );
}

#[test]
fn headings_leave_no_level_out() {
    each(|sample, _, tags| {
        let mut last = 1;
        let levels = tags
            .iter()
            .filter_map(|tag| tag.name.strip_prefix('h')?.parse::<u8>().ok());
        for level in levels.filter(|level| *level > 1) {
            assert!(level <= last + 1, "{}: h{level} after h{last}", sample.name);
            last = level;
        }
    });
}

#[test]
fn no_element_has_a_style_or_a_handler() {
    each(|sample, _, tags| {
        for tag in tags {
            assert!(tag.name != "style", "{}", sample.name);
            let bad = tag
                .names()
                .find(|name| *name == "style" || name.starts_with("on"));
            assert_eq!(bad, None, "{}: {tag:?}", sample.name);
        }
    });
}

#[test]
fn scripts_are_those_of_islands_palette_keys_and_times_and_they_have_the_nonce() {
    each(|sample, _, tags| {
        let scripts: Vec<_> = tags.iter().filter(|tag| tag.name == "script").collect();
        let islands = count(tags, "leptos-island") > 0;
        let viewer = sample.shell.viewer.as_ref();
        let palette = viewer.is_some_and(|viewer| viewer.membership.is_some());
        let keys = viewer.is_some() && sample.shell.display.single_keys;
        let times = viewer.is_some() || matches!(sample.page, Page::Guide(_));
        let expected = [islands, palette, keys, times].map(usize::from);
        let expected: usize = expected.iter().sum();
        assert_eq!(scripts.len(), expected, "{}", sample.name);
        let dialogs = count(tags, "dialog");
        let expected = usize::from(palette) + usize::from(keys);
        assert_eq!(dialogs, expected, "{}", sample.name);
        for script in scripts {
            assert_eq!(script.get("type"), Some("module"), "{}", sample.name);
            assert_eq!(
                script.get("nonce"),
                Some(sample.shell.nonce.as_str()),
                "{}",
                sample.name
            );
        }
    });
}

#[test]
fn ids_are_unique_and_what_refers_to_one_finds_it() {
    each(|sample, _, tags| {
        let mut ids = HashSet::new();
        for id in tags.iter().filter_map(|tag| tag.get("id")) {
            assert!(ids.insert(id), "{}: {id} twice", sample.name);
        }
        for tag in tags {
            let fragment = tag.get("href").and_then(|href| href.strip_prefix('#'));
            let references = [
                "for",
                "aria-describedby",
                "aria-labelledby",
                "aria-controls",
            ]
            .into_iter()
            .filter_map(|name| tag.get(name))
            .flat_map(str::split_whitespace)
            .chain(fragment);
            for id in references {
                assert!(ids.contains(id), "{}: no {id} for {tag:?}", sample.name);
            }
        }
    });
}

#[test]
fn lists_can_be_skipped_to() {
    each(|sample, html, tags| {
        let target = tags.iter().any(|tag| tag.get("id") == Some("results"));
        assert_eq!(
            html.contains("href=\"#results\""),
            target,
            "{}",
            sample.name
        );
    });
}

#[test]
fn the_present_place_is_marked_once_per_navigation() {
    each(|sample, _, tags| {
        let marked = |name: &str| {
            tags.iter()
                .filter(|tag| tag.name == name && tag.get("aria-current") == Some("page"))
                .count()
        };
        let in_rail = sample.page.section().is_some();
        let tabbed = matches!(
            sample.page,
            Page::User(_)
                | Page::UserGroups(_)
                | Page::UserHistory(_)
                | Page::UserRaw(_)
                | Page::Group(_)
                | Page::GroupMembers(_)
                | Page::GroupHistory(_)
                | Page::GroupRaw(_)
        );
        assert_eq!(
            marked("a"),
            2 * usize::from(in_rail) + usize::from(tabbed),
            "{}",
            sample.name
        );
    });
}

#[test]
fn the_sign_in_page_is_small() {
    assert!(html_of("login").len() < 12_000);
}

#[test]
fn a_page_is_whole_without_the_renderers_markers() {
    each(|sample, html, _| {
        for (index, part) in html.split("<leptos-island").enumerate() {
            let after = part
                .split_once("</leptos-island>")
                .map_or(part, |(_, after)| after);
            let outside = if index == 0 { part } else { after };
            assert!(!outside.contains("<!>"), "{}", sample.name);
        }
        assert!(html.ends_with("</html>"), "{}", sample.name);
    });
}

#[test]
fn connect_has_a_dot_with_words_until_something_has_come() {
    let dots = |name: &str| {
        let html = html_of(name);
        let words = format!(", {}<", crate::text::shell::NOTHING_YET);
        let dots = html.matches("class=\"dot\"").count();
        (dots, html.matches(&words).count())
    };
    // In the rail, and in the menu that stands for it.
    assert_eq!(dots("overview-first-use"), (2, 2));
    assert_eq!(dots("overview"), (0, 0));
}
