//! The list of users.

use leptos::prelude::*;

use crate::components::choice::{Choice, SelectField};
use crate::components::export::exports;
use crate::components::field::{ErrorSummary, Legend, TextField};
use crate::components::filters::{Chip, Chips};
use crate::components::header::PageHeader;
use crate::components::notice::EmptyState;
use crate::components::past::{PastBanner, at_field};
use crate::components::status::ActiveStatus;
use crate::components::table::{Cell, Column, DataTable, RowHead, Sort, pager};
use crate::components::time::Ago;
use crate::components::value::Id;
use crate::icons::{Glyph, Icon};
use crate::model::FieldError;
use crate::model::listing::DEFAULT_LIMIT;
use crate::model::query::{ThenQuery, UserSort, UsersQuery};
use crate::model::user::{UserRow, UsersPage};
use crate::paths;
use crate::place::Place;
use crate::text::{self, directory, past};

#[component]
pub(crate) fn Users(page: UsersPage) -> impl IntoView {
    let slug = Place::current().slug;
    if !page.any {
        return view! {
            <PageHeader title=directory::USERS_TITLE/>
            <EmptyState
                title=directory::USERS_EMPTY_TITLE
                text=directory::USERS_EMPTY_TEXT.into_any()
                action=view! {
                    <a class="button primary" href=paths::connect(&slug)>{directory::CONNECT}</a>
                }.into_any()
            />
        }
        .into_any();
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
                results=true
                action=view! { <a class="button" href=clear.clone()>{directory::CLEAR}</a> }.into_any()
            />
        }
        .into_any()
    } else {
        let count = page.rows.len();
        let link = |cursor: &str| paths::users(&slug, &query.at(cursor));
        view! {
            <UserTable rows=page.rows query=query.clone() sorts=page.sorts/>
            {pager(&page.pager, count, link)}
        }
        .into_any()
    };
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader
            title=directory::USERS_TITLE
            aside=view! { <span class="count num">{total}</span> }.into_any()
            actions=exports(|format| paths::users_export(&slug, format, &query))
        />
        {page.then.map(|then| view! { <PastBanner then present=present/> })}
        <UserFilters query=page.query.clone() errors=page.errors keeps_deleted=page.keeps_deleted/>
        <Chips chips=chips(&page.query, &slug) clear/>
        {list}
    }
    .into_any()
}

#[component]
fn UserFilters(query: UsersQuery, errors: Vec<FieldError>, keeps_deleted: bool) -> impl IntoView {
    let slug = Place::current().slug;
    let states = [
        (None, directory::ANY_STATE),
        (Some(true), directory::ONLY_ACTIVE),
        (Some(false), directory::ONLY_INACTIVE),
    ]
    .map(|(active, label)| {
        let value = active.map(|active| active.to_string()).unwrap_or_default();
        Choice::new(&value, label, active == query.active)
    })
    .to_vec();
    let statuses = vec![
        Choice::new("", directory::IS_THERE, !query.deleted),
        Choice::new("deleted", directory::ONLY_DELETED, query.deleted),
    ];
    let offered = keeps_deleted || query.deleted;
    let status = Legend::new("status", directory::STATUS, &errors);
    let sort = (query.sort != UserSort::default()).then(|| query.sort.word());
    let limit = (query.limit != DEFAULT_LIMIT).then_some(query.limit);
    view! {
        <form method="get" action=paths::users(&slug, &UsersQuery::default()) class="filter-bar" role="search">
            {sort.map(|sort| view! { <input type="hidden" name="sort" value=sort/> })}
            {limit.map(|limit| view! { <input type="hidden" name="limit" value=limit/> })}
            <TextField
                legend=Legend::new("q", directory::SEARCH, &errors).hint(directory::USERS_SEARCH_HINT)
                value=query.q
                kind="search"
                placeholder=directory::USERS_SEARCH_EXAMPLE
                autocomplete="off"
            />
            <TextField
                legend=Legend::new("filter", directory::FILTER, &errors).hint(directory::USERS_FILTER_EXAMPLE)
                value=query.filter
                autocomplete="off"
                placeholder=directory::USERS_FILTER_EXAMPLE
                code=true
            />
            <SelectField legend=Legend::new("active", directory::ACTIVE, &errors) choices=states/>
            {offered.then(|| view! { <SelectField legend=status choices=statuses/> })}
            {at_field(query.at, &errors)}
            <button type="submit" class="button"><Icon glyph=Glyph::Search/>{directory::APPLY}</button>
        </form>
    }
    .into_any()
}

