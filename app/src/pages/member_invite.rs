//! Inviting a member, and the one page that shows a one-time link.

use leptos::prelude::*;

use crate::components::choice::{Choice, RadioCards};
use crate::components::field::{Csrf, ErrorSummary, Legend, TextField};
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::components::time::Moment;
use crate::components::value::ValueRow;
use crate::model::Role;
use crate::model::member::{LinkMadePage, MemberInvitePage};
use crate::paths;
use crate::place::Place;
use crate::text::{self, members};

#[component]
pub(crate) fn MemberInvite(page: MemberInvitePage) -> impl IntoView {
    let place = Place::current();
    let list = paths::members(&place.slug);
    let errors = page.errors;
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
            lead=members::INVITE_LEAD.into_any()
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
                <button type="submit" class="button primary">{members::MAKE_LINK}</button>
                <a class="button" href=list>{members::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}

#[component]
pub(crate) fn LinkMade(page: LinkMadePage) -> impl IntoView {
    let list = paths::members(&Place::current().slug);
    view! {
        <PageHeader
            crumbs=vec![(members::TITLE.to_owned(), list.clone())]
            title=members::link_title(page.purpose, &page.email)
            lead=members::link_lead(page.purpose).into_any()
        />
        <Banner tone=Tone::Warning>
            <p role="status"><strong>{members::LINK_ONCE}</strong></p>
        </Banner>
        <section class="panel values">
            <ValueRow
                label=members::LINK
                value=page.link.reveal()
                id="one-time-link"
                copy=members::COPY_LINK
            />
            <dl class="facts inline">
                <div><dt>{members::UNTIL}</dt><dd><Moment at=page.expires/></dd></div>
            </dl>
        </section>
        <div class="actions">
            <a class="button primary" href=list>{members::PASSED_ON}</a>
        </div>
    }
    .into_any()
}
