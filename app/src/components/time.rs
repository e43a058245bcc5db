//! Points in time. Lists show the relative time first, audit and token pages the absolute one. The
//! viewer's own zone goes with it where they have chosen one.

use leptos::prelude::*;

use crate::model::{Instant, Zone};
use crate::text;
use crate::text::time::with_weekday;

/// `3 min ago`, with the absolute time in the tooltip and for screen readers: in the viewer's zone,
/// on paper in UTC. With script the words go on.
#[component]
pub(crate) fn Ago(at: Instant) -> impl IntoView {
    let zone = use_context::<Zone>().unwrap_or_default();
    let utc = format!("{} {}", at.utc, text::UTC);
    let Some(local) = zone.local(&at.iso) else {
        return view! {
            <time datetime=at.iso title=with_weekday(&utc)>
                <span class="print-hidden" data-ago="">{at.relative}</span>
                <span class="visually-hidden print-shown">{format!(" ({utc})")}</span>
            </time>
        }
        .into_any();
    };
    let local = local.text();
    view! {
        <time datetime=at.iso title=with_weekday(&local)>
            <span class="print-hidden" data-ago="">{at.relative}</span>
            <span class="visually-hidden">{format!(" ({local})")}</span>
            <span class="print-only">{utc}</span>
        </time>
    }
    .into_any()
}

/// `2026-11-21 02:14:07 UTC`, and muted beside it the relative time and that of the viewer's zone.
#[component]
pub(crate) fn Moment(at: Instant) -> impl IntoView {
    let zone = use_context::<Zone>().unwrap_or_default();
    let local = zone.local(&at.iso).map(|local| local.text());
    // Long ago the relative time is the date, which stands there already.
    let relative = (at.relative != at.date()).then(|| {
        let (iso, relative) = (at.iso.clone(), at.relative.clone());
        view! { <time datetime=iso data-ago="">{relative}</time> }
    });
    let beside = match (relative, local) {
        (None, None) => None,
        (None, Some(local)) => Some(format!("({local})").into_any()),
        (Some(relative), None) => Some(view! { "(" {relative} ")" }.into_any()),
        (Some(relative), Some(local)) => {
            let local = format!(", {local})");
            Some(view! { "(" {relative} {local} }.into_any())
        }
    };
    let title = with_weekday(&format!("{} {}", at.utc, text::UTC));
    view! {
        <time datetime=at.iso class="moment" title=title>
            <span class="num">{at.utc}</span>
            " "
            <abbr class="zone" title="Coordinated Universal Time">{text::UTC}</abbr>
        </time>
        {beside.map(|beside| view! { " " <span class="muted print-hidden">{beside}</span> })}
    }
    .into_any()
}

/// `2026-11-21 02:14:07` over a muted `03:14:07 CET`: for columns whose header names UTC.
#[component]
pub(crate) fn Stamp(at: Instant) -> impl IntoView {
    let zone = use_context::<Zone>().unwrap_or_default();
    let local = zone.local(&at.iso).map(|local| local.beside(at.date()));
    let title = with_weekday(&format!("{} {}", at.utc, text::UTC));
    view! {
        <time datetime=at.iso class="stamp num" title=title>{at.utc}</time>
        {local.map(|local| view! { <span class="below num print-hidden">{local}</span> })}
    }
    .into_any()
}
