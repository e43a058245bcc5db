//! The list of users.

pub(crate) mod filters;

use leptos::prelude::*;

use self::filters::{UserFilters, chips};
use crate::components::columns::chooser;
use crate::components::export::exports;
use crate::components::field::ErrorSummary;
use crate::components::filters::Chips;
use crate::components::first_use::first_use;
use crate::components::header::PageHeader;
use crate::components::notice::EmptyState;
use crate::components::past::PastBanner;
use crate::components::status::ActiveStatus;
use crate::components::table::{Cell, Column, DataTable, RowHead, Sort, pager};
use crate::components::time::Ago;
use crate::components::value::Id;
use crate::model::columns::UserColumn;
use crate::model::query::{Query as _, ThenQuery, UserSort, UsersQuery};
use crate::model::user::{UserRow, UsersPage};
use crate::paths;
use crate::place::Place;
use crate::text::{self, directory};

#[component]
pub(crate) fn Users(mut page: UsersPage) -> impl IntoView {
    let slug = Place::current().slug;
    if !page.any {
        return first_use(
            &slug,
            directory::USERS_TITLE,
            directory::USERS_EMPTY_TITLE,
            directory::USERS_EMPTY_TEXT,
        );
    }
    let total = directory::total(page.pager.total);
    let query = page.query.clone();
    let present = paths::users(
        &slug,
        &UsersQuery {
            at: String::new(),
            cursor: None,
            ..query.clone()
        },
    );
    let clear = paths::users(
        &slug,
        &UsersQuery {
            sort: query.sort,
            ..UsersQuery::default()
        },
    );
    let list = if page.rows.is_empty() {
        view! {
            <EmptyState
                title=directory::USERS_NONE_TITLE
                text=directory::NONE_TEXT.into_any()
                results=true
                action=view! { <a class="button" href=clear.clone()>{directory::CLEAR}</a> }.into_any()
            />
        }
        .into_any()
    } else {
        let count = page.rows.len();
        let link = |cursor: &str| paths::users(&slug, &query.at(cursor));
        view! {
            <UserTable
                rows=std::mem::take(&mut page.rows)
                query=query.clone()
                sorts=page.sorts.clone()
                shown=page.columns.clone()
            />
            {pager(&page.pager, count, link)}
        }
        .into_any()
    };
    let first = UsersQuery {
        cursor: None,
        ..query.clone()
    };
    let action = paths::users(&slug, &UsersQuery::default());
    let columns = chooser(action, &page.columns, directory::user_column, first.pairs());
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader
            title=directory::USERS_TITLE
            aside=view! { <span class="count num">{total}</span> }.into_any()
            actions=exports(|format| paths::users_export(&slug, format, &query))
        />
        {page.then.clone().map(|then| view! { <PastBanner then present=present/> })}
        <UserFilters page=page.clone()/>
        <Chips chips=chips(&page, &slug) clear/>
        {columns}
        {list}
    }
    .into_any()
}

#[component]
fn UserTable(
    rows: Vec<UserRow>,
    query: UsersQuery,
    sorts: Vec<UserSort>,
    shown: Vec<UserColumn>,
) -> impl IntoView {
    let slug = Place::current().slug;
    let then = ThenQuery::new(&query.at);
    let heads = shown
        .iter()
        .map(|column| head(*column, &query, &sorts, &slug));
    let columns = std::iter::once(Column::new(directory::NAME))
        .chain(heads)
        .collect();
    let rows = rows
        .into_iter()
        .map(|row| {
            let href = paths::user_then(&slug, &row.id, &then);
            let unnamed = row.display_name.is_empty();
            let name = if unnamed {
                row.user_name.clone()
            } else {
                row.display_name.clone()
            };
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
    view! {
        <DataTable caption=caption(query.sort) columns class="users" results=true>{rows}</DataTable>
    }
    .into_any()
}

fn head(column: UserColumn, query: &UsersQuery, sorts: &[UserSort], slug: &str) -> Column {
    let label = directory::user_column(column);
    let sorted = |up, down| Column::new(label).sorted(sort(query, sorts, slug, up, down));
    match column {
        UserColumn::UserName => sorted(UserSort::UserName, UserSort::UserNameDescending),
        UserColumn::Changed => sorted(UserSort::Changed, UserSort::ChangedDescending),
        UserColumn::Groups => Column::number(label),
        _ => Column::new(label),
    }
}

fn cell(column: UserColumn, row: &UserRow) -> AnyView {
    let label = directory::user_column(column);
    let (class, value) = match column {
        UserColumn::UserName => {
            let name = row.user_name.clone();
            ("", view! { <bdi>{name}</bdi> }.into_any())
        }
        UserColumn::Active => ("", view! { <ActiveStatus active=row.active/> }.into_any()),
        UserColumn::Groups => ("num", text::number(row.groups).into_any()),
        UserColumn::ExternalId => {
            let value = row.external_id.clone();
            ("", view! { <ExternalId value/> }.into_any())
        }
        UserColumn::Source => ("", source(row.source.clone())),
        UserColumn::Created => ("nowrap", view! { <Ago at=row.created.clone()/> }.into_any()),
        UserColumn::Changed => ("nowrap", view! { <Ago at=row.changed.clone()/> }.into_any()),
    };
    view! { <Cell label class>{value}</Cell> }.into_any()
}

/// Which token provisioned something.
pub(crate) fn source(name: Option<String>) -> AnyView {
    match name {
        Some(name) => view! { <bdi>{name}</bdi> }.into_any(),
        None => view! { <span class="muted">{text::UNKNOWN}</span> }.into_any(),
    }
}

#[component]
pub(crate) fn ExternalId(value: Option<String>) -> impl IntoView {
    match value {
        Some(value) => view! { <Id value/> }.into_any(),
        None => view! { <span class="muted">{text::NONE}</span> }.into_any(),
    }
}

fn caption(sort: UserSort) -> String {
    let order = match sort {
        UserSort::UserName | UserSort::UserNameDescending => directory::SORTED_BY_NAME,
        UserSort::Changed | UserSort::ChangedDescending => directory::SORTED_BY_CHANGE,
    };
    format!("{}. {order}.", directory::USERS_TITLE)
}

/// The link of a column's header, when the server can give that order.
fn sort(
    query: &UsersQuery,
    offered: &[UserSort],
    slug: &str,
    up: UserSort,
    down: UserSort,
) -> Option<Sort> {
    let ascending = match query.sort {
        current if current == up => Some(true),
        current if current == down => Some(false),
        _ => None,
    };
    let next = if ascending == Some(true) { down } else { up };
    let next = if offered.contains(&next) { next } else { up };
    offered.contains(&next).then(|| Sort {
        href: paths::users(slug, &query.sorted(next)),
        ascending,
    })
}
