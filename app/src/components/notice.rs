//! Banners, and what stands where there is nothing to list.

use leptos::prelude::*;

use crate::icons::{Glyph, Icon};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Success,
    Info,
    Warning,
    Danger,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Success => "banner success",
            Self::Info => "banner info",
            Self::Warning => "banner warning",
            Self::Danger => "banner danger",
        }
    }

    fn glyph(self) -> Glyph {
        match self {
            Self::Success => Glyph::Check,
            Self::Info => Glyph::Info,
            Self::Warning | Self::Danger => Glyph::Warning,
        }
    }

    /// A banner that answers an action is a status; one that describes the page is plain text.
    fn role(self) -> Option<&'static str> {
        (self == Self::Success).then_some("status")
    }
}

#[component]
pub(crate) fn Banner(tone: Tone, children: Children) -> impl IntoView {
    view! {
        <div class=tone.class() role=tone.role()>
            <Icon glyph=tone.glyph()/>
            <div class="banner-body">{children()}</div>
        </div>
    }
    .into_any()
}

/// First use, or filtered to nothing: a heading, at most two sentences, what to do.
#[component]
pub(crate) fn EmptyState(
    #[prop(into)] title: String,
    #[prop(optional, into)] text: Option<AnyView>,
    #[prop(optional, into)] action: Option<AnyView>,
    /// Stands in the place of a list's rows: the target of "Skip to results".
    #[prop(optional)]
    results: bool,
) -> impl IntoView {
    view! {
        <section class="empty" id=results.then_some("results") tabindex=results.then_some("-1")>
            <h2>{title}</h2>
            {text.map(|text| view! { <div class="empty-text">{text}</div> })}
            {action.map(|action| view! { <div class="actions">{action}</div> })}
        </section>
    }
    .into_any()
}
