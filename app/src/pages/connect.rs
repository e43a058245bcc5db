//! Connecting an identity provider: which there are, and how far each has come.

use leptos::prelude::*;

use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::components::time::Ago;
use crate::components::value::ValueRow;
use crate::icons::{Glyph, Icon};
use crate::model::Instant;
use crate::model::connect::{ConnectPage, ConnectionState, Progress, ProviderCard, Reach};
use crate::paths;
use crate::place::Place;
use crate::text::connect;

#[component]
pub(crate) fn Connect(page: ConnectPage) -> impl IntoView {
    let cards = page
        .cards
        .into_iter()
        .map(|card| view! { <Card card/> })
        .collect_view();
    let slug = Place::current().slug;
    view! {
        <PageHeader title=connect::TITLE lead=connect::LEAD.into_any()/>
        <ReachBanner reach=page.reach/>
        <div class="with-aside">
            <div>
                <section>
                    <h2>{connect::CHOOSE}</h2>
                    <ul class="cards two">{cards}</ul>
                </section>
                <section class="panel values">
                    <ValueRow
                        label=connect::BASE_URL
                        value=page.base_url
                        id="base-url"
                        copy=connect::COPY_URL
                    />
                </section>
            </div>
            <div class="aside">
                <section class="panel sticky">
                    <div class="section-head">
                        <h2>{connect::PROGRESS}</h2>
                        <a href=paths::connect(&slug)>{connect::CHECK_NOW}</a>
                    </div>
                    <Checklist progress=page.progress/>
                </section>
            </div>
        </div>
    }
    .into_any()
}

/// Says so where identity providers cannot reach the address.
#[component]
pub(crate) fn ReachBanner(reach: Reach) -> impl IntoView {
    connect::reach(reach)
        .map(|words| view! { <Banner tone=Tone::Warning><p>{words}</p></Banner> })
        .into_any()
}

#[component]
fn Card(card: ProviderCard) -> impl IntoView {
    let slug = Place::current().slug;
    let (class, glyph, words, at) = match card.state {
        ConnectionState::Unused => ("muted", Glyph::NoChange, connect::UNUSED, None),
        ConnectionState::Waiting { since } => {
            ("muted", Glyph::NoChange, connect::ISSUED, Some(since))
        }
        ConnectionState::Ended { last } => {
            ("warn-text", Glyph::ClientError, connect::ENDED, Some(last))
        }
        ConnectionState::Connected { last } => {
            ("ok-text", Glyph::Success, connect::LAST_SEEN, Some(last))
        }
    };
    view! {
        <li class="card provider">
            <h3>
                <a class="row-link" href=paths::guide(&slug, card.provider)>
                    {connect::name(card.provider)}
                </a>
            </h3>
            <p class="muted">{connect::about(card.provider)}</p>
            <p class=format!("connection-state {class}")>
                <Icon glyph/>
                <span>{words}{at.map(|at| view! { " " <Ago at/> })}</span>
            </p>
        </li>
    }
    .into_any()
}

/// What has happened on the way to the first user.
#[component]
pub(crate) fn Checklist(progress: Progress) -> impl IntoView {
    view! {
        <ul class="checklist">
            <Step name=connect::STEP_TOKEN done=progress.token_issued/>
            <Step name=connect::STEP_REQUEST done=progress.first_request/>
            <Step name=connect::STEP_USER done=progress.first_user/>
            <Step name=connect::STEP_GROUP done=progress.first_group optional=true/>
            <Step name=connect::STEP_DEACTIVATION done=progress.first_deactivation optional=true/>
        </ul>
    }
    .into_any()
}

#[component]
fn Step(
    name: &'static str,
    done: Option<Instant>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let (class, glyph, word) = if done.is_some() {
        ("done", Glyph::Check, connect::DONE)
    } else {
        ("waiting", Glyph::NoChange, connect::WAITING)
    };
    view! {
        <li class=class>
            <Icon glyph/>
            <span class="step-name">
                {name}
                {optional.then(|| view! { " " <span class="muted">{format!("({})", connect::OPTIONAL)}</span> })}
                <span class="visually-hidden">{format!(": {word}")}</span>
            </span>
            {done.map(|at| view! { <span class="muted"><Ago at/></span> })}
        </li>
    }
    .into_any()
}
