//! Where secret scanners tell of token secrets that they found.
//!
//! A report is an array of objects with `token`, and `url` and `type` where they are known; the
//! answer says of each whether it was a token of this server, as a scanner's partners do.

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use directory::Channel;
use directory::tokens::leak::{self, Found, MAX_REPORTED};
use http::StatusCode;
use http::header::CACHE_CONTROL;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::failure::{of, problem};
use crate::http::arrival;
use crate::state::AppState;

/// A report's body at most.
const LARGEST: usize = 256 * 1024;

#[derive(Deserialize)]
struct Reported {
    token: String,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

/// What became of one: named by its hash, so that no answer repeats a secret.
#[derive(Serialize)]
struct Verdict {
    /// Hexadecimal SHA-256 of the reported text.
    token_hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<String>,
    /// `true_positive` for a secret that was issued here; it works no longer.
    label: &'static str,
}

/// `POST /.well-known/leaked-tokens`
pub(super) async fn report(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST).await else {
        let detail = format!("Send {} KiB at most.", LARGEST / 1024);
        return problem(StatusCode::PAYLOAD_TOO_LARGE, &detail);
    };
    let Ok(reported) = serde_json::from_slice::<Vec<Reported>>(&body) else {
        let detail = "Send a JSON array of objects with the member token, a string.";
        return problem(StatusCode::BAD_REQUEST, detail);
    };
    if reported.len() > MAX_REPORTED {
        let detail = format!("Send {MAX_REPORTED} secrets at most in one report.");
        return problem(StatusCode::PAYLOAD_TOO_LARGE, &detail);
    }
    let found: Vec<Found> = reported
        .iter()
        .map(|reported| Found {
            secret: SecretString::from(reported.token.as_str()),
            place: reported.url.clone(),
        })
        .collect();
    // A report is not of a tenant: its path says nothing that an event would need.
    let request = arrival::describe(&parts, Channel::Scim);
    let tokens = state.directory().tokens();
    match tokens.report_leaked(&found, &request).await {
        Ok(known) => {
            let verdicts = reported.into_iter().zip(known).map(Verdict::of);
            let verdicts: Vec<_> = verdicts.collect();
            ([(CACHE_CONTROL, "no-store")], Json(verdicts)).into_response()
        }
        Err(error) => of(&error),
    }
}

impl Verdict {
    fn of((reported, verdict): (Reported, leak::Verdict)) -> Self {
        Self {
            token_hash: verdict.hash,
            token_type: reported.kind.map(|kind| kind.chars().take(100).collect()),
            label: if verdict.known {
                "true_positive"
            } else {
                "false_positive"
            },
        }
    }
}
