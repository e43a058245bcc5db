//! The console's navigation: a rail beside the page, a menu above it when there is no room.

use leptos::prelude::*;

use crate::icons::{Glyph, Icon};
use crate::model::query::{AuditQuery, GroupsQuery, UsersQuery};
use crate::paths;
use crate::place::Place;
use crate::shell::Section;
use crate::text::{self, shell};

#[component]
pub(crate) fn Rail(slug: String, section: Option<Section>) -> impl IntoView {
    view! {
        <nav class="rail" aria-label=shell::NAVIGATION>
            <div class="rail-inner">
                <a class="brand" href=paths::tenant(&slug)>
                    <Icon glyph=Glyph::Brand/>
                    {text::PRODUCT}
                </a>
                {entries(&slug, section)}
            </div>
        </nav>
    }
    .into_any()
}

#[component]
pub(crate) fn Menu(slug: String, section: Option<Section>) -> impl IntoView {
    view! {
        <details class="menu">
            <summary>
                <Icon glyph=Glyph::Menu/>
                {shell::MENU}
            </summary>
            <nav aria-label=shell::NAVIGATION>{entries(&slug, section)}</nav>
        </details>
    }
    .into_any()
}

/// What there is to look at, then what there is to set up, then what there is to decide.
fn entries(slug: &str, section: Option<Section>) -> AnyView {
    let users = paths::users(slug, &UsersQuery::default());
    let groups = paths::groups(slug, &GroupsQuery::default());
    let audit = paths::audit(slug, &AuditQuery::default());
    let look = [
        (
            Section::Overview,
            Glyph::Overview,
            shell::OVERVIEW,
            paths::tenant(slug),
        ),
        (Section::Users, Glyph::Users, shell::USERS, users),
        (Section::Groups, Glyph::Groups, shell::GROUPS, groups),
        (Section::Audit, Glyph::Audit, shell::AUDIT, audit),
    ];
    let set_up = [
        (
            Section::Connect,
            Glyph::Connect,
            shell::CONNECT,
            paths::connect(slug),
        ),
        (
            Section::Tokens,
            Glyph::Tokens,
            shell::TOKENS,
            paths::tokens(slug),
        ),
    ];
    let decide = [
        (
            Section::Members,
            Glyph::Members,
            shell::MEMBERS,
            paths::members(slug),
        ),
        (
            Section::Settings,
            Glyph::Settings,
            shell::SETTINGS,
            paths::settings(slug),
        ),
    ];
    let untouched = Place::current().untouched;
    let list = |entries: Vec<(Section, Glyph, &'static str, String)>| {
        let items = entries
            .into_iter()
            .map(|(this, glyph, name, href)| {
                let here = (section == Some(this)).then_some("page");
                view! {
                    <li>
                        <a href=href aria-current=here data-go=key(this)>
                            <Icon glyph/>
                            {name}
                            {(untouched && this == Section::Connect).then(dot)}
                        </a>
                    </li>
                }
            })
            .collect_view();
        view! { <ul>{items}</ul> }
    };
    view! {
        {list(look.into())}
        {list(set_up.into())}
        {list(decide.into())}
    }
    .into_any()
}

/// That nothing has come yet, for the eye and in words.
fn dot() -> AnyView {
    view! {
        <span class="dot" title=shell::NOTHING_YET></span>
        <span class="visually-hidden">{format!(", {}", shell::NOTHING_YET)}</span>
    }
    .into_any()
}

/// What follows `g` to go there.
fn key(section: Section) -> &'static str {
    match section {
        Section::Overview => "o",
        Section::Users => "u",
        Section::Groups => "g",
        Section::Audit => "a",
        Section::Connect => "c",
        Section::Tokens => "t",
        Section::Members => "m",
        Section::Settings => "s",
    }
}
