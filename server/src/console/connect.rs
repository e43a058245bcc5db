//! Bringing an identity provider to a tenant.

use app::Page;
use app::model::connect::{
    Arrivals, Audience, ConnectPage, ConnectionState, GuideLinkRow, GuidePage, GuideToken,
    IssuedHere, Provider, ProviderCard, Trouble,
};
use app::model::explanation::{Refusal, explain};
use app::model::token::Secret;
use axum::response::Response;
use chrono::{DateTime, Utc};
use directory::audit::{Event, Query};
use directory::credentials::Credential;
use directory::tokens::Issued;
use directory::{Caller, Directory, Error, Permission};
use secrecy::ExposeSecret;

use super::connection::Connection;
use super::context::Member;
use super::failure::Failure;
use super::frame::not_stored;
use super::instant::instant;
use super::tokens::credential_kind;
use super::{progress, reach, sight, tokens};

/// Requests in the panel.
const SHOWN: usize = 8;
/// Kinds of refusals in the table.
const TROUBLES: usize = 8;
/// The newest requests by which the cards say who was here.
const NEWEST: u64 = 200;

/// `GET /t/<slug>/connect`
pub(super) async fn show(member: Member) -> Result<Response, Failure> {
    let page = ConnectPage {
        base_url: member.directory.scim_base_url(member.slug()),
        reach: reach::of(member.directory.public_url()),
        progress: progress::of(&member).await?,
        cards: cards(&member).await?,
    };
    Ok(member.page(Page::Connect(page)))
}

/// How far each provider has come: by what lets it in, else by the newest requests of the tenant.
async fn cards(member: &Member) -> Result<Vec<ProviderCard>, Failure> {
    let all = member.directory.credentials(&member.caller).await?;
    let newest = Query {
        channel: Some("scim".to_owned()),
        reads: true,
        limit: NEWEST,
        ..Query::default()
    };
    let audit = member.directory.audit();
    let newest = audit.list(&member.caller, &newest).await?.events;
    let card = |provider| {
        let connection = Connection::among(all.clone(), provider, member.now);
        let let_in = |event: &&Event| event.outcome != "denied" && connection.sent(event);
        let seen = newest.iter().find(let_in);
        let used = connection
            .credentials
            .iter()
            .filter_map(|credential| credential.last_used_at);
        let last = used.chain(seen.map(|event| event.time)).max();
        let live = connection.live(member.now);
        let live = live.map(|credential| credential.created_at).min();
        let ended = !connection.credentials.is_empty() && live.is_none();
        let state = match (last, live) {
            (Some(last), _) if ended => ConnectionState::Ended {
                last: member.instant(last),
            },
            (Some(last), _) => ConnectionState::Connected {
                last: member.instant(last),
            },
            (None, Some(since)) => ConnectionState::Waiting {
                since: member.instant(since),
            },
            (None, None) => ConnectionState::Unused,
        };
        ProviderCard { provider, state }
    };
    Ok(Provider::ALL.into_iter().map(card).collect())
}

/// `GET /t/<slug>/connect/<provider>`
pub(super) async fn guide(member: Member) -> Result<Response, Failure> {
    let page = member_guide(&member, named(&member)?).await?;
    Ok(not_stored(member.page(Page::Guide(Box::new(page)))))
}

/// The provider in the path.
pub(super) fn named(member: &Member) -> Result<Provider, Failure> {
    member.id().parse().map_err(|_| Failure::not_found())
}

/// The guide as members see it.
pub(super) async fn member_guide(
    member: &Member,
    provider: Provider,
) -> Result<GuidePage, Failure> {
    let (directory, caller) = (&member.directory, &member.caller);
    let links = directory.guide_links();
    let links = links.list(caller, provider.word()).await?;
    let audience = Audience::Member {
        links: links
            .into_iter()
            .map(|link| GuideLinkRow {
                id: link.id.to_string(),
                by: link.created_by,
                until: member.instant(link.expires_at),
                tokens_issued: link.tokens_issued,
            })
            .collect(),
        made: None,
    };
    guide_page(directory, caller, provider, audience).await
}

/// The guide of a provider, for one or the other audience.
pub(super) async fn guide_page(
    directory: &Directory,
    caller: &Caller,
    provider: Provider,
    audience: Audience,
) -> Result<GuidePage, Failure> {
    let now = directory.now();
    let connection = Connection::find(directory, caller, provider).await?;
    let refusals = connection.refusals(directory, caller).await?;
    let shown = |credential: &Credential| GuideToken {
        kind: credential_kind(credential.kind),
        id: credential.id.clone(),
        name: credential.name.clone(),
        expiry: tokens::expires(credential.ends_at, now),
        last_used: credential.last_used_at.map(|at| instant(at, now)),
    };
    Ok(GuidePage {
        provider,
        base_url: directory.scim_base_url(caller.tenant().slug()),
        reach: reach::of(directory.public_url()),
        tokens: connection.live(now).map(shown).collect(),
        nonce: directory.request_id(),
        issued: None,
        arrivals: arrivals(directory, caller, &connection).await?,
        troubles: troubles(refusals, provider, now),
        audience,
        errors: Vec::new(),
    })
}

/// A token that was just issued, to be shown once.
pub(super) fn issued_here(issued: &Issued, now: DateTime<Utc>) -> IssuedHere {
    IssuedHere {
        id: issued.token.id.to_string(),
        name: issued.token.name.clone(),
        secret: Secret::new(issued.secret.expose_secret().to_owned()),
        expiry: tokens::expires(issued.token.ends_at(), now),
    }
}

/// What has come from a provider.
pub(super) async fn arrivals(
    directory: &Directory,
    caller: &Caller,
    connection: &Connection,
) -> Result<Arrivals, Error> {
    caller.require(Permission::ReadAudit)?;
    let now = directory.now();
    let newest = connection.events.iter().take(SHOWN);
    let requests: Vec<_> = newest.map(|event| sight::arrival(event, now)).collect();
    let wrote = |event: &Event| !event.is_read && event.operation != sight::GRANT;
    let wrote = connection.events.iter().any(wrote);
    let progress = connection.progress(directory, caller).await?;
    Ok(Arrivals {
        provider: connection.provider,
        reads_only: connection.provider == Provider::Authentik
            && progress.first_request.is_some()
            && !wrote,
        progress,
        requests,
    })
}

/// Refusals of one kind together, those that came last first.
fn troubles(refusals: Vec<Event>, provider: Provider, now: DateTime<Utc>) -> Vec<Trouble> {
    let mut troubles: Vec<Trouble> = Vec::new();
    for event in refusals {
        let detail = event.detail.unwrap_or_default();
        let status = event.status.and_then(|status| u16::try_from(status).ok());
        let status = status.unwrap_or_default();
        let count = u64::try_from(event.count).unwrap_or(1);
        let known = troubles.iter_mut().find(|known| {
            (known.status, &known.scim_type, &known.detail) == (status, &event.scim_type, &detail)
        });
        match known {
            Some(known) => known.count += count,
            None => troubles.push(Trouble {
                event_id: event.id.to_string(),
                last: instant(event.time, now),
                count,
                status,
                explanation: explain(&Refusal {
                    operation: &event.operation,
                    status,
                    scim_type: event.scim_type.as_deref(),
                    detail: Some(&detail),
                    idp: Some(provider.word()),
                }),
                scim_type: event.scim_type,
                detail,
            }),
        }
    }
    troubles.truncate(TROUBLES);
    troubles
}
