//! Issuing an OAuth client, and the one page that shows its secret.

use leptos::prelude::*;

use crate::components::choice::{Choice, RadioCards, SelectField};
use crate::components::field::{Csrf, ErrorSummary, Legend, TextAreaField, TextField};
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::components::value::{Command, ValueRow};
use crate::model::client::{ClientIssuedPage, ClientNewPage, OldSecret};
use crate::model::query::AuditQuery;
use crate::model::token::{Expiry, Lifetime};
use crate::pages::clients::SwitchedOff;
use crate::pages::token_new::{providers, resources, scopes};
use crate::paths;
use crate::place::Place;
use crate::text::{self, clients, forms, tokens};

#[component]
pub(crate) fn ClientNew(page: ClientNewPage) -> impl IntoView {
    let place = Place::current();
    let list = paths::clients(&place.slug);
    let errors = page.errors;
    let legend = |id, label| Legend::new(id, label, &errors);
    let ends = match page.longest {
        Some(_) => tokens::LIMITED,
        None => clients::NEVER_WARNING,
    };
    let lifetimes = Lifetime::offered(page.longest)
        .into_iter()
        .map(|lifetime| {
            let words = tokens::lifetime(lifetime, page.longest);
            let chosen = lifetime == page.lifetime.within(page.longest);
            Choice::new(lifetime.word(), &words, chosen)
        })
        .collect();
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHeader
            crumbs=vec![
                (tokens::TITLE.to_owned(), paths::tokens(&place.slug)),
                (clients::TITLE.to_owned(), list.clone()),
            ]
            title=clients::NEW_TITLE
            lead=clients::NEW_LEAD.into_any()
        />
        <form method="post" action=paths::client_new(&place.slug) class="form" novalidate>
            <Csrf token=place.csrf/>
            <input type="hidden" name="nonce" value=page.nonce/>
            <TextField
                legend=legend("name", tokens::NAME).hint(clients::NAME_HINT)
                value=page.name
                autocomplete="off"
                code=true
            />
            <SelectField
                legend=legend("for", tokens::PROVIDER).hint(tokens::PROVIDER_HINT)
                choices=providers(page.provider)
            />
            <RadioCards
                legend=legend("scope", tokens::SCOPE_LEGEND)
                choices=scopes(page.scope)
            />
            <RadioCards
                legend=legend("only", tokens::RESOURCES_LEGEND)
                choices=resources(page.resources)
            />
            <RadioCards
                legend=legend("expires", tokens::EXPIRES_LEGEND).hint(ends)
                choices=lifetimes
            />
            <TextAreaField
                legend=legend("cidrs", tokens::CIDRS).hint(tokens::CIDRS_HINT).optional()
                value=page.cidrs
            />
            <TextAreaField
                legend=legend("jwks", clients::KEYS).hint(clients::KEYS_HINT).optional()
                value=page.jwks
                rows="6"
            />
            <div class="actions">
                <button type="submit" class="button primary">{clients::ISSUE}</button>
                <a class="button" href=list>{forms::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}

#[component]
pub(crate) fn ClientIssued(page: ClientIssuedPage) -> impl IntoView {
    let slug = Place::current().slug;
    let client = paths::client(&slug, &page.id);
    let (scope, switched_on) = (
        tokens::scope_of(page.scope, page.resources),
        page.switched_on,
    );
    let old_secret = page.old_secret.clone();
    let title = clients::issued_title(old_secret.is_some());
    let exposure = paths::audit(&slug, &AuditQuery::by_token(&page.name));
    let expires = match &page.expiry {
        Expiry::Never => text::NEVER.to_owned(),
        Expiry::At { at, .. } => {
            format!("{} ({})", at.date(), tokens::days_left(&page.expiry))
        }
    };
    let secret = page.secret.as_ref();
    let command =
        secret.map(|secret| clients::curl(&page.endpoint, &page.client_id, secret.reveal()));
    let (tone, said, onward) = match (secret, &old_secret) {
        (Some(_), None) => (Tone::Warning, clients::ISSUED_ONCE, tokens::STORED),
        (Some(_), Some(_)) => (Tone::Warning, clients::ROTATED_ONCE, tokens::STORED),
        (None, _) => (Tone::Info, clients::ISSUED_KEYS, clients::OPEN),
    };
    view! {
        <PageHeader
            crumbs=vec![
                (tokens::TITLE.to_owned(), paths::tokens(&slug)),
                (clients::TITLE.to_owned(), paths::clients(&slug)),
                (page.name.clone(), client.clone()),
            ]
            title
        />
        <Banner tone>
            <p role="status"><strong>{said}</strong></p>
            {old_secret.map(|old| match old {
                OldSecret::Until(end) => view! { <p>{clients::old_ends(&end.utc)}</p> }.into_any(),
                OldSecret::Ended => view! {
                    <p>{clients::OLD_ENDED}" "<a href=exposure>{tokens::EXPOSURE}</a></p>
                }.into_any(),
            })}
        </Banner>
        {(!switched_on).then(|| view! { <SwitchedOff/> })}
        <section class="panel values">
            <Values page/>
            <dl class="facts inline">
                <div><dt>{tokens::SCOPE}</dt><dd>{scope}</dd></div>
                <div><dt>{tokens::EXPIRES}</dt><dd class="num">{expires}</dd></div>
            </dl>
        </section>
        {command.map(|command| view! {
            <section>
                <h2>{tokens::TRY}</h2>
                <p class="muted">{clients::TRY_TEXT}</p>
                <Command text=command id="try-command"/>
            </section>
        })}
        <div class="actions">
            <a class="button primary" href=client>{onward}</a>
            <a class="button" href=paths::connect(&slug)>{tokens::TO_CONNECT}</a>
        </div>
    }
    .into_any()
}

/// The values that an identity provider asks for.
#[component]
fn Values(page: ClientIssuedPage) -> impl IntoView {
    view! {
        <ValueRow
            label=clients::CLIENT_ID
            value=page.client_id
            id="client-id"
            copy=clients::COPY_ID
        />
        {page.secret.map(|secret| view! {
            <ValueRow
                label=clients::SECRET
                value=secret.reveal()
                id="client-secret"
                copy=clients::COPY_SECRET
            />
        })}
        <ValueRow
            label=clients::ENDPOINT
            value=page.endpoint
            id="token-endpoint"
            copy=clients::COPY_ENDPOINT
        />
        <ValueRow
            label=tokens::BASE_URL
            value=page.base_url
            id="base-url"
            copy=tokens::COPY_URL
        />
    }
    .into_any()
}
