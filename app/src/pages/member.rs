//! One member: who they are, another role, and the pages that ask before more is done.

use leptos::prelude::*;

use crate::components::choice::{Choice, RadioCards};
use crate::components::field::{Csrf, ErrorSummary, Legend, RefusedAction, TextField};
use crate::components::header::{Crumb, PageHeader};
use crate::components::notice::{Banner, Tone};
use crate::components::status::MemberStatus;
use crate::components::time::Moment;
use crate::model::Role;
use crate::model::member::{Act, Hindrance, MemberActPage, MemberPage, MemberResetPage, MemberRow};
use crate::paths;
use crate::place::Place;
use crate::text::{self, forms, members};

fn crumbs(slug: &str) -> Vec<Crumb> {
    vec![(members::TITLE.to_owned(), paths::members(slug))]
}

#[component]
pub(crate) fn Member(page: MemberPage) -> impl IntoView {
    let place = Place::current();
    let member = page.member.clone();
    let disabled = member.disabled.is_some();
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader
            crumbs=crumbs(&place.slug)
            title=member.email.clone()
            aside=view! { <MemberStatus disabled/> }.into_any()
        />
        <section class="panel">
            <h2 class="visually-hidden">{members::DETAILS}</h2>
            <MemberFacts member/>
        </section>
        <ChangeRole page=page.clone()/>
        <Access member=page.member.clone() hindrance=page.change/>
        <Password member=page.member.clone() hindrance=page.reset/>
        <SecondFactor member=page.member.clone() hindrance=page.reset/>
        <Removal member=page.member hindrance=page.removal/>
    }
    .into_any()
}

#[component]
fn MemberFacts(member: MemberRow) -> impl IntoView {
    let last_seen = match member.last_seen {
        None => view! { <span class="muted">{members::NOT_SEEN}</span> }.into_any(),
        Some(at) => view! { <span class="num">{at.date().to_owned()}</span> }.into_any(),
    };
    view! {
        <dl class="facts">
            <div><dt>{members::ROLE}</dt><dd>{text::role(member.role)}</dd></div>
            <div>
                <dt>{members::SECOND_FACTOR}</dt>
                <dd>{members::factor(member.second_factor)}</dd>
            </div>
            <div><dt>{members::SINCE}</dt><dd><Moment at=member.since/></dd></div>
            <div><dt>{members::LAST_SEEN}</dt><dd>{last_seen}</dd></div>
            {member.disabled.map(|at| view! {
                <div><dt>{members::DISABLED}</dt><dd><Moment at/></dd></div>
            })}
        </dl>
    }
    .into_any()
}

