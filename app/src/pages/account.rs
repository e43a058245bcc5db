//! The signed-in person's own settings.

use leptos::prelude::*;

use crate::components::field::{Csrf, ErrorSummary, Legend, PasswordField};
use crate::components::header::PageHeader;
use crate::components::time::Moment;
use crate::model::account::AccountPage;
use crate::model::{FieldError, Theme, Viewer};
use crate::pages::tenants::TenantList;
use crate::paths;
use crate::place::Place;
use crate::text::{account, forms, shell};

#[component]
pub(crate) fn Account(page: AccountPage) -> impl IntoView {
    let viewer = use_context::<Viewer>();
    let theme = use_context::<Theme>().unwrap_or_default();
    let csrf = Place::current().csrf;
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader title=account::TITLE/>
        <section class="panel">
            <dl class="facts">
                {viewer.map(|viewer| view! {
                    <div><dt>{account::SIGNED_IN_AS}</dt><dd><bdi>{viewer.email}</bdi></dd></div>
                })}
                {page.signed_in.map(|at| view! {
                    <div><dt>{account::SIGNED_IN_SINCE}</dt><dd><Moment at/></dd></div>
                })}
                {page.session_ends.map(|at| view! {
                    <div><dt>{account::SESSION_ENDS}</dt><dd><Moment at/></dd></div>
                })}
            </dl>
            <form method="post" action=paths::LOGOUT>
                <Csrf token=csrf.clone()/>
                <button type="submit" class="button">{account::SIGN_OUT}</button>
            </form>
        </section>
        {(!page.memberships.is_empty()).then(|| view! {
            <section>
                <h2>{account::MEMBER_OF}</h2>
                <TenantList memberships=page.memberships/>
            </section>
        })}
        <PasswordSection errors=page.errors csrf=csrf.clone()/>
        <section>
            <h2>{account::THEME_HEADING}</h2>
            <p class="muted">{account::THEME_LEAD}</p>
            <ThemeForm theme csrf/>
        </section>
    }
    .into_any()
}

#[component]
fn PasswordSection(errors: Vec<FieldError>, csrf: String) -> impl IntoView {
    let current = Legend::new("current", account::CURRENT, &errors);
    let new = Legend::new("password", account::NEW, &errors).hint(forms::PASSWORD_RULES);
    view! {
        <section>
            <h2>{account::PASSWORD_HEADING}</h2>
            <p class="muted">{account::PASSWORD_LEAD}</p>
            <form method="post" action=paths::ACCOUNT_PASSWORD class="form" novalidate>
                <Csrf token=csrf/>
                <PasswordField legend=current autocomplete="current-password"/>
                <PasswordField legend=new autocomplete="new-password" reveal=true/>
                <button type="submit" class="button primary">{account::CHANGE}</button>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn ThemeForm(theme: Theme, csrf: String) -> impl IntoView {
    let choices = Theme::ALL
        .into_iter()
        .map(|choice| {
            let word = choice.word();
            let id = format!("theme-{word}");
            view! {
                <div class="radio-inline">
                    <input type="radio" name="theme" id=id.clone() value=word checked=choice == theme/>
                    <label for=id>{shell::theme(choice)}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <form method="post" action=paths::ACCOUNT_THEME class="form">
            <Csrf token=csrf/>
            <fieldset class="field">
                <legend class="visually-hidden">{account::THEME_HEADING}</legend>
                <div class="radio-row">{choices}</div>
            </fieldset>
            <button type="submit" class="button">{account::THEME_SAVE}</button>
        </form>
    }
    .into_any()
}
