//! What is found for a few words: as a page, and as the list of the command palette.

use leptos::prelude::*;

use crate::components::field::{Legend, TextField};
use crate::components::header::PageHeader;
use crate::components::headline::headline_text;
use crate::components::notice::EmptyState;
use crate::icons::{Glyph, Icon};
use crate::model::go::{Find, GoPage};
use crate::model::query::{AuditQuery, GroupsQuery, UsersQuery};
use crate::paths;
use crate::place::Place;
use crate::text::{go, shell, shortcuts};

/// One thing to go to.
struct Goal {
    name: String,
    detail: String,
    href: String,
}

/// Goals of one kind.
struct Shelf {
    heading: &'static str,
    goals: Vec<Goal>,
}

impl Goal {
    fn new(name: impl Into<String>, href: String) -> Self {
        Self {
            name: name.into(),
            detail: String::new(),
            href,
        }
    }

    fn of(find: Find, href: impl Fn(&str) -> String) -> Self {
        Self {
            href: href(&find.id),
            name: find.name,
            detail: find.detail,
        }
    }
}

#[component]
pub(crate) fn Go(page: GoPage) -> impl IntoView {
    let slug = Place::current().slug;
    let q = page.q.clone();
    let shelves = shelves(&slug, page);
    let list = if shelves.is_empty() {
        view! { <EmptyState results=true title=go::NOTHING text=go::NOTHING_TEXT.into_any()/> }
            .into_any()
    } else {
        let shelves = shelves.into_iter().map(section).collect_view();
        view! { <div id="results" class="finds" tabindex="-1">{shelves}</div> }.into_any()
    };
    view! {
        <PageHeader title=go::TITLE/>
        <form method="get" action=paths::go(&slug, "") class="filter-bar" role="search">
            <TextField
                legend=Legend::new("q", go::WANTED, &[]).hint(go::HINT)
                value=q
                kind="search"
                autocomplete="off"
                placeholder=go::EXAMPLES
            />
            <button type="submit" class="button"><Icon glyph=Glyph::Search/>{go::FIND}</button>
        </form>
        {list}
    }
    .into_any()
}

fn section(shelf: Shelf) -> AnyView {
    let goals = shelf.goals.into_iter().map(|goal| {
        let href = goal.href.clone();
        view! { <li><a href=href>{words(goal)}</a></li> }
    });
    let goals = goals.collect_view();
    view! {
        <section>
            <h2>{shelf.heading}</h2>
            <ul>{goals}</ul>
        </section>
    }
    .into_any()
}

fn words(goal: Goal) -> AnyView {
    let detail = (!goal.detail.is_empty()).then_some(goal.detail);
    view! {
        <bdi>{goal.name}</bdi>
        {detail.map(|detail| view! { " "<bdi class="muted">{detail}</bdi> })}
    }
    .into_any()
}

/// The same as the options of a list, and behind them how many there are.
pub(crate) fn options_of(slug: &str, page: GoPage) -> AnyView {
    let shelves = shelves(slug, page);
    let count: u64 = shelves.iter().map(|shelf| shelf.goals.len() as u64).sum();
    let mut number = 0_u32;
    let groups = shelves.into_iter().map(|shelf| options(shelf, &mut number));
    let groups: Vec<AnyView> = groups.collect();
    view! { {groups}<p>{go::found(count)}</p> }.into_any()
}

fn options(shelf: Shelf, number: &mut u32) -> AnyView {
    let goals = shelf.goals.into_iter().map(|goal| {
        *number += 1;
        let (id, href) = (format!("find-{number}"), goal.href.clone());
        view! {
            <a role="option" id=id tabindex="-1" aria-selected="false" href=href>
                {words(goal)}
            </a>
        }
    });
    let goals = goals.collect_view();
    view! {
        <div role="group" aria-label=shelf.heading>
            <p class="finds-heading" aria-hidden="true">{shelf.heading}</p>
            {goals}
        </div>
    }
    .into_any()
}

