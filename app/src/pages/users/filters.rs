//! What narrows the list of users: the form, and what of it is set.

use leptos::prelude::*;

use crate::components::choice::{Choice, SelectField};
use crate::components::field::{Legend, TextField};
use crate::components::filters::Chip;
use crate::components::past::at_field;
use crate::icons::{Glyph, Icon};
use crate::model::listing::DEFAULT_LIMIT;
use crate::model::query::{UserSort, UsersQuery};
use crate::model::user::UsersPage;
use crate::paths;
use crate::place::Place;
use crate::text::{directory, past};

#[component]
pub(super) fn UserFilters(page: UsersPage) -> impl IntoView {
    let slug = Place::current().slug;
    let groups = groups(&page);
    let sources = source_choices(&page.sources, &page.query.source);
    let UsersPage {
        query,
        errors,
        keeps_deleted,
        more_groups,
        ..
    } = page;
    let choices = [
        (None, directory::ANY_STATE),
        (Some(true), directory::IS_ACTIVE),
        (Some(false), directory::IS_INACTIVE),
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
    let status = Legend::new("status", directory::DELETION, &errors);
    let group = Legend::new("group", directory::GROUP, &errors);
    let group = if more_groups {
        group.hint(directory::GROUPS_OFFERED)
    } else {
        group
    };
    let source = Legend::new("source", directory::SOURCE, &errors).hint(directory::SOURCE_HINT);
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
            <SelectField legend=Legend::new("active", directory::STATE, &errors) choices/>
            {offered.then(|| view! { <SelectField legend=status choices=statuses/> })}
            {(groups.len() > 1).then(|| view! { <SelectField legend=group choices=groups/> })}
            {(sources.len() > 1).then(|| view! { <SelectField legend=source choices=sources/> })}
            {at_field(query.at, &errors)}
            <button type="submit" class="button"><Icon glyph=Glyph::Search/>{directory::APPLY}</button>
        </form>
    }
    .into_any()
}

/// The choices of the field `group`.
fn groups(page: &UsersPage) -> Vec<Choice> {
    let chosen = &page.query.group;
    let any = Choice::new("", directory::ANY_GROUP, chosen.is_empty());
    let groups = page
        .groups
        .iter()
        .map(|group| Choice::new(&group.id, &group.name, group.id == *chosen));
    std::iter::once(any).chain(groups).collect()
}

/// The choices of the field `source`; what the address names is among them.
pub(crate) fn source_choices(sources: &[String], chosen: &str) -> Vec<Choice> {
    let any = Choice::new("", directory::ANY_SOURCE, chosen.is_empty());
    let named = sources
        .iter()
        .map(|name| Choice::new(name, name, name == chosen));
    let unknown = (!chosen.is_empty() && !sources.iter().any(|name| name == chosen))
        .then(|| Choice::new(chosen, chosen, true));
    std::iter::once(any).chain(named).chain(unknown).collect()
}

/// The filters that are set.
pub(super) fn chips(page: &UsersPage, slug: &str) -> Vec<Chip> {
    let query = UsersQuery {
        cursor: None,
        ..page.query.clone()
    };
    let chip = |name, value: &str, without: UsersQuery| Chip {
        name,
        value: value.to_owned(),
        without: paths::users(slug, &without),
    };
    let mut chips = Vec::new();
    if !query.q.is_empty() {
        let without = UsersQuery {
            q: String::new(),
            ..query.clone()
        };
        chips.push(chip(directory::SEARCH, &query.q, without));
    }
    if !query.filter.is_empty() {
        let without = UsersQuery {
            filter: String::new(),
            ..query.clone()
        };
        chips.push(chip(directory::FILTER, &query.filter, without));
    }
    if let Some(active) = query.active {
        let value = if active {
            directory::IS_ACTIVE
        } else {
            directory::IS_INACTIVE
        };
        let without = UsersQuery {
            active: None,
            ..query.clone()
        };
        chips.push(chip(directory::STATE, value, without));
    }
    if query.deleted {
        let without = UsersQuery {
            deleted: false,
            ..query.clone()
        };
        chips.push(chip(directory::DELETION, directory::ONLY_DELETED, without));
    }
    if !query.group.is_empty() {
        let named = page.groups.iter().find(|group| group.id == query.group);
        let value = named.map_or(&query.group, |group| &group.name);
        let without = UsersQuery {
            group: String::new(),
            ..query.clone()
        };
        chips.push(chip(directory::GROUP, value, without));
    }
    if !query.source.is_empty() {
        let without = UsersQuery {
            source: String::new(),
            ..query.clone()
        };
        chips.push(chip(directory::SOURCE, &query.source, without));
    }
    if !query.at.is_empty() {
        let without = UsersQuery {
            at: String::new(),
            ..query.clone()
        };
        chips.push(chip(past::AT, &query.at, without));
    }
    chips
}
