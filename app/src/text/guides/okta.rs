use super::{Guide, Value, Way};

pub(super) const GUIDE: Guide = Guide {
    first: None,
    needs: "An Okta super admin or application admin, and lifecycle management in your Okta plan. Okta offers SCIM for SAML and SWA apps, not for OIDC apps.",
    url_label: "SCIM connector base URL",
    token_label: "Authorization",
    values: &[Value {
        label: "Unique identifier field for users",
        value: "userName",
        id: "unique-identifier",
        copy: "Copy userName",
        long: false,
    }],
    ways: &[
        Way {
            title: "In your own SAML or SWA app",
            steps: &[
                &[
                    "Applications",
                    "your app",
                    "General",
                    "App Settings",
                    "Edit",
                    "Provisioning: SCIM",
                    "Save",
                ],
                &[
                    "Provisioning",
                    "Integration",
                    "Edit",
                    "SCIM connector base URL: paste the SCIM base URL",
                ],
                &["Unique identifier field for users: userName"],
                &[
                    "Supported provisioning actions: Push New Users, Push Profile Updates, Push Groups",
                ],
                &[
                    "Authentication Mode: HTTP Header",
                    "Authorization: paste the token",
                    "the test button",
                    "Save",
                ],
                &[
                    "To App",
                    "Edit",
                    "Create Users, Update User Attributes, Deactivate Users",
                    "Save",
                ],
                &["Assignments", "assign one person"],
                &["Push Groups", "Find groups by name or by rule"],
            ],
        },
        Way {
            title: "With the test app of the catalogue",
            steps: &[
                &[
                    "Applications",
                    "Browse App Catalog",
                    "SCIM 2.0 Test App (OAuth Bearer Token)",
                ],
                &[
                    "Provisioning",
                    "Configure API Integration",
                    "Enable API Integration",
                ],
                &[
                    "SCIM 2.0 Base Url: paste the SCIM base URL",
                    "OAuth Bearer Token: paste the token",
                ],
                &["Test API Credentials", "Save"],
                &[
                    "To App",
                    "Edit",
                    "Create Users, Update User Attributes, Deactivate Users",
                    "Save",
                ],
            ],
        },
    ],
    sends: &[
        "A look-up by userName before each create: an empty list is the right answer.",
        "Profiles whole (GET, then PUT) in apps of your own; activation alone as PATCH in apps of the catalogue.",
        "Groups that are pushed: created empty, renamed by PATCH, members added and removed by PATCH.",
    ],
    known: &[
        "Who is unassigned is deactivated (active is set to false), not deleted, and keeps the userName.",
        "Assigning a group to the app and pushing it are two steps: a group that is only assigned sends its people and not itself.",
        "Okta refuses addresses without https.",
        "SCIM 2.0 Test App (Header Auth) sends the token without the word Bearer: switch that on in the settings of this tenant first.",
    ],
    causes: &[
        (
            "The test fails, and nothing appears here",
            "Okta cannot reach the address: https, its certificate, or a firewall.",
        ),
        (
            "A group stays empty",
            "Its people are not assigned to the app, so they do not exist here. Assign them, then push the group again.",
        ),
        (
            "\u{201c}User already exists\u{201d}",
            "Another user here has this userName, in whatever letter case. Rename it, or let Okta take it over by an import.",
        ),
    ],
    checked: "November 2026",
};
