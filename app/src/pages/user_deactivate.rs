//! Taking a user's access away: what that means and what it does not, then the form.

use leptos::prelude::*;

use crate::components::field::{Csrf, ErrorSummary, Legend, TextAreaField, TextField};
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::model::query::UsersQuery;
use crate::model::user::UserDeactivatePage;
use crate::paths;
use crate::place::Place;
use crate::text::{deactivation, directory, forms};

#[component]
pub(crate) fn UserDeactivate(page: UserDeactivatePage) -> impl IntoView {
    let slug = Place::current().slug;
    let name = page.name().to_owned();
    let own = paths::user(&slug, &page.id);
    let crumbs = vec![
        (
            directory::USERS_TITLE.to_owned(),
            paths::users(&slug, &UsersQuery::default()),
        ),
        (name.clone(), own.clone()),
    ];
    let form = if page.active {
        view! { <Form page=page.clone() own/> }.into_any()
    } else {
        view! {
            <Banner tone=Tone::Info><p>{deactivation::INACTIVE}</p></Banner>
            <div class="actions"><a class="button" href=own>{deactivation::BACK}</a></div>
        }
        .into_any()
    };
    view! {
        <ErrorSummary errors=page.errors/>
        <PageHeader crumbs title=deactivation::title(&name)/>
        {form}
    }
    .into_any()
}

#[component]
fn Form(page: UserDeactivatePage, own: String) -> impl IntoView {
    let place = Place::current();
    let label = deactivation::type_user_name(&page.user_name);
    view! {
        <Banner tone=Tone::Danger>
            <p>{deactivation::EFFECT}</p>
            <p>{deactivation::PROVIDER}</p>
            <ul>
                <li>{deactivation::OKTA}</li>
                <li>{deactivation::ENTRA}</li>
                <li>{deactivation::OTHERS}</li>
            </ul>
        </Banner>
        <form
            method="post"
            action=paths::user_deactivate(&place.slug, &page.id)
            class="form"
            novalidate
        >
            <Csrf token=place.csrf/>
            <input type="hidden" name="version" value=page.version.to_string()/>
            <TextAreaField
                legend=Legend::new("reason", deactivation::REASON, &page.errors)
                    .hint(deactivation::REASON_HINT)
                value=page.reason
            />
            <TextField
                legend=Legend::new("user_name", label, &page.errors)
                value=page.typed
                autocomplete="off"
                code=true
            />
            <div class="actions">
                <button type="submit" class="button danger">{deactivation::ACT}</button>
                <a class="button apart" href=own>{forms::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}
