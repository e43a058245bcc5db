//! One OAuth client.

use leptos::prelude::*;

use crate::components::event::EventTable;
use crate::components::field::RefusedAction;
use crate::components::header::PageHeader;
use crate::components::status::TokenStatus;
use crate::components::time::Moment;
use crate::model::client::{ClientPage, ClientRow, Proof};
use crate::model::query::AuditQuery;
use crate::model::token::{Expiry, TokenState};
use crate::pages::client_rotation::SecretRotationSection;
use crate::pages::clients::SwitchedOff;
use crate::pages::token::done_by;
use crate::pages::tokens::Ends;
use crate::paths;
use crate::place::Place;
use crate::text::{self, clients, tokens};

#[component]
pub(crate) fn Client(page: ClientPage) -> impl IntoView {
    let place = Place::current();
    let client = page.client;
    let (id, rotating) = (client.id.clone(), page.rotation.is_some());
    let query = AuditQuery::by_token(&client.name);
    let all = paths::audit(&place.slug, &query);
    let href = paths::client(&place.slug, &id);
    let end = paths::client_end_secret(&place.slug, &id);
    let recent = if page.recent.is_empty() {
        view! { <p class="muted">{clients::NO_RECENT}</p> }.into_any()
    } else {
        view! {
            <EventTable rows=page.recent query caption=clients::RECENT/>
            <p><a href=all>{clients::ALL_REQUESTS}</a></p>
        }
        .into_any()
    };
    view! {
        <PageHeader
            crumbs=vec![
                (tokens::TITLE.to_owned(), paths::tokens(&place.slug)),
                (clients::TITLE.to_owned(), paths::clients(&place.slug)),
            ]
            title=client.name.clone()
            aside=view! { <TokenStatus state=client.state.clone()/> }.into_any()
            actions=actions(&client, rotating, &place)
        />
        {(!page.switched_on).then(|| view! { <SwitchedOff/> })}
        <section class="panel">
            <h2 class="visually-hidden">{tokens::DETAILS}</h2>
            <ClientFacts client cidrs=page.cidrs endpoint=page.endpoint/>
        </section>
        {page.rotation.map(|rotation| view! { <SecretRotationSection rotation href=href end=end/> })}
        <section>
            <h2>{clients::RECENT}</h2>
            {recent}
        </section>
    }
    .into_any()
}

/// There is a secret to rotate unless the client has keys, or another one is taking its place.
fn actions(client: &ClientRow, rotating: bool, place: &Place) -> AnyView {
    if client.state != TokenState::Live {
        return ().into_any();
    }
    let rotates = !rotating && matches!(client.proof, Proof::Secret(_));
    if !place.role.manages_tokens() {
        return view! {
            {rotates.then(|| view! {
                <RefusedAction
                    label=tokens::ROTATE
                    reason=clients::ROTATE_REFUSED
                    id="rotate-refused"
                />
            })}
            <RefusedAction
                label=tokens::REVOKE
                reason=clients::REVOKE_REFUSED
                id="revoke-refused"
            />
        }
        .into_any();
    }
    let rotate = paths::client_rotate(&place.slug, &client.id);
    let revoke = paths::client_revoke(&place.slug, &client.id);
    view! {
        {rotates.then(|| view! { <a class="button" href=rotate>{tokens::ROTATE}</a> })}
        <a class="button danger-outline" href=revoke>{tokens::REVOKE}</a>
    }
    .into_any()
}

#[component]
fn ClientFacts(client: ClientRow, cidrs: Vec<String>, endpoint: String) -> impl IntoView {
    let used = client.last_used;
    let address = used.as_ref().and_then(|used| used.ip.clone());
    let agent = used.as_ref().and_then(|used| used.user_agent.clone());
    let last_used = match used {
        None => view! { <span class="warn-text">{tokens::NEVER_USED}</span> }.into_any(),
        Some(used) => view! { <Moment at=used.at/> }.into_any(),
    };
    let proof = match client.proof {
        Proof::Secret(last_four) => view! { <bdi>{clients::secret(&last_four)}</bdi> }.into_any(),
        Proof::Keys(keys) => {
            let keys = keys
                .into_iter()
                .map(|key| view! { <bdi class="below">{key}</bdi> })
                .collect_view();
            view! { {keys} <span class="below muted">{clients::KEYS_STAY}</span> }.into_any()
        }
    };
    let allowed = if cidrs.is_empty() {
        tokens::ANY_ADDRESS.to_owned()
    } else {
        cidrs.join(", ")
    };
    let expires = match client.expiry {
        Expiry::Never => view! { <Ends expiry=Expiry::Never state=TokenState::Live/> }.into_any(),
        Expiry::At { at, .. } => view! { <Moment at/> }.into_any(),
    };
    let revoked = match client.state {
        TokenState::Revoked { at, .. } => Some(view! {
            <div><dt>{tokens::REVOKED_BY}</dt><dd><Moment at/></dd></div>
        }),
        _ => None,
    };
    view! {
        <dl class="facts">
            <div><dt>{clients::CLIENT_ID}</dt><dd><code dir="ltr">{client.client_id}</code></dd></div>
            <div><dt>{clients::PROOF}</dt><dd>{proof}</dd></div>
            <div class="whole">
                <dt>{clients::ENDPOINT}</dt>
                <dd><code dir="ltr">{endpoint}</code></dd>
            </div>
            {client.idp.as_deref().map(|idp| view! {
                <div><dt>{tokens::PROVIDER}</dt><dd><bdi>{text::provider(idp)}</bdi></dd></div>
            })}
            <div><dt>{tokens::SCOPE}</dt><dd>{tokens::scope_of(client.scope, client.resources)}</dd></div>
            <div><dt>{tokens::LAST_USED}</dt><dd>{last_used}</dd></div>
            {address.map(|ip| view! {
                <div><dt>{tokens::LAST_ADDRESS}</dt><dd><code dir="ltr">{ip}</code></dd></div>
            })}
            {agent.map(|agent| view! {
                <div><dt>{tokens::LAST_AGENT}</dt><dd><bdi>{agent}</bdi></dd></div>
            })}
            <div><dt>{tokens::EXPIRES}</dt><dd>{expires}</dd></div>
            <div><dt>{tokens::ALLOWED_FROM}</dt><dd><bdi>{allowed}</bdi></dd></div>
            <div>
                <dt>{tokens::CREATED}</dt>
                <dd><Moment at=client.created/>" "{done_by(client.created_by)}</dd>
            </div>
            {revoked}
        </dl>
    }
    .into_any()
}
