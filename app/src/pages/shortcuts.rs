//! The keyboard shortcuts: a page, and the dialog that shows its table.

use leptos::prelude::*;

use crate::components::header::PageHeader;
use crate::components::table::{Cell, Column, DataTable, RowHead};
use crate::paths;
use crate::text::shortcuts;

#[component]
pub(crate) fn Shortcuts() -> impl IntoView {
    let columns = [shortcuts::KEYS, shortcuts::ACTION, shortcuts::WHERE];
    let columns = columns.map(Column::new).to_vec();
    let rows = shortcuts::ALL.iter().map(row).collect_view();
    view! {
        <PageHeader
            title=shortcuts::TITLE
            lead=view! {
                <p>{shortcuts::LEAD}" "<a href=paths::DISPLAY>{shortcuts::SETTING}</a></p>
            }.into_any()
        />
        <DataTable caption=shortcuts::TITLE columns>{rows}</DataTable>
    }
    .into_any()
}

fn row(shortcut: &shortcuts::Shortcut) -> AnyView {
    let shortcuts::Shortcut {
        keys,
        action,
        place,
    } = *shortcut;
    let keys = keys.split(' ').enumerate().map(|(index, key)| {
        view! { {(index > 0).then_some(" ")}<kbd>{key}</kbd> }
    });
    let keys = keys.collect_view();
    view! {
        <tr role="row">
            <RowHead label=shortcuts::KEYS href=None class="nowrap">{keys}</RowHead>
            <Cell label=shortcuts::ACTION>{action}</Cell>
            <Cell label=shortcuts::WHERE>{place}</Cell>
        </tr>
    }
    .into_any()
}

/// Empty until it is opened, by script alone.
#[component]
pub(crate) fn ShortcutSheet() -> impl IntoView {
    view! {
        <dialog class="sheet" aria-label=shortcuts::TITLE>
            <p class="sheet-title" aria-hidden="true">{shortcuts::TITLE}</p>
            <div></div>
            <form method="dialog" class="actions">
                <button type="submit" class="button">{shortcuts::CLOSE}</button>
            </form>
        </dialog>
    }
    .into_any()
}
