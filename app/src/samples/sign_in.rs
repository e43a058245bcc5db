//! Sign-in through a tenant's own provider.

use super::{HOSTILE, Sample, as_auditor, inside, signed_out};
use crate::Page;
use crate::model::account::AccountPage;
use crate::model::entry::ConfirmPage;
use crate::model::sign_in::{ProviderLoginPage, ProviderRefusal, SignInPage};
use crate::model::{FieldError, Role};
use crate::text::sign_in::UNKNOWN;

pub(super) fn samples() -> Vec<Sample> {
    vec![
        inside("sign-in-settings", Page::SignIn(connected())),
        inside("sign-in-settings-new", Page::SignIn(nothing())),
        inside("sign-in-settings-refused", Page::SignIn(refused())),
        as_auditor("sign-in-settings-auditor", Page::SignIn(connected())),
        signed_out(
            "login-provider",
            Page::ProviderLogin(ProviderLoginPage::default()),
        ),
        signed_out("login-provider-unknown", Page::ProviderLogin(unknown())),
        signed_out(
            "login-provider-onward",
            Page::ProviderLogin(ProviderLoginPage {
                onward: Some("/login/oidc?tenant=acme".to_owned()),
                ..ProviderLoginPage::default()
            }),
        ),
        signed_out(
            "login-provider-not-admitted",
            Page::ProviderLogin(ProviderLoginPage {
                refusal: Some(ProviderRefusal::NotAdmitted),
                ..ProviderLoginPage::default()
            }),
        ),
        inside(
            "confirm-provider",
            Page::Confirm(ConfirmPage {
                by_provider: true,
                provider_refused: true,
                next: Some("/t/acme/settings/retention".to_owned()),
                ..ConfirmPage::default()
            }),
        ),
        inside(
            "account-provider",
            Page::Account(AccountPage {
                bound_to: Some(HOSTILE.to_owned()),
                ..AccountPage::default()
            }),
        ),
    ]
}

fn nothing() -> SignInPage {
    SignInPage {
        role_claim: "roles".to_owned(),
        redirect_uri: "https://id.example/login/oidc/callback".to_owned(),
        initiate_uri: "https://id.example/login/oidc?tenant=acme".to_owned(),
        ..SignInPage::default()
    }
}

fn connected() -> SignInPage {
    SignInPage {
        enabled: true,
        issuer: "https://login.acme.com/realms/staff".to_owned(),
        client_id: "rollcall".to_owned(),
        has_secret: true,
        scopes: "groups".to_owned(),
        owner: "rollcall-owners".to_owned(),
        admin: format!("it & ops\n</textarea>{HOSTILE}"),
        others: Some(Role::Auditor),
        ..nothing()
    }
}

fn refused() -> SignInPage {
    SignInPage {
        errors: vec![FieldError::new(
            "issuer",
            "The provider does not answer at this address.",
        )],
        ..connected()
    }
}

fn unknown() -> ProviderLoginPage {
    ProviderLoginPage {
        tenant: HOSTILE.to_owned(),
        next: Some("/t/acme/users".to_owned()),
        errors: vec![FieldError::new("tenant", UNKNOWN)],
        ..ProviderLoginPage::default()
    }
}
