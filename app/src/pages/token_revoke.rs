//! Ending a token: what that means first, then the button.

use leptos::prelude::*;

use crate::components::asked::AskedForm;
use crate::components::field::{ErrorSummary, Legend, TextField};
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::model::token::TokenRevokePage;
use crate::paths;
use crate::place::Place;
use crate::text::{self, tokens};

#[component]
pub(crate) fn TokenRevoke(page: TokenRevokePage) -> impl IntoView {
    let place = Place::current();
    let name = page.token.name.clone();
    let token_path = paths::token(&place.slug, &page.token.id);
    let impact = impact(&page);
    let tone = if page.in_use {
        Tone::Danger
    } else {
        Tone::Info
    };
    let successor = if page.has_successor {
        tokens::REVOKE_SUCCESSOR
    } else {
        tokens::REVOKE_ALONE
    };
    let errors = page.errors;
    let in_use = page.in_use;
    let legend = Legend::new("name", tokens::type_name(&name), &errors);
    view! {
        <ErrorSummary errors/>
        <PageHeader
            crumbs=vec![
                (tokens::TITLE.to_owned(), paths::tokens(&place.slug)),
                (name.clone(), token_path.clone()),
            ]
            title=tokens::revoke_title(&name)
        />
        <Banner tone>
            {impact.into_iter().map(|line| view! { <p><bdi>{line}</bdi></p> }).collect_view()}
            <p>{successor}</p>
        </Banner>
        <p class="reading">{tokens::REVOKE_EFFECT}</p>
        <AskedForm
            action=paths::token_revoke(&place.slug, &page.token.id)
            back=token_path
            button=tokens::revoke_title(&name)
            ends=true
        >
            {in_use.then(|| view! {
                <TextField legend value=page.typed autocomplete="off" code=true/>
            })}
        </AskedForm>
    }
    .into_any()
}

/// Who would notice, in numbers where there are any.
fn impact(page: &TokenRevokePage) -> Vec<String> {
    let Some(used) = &page.token.last_used else {
        return vec![tokens::REVOKE_NEVER_USED.to_owned()];
    };
    let last = tokens::last_used_at(&used.at.utc, &used.at.relative);
    if !page.in_use {
        return vec![tokens::REVOKE_UNUSED.to_owned(), last];
    }
    let provider = used.idp.as_deref().map(text::provider);
    match page.requests_last_hour {
        Some(count) if count > 0 => {
            vec![tokens::revoke_impact(
                count,
                provider.as_deref(),
                used.ip.as_deref(),
            )]
        }
        _ => vec![last],
    }
}
