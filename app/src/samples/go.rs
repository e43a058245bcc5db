//! What the command palette finds, the shortcuts, and pages in a zone of one's own.

use super::audit::event;
use super::{HOSTILE, Sample, TURNED, inside};
use crate::Page;
use crate::model::display::Local;
use crate::model::go::{Find, GoPage};
use crate::model::{Density, Display, Zone};

pub(super) fn samples() -> Vec<Sample> {
    vec![
        inside("go", Page::Go(GoPage::default())),
        inside("go-found", Page::Go(found())),
        inside(
            "go-nothing",
            Page::Go(GoPage {
                q: "nobody at all".to_owned(),
                ..GoPage::default()
            }),
        ),
        inside("go-hostile", Page::Go(hostile())),
        inside("shortcuts", Page::Shortcuts),
        displayed(inside(
            "event-local",
            Page::AuditEvent(Box::new(super::audit::page(event()))),
        )),
        displayed(inside("audit-local", Page::Audit(super::audit::list()))),
    ]
}

/// In a zone, with low rows and without single keys.
fn displayed(mut sample: Sample) -> Sample {
    sample.shell.display = Display {
        zone: Zone::new("Europe/Vienna", an_hour_later),
        aside: None,
        density: Density::Compact,
        single_keys: false,
    };
    sample
}

/// The samples play in the first hours of a day in winter.
fn an_hour_later(_zone: &str, iso: &str) -> Option<Local> {
    let hour: u8 = iso.get(11..13)?.parse().ok()?;
    Some(Local {
        time: format!("{} {:02}{}", iso.get(..10)?, hour + 1, iso.get(13..19)?),
        zone: "CET".to_owned(),
    })
}

fn find(name: &str, detail: &str) -> Find {
    Find {
        id: "2819c223-7f76-453a-919d-413861904646".to_owned(),
        name: name.to_owned(),
        detail: detail.to_owned(),
    }
}

fn found() -> GoPage {
    GoPage {
        q: "a".to_owned(),
        users: vec![find("Ada Lovelace", "ada@acme.com")],
        groups: vec![find("Analysts", "")],
        tokens: vec![find("azure", "rc_scim_2bXp")],
        event: Some(event().row),
        request: true,
    }
}

fn hostile() -> GoPage {
    GoPage {
        q: HOSTILE.to_owned(),
        users: vec![find(HOSTILE, TURNED), find(&super::endless(), HOSTILE)],
        ..GoPage::default()
    }
}
