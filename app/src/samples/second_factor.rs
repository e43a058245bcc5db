//! Second factors, and the tenant that demands them.

use super::{Sample, as_auditor, at, inside, signed_out};
use crate::Page;
use crate::model::FieldError;
use crate::model::entry::EnterCodePage;
use crate::model::second_factor::{
    Act, Picture, RecoveryCodesPage, SecondFactorBegunPage, SecondFactorPage,
};
use crate::model::security::SecurityPage;
use crate::model::token::Secret;
use crate::text::forms;

const WRONG: &str =
    "This is not the code that your app shows now, or it was used: wait for the next one.";
const SPENT: &str = "This is none of your recovery codes, or it was used.";

pub(super) fn samples() -> Vec<Sample> {
    vec![
        signed_out("enter-code", Page::EnterCode(enter())),
        signed_out(
            "enter-code-refused",
            Page::EnterCode(refused("code", WRONG)),
        ),
        signed_out(
            "enter-recovery-refused",
            Page::EnterCode(refused("recovery", SPENT)),
        ),
        signed_out(
            "enter-code-throttled",
            Page::EnterCode(EnterCodePage {
                wait_seconds: Some(640),
                ..enter()
            }),
        ),
        inside(
            "second-factor-off",
            Page::SecondFactor(SecondFactorPage::default()),
        ),
        inside("second-factor-demanded", Page::SecondFactor(demanded())),
        inside("second-factor-on", Page::SecondFactor(on())),
        inside(
            "second-factor-kept",
            Page::SecondFactor(SecondFactorPage {
                demanded_by: Some("Acme".to_owned()),
                ..on()
            }),
        ),
        inside(
            "second-factor-refused",
            Page::SecondFactor(SecondFactorPage {
                errors: vec![FieldError::new(Act::Remove.field(), WRONG)],
                ..on()
            }),
        ),
        inside("second-factor-begun", Page::SecondFactorBegun(begun())),
        inside(
            "second-factor-begun-refused",
            Page::SecondFactorBegun(SecondFactorBegunPage {
                errors: vec![FieldError::new("code", WRONG)],
                ..begun()
            }),
        ),
        inside("member-second-factor", super::members::taking()),
        inside("recovery-codes", Page::RecoveryCodes(codes())),
        inside("security", Page::Security(security())),
        inside(
            "security-refused",
            Page::Security(SecurityPage {
                errors: vec![FieldError::new("second_factor", forms::CHOOSE)],
                ..security()
            }),
        ),
        as_auditor("security-auditor", Page::Security(security())),
    ]
}

fn enter() -> EnterCodePage {
    EnterCodePage {
        csrf: "csrf".to_owned(),
        ..EnterCodePage::default()
    }
}

fn refused(field: &'static str, message: &'static str) -> EnterCodePage {
    EnterCodePage {
        errors: vec![FieldError::new(field, message)],
        ..enter()
    }
}

fn demanded() -> SecondFactorPage {
    SecondFactorPage {
        demanded_by: Some("Acme".to_owned()),
        next: Some("/t/acme".to_owned()),
        ..SecondFactorPage::default()
    }
}

fn on() -> SecondFactorPage {
    SecondFactorPage {
        since: Some(at("01:12:00", "1 h ago")),
        codes_left: 9,
        ..SecondFactorPage::default()
    }
}

fn begun() -> SecondFactorBegunPage {
    SecondFactorBegunPage {
        picture: Picture {
            side: 21,
            outline: "M0 0h7v1h-7zM0 1h1v1h-1zM6 1h1v1h-1zM14 0h7v1h-7zM0 14h7v1h-7z".to_owned(),
        },
        key: Secret::new("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned()),
        next: Some("/t/acme".to_owned()),
        wait_seconds: None,
        errors: Vec::new(),
    }
}

fn codes() -> RecoveryCodesPage {
    let code = |n: u32| Secret::new(format!("7q4m-{n:04}-x8kd-02zr"));
    RecoveryCodesPage {
        codes: (0..10).map(code).collect(),
        begins: true,
        next: Some("/t/acme".to_owned()),
    }
}

fn security() -> SecurityPage {
    SecurityPage {
        second_factor: true,
        without: 2,
        longest_token: "365".to_owned(),
        errors: Vec::new(),
    }
}
