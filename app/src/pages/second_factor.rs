//! The second factor: what there is, setting one up, and entering a code after the password.

use leptos::prelude::*;

use crate::components::field::{CodeField, Csrf, ErrorSummary, Legend, TextField};
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::components::time::Moment;
use crate::islands::copy::CopyButton;
use crate::model::FieldError;
use crate::model::entry::{EnterCodePage, LoginNotice};
use crate::model::second_factor::{
    Act, Picture, RecoveryCodesPage, SecondFactorBegunPage, SecondFactorPage,
};
use crate::paths;
use crate::place::Place;
use crate::text::{account, entry, forms, second_factor};

#[component]
pub(crate) fn SecondFactor(page: SecondFactorPage) -> impl IntoView {
    let demanded = page.demanded_by.clone().filter(|_| page.since.is_none());
    let (errors, wait_seconds) = (page.errors.clone(), page.wait_seconds);
    let body = match page.since {
        Some(_) => view! { <Present page/> }.into_any(),
        None => view! { <Absent next=page.next/> }.into_any(),
    };
    view! {
        <ErrorSummary errors/>
        <PageHeader
            title=second_factor::TITLE
            crumbs=vec![(account::TITLE.to_owned(), paths::ACCOUNT.to_owned())]
            lead=second_factor::LEAD.into_any()
        />
        {demanded.map(|tenant| view! {
            <Banner tone=Tone::Warning><p role="status">{second_factor::demanded(&tenant)}</p></Banner>
        })}
        <Wait seconds=wait_seconds/>
        {body}
    }
    .into_any()
}

