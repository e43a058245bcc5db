//! `rollcall token list`

use directory::tokens::{Token, TokenState};
use directory::{Caller, Directory, Kind};
use serde_json::{Value, json};

use crate::cli::failure::Failure;
use crate::cli::terminal;

/// Prints all tokens of the caller's tenant, as a table or as JSON.
pub(super) async fn print(
    directory: &Directory,
    caller: &Caller,
    as_json: bool,
) -> Result<(), Failure> {
    let tokens = directory.tokens().list(caller).await?;
    let state = |token: &Token| match token.state(directory.now()) {
        TokenState::Live => "live",
        TokenState::Expired => "expired",
        TokenState::Revoked => "revoked",
    };
    if as_json {
        let all: Vec<Value> = tokens
            .iter()
            .map(|token| object(token, state(token)))
            .collect();
        return Ok(terminal::print(&format!("{:#}", Value::from(all)))?);
    }
    let rows: Vec<_> = tokens
        .iter()
        .map(|token| row(token, state(token)))
        .collect();
    let head = ["NAME", "STATE", "SCOPE", "TOKEN", "EXPIRES", "LAST USED"];
    Ok(terminal::print_all(terminal::table(head, &rows))?)
}

fn row(token: &Token, state: &str) -> [String; 6] {
    let time = |time: Option<chrono::DateTime<chrono::Utc>>, none: &str| {
        time.map_or_else(
            || none.to_owned(),
            |time| time.format("%Y-%m-%d %H:%M UTC").to_string(),
        )
    };
    [
        token.name.clone(),
        state.to_owned(),
        token.scope.to_string(),
        format!("{}…{}", token.prefix, token.last_four),
        time(token.ends_at(), "never"),
        time(token.last_used_at, "never"),
    ]
}

fn object(token: &Token, state: &str) -> Value {
    json!({
        "id": token.id.to_string(),
        "name": token.name,
        "state": state,
        "scope": token.scope.as_str(),
        "resource_type": token.only.map(Kind::as_str),
        "prefix": token.prefix,
        "last_four": token.last_four,
        "allow_cidrs": token.allow.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "created_at": token.created_at,
        "created_by": token.created_by,
        "expires_at": token.expires_at,
        "overlap_ends_at": token.overlap_ends_at,
        "revoked_at": token.revoked_at,
        "last_used_at": token.last_used_at,
        "last_used_ip": token.last_used_ip,
        "last_used_agent": token.last_used_agent,
        "use_count": token.use_count,
    })
}
