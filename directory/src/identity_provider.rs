//! Which identity provider a caller looks like, from its `User-Agent`.

/// Fragments of a folded `User-Agent`, and the provider that each gives away.
const FRAGMENTS: &[(&str, &str)] = &[
    ("okta", "okta"),
    ("azure", "entra"),
    ("entra", "entra"),
    ("microsoft", "entra"),
    ("aad", "entra"),
    ("onelogin", "onelogin"),
    ("jumpcloud", "jumpcloud"),
    ("google", "google"),
    ("keycloak", "keycloak"),
    ("authentik", "authentik"),
    ("ping", "ping"),
];

/// Names the provider behind a `User-Agent`; `unknown` when nothing gives it away.
///
/// A guess for people to read: nothing is decided by it.
pub(crate) fn recognize(user_agent: &str) -> &'static str {
    let folded = user_agent.to_ascii_lowercase();
    FRAGMENTS
        .iter()
        .find(|(part, _)| folded.contains(part))
        .map_or("unknown", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::recognize;

    #[test]
    fn the_user_agent_gives_the_provider_away() {
        for (user_agent, expected) in [
            ("Okta SCIM Client 1.0.0", "okta"),
            ("Azure Active Directory Provisioning/1.0", "entra"),
            ("goauthentik.io/2026.10 authentik", "authentik"),
            ("curl/8.5.0", "unknown"),
        ] {
            assert_eq!(recognize(user_agent), expected, "{user_agent}");
        }
    }
}
