//! Every sample page, looked at as a browser would.

use std::collections::HashSet;

use super::markup::{Tag, tags, text_of};
use crate::samples::{HOSTILE, Sample, all};
use crate::{Page, render};

#[track_caller]
fn each(check: impl Fn(&Sample, &str, &[Tag])) {
    for sample in all() {
        let html = render(sample.shell.clone(), sample.page.clone());
        let tags = tags(&html);
        check(&sample, &html, &tags);
    }
}

fn html_of(name: &str) -> String {
    let sample = all()
        .into_iter()
        .find(|sample| sample.name == name)
        .unwrap();
    render(sample.shell, sample.page)
}

fn count(tags: &[Tag], name: &str) -> usize {
    tags.iter().filter(|tag| tag.name == name).count()
}

#[test]
fn every_kind_of_page_has_a_sample() {
    let kinds: HashSet<_> = all()
        .iter()
        .map(|s| std::mem::discriminant(&s.page))
        .collect();
    assert_eq!(kinds.len(), 68);
}

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
fn sample_names_are_unique() {
    let samples = all();
    let names: HashSet<_> = samples.iter().map(|sample| sample.name).collect();
    assert_eq!(names.len(), samples.len());
}

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
fn the_title_of_a_refused_form_says_so() {
    each(|sample, html, _| {
        let title = text_of(html, "title");
        assert_eq!(
            title.starts_with("Error: "),
            sample.page.is_refused(),
            "{}",
            sample.name
        );
        let summary = html.contains("There is a problem");
        assert_eq!(summary, sample.page.is_refused(), "{}", sample.name);
    });
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
fn scripts_are_those_of_islands_palette_and_keys_and_they_have_the_nonce() {
    each(|sample, _, tags| {
        let scripts: Vec<_> = tags.iter().filter(|tag| tag.name == "script").collect();
        let islands = count(tags, "leptos-island") > 0;
        let viewer = sample.shell.viewer.as_ref();
        let palette = viewer.is_some_and(|viewer| viewer.membership.is_some());
        let keys = viewer.is_some() && sample.shell.display.single_keys;
        let expected: usize = [islands, palette, keys].map(usize::from).iter().sum();
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
fn what_was_typed_into_a_large_field_stays_in_it() {
    let html = html_of("sign-in-settings");
    assert!(html.contains("it &amp; ops\n&lt;/textarea&gt;&lt;img src=x"));
    assert!(!html.contains(HOSTILE));
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
fn every_control_has_a_label() {
    each(|sample, html, tags| {
        for tag in tags
            .iter()
            .filter(|tag| matches!(&*tag.name, "input" | "select" | "textarea"))
        {
            if tag.get("type") == Some("hidden") {
                continue;
            }
            let id = tag
                .get("id")
                .unwrap_or_else(|| panic!("{}: {tag:?}", sample.name));
            assert!(
                html.contains(&format!("<label for=\"{id}\"")),
                "{}: {id}",
                sample.name
            );
        }
    });
}

#[test]
fn every_button_says_what_it_is() {
    each(|sample, _, tags| {
        for tag in tags.iter().filter(|tag| tag.name == "button") {
            let kind = tag.get("type");
            assert!(
                matches!(kind, Some("submit" | "button")),
                "{}: {tag:?}",
                sample.name
            );
        }
    });
}

#[test]
fn every_form_that_changes_something_carries_the_token() {
    each(|sample, html, _| {
        for form in html.split("<form method=\"post\"").skip(1) {
            let (form, _) = form.split_once("</form>").unwrap();
            assert!(
                form.contains("name=\"csrf\" value=\"c"),
                "{}: {form}",
                sample.name
            );
        }
    });
}

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
fn an_auditor_sees_what_is_refused_and_why() {
    for name in ["tokens-auditor", "token-auditor"] {
        let html = html_of(name);
        assert!(html.contains("disabled"), "{name}");
        assert!(html.contains("Your role is auditor"), "{name}");
        assert!(!html.contains("/tokens/new\""), "{name}");
    }
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
fn what_may_not_be_done_to_a_member_is_shown_with_the_reason() {
    for (name, reason) in [
        ("members-auditor", "Your role is auditor."),
        ("member-auditor", "Your role is auditor."),
        ("member-last-owner", "This is the last owner."),
    ] {
        let html = html_of(name);
        assert!(
            html.contains(" disabled") && html.contains(reason),
            "{name}"
        );
        for act in ["disable", "remove", "reset", "withdraw"] {
            assert!(!html.contains(&format!("/{act}\"")), "{name}: {act}");
        }
    }
}

#[test]
fn only_owners_can_choose_how_scim_behaves() {
    let (owner, auditor) = (html_of("settings"), html_of("settings-auditor"));
    assert_eq!(auditor.matches("<fieldset disabled").count(), 4);
    assert_eq!(
        auditor.matches("<button type=\"button\" disabled").count(),
        1
    );
    assert!(auditor.contains("Only owners can change"));
    assert!(!owner.contains(" disabled"));
    for (html, ticked) in [(owner, 0), (auditor, 2)] {
        assert_eq!(html.matches("type=\"radio\"").count(), 6);
        assert_eq!(html.matches("type=\"checkbox\"").count(), 3);
        assert_eq!(html.matches(" checked").count(), 3 + ticked);
    }
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
fn what_the_palette_shows_are_the_options_of_a_list() {
    let page = all().into_iter().find(|sample| sample.name == "go-found");
    let Some(Page::Go(page)) = page.map(|sample| sample.page) else {
        panic!("the sample is of another page")
    };
    let html = crate::render_finds("acme", page);
    let tags = tags(&html);
    let options: Vec<_> = tags
        .iter()
        .filter(|tag| tag.get("role") == Some("option"))
        .collect();
    let ids: HashSet<_> = options.iter().filter_map(|tag| tag.get("id")).collect();
    assert!(options.len() > 5 && ids.len() == options.len(), "{html}");
    let links = options.iter().filter_map(|tag| tag.get("href"));
    assert!(links.clone().all(|href| href.starts_with('/')), "{html}");
    assert!(
        links.clone().any(|href| href == "/t/acme/users?q=a"),
        "{html}"
    );
    assert!(
        html.ends_with(&format!("<p>{} results</p>", options.len())),
        "{html}"
    );
}

#[test]
fn every_way_from_g_is_an_entry_of_the_rail_once() {
    let html = html_of("users");
    let (_, rail) = html.split_once("class=\"rail\"").unwrap();
    let (rail, _) = rail.split_once("</nav>").unwrap();
    let said = crate::text::shortcuts::ALL.iter();
    let said = said.filter_map(|shortcut| shortcut.keys.strip_prefix("g "));
    for key in said {
        let entry = format!("data-go=\"{key}\"");
        assert_eq!(rail.matches(&entry).count(), 1, "{key}");
    }
    assert_eq!(rail.matches("data-go=").count(), 8);
}

#[test]
fn a_range_that_ends_now_has_its_bounds_in_the_permalink() {
    let html = html_of("audit");
    let bounds = "/t/acme/audit?from=2026-11-20T02%3A14%3A07&amp;to=2026-11-21T02%3A14%3A08\"";
    assert!(html.contains(&format!("<a rel=\"bookmark\" href=\"{bounds}")));
}

#[test]
fn a_zone_goes_beside_utc_and_never_in_its_place() {
    let html = html_of("event-local");
    assert!(html.contains(" CET)</span>"));
    assert!(html.contains("Coordinated Universal Time"));
    let html = html_of("audit-local");
    assert!(html.contains("data-density=\"compact\""));
    assert!(html.contains(" CET</span>"));
    assert!(html.contains("03:14 CET</time>"));
}
