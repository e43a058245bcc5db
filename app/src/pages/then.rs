//! One user or group as it was, and what has become of it.

use leptos::prelude::*;

use crate::components::diff::DiffTable;
use crate::components::header::PageHeader;
use crate::components::past::{LookBack, PastBanner};
use crate::components::status::ActiveStatus;
use crate::components::time::Moment;
use crate::components::value::{CopyLink, CopyableId};
use crate::model::Instant;
use crate::model::query::{AuditQuery, GroupsQuery, ThenQuery, UsersQuery};
use crate::model::then::{Kind, Related, Since, ThenPage};
use crate::pages::resource::Attributes;
use crate::paths;
use crate::place::Place;
use crate::text::{self, directory, past};

#[component]
pub(crate) fn AsItWas(page: ThenPage) -> impl IntoView {
    let slug = Place::current().slug;
    let (present, list, related) = match page.kind {
        Kind::User => {
            let query = UsersQuery {
                at: page.at.clone(),
                ..UsersQuery::default()
            };
            let list = (directory::USERS_TITLE, paths::users(&slug, &query));
            let present = paths::user(&slug, &page.id);
            (present, list, directory::GROUPS_TITLE)
        }
        Kind::Group => {
            let query = GroupsQuery {
                at: page.at.clone(),
                ..GroupsQuery::default()
            };
            let list = (directory::GROUPS_TITLE, paths::groups(&slug, &query));
            let present = paths::group(&slug, &page.id);
            (present, list, directory::MEMBERS)
        }
    };
    let state = page
        .active
        .map(|active| view! { <ActiveStatus active/> }.into_any());
    view! {
        <PageHeader
            crumbs=vec![(list.0.to_owned(), list.1)]
            title=page.name
            aside=state.unwrap_or_else(|| ().into_any())
            actions=view! { <CopyLink/> }.into_any()
        />
        <PastBanner then=page.then present=present.clone()/>
        <Version id=page.id version=page.version made=page.made event=page.event/>
        <LookBack action=present at=page.at.clone()/>
        <section>
            <h2>{past::SINCE}</h2>
            <BecameOf since=page.since/>
        </section>
        <div class="with-aside">
            <div><Attributes sections=page.sections/></div>
            <div class="aside">
                <section>
                    <h2>{related}</h2>
                    <RelatedLinks kind=page.kind at=page.at rows=page.related total=page.related_total/>
                </section>
            </div>
        </div>
    }
    .into_any()
}

/// Which version it was, and what made it.
#[component]
fn Version(id: String, version: u64, made: Instant, event: Option<String>) -> impl IntoView {
    let slug = Place::current().slug;
    let event = event.map(|id| paths::audit_event(&slug, &id, &AuditQuery::default()));
    view! {
        <dl class="identity">
            <div><dt>{past::VERSION}</dt><dd class="num">{text::number(version)}</dd></div>
            <div><dt>{past::MADE}</dt><dd><Moment at=made/></dd></div>
            {event.map(|href| view! {
                <div><dt>{past::EVENT}</dt><dd><a href=href>{past::BY_EVENT}</a></dd></div>
            })}
            <div>
                <dt>{directory::ID}</dt>
                <dd><CopyableId value=id id="resource-id" label=directory::COPY_ID/></dd>
            </div>
        </dl>
    }
    .into_any()
}

#[component]
fn BecameOf(since: Since) -> impl IntoView {
    match since {
        Since::Gone => view! { <p>{past::GONE}</p> }.into_any(),
        Since::Changed(changes) if changes.is_empty() => {
            view! { <p class="muted">{past::UNCHANGED}</p> }.into_any()
        }
        Since::Changed(changes) => view! { <DiffTable changes/> }.into_any(),
    }
}

/// The groups of a user, or the members of a group, then.
#[component]
fn RelatedLinks(kind: Kind, at: String, rows: Vec<Related>, total: u64) -> impl IntoView {
    let slug = Place::current().slug;
    let none = match kind {
        Kind::User => past::NO_GROUPS,
        Kind::Group => past::NO_MEMBERS,
    };
    if rows.is_empty() {
        return view! { <p class="muted">{none}</p> }.into_any();
    }
    let query = ThenQuery::new(&at);
    let shown = rows.len() as u64;
    let items = rows
        .into_iter()
        .map(|row| {
            let href = if row.is_group {
                paths::group_then(&slug, &row.id, &query)
            } else {
                paths::user_then(&slug, &row.id, &query)
            };
            view! { <li><a href=href><bdi>{row.name}</bdi></a></li> }
        })
        .collect_view();
    view! {
        <ul class="links">{items}</ul>
        {(shown < total).then(|| view! {
            <p class="muted">{past::more(shown, total, kind)}</p>
        })}
    }
    .into_any()
}
