//! The list of groups.

use leptos::prelude::*;

use crate::components::choice::SelectField;
use crate::components::columns::chooser;
use crate::components::export::exports;
use crate::components::field::{ErrorSummary, Legend, TextField};
use crate::components::filters::{Chip, Chips};
use crate::components::first_use::first_use;
use crate::components::header::PageHeader;
use crate::components::notice::EmptyState;
use crate::components::past::{PastBanner, at_field};
use crate::components::table::{Cell, Column, DataTable, RowHead, Sort, pager};
use crate::components::time::Ago;
use crate::icons::{Glyph, Icon};
use crate::model::FieldError;
use crate::model::columns::GroupColumn;
use crate::model::group::{GroupRow, GroupsPage};
use crate::model::query::{GroupSort, GroupsQuery, Query as _, ThenQuery};
use crate::pages::users::filters::source_choices;
use crate::pages::users::{ExternalId, source};
use crate::paths;
use crate::place::Place;
use crate::text::{self, directory, past};

#[component]
pub(crate) fn Groups(page: GroupsPage) -> impl IntoView {
    let slug = Place::current().slug;
    if !page.any {
        return first_use(
            &slug,
            directory::GROUPS_TITLE,
            directory::GROUPS_EMPTY_TITLE,
            directory::GROUPS_EMPTY_TEXT,
        );
    }
    let total = directory::total(page.pager.total);
    let query = page.query.clone();
    let present = paths::groups(
        &slug,
        &GroupsQuery {
            at: String::new(),
            cursor: None,
            ..query.clone()
        },
    );
    let clear = paths::groups(
        &slug,
        &GroupsQuery {
            sort: query.sort,
            ..GroupsQuery::default()
        },
    );
    let list = if page.rows.is_empty() {
        nothing_found(clear.clone())
    } else {
        let count = page.rows.len();
        let link = |cursor: &str| paths::groups(&slug, &query.at(cursor));
        view! {
            <GroupTable
                rows=page.rows
                query=query.clone()
                sorts=page.sorts
                shown=page.columns.clone()
            />
            {pager(&page.pager, count, link)}
        }
        .into_any()
    };
    let first = GroupsQuery {
        cursor: None,
        ..query.clone()
    };
    let action = paths::groups(&slug, &GroupsQuery::default());
    let columns = chooser(
        action,
        &page.columns,
        directory::group_column,
        first.pairs(),
    );
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader
            title=directory::GROUPS_TITLE
            aside=view! { <span class="count num">{total}</span> }.into_any()
            actions=exports(|format| paths::groups_export(&slug, format, &query))
        />
        {page.then.map(|then| view! { <PastBanner then present=present/> })}
        <GroupFilters query=page.query.clone() errors=page.errors sources=page.sources/>
        <Chips chips=chips(&page.query, &slug) clear/>
        {columns}
        {list}
    }
    .into_any()
}

fn nothing_found(clear: String) -> AnyView {
    let action = view! { <a class="button" href=clear>{directory::CLEAR}</a> }.into_any();
    let text = directory::NONE_TEXT.into_any();
    view! { <EmptyState title=directory::GROUPS_NONE_TITLE text results=true action/> }.into_any()
}

#[component]
fn GroupFilters(
    query: GroupsQuery,
    errors: Vec<FieldError>,
    sources: Vec<String>,
) -> impl IntoView {
    let slug = Place::current().slug;
    let sort = (query.sort != GroupSort::default()).then(|| query.sort.word());
    let sources = source_choices(&sources, &query.source);
    let source = Legend::new("source", directory::SOURCE, &errors).hint(directory::SOURCE_HINT);
    view! {
        <form method="get" action=paths::groups(&slug, &GroupsQuery::default()) class="filter-bar" role="search">
            {sort.map(|sort| view! { <input type="hidden" name="sort" value=sort/> })}
            <TextField
                legend=Legend::new("q", directory::SEARCH, &errors).hint(directory::GROUPS_SEARCH_HINT)
                value=query.q
                kind="search"
                placeholder=directory::GROUPS_SEARCH_EXAMPLE
                autocomplete="off"
            />
            <TextField
                legend=Legend::new("filter", directory::FILTER, &errors).hint(directory::GROUPS_FILTER_EXAMPLE)
                value=query.filter
                autocomplete="off"
                placeholder=directory::GROUPS_FILTER_EXAMPLE
                code=true
            />
            {(sources.len() > 1).then(|| view! { <SelectField legend=source choices=sources/> })}
            {at_field(query.at, &errors)}
            <button type="submit" class="button"><Icon glyph=Glyph::Search/>{directory::APPLY}</button>
        </form>
    }
    .into_any()
}

