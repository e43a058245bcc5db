//! Users, groups and members of a group as files: all that their lists find.

use app::Page;
use app::model::FieldError;
use app::model::group::GroupMembersPage;
use app::model::query::{GroupsQuery, MembersQuery, UsersQuery};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use directory::Kind;
use directory::audit::Operation;
use directory::view::{Format, Wanted};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use super::context::Member;
use super::export::busy;
use super::failure::Failure;
use super::query::Asked;
use super::{groups, then, user_list};
use crate::http::sending;
use crate::state::AppState;

/// `GET /t/<slug>/users/export?format=csv|ndjson`, with the parameters of the list.
///
/// What cannot be asked is the list's page with the message at its field: a file that held more
/// than was meant would not say so.
pub(super) async fn users(
    State(state): State<AppState>,
    member: Member,
    RawQuery(raw): RawQuery,
) -> Result<Response, Failure> {
    let format = read(raw.as_deref(), &UsersQuery::NAMES)?;
    let (page, understood) = user_list::listed(&member, Asked::read(raw)).await?;
    if !understood || !page.errors.is_empty() {
        return Ok(member.refused(Page::Users(page)));
    }
    let query = page.query;
    let wanted = if query.filter.is_empty() && query.at.is_empty() {
        Wanted::Listed(Kind::User, user_list::listing(&query, None))
    } else {
        Wanted::Filtered(
            Kind::User,
            user_list::filter(&member, &query),
            instant(&query.at)?,
        )
    };
    send(&state, &member, wanted, format, "users").await
}

/// `GET /t/<slug>/groups/export?format=csv|ndjson`, with the parameters of the list.
pub(super) async fn groups(
    State(state): State<AppState>,
    member: Member,
    RawQuery(raw): RawQuery,
) -> Result<Response, Failure> {
    let format = read(raw.as_deref(), &GroupsQuery::NAMES)?;
    let (page, understood) = groups::listed(&member, Asked::read(raw)).await?;
    if !understood || !page.errors.is_empty() {
        return Ok(member.refused(Page::Groups(page)));
    }
    let query = page.query;
    let wanted = if query.filter.is_empty() && query.at.is_empty() {
        Wanted::Listed(Kind::Group, groups::listing(&query, None))
    } else {
        let filter = (!query.filter.is_empty()).then_some(query.filter);
        Wanted::Filtered(Kind::Group, filter, instant(&query.at)?)
    };
    send(&state, &member, wanted, format, "groups").await
}

/// `GET /t/<slug>/groups/<id>/members/export?format=csv|ndjson`, with the parameters of the list.
pub(super) async fn members(
    State(state): State<AppState>,
    member: Member,
    RawQuery(raw): RawQuery,
) -> Result<Response, Failure> {
    let format = read(raw.as_deref(), &MembersQuery::NAMES)?;
    let (page, understood) = groups::members_listed(&member, Asked::read(raw)).await?;
    if !understood {
        return Ok(member.refused(Page::GroupMembers(page)));
    }
    let GroupMembersPage { header, query, .. } = page;
    let search = (!query.q.is_empty()).then_some(query.q);
    let what = format!("members-of-{}", header.id);
    let wanted = Wanted::Members(header.id, search);
    send(&state, &member, wanted, format, &what).await
}

async fn send(
    state: &AppState,
    member: &Member,
    wanted: Wanted,
    format: Format,
    what: &str,
) -> Result<Response, Failure> {
    let place = match state.limits().begin_export(&member.caller) {
        Ok(place) => place,
        Err(error) => {
            let (audit, operation) = (member.directory.audit(), Operation::DirectoryExport);
            audit.refused(&member.caller, operation, &error).await?;
            return Err(busy(error));
        }
    };
    let (view, most) = (member.directory.view(), state.most_exported());
    let pieces = view.export(&member.caller, wanted, format, most).await?;
    let kind = match format {
        Format::Ndjson => "application/x-ndjson",
        Format::Csv => "text/csv; charset=utf-8; header=present",
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let mut response = (headers, sending::body(pieces, state.stop(), place)).into_response();
    let (slug, now) = (member.slug(), member.now.format("%Y-%m-%dT%H%MZ"));
    let name = format!("rollcall_{slug}_{what}_{now}.{}", format.as_str());
    if let Ok(name) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The format that is asked for; a name that the list does not know, or that is given twice, is
/// refused.
fn read(raw: Option<&str>, known: &[&str]) -> Result<Format, Failure> {
    let (mut format, mut seen) = (None, Vec::new());
    for (name, value) in form_urlencoded::parse(raw.unwrap_or_default().as_bytes()) {
        let again = name != "col" && seen.contains(&name);
        match (&*name, &*value) {
            ("format", "csv") if !again => format = Some(Format::Csv),
            ("format", "ndjson") if !again => format = Some(Format::Ndjson),
            ("format", _) => return Err(unknown_format()),
            // A field that was left empty says nothing.
            (name, value) if (!known.contains(&name) || again) && !value.trim().is_empty() => {
                let detail = format!(
                    "The address has {name:?}, which is no parameter of this list, or is given twice."
                );
                return Err(Failure::bad_request(&detail));
            }
            _ => {}
        }
        seen.push(name);
    }
    format.ok_or_else(unknown_format)
}

fn unknown_format() -> Failure {
    Failure::bad_request("Say format=csv or format=ndjson in the address.")
}

/// The instant of a list that was understood.
fn instant(at: &str) -> Result<Option<directory::Moment>, Failure> {
    then::asked(at).map_err(|error: FieldError| Failure::bad_request(&error.message))
}

#[cfg(test)]
mod tests {
    use directory::view::Format;

    use super::read;

    #[test]
    fn every_word_of_the_address_counts() {
        for (raw, expected) in [
            ("format=csv", Some(Format::Csv)),
            ("q=x&format=ndjson&active=", Some(Format::Ndjson)),
            ("", None),
            ("format=xlsx", None),
            ("format=csv&format=csv", None),
            ("format=csv&q=a&q=b", None),
            ("format=csv&qq=a", None),
            ("format=csv&qq=", Some(Format::Csv)),
        ] {
            assert_eq!(read(Some(raw), &["q", "active"]).ok(), expected, "{raw}");
        }
    }
}
