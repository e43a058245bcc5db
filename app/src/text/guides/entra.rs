use super::{Guide, Way};

pub(super) const GUIDE: Guide = Guide {
    first: None,
    needs: "Application administrator or cloud application administrator in Entra. Assigning groups, and not only people, needs Entra ID P1 or better.",
    url_label: "Tenant URL",
    token_label: "Secret Token",
    values: &[],
    ways: &[Way {
        title: "In the Entra admin center",
        steps: &[
            &[
                "Enterprise applications",
                "+ New application",
                "+ Create your own application",
                "integrate any other application you don't find in the gallery",
            ],
            &["Provisioning", "+ New configuration"],
            &[
                "Tenant URL: paste the SCIM base URL",
                "Secret Token: paste the token",
            ],
            &["Test Connection", "Create"],
            &["Users and groups", "assign one person"],
            &["Provision on-demand", "that person"],
            &[
                "Overview",
                "Properties",
                "notification e-mail and accidental-deletion prevention",
            ],
            &["Start provisioning"],
        ],
    }],
    sends: &[
        "Test Connection looks up somebody who cannot exist and expects an empty list; that is what it gets.",
        "A look-up by the matching attribute (userName, displayName of groups) before each create.",
        "Changes as PATCH, booleans as the texts \"True\" and \"False\": both are understood.",
    ],
    known: &[
        "Entra synchronizes about every 40 minutes. Provision on-demand does one person at once.",
        "Older screens call it Provisioning Mode: Automatic, with Tenant URL and Secret Token under Admin Credentials, and Save instead of Create.",
        "When a token ends, Entra puts the whole job into quarantine: rotate it before. This tenant reminds you 60 days ahead.",
        "A Tenant URL that ends in ?aadOptscim062020 works too: Entra then sends its newer form of PATCH.",
        "Somebody who is deleted in Entra is deactivated first, and removed 30 days later.",
    ],
    causes: &[
        (
            "Test Connection fails",
            "The address cannot be reached from the internet, or the token was cut short when it was pasted.",
        ),
        (
            "The job is in quarantine",
            "Most of its requests failed for a while, often because the token has ended. Rotate it, paste the new one, then Restart provisioning.",
        ),
        (
            "Success over there, and the department is empty here",
            "The attribute is not mapped. Open the event of the request: it shows what was asked and what was applied.",
        ),
    ],
    checked: "November 2026",
};
