//! Every address the console links to. The path names the thing, the query string the view.

mod audit;
mod credentials;
mod directory;
mod members;
mod settings;

pub use self::audit::*;
pub use self::credentials::*;
pub use self::directory::*;
pub use self::members::*;
pub use self::settings::*;
use crate::model::connect::Provider;
use crate::model::query::Query;

pub const LOGIN: &str = "/login";
pub const LOGIN_SECOND_FACTOR: &str = "/login/second-factor";
pub const LOGIN_FORGOT: &str = "/login/forgot";
pub const LOGIN_PROVIDER: &str = "/login/oidc";
pub const LOGIN_PROVIDER_CALLBACK: &str = "/login/oidc/callback";
pub const LOGOUT: &str = "/logout";
pub const SETUP: &str = "/setup";
pub const TENANTS: &str = "/tenants";
pub const TENANT_NEW: &str = "/tenants/new";
pub const OPERATOR: &str = "/operator";
pub const OPERATOR_TENANT_NEW: &str = "/operator/tenants/new";
pub const ACCOUNT: &str = "/account";
pub const ACCOUNT_PASSWORD: &str = "/account/password";
pub const OTHER_SESSIONS_END: &str = "/account/sessions/end-others";
pub const ACCOUNT_CONFIRM: &str = "/account/confirm";
pub const SECOND_FACTOR: &str = "/account/second-factor";
pub const SECOND_FACTOR_BEGIN: &str = "/account/second-factor/begin";
pub const SECOND_FACTOR_CONFIRM: &str = "/account/second-factor/confirm";
pub const SECOND_FACTOR_CODES: &str = "/account/second-factor/codes";
pub const SECOND_FACTOR_REMOVE: &str = "/account/second-factor/remove";
pub const ACCOUNT_CONFIRM_PROVIDER: &str = "/account/confirm/oidc";
pub const ACCOUNT_THEME: &str = "/account/theme";
pub const ACCOUNT_ZONE: &str = "/account/zone";
/// The guide that a link opened, for whoever is no member.
pub const GUEST_GUIDE: &str = "/guide";
pub const GUEST_GUIDE_LIVE: &str = "/guide/live";
pub const ACCOUNT_DISPLAY: &str = "/account/display";
/// Where time zone, height of rows and single keys are chosen.
pub const DISPLAY: &str = "/account#display";
pub const SHORTCUTS: &str = "/help/shortcuts";
pub const READY: &str = "/readyz";
pub const HOME: &str = "/";

pub fn operator_tenant(slug: &str) -> String {
    format!("/operator/tenants/{}", segment(slug))
}

pub fn operator_tenant_suspend(slug: &str) -> String {
    format!("{}/suspend", operator_tenant(slug))
}

pub fn operator_tenant_resume(slug: &str) -> String {
    format!("{}/resume", operator_tenant(slug))
}

pub fn operator_tenant_delete(slug: &str) -> String {
    format!("{}/delete", operator_tenant(slug))
}

pub fn session_end(name: &str) -> String {
    format!("{ACCOUNT}/sessions/{}/end", segment(name))
}

pub fn tenant(slug: &str) -> String {
    format!("/t/{}", segment(slug))
}

/// What a few words find.
pub fn go(slug: &str, q: &str) -> String {
    let query = if q.is_empty() { "" } else { "?q=" };
    format!("{}/go{query}{}", tenant(slug), segment(q))
}

pub fn connect(slug: &str) -> String {
    format!("{}/connect", tenant(slug))
}

/// The guide of an identity provider, by its word.
pub fn guide(slug: &str, provider: Provider) -> String {
    format!("{}/{}", connect(slug), provider.word())
}

/// The form that makes a link to the guide.
pub fn guide_link_new(slug: &str, provider: Provider) -> String {
    format!("{}/link", guide(slug, provider))
}

/// The form that takes one back.
pub fn guide_link_withdraw(slug: &str, id: &str) -> String {
    format!("{}/links/{}/withdraw", connect(slug), segment(id))
}

/// What follows the requests of a provider.
pub fn guide_live(slug: &str, provider: Provider) -> String {
    format!("{}/live", guide(slug, provider))
}

/// What a list finds, as a file beside it.
fn export(list: &str, format: &str, query: &impl Query) -> String {
    let filters = query.suffix().replacen('?', "&", 1);
    format!("{list}/export?format={format}{filters}")
}

/// Leads to the provider of a tenant, and from there to a local path.
pub fn login_provider(slug: &str, next: Option<&str>) -> String {
    let next = next.map(|next| format!("&next={}", segment(next)));
    let next = next.unwrap_or_default();
    format!("{LOGIN_PROVIDER}?tenant={}{next}", segment(slug))
}

/// The form that asks which tenant's provider.
pub fn login_provider_form(next: Option<&str>) -> String {
    let next = next.map(|next| format!("?next={}", segment(next)));
    format!("{LOGIN_PROVIDER}{}", next.unwrap_or_default())
}

/// Leads to the provider of a session, and from there to a local path.
pub fn account_confirm_provider(next: Option<&str>) -> String {
    let next = next.map(|next| format!("?next={}", segment(next)));
    format!("{ACCOUNT_CONFIRM_PROVIDER}{}", next.unwrap_or_default())
}

/// One path segment, percent-encoded: everything but RFC 3986's unreserved characters.
fn segment(text: &str) -> String {
    use std::fmt::Write as _;

    text.bytes()
        .fold(String::with_capacity(text.len()), |mut encoded, byte| {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    encoded.push(char::from(byte));
                }
                _ => {
                    let _ = write!(encoded, "%{byte:02X}");
                }
            }
            encoded
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::query::{AuditQuery, UsersQuery};

    #[test]
    fn an_id_cannot_leave_its_path_segment() {
        assert_eq!(
            user("acme", "a/../b?c#d"),
            "/t/acme/users/a%2F..%2Fb%3Fc%23d"
        );
    }

    #[test]
    fn an_export_asks_for_what_the_list_does_and_not_for_its_page() {
        let query = AuditQuery::about("1").at("o2");
        assert_eq!(
            audit_export("acme", "csv", &query),
            "/t/acme/audit/export?format=csv&range=all&id=1"
        );
    }

    #[test]
    fn default_queries_leave_no_trace() {
        assert_eq!(users("acme", &UsersQuery::default()), "/t/acme/users");
        assert_eq!(
            audit("acme", &AuditQuery::about("1")),
            "/t/acme/audit?range=all&id=1"
        );
    }
}
