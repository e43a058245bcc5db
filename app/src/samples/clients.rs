//! OAuth clients.

use super::{HOSTILE, Sample, as_auditor, at, inside, on};
use crate::Page;
use crate::model::FieldError;
use crate::model::client::{
    ClientEndSecretPage, ClientIssuedPage, ClientNewPage, ClientPage, ClientRevokePage,
    ClientRotatePage, ClientRow, ClientsPage, OldSecret, Proof, SecretRotation, SecretSide,
};
use crate::model::connect::Provider;
use crate::model::token::{
    Expiry, LastUse, Overlap, Resources, Scope, Secret, TokenState, Verdict,
};
use crate::text::forms;

const ENDPOINT: &str = "https://id.example/t/acme/oauth/token";

pub(super) fn samples() -> Vec<Sample> {
    vec![
        inside("clients", Page::Clients(list(true))),
        as_auditor("clients-auditor", Page::Clients(list(false))),
        inside(
            "clients-empty",
            Page::Clients(ClientsPage {
                rows: Vec::new(),
                ..list(true)
            }),
        ),
        inside("client-new", Page::ClientNew(ClientNewPage::default())),
        inside("client-new-refused", Page::ClientNew(refused())),
        inside("client-issued", Page::ClientIssued(issued())),
        inside("client-issued-keys", Page::ClientIssued(issued_with_keys())),
        inside("client-rotated", Page::ClientIssued(rotated())),
        inside("client-leaked", Page::ClientIssued(leaked())),
        inside("client", Page::Client(Box::new(page(entra())))),
        as_auditor("client-auditor", Page::Client(Box::new(page(entra())))),
        as_auditor("client-unused", Page::Client(Box::new(unused()))),
        inside("client-rotating", Page::Client(Box::new(rotating()))),
        inside("client-rotating-safe", Page::Client(Box::new(safe()))),
        as_auditor(
            "client-rotating-auditor",
            Page::Client(Box::new(rotating())),
        ),
        inside("client-rotate", Page::ClientRotate(rotate())),
        inside(
            "client-rotate-refused",
            Page::ClientRotate(refused_rotate()),
        ),
        inside("client-end-secret", Page::ClientEndSecret(end_secret())),
        inside(
            "client-end-secret-refused",
            Page::ClientEndSecret(refused_end_secret()),
        ),
        inside("client-revoke", Page::ClientRevoke(revoke())),
        inside("client-revoke-unused", Page::ClientRevoke(unused_revoke())),
    ]
}

fn list(switched_on: bool) -> ClientsPage {
    ClientsPage {
        rows: vec![being_rotated(), script(), revoked()],
        endpoint: ENDPOINT.to_owned(),
        switched_on,
    }
}

fn entra() -> ClientRow {
    ClientRow {
        id: "cli1".to_owned(),
        name: "entra-2026-11".to_owned(),
        client_id: "rc_client_4fQw8zKpL2mN7vXsB1cD9e".to_owned(),
        proof: Proof::Secret("c01d".to_owned()),
        scope: Scope::Write,
        resources: Resources::All,
        idp: Some("entra".to_owned()),
        created: on("2025-11-27", "09:30:12", "2025-11-27"),
        created_by: "grace@acme.com".to_owned(),
        last_used: Some(LastUse {
            at: at("02:13:00", "1 min ago"),
            ip: Some("203.0.113.7".to_owned()),
            user_agent: Some("Microsoft Entra".to_owned()),
            idp: Some("entra".to_owned()),
        }),
        expiry: Expiry::At {
            at: on("2026-11-27", "09:30:12", "in 6 days"),
            days_left: 6,
        },
        old_secret_ends: None,
        too_long: false,
        state: TokenState::Live,
    }
}

fn being_rotated() -> ClientRow {
    ClientRow {
        expiry: Expiry::At {
            at: on("2027-11-21", "02:10:31", "in 365 days"),
            days_left: 365,
        },
        old_secret_ends: Some(on("2026-11-22", "02:10:31", "in 24 h")),
        ..entra()
    }
}

fn script() -> ClientRow {
    ClientRow {
        id: "cli2".to_owned(),
        name: HOSTILE.to_owned(),
        proof: Proof::Keys(vec![
            "RSA 2048 main".to_owned(),
            format!("Ed25519 {HOSTILE}"),
        ]),
        scope: Scope::Read,
        resources: Resources::Groups,
        idp: None,
        last_used: None,
        expiry: Expiry::Never,
        too_long: true,
        ..entra()
    }
}

fn revoked() -> ClientRow {
    ClientRow {
        id: "cli3".to_owned(),
        name: "entra-2024".to_owned(),
        state: TokenState::Revoked {
            at: at("02:14:01", "6 s ago"),
            by: String::new(),
        },
        ..entra()
    }
}

