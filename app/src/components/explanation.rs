//! Why a request failed, and whether it would now.

use leptos::prelude::*;

use crate::components::diff::DiffTable;
use crate::components::event::TargetLink;
use crate::components::field::Csrf;
use crate::components::fill::fill;
use crate::components::notice::{Banner, Tone};
use crate::model::explanation::{Explanation, Here};
use crate::model::trial::{Extent, Holder, StillRefused, Trial};
use crate::paths;
use crate::place::Place;
use crate::text::{explanation as text, trial};

/// The cause, what to change in the identity provider and here, and what the standard says.
#[component]
pub(crate) fn Explained(explanation: Explanation) -> impl IntoView {
    let cause = explanation.cause;
    let section = cause.section();
    let slug = Place::current().slug;
    let here = cause.here().map(|here| {
        view! {
            <div>
                <dt>{text::HERE}</dt>
                <dd><a href=address(&slug, here)>{text::here(here)}</a></dd>
            </div>
        }
    });
    view! {
        <section class="explanation">
            <h2>{text::TITLE}</h2>
            <dl class="facts">
                <div><dt>{text::CAUSE}</dt><dd><p>{sentence(&explanation)}</p></dd></div>
                <div>
                    <dt>{text::there(explanation.provider)}</dt>
                    <dd><p>{text::change(cause.place(), explanation.provider)}</p></dd>
                </div>
                {here}
                <div>
                    <dt>{text::STANDARD}</dt>
                    <dd><a href=text::section_link(section) rel="noreferrer">{text::section(section)}</a></dd>
                </div>
            </dl>
        </section>
    }
    .into_any()
}

/// The cause with the event's own values in it.
pub(crate) fn sentence(explanation: &Explanation) -> AnyView {
    fill(text::cause(explanation.cause), |name| {
        let value = explanation.value(name)?.to_owned();
        Some(view! { <strong><bdi>{value}</bdi></strong> }.into_any())
    })
}

fn address(slug: &str, here: Here) -> String {
    match here {
        Here::Tokens => paths::tokens(slug),
        Here::Clients => paths::clients(slug),
        Here::Settings => paths::settings(slug),
        Here::Schemas => paths::schemas(slug),
        Here::Deletion => paths::deletion(slug),
    }
}

/// Whether the same request would succeed now: the form that asks, and the answer.
#[component]
pub(crate) fn Tried(trial: Trial, action: String) -> impl IntoView {
    let label = match trial {
        Trial::Offered(_) => Some(trial::TRY),
        Trial::Impossible(_) => None,
        Trial::Done { .. } | Trial::Refused(_) | Trial::Taken { .. } | Trial::NotBegun => {
            Some(trial::AGAIN)
        }
    };
    let form = label.map(|label| {
        let csrf = Place::current().csrf;
        view! {
            <form method="post" action=format!("{action}#trial")>
                <Csrf token=csrf/>
                <div class="actions">
                    <button type="submit" class="button">{label}</button>
                </div>
            </form>
        }
    });
    view! {
        <section class="trial" id="trial">
            <h2>{trial::TITLE}</h2>
            {answer(trial)}
            {form}
        </section>
    }
    .into_any()
}

fn answer(trial: Trial) -> AnyView {
    match trial {
        Trial::Offered(extent) => view! { <p class="muted">{trial::hint(extent)}</p> }.into_any(),
        Trial::Impossible(obstacle) => {
            view! { <p class="muted">{trial::obstacle(obstacle)}</p> }.into_any()
        }
        Trial::Done { changes, extent } => {
            let nothing = changes.is_empty();
            view! {
                <Banner tone=Tone::Success>
                    <p>{trial::DONE}</p>
                    {nothing.then(|| view! { <p>{trial::NOTHING_TO_CHANGE}</p> })}
                </Banner>
                {tried(extent)}
                {(!nothing).then(|| view! {
                    <h3>{trial::WOULD_CHANGE}</h3>
                    <DiffTable changes/>
                })}
            }
            .into_any()
        }
        Trial::Refused(refused) => {
            let extent = refused.extent;
            view! { <Refused refused=*refused/>{tried(extent)} }.into_any()
        }
        Trial::Taken {
            done,
            refused,
            left,
        } => {
            // A banner of success is a status by itself.
            let (tone, role) = if refused + left == 0 {
                (Tone::Success, None)
            } else {
                (Tone::Warning, Some("status"))
            };
            view! {
                <Banner tone><p role=role>{trial::taken(done, refused, left)}</p></Banner>
                {tried(Extent::Bulk)}
            }
            .into_any()
        }
        Trial::NotBegun => view! {
            <Banner tone=Tone::Warning><p role="status">{trial::NOT_BEGUN}</p></Banner>
            {tried(Extent::InBulk)}
        }
        .into_any(),
    }
}

/// What was tried, where it is not simply the request.
fn tried(extent: Extent) -> AnyView {
    let said = trial::extent(extent);
    said.map(|said| view! { <p class="muted">{said}</p> })
        .into_any()
}

#[component]
fn Refused(refused: StillRefused) -> impl IntoView {
    let cause = sentence(&refused.explanation);
    view! {
        <Banner tone=Tone::Warning>
            <p role="status">{trial::refused(refused.status)}</p>
            <p>{cause}</p>
            <p>
                {refused.scim_type.map(|scim_type| view! { <code>{scim_type}</code> " " })}
                <bdi>{refused.detail}</bdi>
            </p>
            {refused.holder.map(|holder| view! { <p>{held_by(holder)}</p> })}
        </Banner>
    }
    .into_any()
}

fn held_by(holder: Holder) -> AnyView {
    let template = if holder.inactive {
        trial::INACTIVE_HOLDER
    } else {
        trial::HOLDER
    };
    fill(template, |name| {
        let target = holder.target.clone();
        (name == "holder").then(|| view! { <TargetLink target/> }.into_any())
    })
}
