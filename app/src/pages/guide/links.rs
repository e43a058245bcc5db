//! Links that open a guide for whoever runs the provider.

use leptos::prelude::*;

use crate::components::choice::{Choice, SelectField};
use crate::components::field::{Csrf, Legend, RefusedAction};
use crate::components::fill::fill;
use crate::components::notice::{Banner, Tone};
use crate::components::time::Moment;
use crate::components::value::ValueRow;
use crate::model::connect::{GuideLinkRow, LinkLifetime, Provider};
use crate::model::token::Secret;
use crate::paths;
use crate::place::Place;
use crate::text::connect;

/// Links for whoever runs the provider and is no member.
#[component]
pub(super) fn GuideLinks(
    provider: Provider,
    links: Vec<GuideLinkRow>,
    made: Option<Secret>,
    nonce: String,
) -> impl IntoView {
    let place = Place::current();
    let manages = place.role.manages_tokens();
    // The answer is a long page, too: what was made is shown where it was asked for.
    let action = format!("{}#links", paths::guide_link_new(&place.slug, provider));
    let choices = LinkLifetime::ALL
        .map(|lifetime| {
            let words = connect::link_lifetime(lifetime.days());
            Choice::new(lifetime.word(), &words, lifetime == LinkLifetime::default())
        })
        .to_vec();
    let form = if manages {
        view! {
            <form method="post" action=action class="form in-row">
                <Csrf token=place.csrf.clone()/>
                <input type="hidden" name="nonce" value=nonce/>
                <SelectField legend=Legend::new("lifetime", connect::LINK_LIFETIME, &[]) choices/>
                <button type="submit" class="button">{connect::LINK_MAKE}</button>
            </form>
        }
        .into_any()
    } else {
        let (label, reason) = (connect::LINK_MAKE, connect::LINK_REFUSED);
        view! { <RefusedAction label reason id="link-refused"/> }.into_any()
    };
    view! {
        <section id="links">
            <h2>{connect::LINK_TITLE}</h2>
            <p class="muted reading">{connect::LINK_LEAD}</p>
            {made.map(|link| view! {
                <ValueRow
                    label=connect::LINK_MADE
                    value=link.reveal()
                    id="guide-link"
                    copy=connect::COPY_LINK
                />
                <Banner tone=Tone::Warning><p role="status">{connect::LINK_ONCE}</p></Banner>
            })}
            {form}
            <OpenLinks links manages/>
        </section>
    }
    .into_any()
}

#[component]
fn OpenLinks(links: Vec<GuideLinkRow>, manages: bool) -> impl IntoView {
    if links.is_empty() {
        return ().into_any();
    }
    let place = Place::current();
    let rows = links
        .into_iter()
        .map(|link| {
            let action = paths::guide_link_withdraw(&place.slug, &link.id);
            let (by, until) = (link.by, link.until);
            let words = fill(connect::LINK_ROW, move |placeholder| match placeholder {
                "by" => Some(view! { <bdi>{by.clone()}</bdi> }.into_any()),
                "until" => Some(view! { <Moment at=until.clone()/> }.into_any()),
                _ => None,
            });
            let csrf = place.csrf.clone();
            view! {
                <li class="guide-link">
                    <span>{words}", "{connect::tokens_issued(link.tokens_issued)}</span>
                    {manages.then(|| view! {
                        <form method="post" action=action>
                            <Csrf token=csrf/>
                            <button type="submit" class="button small">{connect::WITHDRAW}</button>
                        </form>
                    })}
                </li>
            }
        })
        .collect_view();
    view! {
        <h3>{connect::LINKS_OPEN}</h3>
        <ul>{rows}</ul>
    }
    .into_any()
}
