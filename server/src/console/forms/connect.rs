//! Issuing a token for an identity provider, with the terms that most want, and handing the guide on
//! to whoever runs it.

use app::Page;
use app::model::FieldError;
use app::model::connect::{Audience, GuidePage, LinkLifetime};
use app::model::token::{Lifetime, Secret};
use app::paths;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use directory::tokens::{Issued, NewToken};
use directory::{Error, GuideLinkId, Permission, Scope, TokenId};
use secrecy::ExposeSecret;

use super::{field_errors, token};
use crate::console::connect::{issued_here, member_guide, named};
use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;
use crate::console::frame::not_stored;
use crate::console::tokens;

/// What a form without its number is answered.
pub(super) fn incomplete() -> Failure {
    Failure::bad_request("The form is incomplete. Open it again.")
}

/// `POST /t/<slug>/connect/<provider>`: like the form of [`token::issue`] its answer is the one that
/// holds the secret, and the id was chosen when the page was made.
pub(in crate::console) async fn issue(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { member, fields } = form;
    member.caller.require(Permission::ManageTokens)?;
    let provider = named(&member)?;
    let id = TokenId::parse(fields.raw("nonce")).ok_or_else(incomplete)?;
    let longest = tokens::longest(&member)?;
    let lifetime = Lifetime::default().within(longest);
    let all = member.directory.tokens();
    let wanted = NewToken {
        id: Some(id),
        name: all.free_name(&member.caller, provider.word()).await?,
        scope: Scope::Write,
        only: None,
        expires: token::ends(lifetime, longest),
        allow: Vec::new(),
        idp: Some(provider.word().to_owned()),
    };
    let issued = all.issue(&member.caller, wanted).await;
    if let Err(Error::Conflict { .. }) = issued {
        return Err(token::issued_before(&member, id).await);
    }
    let page = member_guide(&member, provider).await?;
    answered(&member, page, issued)
}

fn answered(
    member: &Member,
    page: GuidePage,
    issued: Result<Issued, Error>,
) -> Result<Response, Failure> {
    match issued {
        Ok(issued) => {
            let page = with_token(page, &issued, member);
            Ok(not_stored(member.page(Page::Guide(Box::new(page)))))
        }
        Err(error) => {
            let page = with_errors(page, error)?;
            Ok(member.refused(Page::Guide(Box::new(page))))
        }
    }
}

fn with_token(page: GuidePage, issued: &Issued, member: &Member) -> GuidePage {
    GuidePage {
        issued: Some(issued_here(issued, member.now)),
        ..page
    }
}

/// The guide with what was wrong about issuing a token, at the button.
pub(super) fn with_errors(page: GuidePage, error: Error) -> Result<GuidePage, Failure> {
    let errors = field_errors(error)?.into_iter();
    let errors = errors.map(|error| FieldError::new("issue", error.message));
    Ok(GuidePage {
        errors: errors.collect(),
        ..page
    })
}

/// `POST /t/<slug>/connect/<provider>/link`: the one answer that holds the link.
pub(in crate::console) async fn make_link(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { member, fields } = form;
    member.caller.require(Permission::ManageTokens)?;
    let provider = named(&member)?;
    let id = GuideLinkId::parse(fields.raw("nonce")).ok_or_else(incomplete)?;
    let lifetime: LinkLifetime = fields.raw("lifetime").parse().map_err(|_| incomplete())?;
    let lifetime = TimeDelta::days(lifetime.days().into());
    let links = member.directory.guide_links();
    let made = links.make(&member.caller, id, provider.word(), lifetime);
    let (code, errors) = match made.await {
        Ok(code) => (Some(code), Vec::new()),
        // Sent twice: it has been shown, and the list has it.
        Err(Error::Conflict { .. }) => {
            let there = paths::guide(member.slug(), provider);
            return Ok(Redirect::to(&there).into_response());
        }
        Err(error) => (None, field_errors(error)?),
    };
    let mut page = member_guide(&member, provider).await?;
    if let (Audience::Member { made, .. }, Some(code)) = (&mut page.audience, &code) {
        let (url, code) = (member.directory.public_url(), code.expose_secret());
        *made = Some(Secret::new(format!("{url}{}/{code}", paths::GUEST_GUIDE)));
    }
    page.errors = errors;
    let refused = code.is_none();
    let page = Page::Guide(Box::new(page));
    Ok(if refused {
        member.refused(page)
    } else {
        not_stored(member.page(page))
    })
}

/// `POST /t/<slug>/connect/links/<id>/withdraw`
pub(in crate::console) async fn withdraw_link(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { member, .. } = form;
    let links = member.directory.guide_links();
    let withdrawn = links.withdraw(&member.caller, member.id()).await;
    let there = match withdrawn {
        Ok(provider) => match provider.parse() {
            Ok(provider) => paths::guide(member.slug(), provider),
            Err(_) => paths::connect(member.slug()),
        },
        // It has ended, or somebody else has withdrawn it.
        Err(Error::NotFound) => paths::connect(member.slug()),
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&there).into_response())
}
