//! Before there is a session, and the account.

use std::sync::LazyLock;

use super::{Sample, acme, at, in_empty, inside, shell, signed_out, with_flash};
use crate::Page;
use crate::model::account::{AccountPage, DisplayForm, SessionRow};
use crate::model::connect::Progress;
use crate::model::entry::{AcceptInvitePage, LoginNotice, LoginPage, SetupNoticePage, SetupPage};
use crate::model::tenants::TenantsPage;
use crate::model::{FieldError, Flash, Membership, Role, TenantLabel};
use crate::text::{account as account_words, entry, forms};

pub(super) fn samples() -> Vec<Sample> {
    vec![
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
        outside(
            "tenants",
            Page::Tenants(TenantsPage {
                self_service: true,
                memberships: memberships(),
            }),
        ),
        outside("tenants-none", Page::Tenants(TenantsPage::default())),
        inside("account", Page::Account(account())),
        with_flash(
            in_empty("connect", super::connect::hub(Progress::default())),
            Flash::OwnerCreated {
                tenant: "Acme".to_owned(),
            },
        ),
        inside("connect-reached", super::connect::hub(progress())),
    ]
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

fn memberships() -> Vec<Membership> {
    let globex = TenantLabel {
        slug: "globex".to_owned(),
        name: "Globex Corporation".to_owned(),
    };
    vec![
        Membership {
            tenant: acme(),
            role: Role::Owner,
            suspended: false,
            deletion: None,
            provisioned: true,
        },
        Membership {
            tenant: globex,
            role: Role::Auditor,
            suspended: true,
            deletion: None,
            provisioned: true,
        },
    ]
}

fn zones() -> &'static [String] {
    static ZONES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let names = ["America/New_York", "Europe/Vienna", "Pacific/Auckland"];
        names.map(str::to_owned).to_vec()
    });
    &ZONES
}

fn account() -> AccountPage {
    AccountPage {
        second_factor: None,
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
                through: None,
            },
            SessionRow {
                name: "2c3d".to_owned(),
                through: Some("Globex Corporation".to_owned()),
                started: at("00:30:00", "1 h ago"),
                seen: at("01:41:00", "33 min ago"),
                ..SessionRow::default()
            },
        ],
        bound_to: None,
        zones: zones(),
        display_refused: Some(DisplayForm {
            zone: "Middle/Earth".to_owned(),
            ..DisplayForm::default()
        }),
        errors: vec![
            FieldError::new("current", forms::CURRENT_PASSWORD_WRONG),
            FieldError::new("tz", account_words::ZONE_UNKNOWN),
        ],
    }
}

pub(super) fn progress() -> Progress {
    Progress {
        token_issued: Some(at("02:10:31", "3 min ago")),
        first_request: Some(at("02:12:02", "2 min ago")),
        ..Progress::default()
    }
}
