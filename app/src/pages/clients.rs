//! The list of OAuth clients.

use leptos::prelude::*;

use crate::components::field::RefusedAction;
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, EmptyState, Tone};
use crate::components::status::TokenStatus;
use crate::components::table::{Cell, Column, DataTable, RowHead};
use crate::components::time::Ago;
use crate::components::value::ValueRow;
use crate::model::Role;
use crate::model::client::{ClientRow, ClientsPage, Proof};
use crate::model::token::TokenState;
use crate::pages::tokens::Ends;
use crate::paths;
use crate::place::Place;
use crate::text::{self, clients, tokens};

#[component]
pub(crate) fn Clients(page: ClientsPage) -> impl IntoView {
    let place = Place::current();
    let is_live = |row: &&ClientRow| row.state == TokenState::Live;
    let live = page.rows.iter().filter(is_live).count();
    let count = clients::count(u64::try_from(live).unwrap_or(0));
    let crumbs = vec![(tokens::TITLE.to_owned(), paths::tokens(&place.slug))];
    let body = if page.rows.is_empty() {
        let tokens = paths::tokens(&place.slug);
        view! {
            <EmptyState
                title=clients::EMPTY_TITLE
                text=clients::EMPTY_TEXT.into_any()
                action=view! { <a class="button" href=tokens>{clients::ALL_TOKENS}</a> }.into_any()
            />
        }
        .into_any()
    } else {
        view! { <ClientTable rows=page.rows/> }.into_any()
    };
    view! {
        <PageHeader
            crumbs
            title=clients::TITLE
            aside=view! { <span class="muted num">{count}</span> }.into_any()
            lead=clients::LEAD.into_any()
            actions=view! { <IssueAction role=place.role slug=place.slug/> }.into_any()
        />
        {(!page.switched_on).then(|| view! { <SwitchedOff/> })}
        <section class="panel values">
            <ValueRow
                label=clients::ENDPOINT
                value=page.endpoint
                id="token-endpoint"
                copy=clients::COPY_ENDPOINT
            />
        </section>
        {body}
    }
    .into_any()
}

#[component]
fn IssueAction(role: Role, slug: String) -> impl IntoView {
    if role.manages_tokens() {
        view! { <a class="button primary" href=paths::client_new(&slug)>{clients::ISSUE}</a> }
            .into_any()
    } else {
        view! { <RefusedAction label=clients::ISSUE reason=clients::ISSUE_REFUSED id="issue-refused"/> }
            .into_any()
    }
}

/// Why nothing works yet, and where that is changed.
#[component]
pub(crate) fn SwitchedOff() -> impl IntoView {
    let settings = paths::settings(&Place::current().slug);
    view! {
        <Banner tone=Tone::Warning>
            <p>{clients::SWITCHED_OFF}" "<a href=settings>{clients::TO_SETTINGS}</a></p>
        </Banner>
    }
    .into_any()
}

#[component]
fn ClientTable(rows: Vec<ClientRow>) -> impl IntoView {
    let slug = Place::current().slug;
    let columns = vec![
        Column::new(tokens::NAME),
        Column::new(tokens::STATE),
        Column::new(tokens::SCOPE),
        Column::new(tokens::LAST_USED),
        Column::new(tokens::EXPIRES),
        Column::new(tokens::CREATED),
    ];
    let rows = rows
        .into_iter()
        .map(|row| client_row(row, &slug))
        .collect_view();
    view! { <DataTable caption=clients::LIST_CAPTION columns class="tokens">{rows}</DataTable> }
        .into_any()
}

fn client_row(row: ClientRow, slug: &str) -> AnyView {
    let href = paths::client(slug, &row.id);
    let class = if row.state == TokenState::Live {
        ""
    } else {
        "dimmed"
    };
    let last_used = match row.last_used {
        None => view! { <span class="muted">{tokens::NEVER_USED}</span> }.into_any(),
        Some(used) => view! {
            <Ago at=used.at/>
            {used.idp.map(|idp| view! { <bdi class="below">{text::provider(&idp)}</bdi> })}
        }
        .into_any(),
    };
    let state = row.state.clone();
    let too_long = row.too_long && state == TokenState::Live;
    let too_long = too_long.then_some(match row.proof {
        Proof::Secret(_) => clients::TOO_LONG,
        Proof::Keys(_) => clients::TOO_LONG_KEYS,
    });
    let rotating = row.old_secret_ends.is_some();
    view! {
        <tr role="row" class=class>
            <RowHead label=tokens::NAME href=Some(href)>
                <bdi>{row.name}</bdi>
                <code class="below" dir="ltr">{row.client_id}</code>
            </RowHead>
            <Cell label=tokens::STATE><TokenStatus state/></Cell>
            <Cell label=tokens::SCOPE>{tokens::scope_of(row.scope, row.resources)}</Cell>
            <Cell label=tokens::LAST_USED>{last_used}</Cell>
            <Cell label=tokens::EXPIRES>
                <Ends expiry=row.expiry state=row.state/>
                {too_long.map(|words| view! { <span class="below warn-text">{words}</span> })}
                {rotating.then(|| view! { <span class="below">{clients::ROTATING}</span> })}
            </Cell>
            <Cell label=tokens::CREATED>
                <Ago at=row.created/>
                <bdi class="below">{row.created_by}</bdi>
            </Cell>
        </tr>
    }
    .into_any()
}
