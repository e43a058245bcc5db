//! The panel of a guide that lights up: it is replaced whenever something has come.

use leptos::prelude::*;

/// Keeps the element with the id `arrivals` as new as the server's stream says, and tells those
/// who hear the page when its headline changes. The element is whole without it.
#[island]
pub fn ArrivalsLive(
    /// Of the stream.
    url: String,
) -> impl IntoView {
    let heard = RwSignal::new(String::new());
    browser::follow(url, heard);
    view! { <span class="visually-hidden" role="status">{move || heard.get()}</span> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use leptos::wasm_bindgen::JsCast as _;
    use leptos::wasm_bindgen::closure::Closure;
    use web_sys::{EventSource, MessageEvent};

    /// A stream that the server ends is opened again by the browser, until it is refused. The browser
    /// lets it go when the page is left.
    pub(super) fn follow(url: String, heard: RwSignal<String>) {
        let Ok(source) = EventSource::new(&url) else {
            return;
        };
        let told = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let html = event.data().as_string().unwrap_or_default();
            if html.is_empty() {
                return;
            }
            show(&html, heard);
        });
        source.set_onmessage(Some(told.into_js_value().unchecked_ref()));
    }

    fn show(html: &str, heard: RwSignal<String>) {
        let Some(panel) = document().get_element_by_id("arrivals") else {
            return;
        };
        // Somebody who is in it with the keyboard would lose their place.
        if panel.matches(":focus-within").unwrap_or(false) {
            return;
        }
        let headline = || {
            let found = panel.query_selector("[data-headline]").ok().flatten();
            found
                .and_then(|line| line.text_content())
                .unwrap_or_default()
        };
        let before = headline();
        panel.set_inner_html(html);
        let after = headline();
        if after != before {
            heard.set(after);
        }
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use leptos::prelude::RwSignal;

    /// The server renders the panel and never follows.
    pub(super) fn follow(_url: String, _heard: RwSignal<String>) {}
}
