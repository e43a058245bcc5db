//! Ending an OAuth client: what that means first, then the button.

use leptos::prelude::*;

use crate::components::asked::AskedForm;
use crate::components::field::{ErrorSummary, Legend, TextField};
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::model::client::ClientRevokePage;
use crate::paths;
use crate::place::Place;
use crate::text::{clients, tokens};

#[component]
pub(crate) fn ClientRevoke(page: ClientRevokePage) -> impl IntoView {
    let place = Place::current();
    let name = page.client.name;
    let client_path = paths::client(&place.slug, &page.client.id);
    let used = match &page.client.last_used {
        None => tokens::REVOKE_NEVER_USED.to_owned(),
        Some(used) => tokens::last_used_at(&used.at.utc, &used.at.relative),
    };
    let tone = if page.in_use {
        Tone::Danger
    } else {
        Tone::Info
    };
    let errors = page.errors;
    let in_use = page.in_use;
    let legend = Legend::new("name", tokens::type_name(&name), &errors);
    view! {
        <ErrorSummary errors/>
        <PageHeader
            crumbs=vec![
                (tokens::TITLE.to_owned(), paths::tokens(&place.slug)),
                (clients::TITLE.to_owned(), paths::clients(&place.slug)),
                (name.clone(), client_path.clone()),
            ]
            title=tokens::revoke_title(&name)
        />
        <Banner tone><p>{used}</p></Banner>
        <p class="reading">{clients::REVOKE_EFFECT}</p>
        <AskedForm
            action=paths::client_revoke(&place.slug, &page.client.id)
            back=client_path
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
