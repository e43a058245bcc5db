use super::{Guide, Way};

pub(super) const GUIDE: Guide = Guide {
    first: None,
    needs: "A client that speaks SCIM 2.0 (RFC 7643, RFC 7644), or a terminal with curl.",
    url_label: "SCIM 2.0 base URL",
    token_label: "Bearer token",
    values: &[],
    ways: &[Way {
        title: "In any SCIM client",
        steps: &[
            &["The address of the service: paste the SCIM base URL"],
            &["The credential: paste the token, which is sent as Authorization: Bearer \u{2026}"],
            &["Test it, with GET /ServiceProviderConfig or GET /Users?count=1"],
            &["Create one user"],
        ],
    }],
    sends: &[],
    known: &[
        "All of RFC 7644 is there: filters, sorting, paging by index and by cursor, PATCH, Bulk, ETags. /ServiceProviderConfig says it for your client.",
    ],
    causes: &[],
    checked: "November 2026",
};
