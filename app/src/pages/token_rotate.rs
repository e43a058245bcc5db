//! Replacing a token: what will happen to the old one, then the button.

use leptos::prelude::*;

use crate::components::choice::{Choice, RadioCards};
use crate::components::field::{Csrf, ErrorSummary, Legend};
use crate::components::header::PageHeader;
use crate::model::token::{Overlap, TokenRotatePage};
use crate::paths;
use crate::place::Place;
use crate::text::{forms, tokens};

#[component]
pub(crate) fn TokenRotate(page: TokenRotatePage) -> impl IntoView {
    let place = Place::current();
    let name = page.token.name.clone();
    let token_path = paths::token(&place.slug, &page.token.id);
    let errors = page.errors;
    let overlaps = Overlap::ALL
        .map(|overlap| {
            let choice = Choice::new(
                overlap.word(),
                tokens::overlap(overlap),
                overlap == page.overlap,
            );
            if overlap == Overlap::None {
                choice.hint(tokens::OVERLAP_LEAKED)
            } else {
                choice
            }
        })
        .to_vec();
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHeader
            crumbs=vec![
                (tokens::TITLE.to_owned(), paths::tokens(&place.slug)),
                (name.clone(), token_path.clone()),
            ]
            title=tokens::rotate_title(&name)
            lead=tokens::ROTATE_LEAD.into_any()
        />
        <form
            method="post"
            action=paths::token_rotate(&place.slug, &page.token.id)
            class="form"
            novalidate
        >
            <Csrf token=place.csrf/>
            <input type="hidden" name="nonce" value=page.nonce/>
            <RadioCards
                legend=Legend::new("overlap", tokens::OVERLAP_LEGEND, &errors)
                    .hint(tokens::OVERLAP_HINT)
                choices=overlaps
            />
            <div class="actions">
                <button type="submit" class="button primary">{tokens::ROTATE_BUTTON}</button>
                <a class="button" href=token_path>{forms::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}
