//! The list of tokens.

use leptos::prelude::*;

use crate::components::field::RefusedAction;
use crate::components::header::PageHeader;
use crate::components::notice::EmptyState;
use crate::components::status::TokenStatus;
use crate::components::table::{Cell, Column, DataTable, RowHead};
use crate::components::time::Ago;
use crate::model::Role;
use crate::model::token::{Expiry, TokenRow, TokenState, TokensPage};
use crate::paths;
use crate::place::Place;
use crate::text::time::with_weekday;
use crate::text::{self, clients, tokens};

#[component]
pub(crate) fn Tokens(page: TokensPage) -> impl IntoView {
    let place = Place::current();
    let live = page
        .rows
        .iter()
        .filter(|row| row.state == TokenState::Live)
        .count();
    if page.rows.is_empty() {
        return view! {
            <PageHeader title=tokens::TITLE lead=tokens::LEAD.into_any()/>
            <EmptyState
                title=tokens::EMPTY_TITLE
                text=tokens::EMPTY_TEXT.into_any()
                action=view! {
                    <IssueAction role=place.role slug=place.slug.clone()/>
                    <a class="button" href=paths::connect(&place.slug)>{tokens::EMPTY_CONNECT}</a>
                }.into_any()
            />
            <ToClients slug=place.slug.clone()/>
        }
        .into_any();
    }
    let count = tokens::count(u64::try_from(live).unwrap_or(0));
    view! {
        <PageHeader
            title=tokens::TITLE
            aside=view! { <span class="muted num">{count}</span> }.into_any()
            lead=tokens::LEAD.into_any()
            actions=view! { <IssueAction role=place.role slug=place.slug.clone()/> }.into_any()
        />
        <TokenTable rows=page.rows caption=tokens::LIST_CAPTION results=true/>
        <ToClients slug=place.slug/>
    }
    .into_any()
}

#[component]
fn ToClients(slug: String) -> impl IntoView {
    view! {
        <p class="muted">
            {clients::FROM_TOKENS}" "<a href=paths::clients(&slug)>{clients::TITLE}</a>
        </p>
    }
    .into_any()
}

#[component]
fn IssueAction(role: Role, slug: String) -> impl IntoView {
    if role.manages_tokens() {
        view! { <a class="button primary" href=paths::token_new(&slug)>{tokens::ISSUE}</a> }
            .into_any()
    } else {
        view! { <RefusedAction label=tokens::ISSUE reason=tokens::ISSUE_REFUSED id="issue-refused"/> }
            .into_any()
    }
}

#[component]
pub(crate) fn TokenTable(
    rows: Vec<TokenRow>,
    caption: &'static str,
    #[prop(optional)] results: bool,
) -> impl IntoView {
    let slug = Place::current().slug;
    let columns = vec![
        Column::new(tokens::NAME),
        Column::new(tokens::STATE),
        Column::new(tokens::SCOPE),
        Column::new(tokens::LAST_USED),
        Column::number(tokens::REQUESTS_24H),
        Column::new(tokens::EXPIRES),
        Column::new(tokens::CREATED),
    ];
    let rows = rows
        .into_iter()
        .map(|row| token_row(row, &slug))
        .collect_view();
    view! { <DataTable caption columns class="tokens" results>{rows}</DataTable> }.into_any()
}

fn token_row(row: TokenRow, slug: &str) -> AnyView {
    let href = paths::token(slug, &row.id);
    let class = if row.state == TokenState::Live {
        ""
    } else {
        "dimmed"
    };
    let state = row.state.clone();
    let replaced = row.replaced && state == TokenState::Live;
    let too_long = row.too_long && state == TokenState::Live;
    let last_used = row.last_used.clone();
    view! {
        <tr role="row" class=class>
            <RowHead label=tokens::NAME href=Some(href)>
                <bdi>{row.name}</bdi>
                <code class="below" dir="ltr">{row.display}</code>
            </RowHead>
            <Cell label=tokens::STATE><TokenStatus state/></Cell>
            <Cell label=tokens::SCOPE>{tokens::scope_of(row.scope, row.resources)}</Cell>
            <Cell label=tokens::LAST_USED>
                {match last_used {
                    None => view! { <span class="muted">{tokens::NEVER_USED}</span> }.into_any(),
                    Some(used) => view! {
                        <Ago at=used.at/>
                        {used.idp.map(|idp| view! {
                            <bdi class="below">{text::provider(&idp)}</bdi>
                        })}
                    }.into_any(),
                }}
            </Cell>
            <Cell label=tokens::REQUESTS_24H class="num">
                {row.requests_24h.map_or_else(|| "–".to_owned(), text::number)}
            </Cell>
            <Cell label=tokens::EXPIRES>
                <Ends expiry=row.expiry state=row.state/>
                {too_long.then(|| view! { <span class="below warn-text">{tokens::TOO_LONG}</span> })}
                {replaced.then(|| view! { <span class="below">{tokens::REPLACED}</span> })}
            </Cell>
            <Cell label=tokens::CREATED>
                <Ago at=row.created/>
                <bdi class="below">{row.created_by}</bdi>
            </Cell>
        </tr>
    }
    .into_any()
}

/// When a token ends, in the tone it deserves.
#[component]
pub(crate) fn Ends(expiry: Expiry, state: TokenState) -> impl IntoView {
    let words = tokens::days_left(&expiry);
    match expiry {
        Expiry::Never => view! { <span class="warn-text">{words}</span> }.into_any(),
        Expiry::At { at, days_left } => {
            let class = match (state, days_left) {
                (TokenState::Live, 0..=7) => "bad-text",
                (TokenState::Live, 8..=30) => "warn-text",
                _ => "",
            };
            view! {
                <time datetime=at.iso.clone() title=with_weekday(&format!("{} {}", at.utc, text::UTC))>
                    <span class=class>{words}</span>
                    <span class="below num">{at.date().to_owned()}</span>
                </time>
            }
            .into_any()
        }
    }
}
