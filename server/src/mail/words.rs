//! What mail says, in words: plain text and the same as simple HTML, without anything that would be
//! loaded from elsewhere.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use directory::credentials::CredentialKind;
use directory::mail::Letter;

/// Characters of a name that somebody chose, at most.
const LONGEST_NAME: usize = 120;
/// Below every mail.
const FOOT: &str = "This mail was sent by Rollcall. Nobody reads answers to it.";
const NOT_YOU: &str = "If this was not you, make a new password with “Forgot your password?” at the \
                       sign-in page, and tell an owner of your organisation.";

/// One mail in words.
pub(super) struct Words {
    pub(super) subject: String,
    paragraphs: Vec<String>,
    /// Stands behind the first paragraph.
    link: Option<String>,
}

impl Words {
    pub(super) fn of(letter: &Letter) -> Self {
        match letter {
            Letter::Invitation {
                tenant,
                role,
                by,
                link,
                until,
            } => invitation(&name(tenant), role, &name(by), link, *until),
            Letter::PasswordLink {
                tenant,
                link,
                until,
            } => password_link(tenant.as_deref().map(name).as_deref(), link, *until),
            Letter::PasswordChanged { at, ip } => password_changed(*at, ip.as_deref()),
            Letter::SecondFactorChanged { on, at, ip } => second_factor(*on, *at, ip.as_deref()),
            Letter::TenantEnds {
                tenant,
                by,
                at,
                page,
            } => tenant_ends(&name(tenant), &name(by), *at, page),
            Letter::RoleChanged { tenant, role, by } => {
                role_changed(&name(tenant), role, &name(by))
            }
            Letter::OwnerMade { tenant, owner, by } => {
                owner_made(&name(tenant), &name(owner), &name(by))
            }
            Letter::TokenEnds {
                tenant,
                token,
                at,
                page,
            } => token_ends(&name(tenant), &name(token), *at, page),
            Letter::ClientEnds {
                tenant,
                client,
                at,
                has_secret,
                page,
            } => client_ends(&name(tenant), &name(client), *at, *has_secret, page),
            Letter::ClientSilent {
                tenant,
                kind,
                token,
                since,
                longest_hours,
                page,
            } => {
                let of = (name(token), name(tenant));
                client_silent(
                    (of.0.as_str(), of.1.as_str()),
                    *kind,
                    *since,
                    *longest_hours,
                    page,
                )
            }
        }
    }

    pub(super) fn plain(&self) -> String {
        let mut text = String::new();
        for (at, paragraph) in self.paragraphs.iter().enumerate() {
            let _ = write!(text, "{paragraph}\r\n\r\n");
            if let Some(link) = self.link.as_ref().filter(|_| at == 0) {
                let _ = write!(text, "{link}\r\n\r\n");
            }
        }
        let _ = write!(text, "-- \r\n{FOOT}\r\n");
        text
    }

    pub(super) fn html(&self) -> String {
        let mut html = "<!doctype html><html lang=\"en\"><body>".to_owned();
        for (at, paragraph) in self.paragraphs.iter().enumerate() {
            let _ = write!(html, "<p>{}</p>", escaped(paragraph));
            if let Some(link) = self.link.as_ref().filter(|_| at == 0) {
                let link = escaped(link);
                let _ = write!(html, "<p><a href=\"{link}\">{link}</a></p>");
            }
        }
        let _ = write!(html, "<p><small>{FOOT}</small></p></body></html>");
        html
    }
}

fn role_changed(tenant: &str, role: &str, by: &str) -> Words {
    Words {
        subject: format!("Your role in {tenant} is {role} now"),
        paragraphs: vec![format!(
            "{by} has changed your role in {tenant} at Rollcall. It is {role} now."
        )],
        link: None,
    }
}

fn owner_made(tenant: &str, owner: &str, by: &str) -> Words {
    Words {
        subject: format!("{tenant} has another owner"),
        paragraphs: vec![
            format!("{owner} is an owner of {tenant} at Rollcall now. Made by: {by}."),
            "Owners can do everything, including making and removing other owners. If you did not \
             expect this, look at the members and the audit log."
                .to_owned(),
        ],
        link: None,
    }
}

