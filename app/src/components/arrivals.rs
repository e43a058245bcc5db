//! The panel of a guide: what has come from the identity provider.

use leptos::prelude::*;

use crate::components::event::status;
use crate::components::fill::fill;
use crate::components::time::Ago;
use crate::icons::{Glyph, Icon};
use crate::model::connect::{Arrival, Arrivals, Provider, Sight, Written};
use crate::model::query::AuditQuery;
use crate::pages::connect::Checklist;
use crate::paths;
use crate::place::Place;
use crate::text::connect;

/// Its inside, as the page has it first and as it is sent again when something has come.
///
/// Somebody who is no member has no pages to go to: for them `place` is `None`.
pub(crate) fn arrivals(arrivals: Arrivals, place: Option<&Place>) -> AnyView {
    let provider = arrivals.provider;
    let headline = connect::headline(&arrivals);
    let (class, glyph) = if arrivals.only_refused() {
        ("headline warn-text", Glyph::ClientError)
    } else if arrivals.progress.first_request.is_some() {
        ("headline ok-text", Glyph::Success)
    } else {
        ("headline muted", Glyph::NoChange)
    };
    let requests = arrivals
        .requests
        .into_iter()
        .map(|arrival| request(arrival, provider, place))
        .collect::<Vec<_>>();
    view! {
        <p class=class>
            <Icon glyph/>
            <span data-headline="">{headline}</span>
        </p>
        <Checklist progress=arrivals.progress/>
        {arrivals.reads_only.then(|| view! { <p class="hint">{connect::READS_ONLY}</p> })}
        {(!requests.is_empty()).then(|| view! {
            <h3>{connect::REQUESTS}</h3>
            <ol class="arrivals">{requests}</ol>
        })}
    }
    .into_any()
}

fn request(arrival: Arrival, provider: Provider, place: Option<&Place>) -> AnyView {
    let failed = matches!(arrival.sight, Sight::Refused { .. });
    let (class, glyph) = if failed {
        ("refused", Glyph::ClientError)
    } else {
        ("answered", Glyph::Success)
    };
    let asked = view! { <code dir="ltr">{arrival.request}</code> };
    let asked = match place {
        Some(place) => {
            let event = paths::audit_event(&place.slug, &arrival.event_id, &AuditQuery::default());
            view! { <a href=event>{asked}</a> }.into_any()
        }
        None => asked.into_any(),
    };
    let words = sight(arrival.sight, provider, place);
    view! {
        <li class=class>
            <Icon glyph/>
            <div>
                <p>{words}</p>
                <p class="below">
                    {asked}
                    " "
                    <span class="num">{status(arrival.status)}</span>
                    " · "
                    <Ago at=arrival.time/>
                </p>
            </div>
        </li>
    }
    .into_any()
}

fn sight(sight: Sight, provider: Provider, place: Option<&Place>) -> AnyView {
    let named = |template: &str, name: String| {
        fill(template, move |placeholder| match placeholder {
            "name" | "detail" => Some(view! { <bdi>{name.clone()}</bdi> }.into_any()),
            _ => None,
        })
    };
    match sight {
        Sight::EntraTest => connect::ENTRA_TEST.into_any(),
        Sight::Probe => connect::tested(provider).into_any(),
        Sight::LookUp => connect::LOOK_UP.into_any(),
        Sight::Discovery => connect::DISCOVERY.into_any(),
        Sight::Read => connect::READ.into_any(),
        Sight::Granted => connect::GRANTED.into_any(),
        Sight::Refused { detail } => named(connect::REFUSED, detail),
        Sight::NoChange { name } => named(connect::NO_CHANGE, name),
        Sight::Written {
            operation,
            name,
            target,
        } => {
            let template = connect::written(&operation);
            let Some((target, place)) = target.zip(place) else {
                return named(template, name);
            };
            let href = match target {
                Written::User { id } => paths::user(&place.slug, &id),
                Written::Group { id } => paths::group(&place.slug, &id),
            };
            fill(template, move |placeholder| {
                let (href, name) = (href.clone(), name.clone());
                (placeholder == "name")
                    .then(|| view! { <a href=href><bdi>{name}</bdi></a> }.into_any())
            })
        }
    }
}
