//! The head of a page: where it is, what it is called, what can be done, what just happened.

use leptos::prelude::*;

use crate::components::notice::{Banner, Tone};
use crate::icons::{Glyph, Icon};
use crate::model::Flash;
use crate::text;

/// A step on the way to a page: its name and address.
pub(crate) type Crumb = (String, String);

#[component]
pub(crate) fn PageHeader(
    /// The way here, without the page itself.
    #[prop(optional)]
    crumbs: Vec<Crumb>,
    #[prop(into)] title: String,
    /// Beside the title: a count, a status.
    #[prop(optional, into)]
    aside: Option<AnyView>,
    #[prop(optional, into)] lead: Option<AnyView>,
    #[prop(optional, into)] actions: Option<AnyView>,
) -> impl IntoView {
    let flash = use_context::<Flash>();
    view! {
        {(!crumbs.is_empty()).then(|| view! { <Breadcrumb crumbs here=title.clone()/> })}
        <div class="page-header">
            <div class="page-title">
                <h1><bdi>{title.clone()}</bdi></h1>
                {aside}
            </div>
            {actions.map(|actions| view! { <div class="actions">{actions}</div> })}
        </div>
        {lead.map(|lead| view! { <div class="lead">{lead}</div> })}
        {flash.map(|flash| view! { <FlashBanner flash/> })}
    }
    .into_any()
}

/// The head of an event's page: its title is a sentence with names in it.
#[component]
pub(crate) fn EventHeading(
    crumbs: Vec<Crumb>,
    headline: AnyView,
    neighbours: AnyView,
) -> impl IntoView {
    view! {
        <Breadcrumb crumbs here=text::audit::EVENT.to_owned()/>
        <div class="page-header">
            <div class="page-title">
                <h1 class="sentence">{headline}</h1>
            </div>
            <div class="actions">{neighbours}</div>
        </div>
    }
    .into_any()
}

#[component]
fn Breadcrumb(crumbs: Vec<Crumb>, here: String) -> impl IntoView {
    let steps = crumbs
        .into_iter()
        .map(|(name, href)| {
            view! {
                <li>
                    <a href=href><bdi>{name}</bdi></a>
                    <Icon glyph=Glyph::ChevronRight/>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="breadcrumb" aria-label=text::shell::BREADCRUMB>
            <ol>
                {steps}
                <li aria-current="page"><bdi>{here}</bdi></li>
            </ol>
        </nav>
    }
    .into_any()
}

#[component]
fn FlashBanner(flash: Flash) -> impl IntoView {
    let tone = if matches!(flash, Flash::QueryIgnored { .. }) {
        Tone::Warning
    } else {
        Tone::Success
    };
    view! {
        <Banner tone>
            <p>{text::shell::flash(&flash)}</p>
        </Banner>
    }
    .into_any()
}
