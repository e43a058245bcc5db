//! The list of groups.

use leptos::prelude::*;

use crate::components::export::exports;
use crate::components::field::{ErrorSummary, Legend, TextField};
use crate::components::filters::{Chip, Chips};
use crate::components::header::PageHeader;
use crate::components::notice::EmptyState;
use crate::components::past::{PastBanner, at_field};
use crate::components::table::{Cell, Column, DataTable, RowHead, Sort, pager};
use crate::components::time::Ago;
use crate::icons::{Glyph, Icon};
use crate::model::FieldError;
use crate::model::group::{GroupRow, GroupsPage};
use crate::model::query::{GroupSort, GroupsQuery, ThenQuery};
use crate::pages::users::ExternalId;
use crate::paths;
use crate::place::Place;
use crate::text::{self, directory, past};

#[component]
pub(crate) fn Groups(page: GroupsPage) -> impl IntoView {
    let slug = Place::current().slug;
    if !page.any {
        return view! {
            <PageHeader title=directory::GROUPS_TITLE/>
            <EmptyState
                title=directory::GROUPS_EMPTY_TITLE
                text=directory::GROUPS_EMPTY_TEXT.into_any()
                action=view! {
                    <a class="button primary" href=paths::connect(&slug)>{directory::CONNECT}</a>
                }.into_any()
            />
        }
        .into_any();
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
        view! {
            <EmptyState
                title=directory::GROUPS_NONE_TITLE
                results=true
                action=view! { <a class="button" href=clear.clone()>{directory::CLEAR}</a> }.into_any()
            />
        }
        .into_any()
    } else {
        let count = page.rows.len();
        let link = |cursor: &str| paths::groups(&slug, &query.at(cursor));
        view! {
            <GroupTable rows=page.rows query=query.clone() sorts=page.sorts/>
            {pager(&page.pager, count, link)}
        }
        .into_any()
    };
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader
            title=directory::GROUPS_TITLE
            aside=view! { <span class="count num">{total}</span> }.into_any()
            actions=exports(|format| paths::groups_export(&slug, format, &query))
        />
        {page.then.map(|then| view! { <PastBanner then present=present/> })}
        <GroupFilters query=page.query.clone() errors=page.errors/>
        <Chips chips=chips(&page.query, &slug) clear/>
        {list}
    }
    .into_any()
}

#[component]
fn GroupFilters(query: GroupsQuery, errors: Vec<FieldError>) -> impl IntoView {
    let slug = Place::current().slug;
    let sort = (query.sort != GroupSort::default()).then(|| query.sort.word());
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
fn GroupTable(rows: Vec<GroupRow>, query: GroupsQuery, sorts: Vec<GroupSort>) -> impl IntoView {
    let slug = Place::current().slug;
    let then = ThenQuery::new(&query.at);
    let by_name = sort(
        &query,
        &sorts,
        &slug,
        GroupSort::DisplayName,
        GroupSort::DisplayNameDescending,
    );
    let by_change = sort(
        &query,
        &sorts,
        &slug,
        GroupSort::Changed,
        GroupSort::ChangedDescending,
    );
    let columns = vec![
        Column::new(directory::NAME).sorted(by_name),
        Column::number(directory::MEMBERS),
        Column::new(directory::EXTERNAL_ID),
        Column::new(directory::CHANGED).sorted(by_change),
    ];
    let rows = rows
        .into_iter()
        .map(|row| {
            let href = paths::group_then(&slug, &row.id, &then);
            view! {
                <tr role="row">
                    <RowHead label=directory::NAME href=Some(href)><bdi>{row.display_name}</bdi></RowHead>
                    <Cell label=directory::MEMBERS class="num">{text::number(row.members)}</Cell>
                    <Cell label=directory::EXTERNAL_ID><ExternalId value=row.external_id/></Cell>
                    <Cell label=directory::CHANGED class="nowrap"><Ago at=row.changed/></Cell>
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
