//! Replacing a token: what will happen to the old one, then the button.

use leptos::prelude::*;

use crate::components::asked::AskedForm;
use crate::components::choice::{Choice, RadioCards};
use crate::components::field::{ErrorSummary, Legend};
use crate::components::header::PageHeader;
use crate::model::token::{Overlap, TokenRotatePage};
use crate::paths;
use crate::place::Place;
use crate::text::tokens;

#[component]
pub(crate) fn TokenRotate(page: TokenRotatePage) -> impl IntoView {
    let place = Place::current();
    let name = page.token.name.clone();
    let token_path = paths::token(&place.slug, &page.token.id);
    let errors = page.errors;
    let legend = Legend::new("overlap", tokens::OVERLAP_LEGEND, &errors).hint(tokens::OVERLAP_HINT);
    view! {
        <ErrorSummary errors/>
        <PageHeader
            crumbs=vec![
                (tokens::TITLE.to_owned(), paths::tokens(&place.slug)),
                (name.clone(), token_path.clone()),
            ]
            title=tokens::rotate_title(&name)
            lead=tokens::ROTATE_LEAD.into_any()
        />
        <AskedForm
            action=paths::token_rotate(&place.slug, &page.token.id)
            back=token_path
            button=tokens::ROTATE_BUTTON.to_owned()
            carried=("nonce", page.nonce)
        >
            <RadioCards legend choices=overlaps(page.overlap, tokens::OVERLAP_LEAKED)/>
        </AskedForm>
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
