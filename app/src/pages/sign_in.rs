//! Sign-in through the tenant's own OpenID Connect provider: its settings, and the way there.

use leptos::prelude::*;

use crate::components::choice::{Choice, RadioCards, SelectField};
use crate::components::field::{
    Csrf, ErrorSummary, Legend, PasswordField, RefusedAction, TextAreaField, TextField,
};
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::components::value::ValueRow;
use crate::model::Role;
use crate::model::sign_in::{ProviderLoginPage, SignInPage};
use crate::paths;
use crate::place::Place;
use crate::text::{settings, sign_in};

#[component]
pub(crate) fn SignIn(page: SignInPage) -> impl IntoView {
    let slug = Place::current().slug;
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader
            title=sign_in::TITLE
            crumbs=vec![(settings::TITLE.to_owned(), paths::settings(&slug))]
            lead=sign_in::LEAD.into_any()
        />
        <section class="panel values">
            <h2>{sign_in::REGISTER}</h2>
            <ValueRow
                label=sign_in::REDIRECT_URI
                value=page.redirect_uri.clone()
                id="redirect-uri"
                copy=sign_in::COPY_REDIRECT_URI
            />
            <ValueRow
                label=sign_in::INITIATE_URI
                value=page.initiate_uri.clone()
                id="initiate-uri"
                copy=sign_in::COPY_INITIATE_URI
                hint=sign_in::INITIATE_URI_HINT
            />
        </section>
        <section>
            <h2>{sign_in::CONNECTION}</h2>
            <Connection page/>
        </section>
    }
    .into_any()
}

#[component]
fn Connection(page: SignInPage) -> impl IntoView {
    let place = Place::current();
    let disabled = !place.role.manages_tenant();
    let legend = |id, label| Legend::new(id, label, &page.errors);
    let secret_hint = if page.has_secret {
        sign_in::SECRET_STORED_HINT
    } else {
        sign_in::SECRET_NEW_HINT
    };
    let save = if disabled {
        view! { <RefusedAction label=settings::SAVE reason=sign_in::REFUSED id="sign-in-refused"/> }
            .into_any()
    } else {
        view! { <button type="submit" class="button primary">{settings::SAVE}</button> }.into_any()
    };
    view! {
        <form method="post" action=paths::sign_in_settings(&place.slug) class="form" novalidate>
            <Csrf token=place.csrf/>
            <RadioCards
                legend=legend("enabled", sign_in::ENABLED)
                choices=vec![
                    Choice::new("off", sign_in::OFF, !page.enabled).hint(sign_in::OFF_HINT),
                    Choice::new("on", sign_in::ON, page.enabled).hint(sign_in::ON_HINT),
                ]
                disabled
            />
            <TextField
                legend=legend("issuer", sign_in::ISSUER).hint(sign_in::ISSUER_HINT)
                value=page.issuer.clone()
                autocomplete="off"
                code=true
                disabled
            />
            <TextField
                legend=legend("client_id", sign_in::CLIENT_ID)
                value=page.client_id.clone()
                autocomplete="off"
                code=true
                disabled
            />
            <PasswordField
                legend=legend("client_secret", sign_in::CLIENT_SECRET).hint(secret_hint)
                autocomplete="new-password"
                disabled
            />
            <TextField
                legend=legend("scopes", sign_in::SCOPES).hint(sign_in::SCOPES_HINT).optional()
                value=page.scopes.clone()
                autocomplete="off"
                code=true
                disabled
            />
            <Roles page disabled/>
            <div class="actions">{save}</div>
        </form>
    }
    .into_any()
}

/// Who becomes what.
#[component]
fn Roles(page: SignInPage, disabled: bool) -> impl IntoView {
    let legend = |id, label| Legend::new(id, label, &page.errors);
    let others = [
        None,
        Some(Role::Auditor),
        Some(Role::Admin),
        Some(Role::Owner),
    ]
    .map(|role| {
        let word = role.map_or("nobody", Role::word);
        Choice::new(word, &sign_in::others(role), role == page.others)
    })
    .to_vec();
    view! {
        <TextField
            legend=legend("role_claim", sign_in::ROLE_CLAIM).hint(sign_in::ROLE_CLAIM_HINT)
            value=page.role_claim.clone()
            autocomplete="off"
            code=true
            disabled
        />
        <TextAreaField
            legend=legend("owner", sign_in::OWNER).hint(sign_in::VALUES_HINT).optional()
            value=page.owner.clone()
            disabled
        />
        <TextAreaField
            legend=legend("admin", sign_in::ADMIN).optional()
            value=page.admin.clone()
            disabled
        />
        <TextAreaField
            legend=legend("auditor", sign_in::AUDITOR).optional()
            value=page.auditor.clone()
            disabled
        />
        <SelectField
            legend=legend("others", sign_in::OTHERS).hint(sign_in::OTHERS_HINT)
            choices=others
            disabled
        />
    }
    .into_any()
}

/// Asks for the tenant, or leads on to its provider.
#[component]
pub(crate) fn ProviderLogin(page: ProviderLoginPage) -> impl IntoView {
    let errors = page.errors;
    let legend = Legend::new("tenant", sign_in::TENANT, &errors).hint(sign_in::TENANT_HINT);
    let next = page.next;
    let asked = match page.onward {
        Some(onward) => view! {
            <p role="status">{sign_in::ONWARD}</p>
            <div class="actions">
                <a class="button primary wide" href=onward>{sign_in::CONTINUE}</a>
            </div>
        }
        .into_any(),
        None => view! {
            <form method="get" action=paths::LOGIN_PROVIDER class="form" novalidate>
                <input type="hidden" name="form" value="1"/>
                {next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
                <TextField
                    legend=legend
                    value=page.tenant
                    autocomplete="organization"
                    code=true
                />
                <button type="submit" class="button primary wide">{sign_in::CONTINUE}</button>
            </form>
        }
        .into_any(),
    };
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHeader title=sign_in::LOGIN_TITLE lead=sign_in::LOGIN_LEAD.into_any()/>
        {page.refusal.map(|refusal| view! {
            <Banner tone=Tone::Warning><p role="status">{sign_in::refusal(refusal)}</p></Banner>
        })}
        {asked}
        <p class="fine"><a href=paths::LOGIN>{sign_in::TO_PASSWORD}</a></p>
    }
    .into_any()
}
