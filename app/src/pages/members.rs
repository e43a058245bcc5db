//! The list of members, and who is invited.

use leptos::prelude::*;

use crate::components::field::{Csrf, RefusedAction};
use crate::components::header::PageHeader;
use crate::components::status::MemberStatus;
use crate::components::table::{Cell, Column, DataTable, RowHead};
use crate::components::time::Ago;
use crate::model::member::{Hindrance, InvitationRow, MemberRow, MembersPage};
use crate::paths;
use crate::place::Place;
use crate::text::time::with_weekday;
use crate::text::{self, members};

#[component]
pub(crate) fn Members(page: MembersPage) -> impl IntoView {
    let count = members::count(u64::try_from(page.members.len()).unwrap_or(0));
    view! {
        <PageHeader
            title=members::TITLE
            aside=view! { <span class="muted num">{count}</span> }.into_any()
            lead=members::LEAD.into_any()
            actions=view! { <InviteAction/> }.into_any()
        />
        <MemberTable rows=page.members/>
        <section>
            <h2>{members::INVITATIONS}</h2>
            {if page.invitations.is_empty() {
                view! { <p class="muted">{members::NO_INVITATIONS}</p> }.into_any()
            } else {
                view! { <InvitationTable rows=page.invitations/> }.into_any()
            }}
        </section>
    }
    .into_any()
}

#[component]
fn InviteAction() -> impl IntoView {
    let place = Place::current();
    if place.role.manages_members() {
        let href = paths::member_invite(&place.slug);
        return view! { <a class="button primary" href=href>{members::INVITE}</a> }.into_any();
    }
    let reason = members::hindrance(Hindrance::NeedsAdmin);
    view! { <RefusedAction label=members::INVITE reason id="invite-refused"/> }.into_any()
}

#[component]
fn MemberTable(rows: Vec<MemberRow>) -> impl IntoView {
    let slug = Place::current().slug;
    let columns = [
        members::EMAIL,
        members::ROLE,
        members::STATE,
        members::SECOND_FACTOR,
        members::LAST_SEEN,
        members::SINCE,
    ];
    let columns = columns.map(Column::new).to_vec();
    let rows = rows
        .into_iter()
        .map(|row| member_row(row, &slug))
        .collect_view();
    view! {
        <DataTable caption=members::LIST_CAPTION columns class="members" results=true>
            {rows}
        </DataTable>
    }
    .into_any()
}

fn member_row(row: MemberRow, slug: &str) -> AnyView {
    let href = paths::member(slug, &row.id);
    let class = row.disabled.is_some().then_some("dimmed");
    let disabled = row.disabled.is_some();
    let you = row
        .you
        .then(|| view! { <span class="below">{members::YOU}</span> });
    view! {
        <tr role="row" class=class>
            <RowHead label=members::EMAIL href=Some(href)><bdi>{row.email}</bdi>{you}</RowHead>
            <Cell label=members::ROLE>{text::role(row.role)}</Cell>
            <Cell label=members::STATE><MemberStatus disabled/></Cell>
            <Cell label=members::SECOND_FACTOR>{members::factor(row.second_factor)}</Cell>
            <Cell label=members::LAST_SEEN>
                {match row.last_seen {
                    None => view! { <span class="muted">{members::NOT_SEEN}</span> }.into_any(),
                    Some(at) => {
                        let (date, machine) = (at.date().to_owned(), at.date().to_owned());
                        let title = with_weekday(&date);
                        view! { <time datetime=machine class="num" title=title>{date}</time> }
                            .into_any()
                    }
                }}
            </Cell>
            <Cell label=members::SINCE><Ago at=row.since/></Cell>
        </tr>
    }
    .into_any()
}

#[component]
fn InvitationTable(rows: Vec<InvitationRow>) -> impl IntoView {
    let columns = [
        members::EMAIL,
        members::ROLE,
        members::INVITED_BY,
        members::UNTIL,
        members::ACTION,
    ];
    let columns = columns.map(Column::new).to_vec();
    let rows = rows.into_iter().map(invitation_row).collect_view();
    view! { <DataTable caption=members::INVITATIONS columns class="members">{rows}</DataTable> }
        .into_any()
}

fn invitation_row(row: InvitationRow) -> AnyView {
    let place = Place::current();
    let action = match row.hindrance {
        Some(hindrance) => {
            let reason = members::hindrance(hindrance);
            view! { <span class="muted">{reason}</span> }.into_any()
        }
        None => view! {
            <form method="post" action=paths::invitation_withdraw(&place.slug, &row.id)>
                <Csrf token=place.csrf/>
                <button type="submit" class="button" aria-label=members::withdraw_of(&row.email)>
                    {members::WITHDRAW}
                </button>
            </form>
        }
        .into_any(),
    };
    view! {
        <tr role="row">
            <RowHead label=members::EMAIL href=None><bdi>{row.email}</bdi></RowHead>
            <Cell label=members::ROLE>{text::role(row.role)}</Cell>
            <Cell label=members::INVITED_BY><bdi>{row.invited_by}</bdi></Cell>
            <Cell label=members::UNTIL><Ago at=row.expires/></Cell>
            <Cell label=members::ACTION>{action}</Cell>
        </tr>
    }
    .into_any()
}
