//! Connecting an identity provider: the two values, the way there, and how far it has come.

use leptos::prelude::*;

use crate::components::field::RefusedAction;
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::components::time::Ago;
use crate::components::value::{Command, ValueRow};
use crate::icons::{Glyph, Icon};
use crate::model::Instant;
use crate::model::connect::{ConnectPage, Progress};
use crate::paths;
use crate::place::Place;
use crate::text::{connect, tokens};

#[component]
pub(crate) fn Connect(page: ConnectPage) -> impl IntoView {
    let place = Place::current();
    let recipe = connect::create_user(&page.base_url);
    view! {
        <PageHeader title=connect::TITLE lead=connect::LEAD.into_any()/>
        {connect::reach(page.reach).map(|words| view! {
            <Banner tone=Tone::Warning><p>{words}</p></Banner>
        })}
        <div class="with-aside">
            <div>
                <section class="panel values">
                    <h2>{connect::VALUES}</h2>
                    <ValueRow
                        label=connect::BASE_URL
                        value=page.base_url
                        id="base-url"
                        copy=connect::COPY_URL
                    />
                    <div class="field">
                        <p class="label">{connect::BEARER}</p>
                        <p class="hint">{connect::BEARER_HINT}</p>
                        {if place.role.manages_tokens() {
                            view! {
                                <a class="button primary" href=paths::token_new(&place.slug)>{tokens::ISSUE}</a>
                            }.into_any()
                        } else {
                            view! {
                                <RefusedAction label=tokens::ISSUE reason=tokens::ISSUE_REFUSED id="issue-refused"/>
                            }.into_any()
                        }}
                    </div>
                </section>
                <Guide name=connect::OKTA note=connect::OKTA_NOTE steps=connect::OKTA_STEPS.to_vec()/>
                <Guide name=connect::ENTRA note=connect::ENTRA_NOTE steps=connect::ENTRA_STEPS.to_vec()/>
                <section>
                    <h2>{connect::CURL}</h2>
                    <p class="muted">{connect::CURL_TEXT}</p>
                    <Command text=connect::CURL_TOKEN id="curl-token"/>
                    <Command text=recipe id="curl-create"/>
                </section>
            </div>
            <div class="aside">
                <section class="panel sticky">
                    <div class="section-head">
                        <h2>{connect::PROGRESS}</h2>
                        <a href=paths::connect(&place.slug)>{connect::CHECK_NOW}</a>
                    </div>
                    <Checklist progress=page.progress/>
                </section>
            </div>
        </div>
    }
    .into_any()
}

/// An identity provider's steps, in its own words.
#[component]
fn Guide(
    name: &'static str,
    note: &'static str,
    steps: Vec<&'static [&'static str]>,
) -> impl IntoView {
    let steps = steps
        .into_iter()
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
    view! {
        <section>
            <h2>{name}</h2>
            <p class="muted reading">{note}</p>
            <ol class="steps idp">{steps}</ol>
        </section>
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
