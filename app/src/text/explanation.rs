//! Why requests of identity providers fail, and what to change. Labels of other products are
//! quoted as their screens show them.

use crate::model::explanation::{Cause, Here, Place, Provider, Section};

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
        Cause::WaySwitchedOff => {
            "The token was sent {way}. That is switched off in this tenant."
        }
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
        Cause::ForgedAccessToken => "The access token was not made here, or was changed on its way.",
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
        Cause::NoAuditScope => "The token may not read the log or the past: that has a scope of its own.",
        Cause::OtherResourceType => "The token is for {type} only.",
        Cause::Suspended => "The tenant is suspended by whoever runs this server.",
        Cause::ToBeDeleted => "The tenant is to be deleted, as one of its owners wanted.",
        Cause::DiscoveryFilter => "Schemas, resource types and the configuration cannot be filtered.",
        Cause::Forbidden => "The sender is known, and may not do this: {detail}",
        Cause::UnknownAddress => {
            "There is nothing at this address: it is not the SCIM base URL with a path behind it."
        }
        Cause::NoSuchResource => {
            "The user or group that was asked for is not here: it was deleted, or is known by another id."
        }
        Cause::UnknownMethod => "{method} is nothing that can be done at this address.",
        Cause::UserNameTaken => "Another user has the userName {value} already, in whatever letter case.",
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
        Cause::ManyOperations => "The bulk request has more operations than are done at once: {detail}",
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
        Cause::NoTarget => "There is nothing where the request wanted to change something: {detail}",
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
        Cause::Sensitive => "Something confidential stands in the address, where others may read it.",
        Cause::Cursor => "The list has changed since its first page was asked for, or the cursor is another list's.",
        Cause::NotOffered => "The standard has this, and Rollcall does not: {detail}",
        Cause::SchemasChanged => "The schemas of this tenant changed while the request was on its way.",
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
        Provider::Other => "In the identity provider",
    }
}

/// What is to be changed in an identity provider, or to be known of it.
pub fn change(place: Place, provider: Provider) -> &'static str {
    match place {
        Place::Token => token(provider),
        Place::Address => address(provider),
        Place::UserName => user_name(provider),
        Place::Attributes => attributes(provider),
        Place::Members => members(provider),
        Place::LookUp => look_up(provider),
        Place::Messages => messages(provider),
        Place::Waiting => waiting(provider),
    }
}

fn token(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Open the app, Provisioning, Integration, Edit. Paste a valid token into Authorization (API Token or OAuth Bearer Token in apps of the catalog), test it, and Save."
        }
        Provider::Entra => {
            "Open the enterprise application, Provisioning, Admin Credentials. Paste a valid token into Secret Token, Test Connection, and save. A job in quarantine goes on after that."
        }
        Provider::OneLogin => {
            "Open the app, Configuration. Paste a valid token into SCIM Bearer Token, press Enable at API Connection, and Save."
        }
        Provider::JumpCloud => {
            "Open the application, Identity Management. Paste a valid token into Token Key, Test Connection, Activate, and Save."
        }
        Provider::Google => {
            "Open the app under Web and mobile apps, Auto-provisioning. Replace the Access token by a valid one."
        }
        Provider::Keycloak => {
            "Open User federation, the scim provider. Choose BEARER as Auth mode, paste a valid token into Auth password/token, and Save."
        }
        Provider::Authentik => {
            "Open Applications, Providers, the SCIM Provider, Edit. Paste a valid token into Token, and save."
        }
        Provider::Other => {
            "Give it a valid token with scope write. It has to send the header Authorization: Bearer, followed by the token."
        }
    }
}

fn address(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Open the app, Provisioning, Integration, Edit. Compare SCIM connector base URL (SCIM 2.0 Base Url in apps of the catalog) with the one under Connect."
        }
        Provider::Entra => {
            "Open the enterprise application, Provisioning, Admin Credentials. Compare Tenant URL with the SCIM base URL under Connect."
        }
        Provider::OneLogin => {
            "Open the app, Configuration. Compare SCIM Base URL with the one under Connect."
        }
        Provider::JumpCloud => {
            "Open the application, Identity Management. Compare Base URL with the SCIM base URL under Connect, and choose SCIM 2.0 as SCIM Version."
        }
        Provider::Google => {
            "Open the app under Web and mobile apps, Auto-provisioning. Compare Endpoint URL with the SCIM base URL under Connect."
        }
        Provider::Keycloak => {
            "Open User federation, the scim provider. Compare SCIM 2.0 endpoint with the SCIM base URL under Connect."
        }
        Provider::Authentik => {
            "Open Applications, Providers, the SCIM Provider, Edit. Compare URL with the SCIM base URL under Connect."
        }
        Provider::Other => {
            "Compare its base URL with the SCIM base URL under Connect, letter by letter."
        }
    }
}

fn user_name(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Open the app, Assignments, and edit the person: the username of the app must be theirs alone. If both are the same person, remove the assignment and assign them again: Okta then finds the user that is here."
        }
        Provider::Entra => {
            "Open Provisioning, Attribute mapping: userName must come from an attribute that differs for everybody, and be the one that objects are matched by. Then use Provision on-demand for the person."
        }
        Provider::OneLogin => {
            "Open the app, Parameters: what is sent as userName must differ for everybody. If both are the same person, remove the app from one of the two users."
        }
        Provider::JumpCloud => {
            "Two of its users have the same name or address as userName. Change one of them, or take it out of the User Groups of the application."
        }
        Provider::Google => {
            "Open Auto-provisioning, the attribute mapping: userName must come from an attribute that differs for everybody, such as the primary e-mail address."
        }
        Provider::Keycloak => {
            "Two of its users have the same username, or one was deleted and made again. Import what is here once with Enable import during sync, or delete the one that is left over."
        }
        Provider::Authentik => {
            "Open the SCIM Provider, User Property Mappings: userName must come from an attribute that differs for everybody."
        }
        Provider::Other => {
            "Give one of the two another userName, or have it look for the user by userName before it creates one."
        }
    }
}

