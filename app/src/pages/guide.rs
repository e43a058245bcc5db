//! The guide of one identity provider, in its own words.

use leptos::prelude::*;

use crate::components::arrivals::arrivals;
use crate::components::choice::{Choice, SelectField};
use crate::components::event::status;
use crate::components::explanation::sentence;
use crate::components::field::{Csrf, ErrorSummary, Legend, RefusedAction};
use crate::components::fill::fill;
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::components::table::{Cell, Column, DataTable, RowHead};
use crate::components::time::{Ago, Moment, Stamp};
use crate::components::value::{Command, ValueRow};
use crate::icons::{Glyph, Icon};
use crate::islands::arrivals::ArrivalsLive;
use crate::islands::copy::CopyButton;
use crate::model::connect::{
    Arrivals, Audience, GuideLinkRow, GuidePage, GuideToken, IssuedHere, LinkLifetime, Provider,
    Trouble,
};
use crate::model::query::AuditQuery;
use crate::model::token::{Expiry, Secret};
use crate::pages::connect::ReachBanner;
use crate::paths;
use crate::place::Place;
use crate::text::guides::{Guide, Value, Way, guide};
use crate::text::{self, connect, tokens};

#[component]
pub(crate) fn ProviderGuide(page: GuidePage) -> impl IntoView {
    let place = Place::current();
    let words = guide(page.provider);
    let curl = (page.provider == Provider::Generic).then(|| page.base_url.clone());
    let is_member = matches!(page.audience, Audience::Member { .. });
    let nonce = page.nonce.clone();
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
                {curl.map(|base_url| view! { <Curl base_url/> })}
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
                <Panel shown=page.arrivals is_member/>
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
                    {named(token.name, linked.then(|| paths::token(&slug, &token.id)))}
                    ", " {tokens::days_left(&token.expiry)} ", " {used}
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

/// A value that is the same for everybody.
#[component]
fn More(value: &'static Value) -> impl IntoView {
    if !value.long {
        return view! {
            <ValueRow label=value.label value=value.value id=value.id copy=value.copy/>
        }
        .into_any();
    }
    view! {
        <details class="field">
            <summary>{value.label}</summary>
            <div class="command">
                <pre tabindex="0" aria-label=value.label><code id=value.id dir="ltr">{value.value}</code></pre>
                <CopyButton target=value.id.to_owned() label=value.copy.to_owned() icon_only=false/>
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn Ways(guide: &'static Guide) -> impl IntoView {
    let several = guide.ways.len() > 1;
    let ways = guide
        .ways
        .iter()
        .map(|way| view! { <Steps way several/> })
        .collect_view();
    view! {
        <section>
            <h2>{connect::STEPS}</h2>
            {ways}
        </section>
    }
    .into_any()
}

/// Steps of a way, each a path through the provider's screens.
#[component]
fn Steps(way: &'static Way, several: bool) -> impl IntoView {
    let steps = way
        .steps
        .iter()
        .map(|path| {
            let last = path.len().saturating_sub(1);
            let parts = path
                .iter()
                .enumerate()
                .map(|(index, part)| {
                    view! {
                        <span class="label-of">{*part}</span>
                        {(index < last).then(|| view! { <Icon glyph=Glyph::ChevronRight/> })}
                    }
                })
                .collect_view();
            view! { <li>{parts}</li> }
        })
        .collect_view();
    let title = if several {
        view! { <h3>{way.title}</h3> }.into_any()
    } else {
        view! { <p class="muted">{way.title}</p> }.into_any()
    };
    view! {
        {title}
        <ol class="steps idp">{steps}</ol>
    }
    .into_any()
}

#[component]
fn Curl(base_url: String) -> impl IntoView {
    view! {
        <section>
            <h2>{connect::CURL}</h2>
            <p class="muted">{connect::CURL_TEXT}</p>
            <Command text=connect::CURL_TOKEN id="curl-token"/>
            <Command text=connect::create_user(&base_url) id="curl-create"/>
        </section>
    }
    .into_any()
}

#[component]
fn Notes(title: &'static str, notes: &'static [&'static str]) -> impl IntoView {
    if notes.is_empty() {
        return ().into_any();
    }
    let notes = notes
        .iter()
        .map(|note| view! { <li>{*note}</li> })
        .collect_view();
    view! {
        <section>
            <h2>{title}</h2>
            <ul class="bullets reading">{notes}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Troubleshoot(guide: &'static Guide, troubles: Vec<Trouble>, linked: bool) -> impl IntoView {
    let here = if troubles.is_empty() {
        view! { <p class="muted">{connect::NO_TROUBLE}</p> }.into_any()
    } else {
        view! { <TroubleTable troubles linked/> }.into_any()
    };
    let there = guide
        .causes
        .iter()
        .map(|(seen, why)| view! { <div><dt>{*seen}</dt><dd>{*why}</dd></div> })
        .collect::<Vec<_>>();
    view! {
        <section id="troubleshoot">
            <h2>{connect::TROUBLE}</h2>
            <h3>{connect::TROUBLE_HERE}</h3>
            {here}
            {(!there.is_empty()).then(|| view! {
                <h3>{connect::TROUBLE_THERE}</h3>
                <dl class="causes reading">{there}</dl>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn TroubleTable(troubles: Vec<Trouble>, linked: bool) -> impl IntoView {
    let slug = Place::current().slug;
    let columns = vec![
        Column::new(connect::LAST),
        Column::number(connect::TIMES),
        Column::number(connect::ANSWER),
        Column::new(connect::REASON),
    ];
    let rows = troubles
        .into_iter()
        .map(|trouble| {
            let cause = sentence(&trouble.explanation);
            let place = trouble.explanation.cause.place();
            let change = text::explanation::change(place, trouble.explanation.provider);
            let event = paths::audit_event(&slug, &trouble.event_id, &AuditQuery::default());
            view! {
                <tr role="row">
                    <RowHead label=connect::LAST href=linked.then_some(event) class="when">
                        <Stamp at=trouble.last/>
                    </RowHead>
                    <Cell label=connect::TIMES class="num">{text::number(trouble.count)}</Cell>
                    <Cell label=connect::ANSWER class="num">{status(trouble.status)}</Cell>
                    <Cell label=connect::REASON class="reason">
                        {trouble.scim_type.map(|word| view! { <code>{word}</code> " " })}
                        <bdi>{trouble.detail}</bdi>
                        <p>{cause}</p>
                        <p class="muted">{change}</p>
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! { <DataTable caption=connect::TROUBLE_HERE columns class="troubles">{rows}</DataTable> }
        .into_any()
}

/// Links for whoever runs the provider and is no member.
#[component]
fn GuideLinks(
    provider: Provider,
    links: Vec<GuideLinkRow>,
    made: Option<Secret>,
    nonce: String,
) -> impl IntoView {
    let place = Place::current();
    let manages = place.role.manages_tokens();
    // The answer is a long page, too: what was made is shown where it was asked for.
    let action = format!("{}#links", paths::guide_link_new(&place.slug, provider));
    let choices = LinkLifetime::ALL
        .map(|lifetime| {
            let words = connect::link_lifetime(lifetime.days());
            Choice::new(lifetime.word(), &words, lifetime == LinkLifetime::default())
        })
        .to_vec();
    let form = if manages {
        view! {
            <form method="post" action=action class="form in-row">
                <Csrf token=place.csrf.clone()/>
                <input type="hidden" name="nonce" value=nonce/>
                <SelectField legend=Legend::new("lifetime", connect::LINK_LIFETIME, &[]) choices/>
                <button type="submit" class="button">{connect::LINK_MAKE}</button>
            </form>
        }
        .into_any()
    } else {
        let (label, reason) = (connect::LINK_MAKE, connect::LINK_REFUSED);
        view! { <RefusedAction label reason id="link-refused"/> }.into_any()
    };
    view! {
        <section id="links">
            <h2>{connect::LINK_TITLE}</h2>
            <p class="muted reading">{connect::LINK_LEAD}</p>
            {made.map(|link| view! {
                <ValueRow
                    label=connect::LINK_MADE
                    value=link.reveal()
                    id="guide-link"
                    copy=connect::COPY_LINK
                />
                <Banner tone=Tone::Warning><p role="status">{connect::LINK_ONCE}</p></Banner>
            })}
            {form}
            <OpenLinks links manages/>
        </section>
    }
    .into_any()
}

#[component]
fn OpenLinks(links: Vec<GuideLinkRow>, manages: bool) -> impl IntoView {
    if links.is_empty() {
        return ().into_any();
    }
    let place = Place::current();
    let rows = links
        .into_iter()
        .map(|link| {
            let action = paths::guide_link_withdraw(&place.slug, &link.id);
            let (by, until) = (link.by, link.until);
            let words = fill(connect::LINK_ROW, move |placeholder| match placeholder {
                "by" => Some(view! { <bdi>{by.clone()}</bdi> }.into_any()),
                "until" => Some(view! { <Moment at=until.clone()/> }.into_any()),
                _ => None,
            });
            let csrf = place.csrf.clone();
            view! {
                <li class="guide-link">
                    <span>{words}", "{connect::tokens_issued(link.tokens_issued)}</span>
                    {manages.then(|| view! {
                        <form method="post" action=action>
                            <Csrf token=csrf/>
                            <button type="submit" class="button small">{connect::WITHDRAW}</button>
                        </form>
                    })}
                </li>
            }
        })
        .collect_view();
    view! {
        <h3>{connect::LINKS_OPEN}</h3>
        <ul>{rows}</ul>
    }
    .into_any()
}

/// The panel that lights up, and the link that does the same without script.
#[component]
fn Panel(shown: Arrivals, is_member: bool) -> impl IntoView {
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
    view! {
        <section class="panel sticky" aria-labelledby="progress">
            <div class="section-head">
                <h2 id="progress">{connect::PROGRESS}</h2>
                <a href=here>{connect::CHECK_NOW}</a>
            </div>
            <div id="arrivals">{arrivals(shown, is_member.then_some(&place))}</div>
            <ArrivalsLive url=live/>
        </section>
    }
    .into_any()
}
