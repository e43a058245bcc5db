//! Every address the console links to. The path names the thing, the query string the view.

use crate::model::connect::Provider;
use crate::model::credential::CredentialKind;
use crate::model::member::Act;
use crate::model::query::{AuditQuery, GroupsQuery, MembersQuery, Query, ThenQuery, UsersQuery};

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

pub fn users(slug: &str, query: &UsersQuery) -> String {
    format!("{}/users{}", tenant(slug), query.suffix())
}

/// All that a list of users finds, as a file: `csv` or `ndjson`.
pub fn users_export(slug: &str, format: &str, query: &UsersQuery) -> String {
    let query = UsersQuery {
        cursor: None,
        columns: None,
        ..query.clone()
    };
    export(&format!("{}/users", tenant(slug)), format, &query)
}

/// All that a list of groups finds, as a file.
pub fn groups_export(slug: &str, format: &str, query: &GroupsQuery) -> String {
    let query = GroupsQuery {
        cursor: None,
        columns: None,
        ..query.clone()
    };
    export(&format!("{}/groups", tenant(slug)), format, &query)
}

/// All members of a group that a search finds, as a file.
pub fn group_members_export(slug: &str, id: &str, format: &str, query: &MembersQuery) -> String {
    let query = MembersQuery {
        cursor: None,
        ..query.clone()
    };
    export(&format!("{}/members", group(slug, id)), format, &query)
}

/// What a list finds, as a file beside it.
fn export(list: &str, format: &str, query: &impl Query) -> String {
    let filters = query.suffix().replacen('?', "&", 1);
    format!("{list}/export?format={format}{filters}")
}

pub fn user(slug: &str, id: &str) -> String {
    format!("{}/users/{}", tenant(slug), segment(id))
}

/// A user as it was at an instant.
pub fn user_then(slug: &str, id: &str, query: &ThenQuery) -> String {
    format!("{}{}", user(slug, id), query.suffix())
}

pub fn user_groups(slug: &str, id: &str, query: &MembersQuery) -> String {
    format!("{}/groups{}", user(slug, id), query.suffix())
}

pub fn user_history(slug: &str, id: &str, query: &MembersQuery) -> String {
    format!("{}/history{}", user(slug, id), query.suffix())
}

pub fn user_raw(slug: &str, id: &str) -> String {
    format!("{}/raw", user(slug, id))
}

/// The form by which an owner takes a user's access away.
pub fn user_deactivate(slug: &str, id: &str) -> String {
    format!("{}/deactivate", user(slug, id))
}

pub fn groups(slug: &str, query: &GroupsQuery) -> String {
    format!("{}/groups{}", tenant(slug), query.suffix())
}

pub fn group(slug: &str, id: &str) -> String {
    format!("{}/groups/{}", tenant(slug), segment(id))
}

/// A group as it was at an instant.
pub fn group_then(slug: &str, id: &str, query: &ThenQuery) -> String {
    format!("{}{}", group(slug, id), query.suffix())
}

pub fn group_members(slug: &str, id: &str, query: &MembersQuery) -> String {
    format!("{}/members{}", group(slug, id), query.suffix())
}

pub fn group_history(slug: &str, id: &str, query: &MembersQuery) -> String {
    format!("{}/history{}", group(slug, id), query.suffix())
}

pub fn group_raw(slug: &str, id: &str) -> String {
    format!("{}/raw", group(slug, id))
}

pub fn audit(slug: &str, query: &AuditQuery) -> String {
    format!("{}/audit{}", tenant(slug), query.suffix())
}

/// What a list shows, from its first page on, as a file: `ndjson` or `csv`.
pub fn audit_export(slug: &str, format: &str, query: &AuditQuery) -> String {
    let query = AuditQuery {
        cursor: None,
        ..query.clone()
    };
    export(&format!("{}/audit", tenant(slug)), format, &query)
}

/// The attributes that the events of a list changed, as a table.
pub fn audit_export_changes(slug: &str, query: &AuditQuery) -> String {
    audit_export(slug, "csv&shape=changes", query)
}

/// The form of the evidence pack, and the pack.
pub fn audit_evidence(slug: &str) -> String {
    format!("{}/audit/evidence", tenant(slug))
}

/// What follows a list live, but for the number after which it begins, which goes at the end.
pub fn audit_live(slug: &str, query: &AuditQuery) -> String {
    let query = AuditQuery {
        cursor: None,
        ..query.clone()
    };
    let filters = query.suffix().replacen('?', "", 1);
    let and = if filters.is_empty() { "" } else { "&" };
    format!("{}/audit/live?{filters}{and}after=", tenant(slug))
}

/// One event; the query is that of the list it was opened from.
pub fn audit_event(slug: &str, id: &str, query: &AuditQuery) -> String {
    format!("{}/audit/{}{}", tenant(slug), segment(id), query.suffix())
}

