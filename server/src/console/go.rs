//! What a few words find: the command palette, and its page for those without script.

use app::Page;
use app::model::event::EventRow;
use app::model::go::{Find, GoPage};
use axum::extract::RawQuery;
use axum::response::{Html, IntoResponse, Response};
use directory::Permission;
use directory::audit::Query;
use directory::view::Lookup;

use super::context::{Member, Signed};
use super::event;
use super::failure::Failure;

/// Nobody types a longer name, and no id is longer.
const LONGEST: usize = 200;
/// Shorter texts are no id of a request.
const SHORTEST_ID: usize = 8;

/// `GET /t/<slug>/go?q=…`; with `part=finds` what was found alone, for the palette.
pub(super) async fn show(member: Member, RawQuery(raw): RawQuery) -> Result<Response, Failure> {
    let raw = raw.unwrap_or_default();
    let page = find(&member, text(&raw, "q")).await?;
    if text(&raw, "part") == "finds" {
        return Ok(Html(app::render_finds(member.slug(), page)).into_response());
    }
    Ok(member.page(Page::Go(page)))
}

/// `GET /help/shortcuts`
pub(super) async fn shortcuts(signed: Signed) -> Response {
    signed.page(Page::Shortcuts)
}

/// The first value of a name, of what can be typed.
fn text(raw: &str, name: &str) -> String {
    let mut pairs = form_urlencoded::parse(raw.as_bytes());
    let value = pairs.find(|(given, _)| given == name);
    let value = value.map_or_else(String::new, |(_, value)| value.into_owned());
    let typed = value.trim().chars().filter(|c| !c.is_control());
    typed.take(LONGEST).collect()
}

async fn find(member: &Member, q: String) -> Result<GoPage, Failure> {
    let view = member.directory.view();
    let Lookup {
        users,
        groups,
        tokens,
    } = view.lookup(&member.caller, &q).await?;
    let users = users.into_iter().map(|(user, name)| Find {
        id: user.id.to_string(),
        name: name.unwrap_or_else(|| user.user_name.clone()),
        detail: user.user_name,
    });
    let groups = groups.into_iter().map(|group| Find {
        id: group.id.to_string(),
        name: group.display_name,
        detail: group.external_id.unwrap_or_default(),
    });
    let tokens = tokens.into_iter().map(|token| Find {
        id: token.id.to_string(),
        name: token.name,
        detail: token.prefix,
    });
    Ok(GoPage {
        users: users.collect(),
        groups: groups.collect(),
        tokens: tokens.collect(),
        event: event_of(member, &q).await?,
        request: has_request(member, &q).await?,
        q,
    })
}

async fn event_of(member: &Member, id: &str) -> Result<Option<EventRow>, Failure> {
    if !member.caller.may(Permission::ReadAudit) {
        return Ok(None);
    }
    match member.directory.audit().event(&member.caller, id).await {
        Ok(found) => Ok(event::rows(&[found], member.now).pop()),
        Err(directory::Error::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn has_request(member: &Member, id: &str) -> Result<bool, Failure> {
    let may_be = id.len() >= SHORTEST_ID && !id.contains(char::is_whitespace);
    if !may_be || !member.caller.may(Permission::ReadAudit) {
        return Ok(false);
    }
    let query = Query {
        request_id: Some(id.to_owned()),
        reads: true,
        limit: 1,
        ..Query::default()
    };
    let audit = member.directory.audit();
    let page = audit.list(&member.caller, &query).await?;
    Ok(!page.events.is_empty())
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn what_is_asked_for_is_a_line_of_text_of_bounded_length() {
        for (raw, expected) in [
            ("q=+ada%20l+", "ada l"),
            ("x=1&q=a%00%0Ab&q=second", "ab"),
            ("", ""),
            ("q", ""),
        ] {
            assert_eq!(text(raw, "q"), expected, "{raw}");
        }
        assert_eq!(
            text(&format!("q={}", "é".repeat(900)), "q").chars().count(),
            200
        );
    }
}
