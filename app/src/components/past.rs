//! What says that a page shows the past, and leads to another instant.

use leptos::prelude::*;

use crate::components::field::{Legend, TextField};
use crate::components::notice::{Banner, Tone};
use crate::components::time::Moment;
use crate::icons::{Glyph, Icon};
use crate::model::FieldError;
use crate::model::then::Then;
use crate::text::past;

/// Which instant a page shows, and the way back.
#[component]
pub(crate) fn PastBanner(then: Then, present: String) -> impl IntoView {
    let instant = match then {
        Then::At(at) => view! { {past::AS_OF}" "<Moment at/> }.into_any(),
        Then::After(seq) => view! { <span class="num">{past::as_of_event(seq)}</span> }.into_any(),
    };
    view! {
        <Banner tone=Tone::Info>
            <p><strong>{instant}</strong></p>
            <p>{past::ABOUT}" "<a href=present>{past::PRESENT}</a></p>
        </Banner>
    }
    .into_any()
}

/// Where an instant is asked for.
pub(crate) fn at_field(at: String, errors: &[FieldError]) -> AnyView {
    view! {
        <TextField
            legend=Legend::new("at", past::AT, errors).hint(past::AT_HINT)
            value=at
            autocomplete="off"
            placeholder=past::AT_EXAMPLE
        />
    }
    .into_any()
}

/// Leads a page of one resource to another instant.
#[component]
pub(crate) fn LookBack(action: String, at: String) -> impl IntoView {
    view! {
        <form method="get" action=action class="filter-bar look-back">
            {at_field(at, &[])}
            <button type="submit" class="button"><Icon glyph=Glyph::Search/>{past::LOOK}</button>
        </form>
    }
    .into_any()
}
