//! Tokens.

use super::{HOSTILE, Sample, as_auditor, at, in_suspended, inside, on, with_flash};
use crate::Page;
use crate::model::connect::Provider;
use crate::model::token::{
    Expiry, LastUse, Overlap, Replaced, Resources, Rotation, Scope, Secret, Side, TokenCaller,
    TokenIssuedPage, TokenNewPage, TokenPage, TokenRevokePage, TokenRotatePage, TokenRow,
    TokenState, TokensPage, Verdict,
};
use crate::model::{FieldError, Flash};
use crate::text::forms;

pub(super) fn samples() -> Vec<Sample> {
    let list = TokensPage {
        rows: vec![okta_new(), okta_old(), entra(), script(), revoked()],
    };
    vec![
        with_flash(
            inside("tokens", Page::Tokens(list.clone())),
            Flash::TokenRevoked {
                name: "okta-2024".to_owned(),
            },
        ),
        in_suspended("tokens-suspended", Page::Tokens(list.clone())),
        as_auditor("tokens-auditor", Page::Tokens(list)),
        inside("tokens-empty", Page::Tokens(TokensPage::default())),
        inside("token-new", Page::TokenNew(TokenNewPage::default())),
        inside("token-new-for", Page::TokenNew(for_okta())),
        inside("token-new-refused", Page::TokenNew(refused())),
        inside("token-issued", Page::TokenIssued(issued())),
        inside("token", Page::Token(Box::new(page(okta_old())))),
        inside("token-unused", Page::Token(Box::new(unused()))),
        as_auditor("token-auditor", Page::Token(Box::new(page(okta_old())))),
        inside("token-rotated", Page::TokenIssued(rotated())),
        inside("token-leaked", Page::TokenIssued(leaked())),
        inside("token-rotating", Page::Token(Box::new(rotating()))),
        inside("token-rotating-safe", Page::Token(Box::new(safe()))),
        as_auditor("token-rotating-auditor", Page::Token(Box::new(rotating()))),
        inside("token-rotate", Page::TokenRotate(rotate())),
        inside("token-rotate-refused", Page::TokenRotate(refused_rotate())),
        inside("token-revoke", Page::TokenRevoke(revoke())),
        inside("token-revoke-refused", Page::TokenRevoke(refused_revoke())),
        inside("token-revoke-unused", Page::TokenRevoke(unused_revoke())),
    ]
}

pub(super) fn okta_old() -> TokenRow {
    TokenRow {
        id: "tok1".to_owned(),
        name: "okta-2025-11".to_owned(),
        display: "rc_scim_4fQw…7f2a".to_owned(),
        scope: Scope::Write,
        resources: Resources::All,
        idp: Some("okta".to_owned()),
        created: on("2025-11-27", "09:30:12", "2025-11-27"),
        created_by: "grace@acme.com".to_owned(),
        last_used: Some(LastUse {
            at: at("02:13:00", "1 min ago"),
            ip: Some("203.0.113.7".to_owned()),
            user_agent: Some("Okta SCIM Client 1.0.0".to_owned()),
            idp: Some("okta".to_owned()),
        }),
        expiry: Expiry::At {
            at: on("2026-11-27", "09:30:12", "in 6 days"),
            days_left: 6,
        },
        state: TokenState::Live,
        replaced: false,
        too_long: false,
        requests_24h: Some(1_218),
    }
}

fn okta_new() -> TokenRow {
    TokenRow {
        id: "tok2".to_owned(),
        name: "okta-2026-11".to_owned(),
        display: "rc_scim_9aZk…c01d".to_owned(),
        created: at("02:10:31", "3 min ago"),
        last_used: None,
        expiry: Expiry::At {
            at: on("2027-11-21", "02:10:31", "in 365 days"),
            days_left: 365,
        },
        requests_24h: Some(0),
        ..okta_old()
    }
}

fn entra() -> TokenRow {
    TokenRow {
        id: "tok3".to_owned(),
        name: "entra-staging".to_owned(),
        idp: Some("entra".to_owned()),
        display: "rc_scim_2bXp…e77b".to_owned(),
        created: on("2026-08-02", "11:00:00", "2026-08-02"),
        created_by: "cli".to_owned(),
        last_used: Some(LastUse {
            at: at("01:41:00", "33 min ago"),
            idp: Some("entra".to_owned()),
            ..LastUse::default()
        }),
        expiry: Expiry::Never,
        requests_24h: Some(36),
        ..okta_old()
    }
}

fn script() -> TokenRow {
    TokenRow {
        id: "tok4".to_owned(),
        name: "nightly-report".to_owned(),
        idp: None,
        display: "rc_scim_7hLm…90aa".to_owned(),
        scope: Scope::Read,
        resources: Resources::Groups,
        last_used: Some(LastUse {
            at: at("00:30:00", "1 h ago"),
            ..LastUse::default()
        }),
        expiry: Expiry::At {
            at: on("2026-12-14", "00:00:00", "in 23 days"),
            days_left: 23,
        },
        requests_24h: Some(1),
        ..okta_old()
    }
}

