//! Issuing a token, and the one page that shows its secret.

use leptos::prelude::*;

use crate::components::choice::{Choice, RadioCards, SelectField};
use crate::components::field::{Csrf, ErrorSummary, Legend, TextAreaField, TextField};
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::components::value::{Command, ValueRow};
use crate::model::connect::Provider;
use crate::model::query::AuditQuery;
use crate::model::token::{Expiry, Lifetime, Resources, Scope, TokenIssuedPage, TokenNewPage};
use crate::paths;
use crate::place::Place;
use crate::text::{self, forms, tokens};

#[component]
pub(crate) fn TokenNew(page: TokenNewPage) -> impl IntoView {
    let place = Place::current();
    let list = paths::tokens(&place.slug);
    let errors = page.errors;
    let legend = |id, label| Legend::new(id, label, &errors);
    let ends = match page.longest {
        Some(_) => tokens::LIMITED,
        None => tokens::NEVER_WARNING,
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
            crumbs=vec![(tokens::TITLE.to_owned(), list.clone())]
            title=tokens::NEW_TITLE
            lead=tokens::NEW_LEAD.into_any()
        />
        <form method="post" action=paths::token_new(&place.slug) class="form" novalidate>
            <Csrf token=place.csrf/>
            <input type="hidden" name="nonce" value=page.nonce/>
            <TextField
                legend=legend("name", tokens::NAME).hint(tokens::NAME_HINT)
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
            <div class="actions">
                <button type="submit" class="button primary">{tokens::ISSUE}</button>
                <a class="button" href=list>{forms::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}

/// What a token or an OAuth client can do.
pub(crate) fn scopes(chosen: Scope) -> Vec<Choice> {
    Scope::ALL
        .map(|scope| {
            Choice::new(scope.word(), tokens::scope(scope), scope == chosen)
                .hint(tokens::scope_hint(scope))
        })
        .to_vec()
}

/// For which resources a token or an OAuth client can be.
pub(crate) fn resources(chosen: Resources) -> Vec<Choice> {
    Resources::ALL
        .map(|resources| {
            let words = tokens::resources(resources);
            Choice::new(resources.word(), words, resources == chosen)
        })
        .to_vec()
}

/// Whom a token or an OAuth client can be for.
pub(crate) fn providers(chosen: Option<Provider>) -> Vec<Choice> {
    let any = Choice::new("", tokens::NO_PROVIDER, chosen.is_none());
    let known = Provider::ALL.into_iter().map(|provider| {
        let name = text::connect::name(provider);
        Choice::new(provider.word(), &name, chosen == Some(provider))
    });
    [any].into_iter().chain(known).collect()
}

#[component]
pub(crate) fn TokenIssued(page: TokenIssuedPage) -> impl IntoView {
    let slug = Place::current().slug;
    let exposure = paths::audit(&slug, &AuditQuery::by_token(&page.name));
    let expires = match &page.expiry {
        Expiry::Never => text::NEVER.to_owned(),
        Expiry::At { at, .. } => {
            format!("{} ({})", at.date(), tokens::days_left(&page.expiry))
        }
    };
    view! {
        <PageHeader
            crumbs=vec![
                (tokens::TITLE.to_owned(), paths::tokens(&slug)),
                (page.name, paths::token(&slug, &page.id)),
            ]
            title=tokens::ISSUED_TITLE
        />
        <Banner tone=Tone::Warning>
            <p role="status"><strong>{tokens::ISSUED_ONCE}</strong></p>
            {page.replaces.map(|old| match old.ends {
                Some(end) => view! { <p>{tokens::old_ends(&end.utc)}</p> }.into_any(),
                None => view! {
                    <p>{tokens::ENDED_NOW}" "<a href=exposure>{tokens::EXPOSURE}</a></p>
                }.into_any(),
            })}
        </Banner>
        <section class="panel values">
            <ValueRow
                label=tokens::SECRET
                value=page.secret.reveal()
                id="token-secret"
                copy=tokens::COPY_SECRET
            />
            <ValueRow
                label=tokens::BASE_URL
                value=page.base_url.clone()
                id="base-url"
                copy=tokens::COPY_URL
            />
            <dl class="facts inline">
                <div><dt>{tokens::SCOPE}</dt><dd>{tokens::scope_of(page.scope, page.resources)}</dd></div>
                <div><dt>{tokens::EXPIRES}</dt><dd class="num">{expires}</dd></div>
            </dl>
        </section>
        <section>
            <h2>{tokens::TRY}</h2>
            <p class="muted">{tokens::TRY_TEXT}</p>
            <Command text=tokens::curl(&page.base_url, page.secret.reveal()) id="try-command"/>
        </section>
        <div class="actions">
            <a class="button primary" href=paths::token(&slug, &page.id)>{tokens::STORED}</a>
            <a class="button" href=paths::connect(&slug)>{tokens::TO_CONNECT}</a>
        </div>
    }
    .into_any()
}