/// Tries the request of an event again; the query is that of the list it was opened from.
pub fn audit_event_explain(slug: &str, id: &str, query: &AuditQuery) -> String {
    format!(
        "{}/audit/{}/explain{}",
        tenant(slug),
        segment(id),
        query.suffix()
    )
}

/// The saved views of the log.
pub fn saved_views(slug: &str) -> String {
    format!("{}/audit/views", tenant(slug))
}

/// The same after one of them was deleted, with the way back.
pub fn saved_views_without(slug: &str, id: &str) -> String {
    format!("{}?deleted={}", saved_views(slug), segment(id))
}

/// The form that saves what a list shows.
pub fn saved_view_new(slug: &str, query: &AuditQuery) -> String {
    let query = AuditQuery {
        cursor: None,
        ..query.clone()
    };
    format!("{}/new{}", saved_views(slug), query.suffix())
}

pub fn saved_view(slug: &str, id: &str) -> String {
    format!("{}/{}", saved_views(slug), segment(id))
}

pub fn saved_view_delete(slug: &str, id: &str) -> String {
    format!("{}/delete", saved_view(slug, id))
}

pub fn saved_view_restore(slug: &str, id: &str) -> String {
    format!("{}/restore", saved_view(slug, id))
}

/// The list that a view leads to, by the query string that it was stored with.
pub fn audit_as(slug: &str, stored: &str) -> String {
    let mark = if stored.is_empty() { "" } else { "?" };
    format!("{}/audit{mark}{stored}", tenant(slug))
}

pub fn tokens(slug: &str) -> String {
    format!("{}/tokens", tenant(slug))
}

pub fn token_new(slug: &str) -> String {
    format!("{}/new", tokens(slug))
}

/// The form of a token for an identity provider.
pub fn token_new_for(slug: &str, provider: Provider) -> String {
    format!("{}?for={}", token_new(slug), provider.word())
}

pub fn token(slug: &str, id: &str) -> String {
    format!("{}/{}", tokens(slug), segment(id))
}

pub fn token_rotate(slug: &str, id: &str) -> String {
    format!("{}/rotate", token(slug, id))
}

pub fn token_revoke(slug: &str, id: &str) -> String {
    format!("{}/revoke", token(slug, id))
}

pub fn clients(slug: &str) -> String {
    format!("{}/clients", tokens(slug))
}

pub fn client_new(slug: &str) -> String {
    format!("{}/new", clients(slug))
}

pub fn client(slug: &str, id: &str) -> String {
    format!("{}/{}", clients(slug), segment(id))
}

/// The page of a token or of an OAuth client.
pub fn credential(slug: &str, kind: CredentialKind, id: &str) -> String {
    match kind {
        CredentialKind::Token => token(slug, id),
        CredentialKind::Client => client(slug, id),
    }
}

pub fn client_revoke(slug: &str, id: &str) -> String {
    format!("{}/revoke", client(slug, id))
}

pub fn members(slug: &str) -> String {
    format!("{}/members", tenant(slug))
}

pub fn member_invite(slug: &str) -> String {
    format!("{}/invite", members(slug))
}

pub fn member(slug: &str, id: &str) -> String {
    format!("{}/{}", members(slug), segment(id))
}

/// The page that asks before something is done to a member.
pub fn member_act(slug: &str, id: &str, act: Act) -> String {
    let word = match act {
        Act::Disable => "disable",
        Act::Enable => "enable",
        Act::Remove => "remove",
        Act::SecondFactor => "second-factor",
    };
    format!("{}/{word}", member(slug, id))
}

/// The form that makes a link to another password for a member.
pub fn member_reset(slug: &str, id: &str) -> String {
    format!("{}/reset", member(slug, id))
}

pub fn invitation_withdraw(slug: &str, id: &str) -> String {
    format!("{}/invitations/{}/withdraw", members(slug), segment(id))
}

pub fn settings(slug: &str) -> String {
    format!("{}/settings", tenant(slug))
}

pub fn general(slug: &str) -> String {
    format!("{}/general", settings(slug))
}

pub fn security(slug: &str) -> String {
    format!("{}/security", settings(slug))
}

pub fn deletion(slug: &str) -> String {
    format!("{}/danger", settings(slug))
}

pub fn deletion_cancel(slug: &str) -> String {
    format!("{}/cancel", deletion(slug))
}

pub fn retention(slug: &str) -> String {
    format!("{}/retention", settings(slug))
}

/// How members sign in through the tenant's own provider.
pub fn sign_in_settings(slug: &str) -> String {
    format!("{}/sign-in", settings(slug))
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

pub fn schemas(slug: &str) -> String {
    format!("{}/schemas", settings(slug))
}

pub fn schema(slug: &str, urn: &str) -> String {
    format!("{}/{}", schemas(slug), segment(urn))
}

pub fn schema_remove(slug: &str, urn: &str) -> String {
    format!("{}/remove", schema(slug, urn))
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