#[component]
fn Absent(next: Option<String>) -> impl IntoView {
    view! {
        <p class="reading">{second_factor::SET_UP_TEXT}</p>
        <form method="post" action=paths::SECOND_FACTOR_BEGIN class="form">
            <Csrf token=Place::current().csrf/>
            <Next next/>
            <div class="actions">
                <button type="submit" class="button primary">{second_factor::SET_UP}</button>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Present(page: SecondFactorPage) -> impl IntoView {
    let acts = [Act::Renew, Act::Remove].map(|act| {
        let kept = page.demanded_by.clone().filter(|_| act == Act::Remove);
        let errors = page.errors.clone();
        view! { <Change act errors kept/> }
    });
    view! {
        <section class="panel">
            <dl class="facts">
                {page.since.map(|at| view! {
                    <div><dt>{second_factor::ON_SINCE}</dt><dd><Moment at/></dd></div>
                })}
                <div>
                    <dt>{second_factor::CODES_LEFT}</dt>
                    <dd class="num">{page.codes_left}</dd>
                </div>
            </dl>
        </section>
        {acts.into_iter().collect_view()}
    }
    .into_any()
}

/// A form that wants a code first.
#[component]
fn Change(act: Act, errors: Vec<FieldError>, kept: Option<String>) -> impl IntoView {
    let action = match act {
        Act::Renew => paths::SECOND_FACTOR_CODES,
        Act::Remove => paths::SECOND_FACTOR_REMOVE,
    };
    let class = match act {
        Act::Renew => "button",
        Act::Remove => "button danger-outline",
    };
    let form = match kept {
        Some(tenant) => view! { <p class="why">{second_factor::kept(&tenant)}</p> }.into_any(),
        None => view! {
            <form method="post" action=action class="form" novalidate>
                <Csrf token=Place::current().csrf/>
                <TextField
                    legend=Legend::new(act.field(), second_factor::EITHER, &errors)
                        .hint(second_factor::EITHER_HINT)
                    value=""
                    autocomplete="one-time-code"
                    code=true
                />
                <div class="actions">
                    <button type="submit" class=class>{second_factor::submit(act)}</button>
                </div>
            </form>
        }
        .into_any(),
    };
    view! {
        <section>
            <h2>{second_factor::heading(act)}</h2>
            <p class="muted reading">{second_factor::about(act)}</p>
            {form}
        </section>
    }
    .into_any()
}

#[component]
pub(crate) fn SecondFactorBegun(page: SecondFactorBegunPage) -> impl IntoView {
    let key = page.key.reveal().to_owned();
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader
            title=second_factor::BEGUN_TITLE
            crumbs=vec![
                (account::TITLE.to_owned(), paths::ACCOUNT.to_owned()),
                (second_factor::TITLE.to_owned(), paths::SECOND_FACTOR.to_owned()),
            ]
            lead=second_factor::BEGUN_LEAD.into_any()
        />
        <Wait seconds=page.wait_seconds/>
        <section class="panel enrolment">
            <figure>
                <Qr picture=page.picture/>
                <figcaption>{second_factor::SCAN}</figcaption>
            </figure>
            <div class="field">
                <label for="key">{second_factor::KEY}</label>
                <div class="with-button">
                    <input id="key" class="mono" type="text" value=key readonly autocomplete="off" spellcheck="false"/>
                    <CopyButton
                        target="key".to_owned()
                        label=second_factor::COPY_KEY.to_owned()
                        icon_only=false
                    />
                </div>
                <p class="hint">{second_factor::ONCE}</p>
            </div>
        </section>
        <form method="post" action=paths::SECOND_FACTOR_CONFIRM class="form" novalidate>
            <Csrf token=Place::current().csrf/>
            <Next next=page.next/>
            <CodeField legend=code(second_factor::FIRST_CODE, &page.errors)/>
            <div class="actions">
                <button type="submit" class="button primary">{second_factor::TURN_ON}</button>
                <a class="button apart" href=paths::SECOND_FACTOR>{forms::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}

/// Dark on white in every theme: cameras want it so. Four squares around it are quiet.
#[component]
fn Qr(picture: Picture) -> impl IntoView {
    const QUIET: u32 = 4;
    let whole = picture.side + 2 * QUIET;
    view! {
        <svg
            class="qr"
            role="img"
            aria-label=second_factor::PICTURE
            viewBox=format!("-{QUIET} -{QUIET} {whole} {whole}")
            width="232"
            height="232"
            shape-rendering="crispEdges"
        >
            <rect
                x=format!("-{QUIET}")
                y=format!("-{QUIET}")
                width=whole.to_string()
                height=whole.to_string()
                fill="#fff"
            />
            <path d=picture.outline fill="#000"/>
        </svg>
    }
    .into_any()
}

#[component]
pub(crate) fn RecoveryCodes(page: RecoveryCodesPage) -> impl IntoView {
    let lead = if page.begins {
        second_factor::CODES_BEGIN
    } else {
        second_factor::CODES_RENEWED
    };
    let codes: Vec<String> = page
        .codes
        .iter()
        .map(|code| code.reveal().to_owned())
        .collect();
    let onward = page.next.unwrap_or_else(|| paths::SECOND_FACTOR.to_owned());
    view! {
        <PageHeader title=second_factor::CODES_TITLE lead=lead.into_any()/>
        <Banner tone=Tone::Warning><p>{second_factor::CODES_ONCE}</p></Banner>
        <div class="command codes">
            <pre id="codes" tabindex="0" aria-label=second_factor::CODES_TITLE>
                <code dir="ltr">{codes.join("\n")}</code>
            </pre>
            <CopyButton
                target="codes".to_owned()
                label=second_factor::COPY_CODES.to_owned()
                icon_only=false
            />
        </div>
        <div class="actions">
            <a class="button primary" href=onward>{second_factor::STORED}</a>
        </div>
    }
    .into_any()
}

/// `/login/second-factor`: after the right password.
#[component]
pub(crate) fn EnterCode(page: EnterCodePage) -> impl IntoView {
    let recovery = Legend::new("recovery", second_factor::RECOVERY, &page.errors);
    let open = recovery.error.is_some();
    let autofocus = page.errors.is_empty();
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader title=second_factor::LOGIN_TITLE lead=second_factor::LOGIN_LEAD.into_any()/>
        <Wait seconds=page.wait_seconds/>
        <form method="post" action=paths::LOGIN_SECOND_FACTOR class="form" novalidate>
            <Csrf token=page.csrf/>
            <CodeField legend=code(second_factor::CODE, &page.errors) autofocus=autofocus/>
            <details open=open>
                <summary>{second_factor::LOST}</summary>
                <TextField
                    legend=recovery.hint(second_factor::RECOVERY_HINT)
                    value=""
                    autocomplete="off"
                    code=true
                />
                <p class="fine">{second_factor::LOST_BOTH}</p>
            </details>
            <button type="submit" class="button primary wide">{second_factor::LOGIN_SUBMIT}</button>
        </form>
        <p class="fine"><a href=paths::LOGIN>{second_factor::START_OVER}</a></p>
    }
    .into_any()
}

fn code(label: &str, errors: &[FieldError]) -> Legend {
    Legend::new("code", label, errors).hint(second_factor::CODE_HINT)
}

#[component]
fn Next(next: Option<String>) -> impl IntoView {
    next.map(|next| view! { <input type="hidden" name="next" value=next/> })
}

#[component]
fn Wait(seconds: Option<u64>) -> impl IntoView {
    seconds.map(|wait_seconds| {
        let notice = entry::login_notice(&LoginNotice::Throttled { wait_seconds });
        view! { <Banner tone=Tone::Warning><p role="status">{notice}</p></Banner> }
    })
}
