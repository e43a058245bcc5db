//! The pages of one resource: links, not widgets.

use leptos::prelude::*;

use crate::text;

/// A tab: name, address, and a count where one is known.
pub(crate) struct Tab {
    pub(crate) name: &'static str,
    pub(crate) href: String,
    pub(crate) count: Option<u64>,
}

#[component]
pub(crate) fn Tabs(label: &'static str, tabs: Vec<Tab>, current: &'static str) -> impl IntoView {
    let links = tabs
        .into_iter()
        .map(|tab| {
            let here = (tab.name == current).then_some("page");
            view! {
                <li>
                    <a href=tab.href aria-current=here>
                        {tab.name}
                        {tab.count.map(|count| view! {
                            " "
                            <span class="count num">{text::number(count)}</span>
                        })}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=label>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}