/// The three roles, each with what it would change for this person.
#[component]
fn ChangeRole(page: MemberPage) -> impl IntoView {
    let place = Place::current();
    let now = page.member.role;
    let choices = [Role::Owner, Role::Admin, Role::Auditor]
        .map(|role| {
            let choice = Choice::new(role.word(), text::role(role), role == page.role);
            if role == Role::Owner && now != Role::Owner && !place.role.manages_owners() {
                return choice.refused(members::OWNER_REFUSED);
            }
            choice.hint(members::step(now, role))
        })
        .to_vec();
    let action = match page.change {
        Some(hindrance) => {
            let reason = members::hindrance(hindrance);
            view! { <RefusedAction label=members::CHANGE_ROLE reason id="role-refused"/> }
                .into_any()
        }
        None => view! {
            <button type="submit" class="button primary">{members::CHANGE_ROLE}</button>
        }
        .into_any(),
    };
    view! {
        <section>
            <h2>{members::CHANGE_ROLE}</h2>
            <form
                method="post"
                action=paths::member(&place.slug, &page.member.id)
                class="form"
                novalidate
            >
                <Csrf token=place.csrf/>
                <RadioCards
                    legend=Legend::new("role", members::ROLE, &page.errors)
                    choices
                    disabled=page.change.is_some()
                />
                <div class="actions">{action}</div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Access(member: MemberRow, hindrance: Option<Hindrance>) -> impl IntoView {
    let (act, label, about) = if member.disabled.is_some() {
        (Act::Enable, members::ENABLE, members::ENABLE_TEXT)
    } else {
        (Act::Disable, members::DISABLE, members::DISABLE_TEXT)
    };
    let href = paths::member_act(&Place::current().slug, &member.id, act);
    let refused = hindrance.map(members::hindrance);
    let class = if act == Act::Enable {
        "button"
    } else {
        "button danger-outline"
    };
    view! {
        <section>
            <h2>{members::ACCESS}</h2>
            <p class="muted">{about}</p>
            <WayTo href class label refused id="access-refused"/>
        </section>
    }
    .into_any()
}

#[component]
fn Password(member: MemberRow, hindrance: Option<Hindrance>) -> impl IntoView {
    let href = paths::member_reset(&Place::current().slug, &member.id);
    let refused = hindrance.map(members::hindrance);
    view! {
        <section>
            <h2>{members::PASSWORD}</h2>
            <p class="muted">{members::RESET_TEXT}</p>
            <WayTo href class="button" label=members::RESET refused id="reset-refused"/>
        </section>
    }
    .into_any()
}

/// Who may take it away is who may make a link to another password.
#[component]
fn SecondFactor(member: MemberRow, hindrance: Option<Hindrance>) -> impl IntoView {
    let href = paths::member_act(&Place::current().slug, &member.id, Act::SecondFactor);
    let refused = hindrance.map(members::factor_hindrance);
    let class = "button danger-outline";
    let (about, way) = if member.second_factor {
        let way = view! { <WayTo href class label=members::TAKE refused id="factor-refused"/> };
        (members::TAKE_TEXT, Some(way))
    } else {
        (members::NOTHING_TO_TAKE, None)
    };
    view! {
        <section>
            <h2>{members::SECOND_FACTOR}</h2>
            <p class="muted">{about}</p>
            {way}
        </section>
    }
    .into_any()
}

#[component]
fn Removal(member: MemberRow, hindrance: Option<Hindrance>) -> impl IntoView {
    let (label, about) = if member.you {
        (members::LEAVE, members::LEAVE_TEXT)
    } else {
        (members::REMOVE, members::REMOVE_TEXT)
    };
    let href = paths::member_act(&Place::current().slug, &member.id, Act::Remove);
    let refused = hindrance.map(members::hindrance);
    let class = "button danger-outline";
    view! {
        <section>
            <h2>{members::REMOVAL}</h2>
            <p class="muted">{about}</p>
            <WayTo href class label refused id="removal-refused"/>
        </section>
    }
    .into_any()
}

/// The link to the page that asks first, or why there is none.
#[component]
fn WayTo(
    href: String,
    class: &'static str,
    label: &'static str,
    /// Why the viewer cannot go there.
    refused: Option<&'static str>,
    id: &'static str,
) -> impl IntoView {
    let way = match refused {
        Some(reason) => view! { <RefusedAction label reason id/> }.into_any(),
        None => view! { <a class=class href=href>{label}</a> }.into_any(),
    };
    view! { <div class="actions">{way}</div> }.into_any()
}

#[component]
pub(crate) fn MemberAct(page: MemberActPage) -> impl IntoView {
    let place = Place::current();
    let MemberRow { id, email, you, .. } = page.member.clone();
    let title = members::act_title(page.act, &email, you);
    let submit = members::act_submit(page.act, &email, you);
    let own = paths::member(&place.slug, &id);
    let mut crumbs = crumbs(&place.slug);
    crumbs.push((email.clone(), own.clone()));
    let (tone, class) = if page.act == Act::Enable {
        (Tone::Info, "button primary")
    } else {
        (Tone::Danger, "button danger")
    };
    let typed = page.has_to_be_typed();
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader crumbs title/>
        <Banner tone><p>{members::act_effect(page.act, you)}</p></Banner>
        <form
            method="post"
            action=paths::member_act(&place.slug, &id, page.act)
            class="form"
            novalidate
        >
            <Csrf token=place.csrf/>
            {typed.then(|| view! {
                <TextField
                    legend=Legend::new("email", members::type_email(&email), &page.errors)
                    value=page.typed
                    autocomplete="off"
                    code=true
                />
            })}
            <div class="actions">
                <button type="submit" class=class><bdi>{submit}</bdi></button>
                <a class="button apart" href=own>{forms::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}

#[component]
pub(crate) fn MemberReset(page: MemberResetPage) -> impl IntoView {
    let place = Place::current();
    let effect = if page.mailed {
        members::RESET_MAILED
    } else {
        members::RESET_EFFECT
    };
    let MemberRow { id, email, .. } = page.member;
    let own = paths::member(&place.slug, &id);
    let mut crumbs = crumbs(&place.slug);
    crumbs.push((email.clone(), own.clone()));
    view! {
        <PageHeader crumbs title=members::reset_title(&email)/>
        <Banner tone=Tone::Warning><p>{effect}</p></Banner>
        <form method="post" action=paths::member_reset(&place.slug, &id) class="form" novalidate>
            <Csrf token=place.csrf/>
            <input type="hidden" name="nonce" value=page.nonce/>
            <div class="actions">
                <button type="submit" class="button primary">{members::RESET}</button>
                <a class="button apart" href=own>{forms::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}
