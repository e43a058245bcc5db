//! Issuing and revoking OAuth clients.

pub(in crate::console) mod rotate;

use app::Page;
use app::model::client::{ClientIssuedPage, ClientNewPage, ClientRevokePage, OldSecret};
use app::model::failure::Missing;
use app::model::token::{Lifetime, Resources, Scope, Secret};
use app::model::{FieldError, Flash};
use app::paths;
use axum::response::Response;
use chrono::TimeDelta;
use directory::oauth::{Client, Issued, Keys, NewClient, Proof};
use directory::tokens::TokenState;
use directory::{ClientId, Error, Permission};
use secrecy::ExposeSecret;

use super::field_errors;
use super::token::{Terms, only, own_name, terms};
use crate::console::clients;
use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;
use crate::console::fields::Fields;
use crate::console::frame::not_stored;
use crate::console::tokens;

/// A client used within this time is in use: ending it is an outage.
const IN_USE: TimeDelta = TimeDelta::hours(24);

/// `GET /t/<slug>/tokens/clients/new`
pub(in crate::console) async fn offer(member: Member) -> Result<Response, Failure> {
    member.caller.require(Permission::ManageTokens)?;
    let page = ClientNewPage {
        longest: tokens::longest(&member)?,
        nonce: member.directory.request_id(),
        ..ClientNewPage::default()
    };
    Ok(not_stored(member.page(Page::ClientNew(page))))
}

/// `POST /t/<slug>/tokens/clients/new`: the one answer that ever holds a secret. The id was chosen
/// when the form was made, so sending the form twice, or reloading its answer, issues nothing.
pub(in crate::console) async fn issue(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    member.caller.require(Permission::ManageTokens)?;
    let id = ClientId::parse(fields.raw("nonce"))
        .ok_or_else(|| Failure::bad_request("The form is incomplete. Open it again."))?;
    let mut page = ClientNewPage {
        name: fields.text("name"),
        provider: None,
        scope: Scope::default(),
        resources: Resources::default(),
        lifetime: Lifetime::default(),
        longest: tokens::longest(&member)?,
        cidrs: fields.raw("cidrs").to_owned(),
        jwks: fields.raw("jwks").to_owned(),
        nonce: id.to_string(),
        errors: Vec::new(),
    };
    let Some(wanted) = wanted(&mut page, &fields, id) else {
        return Ok(member.refused(Page::ClientNew(page)));
    };
    match member
        .directory
        .clients()
        .issue(&member.caller, wanted)
        .await
    {
        Ok(issued) => {
            let page = shown_once(&member, &issued, None);
            Ok(not_stored(member.page(Page::ClientIssued(page))))
        }
        Err(Error::Conflict { .. }) => {
            let id = id.to_string();
            let client = member.directory.clients().get(&member.caller, &id).await?;
            let to = paths::client(member.slug(), &id);
            let flash = Flash::ClientIssuedBefore {
                has_secret: matches!(client.proof, Proof::Secret { .. }),
                name: client.name,
            };
            member.signed.go(&to, flash).await
        }
        Err(error) => {
            page.errors = field_errors(error)?
                .into_iter()
                .map(|error| FieldError::new(own_name(error.field), error.message))
                .collect();
            Ok(member.refused(Page::ClientNew(page)))
        }
    }
}

/// What the form asks for; `None` with messages on the page when it does not make sense.
fn wanted(page: &mut ClientNewPage, fields: &Fields, id: ClientId) -> Option<NewClient> {
    let Terms {
        provider,
        scope,
        resources,
        lifetime,
        allow,
        errors,
    } = terms(fields);
    page.errors = errors;
    let jwks = page.jwks.trim();
    let keys = (!jwks.is_empty()).then(|| Keys::parse(jwks));
    let keys = keys.transpose().unwrap_or_else(|message| {
        page.errors.push(FieldError::new("jwks", message));
        None
    });
    (page.provider, page.lifetime) = (provider, lifetime);
    (page.scope, page.resources) = (scope, resources);
    page.errors.is_empty().then(|| NewClient {
        id: Some(id),
        name: page.name.clone(),
        keys,
        scope: super::token::asked(scope),
        only: only(resources),
        expires: super::token::ends(lifetime, page.longest),
        allow,
        idp: provider.map(|provider| provider.word().to_owned()),
    })
}

fn shown_once(member: &Member, issued: &Issued, old_secret: Option<OldSecret>) -> ClientIssuedPage {
    let client = &issued.client;
    ClientIssuedPage {
        id: client.id.to_string(),
        name: client.name.clone(),
        client_id: client.client_id.clone(),
        secret: issued
            .secret
            .as_ref()
            .map(|secret| Secret::new(secret.expose_secret().to_owned())),
        old_secret,
        endpoint: clients::endpoint(member),
        base_url: member.directory.scim_base_url(member.slug()),
        scope: tokens::scope(client.scope),
        resources: tokens::resources(client.only),
        expiry: tokens::expiry_of(member, client.expires_at),
        switched_on: clients::switched_on(member),
    }
}

/// `GET /t/<slug>/tokens/clients/<id>/revoke`
pub(in crate::console) async fn ask_revoke(member: Member) -> Result<Response, Failure> {
    member.caller.require(Permission::ManageTokens)?;
    let client = live(&member).await?;
    let page = revoke_page(&member, &client);
    Ok(member.page(Page::ClientRevoke(page)))
}

/// `POST /t/<slug>/tokens/clients/<id>/revoke`
pub(in crate::console) async fn revoke(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    member.caller.require(Permission::ManageTokens)?;
    let client = live(&member).await?;
    let mut page = revoke_page(&member, &client);
    let typed = fields.text("name");
    if page.in_use && typed != client.name {
        let message = format!("Type the client's name exactly: {}", client.name);
        page.errors.push(FieldError::new("name", message));
        page.typed = typed;
        return Ok(member.refused(Page::ClientRevoke(page)));
    }
    let clients = member.directory.clients();
    clients.revoke(&member.caller, member.id()).await?;
    let to = paths::client(member.slug(), member.id());
    let flash = Flash::TokenRevoked { name: client.name };
    member.signed.go(&to, flash).await
}

/// The client of the path, while it can still be revoked.
async fn live(member: &Member) -> Result<Client, Failure> {
    let client = clients::find(member).await?;
    match client.state(member.now) {
        TokenState::Live => Ok(client),
        TokenState::Expired | TokenState::Revoked => Err(Failure::missing(Missing::Client)),
    }
}

fn revoke_page(member: &Member, client: &Client) -> ClientRevokePage {
    let in_use = |last| member.now - last < IN_USE;
    ClientRevokePage {
        client: clients::row(member, client),
        in_use: client.last_used_at.is_some_and(in_use),
        typed: String::new(),
        errors: Vec::new(),
    }
}
