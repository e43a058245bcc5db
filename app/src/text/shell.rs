//! The frame around every page.

use crate::model::{Flash, Theme};

pub const SKIP_TO_CONTENT: &str = "Skip to content";
pub const SKIP_TO_RESULTS: &str = "Skip to results";
pub const NAVIGATION: &str = "Console";
pub const BREADCRUMB: &str = "Breadcrumb";
pub const MENU: &str = "Menu";
pub const CONNECTION: &str = "Connection";
pub const DELETION: &str = "See or cancel the deletion";
pub const SUSPENDED: &str = "This tenant is suspended: everything can be read and nothing changed, until whoever runs this server resumes it.";
pub const INSECURE: &str = "Not encrypted: local use only";

pub const OVERVIEW: &str = "Overview";
pub const USERS: &str = "Users";
pub const GROUPS: &str = "Groups";
pub const AUDIT: &str = "Audit log";
pub const CONNECT: &str = "Connect";
/// What the dot at [`CONNECT`] says.
pub const NOTHING_YET: &str = "nothing has been provisioned yet";
pub const MEMBERS: &str = "Members";
pub const TOKENS: &str = "Tokens";
pub const SETTINGS: &str = "Settings";
pub const ACCOUNT: &str = "Your account";
pub const SWITCH_TENANT: &str = "Switch tenant";
pub const SIGN_OUT: &str = "Sign out";
pub const THEME: &str = "Theme";
pub const SERVER_TIME: &str = "Server time";
pub const REQUEST: &str = "Request";
/// Of a zone whose name is not known yet.
pub const TO_LOCAL: &str = "switch to local time";
pub const PERMALINK: &str = "Permalink";

/// The way to another time zone, by the IANA name of the present one.
pub fn time_zone(name: Option<&str>) -> String {
    "Time zone: {name}".replace("{name}", name.unwrap_or(super::UTC))
}

/// The way from one zone to another, by its IANA name.
pub fn to_zone(name: &str) -> String {
    "switch to {name}".replace("{name}", name)
}

/// When a page on paper was made.
pub fn printed(utc: &str) -> String {
    "Generated {utc} UTC".replace("{utc}", utc)
}

pub fn account_of(email: &str) -> String {
    "Account of {email}".replace("{email}", email)
}

pub fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "System",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    }
}

pub fn version(version: &str) -> String {
    "Rollcall {version}".replace("{version}", version)
}

/// The banner of a tenant that is to be deleted; `{at}` is when.
pub const TO_BE_DELETED: &str =
    "This tenant will be deleted at {at}. Until then everything can be read, and nothing changed.";

