//! How SCIM behaves in the tenant.

use leptos::prelude::*;

use crate::components::choice::{CheckField, Choice, RadioCards};
use crate::components::field::{Csrf, ErrorSummary, Legend, RefusedAction};
use crate::components::header::PageHeader;
use crate::model::settings::{Deletion, GroupPatch, SettingsPage, Tolerance, Ways};
use crate::paths;
use crate::place::Place;
use crate::text::{deletion, general, retention, schemas, security, settings, sign_in};

#[component]
pub(crate) fn Settings(page: SettingsPage) -> impl IntoView {
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader title=settings::TITLE/>
        <section>
            <h2>{general::TITLE}</h2>
            <p class="muted">{general::ABOUT}</p>
            <p><a href=paths::general(&Place::current().slug)>{general::SHOW}</a></p>
        </section>
        <section>
            <h2>{security::TITLE}</h2>
            <p class="muted">{security::ABOUT}</p>
            <p><a href=paths::security(&Place::current().slug)>{security::SHOW}</a></p>
        </section>
        <section>
            <h2>{sign_in::TITLE}</h2>
            <p class="muted">{sign_in::ABOUT}</p>
            <p><a href=paths::sign_in_settings(&Place::current().slug)>{sign_in::SHOW}</a></p>
        </section>
        <section>
            <h2>{retention::TITLE}</h2>
            <p class="muted">{retention::ABOUT}</p>
            <p><a href=paths::retention(&Place::current().slug)>{retention::SHOW}</a></p>
        </section>
        <section>
            <h2>{schemas::TITLE}</h2>
            <p class="muted">{settings::SCHEMAS}</p>
            <p><a href=paths::schemas(&Place::current().slug)>{settings::SHOW_SCHEMAS}</a></p>
        </section>
        <section>
            <h2>{settings::BEHAVIOUR}</h2>
            <p class="muted">{settings::LEAD}</p>
            <Behaviour page/>
        </section>
        <section>
            <h2>{deletion::TITLE}</h2>
            <p class="muted">{deletion::ABOUT}</p>
            <p><a href=paths::deletion(&Place::current().slug)>{deletion::SHOW}</a></p>
        </section>
    }
    .into_any()
}

#[component]
fn Behaviour(page: SettingsPage) -> impl IntoView {
    let place = Place::current();
    let disabled = !place.role.manages_tenant();
    let legend = |id, label| Legend::new(id, label, &page.errors);
    let tolerances = Tolerance::ALL
        .map(|choice| {
            let chosen = choice == page.tolerance;
            Choice::new(choice.word(), settings::tolerance(choice), chosen)
                .hint(settings::tolerance_hint(choice))
        })
        .to_vec();
    let deletions = Deletion::ALL
        .map(|choice| {
            let chosen = choice == page.deletion;
            Choice::new(choice.word(), settings::deletion(choice), chosen)
                .hint(settings::deletion_hint(choice))
        })
        .to_vec();
    let answers = GroupPatch::ALL
        .map(|choice| {
            let chosen = choice == page.group_patch;
            Choice::new(choice.word(), settings::group_patch(choice), chosen)
                .hint(settings::group_patch_hint(choice))
        })
        .to_vec();
    let save = if disabled {
        view! { <RefusedAction label=settings::SAVE reason=settings::REFUSED id="settings-refused"/> }
            .into_any()
    } else {
        view! { <button type="submit" class="button primary">{settings::SAVE}</button> }.into_any()
    };
    view! {
        <form method="post" action=paths::settings(&place.slug) class="form" novalidate>
            <Csrf token=place.csrf/>
            <RadioCards legend=legend("tolerance", settings::TOLERANCE) choices=tolerances disabled/>
            <RadioCards legend=legend("delete", settings::DELETE) choices=deletions disabled/>
            <RadioCards legend=legend("group_patch", settings::GROUP_PATCH) choices=answers disabled/>
            <WaysIn ways=page.ways disabled/>
            <div class="actions">{save}</div>
        </form>
    }
    .into_any()
}

/// Boxes to be ticked, each with what it lets in.
#[component]
fn WaysIn(ways: Ways, disabled: bool) -> impl IntoView {
    let legend = |id, label, hint| Legend::new(id, label, &[]).hint(hint);
    view! {
        <fieldset class="field" disabled=disabled aria-describedby="ways-hint">
            <legend>{settings::WAYS}</legend>
            <p class="hint" id="ways-hint">{settings::WAYS_HINT}</p>
            <CheckField
                legend=legend("raw_token", settings::RAW_TOKEN, settings::RAW_TOKEN_HINT)
                checked=ways.raw_token
            />
            <CheckField
                legend=legend("basic", settings::BASIC, settings::BASIC_HINT)
                checked=ways.basic
            />
            <CheckField
                legend=legend("oauth", settings::OAUTH, settings::OAUTH_HINT)
                checked=ways.oauth
            />
        </fieldset>
    }
    .into_any()
}
