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
use crate::pages::token_rotation::RotationSection;
use crate::pages::tokens::Ends;
use crate::paths;
use crate::place::Place;
use crate::text::{self, tokens};

#[component]
pub(crate) fn Token(page: TokenPage) -> impl IntoView {
    let place = Place::current();
    let token = page.token;
    let id = token.id.clone();
    let rotating = page.rotation.is_some();
    let query = AuditQuery::by_token(&token.name);
    let all = paths::audit(&place.slug, &query);
    let connect = paths::connect(&place.slug);
    view! {
        <PageHeader
            crumbs=vec![(tokens::TITLE.to_owned(), paths::tokens(&place.slug))]
            title=token.name.clone()
            aside=view! { <TokenStatus state=token.state.clone()/> }.into_any()
            actions=actions(&token, rotating, &place)
        />
        <section class="panel">
            <h2 class="visually-hidden">{tokens::DETAILS}</h2>
            <TokenFacts token cidrs=page.cidrs/>
        </section>
        {page.rotation.map(|rotation| view! { <RotationSection rotation here=id/> })}
        // During a rotation the charts of both tokens stand beside each other above.
        {page.activity.filter(|activity| !activity.is_empty() && !rotating).map(|activity| view! {
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
                view! {
                    <p class="muted">{tokens::NO_RECENT}</p>
                    <p><a href=connect>{tokens::EMPTY_CONNECT}</a></p>
                }
                .into_any()
            } else {
                view! { <EventTable rows=page.recent query caption=tokens::RECENT/> }.into_any()
            }}
        </section>
    }
    .into_any()
}

/// Two live tokens of a name are as many as there can be: then there is no rotating.
fn actions(token: &TokenRow, rotating: bool, place: &Place) -> AnyView {
    if token.state != TokenState::Live {
        return ().into_any();
    }
    if !place.role.manages_tokens() {
        return view! {
            {(!rotating).then(|| view! {
                <RefusedAction
                    label=tokens::ROTATE
                    reason=tokens::ROTATE_REFUSED
                    id="rotate-refused"
                />
            })}
            <RefusedAction
                label=tokens::REVOKE
                reason=tokens::REVOKE_REFUSED
                id="revoke-refused"
            />
        }
        .into_any();
    }
    let rotate = paths::token_rotate(&place.slug, &token.id);
    let revoke = paths::token_revoke(&place.slug, &token.id);
    view! {
        {(!rotating).then(|| view! { <a class="button" href=rotate>{tokens::ROTATE}</a> })}
        <a class="button danger-outline" href=revoke>{tokens::REVOKE}</a>
    }
    .into_any()
}

/// Who did it, behind when.
pub(super) fn done_by(who: String) -> AnyView {
    view! { <span class="muted">{tokens::BY} " " <bdi>{who}</bdi></span> }.into_any()
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
            {token.idp.as_deref().map(|idp| view! {
                <div><dt>{tokens::PROVIDER}</dt><dd><bdi>{text::provider(idp)}</bdi></dd></div>
            })}
            <div><dt>{tokens::SCOPE}</dt><dd>{tokens::scope_of(token.scope, token.resources)}</dd></div>
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
            <div>
                <dt>{tokens::EXPIRES}</dt>
                <dd>
                    {expires}
                    {token.replaced.then(|| view! {
                        <span class="muted">", " {tokens::REPLACED}</span>
                    })}
                </dd>
            </div>
            <div><dt>{tokens::ALLOWED_FROM}</dt><dd><bdi>{allowed}</bdi></dd></div>
            <div>
                <dt>{tokens::CREATED}</dt>
                <dd><Moment at=token.created/>" "{done_by(token.created_by)}</dd>
            </div>
            {match token.state {
                TokenState::Revoked { at, by } => Some(view! {
                    <div>
                        <dt>{tokens::REVOKED_BY}</dt>
                        <dd><Moment at/>" "{done_by(by)}</dd>
                    </div>
                }),
                _ => None,
            }}
        </dl>
    }
    .into_any()
}
