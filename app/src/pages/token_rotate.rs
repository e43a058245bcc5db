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
                choices=overlaps(page.overlap, tokens::OVERLAP_LEAKED)
            />
            <div class="actions">
                <button type="submit" class="button primary">{tokens::ROTATE_BUTTON}</button>
                <a class="button" href=token_path>{forms::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}

/// How long something old can go on; `leaked` says what it means that it does not.
pub(crate) fn overlaps(chosen: Overlap, leaked: &'static str) -> Vec<Choice> {
    Overlap::ALL
        .map(|overlap| {
            let words = tokens::overlap(overlap);
            let choice = Choice::new(overlap.word(), words, overlap == chosen);
            if overlap == Overlap::None {
                choice.hint(leaked)
            } else {
                choice
            }
        })
        .to_vec()
}
