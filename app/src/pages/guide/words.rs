//! What a guide says whoever reads it: values, steps, notes.

use leptos::prelude::*;

use crate::components::value::{Command, ValueRow};
use crate::icons::{Glyph, Icon};
use crate::islands::copy::CopyButton;
use crate::text::connect;
use crate::text::guides::{Guide, Value, Way};

/// A value that is the same for everybody.
#[component]
pub(super) fn More(value: &'static Value) -> impl IntoView {
    if !value.long {
        return view! {
            <ValueRow label=value.label value=value.value id=value.id copy=value.copy/>
        }
        .into_any();
    }
    view! {
        <details class="field">
            <summary>{value.label}</summary>
            <div class="command">
                <pre tabindex="0" aria-label=value.label><code id=value.id dir="ltr">{value.value}</code></pre>
                <CopyButton target=value.id.to_owned() label=value.copy.to_owned() icon_only=false/>
            </div>
        </details>
    }
    .into_any()
}

#[component]
pub(super) fn Ways(guide: &'static Guide) -> impl IntoView {
    let several = guide.ways.len() > 1;
    let ways = guide
        .ways
        .iter()
        .map(|way| view! { <Steps way several/> })
        .collect_view();
    view! {
        <section>
            <h2>{connect::STEPS}</h2>
            {ways}
        </section>
    }
    .into_any()
}

/// Steps of a way, each a path through the provider's screens.
#[component]
fn Steps(way: &'static Way, several: bool) -> impl IntoView {
    let steps = way
        .steps
        .iter()
        .map(|path| {
            let last = path.len().saturating_sub(1);
            let parts = path
                .iter()
                .enumerate()
                .map(|(index, part)| {
                    view! {
                        <span class="label-of">{*part}</span>
                        {(index < last).then(|| view! { <Icon glyph=Glyph::ChevronRight/> })}
                    }
                })
                .collect_view();
            view! { <li>{parts}</li> }
        })
        .collect_view();
    let title = if several {
        view! { <h3>{way.title}</h3> }.into_any()
    } else {
        view! { <p class="muted">{way.title}</p> }.into_any()
    };
    view! {
        {title}
        <ol class="steps idp">{steps}</ol>
    }
    .into_any()
}

#[component]
pub(super) fn Curl(
    /// The command that creates one user.
    create: String,
) -> impl IntoView {
    view! {
        <section>
            <h2>{connect::CURL}</h2>
            <p class="muted">{connect::CURL_TEXT}</p>
            <Command text=connect::CURL_TOKEN id="curl-token"/>
            <Command text=create id="curl-create"/>
        </section>
    }
    .into_any()
}

#[component]
pub(super) fn Notes(title: &'static str, notes: &'static [&'static str]) -> impl IntoView {
    if notes.is_empty() {
        return ().into_any();
    }
    let notes = notes
        .iter()
        .map(|note| view! { <li>{*note}</li> })
        .collect_view();
    view! {
        <section>
            <h2>{title}</h2>
            <ul class="bullets reading">{notes}</ul>
        </section>
    }
    .into_any()
}
