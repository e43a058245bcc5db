//! Users and groups as they were.

use app::Page;
use app::model::failure::Missing;
use app::model::then::{Kind, Related, Since, Then, ThenPage};
use app::model::{FieldError, event};
use axum::response::Response;
use chrono::NaiveDateTime;
use directory::view::{self, MemberKind, Origins};
use directory::{Error, Moment};

use super::context::Member;
use super::failure::Failure;
use super::resource;

/// The instant that a list is asked for, or what is wrong about it.
pub(super) fn asked(at: &str) -> Result<Option<Moment>, FieldError> {
    if at.is_empty() {
        return Ok(None);
    }
    moment(at)
        .map(Some)
        .ok_or_else(|| FieldError::new("at", MESSAGE))
}

const MESSAGE: &str = "Enter a time like 2026-11-21T02:14, or the number of an event.";

/// A time, in UTC where it does not say, or the number of an event.
fn moment(text: &str) -> Option<Moment> {
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    let text = text.trim().replace(' ', "T");
    ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok())
        .map(|time| Moment::Time(time.and_utc()))
}

/// The instant in the words of the pages.
pub(super) fn shown(member: &Member, at: Moment) -> Then {
    match at {
        Moment::Time(time) => Then::At(member.instant(time)),
        Moment::Seq(seq) => Then::After(u64::try_from(seq).unwrap_or_default()),
    }
}

/// `GET /t/<slug>/users/<id>?at=`
pub(super) async fn user(member: &Member, at: &str) -> Result<Response, Failure> {
    let moment = known(at)?;
    let id = member.id();
    let view = member.directory.view();
    let found = view.user_then(&member.caller, id, moment).await;
    let found =
        found.map_err(|error| Failure::of(error, || Missing::User { id: id.to_owned() }))?;
    let user = &found.record;
    let groups = found.groups.iter().map(|group| Related {
        id: group.id.to_string(),
        name: group.display_name.clone(),
        is_group: true,
    });
    let page = ThenPage {
        kind: Kind::User,
        name: scim::full_name(&user.document).unwrap_or_else(|| user.user_name.clone()),
        active: Some(user.active),
        version: user.version.unsigned_abs(),
        made: member.instant(user.updated_at),
        related_total: found.groups.len() as u64,
        related: groups.collect(),
        ..page(member, at, moment, &found)
    };
    Ok(member.page(Page::Then(page)))
}

/// `GET /t/<slug>/groups/<id>?at=`
pub(super) async fn group(member: &Member, at: &str) -> Result<Response, Failure> {
    let moment = known(at)?;
    let id = member.id();
    let view = member.directory.view();
    let found = view.group_then(&member.caller, id, moment).await;
    let found =
        found.map_err(|error| Failure::of(error, || Missing::Group { id: id.to_owned() }))?;
    let group = &found.record;
    let members = found.members.iter().map(|row| Related {
        id: row.id.to_string(),
        name: row.display().to_owned(),
        is_group: row.kind == MemberKind::Group,
    });
    let page = ThenPage {
        name: group.display_name.clone(),
        version: group.version.unsigned_abs(),
        made: member.instant(group.updated_at),
        related_total: group.member_count.unsigned_abs(),
        related: members.collect(),
        ..page(member, at, moment, &found)
    };
    Ok(member.page(Page::Then(page)))
}

/// What users and groups have in common.
fn page<R>(member: &Member, at: &str, moment: Moment, found: &view::Then<R>) -> ThenPage {
    ThenPage {
        kind: Kind::Group,
        id: member.id().to_owned(),
        name: String::new(),
        active: None,
        at: at.to_owned(),
        then: shown(member, moment),
        version: 0,
        made: member.instant(member.now),
        event: found.event.map(|id| id.to_string()),
        sections: resource::sections(member, &found.representation, &Origins::new()),
        related: Vec::new(),
        related_total: 0,
        since: since(&found.since),
    }
}

fn since(since: &view::Since) -> Since {
    match since {
        view::Since::Gone => Since::Gone,
        view::Since::Changed(changes) => Since::Changed(changes.iter().map(change).collect()),
    }
}

fn change(change: &scim::Change) -> event::Change {
    event::Change {
        path: change.path.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
    }
}

fn known(at: &str) -> Result<Moment, Failure> {
    moment(at).ok_or_else(|| {
        let kind = scim::ScimType::InvalidValue;
        Error::from(scim::Error::at(kind, "at", MESSAGE)).into()
    })
}

#[cfg(test)]
mod tests {
    use directory::Moment;

    use super::moment;

    #[test]
    fn an_instant_is_a_time_in_utc_or_a_number() {
        let time = Some(Moment::Time("2026-11-21T02:14:00Z".parse().unwrap()));
        for (text, expected) in [
            ("2026-11-21T02:14", time),
            ("2026-11-21 02:14", time),
            ("2026-11-21T02:14:00", time),
            ("2026-11-21T03:14:00+01:00", time),
            ("17", Some(Moment::Seq(17))),
            ("yesterday", None),
            ("2026-11-31T02:14", None),
        ] {
            assert_eq!(moment(text), expected, "{text}");
        }
    }
}
