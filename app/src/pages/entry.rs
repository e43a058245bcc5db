//! Before there is a session: set-up, sign-in, invitation.

use leptos::prelude::*;

use crate::components::field::{Csrf, ErrorSummary, Legend, PasswordField, TextField};
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::model::Viewer;
use crate::model::entry::{
    AcceptInvitePage, ConfirmPage, ForgotPage, LoginNotice, LoginPage, ResetPage, SetupPage,
};
use crate::paths;
use crate::place::Place;
use crate::text::{entry, forms, sign_in};

#[component]
pub(crate) fn SetupNotice() -> impl IntoView {
    view! {
        <PageHeader title=entry::NOTICE_TITLE lead=entry::NOTICE_LEAD.into_any()/>
        <ol class="steps">
            <li>{entry::NOTICE_STEP_1}</li>
            <li>{entry::NOTICE_STEP_2}</li>
        </ol>
        <p>{entry::NOTICE_OR}</p>
        <pre class="command-text" tabindex="0"><code dir="ltr">{entry::NOTICE_COMMANDS}</code></pre>
    }
    .into_any()
}

#[component]
pub(crate) fn SetupForm(page: SetupPage) -> impl IntoView {
    let errors = page.errors;
    let legend = |id, label| Legend::new(id, label, &errors);
    if page.refused_insecure {
        return view! {
            <PageHeader title=entry::SETUP_TITLE/>
            <Refused/>
        }
        .into_any();
    }
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHeader title=entry::SETUP_TITLE lead=entry::SETUP_LEAD.into_any()/>
        <form method="post" action=paths::SETUP class="form" novalidate>
            <Csrf token=page.csrf/>
            <TextField
                legend=legend("organisation", entry::ORGANISATION).hint(entry::ORGANISATION_HINT)
                value=page.organisation
                autocomplete="organization"
            />
            <TextField
                legend=legend("slug", entry::SLUG).hint(entry::SLUG_HINT)
                value=page.slug
                autocomplete="off"
                code=true
            />
            <TextField
                legend=legend("email", forms::EMAIL).hint(entry::SETUP_EMAIL_HINT)
                value=page.email
                kind="email"
                autocomplete="username"
            />
            <PasswordField
                legend=legend("password", forms::PASSWORD).hint(forms::PASSWORD_RULES)
                autocomplete="new-password"
                reveal=true
                rated_by=Vec::new()
            />
            <button type="submit" class="button primary">{entry::SETUP_SUBMIT}</button>
        </form>
    }
    .into_any()
}

#[component]
pub(crate) fn LoginForm(page: LoginPage) -> impl IntoView {
    let errors = page.errors;
    let legend = |id, label| Legend::new(id, label, &errors);
    // The first thing to type: the password when the address is known already.
    let provider = paths::login_provider_form(page.next.as_deref());
    let begin_with_email = page.email.is_empty() && errors.is_empty();
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHeader title=entry::LOGIN_TITLE/>
        {page.notice.map(|notice| {
            let tone = if matches!(notice, LoginNotice::Throttled { .. }) { Tone::Warning } else { Tone::Info };
            view! { <Banner tone><p role="status">{entry::login_notice(&notice)}</p></Banner> }
        })}
        <form method="post" action=paths::LOGIN class="form" novalidate>
            <Csrf token=page.csrf/>
            {page.next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
            <TextField
                legend=legend("email", forms::EMAIL)
                value=page.email
                kind="email"
                autocomplete="username"
                autofocus=begin_with_email
            />
            <PasswordField
                legend=legend("password", forms::PASSWORD)
                autocomplete="current-password"
            />
            <button type="submit" class="button primary wide">{entry::LOGIN_SUBMIT}</button>
        </form>
        {if page.forgot {
            view! { <p class="fine"><a href=paths::LOGIN_FORGOT>{entry::FORGOT_LINK}</a></p> }.into_any()
        } else {
            view! { <p class="fine">{entry::LOGIN_FORGOTTEN}</p> }.into_any()
        }}
        <p class="fine"><a href=provider>{sign_in::LOGIN_LINK}</a></p>
        <p class="fine">{entry::LOGIN_HELP}</p>
    }
    .into_any()
}

/// Asks for a link by mail. Says nothing of whether there is an account.
#[component]
pub(crate) fn ForgotForm(page: ForgotPage) -> impl IntoView {
    let errors = page.errors;
    let notice = page.notice.map(|notice| entry::login_notice(&notice));
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHeader title=entry::FORGOT_TITLE lead=entry::FORGOT_LEAD.into_any()/>
        {notice.map(|notice| view! {
            <Banner tone=Tone::Warning><p role="status">{notice}</p></Banner>
        })}
        <form method="post" action=paths::LOGIN_FORGOT class="form" novalidate>
            <Csrf token=page.csrf/>
            <TextField
                legend=Legend::new("email", forms::EMAIL, &errors)
                value=page.email
                kind="email"
                autocomplete="username"
            />
            <button type="submit" class="button primary wide">{entry::FORGOT_SUBMIT}</button>
        </form>
        <p class="fine"><a href=paths::LOGIN>{entry::FORGOT_BACK}</a></p>
    }
    .into_any()
}

