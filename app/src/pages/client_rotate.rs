//! Replacing the secret of an OAuth client: what will happen to the old one, then the button.

use leptos::prelude::*;

use crate::components::asked::AskedForm;
use crate::components::choice::RadioCards;
use crate::components::field::{ErrorSummary, Legend};
use crate::components::header::PageHeader;
use crate::model::client::ClientRotatePage;
use crate::pages::token_rotate::overlaps;
use crate::paths;
use crate::place::Place;
use crate::text::{clients, tokens};

#[component]
pub(crate) fn ClientRotate(page: ClientRotatePage) -> impl IntoView {
    let place = Place::current();
    let name = page.client.name;
    let client_path = paths::client(&place.slug, &page.client.id);
    let errors = page.errors;
    let legend =
        Legend::new("overlap", clients::OVERLAP_LEGEND, &errors).hint(clients::OVERLAP_HINT);
    view! {
        <ErrorSummary errors/>
        <PageHeader
            crumbs=vec![
                (tokens::TITLE.to_owned(), paths::tokens(&place.slug)),
                (clients::TITLE.to_owned(), paths::clients(&place.slug)),
                (name.clone(), client_path.clone()),
            ]
            title=tokens::rotate_title(&name)
            lead=clients::ROTATE_LEAD.into_any()
        />
        <AskedForm
            action=paths::client_rotate(&place.slug, &page.client.id)
            back=client_path
            button=clients::ROTATE_BUTTON.to_owned()
            carried=("after", page.after.to_string())
        >
            <RadioCards legend choices=overlaps(page.overlap, clients::OVERLAP_LEAKED)/>
        </AskedForm>
    }
    .into_any()
}