fn refused() -> ClientNewPage {
    ClientNewPage {
        name: HOSTILE.to_owned(),
        provider: Some(Provider::Entra),
        resources: Resources::Users,
        cidrs: "203.0.113.0/24\nnonsense".to_owned(),
        nonce: "nonce".to_owned(),
        errors: vec![
            FieldError::new("name", forms::NAME_WRONG),
            FieldError::new("expires", forms::LIFETIME_WRONG),
            FieldError::new("cidrs", forms::CIDRS_WRONG),
            FieldError::new("jwks", "Give 1 to 10 keys."),
        ],
        ..ClientNewPage::default()
    }
}

fn issued() -> ClientIssuedPage {
    ClientIssuedPage {
        id: "cli1".to_owned(),
        name: "entra-2026-11".to_owned(),
        client_id: entra().client_id,
        secret: Some(Secret::new(
            "rc_oauth_4fQw8zKpL2mN7vXsB1cD9e4sVbN7cFhJ3kD6gE1uYiOaPqWeRtZxCvBmNlKjHgFdSaQpIuYtRe3c01d"
                .to_owned(),
        )),
        old_secret: None,
        endpoint: ENDPOINT.to_owned(),
        base_url: "https://id.example/t/acme/scim/v2".to_owned(),
        scope: Scope::Write,
        resources: Resources::All,
        expiry: entra().expiry,
        switched_on: false,
    }
}

fn rotated() -> ClientIssuedPage {
    ClientIssuedPage {
        old_secret: Some(OldSecret::Until(on("2026-11-22", "02:14:07", "in 24 h"))),
        resources: Resources::Users,
        switched_on: true,
        ..issued()
    }
}

fn leaked() -> ClientIssuedPage {
    ClientIssuedPage {
        old_secret: Some(OldSecret::Ended),
        ..rotated()
    }
}

fn issued_with_keys() -> ClientIssuedPage {
    ClientIssuedPage {
        secret: None,
        switched_on: true,
        ..issued()
    }
}

fn page(client: ClientRow) -> ClientPage {
    ClientPage {
        client,
        endpoint: ENDPOINT.to_owned(),
        cidrs: vec!["203.0.113.0/24".to_owned()],
        rotation: None,
        recent: super::audit::rows(),
        switched_on: true,
    }
}

fn unused() -> ClientPage {
    ClientPage {
        cidrs: Vec::new(),
        recent: Vec::new(),
        switched_on: false,
        ..page(script())
    }
}

fn rotating() -> ClientPage {
    let client = being_rotated();
    let old = SecretSide {
        last_four: "7f2a".to_owned(),
        ends: Expiry::At {
            at: on("2026-11-22", "02:10:31", "in 24 h"),
            days_left: 0,
        },
        last_used: Some(at("01:41:00", "33 min ago")),
        last_ip: Some("203.0.113.7".to_owned()),
    };
    let new = SecretSide {
        last_four: "c01d".to_owned(),
        ends: client.expiry.clone(),
        last_used: None,
        last_ip: None,
    };
    ClientPage {
        rotation: Some(SecretRotation {
            old,
            new,
            verdict: Verdict::NewUnused,
        }),
        ..page(client)
    }
}

fn safe() -> ClientPage {
    let mut page = rotating();
    if let Some(rotation) = &mut page.rotation {
        rotation.new.last_used = Some(at("02:13:00", "1 min ago"));
        rotation.old.last_used = None;
        rotation.old.last_ip = None;
        rotation.verdict = Verdict::Safe { cycle_minutes: 100 };
    }
    page
}

fn rotate() -> ClientRotatePage {
    ClientRotatePage {
        client: entra(),
        overlap: Overlap::default(),
        after: 0,
        errors: Vec::new(),
    }
}

fn refused_rotate() -> ClientRotatePage {
    ClientRotatePage {
        errors: vec![FieldError::new("overlap", forms::CHOOSE)],
        ..rotate()
    }
}

fn end_secret() -> ClientEndSecretPage {
    ClientEndSecretPage {
        client: being_rotated(),
        last_used: None,
        in_use: false,
        after: 1,
        typed: String::new(),
        errors: Vec::new(),
    }
}

fn refused_end_secret() -> ClientEndSecretPage {
    ClientEndSecretPage {
        last_used: Some(at("02:13:00", "1 min ago")),
        in_use: true,
        typed: "entra".to_owned(),
        errors: vec![FieldError::new(
            "name",
            "Type the client's name exactly: entra-2026-11",
        )],
        ..end_secret()
    }
}

fn revoke() -> ClientRevokePage {
    ClientRevokePage {
        client: entra(),
        in_use: true,
        typed: "entra".to_owned(),
        errors: vec![FieldError::new(
            "name",
            "Type the client's name exactly: entra-2026-11",
        )],
    }
}

fn unused_revoke() -> ClientRevokePage {
    ClientRevokePage {
        client: script(),
        in_use: false,
        typed: String::new(),
        errors: Vec::new(),
    }
}