/// Posts to its own address, which holds the invitation's code.
#[component]
pub(crate) fn AcceptInviteForm(page: AcceptInvitePage) -> impl IntoView {
    let errors = page.errors;
    let title = entry::invite_title(&page.tenant);
    let lead = entry::invite_lead(page.role).into_any();
    if page.refused_insecure {
        return view! {
            <PageHeader title lead/>
            <Refused/>
        }
        .into_any();
    }
    let (password, autocomplete) = if page.known {
        let legend = Legend::new("password", entry::INVITE_KNOWN, &errors);
        (legend.hint(entry::INVITE_KNOWN_HINT), "current-password")
    } else {
        let legend = Legend::new("password", entry::INVITE_PASSWORD, &errors);
        (legend.hint(forms::PASSWORD_RULES), "new-password")
    };
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHeader title lead/>
        <form method="post" class="form" novalidate>
            <Csrf token=page.csrf/>
            <div class="field">
                <label for="email">{forms::EMAIL}</label>
                <input id="email" type="email" value=page.email autocomplete="username" readonly/>
            </div>
            {if page.known {
                view! { <PasswordField legend=password autocomplete reveal=true/> }.into_any()
            } else {
                let rated_by = vec![page.tenant];
                view! { <PasswordField legend=password autocomplete reveal=true rated_by/> }
                    .into_any()
            }}
            <button type="submit" class="button primary">{entry::INVITE_SUBMIT}</button>
        </form>
    }
    .into_any()
}

/// Posts to its own address; the code is in a cookie.
#[component]
pub(crate) fn ResetForm(page: ResetPage) -> impl IntoView {
    let errors = page.errors;
    let title = entry::RESET_TITLE;
    if page.refused_insecure {
        return view! {
            <PageHeader title/>
            <Refused/>
        }
        .into_any();
    }
    let password = Legend::new("password", entry::RESET_PASSWORD, &errors);
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHeader title lead=entry::RESET_LEAD.into_any()/>
        <form method="post" class="form" novalidate>
            <Csrf token=page.csrf/>
            <div class="field">
                <label for="email">{forms::EMAIL}</label>
                <input id="email" type="email" value=page.email autocomplete="username" readonly/>
            </div>
            <PasswordField
                legend=password.hint(forms::PASSWORD_RULES)
                autocomplete="new-password"
                reveal=true
                rated_by=Vec::new()
            />
            <button type="submit" class="button primary">{entry::RESET_SUBMIT}</button>
        </form>
    }
    .into_any()
}

/// The password again; the form that wanted it is opened afterwards, and sent by its person.
#[component]
pub(crate) fn ConfirmForm(page: ConfirmPage) -> impl IntoView {
    let errors = page.errors.clone();
    let email = use_context::<Viewer>().map(|viewer| viewer.email);
    if page.by_provider {
        return view! { <ConfirmByProvider page/> }.into_any();
    }
    let back = back_from(&page);
    let password = Legend::new("password", entry::CONFIRM_PASSWORD, &errors);
    let notice = page
        .wait_seconds
        .map(|wait_seconds| entry::login_notice(&LoginNotice::Throttled { wait_seconds }));
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHeader title=entry::CONFIRM_TITLE lead=entry::CONFIRM_LEAD.into_any()/>
        {notice.map(|notice| view! {
            <Banner tone=Tone::Warning><p role="status">{notice}</p></Banner>
        })}
        <form method="post" action=paths::ACCOUNT_CONFIRM class="form" novalidate>
            <Csrf token=Place::current().csrf/>
            {page.next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
            <div class="field">
                <label for="email">{forms::EMAIL}</label>
                <input id="email" type="email" value=email autocomplete="username" readonly/>
            </div>
            <PasswordField legend=password autocomplete="current-password"/>
            <div class="actions">
                <button type="submit" class="button primary">{entry::CONFIRM_SUBMIT}</button>
                <a class="button" href=back>{forms::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}

/// The form that was sent, as it was before: nothing has been done.
fn back_from(page: &ConfirmPage) -> String {
    page.next
        .clone()
        .unwrap_or_else(|| paths::ACCOUNT.to_owned())
}

/// A link: a form must not be answered by leading to another site.
#[component]
fn ConfirmByProvider(page: ConfirmPage) -> impl IntoView {
    let onward = paths::account_confirm_provider(page.next.as_deref());
    let back = back_from(&page);
    view! {
        <PageHeader title=entry::CONFIRM_TITLE lead=sign_in::CONFIRM_LEAD.into_any()/>
        {page.provider_refused.then(|| view! {
            <Banner tone=Tone::Warning><p role="status">{sign_in::CONFIRM_REFUSED}</p></Banner>
        })}
        <div class="actions">
            <a class="button primary" href=onward>{sign_in::CONFIRM}</a>
            <a class="button" href=back>{forms::CANCEL}</a>
        </div>
    }
    .into_any()
}

#[component]
fn Refused() -> impl IntoView {
    view! {
        <Banner tone=Tone::Danger>
            <p><strong>{entry::REFUSED_TITLE}</strong></p>
            <p>{entry::REFUSED_TEXT}</p>
        </Banner>
    }
    .into_any()
}