fn invitation(tenant: &str, role: &str, by: &str, link: &str, until: DateTime<Utc>) -> Words {
    Words {
        subject: format!("Invitation to {tenant}"),
        paragraphs: vec![
            format!(
                "{by} invites you to the Rollcall console of {tenant}, as {role}. Open this link to accept:"
            ),
            format!("It works once, until {}.", instant(until)),
            "If you do not know what this is about, do nothing: without you nothing happens."
                .to_owned(),
        ],
        link: Some(link.to_owned()),
    }
}

fn password_link(tenant: Option<&str>, link: &str, until: DateTime<Utc>) -> Words {
    let first = match tenant {
        Some(tenant) => format!(
            "{tenant} has made a link for you, with which you choose another password at Rollcall:"
        ),
        None => "With this link you choose another password at Rollcall:".to_owned(),
    };
    Words {
        subject: "Choose another password".to_owned(),
        paragraphs: vec![
            first,
            format!(
                "It works once, until {}. Using it signs you out everywhere.",
                instant(until)
            ),
            "If you did not ask for it, do nothing: your password stays as it is.".to_owned(),
        ],
        link: Some(link.to_owned()),
    }
}

fn password_changed(at: DateTime<Utc>, ip: Option<&str>) -> Words {
    let from = ip.map_or_else(String::new, |ip| format!(", from the address {ip}"));
    Words {
        subject: "Your password was changed".to_owned(),
        paragraphs: vec![
            format!(
                "The password of your account at Rollcall was changed at {}{from}.",
                instant(at)
            ),
            NOT_YOU.to_owned(),
        ],
        link: None,
    }
}

fn second_factor(on: bool, at: DateTime<Utc>, ip: Option<&str>) -> Words {
    let from = ip.map_or_else(String::new, |ip| format!(", from the address {ip}"));
    let now = if on {
        "A code of an app is asked for beside your password from now on."
    } else {
        "Your password alone lets you in from now on."
    };
    let on = if on { "on" } else { "off" };
    Words {
        subject: format!("Your second factor was turned {on}"),
        paragraphs: vec![
            format!(
                "The second factor of your account at Rollcall was turned {on} at {}{from}. {now}",
                instant(at)
            ),
            NOT_YOU.to_owned(),
        ],
        link: None,
    }
}

fn tenant_ends(tenant: &str, by: &str, at: DateTime<Utc>, page: &str) -> Words {
    Words {
        subject: format!("{tenant} is to be deleted"),
        paragraphs: vec![
            format!(
                "{by} wants {tenant} deleted at Rollcall. That happens at {}, unless an owner takes it back:",
                instant(at)
            ),
            "Until then its tokens are refused, and nothing in it changes.".to_owned(),
        ],
        link: Some(page.to_owned()),
    }
}

fn token_ends(tenant: &str, token: &str, at: DateTime<Utc>, page: &str) -> Words {
    Words {
        subject: format!("The token {token} of {tenant} is about to end"),
        paragraphs: vec![
            format!("The SCIM token {token} of {tenant} ends at {}. Replace it on its page:", instant(at)),
            "Both tokens work during the overlap, so that no request is refused while you enter the \
             new one at your identity provider."
                .to_owned(),
        ],
        link: Some(page.to_owned()),
    }
}

fn client_ends(
    tenant: &str,
    client: &str,
    at: DateTime<Utc>,
    has_secret: bool,
    page: &str,
) -> Words {
    let act = if has_secret {
        "Rotate its secret there: it gets another life with the new one. Both secrets work during the \
         overlap, so that no request is refused while you enter the new one at your identity provider."
    } else {
        "Issue another one under another name, and enter it at your identity provider before then: \
         both work until this one ends."
    };
    Words {
        subject: format!("The OAuth client {client} of {tenant} is about to end"),
        paragraphs: vec![
            format!(
                "The OAuth client {client} of {tenant} ends at {}, and its access tokens with it. Its page:",
                instant(at)
            ),
            act.to_owned(),
        ],
        link: Some(page.to_owned()),
    }
}

