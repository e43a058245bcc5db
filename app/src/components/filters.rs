//! The filters that are set, each removable by a link.

use leptos::prelude::*;

use crate::icons::{Glyph, Icon};
use crate::text;

/// One filter that is set: what it is, its value, and the address without it.
pub(crate) struct Chip {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) without: String,
}

/// The words of a query that is one line. Each stays whole where it can: a minus at the end of a line
/// would rule nothing out.
pub(crate) fn line_words(line: &str) -> AnyView {
    line.split(' ')
        .enumerate()
        .map(|(place, word)| {
            let space = (place > 0).then_some(" ");
            view! { {space}<bdi class="line-word">{word.to_owned()}</bdi> }
        })
        .collect_view()
        .into_any()
}

#[component]
pub(crate) fn Chips(chips: Vec<Chip>, clear: String) -> impl IntoView {
    if chips.is_empty() {
        return ().into_any();
    }
    let items = chips
        .into_iter()
        .map(|chip| {
            view! {
                <li>
                    <a class="chip" href=chip.without>
                        <span class="visually-hidden">{text::audit::remove_filter(chip.name)}</span>
                        <span aria-hidden="true" class="chip-name">{chip.name}</span>
                        <bdi>{chip.value}</bdi>
                        <Icon glyph=Glyph::Close/>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="chips">
            <ul aria-label=text::audit::FILTERS_SET>{items}</ul>
            <a href=clear>{text::audit::CLEAR}</a>
        </div>
    }
    .into_any()
}
