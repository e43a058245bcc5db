//! Fields have labels, buttons a purpose, and a refused form says so.

use super::{each, html_of};
use crate::Page;
use crate::samples::HOSTILE;
use crate::tests::markup::text_of;
use crate::text::{forms, shell};

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
fn a_page_that_asks_first_has_a_way_back() {
    let back = format!(">{}</a>", forms::CANCEL);
    each(|sample, html, _| {
        let asks = match &sample.page {
            Page::Confirm(_) | Page::MemberAct(_) | Page::MemberReset(_) | Page::TokenRotate(_) => {
                true
            }
            // Its forms stand on the page of what they are about.
            Page::OperatorTenant(_) => false,
            _ => html.contains("<button type=\"submit\" class=\"button danger\""),
        };
        assert!(!asks || html.contains(&back), "{}", sample.name);
    });
}

#[test]
fn who_is_asked_for_the_password_again_goes_back_to_where_they_came_from() {
    for name in ["confirm", "confirm-throttled", "confirm-provider"] {
        let html = html_of(name);
        let back = "href=\"/t/acme/settings/retention\"";
        let link = format!("<a {back} class=\"button\">{}</a>", forms::CANCEL);
        assert!(html.contains(&link), "{name}: {html}");
    }
}

#[test]
fn the_page_that_takes_a_deletion_back_does_not_lead_to_itself() {
    let html = html_of("deletion-pending");
    assert!(html.contains("This tenant will be deleted at"));
    assert!(!html.contains(shell::DELETION));
}

#[test]
fn what_was_typed_into_a_large_field_stays_in_it() {
    let html = html_of("sign-in-settings");
    assert!(html.contains("it &amp; ops\n&lt;/textarea&gt;&lt;img src=x"));
    assert!(!html.contains(HOSTILE));
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
