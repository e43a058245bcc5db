//! One token.

use leptos::prelude::*;

use crate::components::chart::ActivityChart;
use crate::components::event::EventTable;
use crate::components::field::RefusedAction;
use crate::components::header::PageHeader;
use crate::components::status::TokenStatus;
use crate::components::time::Moment;
use crate::model::query::AuditQuery;
use crate::model::token::{Expiry, TokenPage, TokenRow, TokenState};
use crate::pages::tokens::{Ends, TokenTable};
use crate::paths;
use crate::place::Place;
use crate::text::{self, tokens};

#[component]
pub(crate) fn Token(page: TokenPage) -> impl IntoView {
    let place = Place::current();
    let token = page.token;
    let query = AuditQuery::by_token(&token.name);
    let all = paths::audit(&place.slug, &query);
    view! {
        <PageHeader
            crumbs=vec![(tokens::TITLE.to_owned(), paths::tokens(&place.slug))]
            title=token.name.clone()
            aside=view! { <TokenStatus state=token.state.clone()/> }.into_any()
            actions=revoke_action(&token, &place)
        />
        <section class="panel">
            <h2 class="visually-hidden">{tokens::DETAILS}</h2>
            <TokenFacts token cidrs=page.cidrs/>
        </section>
        {(!page.siblings.is_empty()).then(|| view! {
            <section>
                <h2>{tokens::SIBLINGS}</h2>
                <TokenTable rows=page.siblings caption=tokens::SIBLINGS/>
            </section>
        })}
        {page.activity.filter(|activity| !activity.is_empty()).map(|activity| view! {
            <section>
                <h2 id="usage">{tokens::USAGE}</h2>
                <ActivityChart activity labelled_by="usage"/>
            </section>
        })}
        <section>
            <div class="section-head">
                <h2>{tokens::RECENT}</h2>
                {(!page.recent.is_empty()).then(|| view! { <a href=all>{tokens::ALL_REQUESTS}</a> })}
            </div>
            {if page.recent.is_empty() {
                view! { <p class="muted">{tokens::NO_RECENT}</p> }.into_any()
            } else {
                view! { <EventTable rows=page.recent query caption=tokens::RECENT/> }.into_any()
            }}
        </section>
    }
    .into_any()
}

fn revoke_action(token: &TokenRow, place: &Place) -> AnyView {
    match token.state {
        TokenState::Revoked { .. } | TokenState::Expired => ().into_any(),
        TokenState::Live if place.role.manages_tokens() => {
            let href = paths::token_revoke(&place.slug, &token.id);
            view! { <a class="button danger-outline" href=href>{tokens::REVOKE}</a> }.into_any()
        }
        TokenState::Live => {
            view! { <RefusedAction label=tokens::REVOKE reason=tokens::REVOKE_REFUSED id="revoke-refused"/> }
                .into_any()
        }
    }
}

#[component]
fn TokenFacts(token: TokenRow, cidrs: Vec<String>) -> impl IntoView {
    let used = token.last_used;
    let address = used.as_ref().and_then(|used| used.ip.clone());
    let agent = used.as_ref().and_then(|used| used.user_agent.clone());
    let allowed = if cidrs.is_empty() {
        tokens::ANY_ADDRESS.to_owned()
    } else {
        cidrs.join(", ")
    };
    let expires = match token.expiry.clone() {
        Expiry::Never => view! { <Ends expiry=Expiry::Never state=TokenState::Live/> }.into_any(),
        Expiry::At { at, .. } => view! { <Moment at/> }.into_any(),
    };
    view! {
        <dl class="facts">
            <div><dt>{tokens::TOKEN}</dt><dd><code dir="ltr">{token.display}</code></dd></div>
            <div><dt>{tokens::SCOPE}</dt><dd>{tokens::scope(token.scope)}</dd></div>
            <div>
                <dt>{tokens::LAST_USED}</dt>
                <dd>{match used {
                    None => view! { <span class="warn-text">{tokens::NEVER_USED}</span> }.into_any(),
                    Some(used) => view! { <Moment at=used.at/> }.into_any(),
                }}</dd>
            </div>
            {address.map(|ip| view! {
                <div><dt>{tokens::LAST_ADDRESS}</dt><dd><code dir="ltr">{ip}</code></dd></div>
            })}
            {agent.map(|agent| view! {
                <div><dt>{tokens::LAST_AGENT}</dt><dd><bdi>{agent}</bdi></dd></div>
            })}
            {token.requests_24h.map(|count| view! {
                <div><dt>{tokens::REQUESTS_24H}</dt><dd class="num">{text::number(count)}</dd></div>
            })}
            <div><dt>{tokens::EXPIRES}</dt><dd>{expires}</dd></div>
            <div><dt>{tokens::ALLOWED_FROM}</dt><dd><bdi>{allowed}</bdi></dd></div>
            <div>
                <dt>{tokens::CREATED}</dt>
                <dd><Moment at=token.created/>" "<bdi class="muted">{token.created_by}</bdi></dd>
            </div>
            {match token.state {
                TokenState::Revoked { at, by } => Some(view! {
                    <div>
                        <dt>{tokens::REVOKED_BY}</dt>
                        <dd><Moment at/>" "<bdi class="muted">{by}</bdi></dd>
                    </div>
                }),
                _ => None,
            }}
        </dl>
    }
    .into_any()
}
