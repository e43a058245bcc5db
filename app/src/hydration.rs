//! Bringing the islands of a page to life.

use leptos::prelude::*;

use crate::shell::Assets;

/// Loads the browser part when the browser is idle, then hands each island its element. An island's
/// function is exported under the name in `data-component` and takes the element. The islands have no
/// children, so none is nested in another. If the file cannot be had, the page stays as it is: whole,
/// without its copy buttons.
const START: &str = r#"const start = async () => {
  try {
    const part = await import(JS);
    await part.default({ module_or_path: WASM });
    part.hydrate();
    for (const island of document.querySelectorAll("leptos-island")) {
      part[island.dataset.component]?.(island);
    }
    document.documentElement.dataset.ready = "";
  } catch {}
};
"requestIdleCallback" in window ? requestIdleCallback(start, { timeout: 1000 }) : start();"#;

/// The tags in the head of a page that has islands.
#[component]
pub(crate) fn Hydration(assets: Assets, nonce: String) -> impl IntoView {
    let script = START
        .replace("JS", &quoted(&assets.js))
        .replace("WASM", &quoted(&assets.wasm));
    view! {
        <link rel="modulepreload" href=assets.js nonce=nonce.clone()/>
        <link rel="preload" href=assets.wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <script type="module" nonce=nonce inner_html=script></script>
    }
}

/// A JavaScript string literal that cannot end the script element.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text)
        .to_string()
        .replace('<', "\\u003c")
}
