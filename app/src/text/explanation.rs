//! Why requests of identity providers fail, and what to change. Labels of other products are
//! quoted as their screens show them.

mod change;

use crate::model::connect::Provider;
use crate::model::explanation::{Cause, Here, Section};

pub use change::change;

pub const TITLE: &str = "Why it failed";
pub const CAUSE: &str = "Cause";
pub const STANDARD: &str = "In the standard";
pub const HERE: &str = "In Rollcall";

/// The cause, with `{names}` for the event's own values.
#[expect(clippy::too_many_lines, reason = "one arm for each cause")]
pub fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::NoAccessToken => {
            "An OAuth client asked for an access token and was given none: {detail}"
        }
        Cause::NoCredential => "The request came without a token.",
        Cause::Credential => "The token was refused: {detail}",
        Cause::UnknownScheme => {
            "The token was sent under another name than Bearer, in a way that nobody knows."
        }
        Cause::WaySwitchedOff => "The token was sent {way}. That is switched off in this tenant.",
        Cause::NoToken => {
            "What was sent as the token is none of Rollcall's: something else was pasted."
        }
        Cause::MistypedToken => {
            "The token was mistyped or cut off when it was pasted: its checksum is wrong."
        }
        Cause::UnknownToken => "The token is well-formed, and nobody knows it here.",
        Cause::OtherTenant => {
            "The token belongs to another tenant than the one that the address names."
        }
        Cause::ExpiredToken => "The token expired on {day}.",
        Cause::ReplacedToken => {
            "The token was replaced by another one, and ended on {day}: the old one is still being sent."
        }
        Cause::RevokedToken => "The token was revoked on {day}.",
        Cause::ForgedAccessToken => {
            "The access token was not made here, or was changed on its way."
        }
        Cause::EndedAccessToken => {
            "The access token ended at {moment}, and no new one was asked for."
        }
        Cause::UnknownClient => "The access token names an OAuth client that is not here any more.",
        Cause::ExpiredClient => "The OAuth client expired, and its access tokens with it.",
        Cause::RevokedClient => "The OAuth client was revoked, and its access tokens with it.",
        Cause::AddressRefused => {
            "The request came from an address that the token may not be used from."
        }
        Cause::ReadingToken => "The request wanted to write, and its token may only read.",
        Cause::OtherScope => "The token is not for SCIM: it was issued for something else.",
        Cause::NoAuditScope => {
            "The token may not read the log or the past: that has a scope of its own."
        }
        Cause::OtherResourceType => "The token is for {type} only.",
        Cause::Suspended => "The tenant is suspended by whoever runs this server.",
        Cause::ToBeDeleted => "The tenant is to be deleted, as one of its owners wanted.",
        Cause::DiscoveryFilter => {
            "Schemas, resource types and the configuration cannot be filtered."
        }
        Cause::Forbidden => "The sender is known, and may not do this: {detail}",
        Cause::UnknownAddress => {
            "There is nothing at this address: it is not the SCIM base URL with a path behind it."
        }
        Cause::NoSuchResource => {
            "The user or group that was asked for is not here: it was deleted, or is known by another id."
        }
        Cause::UnknownMethod => "{method} is nothing that can be done at this address.",
        Cause::UserNameTaken => {
            "Another user has the userName {value} already, in whatever letter case."
        }
        Cause::ValueTaken => {
            "{attribute} must be unique, and another user or group has the value that was sent."
        }
        Cause::ComesBack => {
            "The user was deleted and comes back under the old id, to which other operations of the request cannot refer."
        }
        Cause::Taken => "Something that must be unique is taken: {detail}",
        Cause::Unresolved => {
            "An operation of a bulk request refers to another one that is not there, or was refused: {detail}"
        }
        Cause::VersionChanged => {
            "Somebody changed it in the meantime: its version is not the one that the request was meant for."
        }
        Cause::ManyOperations => {
            "The bulk request has more operations than are done at once: {detail}"
        }
        Cause::LargeBody => "The request is larger than is taken: {detail}",
        Cause::LargeHead => "The address or the headers of the request are longer than is taken.",
        Cause::SlowBody => "The request was not complete in time: {detail}",
        Cause::TooFast => "More was sent at once than is taken: {detail}",
        Cause::MediaType => "The body was not announced as JSON: {detail}",
        Cause::Strict => {
            "The settings of this tenant are strict, and the message is not quite what the standard demands: {demand}"
        }
        Cause::Filter => "The filter cannot be understood: {detail}",
        Cause::ManyMembers => "More members are named than one request may name: {detail}",
        Cause::TooMuch => "The request is more work than is done for one: {detail}",
        Cause::NoBody => "The request came without a body.",
        Cause::BrokenBody => "The body of the request broke off.",
        Cause::NoJson => "The body of the request is no JSON: {detail}",
        Cause::Syntax => "The message does not have the form that it should have: {detail}",
        Cause::UnknownAttribute => "A {type} has no attribute {attribute}: no schema defines it.",
        Cause::Path => "The path of an operation cannot be understood: {detail}",
        Cause::NoMatch => "The request wanted to replace {path}, and there is no such value.",
        Cause::NoTarget => {
            "There is nothing where the request wanted to change something: {detail}"
        }
        Cause::ReadOnly => "{attribute} is decided here: nobody can send it.",
        Cause::Immutable => "{attribute} has a value that cannot change any more.",
        Cause::Mutability => "An attribute was to change that cannot: {detail}",
        Cause::UnknownMember => {
            "The member {member} is no user or group of this tenant: it was never sent, or was deleted."
        }
        Cause::VanishedMember => "A member was deleted at the very moment at which it was added.",
        Cause::Parameter => "A parameter of the address cannot be used: {detail}",
        Cause::Parameters => "Parameters of the address exclude each other, or are none: {detail}",
        Cause::Sorting => "The list cannot be sorted in that way: {detail}",
        Cause::Past => "The past can be read alone, and not in this way: {detail}",
        Cause::Required => "{attribute} is missing, and nothing can be without it.",
        Cause::TooLong => "{attribute} is longer than {limit} characters.",
        Cause::ManyValues => "{attribute} has more than {limit} values.",
        Cause::ManyPatches => "One PATCH has more than {limit} operations.",
        Cause::ControlCharacter => "A value has a character that no text should have: {detail}",
        Cause::LargeResource => "The user or group holds more text than is kept of one.",
        Cause::WrongType => "{attribute} must be {wanted}, and {found} was sent.",
        Cause::Value => "A value does not fit its attribute: {detail}",
        Cause::Version => "The request asks for another version of SCIM than 2.0.",
        Cause::Sensitive => {
            "Something confidential stands in the address, where others may read it."
        }
        Cause::Cursor => {
            "The list has changed since its first page was asked for, or the cursor is another list's."
        }
        Cause::NotOffered => "The standard has this, and Rollcall does not: {detail}",
        Cause::SchemasChanged => {
            "The schemas of this tenant changed while the request was on its way."
        }
        Cause::OutOfTime => "The bulk request took too long: this operation was not begun.",
        Cause::Unavailable => "The database did not answer.",
        Cause::NoSpace => "The server has no space left.",
        Cause::Fault => "The server failed. The request id leads to the cause in its log.",
        Cause::Unknown => "The request was refused: {detail}",
    }
}

/// Before what is to be changed there.
pub fn there(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => "In Okta",
        Provider::Entra => "In Microsoft Entra ID",
        Provider::OneLogin => "In OneLogin",
        Provider::JumpCloud => "In JumpCloud",
        Provider::Google => "In Google Workspace",
        Provider::Keycloak => "In Keycloak",
        Provider::Authentik => "In authentik",
        Provider::Generic => "In the identity provider",
    }
}

/// What is to be done in this console.
pub fn here(here: Here) -> &'static str {
    match here {
        Here::Tokens => "Issue or rotate a token",
        Here::Clients => "See the OAuth clients",
        Here::Settings => "See how SCIM behaves",
        Here::Schemas => "See the schemas",
        Here::Deletion => "Take the deletion back",
    }
}

pub fn section(section: Section) -> String {
    format!("RFC {}, section {}", section.rfc, section.section)
}

pub fn section_link(section: Section) -> String {
    format!(
        "https://www.rfc-editor.org/rfc/rfc{}#section-{}",
        section.rfc, section.section
    )
}
