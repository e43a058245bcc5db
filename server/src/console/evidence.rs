//! The evidence pack: the form that asks for its range, and the archive.

use app::Page;
use app::model::FieldError;
use app::model::evidence::EvidencePage;
use app::text::evidence as text;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};
use directory::audit::Operation;
use directory::audit::evidence::Span;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use super::context::{Member, MemberForm};
use super::export::busy;
use super::failure::Failure;
use super::forms::field_errors;
use super::wanted::moment;
use crate::http::sending;
use crate::state::AppState;

/// `GET /t/<slug>/audit/evidence`: the form, with the last month in it.
pub(super) async fn offer(member: Member) -> Result<Response, Failure> {
    let (from, to) = last_month(member.now);
    let page = page(&member, from, to, Vec::new())?;
    Ok(member.page(Page::Evidence(page)))
}

/// `POST /t/<slug>/audit/evidence`: the archive, or the form with what is wrong about the range.
pub(super) async fn make(
    State(state): State<AppState>,
    form: MemberForm,
) -> Result<Response, Failure> {
    let MemberForm { member, fields } = form;
    let (from, to) = (fields.text("from"), fields.text("to"));
    let span = match span(&from, &to, member.now)? {
        Ok(span) => span,
        Err(errors) => {
            let page = page(&member, from, to, errors)?;
            return Ok(member.refused(Page::Evidence(page)));
        }
    };
    let audit = member.directory.audit();
    let place = match state.limits().begin_export(&member.caller) {
        Ok(place) => place,
        Err(error) => {
            let operation = Operation::AuditEvidence;
            audit.refused(&member.caller, operation, &error).await?;
            return Err(busy(error));
        }
    };
    let pieces = audit.evidence(&member.caller, span).await?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let mut response = (headers, sending::body(pieces, state.stop(), place)).into_response();
    let name = span.file_name(member.slug());
    if let Ok(name) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn page(
    member: &Member,
    from: String,
    to: String,
    errors: Vec<FieldError>,
) -> Result<EvidencePage, Failure> {
    let key = member.directory.audit().public_key(&member.caller)?;
    Ok(EvidencePage {
        from,
        to,
        key,
        errors,
    })
}

/// The span of what was typed, or what is wrong about it.
fn span(
    from: &str,
    to: &str,
    now: DateTime<Utc>,
) -> Result<Result<Span, Vec<FieldError>>, Failure> {
    let mut errors = Vec::new();
    let mut read = |field, text: &str, message| match instant(text) {
        _ if text.is_empty() => None,
        Some(instant) => Some(instant),
        None => {
            errors.push(FieldError::new(field, message));
            None
        }
    };
    let (from, to) = (
        read("from", from, text::WRONG_FROM),
        read("to", to, text::WRONG_TO),
    );
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    match Span::new(from, to, now) {
        Ok(span) => Ok(Ok(span)),
        Err(error) => field_errors(error).map(Err),
    }
}

/// The begin of a day in UTC, or a time as the audit log takes it.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    match text.parse::<NaiveDate>() {
        Ok(day) => Some(day.and_time(NaiveTime::MIN).and_utc()),
        Err(_) => moment(text),
    }
}

/// The first days of the last month and of this one.
fn last_month(now: DateTime<Utc>) -> (String, String) {
    let today = now.date_naive();
    let this = today.with_day(1).unwrap_or(today);
    let last = this.checked_sub_months(Months::new(1)).unwrap_or(this);
    (last.to_string(), this.to_string())
}

#[cfg(test)]
mod tests {
    use super::{instant, last_month, span};

    #[test]
    fn a_bound_is_a_day_or_an_instant() {
        for (text, expected) in [
            ("2026-11-01", Some("2026-11-01T00:00:00+00:00")),
            ("2026-11-01T08:30", Some("2026-11-01T08:30:00+00:00")),
            (
                "2026-11-01T08:30:00+02:00",
                Some("2026-11-01T06:30:00+00:00"),
            ),
            ("2026-02-30", None),
            ("yesterday", None),
        ] {
            let read = instant(text).map(|at| at.to_rfc3339());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_about_a_range_is_told_at_its_field() {
        let now = "2026-11-26T10:00:00Z".parse().unwrap();
        for (from, to, expected) in [
            ("", "", vec![]),
            ("2026-11-01", "2026-12-01", vec![]),
            ("soon", "later", vec!["from", "to"]),
            ("2026-11-02", "2026-11-01", vec!["to"]),
            ("2026-12-01", "", vec!["from"]),
        ] {
            let told = span(from, to, now).ok().unwrap();
            let told = told.err().unwrap_or_default();
            let fields: Vec<_> = told.iter().map(|error| error.field).collect();
            assert_eq!(fields, expected, "{from} {to}");
        }
    }

    #[test]
    fn the_form_offers_the_last_month() {
        let now = "2026-01-31T10:00:00Z".parse().unwrap();
        let expected = ("2025-12-01".to_owned(), "2026-01-01".to_owned());
        assert_eq!(last_month(now), expected);
    }
}