fn chips(query: &UsersQuery, slug: &str) -> Vec<Chip> {
    let first = UsersQuery {
        cursor: None,
        ..query.clone()
    };
    let mut chips = Vec::new();
    if !query.q.is_empty() {
        let without = UsersQuery {
            q: String::new(),
            ..first.clone()
        };
        chips.push(Chip {
            name: directory::SEARCH,
            value: query.q.clone(),
            without: paths::users(slug, &without),
        });
    }
    if !query.filter.is_empty() {
        let without = UsersQuery {
            filter: String::new(),
            ..first.clone()
        };
        chips.push(Chip {
            name: directory::FILTER,
            value: query.filter.clone(),
            without: paths::users(slug, &without),
        });
    }
    if let Some(active) = query.active {
        let without = UsersQuery {
            active: None,
            ..first.clone()
        };
        let value = if active { text::YES } else { text::NO };
        chips.push(Chip {
            name: directory::ACTIVE,
            value: value.to_owned(),
            without: paths::users(slug, &without),
        });
    }
    if query.deleted {
        let without = UsersQuery {
            deleted: false,
            ..first.clone()
        };
        chips.push(Chip {
            name: directory::STATUS,
            value: directory::ONLY_DELETED.to_owned(),
            without: paths::users(slug, &without),
        });
    }
    if !query.at.is_empty() {
        let without = UsersQuery {
            at: String::new(),
            ..first
        };
        chips.push(Chip {
            name: past::AT,
            value: query.at.clone(),
            without: paths::users(slug, &without),
        });
    }
    chips
}

#[component]
fn UserTable(rows: Vec<UserRow>, query: UsersQuery, sorts: Vec<UserSort>) -> impl IntoView {
    let slug = Place::current().slug;
    let then = ThenQuery::new(&query.at);
    let by_name = sort(
        &query,
        &sorts,
        &slug,
        UserSort::UserName,
        UserSort::UserNameDescending,
    );
    let by_change = sort(
        &query,
        &sorts,
        &slug,
        UserSort::Changed,
        UserSort::ChangedDescending,
    );
    let columns = vec![
        Column::new(directory::NAME),
        Column::new(directory::USER_NAME).sorted(by_name),
        Column::new(directory::STATE),
        Column::number(directory::GROUPS),
        Column::new(directory::EXTERNAL_ID),
        Column::new(directory::CHANGED).sorted(by_change),
    ];
    let rows = rows
        .into_iter()
        .map(|row| {
            let href = paths::user_then(&slug, &row.id, &then);
            let unnamed = row.display_name.is_empty();
            let name = if unnamed {
                row.user_name.clone()
            } else {
                row.display_name
            };
            view! {
                <tr role="row">
                    <RowHead label=directory::NAME href=Some(href)><bdi>{name}</bdi></RowHead>
                    <Cell label=directory::USER_NAME><bdi>{row.user_name}</bdi></Cell>
                    <Cell label=directory::STATE><ActiveStatus active=row.active/></Cell>
                    <Cell label=directory::GROUPS class="num">{text::number(row.groups)}</Cell>
                    <Cell label=directory::EXTERNAL_ID><ExternalId value=row.external_id/></Cell>
                    <Cell label=directory::CHANGED class="nowrap"><Ago at=row.changed/></Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable caption=caption(query.sort) columns class="users" results=true>{rows}</DataTable>
    }
    .into_any()
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
