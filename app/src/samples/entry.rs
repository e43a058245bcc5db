//! Before there is a session, the account, and what can go wrong.

use super::{Sample, acme, at, inside, on, shell, signed_out, with_flash};
use crate::model::account::{AccountPage, SessionRow};
use crate::model::connect::{ConnectPage, Progress, Reach};
use crate::model::entry::{
    AcceptInvitePage, LoginNotice, LoginPage, ResetPage, SetupNoticePage, SetupPage,
};
use crate::model::failure::{Failure, FailurePage, Missing};
use crate::model::tenants::TenantsPage;
use crate::model::{FieldError, Flash, Membership, Role, TenantLabel};
use crate::text::{entry, forms};
use crate::{Page, Shell};

pub(super) fn samples() -> Vec<Sample> {
    let mut samples = vec![
        signed_out("setup-notice", Page::SetupNotice(SetupNoticePage)),
        signed_out("setup", Page::Setup(setup())),
        signed_out("setup-refused", Page::Setup(refused_setup())),
        signed_out(
            "setup-insecure",
            Page::Setup(SetupPage {
                refused_insecure: true,
                ..SetupPage::default()
            }),
        ),
        signed_out("login", Page::Login(login())),
        signed_out("login-refused", Page::Login(refused_login())),
        signed_out(
            "login-throttled",
            Page::Login(LoginPage {
                notice: Some(LoginNotice::Throttled { wait_seconds: 42 }),
                ..login()
            }),
        ),
        signed_out("invite", Page::AcceptInvite(invite())),
        signed_out(
            "invite-known",
            Page::AcceptInvite(AcceptInvitePage {
                known: true,
                ..invite()
            }),
        ),
        signed_out("reset", Page::Reset(reset())),
        signed_out(
            "reset-refused",
            Page::Reset(ResetPage {
                errors: vec![FieldError::new("password", forms::PASSWORD_SHORT)],
                ..reset()
            }),
        ),
        signed_out(
            "login-password-set",
            Page::Login(LoginPage {
                notice: Some(LoginNotice::PasswordSet),
                ..login()
            }),
        ),
        outside(
            "tenants",
            Page::Tenants(TenantsPage {
                memberships: memberships(),
            }),
        ),
        outside("tenants-none", Page::Tenants(TenantsPage::default())),
        inside("account", Page::Account(account())),
        with_flash(
            inside("connect", Page::Connect(connect(Progress::default()))),
            Flash::OwnerCreated {
                tenant: "Acme".to_owned(),
            },
        ),
        inside("connect-reached", Page::Connect(connect(progress()))),
    ];
    samples.extend(failures());
    samples
}

/// Signed in, in no tenant.
fn outside(name: &'static str, page: Page) -> Sample {
    let mut shell = shell();
    if let Some(viewer) = shell.viewer.as_mut() {
        viewer.membership = None;
    }
    Sample { name, shell, page }
}

fn setup() -> SetupPage {
    SetupPage {
        csrf: "csrf".to_owned(),
        ..SetupPage::default()
    }
}

fn refused_setup() -> SetupPage {
    SetupPage {
        organisation: "Acme".to_owned(),
        slug: "api".to_owned(),
        email: "grace".to_owned(),
        errors: vec![
            FieldError::new("slug", forms::SLUG_RESERVED),
            FieldError::new("email", forms::EMAIL_WRONG),
            FieldError::new("password", forms::PASSWORD_SHORT),
        ],
        ..setup()
    }
}

fn login() -> LoginPage {
    LoginPage {
        csrf: "csrf".to_owned(),
        next: Some("/t/acme/audit?range=7d".to_owned()),
        ..LoginPage::default()
    }
}

fn refused_login() -> LoginPage {
    LoginPage {
        email: "grace@acme.com".to_owned(),
        errors: vec![FieldError::new("password", entry::LOGIN_WRONG)],
        ..login()
    }
}

fn invite() -> AcceptInvitePage {
    AcceptInvitePage {
        csrf: "csrf".to_owned(),
        tenant: "Acme".to_owned(),
        email: "alan@acme.com".to_owned(),
        role: Role::Auditor,
        known: false,
        errors: Vec::new(),
        refused_insecure: false,
    }
}

fn reset() -> ResetPage {
    ResetPage {
        csrf: "csrf".to_owned(),
        email: "alan@acme.com".to_owned(),
        errors: Vec::new(),
        refused_insecure: false,
    }
}

fn memberships() -> Vec<Membership> {
    let globex = TenantLabel {
        slug: "globex".to_owned(),
        name: "Globex Corporation".to_owned(),
    };
    vec![
        Membership {
            tenant: acme(),
            role: Role::Owner,
        },
        Membership {
            tenant: globex,
            role: Role::Auditor,
        },
    ]
}

fn account() -> AccountPage {
    AccountPage {
        memberships: memberships(),
        signed_in: Some(at("01:58:20", "15 min ago")),
        session_ends: Some(at("13:58:20", "in 11 h")),
        sessions: vec![
            SessionRow {
                name: "0a1b".to_owned(),
                browser: Some("Firefox"),
                system: Some("Linux"),
                ip: Some("203.0.113.40".to_owned()),
                started: at("01:58:20", "15 min ago"),
                seen: at("02:13:00", "1 min ago"),
                this: true,
            },
            SessionRow {
                name: "2c3d".to_owned(),
                started: at("00:30:00", "1 h ago"),
                seen: at("01:41:00", "33 min ago"),
                ..SessionRow::default()
            },
        ],
        errors: vec![FieldError::new("current", forms::CURRENT_PASSWORD_WRONG)],
    }
}

fn connect(progress: Progress) -> ConnectPage {
    let reach = if progress.first_request.is_some() {
        Reach::Public
    } else {
        Reach::Local
    };
    ConnectPage {
        base_url: "https://id.example/t/acme/scim/v2".to_owned(),
        reach,
        progress,
    }
}

pub(super) fn progress() -> Progress {
    Progress {
        token_issued: Some(at("02:10:31", "3 min ago")),
        first_request: Some(at("02:12:02", "2 min ago")),
        ..Progress::default()
    }
}

fn failures() -> Vec<Sample> {
    let issued = on("2026-11-21", "02:14:07", "just now");
    let failures = [
        ("failure-400", Failure::BadRequest),
        ("failure-403", Failure::Forbidden { needs: Role::Admin }),
        ("failure-403-cross-site", Failure::CrossSite),
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
    ];
    let page = |failure| {
        Page::Failure(FailurePage {
            failure,
            detail: None,
        })
    };
    let mut samples: Vec<Sample> = failures
        .into_iter()
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
