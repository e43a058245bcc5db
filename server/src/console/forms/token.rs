//! Issuing and revoking tokens.

pub(in crate::console) mod rotate;

use std::net::IpAddr;

use app::Page;
use app::model::connect::Provider;
use app::model::failure::{self, Missing};
use app::model::token::{
    Lifetime, Replaced, Resources, Scope, Secret, TokenIssuedPage, TokenNewPage, TokenRevokePage,
};
use app::model::{FieldError, Flash};
use app::paths;
use app::text::forms::CHOOSE;
use axum::extract::RawQuery;
use axum::response::Response;
use chrono::TimeDelta;
use directory::tokens::{Expiry, Issued, NewToken, Token, TokenState};
use directory::{Error, Kind, Permission, TokenId};
use ipnet::IpNet;
use secrecy::ExposeSecret;

use super::field_errors;
use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;
use crate::console::fields::Fields;
use crate::console::frame::not_stored;
use crate::console::tokens;

/// A token used within this time is in use: ending it is an outage.
const IN_USE: TimeDelta = TimeDelta::hours(24);

/// `GET /t/<slug>/tokens/new`
pub(in crate::console) async fn offer(
    member: Member,
    RawQuery(raw): RawQuery,
) -> Result<Response, Failure> {
    member.caller.require(Permission::ManageTokens)?;
    let raw = raw.unwrap_or_default();
    let mut asked = form_urlencoded::parse(raw.as_bytes());
    let provider = asked.find(|(name, _)| name == "for");
    let provider: Option<Provider> = provider.and_then(|(_, word)| word.parse().ok());
    let name = match provider {
        Some(provider) => {
            let all = member.directory.tokens();
            all.free_name(&member.caller, provider.word()).await?
        }
        None => String::new(),
    };
    let page = TokenNewPage {
        name,
        provider,
        longest: tokens::longest(&member)?,
        nonce: member.directory.request_id(),
        ..TokenNewPage::default()
    };
    Ok(not_stored(member.page(Page::TokenNew(page))))
}

/// `POST /t/<slug>/tokens/new`: the one answer that ever holds a secret. The id was chosen when
/// the form was made, so sending the form twice, or reloading its answer, issues nothing.
pub(in crate::console) async fn issue(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { member, fields } = form;
    member.caller.require(Permission::ManageTokens)?;
    let id = TokenId::parse(fields.raw("nonce"))
        .ok_or_else(|| Failure::bad_request("The form is incomplete. Open it again."))?;
    let mut page = TokenNewPage {
        name: fields.text("name"),
        provider: None,
        scope: Scope::default(),
        resources: Resources::default(),
        lifetime: Lifetime::default(),
        longest: tokens::longest(&member)?,
        cidrs: fields.raw("cidrs").to_owned(),
        nonce: id.to_string(),
        errors: Vec::new(),
    };
    let issued = match wanted(&mut page, &fields, id) {
        Some(wanted) => {
            member
                .directory
                .tokens()
                .issue(&member.caller, wanted)
                .await
        }
        None => return Ok(member.refused(Page::TokenNew(page))),
    };
    match issued {
        Ok(issued) => {
            let page = shown_once(&member, &issued, None);
            Ok(not_stored(member.page(Page::TokenIssued(page))))
        }
        Err(Error::Conflict { .. }) => Err(issued_before(&member, id).await),
        Err(error) => {
            page.errors = field_errors(error)?
                .into_iter()
                .map(|error| FieldError::new(own_name(error.field), error.message))
                .collect();
            Ok(member.refused(Page::TokenNew(page)))
        }
    }
}

/// The form's name of a field.
pub(super) fn own_name(field: &'static str) -> &'static str {
    if field == "allow" { "cidrs" } else { field }
}

/// What the form asks for; `None` with messages on the page when it does not make sense.
fn wanted(page: &mut TokenNewPage, fields: &Fields, id: TokenId) -> Option<NewToken> {
    let terms = terms(fields);
    (page.provider, page.lifetime) = (terms.provider, terms.lifetime);
    (page.scope, page.resources) = (terms.scope, terms.resources);
    page.errors = terms.errors;
    page.errors.is_empty().then(|| NewToken {
        id: Some(id),
        name: page.name.clone(),
        scope: asked(page.scope),
        only: only(page.resources),
        expires: ends(page.lifetime, page.longest),
        allow: terms.allow,
        idp: page.provider.map(|provider| provider.word().to_owned()),
    })
}

/// What is chosen for a token or an OAuth client besides its name.
pub(super) struct Terms {
    pub(super) provider: Option<Provider>,
    pub(super) scope: Scope,
    pub(super) resources: Resources,
    pub(super) lifetime: Lifetime,
    pub(super) allow: Vec<IpNet>,
    pub(super) errors: Vec<FieldError>,
}

/// Reads it from the form; what does not make sense is told at its field.
pub(super) fn terms(fields: &Fields) -> Terms {
    let mut errors = Vec::new();
    let provider = match fields.raw("for") {
        "" => None,
        word => word.parse().map_or_else(
            |_| {
                errors.push(FieldError::new("for", CHOOSE));
                None
            },
            Some,
        ),
    };
    let scope = fields.raw("scope").parse().unwrap_or_else(|_| {
        errors.push(FieldError::new("scope", "Choose what it may do."));
        Scope::default()
    });
    let resources = fields.raw("only").parse().unwrap_or_else(|_| {
        errors.push(FieldError::new("only", CHOOSE));
        Resources::default()
    });
    let lifetime = fields.raw("expires").parse().unwrap_or_else(|_| {
        errors.push(FieldError::new("expires", "Choose when it expires."));
        Lifetime::default()
    });
    let allow = networks(fields.raw("cidrs")).unwrap_or_else(|line| {
        let message = format!(
            "“{line}” is no address and no range. Write one per line, like 203.0.113.0/24."
        );
        errors.push(FieldError::new("cidrs", message));
        Vec::new()
    });
    Terms {
        provider,
        scope,
        resources,
        lifetime,
        allow,
        errors,
    }
}

pub(super) fn only(resources: Resources) -> Option<Kind> {
    match resources {
        Resources::All => None,
        Resources::Users => Some(Kind::User),
        Resources::Groups => Some(Kind::Group),
    }
}

pub(super) fn asked(scope: Scope) -> directory::Scope {
    match scope {
        Scope::Read => directory::Scope::Read,
        Scope::Write => directory::Scope::Write,
        Scope::AuditRead => directory::Scope::AuditRead,
    }
}

/// When a choice ends, where tokens live for so many days at most.
pub(super) fn ends(lifetime: Lifetime, longest: Option<u32>) -> Expiry {
    let days = match lifetime {
        Lifetime::Longest => longest,
        other => other.days(),
    };
    days.map_or(Expiry::Never, |days| {
        Expiry::After(std::time::Duration::from_secs(u64::from(days) * 86_400))
    })
}

/// One address or range per line; the first line that is neither, shortened, is the error.
fn networks(lines: &str) -> Result<Vec<IpNet>, String> {
    lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let network = line
                .parse::<IpNet>()
                .or_else(|_| line.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| line.chars().take(60).collect())
        })
        .collect()
}

