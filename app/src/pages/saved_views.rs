//! The list of saved views.

use leptos::prelude::*;

use crate::components::field::Csrf;
use crate::components::filters::line_words;
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::model::query::AuditQuery;
use crate::model::saved_view::{Given, SavedView, SavedViewsPage};
use crate::paths;
use crate::place::Place;
use crate::text::{audit, saved_views};

#[component]
pub(crate) fn SavedViews(page: SavedViewsPage) -> impl IntoView {
    let slug = Place::current().slug;
    let log = paths::audit(&slug, &AuditQuery::default());
    let (own, shared): (Vec<_>, Vec<_>) = page
        .views
        .into_iter()
        .partition(|view| view.owner.is_none());
    let given = Given::ALL
        .map(|given| {
            let href = paths::audit(&slug, &given.query());
            view! { <li><a href=href>{saved_views::given(given)}</a></li> }
        })
        .collect_view();
    view! {
        <PageHeader
            crumbs=vec![(audit::TITLE.to_owned(), log.clone())]
            title=saved_views::TITLE
            lead=saved_views::LEAD.into_any()
        />
        {page.deleted.map(|view| view! { <Undo view/> })}
        <section>
            <h2>{saved_views::OWN}</h2>
            {if own.is_empty() {
                view! {
                    <p class="muted">{saved_views::NONE}</p>
                    <p><a href=log>{saved_views::TO_LOG}</a></p>
                }.into_any()
            } else {
                view! { <ViewList views=own/> }.into_any()
            }}
        </section>
        {(!shared.is_empty()).then(|| view! {
            <section>
                <h2>{saved_views::OF_OTHERS}</h2>
                <ViewList views=shared/>
            </section>
        })}
        <section>
            <h2>{saved_views::GIVEN}</h2>
            <ul class="links">{given}</ul>
        </section>
    }
    .into_any()
}

/// What was deleted, and the way back.
#[component]
fn Undo(view: SavedView) -> impl IntoView {
    let place = Place::current();
    view! {
        <Banner tone=Tone::Success>
            <p><bdi>{saved_views::deleted(&view.name)}</bdi></p>
            <form method="post" action=paths::saved_view_restore(&place.slug, &view.id) class="undo">
                <Csrf token=place.csrf/>
                <button type="submit" class="button">{saved_views::UNDO}</button>
            </form>
        </Banner>
    }
    .into_any()
}

#[component]
fn ViewList(views: Vec<SavedView>) -> impl IntoView {
    let slug = Place::current().slug;
    let items = views
        .into_iter()
        .map(|view| {
            let whose = match (&view.owner, view.shared) {
                (Some(owner), _) => saved_views::shared_by(owner),
                (None, true) => saved_views::SHARED.to_owned(),
                (None, false) => saved_views::PRIVATE.to_owned(),
            };
            let change = view.can_change.then(|| {
                let href = paths::saved_view(&slug, &view.id);
                let label = saved_views::change_of(&view.name);
                view! { <a href=href aria-label=label>{saved_views::CHANGE}</a> }
            });
            view! {
                <li>
                    <p class="view-name">
                        <a href=paths::audit_as(&slug, &view.query)><bdi>{view.name}</bdi></a>
                        <span class="muted"><bdi>{whose}</bdi></span>
                        {change}
                    </p>
                    {asked(&view.line)}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="view-list">{items}</ul> }.into_any()
}

/// What a view asks for, as one line.
pub(crate) fn asked(line: &str) -> AnyView {
    if line.is_empty() {
        return view! { <p class="muted">{saved_views::EVERYTHING}</p> }.into_any();
    }
    view! { <p class="muted view-line"><code>{line_words(line)}</code></p> }.into_any()
}
