//! Tables. Real ones, with their roles written out: below 640 px the rows are stacked, which
//! takes a table's meaning away unless the roles say it.

use leptos::prelude::*;

use crate::icons::{Glyph, Icon};
use crate::model::Pager;
use crate::text;

/// One column's header.
#[derive(Clone, Debug, Default)]
pub(crate) struct Column {
    pub(crate) label: &'static str,
    /// `num` aligns to the end.
    pub(crate) class: &'static str,
    pub(crate) sort: Option<Sort>,
}

/// A header that sorts.
#[derive(Clone, Debug)]
pub(crate) struct Sort {
    pub(crate) href: String,
    /// `Some(true)` when the list is in this column's ascending order.
    pub(crate) ascending: Option<bool>,
}

impl Column {
    pub(crate) fn new(label: &'static str) -> Self {
        Self {
            label,
            ..Self::default()
        }
    }

    pub(crate) fn number(label: &'static str) -> Self {
        Self {
            label,
            class: "num",
            sort: None,
        }
    }

    pub(crate) fn sorted(self, sort: Option<Sort>) -> Self {
        Self { sort, ..self }
    }
}

#[component]
pub(crate) fn DataTable(
    #[prop(into)] caption: String,
    columns: Vec<Column>,
    /// Says which columns give way when it gets narrow.
    #[prop(optional)]
    class: &'static str,
    /// The target of "Skip to results".
    #[prop(optional)]
    results: bool,
    children: Children,
) -> impl IntoView {
    let heads = columns
        .into_iter()
        .map(|column| view! { <ColumnHead column/> })
        .collect_view();
    view! {
        <div class="table-frame" id=results.then_some("results") tabindex=results.then_some("-1")>
            <table role="table" class=class>
                <caption class="visually-hidden">{caption}</caption>
                <thead role="rowgroup">
                    <tr role="row">{heads}</tr>
                </thead>
                <tbody role="rowgroup">{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn ColumnHead(column: Column) -> impl IntoView {
    let direction = column.sort.as_ref().and_then(|sort| sort.ascending);
    let aria = direction.map(|ascending| if ascending { "ascending" } else { "descending" });
    let label = match column.sort {
        None => view! { {column.label} }.into_any(),
        Some(Sort { href, ascending }) => {
            let glyph = ascending.map(|up| if up { Glyph::SortUp } else { Glyph::SortDown });
            let next = match ascending {
                Some(true) => text::directory::SORT_DESCENDING,
                _ => text::directory::SORT_ASCENDING,
            };
            view! {
                <a href=href class="sort">
                    {column.label}
                    {glyph.map(|glyph| view! { <Icon glyph/> })}
                    <span class="visually-hidden">{format!(" ({next})")}</span>
                </a>
            }
            .into_any()
        }
    };
    view! { <th role="columnheader" scope="col" class=column.class aria-sort=aria>{label}</th> }
        .into_any()
}

/// The first cell of a row: its name, and the row's only link, stretched over the row.
#[component]
pub(crate) fn RowHead(
    label: &'static str,
    href: Option<String>,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let name = match href {
        Some(href) => view! { <a href=href class="row-link">{children()}</a> }.into_any(),
        None => children(),
    };
    view! {
        <th role="rowheader" scope="row" data-label=label class=class><div class="cell">{name}</div></th>
    }
    .into_any()
}

#[component]
pub(crate) fn Cell(
    label: &'static str,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <td role="cell" data-label=label class=class><div class="cell">{children()}</div></td>
    }
    .into_any()
}

/// The line below a list: where it stands, and the ways on.
#[component]
pub(crate) fn PagerLine(
    #[prop(into)] position: String,
    previous: Option<String>,
    next: Option<String>,
    #[prop(default = text::directory::PREVIOUS)] previous_label: &'static str,
    #[prop(default = text::directory::NEXT)] next_label: &'static str,
) -> impl IntoView {
    let links = previous.is_some() || next.is_some();
    view! {
        <div class="pager">
            <p class="muted num">{position}</p>
            {links.then(|| view! {
                <nav aria-label=text::directory::PAGES>
                    {previous.map(|href| view! {
                        <a class="button" rel="prev" href=href>
                            <Icon glyph=Glyph::ArrowLeft/>
                            {previous_label}
                        </a>
                    })}
                    {next.map(|href| view! {
                        <a class="button" rel="next" href=href>
                            {next_label}
                            <Icon glyph=Glyph::ArrowRight/>
                        </a>
                    })}
                </nav>
            })}
        </div>
    }
    .into_any()
}

/// The pager of a keyset list whose pages are addressed by `link`.
pub(crate) fn pager(pager: &Pager, rows: usize, link: impl Fn(&str) -> String) -> AnyView {
    let position = text::directory::position(pager, rows);
    let previous = pager.previous.as_deref().map(&link);
    let next = pager.next.as_deref().map(&link);
    view! { <PagerLine position previous next/> }.into_any()
}
