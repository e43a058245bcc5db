//! Error pages.

use leptos::prelude::*;

use crate::components::header::PageHeader;
use crate::islands::copy::CopyButton;
use crate::model::Viewer;
use crate::model::failure::{Failure as Kind, FailurePage, Missing};
use crate::model::query::AuditQuery;
use crate::paths;
use crate::place::Place;
use crate::shell::Circumstances;
use crate::text::{self, failure};

#[component]
pub(crate) fn Failure(page: FailurePage) -> impl IntoView {
    let place = Place::current();
    let kind = page.failure;
    let status = kind.status();
    let explanation = failure::explanation(&kind, &place.tenant);
    view! {
        <p class="failure-status num" aria-hidden="true">{status}</p>
        <PageHeader title=failure::title(&kind) lead=explanation.into_any()/>
        {page.detail.map(|detail| view! { <p class="detail"><bdi>{detail}</bdi></p> })}
        <div class="actions">{ways_on(&kind, &place.slug)}</div>
        <Details status/>
    }
    .into_any()
}

/// The next step first, then the way home.
fn ways_on(kind: &Kind, slug: &str) -> AnyView {
    let inside = !slug.is_empty();
    let audit_of = |id: &str| paths::audit(slug, &AuditQuery::about(id));
    let next = match kind {
        Kind::SignedOut { login } => Some((login.clone(), failure::SIGN_IN)),
        Kind::NotFound(Missing::User { id } | Missing::Group { id }) if inside => {
            Some((audit_of(id), failure::AUDIT_TRAIL))
        }
        Kind::NotFound(Missing::Event { .. }) if inside => Some((
            paths::audit(slug, &AuditQuery::default()),
            failure::TO_AUDIT,
        )),
        Kind::NotFound(Missing::Token) if inside => Some((paths::tokens(slug), failure::TO_TOKENS)),
        Kind::NotFound(Missing::Client) if inside => {
            Some((paths::clients(slug), failure::TO_CLIENTS))
        }
        Kind::NotFound(Missing::View) if inside => {
            Some((paths::saved_views(slug), failure::TO_VIEWS))
        }
        Kind::NotFound(Missing::Member | Missing::Invitation) | Kind::LinkShown { .. }
            if inside =>
        {
            Some((paths::members(slug), failure::TO_MEMBERS))
        }
        Kind::AlreadyIssued { id, .. } if inside => {
            Some((paths::token(slug, id), failure::TO_TOKEN))
        }
        Kind::Unavailable => Some((paths::READY.to_owned(), failure::READINESS)),
        _ => None,
    };
    let home = if inside {
        paths::tenant(slug)
    } else {
        paths::HOME.to_owned()
    };
    let signed_in = use_context::<Viewer>().is_some();
    let offer_home = signed_in || next.is_none();
    let home_class = if next.is_some() {
        "button"
    } else {
        "button primary"
    };
    view! {
        {next.map(|(href, words)| view! { <a class="button primary" href=href>{words}</a> })}
        {offer_home.then(|| view! { <a class=home_class href=home>{failure::HOME}</a> })}
    }
    .into_any()
}

/// What to quote when asking for help.
#[component]
fn Details(status: u16) -> impl IntoView {
    let here = use_context::<Circumstances>().unwrap_or_default();
    let quoted = format!(
        "{}: {status}\n{}: {}\n{}: {} {}\n{}",
        failure::STATUS,
        failure::REQUEST,
        here.request_id,
        failure::TIME,
        here.now.utc,
        text::UTC,
        here.url,
    );
    view! {
        <section class="failure-details">
            <dl class="facts">
                <div><dt>{failure::STATUS}</dt><dd class="num">{status}</dd></div>
                <div><dt>{failure::REQUEST}</dt><dd><code>{here.request_id}</code></dd></div>
                <div>
                    <dt>{failure::TIME}</dt>
                    <dd class="num">{format!("{} {}", here.now.utc, text::UTC)}</dd>
                </div>
            </dl>
            <pre hidden id="failure-details-text">{quoted}</pre>
            <CopyButton
                target="failure-details-text".to_owned()
                label=failure::COPY_DETAILS.to_owned()
                icon_only=false
            />
        </section>
    }
    .into_any()
}
