//! SCIM tokens: the list and the page of one. Their forms are in [`super::forms::token`].

use app::Page;
use app::model::activity::Activity;
use app::model::credential::CredentialKind;
use app::model::failure::Missing;
use app::model::token::{
    Expiry, LastUse, Resources, Scope, TokenPage, TokenRow, TokenState, TokensPage,
};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use directory::audit::Query;
use directory::credentials;
use directory::tokens::{self, Token};

use super::context::Member;
use super::failure::Failure;
use super::instant::{days_left, instant};
use super::{activity, event, rotation};

/// Requests shown on a token's page.
const RECENT: u64 = 10;
/// Columns of its chart: half an hour each.
const COLUMNS: u32 = 48;

/// `GET /t/<slug>/tokens`
pub(super) async fn list(member: Member) -> Result<Response, Failure> {
    let mut tokens = member.directory.tokens().list(&member.caller).await?;
    tokens.sort_by_key(|token| token.state(member.now) != tokens::TokenState::Live);
    let rows = tokens.iter().map(|token| row(&member, token)).collect();
    Ok(member.page(Page::Tokens(TokensPage { rows })))
}

/// `GET /t/<slug>/tokens/<id>`
pub(super) async fn show(member: Member) -> Result<Response, Failure> {
    let token = find(&member).await?;
    let all = member.directory.tokens().list(&member.caller).await?;
    let sibling = all
        .iter()
        .find(|other| is_live_sibling(&member, &token, other))
        .filter(|_| token.state(member.now) == tokens::TokenState::Live);
    let rotation = match sibling {
        Some(sibling) => Some(rotation::of(&member, &token, sibling).await?),
        None => None,
    };
    let audit = member.directory.audit();
    let recent = audit
        .list(&member.caller, &requests(&token, RECENT))
        .await?;
    let activity = last_day(&member, &token, COLUMNS).await?;
    let mut shown = row(&member, &token);
    if let TokenState::Revoked { by, .. } = &mut shown.state {
        *by = revoked_by(&member).await?;
    }
    shown.requests_24h = Some(
        activity
            .buckets
            .iter()
            .map(app::model::activity::Bucket::total)
            .sum(),
    );
    let page = TokenPage {
        token: shown,
        cidrs: token.allow.iter().map(ToString::to_string).collect(),
        rotation,
        recent: event::rows(&recent.events, member.now),
        activity: Some(activity),
    };
    Ok(member.page(Page::Token(Box::new(page))))
}

/// The token that the path names.
pub(super) async fn find(member: &Member) -> Result<Token, Failure> {
    let found = member
        .directory
        .tokens()
        .get(&member.caller, member.id())
        .await;
    found.map_err(|error| Failure::of(error, || Missing::Token))
}

/// Whether another live token goes by the same name.
pub(super) fn is_live_sibling(member: &Member, token: &Token, other: &Token) -> bool {
    other.id != token.id
        && other.name == token.name
        && other.state(member.now) == tokens::TokenState::Live
}

/// A token as the pages show it.
pub(super) fn row(member: &Member, token: &Token) -> TokenRow {
    TokenRow {
        id: token.id.to_string(),
        name: token.name.clone(),
        display: display(token),
        scope: scope(token.scope),
        resources: resources(token.only),
        idp: token.idp.clone(),
        created: member.instant(token.created_at),
        created_by: token.created_by.clone(),
        last_used: token.last_used_at.map(|at| LastUse {
            at: member.instant(at),
            ip: token.last_used_ip.clone(),
            user_agent: token.last_used_agent.clone(),
            idp: token.idp.clone(),
        }),
        expiry: expiry(member, token),
        state: match (token.state(member.now), token.revoked_at) {
            (tokens::TokenState::Revoked, Some(at)) => TokenState::Revoked {
                at: member.instant(at),
                by: String::new(),
            },
            (tokens::TokenState::Expired, _) => TokenState::Expired,
            _ => TokenState::Live,
        },
        replaced: token.overlap_ends_at.is_some(),
        too_long: lives_too_long(member, token.created_at, token.expires_at),
        requests_24h: None,
    }
}

