//! The audit log as a file.

use app::Page;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use directory::audit::{Format, Operation, Query, Shape};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use super::audit::listed;
use super::context::Member;
use super::failure::Failure;
use super::wanted::Strict;
use crate::http::sending;
use crate::state::AppState;

/// `GET /t/<slug>/audit/export?format=ndjson|csv[&shape=changes]`, with the parameters of the list.
///
/// What cannot be asked is the list's page with the message at its field: a file that held more
/// than was meant would not say so.
pub(super) async fn export(
    State(state): State<AppState>,
    member: Member,
    RawQuery(raw): RawQuery,
) -> Result<Response, Failure> {
    let format = format_of(raw.as_deref().unwrap_or_default()).ok_or_else(|| {
        Failure::bad_request(
            "Say format=ndjson, format=csv or format=csv&shape=changes in the address.",
        )
    })?;
    let asked = Strict::read(raw, &["format", "shape"], member.now);
    if !asked.understood {
        let _turn = state.limits().admit_list(&member.caller).await?;
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
    let most = Some(state.most_exported());
    let pieces = audit.export(&member.caller, &wanted, format, most).await?;
    let kind = match format {
        Format::Ndjson => "application/x-ndjson",
        Format::Csv(_) => "text/csv; charset=utf-8; header=present",
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
    let first = |name: &str| {
        let mut pairs = form_urlencoded::parse(raw.as_bytes());
        let found = pairs.find(|(given, _)| given == name);
        found.map_or_else(String::new, |(_, value)| value.into_owned())
    };
    match (first("format").as_str(), first("shape").as_str()) {
        ("ndjson", "") => Some(Format::Ndjson),
        ("csv", "" | "events") => Some(Format::Csv(Shape::Events)),
        ("csv", "changes") => Some(Format::Csv(Shape::Changes)),
        _ => None,
    }
}

/// Says whose log it is and which stretch of it; slugs and times need no quoting.
fn file_name(slug: &str, wanted: &Query, now: DateTime<Utc>, format: Format) -> String {
    let stamp = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H%MZ").to_string();
    let from = wanted.from.map_or_else(|| "start".to_owned(), stamp);
    let to = stamp(wanted.to.unwrap_or(now));
    let what = match format {
        Format::Csv(Shape::Changes) => "changes",
        _ => "audit",
    };
    format!("rollcall_{slug}_{what}_{from}_{to}.{}", format.as_str())
}

#[cfg(test)]
mod tests {
    use directory::audit::{Format, Query, Shape};

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
            file_name("acme", &query, now, Format::Csv(Shape::Events)),
            "rollcall_acme_audit_2026-11-20T0000Z_2026-11-21T0000Z.csv"
        );
        assert_eq!(
            file_name("acme", &Query::default(), now, Format::Ndjson),
            "rollcall_acme_audit_start_2026-11-22T1030Z.ndjson"
        );
    }

    #[test]
    fn a_format_is_one_of_two_and_a_table_has_one_of_two_shapes() {
        for (raw, format) in [
            ("q=x&format=csv", Some(Format::Csv(Shape::Events))),
            ("format=csv&shape=events", Some(Format::Csv(Shape::Events))),
            (
                "shape=changes&format=csv",
                Some(Format::Csv(Shape::Changes)),
            ),
            ("format=ndjson", Some(Format::Ndjson)),
            ("format=ndjson&shape=changes", None),
            ("format=csv&shape=round", None),
            ("format=xlsx", None),
            ("", None),
        ] {
            assert_eq!(format_of(raw), format, "{raw}");
        }
    }
}
