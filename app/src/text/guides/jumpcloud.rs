use super::{Guide, Way};

pub(super) const GUIDE: Guide = Guide {
    first: None,
    needs: "A JumpCloud administrator, and a plan with SSO and identity management.",
    url_label: "Base URL",
    token_label: "Token Key",
    values: &[],
    ways: &[Way {
        title: "In the JumpCloud Admin Portal",
        steps: &[
            &[
                "SSO Applications",
                "Add New Application",
                "Custom Application",
                "Export users to this app (Identity Management)",
            ],
            &["Identity Management", "SCIM Version: SCIM 2.0"],
            &[
                "Base URL: paste the SCIM base URL",
                "Token Key: paste the token",
                "Test User Email: an address that nobody has",
            ],
            &["Test Connection", "Activate", "Save"],
            &["User Groups", "tick one group", "Save"],
        ],
    }],
    sends: &[
        "A test user and a test group when it is activated, which it removes again: both appear in the audit log, and are gone.",
        "Users of the groups that are ticked, and those groups.",
        "Changes of members as PATCH.",
    ],
    known: &[
        "Groups without members are not created.",
        "A group of the same name that exists here is taken over.",
        "Attributes of extensions are not sent.",
    ],
    causes: &[
        (
            "Test Connection fails on the user",
            "Somebody here has the address of Test User Email: choose another one.",
        ),
        (
            "A person is missing",
            "None of their groups is ticked at User Groups.",
        ),
    ],
    checked: "November 2026",
};
