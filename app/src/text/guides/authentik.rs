use super::{Guide, Way};

pub(super) const GUIDE: Guide = Guide {
    first: None,
    needs: "An authentik administrator.",
    url_label: "URL",
    token_label: "Token",
    values: &[],
    ways: &[Way {
        title: "In the authentik admin interface",
        steps: &[
            &["Applications", "Providers", "Create", "SCIM Provider"],
            &[
                "URL: paste the SCIM base URL",
                "Verify SCIM server's certificates: on",
                "Token: paste the token",
            ],
            &["Compatibility Mode: Default"],
            &["Enable dry-run mode: for the first try"],
            &["Exclude service accounts: on", "Group: if not everybody"],
            &["Finish"],
            &[
                "Applications",
                "your application",
                "Edit",
                "Backchannel Providers: add the provider",
            ],
            &["The provider", "Sync", "Run again"],
        ],
    }],
    sends: &[
        "What the server can do (/ServiceProviderConfig), before anything else.",
        "Users and groups when they change, and all of them with a sync.",
    ],
    known: &[
        "In dry-run mode authentik sends nothing but reads: Progress says so, until the mode is switched off.",
        "Without Backchannel Providers in the application nobody is sent.",
    ],
    causes: &[
        (
            "Only reads arrive",
            "Dry-run mode is still on, or the provider is in no application's Backchannel Providers.",
        ),
        (
            "A certificate error over there",
            "authentik does not trust this server's certificate: give it one that it does, rather than switching the check off.",
        ),
    ],
    checked: "November 2026",
};