fn attributes(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Open the app, Provisioning, To App, Attribute Mappings. Correct or remove the mapping of the attribute, or the value in the person's profile."
        }
        Provider::Entra => {
            "Open Provisioning, Attribute mapping. Correct or remove the mapping of the attribute, or the value of the person."
        }
        Provider::OneLogin => {
            "Open the app, Configuration, SCIM JSON Template, and Parameters. Correct or remove the attribute there, or the value of the person."
        }
        Provider::JumpCloud => {
            "Open the application, Identity Management, the attribute mapping. Correct or remove the attribute there, or the value of the person."
        }
        Provider::Google => {
            "Open Auto-provisioning, the attribute mapping. Correct or remove the attribute there, or the value of the person."
        }
        Provider::Keycloak => {
            "Open Users, the person, Attributes, and correct the value."
        }
        Provider::Authentik => {
            "Open Customization, Property Mappings, the SCIM mapping in use. Correct or remove the attribute there, or the value of the person."
        }
        Provider::Other => {
            "Correct or remove the mapping of the attribute, or the value of the person."
        }
    }
}

fn members(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Assign the group's people to the app first (Assignments); pushing the group does not. Then open Push Groups, the group, Push now."
        }
        Provider::Entra => {
            "Assign the group's members under Users and groups, and see that they are in scope. Use Provision on-demand for the member, then for the group."
        }
        Provider::OneLogin => {
            "Give the members the app first, and approve what is Pending under Users, Provisioning. Then sync the group again."
        }
        Provider::JumpCloud => {
            "Tick the group in the tab User Groups, and see that its members are active. Then Save."
        }
        Provider::Google => {
            "Take the members into the provisioning scope first. The group follows with the next sync."
        }
        Provider::Keycloak => {
            "Switch Enable user propagation on beside Enable group propagation, and sync the users before the groups."
        }
        Provider::Authentik => {
            "The members must be within the Group of the SCIM Provider, and no service accounts where these are excluded. Then run the sync again."
        }
        Provider::Other => {
            "Have it send the members as users before it sends the group, and no more than 10 000 in one request."
        }
    }
}

fn look_up(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Okta goes by an id that it has kept. Remove the person's assignment and assign them again; for a group, unlink it in Push Groups and push it again."
        }
        Provider::Entra => {
            "Entra goes by an id that it has kept. Use Provision on-demand for the person or group; Restart provisioning makes it look for everybody again."
        }
        Provider::OneLogin => {
            "OneLogin goes by an id that it has kept. Remove the app from the person, and assign it again."
        }
        Provider::JumpCloud => {
            "JumpCloud goes by an id that it has kept. Take the person out of the User Groups of the application, and put them in again."
        }
        Provider::Google => {
            "Google goes by an id that it has kept. Take the person out of the provisioning scope, and into it again."
        }
        Provider::Keycloak => {
            "Keycloak goes by an id that it has kept. Open User federation, the scim provider, and sync again."
        }
        Provider::Authentik => {
            "authentik goes by an id that it has kept. Open the SCIM Provider, and run the sync again."
        }
        Provider::Other => {
            "It goes by an id or version that it has kept. Have it look the user or group up again."
        }
    }
}

fn messages(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Okta has no setting for how it writes this. See what Attribute Mappings makes of it; else send the request id to whoever runs this server."
        }
        Provider::Entra => {
            "Append ?aadOptscim062020 to Tenant URL: Entra then writes operations and values as the standard demands."
        }
        Provider::OneLogin => {
            "Open the app, Configuration, SCIM JSON Template: it must be JSON, with the schemas of SCIM 2.0 and true or false without quotes."
        }
        Provider::JumpCloud => {
            "Choose SCIM 2.0 as SCIM Version. JumpCloud has no other setting for how it writes this: send the request id to whoever runs this server."
        }
        Provider::Google => {
            "Google has no setting for how it writes this. See what the attribute mapping makes of it; else send the request id to whoever runs this server."
        }
        Provider::Keycloak => {
            "Open User federation, the scim provider: choose application/scim+json as Endpoint content type, and try the other setting of Use PATCH."
        }
        Provider::Authentik => {
            "Open the SCIM Provider, Edit: choose Default as Compatibility Mode. See what the property mappings make of it."
        }
        Provider::Other => {
            "Correct what it sends, or send the request id to whoever runs this server."
        }
    }
}

fn waiting(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => "Nothing is to be changed. Okta waits for as long as it was told, and sends it again.",
        Provider::Entra => "Nothing is to be changed. Entra tries again in its next cycle, about every 40 minutes.",
        Provider::OneLogin => {
            "Nothing is to be changed. What failed can be sent again under Users, Provisioning."
        }
        Provider::Google => "Nothing is to be changed. Google tries again with its next sync, every few hours.",
        Provider::Keycloak => {
            "Nothing is to be changed. Open User federation, the scim provider, and sync again later."
        }
        Provider::Authentik => {
            "Nothing is to be changed. authentik tries again with its next sync; it can be run at once, too."
        }
        Provider::JumpCloud | Provider::Other => {
            "Nothing is to be changed. The request has to be sent again later."
        }
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