fn revoked() -> TokenRow {
    TokenRow {
        id: "tok5".to_owned(),
        name: "okta-2024".to_owned(),
        display: "rc_scim_1cRd…55f0".to_owned(),
        state: TokenState::Revoked {
            at: at("02:14:01", "6 s ago"),
            by: "grace@acme.com".to_owned(),
        },
        requests_24h: Some(0),
        ..okta_old()
    }
}

fn for_okta() -> TokenNewPage {
    TokenNewPage {
        name: "okta-2026-11".to_owned(),
        provider: Some(Provider::Okta),
        ..TokenNewPage::default()
    }
}

fn refused() -> TokenNewPage {
    TokenNewPage {
        name: HOSTILE.to_owned(),
        longest: Some(180),
        cidrs: "203.0.113.0/24\nnonsense".to_owned(),
        nonce: "nonce".to_owned(),
        errors: vec![
            FieldError::new("name", forms::NAME_WRONG),
            FieldError::new("expires", forms::LIFETIME_WRONG),
            FieldError::new("cidrs", forms::CIDRS_WRONG),
        ],
        ..TokenNewPage::default()
    }
}

fn issued() -> TokenIssuedPage {
    TokenIssuedPage {
        id: "tok2".to_owned(),
        name: "okta-2026-11".to_owned(),
        secret: Secret::new(
            "rc_scim_9aZkQ2m5T8wXyL0pR4sVbN7cFhJ3kD6gE1uYiOaPqWeRtZxCvBmNlKjHgFdSaQpIuYtRe3c01d"
                .to_owned(),
        ),
        base_url: "https://id.example/t/acme/scim/v2".to_owned(),
        scope: Scope::Write,
        resources: Resources::All,
        expiry: okta_new().expiry,
        replaces: None,
    }
}

fn rotated() -> TokenIssuedPage {
    TokenIssuedPage {
        replaces: Some(Replaced {
            id: "tok1".to_owned(),
            ends: Some(on("2026-11-22", "02:14:07", "in 24 h")),
        }),
        ..issued()
    }
}

fn leaked() -> TokenIssuedPage {
    TokenIssuedPage {
        replaces: Some(Replaced {
            id: "tok1".to_owned(),
            ends: None,
        }),
        ..issued()
    }
}

fn rotating() -> TokenPage {
    let side = |row: TokenRow| Side {
        id: row.id,
        display: row.display,
        ends: row.expiry,
        last_used: row.last_used.map(|used| used.at),
        activity: super::overview::activity(),
    };
    let old = TokenRow {
        replaced: true,
        too_long: true,
        ..okta_old()
    };
    TokenPage {
        rotation: Some(Rotation {
            old: side(old.clone()),
            new: side(okta_new()),
            callers: vec![
                TokenCaller {
                    ip: "203.0.113.7".to_owned(),
                    user_agent: "Okta SCIM Client 1.0.0".to_owned(),
                    requests: 41,
                    last: at("02:13:00", "1 min ago"),
                },
                TokenCaller {
                    ip: "2001:db8::7".to_owned(),
                    user_agent: HOSTILE.to_owned(),
                    requests: 1,
                    last: at("00:30:00", "1 h ago"),
                },
            ],
            verdict: Verdict::OldInUse {
                cycle_minutes: 24 * 60,
            },
        }),
        ..page(old)
    }
}

fn safe() -> TokenPage {
    let mut page = rotating();
    if let Some(rotation) = &mut page.rotation {
        rotation.callers.clear();
        rotation.verdict = Verdict::Safe { cycle_minutes: 40 };
    }
    page
}

fn rotate() -> TokenRotatePage {
    TokenRotatePage {
        token: okta_old(),
        overlap: Overlap::default(),
        nonce: "nonce".to_owned(),
        errors: Vec::new(),
    }
}

fn refused_rotate() -> TokenRotatePage {
    TokenRotatePage {
        errors: vec![FieldError::new("overlap", forms::CHOOSE)],
        ..rotate()
    }
}

fn page(token: TokenRow) -> TokenPage {
    TokenPage {
        token,
        cidrs: vec!["203.0.113.0/24".to_owned(), "2001:db8::/48".to_owned()],
        rotation: None,
        recent: super::audit::rows(),
        activity: Some(super::overview::activity()),
    }
}

fn unused() -> TokenPage {
    TokenPage {
        token: okta_new(),
        cidrs: Vec::new(),
        rotation: None,
        recent: Vec::new(),
        activity: None,
    }
}

fn revoke() -> TokenRevokePage {
    TokenRevokePage {
        token: okta_old(),
        requests_last_hour: Some(41),
        in_use: true,
        has_successor: false,
        typed: String::new(),
        errors: Vec::new(),
    }
}

fn refused_revoke() -> TokenRevokePage {
    TokenRevokePage {
        typed: "okta".to_owned(),
        errors: vec![FieldError::new(
            "name",
            forms::typed_name_differs("okta-2025-11"),
        )],
        ..revoke()
    }
}

fn unused_revoke() -> TokenRevokePage {
    TokenRevokePage {
        token: okta_new(),
        requests_last_hour: Some(0),
        in_use: false,
        has_successor: true,
        ..revoke()
    }
}
