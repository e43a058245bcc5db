//! Taking a user's access away: what that means and what it does not, then the form.

use leptos::prelude::*;

use crate::components::asked::AskedForm;
use crate::components::field::{ErrorSummary, Legend, TextAreaField, TextField};
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::model::query::UsersQuery;
use crate::model::user::UserDeactivatePage;
use crate::paths;
use crate::place::Place;
use crate::text::{deactivation, directory};

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
    let reason = Legend::new("reason", deactivation::REASON, &page.errors);
    let reason = reason.hint(deactivation::REASON_HINT);
    let typed = deactivation::type_user_name(&page.user_name);
    let user_name = Legend::new("user_name", typed, &page.errors);
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
        <AskedForm
            action=paths::user_deactivate(&place.slug, &page.id)
            back=own
            button=deactivation::ACT.to_owned()
            ends=true
            carried=("version", page.version.to_string())
        >
            <TextAreaField legend=reason value=page.reason/>
            <TextField legend=user_name value=page.typed autocomplete="off" code=true/>
        </AskedForm>
    }
    .into_any()
}
