//! The button that shows what is being typed into a password field.

use leptos::prelude::*;

use crate::icons::{Glyph, Icon};
use crate::text;

/// Switches the password field with the id `target` between hidden and readable.
#[island]
pub fn RevealPassword(target: String) -> impl IntoView {
    let shown = RwSignal::new(false);
    let label = move || {
        if shown.get() {
            text::HIDE_PASSWORD
        } else {
            text::SHOW_PASSWORD
        }
    };
    let words = move || if shown.get() { text::HIDE } else { text::SHOW };
    view! {
        <button
            type="button"
            class="button reveal"
            aria-label=label
            aria-controls=target.clone()
            on:click=move |_| browser::toggle(&target, shown)
        >
            <Icon glyph=Glyph::Eye/>
            <span>{words}</span>
        </button>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use leptos::wasm_bindgen::JsCast as _;
    use web_sys::HtmlInputElement;

    pub(super) fn toggle(target: &str, shown: RwSignal<bool>) {
        let field = document().get_element_by_id(target);
        if let Some(input) = field
            .as_ref()
            .and_then(|field| field.dyn_ref::<HtmlInputElement>())
        {
            let show = !shown.get_untracked();
            input.set_type(if show { "text" } else { "password" });
            shown.set(show);
        }
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use leptos::prelude::RwSignal;

    /// The server renders the button and never presses it.
    pub(super) fn toggle(_target: &str, _shown: RwSignal<bool>) {}
}
