//! What a pack says to people, and the programs by which they check it.

use super::Span;
use super::counts::Counts;
use crate::{Caller, timestamp};

/// Checks signatures and digests with programs that every system has.
pub(super) const VERIFY_SH: &str = include_str!("verify.sh");
/// Checks the chain of events.
pub(super) const VERIFY_PY: &str = include_str!("verify.py");

/// What is in the pack, and how to check it.
pub(super) fn readme(caller: &Caller, span: &Span) -> String {
    format!("{}\n{}", about(caller, span), include_str!("readme.txt"))
}

/// The numbers that people want first.
pub(super) fn summary(caller: &Caller, span: &Span, counts: &Counts) -> String {
    format!("{}\n{}", about(caller, span), counts.summary())
}

fn about(caller: &Caller, span: &Span) -> String {
    let (tenant, actor) = (caller.tenant(), caller.actor());
    let (from, to) = span.words();
    let by = match &actor.label {
        Some(label) => format!("{} ({})", plain(label), actor.kind.as_str()),
        None => actor.kind.as_str().to_owned(),
    };
    let title = format!(
        "Evidence pack of {} ({})",
        plain(tenant.name()),
        tenant.slug()
    );
    format!(
        "{title}\n{}\n\nFrom:     {from}\nTo:       {to}, excluded\nMade at:  {}\n\
         Made by:  {by}\nVersion:  Rollcall {}\n",
        "=".repeat(title.chars().count()),
        timestamp(span.made_at),
        env!("CARGO_PKG_VERSION"),
    )
}

/// A name on one line.
fn plain(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(plain).collect()
}
