//! The command palette: a button in the header that is a link, and the dialog it opens.

use leptos::prelude::*;

use crate::icons::{Glyph, Icon};
use crate::paths;
use crate::text::go;

/// Leads to the page that finds things; with script it opens the palette.
#[component]
pub(crate) fn PaletteLink(slug: String) -> impl IntoView {
    view! {
        <a class="go" href=paths::go(&slug, "")>
            <Icon glyph=Glyph::Search/>
            <span class="go-label">{go::OPEN}</span>
            <kbd aria-hidden="true">{go::KEYS}</kbd>
        </a>
    }
    .into_any()
}

/// Opened by script alone. What is found is written into the list by the server.
#[component]
pub(crate) fn PaletteDialog(slug: String) -> impl IntoView {
    view! {
        <dialog class="palette" aria-label=go::OPEN>
            <form role="search" method="get" action=paths::go(&slug, "")>
                <label for="palette-q" class="visually-hidden">{go::WANTED}</label>
                <input
                    id="palette-q"
                    name="q"
                    type="text"
                    role="combobox"
                    aria-expanded="false"
                    aria-autocomplete="list"
                    aria-controls="palette-finds"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="go"
                    maxlength="200"
                    placeholder=go::EXAMPLES
                />
            </form>
            <div id="palette-finds" class="finds" role="listbox" aria-label=go::FOUND></div>
            <p class="muted" role="status"></p>
        </dialog>
    }
    .into_any()
}
