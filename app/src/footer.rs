//! What stands below every page, and on paper above it.

use leptos::prelude::*;

use crate::model::Viewer;
use crate::paths;
use crate::shell::Circumstances;
use crate::text::{self, shell as words, shortcuts, time};

#[component]
pub(crate) fn Footer(
    /// The address under which the page stays what it is.
    #[prop(into)]
    permalink: String,
) -> impl IntoView {
    let here = use_context::<Circumstances>().unwrap_or_default();
    let signed_in = use_context::<Viewer>().is_some();
    let now = format!("{} {}", here.now.utc, text::UTC);
    let past: Vec<&str> = std::iter::once(time::NOW).chain(time::PAST).collect();
    view! {
        <footer class="footer" data-past=past.join("|") data-ahead=time::AHEAD.join("|")>
            <span>{words::version(&here.version)}</span>
            <span>{words::REQUEST}" "<code>{here.request_id}</code></span>
            <time class="num" datetime=here.now.iso>{now}</time>
            {signed_in.then(|| view! {
                <span class="footer-links print-hidden">
                    <a rel="bookmark" href=permalink>{words::PERMALINK}</a>
                    <span role="status" data-said=text::COPIED></span>
                    <a class="help" href=paths::SHORTCUTS>{shortcuts::TITLE}</a>
                </span>
            })}
        </footer>
    }
    .into_any()
}

/// On paper a page says whose it is, where it is from and when it was made.
#[component]
pub(crate) fn PrintHead(tenant: String) -> impl IntoView {
    let here = use_context::<Circumstances>().unwrap_or_default();
    let made = words::printed(&here.now.utc);
    view! {
        <div class="print-only print-head">
            <strong><bdi>{tenant}</bdi></strong>
            <span dir="ltr">{here.url}</span>
            <span class="num">{made}</span>
        </div>
    }
    .into_any()
}