/// Days that tokens and OAuth clients of the tenant live at most, where that was chosen.
pub(super) fn longest(member: &Member) -> Result<Option<u32>, Failure> {
    Ok(member.caller.settings()?.longest_token.in_days())
}

/// Whether something was made to live longer than the tenant now lets it.
pub(super) fn lives_too_long(
    member: &Member,
    created: DateTime<Utc>,
    end: Option<DateTime<Utc>>,
) -> bool {
    let settings = member.caller.settings();
    settings.is_ok_and(|settings| settings.longest_token.is_exceeded(created, end))
}

/// When a token ends by itself.
pub(super) fn expiry(member: &Member, token: &Token) -> Expiry {
    expiry_of(member, token.ends_at())
}

/// When a token or an OAuth client ends by itself.
pub(super) fn expiry_of(member: &Member, end: Option<DateTime<Utc>>) -> Expiry {
    expires(end, member.now)
}

/// An end, seen from `now`.
pub(super) fn expires(end: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Expiry {
    end.map_or(Expiry::Never, |at| Expiry::At {
        at: instant(at, now),
        days_left: days_left(at, now),
    })
}

/// A scope in the words of the pages.
pub(super) fn scope(scope: directory::Scope) -> Scope {
    match scope {
        directory::Scope::Read => Scope::Read,
        directory::Scope::Write => Scope::Write,
        directory::Scope::AuditRead => Scope::AuditRead,
    }
}

/// Whether something is a token or an OAuth client, in the words of the pages.
pub(super) fn credential_kind(kind: credentials::CredentialKind) -> CredentialKind {
    match kind {
        credentials::CredentialKind::Token => CredentialKind::Token,
        credentials::CredentialKind::Client => CredentialKind::Client,
    }
}

/// What a token or an OAuth client is for, in the words of the pages.
pub(super) fn resources(only: Option<directory::Kind>) -> Resources {
    match only {
        None => Resources::All,
        Some(directory::Kind::User) => Resources::Users,
        Some(directory::Kind::Group) => Resources::Groups,
    }
}

/// The beginning of the public part and the last four characters: enough to recognise it by.
pub(super) fn display(token: &Token) -> String {
    let beginning: String = token.prefix.chars().take("rc_scim_".len() + 4).collect();
    format!("{beginning}…{}", token.last_four)
}

pub(super) fn requests(token: &Token, limit: u64) -> Query {
    Query {
        actor: Some(token.id.to_string()),
        reads: true,
        limit,
        ..Query::default()
    }
}

/// Its requests of the last 24 hours, in so many columns.
pub(super) async fn last_day(
    member: &Member,
    token: &Token,
    columns: u32,
) -> Result<Activity, Failure> {
    let (from, to) = (member.now - TimeDelta::hours(24), member.now);
    let query = Query {
        from: Some(from),
        to: Some(to),
        ..requests(token, 0)
    };
    let buckets = member
        .directory
        .audit()
        .buckets(&member.caller, &query, columns)
        .await?;
    Ok(activity::shown(&buckets, member.now))
}

/// How many requests a token made in the last hour.
pub(super) async fn last_hour(member: &Member, token: &Token) -> Result<u64, Failure> {
    let (from, to) = (member.now - TimeDelta::hours(1), member.now);
    let query = Query {
        from: Some(from),
        to: Some(to),
        ..requests(token, 0)
    };
    let buckets = member
        .directory
        .audit()
        .buckets(&member.caller, &query, 1)
        .await?;
    Ok(buckets.total())
}

async fn revoked_by(member: &Member) -> Result<String, Failure> {
    let query = Query {
        resource_id: Some(member.id().to_owned()),
        operation: Some("token.revoke".to_owned()),
        outcomes: vec!["success".to_owned()],
        limit: 1,
        ..Query::default()
    };
    let found = member
        .directory
        .audit()
        .list(&member.caller, &query)
        .await?;
    let event = found.events.into_iter().next();
    Ok(event.map_or_else(String::new, |event| {
        event.actor_label.unwrap_or(event.actor_type)
    }))
}
