//! Inviting a member, and the one page that shows a one-time link.

use leptos::prelude::*;

use crate::components::choice::{Choice, RadioCards};
use crate::components::field::{Csrf, ErrorSummary, Legend, TextField};
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::components::time::Moment;
use crate::components::value::ValueRow;
use crate::model::Role;
use crate::model::member::{Handover, LinkMadePage, MemberInvitePage};
use crate::paths;
use crate::place::Place;
use crate::text::{self, forms, members};

#[component]
pub(crate) fn MemberInvite(page: MemberInvitePage) -> impl IntoView {
    let place = Place::current();
    let list = paths::members(&place.slug);
    let errors = page.errors;
    let (lead, submit) = if page.mailed {
        (members::INVITE_MAILED, members::SEND_INVITATION)
    } else {
        (members::INVITE_LEAD, members::MAKE_LINK)
    };
    let choices = [Role::Auditor, Role::Admin, Role::Owner]
        .map(|role| {
            let choice = Choice::new(role.word(), text::role(role), page.role == Some(role));
            if role == Role::Owner && !place.role.manages_owners() {
                return choice.refused(members::OWNER_REFUSED);
            }
            choice.hint(members::role_hint(role))
        })
        .to_vec();
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHeader
            crumbs=vec![(members::TITLE.to_owned(), list.clone())]
            title=members::INVITE
            lead=lead.into_any()
        />
        <form method="post" action=paths::member_invite(&place.slug) class="form" novalidate>
            <Csrf token=place.csrf/>
            <input type="hidden" name="nonce" value=page.nonce/>
            <TextField
                legend=Legend::new("email", members::EMAIL, &errors)
                    .hint(members::INVITE_EMAIL_HINT)
                value=page.email
                kind="email"
                autocomplete="off"
            />
            <RadioCards legend=Legend::new("role", members::ROLE, &errors) choices/>
            <div class="actions">
                <button type="submit" class="button primary">{submit}</button>
                <a class="button" href=list>{forms::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}

#[component]
pub(crate) fn LinkMade(page: LinkMadePage) -> impl IntoView {
    let list = paths::members(&Place::current().slug);
    let crumbs = vec![(members::TITLE.to_owned(), list.clone())];
    let title = members::link_title(page.purpose, &page.email);
    let done = match page.link {
        Handover::Sent => members::BACK,
        Handover::Shown { .. } => members::PASSED_ON,
    };
    let facts = view! {
        <dl class="facts inline">
            <div><dt>{members::UNTIL}</dt><dd><Moment at=page.expires/></dd></div>
        </dl>
    }
    .into_any();
    view! {
        <PageHeader crumbs title lead=members::link_lead(page.purpose).into_any()/>
        <HandedOver link=page.link email=page.email id="one-time-link" facts/>
        <div class="actions">
            <a class="button primary" href=list>{done}</a>
        </div>
    }
    .into_any()
}

/// A one-time link that was mailed, or is to be copied.
#[component]
pub(crate) fn HandedOver(
    link: Handover,
    email: String,
    id: &'static str,
    /// What else there is to know of it.
    facts: AnyView,
) -> impl IntoView {
    let (link, unsent) = match link {
        Handover::Sent => {
            return view! {
                <Banner tone=Tone::Info>
                    <p role="status"><strong><bdi>{members::sent_to(&email)}</bdi></strong></p>
                    <p>{members::SENT_ALONE}</p>
                </Banner>
                <section class="panel">{facts}</section>
            }
            .into_any();
        }
        Handover::Shown { link, unsent } => (link, unsent),
    };
    view! {
        <Banner tone=Tone::Warning>
            {unsent.map(|unsent| view! { <p>{members::unsent(unsent)}</p> })}
            <p role="status"><strong>{members::LINK_ONCE}</strong></p>
        </Banner>
        <section class="panel values">
            <ValueRow label=members::LINK value=link.reveal() id copy=members::COPY_LINK/>
            {facts}
        </section>
    }
    .into_any()
}
