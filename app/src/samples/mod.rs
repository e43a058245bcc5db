//! One example of every page, for the tests and the gallery.

mod audit;
mod clients;
mod connect;
mod entry;
mod evidence;
mod failure;
mod go;
mod groups;
pub(crate) mod members;
mod operator;
mod overview;
mod password;
mod retention;
mod saved_views;
mod schemas;
mod second_factor;
mod settings;
mod sign_in;
mod tokens;
mod users;

pub use audit::event;

use crate::model::{Display, Flash, Instant, Membership, Role, TenantLabel, Theme, Viewer};
use crate::{Assets, Page, Shell};

/// A page under a name that is unique among the samples.
#[derive(Clone, Debug)]
pub struct Sample {
    pub name: &'static str,
    pub shell: Shell,
    pub page: Page,
}

/// Every sample there is.
pub fn all() -> Vec<Sample> {
    let mut samples = entry::samples();
    samples.extend(operator::samples());
    samples.extend(password::samples());
    samples.extend(failure::samples());
    samples.extend(go::samples());
    samples.extend(overview::samples());
    samples.extend(users::samples());
    samples.extend(groups::samples());
    samples.extend(connect::samples());
    samples.extend(tokens::samples());
    samples.extend(clients::samples());
    samples.extend(members::samples());
    samples.extend(audit::samples());
    samples.extend(saved_views::samples());
    samples.extend(evidence::samples());
    samples.extend(schemas::samples());
    samples.extend(settings::samples());
    samples.extend(second_factor::samples());
    samples.extend(retention::samples());
    samples.extend(sign_in::samples());
    samples
}

fn signed_out(name: &'static str, page: Page) -> Sample {
    Sample {
        name,
        shell: Shell {
            viewer: None,
            ..shell()
        },
        page,
    }
}

fn inside(name: &'static str, page: Page) -> Sample {
    Sample {
        name,
        shell: shell(),
        page,
    }
}

/// Somebody who runs the server, at no tenant.
fn outside(name: &'static str, page: Page) -> Sample {
    let mut sample = inside(name, page);
    if let Some(viewer) = sample.shell.viewer.as_mut() {
        viewer.membership = None;
        viewer.operates = true;
    }
    sample
}

fn as_auditor(name: &'static str, page: Page) -> Sample {
    let mut shell = shell();
    if let Some(membership) = shell.viewer.as_mut().and_then(|v| v.membership.as_mut()) {
        membership.role = Role::Auditor;
    }
    Sample { name, shell, page }
}

fn in_suspended(name: &'static str, page: Page) -> Sample {
    let mut sample = inside(name, page);
    let viewer = sample.shell.viewer.as_mut();
    if let Some(membership) = viewer.and_then(|viewer| viewer.membership.as_mut()) {
        membership.suspended = true;
    }
    sample
}

/// A tenant in which no identity provider has written anything.
fn in_empty(name: &'static str, page: Page) -> Sample {
    let mut sample = inside(name, page);
    let viewer = sample.shell.viewer.as_mut();
    if let Some(membership) = viewer.and_then(|viewer| viewer.membership.as_mut()) {
        membership.provisioned = false;
    }
    sample
}

fn with_flash(mut sample: Sample, flash: Flash) -> Sample {
    sample.shell.flash = Some(flash);
    sample
}

/// An owner of Acme, in her browser.
pub fn shell() -> Shell {
    Shell {
        assets: Assets {
            css: "/pkg/main.css".to_owned(),
            js: "/pkg/rollcall.js".to_owned(),
            wasm: "/pkg/rollcall_bg.wasm".to_owned(),
            palette: "/pkg/palette.js".to_owned(),
            shortcuts: "/pkg/shortcuts.js".to_owned(),
            times: "/pkg/times.js".to_owned(),
            favicon: "/favicon.svg".to_owned(),
        },
        nonce: "c2FtcGxlLW5vbmNl".to_owned(),
        theme: Theme::System,
        display: Display {
            single_keys: true,
            ..Display::default()
        },
        request_id: "01JD8M2T9GQ4Z0X6C3V7B5N1KR".to_owned(),
        now: at("02:14:07", "just now"),
        version: "0.1.0".to_owned(),
        url: "https://id.example/t/acme".to_owned(),
        back: "/t/acme".to_owned(),
        insecure: false,
        viewer: Some(Viewer {
            email: "grace@acme.com".to_owned(),
            csrf: "csrf-token".to_owned(),
            several_tenants: true,
            operates: false,
            membership: Some(Membership {
                tenant: acme(),
                role: Role::Owner,
                suspended: false,
                deletion: None,
                provisioned: true,
            }),
        }),
        flash: None,
    }
}

fn acme() -> TenantLabel {
    TenantLabel {
        slug: "acme".to_owned(),
        name: "Acme".to_owned(),
    }
}

/// A time of the day on which all samples play.
fn at(clock: &str, relative: &str) -> Instant {
    on("2026-11-21", clock, relative)
}

fn on(date: &str, clock: &str, relative: &str) -> Instant {
    Instant {
        iso: format!("{date}T{clock}.412Z"),
        utc: format!("{date} {clock}"),
        relative: relative.to_owned(),
    }
}

/// Text that tries to be more than text, in three ways.
pub const HOSTILE: &str = "<img src=x onerror=alert(1)>";
pub const TURNED: &str = "\u{202e}evil\u{2066}\u{202c} name";

/// A name of a thousand characters without a place to break.
pub fn endless() -> String {
    "Wolfeschlegelsteinhausen"
        .chars()
        .cycle()
        .take(1_000)
        .collect()
}
