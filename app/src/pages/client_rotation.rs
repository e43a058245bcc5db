//! Two secrets of one client: when each was used, and ending the old one.

use leptos::prelude::*;

use crate::components::asked::AskedForm;
use crate::components::field::{ErrorSummary, Legend, TextField};
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::components::time::Moment;
use crate::model::client::{ClientEndSecretPage, SecretRotation, SecretSide};
use crate::model::token::{Expiry, Verdict};
use crate::paths;
use crate::place::Place;
use crate::text::{self, clients, tokens};

#[component]
pub(crate) fn SecretRotationSection(
    rotation: SecretRotation,
    /// Where the client is.
    href: String,
    /// Where its old secret is ended.
    end: String,
) -> impl IntoView {
    let place = Place::current();
    let safe = matches!(rotation.verdict, Verdict::Safe { .. });
    let tone = if safe { Tone::Success } else { Tone::Info };
    let class = if safe { "button primary" } else { "button" };
    view! {
        <section>
            <div class="section-head">
                <h2>{tokens::ROTATION}</h2>
                <a href=href>{tokens::CHECK_NOW}</a>
            </div>
            <Banner tone><p>{clients::verdict(rotation.verdict)}</p></Banner>
            <div class="pair">
                <SecretView side=rotation.old title=clients::OLD_SECRET/>
                <SecretView side=rotation.new title=clients::NEW_SECRET/>
            </div>
            {place.role.manages_tokens().then(|| view! {
                <div class="actions"><a class=class href=end>{clients::END_SECRET}</a></div>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn SecretView(side: SecretSide, title: &'static str) -> impl IntoView {
    let ends = match side.ends {
        Expiry::Never => text::NEVER.into_any(),
        Expiry::At { at, .. } => view! { <Moment at/> }.into_any(),
    };
    view! {
        <div class="panel">
            <h3>{title}</h3>
            <dl class="facts">
                <div>
                    <dt>{clients::SECRET}</dt>
                    <dd><bdi>{clients::secret(&side.last_four)}</bdi></dd>
                </div>
                <div><dt>{tokens::EXPIRES}</dt><dd>{ends}</dd></div>
                <div>
                    <dt>{tokens::LAST_USED}</dt>
                    <dd>{match side.last_used {
                        None => view! { <span class="muted">{tokens::NEVER_USED}</span> }.into_any(),
                        Some(at) => view! { <Moment at/> }.into_any(),
                    }}</dd>
                </div>
                {side.last_ip.map(|ip| view! {
                    <div><dt>{tokens::LAST_ADDRESS}</dt><dd><code dir="ltr">{ip}</code></dd></div>
                })}
            </dl>
        </div>
    }
    .into_any()
}

/// Ending the old secret: what that means first, then the button.
#[component]
pub(crate) fn ClientEndSecret(page: ClientEndSecretPage) -> impl IntoView {
    let place = Place::current();
    let name = page.client.name;
    let client_path = paths::client(&place.slug, &page.client.id);
    let used = match &page.last_used {
        None => tokens::REVOKE_NEVER_USED.to_owned(),
        Some(at) => tokens::last_used_at(&at.utc, &at.relative),
    };
    let tone = if page.in_use {
        Tone::Danger
    } else {
        Tone::Info
    };
    let errors = page.errors;
    let in_use = page.in_use;
    let legend = Legend::new("name", tokens::type_name(&name), &errors);
    view! {
        <ErrorSummary errors/>
        <PageHeader
            crumbs=vec![
                (tokens::TITLE.to_owned(), paths::tokens(&place.slug)),
                (clients::TITLE.to_owned(), paths::clients(&place.slug)),
                (name.clone(), client_path.clone()),
            ]
            title=clients::end_title(&name)
        />
        <Banner tone><p>{used}</p></Banner>
        <p class="reading">{clients::END_EFFECT}</p>
        <AskedForm
            action=paths::client_end_secret(&place.slug, &page.client.id)
            back=client_path
            button=clients::END_SECRET.to_owned()
            ends=true
            carried=("after", page.after.to_string())
        >
            {in_use.then(|| view! {
                <TextField legend value=page.typed autocomplete="off" code=true/>
            })}
        </AskedForm>
    }
    .into_any()
}
