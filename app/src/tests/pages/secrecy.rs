//! Secrets stay where they belong, and text stays text.

use super::{count, each, html_of};
use crate::samples::{HOSTILE, all};
use crate::tests::markup::tags;

#[test]
fn no_text_becomes_markup() {
    each(|sample, html, tags| {
        assert_eq!(count(tags, "img"), 0, "{}", sample.name);
        assert!(!html.contains(HOSTILE), "{}", sample.name);
        if sample.name.ends_with("hostile") {
            assert!(
                html.contains("&lt;img src=x onerror=alert(1)&gt;"),
                "{}",
                sample.name
            );
        }
    });
}

#[test]
fn text_that_turns_round_is_kept_apart() {
    let html = html_of("users-hostile");
    let turned = html.find('\u{202e}').unwrap();
    assert!(html[..turned].ends_with("<bdi>"));
}

#[test]
fn a_secret_is_in_its_field_and_its_command_and_in_no_island() {
    let html = html_of("token-issued");
    let secret =
        "rc_scim_9aZkQ2m5T8wXyL0pR4sVbN7cFhJ3kD6gE1uYiOaPqWeRtZxCvBmNlKjHgFdSaQpIuYtRe3c01d";
    assert_eq!(html.matches(secret).count(), 2);
    assert!(html.contains(&format!("value=\"{secret}\"")));
    for props in tags(&html).iter().filter_map(|tag| tag.get("data-props")) {
        assert!(!props.contains("rc_scim_"), "{props}");
    }
    let debug = format!("{:?}", all());
    assert!(!debug.contains(secret));
}

#[test]
fn a_one_time_link_is_in_its_field_and_in_no_island() {
    let html = html_of("member-link");
    let link = crate::samples::members::LINK;
    assert_eq!(html.matches(link).count(), 1);
    assert!(html.contains(&format!("value=\"{link}\"")));
    for props in tags(&html).iter().filter_map(|tag| tag.get("data-props")) {
        assert!(!props.contains("/invite/"), "{props}");
    }
    assert!(!format!("{:?}", all()).contains(link));
}

#[test]
fn a_list_as_data_has_neither_a_secret_nor_a_one_time_link() {
    let parts = |character: char| !character.is_ascii_alphanumeric() && character != '_';
    for sample in all() {
        let Some(data) = sample.page.data() else {
            continue;
        };
        let text = data.to_string();
        for path in ["/invite/", "/reset/", "/guide/"] {
            assert!(!text.contains(path), "{}", sample.name);
        }
        let is_secret = |word: &&str| word.starts_with("rc_") && word.len() > 40;
        let secret = text.split(parts).find(is_secret);
        assert_eq!(secret, None, "{}", sample.name);
    }
}
