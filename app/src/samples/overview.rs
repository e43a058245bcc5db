//! The overview: busy, with a silent client, by OAuth clients alone, and before the first request.

use super::entry::progress;
use super::{HOSTILE, Sample, at, in_empty, inside, tokens};
use crate::Page;
use crate::model::activity::{Activity, Bucket};
use crate::model::credential::{Credential, CredentialKind};
use crate::model::overview::{Attention, Connection, Counts, Health, OverviewPage};
use crate::model::token::Expiry;

pub(super) fn samples() -> Vec<Sample> {
    vec![
        inside("overview", Page::Overview(busy())),
        inside("overview-silent", Page::Overview(silent())),
        inside("overview-clients", Page::Overview(by_clients())),
        in_empty("overview-first-use", Page::Overview(first_use())),
    ]
}

fn busy() -> OverviewPage {
    OverviewPage {
        health: Health::Healthy {
            connections: 3,
            last_write: Some(at("02:11:03", "3 min ago")),
        },
        attention: vec![
            Attention::Expiring(Credential {
                expiry: Expiry::At {
                    at: super::on("2026-12-20", "09:30:12", "in 29 days"),
                    days_left: 29,
                },
                ..okta()
            }),
            Attention::Refusals {
                count: 14,
                since: at("01:50:00", "24 min ago"),
                detail: "userName already exists".to_owned(),
                scim_type: Some("uniqueness".to_owned()),
            },
        ],
        connections: vec![
            Connection {
                credential: okta(),
                last_request: Some(at("02:13:27", "40 s ago")),
                last_write: Some(at("02:11:03", "3 min ago")),
                requests_24h: 1_218,
                errors_24h: 14,
            },
            quiet(Credential {
                id: "tok3".to_owned(),
                name: "entra-staging".to_owned(),
                idp: Some("entra".to_owned()),
                expiry: Expiry::Never,
                ..okta()
            }),
            quiet(client()),
        ],
        counts: Counts {
            users_active: 1_482,
            users_inactive: 37,
            groups: 64,
        },
        activity: activity(),
        recent: super::audit::rows(),
        progress: None,
    }
}

/// Two clients that have stopped calling.
fn silent() -> OverviewPage {
    let fallen = |credential| Attention::Silent {
        credential,
        longest_hours: 11,
        last: super::on("2026-11-19", "18:20:00", "31 h ago"),
    };
    OverviewPage {
        health: Health::Silent(vec![okta(), client()]),
        attention: vec![
            Attention::Expiring(okta()),
            fallen(okta()),
            fallen(client()),
        ],
        ..busy()
    }
}

fn first_use() -> OverviewPage {
    OverviewPage {
        health: Health::Waiting,
        attention: Vec::new(),
        connections: Vec::new(),
        counts: Counts::default(),
        activity: Activity::default(),
        recent: Vec::new(),
        progress: Some(progress()),
    }
}

/// A tenant that lets OAuth clients in and has no token.
fn by_clients() -> OverviewPage {
    let hostile = Credential {
        name: HOSTILE.to_owned(),
        ..client()
    };
    OverviewPage {
        health: Health::Ended(vec![hostile.clone()]),
        attention: vec![
            Attention::Expired(hostile.clone()),
            Attention::Expiring(client()),
            Attention::NeverUsed(hostile.clone()),
            Attention::Silent {
                credential: hostile,
                longest_hours: 72,
                last: super::on("2026-11-11", "18:20:00", "9 d ago"),
            },
        ],
        connections: vec![quiet(client())],
        ..busy()
    }
}

fn okta() -> Credential {
    let token = tokens::okta_old();
    Credential {
        kind: CredentialKind::Token,
        id: token.id,
        name: token.name,
        idp: Some("okta".to_owned()),
        created: token.created,
        expiry: token.expiry,
    }
}

fn client() -> Credential {
    Credential {
        kind: CredentialKind::Client,
        id: "cli1".to_owned(),
        name: "entra-2026-11".to_owned(),
        idp: None,
        created: super::on("2026-11-01", "09:30:12", "19 d ago"),
        expiry: Expiry::At {
            at: super::on("2026-11-27", "09:30:12", "in 6 days"),
            days_left: 6,
        },
    }
}

/// A connection over which nothing is written.
fn quiet(credential: Credential) -> Connection {
    Connection {
        credential,
        last_request: Some(at("01:41:19", "33 min ago")),
        last_write: None,
        requests_24h: 36,
        errors_24h: 0,
    }
}

/// A day in half hours, quiet at night.
pub(super) fn activity() -> Activity {
    const SHAPE: [u64; 48] = [
        3, 2, 4, 2, 1, 0, 0, 2, 5, 9, 14, 28, 41, 60, 74, 52, 48, 39, 61, 80, 66, 43, 37, 30, 28,
        36, 44, 58, 49, 31, 22, 18, 15, 12, 9, 11, 8, 6, 7, 5, 4, 6, 3, 2, 4, 3, 9, 6,
    ];
    let time = |half: usize| {
        let date = if half < 44 {
            "2026-11-20"
        } else {
            "2026-11-21"
        };
        let minutes = (half * 30 + 2 * 60) % (24 * 60);
        super::on(
            date,
            &format!("{:02}:{:02}:00", minutes / 60, minutes % 60),
            "",
        )
    };
    let buckets = SHAPE
        .iter()
        .enumerate()
        .map(|(half, count)| Bucket {
            from: time(half),
            to: time(half + 1),
            success: *count,
            no_change: count / 6,
            errors: if half >= 46 { 7 } else { count / 40 },
        })
        .collect();
    Activity {
        buckets,
        since: None,
    }
}
