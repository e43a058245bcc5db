//! States as a shape and a word: never by colour alone.

use leptos::prelude::*;

use crate::icons::{Glyph, Icon};
use crate::model::event::Outcome;
use crate::model::token::TokenState;
use crate::text;

#[component]
fn Status(glyph: Glyph, tone: &'static str, word: &'static str) -> impl IntoView {
    view! {
        <span class=format!("status {tone}")>
            <Icon glyph/>
            {word}
        </span>
    }
    .into_any()
}

#[component]
pub(crate) fn OutcomeStatus(outcome: Outcome) -> impl IntoView {
    let (glyph, tone) = match outcome {
        Outcome::Success => (Glyph::Success, "ok"),
        Outcome::NoChange => (Glyph::NoChange, "quiet"),
        Outcome::ClientError => (Glyph::ClientError, "warn"),
        Outcome::ServerError => (Glyph::ServerError, "bad"),
        Outcome::Denied => (Glyph::Denied, "bad"),
        Outcome::Held => (Glyph::Held, "info"),
    };
    view! { <Status glyph tone word=text::audit::outcome(outcome)/> }.into_any()
}

#[component]
pub(crate) fn ActiveStatus(active: bool) -> impl IntoView {
    if active {
        view! { <Status glyph=Glyph::Success tone="ok" word=text::directory::IS_ACTIVE/> }
    } else {
        view! { <Status glyph=Glyph::NoChange tone="quiet" word=text::directory::IS_INACTIVE/> }
    }
}

#[component]
pub(crate) fn MemberStatus(disabled: bool) -> impl IntoView {
    if disabled {
        view! { <Status glyph=Glyph::Denied tone="quiet" word=text::members::DISABLED/> }
    } else {
        view! { <Status glyph=Glyph::Success tone="ok" word=text::members::ACTIVE/> }
    }
}

#[component]
pub(crate) fn TenantStatus(suspended: bool) -> impl IntoView {
    if suspended {
        view! { <Status glyph=Glyph::Denied tone="warn" word=text::operator::SUSPENDED/> }
    } else {
        view! { <Status glyph=Glyph::Success tone="ok" word=text::operator::ACTIVE/> }
    }
}

#[component]
pub(crate) fn TokenStatus(state: TokenState) -> impl IntoView {
    match state {
        TokenState::Live => {
            view! { <Status glyph=Glyph::Success tone="ok" word=text::tokens::ACTIVE/> }
        }
        TokenState::Expired => {
            view! { <Status glyph=Glyph::ClientError tone="warn" word=text::tokens::EXPIRED/> }
        }
        TokenState::Revoked { .. } => {
            view! { <Status glyph=Glyph::Denied tone="quiet" word=text::tokens::REVOKED/> }
        }
    }
}
