//! The request of an event again: as a command, and in the logs of others.

use crate::model::curl::Lack;
use crate::model::elsewhere::ProviderLog;

pub const AS_CURL: &str = "As curl command";
pub const CURL_HINT: &str =
    "Sending it again does it again. Put the secret of a token into the variable TOKEN first.";

pub const TITLE: &str = "In other logs";
pub const SERVER_LOG: &str = "Log of this server";
pub const SERVER_LOG_HINT: &str = "Search for the request id:";
pub const COPY_REQUEST_ID: &str = "Copy request id";
pub const COPY_SEARCH: &str = "Copy search";

pub fn lack(lack: Lack) -> &'static str {
    match lack {
        Lack::Redacted => {
            "Values that were struck out before storage stand as ••• in it. Put them in again."
        }
        Lack::Omitted => "The body was too large to be kept: the command is without it.",
        Lack::NotKept => "The body is no longer kept: the command is without it.",
        Lack::NoBody => "No body is stored: the command is without one.",
        Lack::Bulk => {
            "It was one operation of a bulk request. The command sends this one by itself."
        }
    }
}

pub fn log(log: ProviderLog) -> &'static str {
    match log {
        ProviderLog::Okta => "Okta System Log",
        ProviderLog::Entra => "Microsoft Entra provisioning logs",
    }
}

pub fn log_hint(log: ProviderLog, from: &str, to: &str) -> String {
    let sentence = match log {
        ProviderLog::Okta => "From {from} to {to} UTC, search for:",
        ProviderLog::Entra => "From {from} to {to} UTC, add a filter by Identity:",
    };
    sentence.replace("{from}", from).replace("{to}", to)
}
