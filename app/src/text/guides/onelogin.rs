use super::{Guide, Value, Way};

pub(super) const GUIDE: Guide = Guide {
    first: None,
    needs: "A OneLogin super user, or an administrator of the app, and provisioning in your OneLogin plan.",
    url_label: "SCIM Base URL",
    token_label: "SCIM Bearer Token",
    values: &[Value {
        label: "SCIM JSON Template",
        value: r#"{
  "schemas": [
    "urn:ietf:params:scim:schemas:core:2.0:User",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
  ],
  "userName": "{$parameters.scimusername}",
  "externalId": "{$user.id}",
  "displayName": "{$user.display_name}",
  "name": {
    "givenName": "{$user.firstname}",
    "familyName": "{$user.lastname}"
  },
  "emails": [
    { "value": "{$user.email}", "type": "work", "primary": true }
  ],
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
    "department": "{$user.department}"
  }
}"#,
        id: "json-template",
        copy: "Copy template",
        long: true,
    }],
    ways: &[Way {
        title: "In the OneLogin administration",
        steps: &[
            &[
                "Applications",
                "Add App",
                "SCIM Provisioner with SAML (SCIM v2 Enterprise)",
                "Save",
            ],
            &[
                "Configuration",
                "SCIM Base URL: paste the SCIM base URL",
                "SCIM JSON Template: paste the template",
                "SCIM Bearer Token: paste the token",
            ],
            &["API Connection", "API Status: Enable", "Save"],
            &["Provisioning", "Enable provisioning"],
            &[
                "Require admin approval",
                "clear Create user, Delete user and Update user",
                "Save",
            ],
            &["Parameters", "Groups", "Include in User Provisioning"],
            &["Rules", "Set Groups in \u{2026}"],
            &["Users", "one person", "Applications", "add the app"],
        ],
    }],
    sends: &[
        "A look-up of a userName that does not exist when the connection is switched on: an empty list is the right answer.",
        "Users as the template says; active comes as text, which is understood.",
        "Groups by PATCH, from the rules of the app.",
    ],
    known: &[
        "Entries may stay Pending until somebody approves them: clear the boxes of Require admin approval, or approve them at Users of the app.",
        "OneLogin tells nobody that a group was deleted: it stays here until it is removed by hand over there.",
        "A template that is often copied names the schemas of SCIM 1.0. The one above names those of 2.0.",
    ],
    causes: &[
        (
            "API Status stays Disabled",
            "The address or the token is wrong, or OneLogin cannot reach the address.",
        ),
        (
            "Somebody never appears here",
            "Their entry is Pending: approve it.",
        ),
        (
            "A request is refused as invalidSyntax",
            "The template is no valid JSON: a comma too many, or a value without quotes.",
        ),
    ],
    checked: "November 2026",
};
