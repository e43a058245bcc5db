//! The guide of one identity provider, in its own words.

mod links;
mod troubles;
mod words;

use leptos::prelude::*;

use self::links::GuideLinks;
use self::troubles::Troubleshoot;
use self::words::{Curl, More, Notes, Ways};
use crate::components::arrivals::arrivals;
use crate::components::field::{Csrf, ErrorSummary, RefusedAction};
use crate::components::fill::fill;
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::components::time::{Ago, Moment};
use crate::components::value::ValueRow;
use crate::islands::arrivals::ArrivalsLive;
use crate::model::connect::{Arrivals, Audience, GuidePage, GuideToken, IssuedHere, Provider};
use crate::model::token::Expiry;
use crate::pages::connect::ReachBanner;
use crate::paths;
use crate::place::Place;
use crate::text::guides::guide;
use crate::text::{connect, tokens};

#[component]
pub(crate) fn ProviderGuide(page: GuidePage) -> impl IntoView {
    let place = Place::current();
    let words = guide(page.provider);
    let curl = (page.provider == Provider::Generic).then(|| connect::create_user(&page.base_url));
    let is_member = matches!(page.audience, Audience::Member { .. });
    let nonce = page.nonce.clone();
    let beside_secret = page.issued.is_some();
    view! {
        <ErrorSummary errors=page.errors/>
        {head(page.provider, &page.audience, &place)}
        {is_member.then(|| view! { <ReachBanner reach=page.reach/> })}
        {words.first.map(|first| view! { <Banner tone=Tone::Info><p>{first}</p></Banner> })}
        <div class="with-aside guide">
            <div>
                <section>
                    <h2>{connect::NEEDS}</h2>
                    <p class="reading">{words.needs}</p>
                </section>
                <section class="panel values">
                    <h2>{connect::VALUES}</h2>
                    <ValueRow
                        label=words.url_label
                        value=page.base_url
                        id="base-url"
                        copy=connect::COPY_URL
                        hint=connect::BASE_URL_OF
                    />
                    <TokenValue
                        provider=page.provider
                        label=words.token_label
                        issued=page.issued
                        tokens=page.tokens
                        nonce=page.nonce
                        audience=page.audience.clone()
                    />
                    {words.values.iter().map(|value| view! { <More value/> }).collect_view()}
                </section>
                <Ways guide=words/>
                {curl.map(|create| view! { <Curl create/> })}
                <Notes title=connect::SENDS notes=words.sends/>
                <Notes title=connect::KNOWN notes=words.known/>
                <Troubleshoot guide=words troubles=page.troubles linked=is_member/>
                <p class="muted checked">{connect::checked(words.checked)}</p>
                {match page.audience {
                    Audience::Member { links, made } => Some(view! {
                        <GuideLinks provider=page.provider links made nonce/>
                    }),
                    Audience::Guest { .. } => None,
                }}
            </div>
            <div class="aside">
                <Panel shown=page.arrivals is_member beside_secret/>
            </div>
        </div>
    }
    .into_any()
}

/// The title, and for whoever is no member what this is about.
fn head(provider: Provider, audience: &Audience, place: &Place) -> AnyView {
    let title = connect::guide_title(provider);
    match audience {
        Audience::Member { .. } => view! {
            <PageHeader
                crumbs=vec![(connect::TITLE.to_owned(), paths::connect(&place.slug))]
                title
            />
        }
        .into_any(),
        Audience::Guest { tenant, until, .. } => {
            let (tenant, until) = (tenant.clone(), until.clone());
            let asked = fill(connect::GUEST_LEAD, move |placeholder| {
                let tenant = tenant.clone();
                (placeholder == "tenant")
                    .then(|| view! { <strong><bdi>{tenant}</bdi></strong> }.into_any())
            });
            let ends = fill(connect::GUEST_UNTIL, move |placeholder| {
                let at = until.clone();
                (placeholder == "until").then(|| view! { <Moment at/> }.into_any())
            });
            let lead = view! { <p>{asked}</p> <p class="muted">{ends}</p> }.into_any();
            view! { <PageHeader title lead/> }.into_any()
        }
    }
}

/// The second value: shown once, or the button that makes it.
#[component]
fn TokenValue(
    provider: Provider,
    label: &'static str,
    issued: Option<IssuedHere>,
    tokens: Vec<GuideToken>,
    nonce: String,
    audience: Audience,
) -> impl IntoView {
    let is_member = matches!(audience, Audience::Member { .. });
    if let Some(issued) = issued {
        return view! { <TokenShown label issued linked=is_member/> }.into_any();
    }
    let first = tokens.is_empty();
    view! {
        <div class="field">
            <p class="label">{label}</p>
            <p class="hint">{connect::TOKEN_OF}</p>
            <LiveTokens tokens linked=is_member/>
            {issue_form(provider, nonce, audience, first)}
        </div>
    }
    .into_any()
}

