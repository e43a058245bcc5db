//! The log says what was looked at, what was erased, and when.

use super::html_of;
use crate::tests::markup::{tags, text_of};

#[test]
fn a_search_that_has_not_looked_at_everything_never_says_that_there_is_nothing() {
    for (name, found) in [("audit-stopped", true), ("audit-nothing-so-far", false)] {
        let html = html_of(name);
        let text = text_of(&html, "main");
        assert!(
            text.contains("Searched back to 2026-11-20 08:12:03 UTC"),
            "{name}"
        );
        assert!(
            text.contains("The chart counts what happened since"),
            "{name}"
        );
        assert_eq!(text.contains("Nothing found so far"), !found, "{name}");
        assert!(!text.contains(crate::text::audit::EMPTY_FILTER), "{name}");
        let further = tags(&html).into_iter().find(|tag| {
            let href = tag.get("href").unwrap_or_default();
            tag.name == "a" && href.contains("cursor=o01932e5a")
        });
        assert!(further.is_some(), "{name}");
    }
}

#[test]
fn what_was_erased_from_an_event_is_not_said_never_to_have_been() {
    use crate::text::audit;

    let html = html_of("event-erased");
    let text = text_of(&html, "main");
    for said in [audit::CHANGES_NOT_KEPT, audit::BODIES_NOT_KEPT] {
        assert!(text.contains(said), "{text}");
    }
    for wrong in [audit::NO_CHANGES, audit::NO_BODY] {
        assert!(!text.contains(wrong), "{text}");
    }
    assert!(text.contains("No longer kept: changes, request body, name, response body."));
    assert!(text.contains("The body is no longer kept: the command is without it."));
}

#[test]
fn a_range_that_ends_now_has_its_bounds_in_the_permalink() {
    let html = html_of("audit");
    let bounds = "/t/acme/audit?from=2026-11-20T02%3A14%3A07&amp;to=2026-11-21T02%3A14%3A08\"";
    assert!(html.contains(&format!("<a rel=\"bookmark\" href=\"{bounds}")));
}

#[test]
fn a_word_of_a_query_is_not_parted_from_its_minus() {
    let html = html_of("audit-filtered");
    assert!(html.contains("<bdi class=\"line-word\">-op:user.update</bdi>"));
}

#[test]
fn nothing_found_says_what_to_do() {
    use crate::text::{audit, directory};

    for (name, advice, ways) in [
        (
            "audit-filtered",
            audit::EMPTY_FILTER_TEXT,
            [audit::SEARCH_ALL, audit::CLEAR],
        ),
        (
            "users-filtered",
            directory::NONE_TEXT,
            [directory::CLEAR; 2],
        ),
    ] {
        let html = html_of(name);
        let (_, empty) = html.split_once("class=\"empty\"").unwrap();
        assert!(empty.contains(advice), "{name}: {empty}");
        for way in ways {
            assert!(empty.contains(&format!(">{way}</a>")), "{name}: {way}");
        }
    }
}

#[test]
fn a_zone_goes_beside_utc_and_never_in_its_place() {
    let html = html_of("event-local");
    assert!(html.contains(" CET)</span>"));
    assert!(html.contains("Coordinated Universal Time"));
    let html = html_of("audit-local");
    assert!(html.contains("data-density=\"compact\""));
    assert!(html.contains(" CET</span>"));
    assert!(html.contains("03:14</span> CET</time>"));
}
