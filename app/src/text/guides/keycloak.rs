use super::{Guide, Way};

pub(super) const GUIDE: Guide = Guide {
    first: Some(
        "Keycloak's own SCIM, from version 26.6 on, is a server: it receives people, as Rollcall does. To send them, Keycloak needs one of the extensions below.",
    ),
    needs: "An administrator of the realm, and somebody who can add a provider to the Keycloak server.",
    url_label: "SCIM 2.0 endpoint",
    token_label: "Auth password/token",
    values: &[],
    ways: &[
        Way {
            title: "With the open scim extension",
            steps: &[
                &["Realm settings", "Events", "Event listeners: add scim"],
                &["User federation", "Add provider: scim"],
                &["SCIM 2.0 endpoint: paste the SCIM base URL"],
                &["Endpoint content type: application/scim+json"],
                &["Auth mode: BEARER", "Auth password/token: paste the token"],
                &["Enable user propagation", "Enable group propagation"],
                &["Enable import during sync: off"],
                &["Save", "Sync all users"],
            ],
        },
        Way {
            title: "With the commercial SCIM for Keycloak",
            steps: &[
                &["Remote SCIM Provider", "+"],
                &[
                    "base URL: paste the SCIM base URL",
                    "Use default configuration",
                ],
                &[
                    "Type: Long Life Bearer Token",
                    "Bearer Token: paste the token",
                ],
                &["Realm Assignments", "assign the realm"],
                &["Synchronization", "start it"],
            ],
        },
    ],
    sends: &[
        "Users and groups when they change in Keycloak, and all of them with a sync.",
        "Whole resources by PUT, unless PATCH is switched on.",
    ],
    known: &[
        "Import during sync would read users from here into Keycloak: leave it off, unless that is what you want.",
        "What changed while the extension was off is sent with the next sync of all users.",
    ],
    causes: &[
        (
            "Nothing is sent",
            "The event listener scim is missing in the realm.",
        ),
        (
            "401 here",
            "Auth mode is not BEARER, or the token has a space at its end.",
        ),
    ],
    checked: "November 2026",
};