fn chips(query: &GroupsQuery, slug: &str) -> Vec<Chip> {
    let first = GroupsQuery {
        cursor: None,
        ..query.clone()
    };
    let mut chips = Vec::new();
    if !query.q.is_empty() {
        let without = paths::groups(
            slug,
            &GroupsQuery {
                q: String::new(),
                ..first.clone()
            },
        );
        chips.push(Chip {
            name: directory::SEARCH,
            value: query.q.clone(),
            without,
        });
    }
    if !query.filter.is_empty() {
        let without = paths::groups(
            slug,
            &GroupsQuery {
                filter: String::new(),
                ..first.clone()
            },
        );
        chips.push(Chip {
            name: directory::FILTER,
            value: query.filter.clone(),
            without,
        });
    }
    if !query.source.is_empty() {
        let without = GroupsQuery {
            source: String::new(),
            ..first.clone()
        };
        chips.push(Chip {
            name: directory::SOURCE,
            value: query.source.clone(),
            without: paths::groups(slug, &without),
        });
    }
    if !query.at.is_empty() {
        let without = GroupsQuery {
            at: String::new(),
            ..first
        };
        chips.push(Chip {
            name: past::AT,
            value: query.at.clone(),
            without: paths::groups(slug, &without),
        });
    }
    chips
}

#[component]
fn GroupTable(
    rows: Vec<GroupRow>,
    query: GroupsQuery,
    sorts: Vec<GroupSort>,
    shown: Vec<GroupColumn>,
) -> impl IntoView {
    let slug = Place::current().slug;
    let then = ThenQuery::new(&query.at);
    let sorted = |up, down| sort(&query, &sorts, &slug, up, down);
    let by_name = sorted(GroupSort::DisplayName, GroupSort::DisplayNameDescending);
    let heads = shown.iter().map(|column| {
        let label = directory::group_column(*column);
        match column {
            GroupColumn::Members => Column::number(label),
            GroupColumn::Changed => {
                Column::new(label).sorted(sorted(GroupSort::Changed, GroupSort::ChangedDescending))
            }
            _ => Column::new(label),
        }
    });
    let columns = std::iter::once(Column::new(directory::NAME).sorted(by_name))
        .chain(heads)
        .collect();
    let rows = rows
        .into_iter()
        .map(|row| {
            let href = paths::group_then(&slug, &row.id, &then);
            let name = row.display_name.clone();
            let cells = shown
                .iter()
                .map(|column| cell(*column, &row))
                .collect_view();
            view! {
                <tr role="row">
                    <RowHead label=directory::NAME href=Some(href)><bdi>{name}</bdi></RowHead>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    let order = match query.sort {
        GroupSort::DisplayName | GroupSort::DisplayNameDescending => directory::SORTED_BY_NAME,
        GroupSort::Changed | GroupSort::ChangedDescending => directory::SORTED_BY_CHANGE,
    };
    let caption = format!("{}. {order}.", directory::GROUPS_TITLE);
    view! { <DataTable caption columns class="groups" results=true>{rows}</DataTable> }.into_any()
}

fn cell(column: GroupColumn, row: &GroupRow) -> AnyView {
    let label = directory::group_column(column);
    let (class, value) = match column {
        GroupColumn::Members => ("num", text::number(row.members).into_any()),
        GroupColumn::ExternalId => {
            let value = row.external_id.clone();
            ("", view! { <ExternalId value/> }.into_any())
        }
        GroupColumn::Source => ("", source(row.source.clone())),
        GroupColumn::Created => ("nowrap", view! { <Ago at=row.created.clone()/> }.into_any()),
        GroupColumn::Changed => ("nowrap", view! { <Ago at=row.changed.clone()/> }.into_any()),
    };
    view! { <Cell label class>{value}</Cell> }.into_any()
}

/// The link of a column's header, when the server can give that order.
fn sort(
    query: &GroupsQuery,
    offered: &[GroupSort],
    slug: &str,
    up: GroupSort,
    down: GroupSort,
) -> Option<Sort> {
    let ascending = match query.sort {
        current if current == up => Some(true),
        current if current == down => Some(false),
        _ => None,
    };
    let next = if ascending == Some(true) { down } else { up };
    let next = if offered.contains(&next) { next } else { up };
    offered.contains(&next).then(|| Sort {
        href: paths::groups(slug, &query.sorted(next)),
        ascending,
    })
}
