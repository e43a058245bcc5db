//! The copy button.

use leptos::prelude::*;

use crate::icons::{Glyph, Icon};
use crate::text;

/// What became of the last press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "the server never presses it")
)]
enum Press {
    None,
    Copied,
    Failed,
}

/// Copies the value or text of the element with the id `target`, at the moment of the click.
/// Without script the button is hidden and the text can be selected by hand.
#[island]
pub fn CopyButton(
    target: String,
    /// What is copied: "Copy SCIM base URL".
    label: String,
    /// Shows the icon alone; the label is still the button's name.
    icon_only: bool,
) -> impl IntoView {
    let press = RwSignal::new(Press::None);
    let class = if icon_only {
        "button icon-only copy"
    } else {
        "button copy"
    };
    let words = label.clone();
    let shown = move || match press.get() {
        Press::None => words.clone(),
        Press::Copied => text::COPIED.to_owned(),
        Press::Failed => text::COPY_FAILED.to_owned(),
    };
    let status = move || match press.get() {
        Press::None => "",
        Press::Copied => text::COPIED,
        Press::Failed => text::COPY_FAILED,
    };
    view! {
        <span class="copier">
            <button
                type="button"
                class=class
                title=icon_only.then_some(label)
                on:click=move |_| browser::copy(&target, press)
            >
                <Icon glyph=Glyph::Copy/>
                <span class="copy-label">{shown}</span>
            </button>
            <span class="visually-hidden" role="status">{status}</span>
        </span>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use leptos::prelude::*;
    use leptos::wasm_bindgen::JsCast as _;
    use web_sys::{Element, HtmlInputElement};

    use super::Press;

    /// How long the button says what it did.
    const SAID: Duration = Duration::from_secs(2);

    pub(super) fn copy(target: &str, press: RwSignal<Press>) {
        let Some(element) = document().get_element_by_id(target) else {
            press.set(Press::Failed);
            return;
        };
        let text = text_of(&element);
        leptos::task::spawn_local(async move {
            let done = write(text.trim()).await;
            press.set(if done { Press::Copied } else { Press::Failed });
            if !done {
                select(&element);
            }
            set_timeout(move || press.set(Press::None), SAID);
        });
    }

    fn text_of(element: &Element) -> String {
        element.dyn_ref::<HtmlInputElement>().map_or_else(
            || element.text_content().unwrap_or_default(),
            HtmlInputElement::value,
        )
    }

    async fn write(text: &str) -> bool {
        let promise = window().navigator().clipboard().write_text(text);
        wasm_bindgen_futures::JsFuture::from(promise).await.is_ok()
    }

    fn select(element: &Element) {
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            input.select();
        }
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use leptos::prelude::RwSignal;

    use super::Press;

    /// The server renders the button and never presses it.
    pub(super) fn copy(_target: &str, _press: RwSignal<Press>) {}
}
