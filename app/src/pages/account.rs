//! The signed-in person's own settings.

use leptos::prelude::*;

use crate::components::choice::{CheckField, Choice, RadioCards};
use crate::components::field::{Csrf, ErrorSummary, Legend, PasswordField};
use crate::components::header::PageHeader;
use crate::components::table::{Cell, Column, DataTable, RowHead};
use crate::components::time::{Ago, Moment};
use crate::model::account::{AccountPage, DisplayForm, SessionRow};
use crate::model::{Density, Display, FieldError, Instant, Theme, Viewer};
use crate::pages::tenants::TenantList;
use crate::paths;
use crate::place::Place;
use crate::text::{self, account, forms, second_factor, shell, sign_in};

#[component]
pub(crate) fn Account(page: AccountPage) -> impl IntoView {
    let viewer = use_context::<Viewer>();
    let theme = use_context::<Theme>().unwrap_or_default();
    let csrf = Place::current().csrf;
    let (zones, refused, errors) = (page.zones, page.display_refused, page.errors.clone());
    let tenants = page.memberships.iter();
    let names = tenants.map(|membership| membership.tenant.name.clone());
    let names: Vec<String> = names.collect();
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
        {(!page.sessions.is_empty()).then(|| view! {
            <Sessions rows=page.sessions csrf=csrf.clone()/>
        })}
        {match page.bound_to {
            Some(tenant) => view! {
                <section>
                    <h2>{sign_in::ACCOUNT_HEADING}</h2>
                    <p><bdi>{sign_in::bound_to(&tenant)}</bdi></p>
                </section>
            }.into_any(),
            None => view! {
                <PasswordSection errors=page.errors csrf=csrf.clone() names/>
                <SecondFactorSection since=page.second_factor/>
            }.into_any(),
        }}
        <section>
            <h2>{account::THEME_HEADING}</h2>
            <p class="muted">{account::THEME_LEAD}</p>
            <ThemeForm theme csrf=csrf.clone()/>
        </section>
        <DisplaySection zones refused errors csrf/>
    }
    .into_any()
}

#[component]
fn Sessions(rows: Vec<SessionRow>, csrf: String) -> impl IntoView {
    let others = rows.iter().any(|row| !row.this);
    let columns = [
        account::DEVICE,
        account::ADDRESS,
        account::STARTED,
        account::SEEN,
        account::ACTION,
    ];
    let columns = columns.map(Column::new).to_vec();
    let rows = rows
        .into_iter()
        .map(|row| session_row(row, &csrf))
        .collect_view();
    view! {
        <section>
            <h2>{account::SESSIONS}</h2>
            <p class="muted">{account::SESSIONS_LEAD}</p>
            <DataTable caption=account::SESSIONS columns>{rows}</DataTable>
            {others.then(|| view! {
                <form method="post" action=paths::OTHER_SESSIONS_END>
                    <Csrf token=csrf/>
                    <div class="actions">
                        <button type="submit" class="button">{account::END_OTHERS}</button>
                    </div>
                </form>
            })}
        </section>
    }
    .into_any()
}

fn session_row(row: SessionRow, csrf: &str) -> AnyView {
    let device = account::device(row.browser, row.system);
    let label = account::end_of(&device, &row.started.relative);
    let action = if row.this {
        view! { <span class="muted">{account::THIS_ONE}</span> }.into_any()
    } else {
        view! {
            <form method="post" action=paths::session_end(&row.name)>
                <Csrf token=csrf.to_owned()/>
                <button type="submit" class="button" aria-label=label>{account::END}</button>
            </form>
        }
        .into_any()
    };
    view! {
        <tr role="row">
            <RowHead label=account::DEVICE href=None>
                {device}
                {row.through.map(|tenant| view! {
                    " "<span class="muted">{sign_in::THROUGH}" "<bdi>{tenant}</bdi></span>
                })}
            </RowHead>
            <Cell label=account::ADDRESS>
                <code dir="ltr">{row.ip.unwrap_or_else(|| text::UNKNOWN.to_owned())}</code>
            </Cell>
            <Cell label=account::STARTED><Ago at=row.started/></Cell>
            <Cell label=account::SEEN><Ago at=row.seen/></Cell>
            <Cell label=account::ACTION>{action}</Cell>
        </tr>
    }
    .into_any()
}

