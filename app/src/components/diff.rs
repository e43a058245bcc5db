//! Attribute changes: what was, what is now.

use leptos::prelude::*;

use crate::components::json::{brief, count, described, inline};
use crate::model::Json;
use crate::model::event::Change;
use crate::text;

/// `active true → false`, `members +Ada`: for the second line of a list row.
#[component]
pub(crate) fn ChangeLine(change: Change) -> impl IntoView {
    let value = match (
        change.before.as_ref().map(brief),
        change.after.as_ref().map(brief),
    ) {
        (Some(before), Some(after)) => view! {
            <del><bdi>{before}</bdi></del>
            <span aria-hidden="true">" → "</span>
            <ins><bdi>{after}</bdi></ins>
        }
        .into_any(),
        (before, after) => view! {
            {before.map(|before| view! { <del>"−"<bdi>{before}</bdi></del> })}
            {after.map(|after| view! { <ins>"+"<bdi>{after}</bdi></ins> })}
        }
        .into_any(),
    };
    view! {
        <span class="change">
            <code>{change.path}</code>
            " "
            {value}
        </span>
    }
    .into_any()
}

/// The first changes of an event in a list, and how many more there are.
#[component]
pub(crate) fn ChangeSummary(changes: Vec<Change>, count: u64) -> impl IntoView {
    const SHOWN: usize = 3;
    let more = count.saturating_sub(u64::try_from(changes.len().min(SHOWN)).unwrap_or(0));
    let lines = changes
        .into_iter()
        .take(SHOWN)
        .map(|change| view! { <ChangeLine change/> })
        .collect_view();
    view! {
        <span class="changes">
            {lines}
            {(more > 0).then(|| view! { <span class="muted">{text::audit::more(more)}</span> })}
        </span>
    }
    .into_any()
}

/// All changes of an event as a table: attribute, was, now.
#[component]
pub(crate) fn DiffTable(changes: Vec<Change>) -> impl IntoView {
    let rows = changes
        .into_iter()
        .map(|change| {
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row" data-label=text::audit::ATTRIBUTE>
                        <div class="cell"><code>{change.path}</code></div>
                    </th>
                    <td role="cell" data-label=text::audit::WAS>
                        <div class="cell"><Side value=change.before sign="−" class="removed"/></div>
                    </td>
                    <td role="cell" data-label=text::audit::NOW>
                        <div class="cell"><Side value=change.after sign="+" class="added"/></div>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-frame">
            <table role="table" class="diff">
                <caption class="visually-hidden">{text::audit::CHANGES}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">{text::audit::ATTRIBUTE}</th>
                        <th role="columnheader" scope="col">{text::audit::WAS}</th>
                        <th role="columnheader" scope="col">{text::audit::NOW}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Side(value: Option<Json>, sign: &'static str, class: &'static str) -> impl IntoView {
    match value {
        None => view! { <span class="muted">{text::audit::NOTHING}</span> }.into_any(),
        Some(Json::Array(items)) => view! { <Items items sign class/> }.into_any(),
        Some(value) => view! { <Signed text=inline(&value) sign class/> }.into_any(),
    }
}

/// The values of a list, a line each; of a long one the first, and the others folded.
#[component]
fn Items(items: Vec<Json>, sign: &'static str, class: &'static str) -> impl IntoView {
    const SHOWN: usize = 12;
    let lines = move |items: &[Json]| {
        items
            .iter()
            .map(|item| view! { <li><Signed text=described(item) sign class/></li> })
            .collect_view()
    };
    let (first, rest) = items.split_at(items.len().min(SHOWN));
    let more = count(&items) - first.len() as u64;
    view! {
        <ul class="side-list">{lines(first)}</ul>
        {(!rest.is_empty())
            .then(|| {
                view! {
                    <details class="fold">
                        <summary>{text::audit::more(more)}</summary>
                        <ul class="side-list">{lines(rest)}</ul>
                    </details>
                }
            })}
    }
    .into_any()
}

#[component]
fn Signed(text: String, sign: &'static str, class: &'static str) -> impl IntoView {
    view! {
        <span class=format!("side {class}")>
            <span aria-hidden="true" class="sign">{sign}</span>
            <bdi>{text}</bdi>
        </span>
    }
    .into_any()
}
