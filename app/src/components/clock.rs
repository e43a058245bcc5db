//! The clock of the header: a switch between UTC and the viewer's own time.

use leptos::prelude::*;

use crate::components::field::Csrf;
use crate::model::{Display, Instant};
use crate::paths;
use crate::text::{self, shell as words};

/// What time it is, and the way to the other zone. Where none is known, script fills in the
/// browser's; without it the form leads to where one is chosen.
#[component]
pub(crate) fn Clock(
    now: Instant,
    display: Display,
    /// The page to come back to.
    back: String,
    csrf: String,
) -> impl IntoView {
    let utc = now.clock().get(..5).unwrap_or_default();
    let local = display.zone.local(&now.iso);
    let clock = local.map_or_else(|| format!("{utc} {}", text::UTC), |local| local.clock());
    let (time, zone) = clock.split_once(' ').unwrap_or((&clock, ""));
    let (time, zone) = (time.to_owned(), zone.to_owned());
    let (to, act) = match (display.zone.name(), display.aside) {
        (Some(_), _) => (text::UTC.to_owned(), words::to_zone(text::UTC)),
        (None, Some(name)) => (name.clone(), words::to_zone(&name)),
        (None, None) => (String::new(), words::TO_LOCAL.to_owned()),
    };
    view! {
        <form method="post" action=paths::ACCOUNT_ZONE>
            <Csrf token=csrf/>
            <input type="hidden" name="next" value=back/>
            <button type="submit" name="tz" value=to class="clock num" title=act.clone()>
                <span class="visually-hidden">{words::SERVER_TIME}" "</span>
                <time datetime=now.iso><span class="clock-time">{time}</span>" "{zone}</time>
                <span class="visually-hidden">{format!(", {act}")}</span>
            </button>
        </form>
    }
    .into_any()
}