/// The banner after a redirect, with the next step where there is one.
#[expect(
    clippy::too_many_lines,
    reason = "one arm for each banner, and none without words"
)]
pub fn flash(flash: &Flash) -> String {
    match flash {
        Flash::OwnerCreated { tenant } => {
            "{tenant} is set up and you are its owner. Next: connect your identity provider."
                .replace("{tenant}", tenant)
        }
        Flash::Joined { tenant } => "You are now a member of {tenant}.".replace("{tenant}", tenant),
        Flash::SchemaRegistered { urn } => "{urn} is registered.".replace("{urn}", urn),
        Flash::SchemaUpdated { urn } => "{urn} is updated.".replace("{urn}", urn),
        Flash::SchemaUnchanged { urn } => {
            "{urn} was registered just so already; nothing changed.".replace("{urn}", urn)
        }
        Flash::SchemaRemoved { urn, values: 0 } => "{urn} is removed.".replace("{urn}", urn),
        Flash::SchemaRemoved { urn, values } => super::plural(
            *values,
            "{urn} is removed, and the values that {n} resource held.",
            "{urn} is removed, and the values that {n} resources held.",
        )
        .replace("{urn}", urn),
        Flash::ViewSaved { name } => "The view {name} is saved.".replace("{name}", name),
        Flash::ViewChanged { name } => "The view {name} is changed.".replace("{name}", name),
        Flash::ViewRestored { name } => "The view {name} is back.".replace("{name}", name),
        Flash::PasswordChanged { sessions_ended: 0 } => "Your password is changed.".to_owned(),
        Flash::PasswordChanged { sessions_ended } => super::plural(
            *sessions_ended,
            "Your password is changed. {n} other session was signed out.",
            "Your password is changed. {n} other sessions were signed out.",
        ),
        Flash::SettingsSaved => {
            "The settings are saved. They hold from the next request on.".to_owned()
        }
        Flash::DeletionCancelled => {
            "The tenant stays. It goes on from the next request on.".to_owned()
        }
        Flash::SecondFactorRemoved => "Your second factor is off.".to_owned(),
        Flash::SecondFactorTaken { email } => {
            "The second factor of {email} is removed, and every session of theirs has ended."
                .replace("{email}", email)
        }
        Flash::SessionEnded => "That session has ended.".to_owned(),
        Flash::OtherSessionsEnded { ended: 0 } => "There was no other session.".to_owned(),
        Flash::OtherSessionsEnded { ended } => super::plural(
            *ended,
            "{n} other session was signed out.",
            "{n} other sessions were signed out.",
        ),
        Flash::ThemeSaved => "Your theme is saved.".to_owned(),
        Flash::DisplaySaved => "Your display is saved.".to_owned(),
        Flash::QueryIgnored { parameters } => {
            "These parameters of the address have a value nobody knows and were ignored: {names}."
                .replace("{names}", &parameters.join(", "))
        }
        Flash::TenantCreated { tenant } => {
            "{tenant} is created, and you are its owner.".replace("{tenant}", tenant)
        }
        Flash::TenantSuspended { slug } => "{slug} is suspended.".replace("{slug}", slug),
        Flash::TenantResumed { slug } => "{slug} goes on.".replace("{slug}", slug),
        Flash::TenantDeleted { slug } => {
            "{slug} is deleted. Its audit log is kept.".replace("{slug}", slug)
        }
        Flash::UserDeactivated { name } => {
            "{name} is inactive. Deactivate them in your identity provider too, or its next sync may switch them on again."
                .replace("{name}", name)
        }
        Flash::UserInactiveBefore { name } => {
            "{name} was inactive already. Nothing changed, and the audit log says that you asked."
                .replace("{name}", name)
        }
        Flash::TokenRevoked { name } => {
            "{name} is revoked. Its next request will be answered with 401 and appear in the audit log."
                .replace("{name}", name)
        }
        Flash::ClientIssuedBefore { name, has_secret: false } => {
            "{name} was issued before, with public keys and without a secret.".replace("{name}", name)
        }
        Flash::ClientIssuedBefore { name, has_secret: true } => {
            "{name} was issued before, and its secret has been shown once. If you have not stored it, rotate it."
                .replace("{name}", name)
        }
        Flash::ClientRotatedBefore { name } => {
            "The secret of {name} was rotated before, and the new one has been shown once. If you have not stored it, issue another client before the old secret ends."
                .replace("{name}", name)
        }
        Flash::ClientSecretEnded { name } => {
            "The old secret of {name} has ended. Whoever still shows it is refused, and appears in the audit log."
                .replace("{name}", name)
        }
        Flash::InvitationWithdrawn { email } => {
            "The invitation of {email} is withdrawn; its link does not work any more."
                .replace("{email}", email)
        }
        Flash::RoleChanged { email, role } => {
            "{email} has the role {role}, from their next click on."
                .replace("{email}", email)
                .replace("{role}", &super::role(*role).to_lowercase())
        }
        Flash::MemberDisabled { email } => {
            "{email} is disabled and cannot enter this tenant.".replace("{email}", email)
        }
        Flash::MemberEnabled { email } => {
            "{email} can enter this tenant again.".replace("{email}", email)
        }
        Flash::MemberRemoved { email } => {
            "{email} is no member any more.".replace("{email}", email)
        }
        Flash::Left { tenant } => {
            "You are no member of {tenant} any more.".replace("{tenant}", tenant)
        }
    }
}
