//! OAuth clients.

use super::{HOSTILE, Sample, as_auditor, at, inside, on};
use crate::Page;
use crate::model::FieldError;
use crate::model::client::{
    ClientIssuedPage, ClientNewPage, ClientPage, ClientRevokePage, ClientRow, ClientsPage, Proof,
};
use crate::model::token::{Expiry, LastUse, Scope, Secret, TokenState};
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
        inside("client", Page::Client(page(entra()))),
        as_auditor("client-unused", Page::Client(unused())),
        inside("client-revoke", Page::ClientRevoke(revoke())),
        inside("client-revoke-unused", Page::ClientRevoke(unused_revoke())),
    ]
}

fn list(switched_on: bool) -> ClientsPage {
    ClientsPage {
        rows: vec![entra(), script(), revoked()],
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
        too_long: false,
        state: TokenState::Live,
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
        endpoint: ENDPOINT.to_owned(),
        base_url: "https://id.example/t/acme/scim/v2".to_owned(),
        scope: Scope::Write,
        expiry: entra().expiry,
        switched_on: false,
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
