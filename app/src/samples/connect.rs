//! Connecting an identity provider.

use super::entry::progress;
use super::{HOSTILE, Sample, as_auditor, at, inside, on, signed_out};
use crate::Page;
use crate::model::connect::{
    Arrival, Arrivals, Audience, ConnectPage, ConnectionState, GuideLinkRow, GuidePage, GuideToken,
    IssuedHere, Progress, Provider, ProviderCard, Reach, Sight, Trouble, Written,
};
use crate::model::credential::CredentialKind;
use crate::model::explanation::{Refusal, explain};
use crate::model::token::{Expiry, Secret};

const NAMES: [(&str, Provider); 8] = [
    ("guide-okta", Provider::Okta),
    ("guide-entra", Provider::Entra),
    ("guide-onelogin", Provider::OneLogin),
    ("guide-jumpcloud", Provider::JumpCloud),
    ("guide-google", Provider::Google),
    ("guide-keycloak", Provider::Keycloak),
    ("guide-authentik", Provider::Authentik),
    ("guide-generic", Provider::Generic),
];

pub(super) fn samples() -> Vec<Sample> {
    let mut samples: Vec<Sample> = NAMES
        .into_iter()
        .map(|(name, provider)| inside(name, Page::Guide(Box::new(unused(provider)))))
        .collect();
    samples.extend([
        inside("guide-issued", Page::Guide(Box::new(issued()))),
        inside("guide-reached", Page::Guide(Box::new(reached()))),
        inside("guide-refused", Page::Guide(Box::new(refused()))),
        inside("guide-connected", Page::Guide(Box::new(connected()))),
        inside("guide-dry-run", Page::Guide(Box::new(dry_run()))),
        as_auditor(
            "guide-auditor",
            Page::Guide(Box::new(unused(Provider::Okta))),
        ),
        inside("guide-link-made", Page::Guide(Box::new(link_made()))),
        signed_out("guide-guest", Page::Guide(Box::new(guest(connected(), 4)))),
        signed_out(
            "guide-guest-issued",
            Page::Guide(Box::new(guest(issued(), 4))),
        ),
        signed_out(
            "guide-guest-no-more",
            Page::Guide(Box::new(guest(connected(), 0))),
        ),
    ]);
    samples
}

pub(super) fn hub(progress: Progress) -> Page {
    let begun = progress.first_request.is_some();
    let cards = Provider::ALL.map(|provider| ProviderCard {
        provider,
        state: match provider {
            Provider::Okta if begun => ConnectionState::Connected {
                last: at("02:13:27", "40 s ago"),
            },
            Provider::Entra if begun => ConnectionState::Waiting {
                since: at("02:10:31", "3 min ago"),
            },
            Provider::OneLogin if begun => ConnectionState::Ended {
                last: on("2026-09-30", "08:12:44", "52 d ago"),
            },
            _ => ConnectionState::Unused,
        },
    });
    Page::Connect(ConnectPage {
        base_url: BASE_URL.to_owned(),
        reach: if begun { Reach::Public } else { Reach::Local },
        progress,
        cards: cards.to_vec(),
    })
}

const BASE_URL: &str = "https://id.example/t/acme/scim/v2";

fn unused(provider: Provider) -> GuidePage {
    GuidePage {
        provider,
        base_url: BASE_URL.to_owned(),
        reach: Reach::Public,
        tokens: Vec::new(),
        nonce: "nonce".to_owned(),
        issued: None,
        arrivals: Arrivals {
            provider,
            progress: Progress::default(),
            requests: Vec::new(),
            reads_only: false,
        },
        troubles: Vec::new(),
        audience: Audience::Member {
            links: Vec::new(),
            made: None,
        },
        errors: Vec::new(),
    }
}

fn issued() -> GuidePage {
    let page = unused(Provider::Okta);
    GuidePage {
        reach: Reach::Local,
        issued: Some(IssuedHere {
            id: "tok2".to_owned(),
            name: "okta-2026-11".to_owned(),
            secret: Secret::new(
                "rc_scim_9aZkQ2mN8tLw_4fQwRtY7uIoP0aSdFgHjKlZxCvBnM1qWeRtYuIoP2c01d".to_owned(),
            ),
            expiry: Expiry::At {
                at: on("2027-11-21", "02:10:31", "in 365 days"),
                days_left: 365,
            },
        }),
        arrivals: Arrivals {
            progress: Progress {
                token_issued: Some(at("02:14:05", "just now")),
                ..Progress::default()
            },
            ..page.arrivals.clone()
        },
        ..page
    }
}