fn client_silent(
    (name, tenant): (&str, &str),
    kind: CredentialKind,
    since: DateTime<Utc>,
    longest_hours: i64,
    page: &str,
) -> Words {
    let pause = match longest_hours {
        1 => "an hour".to_owned(),
        hours if hours < 48 => format!("{hours} hours"),
        hours => format!("{} days", hours / 24),
    };
    let (whole, short) = match kind {
        CredentialKind::Token => ("SCIM token", "token"),
        CredentialKind::Client => ("OAuth client", "client"),
    };
    Words {
        subject: format!("{name} of {tenant} has fallen silent"),
        paragraphs: vec![
            format!(
                "The last request with the {whole} {name} of {tenant} came at {}. Before, there was never a pause of more than {pause}. Its page:",
                instant(since)
            ),
            format!(
                "See at your identity provider whether provisioning still runs. If nobody is meant to \
                 use the {short} any more, revoke it. Of this silence nothing more is said."
            ),
        ],
        link: Some(page.to_owned()),
    }
}

/// A name that somebody chose: one line, of bounded length, in which nothing turns the text around.
fn name(text: &str) -> String {
    let plain = text.chars().map(|character| {
        let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let breaks = character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
        if turns || breaks { ' ' } else { character }
    });
    let plain: String = plain.take(LONGEST_NAME).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use directory::credentials::CredentialKind;
    use directory::mail::Letter;

    use super::Words;

    #[test]
    fn of_a_silence_is_said_since_when_and_what_was_usual() {
        let words = |kind, longest_hours| {
            Words::of(&Letter::ClientSilent {
                tenant: "Acme".to_owned(),
                kind,
                token: "okta".to_owned(),
                since: "2026-11-21T02:11:03Z".parse().unwrap(),
                longest_hours,
                page: "https://id.example/t/acme/tokens/1".to_owned(),
            })
        };
        let (token, client) = (CredentialKind::Token, CredentialKind::Client);
        assert_eq!(words(token, 1).subject, "okta of Acme has fallen silent");
        for (kind, hours, said, pause) in [
            (token, 1, "the SCIM token okta of", "an hour"),
            (token, 40, "the SCIM token okta of", "40 hours"),
            (client, 65, "the OAuth client okta of", "2 days"),
        ] {
            let text = words(kind, hours).plain();
            assert!(text.contains(said), "{text}");
            assert!(text.contains("at 2026-11-21 02:11 UTC"), "{text}");
            assert!(text.contains(&format!("more than {pause}.")), "{text}");
            assert!(text.contains("/t/acme/tokens/1"), "{text}");
        }
    }

    #[test]
    fn of_an_oauth_client_that_ends_is_said_when_and_what_to_do() {
        for (has_secret, act) in [(true, "Rotate its secret"), (false, "Issue another one")] {
            let words = Words::of(&Letter::ClientEnds {
                tenant: "Acme".to_owned(),
                client: "entra".to_owned(),
                at: "2026-11-21T02:11:03Z".parse().unwrap(),
                has_secret,
                page: "https://id.example/t/acme/tokens/clients/1".to_owned(),
            });
            let subject = "The OAuth client entra of Acme is about to end";
            assert_eq!(words.subject, subject);
            let text = words.plain();
            for said in ["ends at 2026-11-21 02:11 UTC", act, "/tokens/clients/1"] {
                assert!(text.contains(said), "{text}");
            }
        }
    }

    #[test]
    fn a_name_is_text_on_one_line() {
        let words = Words::of(&Letter::RoleChanged {
            tenant: "<img src=x>\r\n\u{202e}Acme & Sons".to_owned(),
            role: "owner".to_owned(),
            by: "\"eve\"".to_owned(),
        });
        assert_eq!(
            words.subject,
            "Your role in <img src=x> Acme & Sons is owner now"
        );
        let html = words.html();
        assert!(html.contains("&lt;img src=x&gt; Acme &amp; Sons"), "{html}");
        assert!(!html.contains("<img") && !html.contains("http"), "{html}");
    }
}
