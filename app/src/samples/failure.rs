//! What can go wrong.

use super::{Sample, inside, on, shell, signed_out};
use crate::model::Role;
use crate::model::failure::{Failure, FailurePage, Missing};
use crate::{Page, Shell};

pub(super) fn samples() -> Vec<Sample> {
    let mut samples: Vec<Sample> = refused()
        .into_iter()
        .chain(missing())
        .map(|(name, failure)| inside(name, page(failure)))
        .collect();
    let login = Failure::SignedOut {
        login: "/login?next=%2Ft%2Facme".to_owned(),
    };
    samples.push(signed_out("failure-401", page(login)));
    samples.push(Sample {
        name: "failure-404-link",
        shell: Shell {
            viewer: None,
            insecure: true,
            ..shell()
        },
        page: page(Failure::NotFound(Missing::Link)),
    });
    samples
}

fn page(failure: Failure) -> Page {
    Page::Failure(FailurePage {
        failure,
        detail: None,
    })
}

fn refused() -> Vec<(&'static str, Failure)> {
    let issued = on("2026-11-21", "02:14:07", "just now");
    vec![
        ("failure-400", Failure::BadRequest),
        ("failure-suspended", Failure::Suspended),
        ("failure-403", Failure::Forbidden { needs: Role::Admin }),
        ("failure-403-cross-site", Failure::CrossSite),
        ("failure-409", Failure::Conflict),
        (
            "failure-409-issued",
            Failure::AlreadyIssued {
                id: "tok1".to_owned(),
                name: "okta-2026-11".to_owned(),
                issued: issued.clone(),
            },
        ),
        (
            "failure-409-link",
            Failure::LinkShown {
                email: "ada@acme.com".to_owned(),
                made: issued,
            },
        ),
        ("failure-422", Failure::Unprocessable),
        ("failure-429", Failure::TooManyRequests { wait_seconds: 30 }),
        ("failure-500", Failure::Internal),
        ("failure-503", Failure::Unavailable),
    ]
}

fn missing() -> Vec<(&'static str, Failure)> {
    vec![
        ("failure-404", Failure::NotFound(Missing::Page)),
        (
            "failure-404-user",
            Failure::NotFound(Missing::User {
                id: "2819c223".to_owned(),
            }),
        ),
        (
            "failure-404-group",
            Failure::NotFound(Missing::Group {
                id: "77c1".to_owned(),
            }),
        ),
        ("failure-404-token", Failure::NotFound(Missing::Token)),
        ("failure-404-member", Failure::NotFound(Missing::Member)),
        (
            "failure-404-invitation",
            Failure::NotFound(Missing::Invitation),
        ),
        (
            "failure-404-event",
            Failure::NotFound(Missing::Event { kept_days: 400 }),
        ),
    ]
}