fn reached() -> GuidePage {
    let page = unused(Provider::Entra);
    let client = GuideToken {
        kind: CredentialKind::Client,
        id: "cli1".to_owned(),
        name: "entra-2026-11".to_owned(),
        ..token()
    };
    GuidePage {
        tokens: vec![client],
        arrivals: Arrivals {
            progress: progress(),
            requests: vec![
                arrival("e3", 200, Sight::Discovery, "GET /Schemas"),
                arrival("e2", 200, Sight::Granted, "POST /t/acme/oauth/token"),
                arrival(
                    "e1",
                    200,
                    Sight::EntraTest,
                    "GET /Users?filter=userName eq \u{201c}…",
                ),
            ],
            ..page.arrivals.clone()
        },
        ..page
    }
}

fn refused() -> GuidePage {
    let page = reached();
    let sight = Sight::Refused {
        detail: "the token expired on 2026-11-01".to_owned(),
    };
    GuidePage {
        arrivals: Arrivals {
            requests: vec![arrival("e1", 401, sight, "GET /Users?count=1")],
            ..page.arrivals.clone()
        },
        troubles: vec![trouble(401, None, "the token expired on 2026-11-01", 3)],
        ..page
    }
}

fn trouble(status: u16, scim_type: Option<&str>, detail: &str, count: u64) -> Trouble {
    Trouble {
        event_id: "e5".to_owned(),
        last: at("02:13:20", "1 min ago"),
        count,
        status,
        explanation: explain(&Refusal {
            operation: "user.create",
            status,
            scim_type,
            detail: Some(detail),
            idp: Some("okta"),
        }),
        scim_type: scim_type.map(str::to_owned),
        detail: detail.to_owned(),
    }
}

fn connected() -> GuidePage {
    let page = unused(Provider::Okta);
    let created = |name: &str| Sight::Written {
        operation: "user.create".to_owned(),
        name: name.to_owned(),
        target: Some(Written::User {
            id: "2819c223".to_owned(),
        }),
    };
    let refused = Sight::Refused {
        detail: format!("userName already exists: {HOSTILE}"),
    };
    GuidePage {
        tokens: vec![token()],
        arrivals: Arrivals {
            progress: Progress {
                first_user: Some(at("02:13:02", "1 min ago")),
                ..progress()
            },
            requests: vec![
                arrival("e5", 409, refused, "POST /Users"),
                arrival("e4", 201, created(HOSTILE), "POST /Users"),
                arrival("e3", 201, created("Ada Lovelace"), "POST /Users"),
                arrival("e2", 200, Sight::LookUp, "GET /Users?filter=userName eq…"),
                arrival("e1", 200, Sight::Probe, "GET /Users?count=1"),
            ],
            ..page.arrivals.clone()
        },
        troubles: vec![
            trouble(
                409,
                Some("uniqueness"),
                "userName ada@acme.com already exists in this tenant: choose another name.",
                14,
            ),
            trouble(400, None, &HOSTILE.repeat(4), 1),
        ],
        ..page
    }
}

fn link_made() -> GuidePage {
    let row = |id: &str, by: &str, tokens_issued| GuideLinkRow {
        id: id.to_owned(),
        by: by.to_owned(),
        until: on("2026-11-28", "02:14:00", "in 7 days"),
        tokens_issued,
    };
    let link = "https://id.example/guide/7q4mk2x9c1v8b3n6r5t0w2y4za";
    GuidePage {
        audience: Audience::Member {
            links: vec![row("l2", "grace@acme.com", 0), row("l1", HOSTILE, 2)],
            made: Some(Secret::new(link.to_owned())),
        },
        ..unused(Provider::Okta)
    }
}

fn guest(page: GuidePage, tokens_left: u32) -> GuidePage {
    GuidePage {
        audience: Audience::Guest {
            tenant: "Acme".to_owned(),
            csrf: "csrf".to_owned(),
            until: on("2026-11-28", "02:14:00", "in 7 days"),
            tokens_left,
        },
        ..page
    }
}

fn dry_run() -> GuidePage {
    let page = unused(Provider::Authentik);
    GuidePage {
        tokens: vec![token()],
        arrivals: Arrivals {
            progress: progress(),
            requests: vec![arrival(
                "e1",
                200,
                Sight::Discovery,
                "GET /ServiceProviderConfig",
            )],
            reads_only: true,
            ..page.arrivals.clone()
        },
        ..page
    }
}

fn token() -> GuideToken {
    GuideToken {
        kind: CredentialKind::Token,
        id: "tok2".to_owned(),
        name: "okta-2026-11".to_owned(),
        expiry: Expiry::At {
            at: on("2027-11-21", "02:10:31", "in 365 days"),
            days_left: 365,
        },
        last_used: Some(at("02:13:00", "1 min ago")),
    }
}

fn arrival(id: &str, status: u16, sight: Sight, request: &str) -> Arrival {
    Arrival {
        event_id: id.to_owned(),
        time: at("02:13:02", "1 min ago"),
        status,
        sight,
        request: request.to_owned(),
    }
}
