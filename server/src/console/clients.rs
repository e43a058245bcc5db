//! OAuth clients: the list and the page of one. Their forms are in [`super::forms::client`].

use app::Page;
use app::model::client::{self, ClientPage, ClientRow, ClientsPage, SecretRotation, SecretSide};
use app::model::failure::Missing;
use app::model::token::{LastUse, TokenState};
use axum::response::Response;
use directory::audit::{Event, Query};
use directory::oauth::{ACCESS_LIFETIME, Client, Proof};
use directory::tenants::{Way, Ways};
use directory::tokens;

use super::context::Member;
use super::failure::Failure;
use super::tokens::{expiry_of, lives_too_long, resources, scope};
use super::{event, rotation};

/// Requests shown on a client's page.
const RECENT: u64 = 10;

/// `GET /t/<slug>/tokens/clients`
pub(super) async fn list(member: Member) -> Result<Response, Failure> {
    let mut clients = member.directory.clients().list(&member.caller).await?;
    clients.sort_by_key(|client| client.state(member.now) != tokens::TokenState::Live);
    let page = ClientsPage {
        rows: clients.iter().map(|client| row(&member, client)).collect(),
        endpoint: endpoint(&member),
        switched_on: switched_on(&member),
    };
    Ok(member.page(Page::Clients(page)))
}

/// `GET /t/<slug>/tokens/clients/<id>`
pub(super) async fn show(member: Member) -> Result<Response, Failure> {
    let client = find(&member).await?;
    let query = Query {
        actor: Some(client.id.to_string()),
        reads: true,
        limit: RECENT,
        ..Query::default()
    };
    let audit = member.directory.audit();
    let recent = audit.list(&member.caller, &query).await?;
    let page = ClientPage {
        client: row(&member, &client),
        endpoint: endpoint(&member),
        cidrs: client.allow.iter().map(ToString::to_string).collect(),
        rotation: secrets(&member, &client, &recent.events),
        recent: event::rows(&recent.events, member.now),
        switched_on: switched_on(&member),
    };
    Ok(member.page(Page::Client(Box::new(page))))
}

/// The two secrets of a client that work, where there are two.
fn secrets(member: &Member, client: &Client, used: &[Event]) -> Option<SecretRotation> {
    let old = client.working_old_secret(member.now)?;
    let Proof::Secret {
        last_four,
        last_used_at,
        last_used_ip,
        ..
    } = &client.proof
    else {
        return None;
    };
    let seen = used.iter().find_map(|event| event.idp.as_deref());
    // Whoever has an access token shows no secret until that ends.
    let cycle = rotation::cycle(client.idp.as_deref().or(seen)) + ACCESS_LIFETIME;
    Some(SecretRotation {
        old: SecretSide {
            last_four: old.last_four.clone(),
            ends: expiry_of(member, Some(old.ends_at)),
            last_used: old.last_used_at.map(|at| member.instant(at)),
            last_ip: old.last_used_ip.clone(),
        },
        new: SecretSide {
            last_four: last_four.clone(),
            ends: expiry_of(member, client.expires_at),
            last_used: last_used_at.map(|at| member.instant(at)),
            last_ip: last_used_ip.clone(),
        },
        verdict: rotation::verdict(old.last_used_at, *last_used_at, cycle, member.now),
    })
}

/// The client that the path names.
pub(super) async fn find(member: &Member) -> Result<Client, Failure> {
    let clients = member.directory.clients();
    let found = clients.get(&member.caller, member.id()).await;
    found.map_err(|error| Failure::of(error, || Missing::Client))
}

/// A client as the pages show it.
pub(super) fn row(member: &Member, client: &Client) -> ClientRow {
    ClientRow {
        id: client.id.to_string(),
        name: client.name.clone(),
        client_id: client.client_id.clone(),
        proof: match &client.proof {
            Proof::Secret { last_four, .. } => client::Proof::Secret(last_four.clone()),
            Proof::Keys(keys) => client::Proof::Keys(keys.described()),
        },
        scope: scope(client.scope),
        resources: resources(client.only),
        idp: client.idp.clone(),
        created: member.instant(client.created_at),
        created_by: client.created_by.clone(),
        last_used: client.last_used_at.map(|at| LastUse {
            at: member.instant(at),
            ip: client.last_used_ip.clone(),
            user_agent: client.last_used_agent.clone(),
            idp: client.idp.clone(),
        }),
        expiry: expiry_of(member, client.expires_at),
        old_secret_ends: client
            .working_old_secret(member.now)
            .map(|old| member.instant(old.ends_at)),
        too_long: lives_too_long(member, client.renewed_at(), client.expires_at),
        state: match (client.state(member.now), client.revoked_at) {
            (tokens::TokenState::Revoked, Some(at)) => TokenState::Revoked {
                at: member.instant(at),
                by: String::new(),
            },
            (tokens::TokenState::Expired, _) => TokenState::Expired,
            _ => TokenState::Live,
        },
    }
}

/// Where clients of the tenant ask for access tokens.
pub(super) fn endpoint(member: &Member) -> String {
    member.directory.token_endpoint(member.slug())
}

/// Whether the tenant lets clients in.
pub(super) fn switched_on(member: &Member) -> bool {
    Ways::of(member.caller.tenant()).has(Way::Oauth)
}
