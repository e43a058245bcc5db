//! What somebody may not do is shown with the reason.

use super::html_of;

#[test]
fn an_auditor_sees_what_is_refused_and_why() {
    for name in ["tokens-auditor", "token-auditor", "client-auditor"] {
        let html = html_of(name);
        assert!(html.contains("disabled"), "{name}");
        assert!(html.contains("Your role is auditor"), "{name}");
        assert!(!html.contains("/tokens/new\""), "{name}");
    }
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
