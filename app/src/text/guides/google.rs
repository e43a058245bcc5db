use super::{Guide, Way};

pub(super) const GUIDE: Guide = Guide {
    first: Some(
        "If Auto-provisioning is missing on your app, your edition does not offer it there: Google offers it for apps of its catalogue, and for custom SAML apps not in every edition. Some administrators add a SAML app of the catalogue that has it, and point that at the SCIM base URL.",
    ),
    needs: "A super administrator of Google Workspace or Cloud Identity.",
    url_label: "Endpoint URL",
    token_label: "Access token",
    values: &[],
    ways: &[Way {
        title: "In the Google Admin console",
        steps: &[
            &["Apps", "Web and mobile apps", "your app"],
            &["Auto-provisioning", "Configure auto-provisioning"],
            &["Access token: paste the token", "Continue"],
            &["Endpoint URL: paste the SCIM base URL", "Continue"],
            &["Map the attributes", "Continue"],
            &["Provisioning scope: groups, if not everybody", "Continue"],
            &["Deprovisioning: what happens when access ends", "Finish"],
            &["Auto-provisioning: Active"],
        ],
    }],
    sends: &[
        "A probe for the first user (/Users?count=1) when it is set up.",
        "Users: created, changed, suspended (active is set to false) or deleted, as the rules of deprovisioning say.",
    ],
    known: &[
        "Google synchronizes every few hours. There is no button that does it at once.",
        "Groups decide whose people are sent; they are not sent themselves.",
        "Starter editions have auto-provisioning for three apps at most.",
    ],
    causes: &[
        (
            "Nothing arrives for hours",
            "The next round has not come, auto-provisioning is not Active, or the person is outside of the provisioning scope.",
        ),
        (
            "The endpoint is refused at once",
            "Google wants https with a certificate that the public web trusts.",
        ),
    ],
    checked: "November 2026",
};
