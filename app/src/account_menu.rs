//! Who is signed in, and what is theirs.

use leptos::prelude::*;

use crate::icons::{Glyph, Icon};
use crate::model::{Theme, Viewer, Zone};
use crate::paths;
use crate::text::{self, shell as words};

/// Who is signed in; theme, account and the way out.
#[component]
pub(crate) fn AccountMenu(viewer: Viewer, theme: Theme) -> impl IntoView {
    let initial: String = viewer
        .email
        .chars()
        .next()
        .map(|first| first.to_uppercase().collect())
        .unwrap_or_default();
    let role = viewer
        .membership
        .as_ref()
        .map(|membership| text::role(membership.role));
    let csrf = viewer.csrf.clone();
    let zone = use_context::<Zone>().unwrap_or_default();
    view! {
        <details class="account">
            <summary>
                <span class="avatar" aria-hidden="true">{initial}</span>
                <span class="visually-hidden">{words::account_of(&viewer.email)}</span>
                <Icon glyph=Glyph::ChevronDown/>
            </summary>
            <div class="account-panel">
                <p class="account-who">
                    <bdi>{viewer.email}</bdi>
                    {role.map(|role| view! { <span class="muted">{role}</span> })}
                </p>
                <ThemeSwitch theme csrf=csrf.clone()/>
                <ul>
                    <li><a href=paths::ACCOUNT>{words::ACCOUNT}</a></li>
                    <li><a href=paths::DISPLAY>{words::time_zone(zone.name())}</a></li>
                    {viewer.operates.then(|| view! {
                        <li><a href=paths::OPERATOR>{text::operator::LINK}</a></li>
                    })}
                    {viewer.several_tenants.then(|| view! {
                        <li><a href=paths::TENANTS>{words::SWITCH_TENANT}</a></li>
                    })}
                </ul>
                <form method="post" action=paths::LOGOUT>
                    <input type="hidden" name="csrf" value=csrf/>
                    <button type="submit"><Icon glyph=Glyph::SignOut/>{words::SIGN_OUT}</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn ThemeSwitch(theme: Theme, csrf: String) -> impl IntoView {
    let buttons = Theme::ALL
        .into_iter()
        .map(|choice| {
            let glyph = match choice {
                Theme::System => Glyph::System,
                Theme::Light => Glyph::Sun,
                Theme::Dark => Glyph::Moon,
            };
            view! {
                <button
                    type="submit"
                    name="theme"
                    value=choice.word()
                    aria-pressed=if choice == theme { "true" } else { "false" }
                >
                    <Icon glyph/>
                    {words::theme(choice)}
                </button>
            }
        })
        .collect_view();
    view! {
        <form method="post" action=paths::ACCOUNT_THEME class="theme-switch">
            <input type="hidden" name="csrf" value=csrf/>
            <div role="group" aria-label=words::THEME>{buttons}</div>
        </form>
    }
    .into_any()
}
