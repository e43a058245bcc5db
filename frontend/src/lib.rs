//! The browser part of the console: wakes the islands of a page that the server rendered.

// The islands live in `app`. Nothing here names them, so without this line the linker would
// leave them out.
use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once the module has been loaded.
#[wasm_bindgen]
pub fn hydrate() {
    // The page works without its islands; what broke one is for the browser's console.
    std::panic::set_hook(Box::new(|panic| leptos::logging::error!("{panic}")));
    leptos::mount::hydrate_islands();
}
