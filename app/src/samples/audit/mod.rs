//! The audit log.

mod events;
mod lists;
mod rows;
mod trials;

pub use events::event;
pub(super) use events::page;
pub(super) use lists::list;
pub(super) use rows::{hostile_rows, rows};

use super::{Sample, inside};
use crate::Page;
use crate::model::audit::AuditPage;
use crate::model::trial::{Obstacle, Trial};
use events::{console, denied, erased, hostile, refusal};
use lists::{filtered, refused, stopped};
use trials::{hostile_refusal, still_refused, tried, would_succeed};

pub(super) fn samples() -> Vec<Sample> {
    vec![
        inside("audit", Page::Audit(list())),
        inside("audit-filtered", Page::Audit(filtered())),
        inside("audit-refused", Page::Audit(refused())),
        inside("audit-empty", Page::Audit(AuditPage::default())),
        inside("audit-stopped", Page::Audit(stopped())),
        inside(
            "audit-nothing-so-far",
            Page::Audit(AuditPage {
                rows: Vec::new(),
                ..stopped()
            }),
        ),
        inside(
            "audit-hostile",
            Page::Audit(AuditPage {
                rows: hostile_rows(),
                ..list()
            }),
        ),
        inside("event", Page::AuditEvent(Box::new(page(event())))),
        inside("event-refused", Page::AuditEvent(Box::new(page(refusal())))),
        inside(
            "event-explained",
            Page::AuditEvent(Box::new(tried(still_refused()))),
        ),
        inside(
            "event-would-succeed",
            Page::AuditEvent(Box::new(tried(would_succeed()))),
        ),
        inside(
            "event-not-tried",
            Page::AuditEvent(Box::new(tried(Trial::Impossible(Obstacle::StruckOut)))),
        ),
        inside(
            "event-bulk-would-be-taken",
            Page::AuditEvent(Box::new(tried(Trial::Taken {
                done: 2,
                refused: 1,
                left: 0,
            }))),
        ),
        inside(
            "event-would-not-be-begun",
            Page::AuditEvent(Box::new(tried(Trial::NotBegun))),
        ),
        inside("event-denied", Page::AuditEvent(Box::new(page(denied())))),
        inside(
            "event-refused-hostile",
            Page::AuditEvent(Box::new(tried(hostile_refusal()))),
        ),
        inside("event-erased", Page::AuditEvent(Box::new(page(erased())))),
        inside("event-console", Page::AuditEvent(Box::new(page(console())))),
        inside("event-hostile", Page::AuditEvent(Box::new(page(hostile())))),
    ]
}