fn shelves(slug: &str, page: GoPage) -> Vec<Shelf> {
    let mut users = goals(page.users, |id| paths::user(slug, id));
    let mut groups = goals(page.groups, |id| paths::group(slug, id));
    if !users.is_empty() {
        let all = UsersQuery {
            q: page.q.clone(),
            ..UsersQuery::default()
        };
        users.push(Goal::new(go::ALL_USERS, paths::users(slug, &all)));
    }
    if !groups.is_empty() {
        let all = GroupsQuery {
            q: page.q.clone(),
            ..GroupsQuery::default()
        };
        groups.push(Goal::new(go::ALL_GROUPS, paths::groups(slug, &all)));
    }
    let event = page.event.map(|event| {
        let href = paths::audit_event(slug, &event.id, &AuditQuery::default());
        Goal::new(headline_text(&event), href)
    });
    let request = page.request.then(|| {
        let href = paths::audit(slug, &AuditQuery::of_request(&page.q));
        Goal::new(go::REQUEST, href)
    });
    let shelves = [
        (go::LOG, event.into_iter().chain(request).collect()),
        (go::PAGES, pages(slug, &page.q)),
        (go::USERS, users),
        (go::GROUPS, groups),
        (go::TOKENS, goals(page.tokens, |id| paths::token(slug, id))),
    ];
    let shelves = shelves.map(|(heading, goals)| Shelf { heading, goals });
    let filled = shelves.into_iter().filter(|shelf| !shelf.goals.is_empty());
    filled.collect()
}

fn goals(finds: Vec<Find>, href: impl Fn(&str) -> String) -> Vec<Goal> {
    finds
        .into_iter()
        .map(|find| Goal::of(find, &href))
        .collect()
}

/// The pages whose names have all the words that were asked for.
fn pages(slug: &str, q: &str) -> Vec<Goal> {
    let q = q.to_lowercase();
    let has = |name: &str| {
        let name = name.to_lowercase();
        q.split_whitespace().all(|word| name.contains(word))
    };
    let pages = [
        (shell::OVERVIEW, paths::tenant(slug)),
        (shell::USERS, paths::users(slug, &UsersQuery::default())),
        (shell::GROUPS, paths::groups(slug, &GroupsQuery::default())),
        (shell::AUDIT, paths::audit(slug, &AuditQuery::default())),
        (go::SAVED_VIEWS, paths::saved_views(slug)),
        (go::EVIDENCE, paths::audit_evidence(slug)),
        (shell::CONNECT, paths::connect(slug)),
        (shell::TOKENS, paths::tokens(slug)),
        (go::TOKEN_NEW, paths::token_new(slug)),
        (go::CLIENTS, paths::clients(slug)),
        (shell::MEMBERS, paths::members(slug)),
        (go::INVITE, paths::member_invite(slug)),
        (shell::SETTINGS, paths::settings(slug)),
        (go::SECURITY, paths::security(slug)),
        (go::RETENTION, paths::retention(slug)),
        (go::SIGN_IN, paths::sign_in_settings(slug)),
        (go::SCHEMAS, paths::schemas(slug)),
        (go::DELETION, paths::deletion(slug)),
        (shell::ACCOUNT, paths::ACCOUNT.to_owned()),
        (shortcuts::TITLE, paths::SHORTCUTS.to_owned()),
    ];
    let found = pages.into_iter().filter(|(name, _)| has(name));
    found.map(|(name, href)| Goal::new(name, href)).collect()
}

#[cfg(test)]
mod tests {
    use super::pages;

    #[track_caller]
    fn check(q: &str, expected: &[&str]) {
        let found: Vec<_> = pages("acme", q).into_iter().map(|goal| goal.name).collect();
        assert_eq!(found, expected, "{q}");
    }

    #[test]
    fn a_page_is_found_by_any_words_of_its_name() {
        check("audit", &["Audit log"]);
        check("set RET", &["Retention settings"]);
        check("nowhere", &[]);
        assert_eq!(pages("acme", " ").len(), 20);
    }
}