#[component]
fn PasswordSection(errors: Vec<FieldError>, csrf: String, names: Vec<String>) -> impl IntoView {
    let email = use_context::<Viewer>().map(|viewer| viewer.email);
    let current = Legend::new("current", account::CURRENT, &errors);
    let new = Legend::new("password", account::NEW, &errors).hint(forms::PASSWORD_RULES);
    view! {
        <section>
            <h2>{account::PASSWORD_HEADING}</h2>
            <p class="muted">{account::PASSWORD_LEAD}</p>
            <form method="post" action=paths::ACCOUNT_PASSWORD class="form" novalidate>
                <Csrf token=csrf/>
                // What the new password is not to be.
                <input type="hidden" id="email" value=email/>
                <PasswordField legend=current autocomplete="current-password"/>
                <PasswordField legend=new autocomplete="new-password" reveal=true rated_by=names/>
                <button type="submit" class="button primary">{account::CHANGE}</button>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn SecondFactorSection(since: Option<Instant>) -> impl IntoView {
    let (label, state) = match since {
        Some(at) => (
            second_factor::CHANGE,
            view! { {second_factor::ON_SINCE}" "<Moment at/> }.into_any(),
        ),
        None => (second_factor::SHOW, second_factor::OFF.into_any()),
    };
    view! {
        <section>
            <h2>{second_factor::TITLE}</h2>
            <p class="muted">{second_factor::LEAD}</p>
            <div class="actions">
                <a class="button" href=paths::SECOND_FACTOR>{label}</a>
                <span class="muted">{state}</span>
            </div>
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

/// Time zone, height of rows, single keys.
#[component]
fn DisplaySection(
    zones: &'static [String],
    refused: Option<DisplayForm>,
    errors: Vec<FieldError>,
    csrf: String,
) -> impl IntoView {
    let form = refused.unwrap_or_else(present);
    let densities = Density::ALL.into_iter().map(|density| {
        let selected = density == form.density;
        Choice::new(density.word(), account::density(density), selected)
    });
    let density = Legend::new("density", account::DENSITY, &errors);
    let keys = Legend::new("keys", account::SINGLE_KEYS, &errors).hint(account::SINGLE_KEYS_HINT);
    view! {
        <section id="display">
            <h2>{account::DISPLAY_HEADING}</h2>
            <p class="muted">{account::DISPLAY_LEAD}</p>
            <form method="post" action=paths::ACCOUNT_DISPLAY class="form" novalidate>
                <Csrf token=csrf/>
                <ZoneField zones zone=form.zone errors/>
                <RadioCards legend=density choices=densities.collect()/>
                <CheckField legend=keys checked=form.single_keys/>
                <p><a href=paths::SHORTCUTS>{account::SHORTCUTS}</a></p>
                <button type="submit" class="button">{account::DISPLAY_SAVE}</button>
            </form>
        </section>
    }
    .into_any()
}

/// How the console is shown now.
fn present() -> DisplayForm {
    let display = use_context::<Display>().unwrap_or_default();
    DisplayForm {
        zone: display.zone.name().unwrap_or_default().to_owned(),
        density: display.density,
        single_keys: display.single_keys,
    }
}

#[component]
fn ZoneField(zones: &'static [String], zone: String, errors: Vec<FieldError>) -> impl IntoView {
    let legend = Legend::new("tz", account::ZONE, &errors).hint(account::ZONE_HINT);
    let options = zones
        .iter()
        .map(|name| view! { <option value=name.as_str()></option> });
    let options = options.collect_view();
    view! {
        <div class=legend.class()>
            {legend.label_view()}
            {legend.words()}
            <input
                id=legend.id
                name=legend.id
                type="text"
                list="zones"
                value=zone
                placeholder=text::UTC
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=legend.described_by()
                aria-invalid=legend.invalid()
            />
            <datalist id="zones">{options}</datalist>
        </div>
    }
    .into_any()
}