fn shown_once(member: &Member, issued: &Issued, replaces: Option<Replaced>) -> TokenIssuedPage {
    let token = &issued.token;
    TokenIssuedPage {
        id: token.id.to_string(),
        name: token.name.clone(),
        secret: Secret::new(issued.secret.expose_secret().to_owned()),
        base_url: member.directory.scim_base_url(member.slug()),
        scope: tokens::scope(token.scope),
        resources: tokens::resources(token.only),
        expiry: tokens::expiry(member, token),
        replaces,
    }
}

pub(super) async fn issued_before(member: &Member, id: TokenId) -> Failure {
    match member
        .directory
        .tokens()
        .get(&member.caller, &id.to_string())
        .await
    {
        Ok(token) => Failure::already_issued(failure::Failure::AlreadyIssued {
            id: token.id.to_string(),
            name: token.name,
            issued: member.instant(token.created_at),
        }),
        Err(error) => error.into(),
    }
}

/// `GET /t/<slug>/tokens/<id>/revoke`
pub(in crate::console) async fn ask_revoke(member: Member) -> Result<Response, Failure> {
    member.caller.require(Permission::ManageTokens)?;
    let token = live(&member).await?;
    let page = revoke_page(&member, &token).await?;
    Ok(member.page(Page::TokenRevoke(page)))
}

/// `POST /t/<slug>/tokens/<id>/revoke`
pub(in crate::console) async fn revoke(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    member.caller.require(Permission::ManageTokens)?;
    let token = live(&member).await?;
    let mut page = revoke_page(&member, &token).await?;
    let typed = fields.text("name");
    if page.in_use && typed != token.name {
        let message = format!("Type the token's name exactly: {}", token.name);
        page.errors.push(FieldError::new("name", message));
        page.typed = typed;
        return Ok(member.refused(Page::TokenRevoke(page)));
    }
    member
        .directory
        .tokens()
        .revoke(&member.caller, member.id())
        .await?;
    let to = paths::token(member.slug(), member.id());
    member
        .signed
        .go(&to, Flash::TokenRevoked { name: token.name })
        .await
}

/// The token of the path, while it can still be revoked.
async fn live(member: &Member) -> Result<Token, Failure> {
    let token = tokens::find(member).await?;
    match token.state(member.now) {
        TokenState::Live => Ok(token),
        TokenState::Expired | TokenState::Revoked => Err(Failure::missing(Missing::Token)),
    }
}

async fn revoke_page(member: &Member, token: &Token) -> Result<TokenRevokePage, Failure> {
    let all = member.directory.tokens().list(&member.caller).await?;
    Ok(TokenRevokePage {
        token: tokens::row(member, token),
        requests_last_hour: Some(tokens::last_hour(member, token).await?),
        in_use: token
            .last_used_at
            .is_some_and(|last| member.now - last < IN_USE),
        has_successor: all
            .iter()
            .any(|other| tokens::is_live_sibling(member, token, other)),
        typed: String::new(),
        errors: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::networks;

    #[test]
    fn addresses_and_ranges_stand_one_per_line() {
        let read = networks(" 203.0.113.0/24\r\n\r\n2001:db8::1\n198.51.100.7 ").unwrap();
        let read: Vec<_> = read.iter().map(ToString::to_string).collect();
        assert_eq!(
            read,
            ["203.0.113.0/24", "2001:db8::1/128", "198.51.100.7/32"]
        );
        assert_eq!(networks(""), Ok(Vec::new()));
        assert_eq!(networks("203.0.113.0/24\nhome"), Err("home".to_owned()));
        assert_eq!(networks("203.0.113.0/33"), Err("203.0.113.0/33".to_owned()));
    }
}