/// The button that issues a token, or why there is none.
fn issue_form(provider: Provider, nonce: String, audience: Audience, first: bool) -> AnyView {
    // Where one works already another one is seldom what is wanted.
    let class = if first { "button primary" } else { "button" };
    let place = Place::current();
    let refused = |reason| {
        let label = connect::issue_for(provider);
        view! { <RefusedAction label reason id="issue-refused"/> }.into_any()
    };
    let (action, csrf, otherwise) = match audience {
        Audience::Guest { tokens_left: 0, .. } => return refused(connect::GUEST_NO_MORE),
        Audience::Guest { csrf, .. } => (paths::GUEST_GUIDE.to_owned(), csrf, None),
        Audience::Member { .. } if !place.role.manages_tokens() => {
            return refused(connect::ISSUE_REFUSED);
        }
        Audience::Member { .. } => (
            paths::guide(&place.slug, provider),
            place.csrf,
            Some(paths::token_new_for(&place.slug, provider)),
        ),
    };
    view! {
        <form method="post" action=action>
            <Csrf token=csrf/>
            <input type="hidden" name="nonce" value=nonce/>
            <div class="actions">
                <button type="submit" id="issue" class=class>{connect::issue_for(provider)}</button>
                {otherwise.map(|href| view! { <a href=href>{connect::OTHERWISE}</a> })}
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn TokenShown(label: &'static str, issued: IssuedHere, linked: bool) -> impl IntoView {
    let slug = Place::current().slug;
    let href = linked.then(|| paths::token(&slug, &issued.id));
    let (template, end) = match &issued.expiry {
        Expiry::Never => (connect::ISSUED_FOREVER, String::new()),
        Expiry::At { at, .. } => (
            connect::ISSUED_NAMED,
            format!("{} ({})", at.date(), tokens::days_left(&issued.expiry)),
        ),
    };
    let about = fill(template, move |placeholder| match placeholder {
        "name" => {
            let (href, name) = (href.clone(), issued.name.clone());
            Some(named(name, href))
        }
        "end" => Some(end.clone().into_any()),
        _ => None,
    });
    view! {
        <ValueRow
            label
            value=issued.secret.reveal()
            id="token-secret"
            copy=connect::COPY_SECRET
        />
        <Banner tone=Tone::Warning>
            <p role="status"><strong>{tokens::ISSUED_ONCE}</strong>" "{about}</p>
        </Banner>
    }
    .into_any()
}

/// A name, and for members the way to its page.
fn named(name: String, href: Option<String>) -> AnyView {
    match href {
        Some(href) => view! { <a href=href><bdi>{name}</bdi></a> }.into_any(),
        None => view! { <strong><bdi>{name}</bdi></strong> }.into_any(),
    }
}

#[component]
fn LiveTokens(tokens: Vec<GuideToken>, linked: bool) -> impl IntoView {
    if tokens.is_empty() {
        return ().into_any();
    }
    let slug = Place::current().slug;
    let rows = tokens
        .into_iter()
        .map(|token| {
            let used = match token.last_used {
                Some(at) => view! { {connect::USED} " " <Ago at/> }.into_any(),
                None => connect::UNUSED_YET.into_any(),
            };
            view! {
                <li>
                    {named(token.name, linked.then(|| paths::credential(&slug, token.kind, &token.id)))}
                    ", " {connect::EXPIRES} " " {tokens::days_left(&token.expiry)} ", " {used}
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="hint">{connect::HAS_TOKEN}</p>
        <ul class="bullets">{rows}</ul>
    }
    .into_any()
}

/// The panel that lights up, and the link that does the same without script.
#[component]
fn Panel(
    shown: Arrivals,
    is_member: bool,
    /// A secret is on the page, which whoever leaves it does not see again.
    beside_secret: bool,
) -> impl IntoView {
    let place = Place::current();
    let provider = shown.provider;
    let (here, live) = if is_member {
        let slug = &place.slug;
        (
            paths::guide(slug, provider),
            paths::guide_live(slug, provider),
        )
    } else {
        (
            paths::GUEST_GUIDE.to_owned(),
            paths::GUEST_GUIDE_LIVE.to_owned(),
        )
    };
    let check = if beside_secret {
        connect::CHECK_BESIDE
    } else {
        connect::CHECK_NOW
    };
    view! {
        <section class="panel sticky" aria-labelledby="progress">
            <div class="section-head">
                <h2 id="progress">{connect::PROGRESS}</h2>
                <a href=here target=beside_secret.then_some("_blank")>{check}</a>
            </div>
            <div id="arrivals">{arrivals(shown, is_member.then_some(&place))}</div>
            <ArrivalsLive url=live/>
        </section>
    }
    .into_any()
}
