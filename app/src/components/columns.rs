//! Which columns a list shows: chosen here, remembered by the browser.

use leptos::prelude::*;

use crate::model::columns::{ListColumn, NAME};
use crate::text::directory;

/// The chooser of a list; `pairs` is the rest of the list's query.
pub(crate) fn chooser<C: ListColumn>(
    action: String,
    shown: &[C],
    label: fn(C) -> &'static str,
    pairs: Vec<(&'static str, String)>,
) -> AnyView {
    let kept = pairs
        .into_iter()
        .filter(|(name, _)| *name != "col")
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let boxes = C::ALL
        .iter()
        .map(|column| {
            let id = format!("col-{}", column.word());
            view! {
                <div class="check">
                    <input
                        type="checkbox"
                        id=id.clone()
                        name="col"
                        value=column.word()
                        checked=shown.contains(column)
                    />
                    <label for=id>{label(*column)}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <details class="columns">
            <summary>{directory::COLUMNS}</summary>
            <form method="get" action=action>
                {kept}
                <input type="hidden" name="col" value=NAME/>
                <fieldset>
                    <legend class="visually-hidden">{directory::COLUMNS_SHOWN}</legend>
                    {boxes}
                </fieldset>
                <button type="submit" class="button">{directory::COLUMNS_SHOW}</button>
            </form>
        </details>
    }
    .into_any()
}
