//! Connecting an identity provider. Labels of other products are quoted as their screens show them.

use crate::model::connect::Reach;

pub const TITLE: &str = "Connect an identity provider";
pub const LEAD: &str = "Your identity provider needs two values: the SCIM base URL and a token. It then keeps users and groups here up to date.";
pub const VALUES: &str = "Two values";
pub const BASE_URL: &str = "SCIM base URL";
pub const COPY_URL: &str = "Copy SCIM base URL";
pub const BEARER: &str = "Bearer token";
pub const BEARER_HINT: &str = "Shown once when it is issued.";
pub const PROGRESS: &str = "Progress";
pub const CHECK_NOW: &str = "Check now";
pub const OPTIONAL: &str = "optional";

pub const STEP_TOKEN: &str = "Token issued";
pub const STEP_REQUEST: &str = "Identity provider reached us";
pub const STEP_USER: &str = "First user";
pub const STEP_GROUP: &str = "First group";
pub const STEP_DEACTIVATION: &str = "First deactivation";
pub const DONE: &str = "done";
pub const WAITING: &str = "waiting";

pub const CURL: &str = "With curl";
pub const CURL_TEXT: &str =
    "No identity provider at hand? This creates one user, exactly as one would.";
pub const CURL_TOKEN: &str = "export TOKEN=rc_scim_…";
pub const COPY_COMMAND: &str = "Copy command";

pub const OKTA: &str = "Okta";
pub const OKTA_NOTE: &str = "For a custom SAML or SWA app. Okta refuses addresses without https, and deactivates instead of deleting when someone is unassigned.";
pub const OKTA_STEPS: [&[&str]; 6] = [
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
    &["Supported provisioning actions: Push New Users, Push Profile Updates, Push Groups"],
    &[
        "Authentication Mode: HTTP Header",
        "Authorization: paste the token",
        "Test",
        "Save",
    ],
    &[
        "To App",
        "Edit",
        "Create Users, Update User Attributes, Deactivate Users",
        "Save",
    ],
];

pub const ENTRA: &str = "Microsoft Entra ID";
pub const ENTRA_NOTE: &str = "Entra syncs about every 40 minutes. Test Connection asks for a user that does not exist and expects an empty list; that is what it gets.";
pub const ENTRA_STEPS: [&[&str]; 5] = [
    &[
        "Enterprise applications",
        "+ New application",
        "+ Create your own application",
    ],
    &["Provisioning", "+ New configuration"],
    &[
        "Tenant URL: paste the SCIM base URL",
        "Secret Token: paste the token",
    ],
    &["Test Connection", "Create"],
    &["Users and groups: assign people", "Start provisioning"],
];

pub fn reach(reach: Reach) -> Option<&'static str> {
    match reach {
        Reach::Public => None,
        Reach::Local => Some(
            "Cloud identity providers cannot reach this address. Set ROLLCALL_PUBLIC_URL to the https address under which they can.",
        ),
        Reach::PlainHttp => Some(
            "This address is not encrypted, and most identity providers refuse it. Set ROLLCALL_PUBLIC_URL to an https address.",
        ),
    }
}

pub fn create_user(base_url: &str) -> String {
    format!(
        "curl -X POST \"{base_url}/Users\" \\\n  -H \"Authorization: Bearer $TOKEN\" \\\n  -H \"Content-Type: application/scim+json\" \\\n  -d '{{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"ada@example.com\",\"name\":{{\"givenName\":\"Ada\",\"familyName\":\"Lovelace\"}}}}'"
    )
}
