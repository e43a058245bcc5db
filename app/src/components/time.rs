//! Points in time. Lists show the relative time first, audit and token pages the absolute one.

use leptos::prelude::*;

use crate::model::Instant;
use crate::text;

/// `3 min ago`, with the absolute time in the tooltip and for screen readers.
#[component]
pub(crate) fn Ago(at: Instant) -> impl IntoView {
    let absolute = format!("{} {}", at.utc, text::UTC);
    view! {
        <time datetime=at.iso title=absolute.clone()>
            <span class="print-hidden">{at.relative}</span>
            <span class="visually-hidden print-shown">{format!(" ({absolute})")}</span>
        </time>
    }
    .into_any()
}

/// `2026-11-21 02:14:07 UTC`, and the relative time muted beside it.
#[component]
pub(crate) fn Moment(at: Instant) -> impl IntoView {
    // Long ago the relative time is the date, which stands there already.
    let relative = (at.relative != at.date()).then(|| format!("({})", at.relative));
    view! {
        <time datetime=at.iso class="moment">
            <span class="num">{at.utc}</span>
            " "
            <abbr class="zone" title="Coordinated Universal Time">{text::UTC}</abbr>
        </time>
        {relative.map(|relative| view! { " " <span class="muted print-hidden">{relative}</span> })}
    }
    .into_any()
}

/// `2026-11-21 02:14:07` over a muted `3 min ago`: for columns whose header names the zone.
#[component]
pub(crate) fn Stamp(at: Instant) -> impl IntoView {
    view! {
        <time datetime=at.iso class="stamp num">{at.utc}</time>
    }
    .into_any()
}
