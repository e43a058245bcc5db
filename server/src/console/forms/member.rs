//! What is done to a member: another role, out and in again, the end of the membership.

use app::Page;
use app::model::member::{Act, MemberActPage};
use app::model::{FieldError, Flash};
use app::paths;
use axum::response::Response;
use directory::members::{self, Whom};
use directory::{Error, Role};

use super::{field_errors, home};
use crate::console::context::{Member, MemberForm};
use crate::console::failure::{Failure, shown_role};
use crate::console::members::{find, missing, page, row};

/// `POST /t/<slug>/members/<id>`
pub(in crate::console) async fn change_role(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    let found = find(&member).await?;
    let mut page = page(&member, &found).await?;
    let Ok(role) = fields.raw("role").parse::<Role>() else {
        let message = "Choose one of the three roles.";
        page.errors.push(FieldError::new("role", message));
        return Ok(member.refused(Page::Member(page)));
    };
    page.role = shown_role(role);
    let whom = Whom::Id(member.id());
    let changed = member
        .directory
        .members()
        .change_role(&member.caller, whom, role)
        .await;
    match changed {
        Ok(()) => {}
        Err(Error::NotFound) => return Err(missing(Error::NotFound)),
        Err(error) => {
            page.errors = field_errors(error)?;
            return Ok(member.refused(Page::Member(page)));
        }
    }
    let to = paths::member(member.slug(), member.id());
    let flash = Flash::RoleChanged {
        email: found.email,
        role: shown_role(role),
    };
    member.signed.go(&to, flash).await
}

/// `GET /t/<slug>/members/<id>/disable`
pub(in crate::console) async fn ask_disable(member: Member) -> Result<Response, Failure> {
    ask(&member, Act::Disable).await
}

/// `POST /t/<slug>/members/<id>/disable`
pub(in crate::console) async fn disable(form: MemberForm) -> Result<Response, Failure> {
    act(form, Act::Disable).await
}

/// `GET /t/<slug>/members/<id>/enable`
pub(in crate::console) async fn ask_enable(member: Member) -> Result<Response, Failure> {
    ask(&member, Act::Enable).await
}

/// `POST /t/<slug>/members/<id>/enable`
pub(in crate::console) async fn enable(form: MemberForm) -> Result<Response, Failure> {
    act(form, Act::Enable).await
}

/// `GET /t/<slug>/members/<id>/remove`
pub(in crate::console) async fn ask_remove(member: Member) -> Result<Response, Failure> {
    ask(&member, Act::Remove).await
}

/// `POST /t/<slug>/members/<id>/remove`
pub(in crate::console) async fn remove(form: MemberForm) -> Result<Response, Failure> {
    act(form, Act::Remove).await
}

/// `GET /t/<slug>/members/<id>/second-factor`
pub(in crate::console) async fn ask_take(member: Member) -> Result<Response, Failure> {
    ask(&member, Act::SecondFactor).await
}

/// `POST /t/<slug>/members/<id>/second-factor`
pub(in crate::console) async fn take(form: MemberForm) -> Result<Response, Failure> {
    act(form, Act::SecondFactor).await
}

async fn ask(member: &Member, act: Act) -> Result<Response, Failure> {
    let found = find(member).await?;
    let hindrance = match act {
        Act::Disable | Act::Enable => found.change,
        Act::Remove => found.removal,
        Act::SecondFactor => {
            let resets = member.directory.password_resets();
            resets.hindrance(&member.caller, &found).await?
        }
    };
    if let Some(hindrance) = hindrance {
        return Err(hindrance.error().into());
    }
    match act {
        Act::SecondFactor => member.caller.require_proof(member.now)?,
        _ => member.caller.require_proof_for(found.role, member.now)?,
    }
    let page = act_page(member, &found, act);
    Ok(member.page(Page::MemberAct(page)))
}

async fn act(form: MemberForm, act: Act) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    let found = find(&member).await?;
    let mut page = act_page(&member, &found, act);
    page.typed = fields.text("email");
    if page.has_to_be_typed() && page.typed != found.email {
        let message = format!("Type the address exactly: {}", found.email);
        page.errors.push(FieldError::new("email", message));
        return Ok(member.refused(Page::MemberAct(page)));
    }
    let (members, whom) = (member.directory.members(), Whom::Id(member.id()));
    let done = match act {
        Act::Disable => members.disable(&member.caller, whom).await,
        Act::Enable => members.enable(&member.caller, whom).await,
        Act::Remove => members.remove(&member.caller, whom).await,
        Act::SecondFactor => {
            let factors = member.directory.second_factors();
            factors.remove_of_member(&member.caller, whom).await
        }
    };
    done.map_err(missing)?;
    let (to, flash) = told(&member, found, act).await?;
    member.signed.go(&to, flash).await
}

/// Where the person goes on, and what they are told. Whoever has just shut themselves out goes
/// where they may still be.
async fn told(
    member: &Member,
    found: members::Member,
    act: Act,
) -> Result<(String, Flash), Failure> {
    if found.is_caller && act != Act::Enable {
        let tenant = member.caller.tenant().name().to_owned();
        let to = home(&member.directory, found.account).await?;
        return Ok((to, Flash::Left { tenant }));
    }
    let email = found.email;
    Ok(match act {
        Act::Disable => (
            paths::member(member.slug(), member.id()),
            Flash::MemberDisabled { email },
        ),
        Act::Enable => (
            paths::member(member.slug(), member.id()),
            Flash::MemberEnabled { email },
        ),
        Act::SecondFactor => (
            paths::member(member.slug(), member.id()),
            Flash::SecondFactorTaken { email },
        ),
        Act::Remove => (
            paths::members(member.slug()),
            Flash::MemberRemoved { email },
        ),
    })
}

fn act_page(member: &Member, found: &members::Member, act: Act) -> MemberActPage {
    MemberActPage {
        member: row(member, found),
        act,
        typed: String::new(),
        errors: Vec::new(),
    }
}
