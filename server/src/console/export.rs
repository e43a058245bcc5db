//! The audit log as a file.

use app::Page;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use directory::audit::{Format, Operation, Query};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use super::audit::listed;
use super::context::Member;
use super::failure::Failure;
use super::wanted::Strict;
use crate::http::sending;
use crate::state::AppState;

/// `GET /t/<slug>/audit/export?format=ndjson|csv`, with the parameters of the list.
///
/// What cannot be asked is the list's page with the message at its field: a file that held more
/// than was meant would not say so.
pub(super) async fn export(
    State(state): State<AppState>,
    member: Member,
    RawQuery(raw): RawQuery,
) -> Result<Response, Failure> {
    let format = format_of(raw.as_deref().unwrap_or_default())
        .ok_or_else(|| Failure::bad_request("Say format=ndjson or format=csv in the address."))?;
    let asked = Strict::read(raw, "format", member.now);
    if !asked.understood {
        let page = listed(&member, asked.query, None, asked.line, asked.faults).await?;
        return Ok(member.refused(Page::Audit(page)));
    }
    let wanted = asked.wanted;
    let audit = member.directory.audit();
    let place = match state.limits().begin_export(&member.caller) {
        Ok(place) => place,
        Err(error) => {
            let operation = Operation::AuditExport;
            audit.refused(&member.caller, operation, &error).await?;
            return Err(busy(error));
        }
    };
    let name = file_name(member.slug(), &wanted, member.now, format);
    let pieces = audit.export(&member.caller, &wanted, format).await?;
    let kind = match format {
        Format::Ndjson => "application/x-ndjson",
        Format::Csv => "text/csv; charset=utf-8; header=present",
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let mut response = (headers, sending::body(pieces, state.stop(), place)).into_response();
    if let Ok(name) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// Says what is waited for where a tenant has as many exports as it can have.
pub(super) fn busy(error: directory::Error) -> Failure {
    let mut failure = Failure::from(error);
    failure.page.detail = Some(
        "As many exports of this tenant are under way as there can be at once. \
         Wait until one of them has ended."
            .to_owned(),
    );
    failure
}

fn format_of(raw: &str) -> Option<Format> {
    let mut formats = form_urlencoded::parse(raw.as_bytes()).filter(|(name, _)| name == "format");
    let (_, format) = formats.next()?;
    [Format::Ndjson, Format::Csv]
        .into_iter()
        .find(|known| known.as_str() == format)
}

/// Says whose log it is and which stretch of it; slugs and times need no quoting.
fn file_name(slug: &str, wanted: &Query, now: DateTime<Utc>, format: Format) -> String {
    let stamp = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H%MZ").to_string();
    let from = wanted.from.map_or_else(|| "start".to_owned(), stamp);
    let to = stamp(wanted.to.unwrap_or(now));
    format!("rollcall_{slug}_audit_{from}_{to}.{}", format.as_str())
}

#[cfg(test)]
mod tests {
    use directory::audit::{Format, Query};

    use super::{file_name, format_of};

    #[test]
    fn a_file_name_says_whose_log_and_which_stretch_it_is() {
        let at = |text: &str| text.parse().unwrap();
        let query = Query {
            from: Some(at("2026-11-20T00:00:00Z")),
            to: Some(at("2026-11-21T00:00:00Z")),
            ..Query::default()
        };
        let now = at("2026-11-22T10:30:12Z");
        assert_eq!(
            file_name("acme", &query, now, Format::Csv),
            "rollcall_acme_audit_2026-11-20T0000Z_2026-11-21T0000Z.csv"
        );
        assert_eq!(
            file_name("acme", &Query::default(), now, Format::Ndjson),
            "rollcall_acme_audit_start_2026-11-22T1030Z.ndjson"
        );
    }

    #[test]
    fn a_format_is_one_of_two() {
        assert_eq!(format_of("q=x&format=csv"), Some(Format::Csv));
        assert_eq!(format_of("format=ndjson"), Some(Format::Ndjson));
        assert_eq!(format_of("format=xlsx"), None);
        assert_eq!(format_of(""), None);
    }
}
