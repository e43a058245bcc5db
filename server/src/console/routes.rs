//! Every address of the console, once. The router is built from this table, and the isolation
//! test walks it: a route that is not here does not exist, one that is here is tested.

use axum::routing::{get, post};

use super::forms::{
    account, client, code, confirm, connect as connect_form, deactivation, deletion, forgot,
    general, guest, invite, login, member, member_invite, member_reset, operator as operate,
    provider as provider_form, reset, retention, saved_view, schema, second_factor, security,
    settings, setup, tenant_new, token,
};
use super::route::{Access, Route, action, form, page};
use super::{
    audit, clients, connect, connect_live, directory_export, evidence, explanation, export, go,
    groups, home, live, members, operator, overview, provider, saved_views, schemas, tokens,
    user_list, users,
};

/// Every address of the console.
pub(crate) const ROUTES: &[Route] = &[
    page("/", Access::Anyone, || get(home::start)),
    page("/setup/{code}", Access::Code, || get(setup::open)),
    form("/setup", Access::Code, || {
        get(setup::show).post(setup::submit)
    }),
    page("/invite/{code}", Access::Code, || get(invite::open)),
    form("/invite", Access::Code, || {
        get(invite::show).post(invite::submit)
    }),
    page("/reset/{code}", Access::Code, || get(reset::open)),
    form("/reset", Access::Code, || {
        get(reset::show).post(reset::submit)
    }),
    page("/guide/{code}", Access::Code, || get(guest::open)),
    form("/guide", Access::Code, || {
        get(guest::show).post(guest::issue)
    }),
    page("/guide/live", Access::Code, || {
        get(connect_live::follow_as_guest)
    }),
    form("/login", Access::Anyone, || {
        get(login::show).post(login::submit)
    }),
    form("/login/second-factor", Access::Anyone, || {
        get(code::show).post(code::submit)
    }),
    form("/login/forgot", Access::Anyone, || {
        get(forgot::show).post(forgot::submit)
    }),
    page("/login/oidc", Access::Anyone, || get(provider::show)),
    page("/login/oidc/callback", Access::Anyone, || {
        get(provider::come_back)
    }),
    action("/logout", "/", Access::Signed, || post(login::sign_out)),
    page("/tenants", Access::Signed, || get(home::tenants)),
    form("/tenants/new", Access::Signed, || {
        get(tenant_new::offer).post(tenant_new::create)
    }),
    page("/operator", Access::Operator, || get(operator::list)),
    form("/operator/tenants/new", Access::Operator, || {
        get(operate::offer).post(operate::create)
    }),
    page("/operator/tenants/{slug}", Access::Operator, || {
        get(operator::show)
    }),
    action(
        "/operator/tenants/{slug}/suspend",
        "/operator/tenants/{slug}",
        Access::Operator,
        || post(operate::suspend),
    ),
    action(
        "/operator/tenants/{slug}/resume",
        "/operator/tenants/{slug}",
        Access::Operator,
        || post(operate::resume),
    ),
    // Whoever has given their password again comes back to the page with the form.
    form("/operator/tenants/{slug}/delete", Access::Operator, || {
        get(operator::show).post(operate::delete)
    }),
    page("/account", Access::Signed, || get(account::show)),
    action("/account/password", "/account", Access::Signed, || {
        post(account::change_password)
    }),
    form("/account/confirm", Access::Signed, || {
        get(confirm::show).post(confirm::submit)
    }),
    page("/account/second-factor", Access::Signed, || {
        get(second_factor::show)
    }),
    // Whoever has given their password again comes back to the page with the forms.
    form("/account/second-factor/begin", Access::Signed, || {
        get(second_factor::show).post(second_factor::begin)
    }),
    form("/account/second-factor/confirm", Access::Signed, || {
        get(second_factor::show).post(second_factor::confirm)
    }),
    form("/account/second-factor/codes", Access::Signed, || {
        get(second_factor::show).post(second_factor::renew_codes)
    }),
    form("/account/second-factor/remove", Access::Signed, || {
        get(second_factor::show).post(second_factor::remove)
    }),
    page("/account/confirm/oidc", Access::Signed, || {
        get(provider::confirm)
    }),
    action(
        "/account/sessions/{id}/end",
        "/account",
        Access::Signed,
        || post(account::end_session),
    ),
    action(
        "/account/sessions/end-others",
        "/account",
        Access::Signed,
        || post(account::end_other_sessions),
    ),
    action("/account/theme", "/account", Access::Signed, || {
        post(account::choose_theme)
    }),
    action("/account/display", "/account", Access::Signed, || {
        post(account::choose_display)
    }),
    action("/account/zone", "/account", Access::Signed, || {
        post(account::switch_zone)
    }),
    page("/help/shortcuts", Access::Signed, || get(go::shortcuts)),
    page("/t/{slug}", Access::Member, || get(overview::show)),
    page("/t/{slug}/go", Access::Member, || get(go::show)),
    page("/t/{slug}/connect", Access::Member, || get(connect::show)),
    form("/t/{slug}/connect/{id}", Access::Member, || {
        get(connect::guide).post(connect_form::issue)
    }),
    action(
        "/t/{slug}/connect/{id}/link",
        "/t/{slug}/connect/{id}",
        Access::Admin,
        || post(connect_form::make_link),
    ),
    action(
        "/t/{slug}/connect/links/{id}/withdraw",
        "/t/{slug}/connect",
        Access::Admin,
        || post(connect_form::withdraw_link),
    ),
    page("/t/{slug}/connect/{id}/live", Access::Member, || {
        get(connect_live::follow)
    }),
    page("/t/{slug}/users", Access::Member, || get(user_list::list)),
    page("/t/{slug}/users/export", Access::Member, || {
        get(directory_export::users)
    }),
    page("/t/{slug}/users/{id}", Access::Member, || get(users::show)),
    page("/t/{slug}/users/{id}/groups", Access::Member, || {
        get(users::groups)
    }),
    page("/t/{slug}/users/{id}/history", Access::Member, || {
        get(users::history)
    }),
    page("/t/{slug}/users/{id}/raw", Access::Member, || {
        get(users::raw)
    }),
    form("/t/{slug}/users/{id}/deactivate", Access::Owner, || {
        get(deactivation::ask).post(deactivation::deactivate)
    }),
    page("/t/{slug}/groups", Access::Member, || get(groups::list)),
    page("/t/{slug}/groups/export", Access::Member, || {
        get(directory_export::groups)
    }),
    page("/t/{slug}/groups/{id}", Access::Member, || {
        get(groups::show)
    }),
    page("/t/{slug}/groups/{id}/members", Access::Member, || {
        get(groups::members)
    }),
    page(
        "/t/{slug}/groups/{id}/members/export",
        Access::Member,
        || get(directory_export::members),
    ),
    page("/t/{slug}/groups/{id}/history", Access::Member, || {
        get(groups::history)
    }),
    page("/t/{slug}/groups/{id}/raw", Access::Member, || {
        get(groups::raw)
    }),
    page("/t/{slug}/audit", Access::Member, || get(audit::list)),
    page("/t/{slug}/audit/export", Access::Member, || {
        get(export::export)
    }),
    form("/t/{slug}/audit/evidence", Access::Member, || {
        get(evidence::offer).post(evidence::make)
    }),
    page("/t/{slug}/audit/live", Access::Member, || get(live::follow)),
    page("/t/{slug}/audit/views", Access::Member, || {
        get(saved_views::list)
    }),
    form("/t/{slug}/audit/views/new", Access::Member, || {
        get(saved_view::offer).post(saved_view::save)
    }),
    form("/t/{slug}/audit/views/{id}", Access::Member, || {
        get(saved_views::show).post(saved_view::change)
    }),
    action(
        "/t/{slug}/audit/views/{id}/delete",
        "/t/{slug}/audit/views",
        Access::Member,
        || post(saved_view::delete),
    ),
    action(
        "/t/{slug}/audit/views/{id}/restore",
        "/t/{slug}/audit/views",
        Access::Member,
        || post(saved_view::restore),
    ),
    page("/t/{slug}/audit/{id}", Access::Member, || get(audit::show)),
    // Whoever has signed in again comes back to the page with the form.
    form("/t/{slug}/audit/{id}/explain", Access::Member, || {
        get(audit::show).post(explanation::try_again)
    }),
    page("/t/{slug}/tokens", Access::Member, || get(tokens::list)),
    form("/t/{slug}/tokens/new", Access::Admin, || {
        get(token::offer).post(token::issue)
    }),
    page("/t/{slug}/tokens/clients", Access::Member, || {
        get(clients::list)
    }),
    form("/t/{slug}/tokens/clients/new", Access::Admin, || {
        get(client::offer).post(client::issue)
    }),
    page("/t/{slug}/tokens/clients/{id}", Access::Member, || {
        get(clients::show)
    }),
    form(
        "/t/{slug}/tokens/clients/{id}/rotate",
        Access::Admin,
        || get(client::rotate::ask).post(client::rotate::rotate),
    ),
    form(
        "/t/{slug}/tokens/clients/{id}/end-secret",
        Access::Admin,
        || get(client::rotate::ask_end).post(client::rotate::end),
    ),
    form(
        "/t/{slug}/tokens/clients/{id}/revoke",
        Access::Admin,
        || get(client::ask_revoke).post(client::revoke),
    ),
    page("/t/{slug}/tokens/{id}", Access::Member, || {
        get(tokens::show)
    }),
    form("/t/{slug}/tokens/{id}/rotate", Access::Admin, || {
        get(token::rotate::ask).post(token::rotate::rotate)
    }),
    form("/t/{slug}/tokens/{id}/revoke", Access::Admin, || {
        get(token::ask_revoke).post(token::revoke)
    }),
    page("/t/{slug}/members", Access::Member, || get(members::list)),
    form("/t/{slug}/members/invite", Access::Admin, || {
        get(member_invite::offer).post(member_invite::invite)
    }),
    form("/t/{slug}/members/{id}", Access::Member, || {
        get(members::show).post(member::change_role)
    }),
    form("/t/{slug}/members/{id}/disable", Access::Admin, || {
        get(member::ask_disable).post(member::disable)
    }),
    form("/t/{slug}/members/{id}/enable", Access::Admin, || {
        get(member::ask_enable).post(member::enable)
    }),
    form("/t/{slug}/members/{id}/remove", Access::Member, || {
        get(member::ask_remove).post(member::remove)
    }),
    form("/t/{slug}/members/{id}/reset", Access::Admin, || {
        get(member_reset::offer).post(member_reset::make)
    }),
    form(
        "/t/{slug}/members/{id}/second-factor",
        Access::Admin,
        || get(member::ask_take).post(member::take),
    ),
    action(
        "/t/{slug}/members/invitations/{id}/withdraw",
        "/t/{slug}/members",
        Access::Admin,
        || post(member_invite::withdraw),
    ),
    form("/t/{slug}/settings", Access::Member, || {
        get(settings::show).post(settings::save)
    }),
    form("/t/{slug}/settings/general", Access::Member, || {
        get(general::show).post(general::rename)
    }),
    form("/t/{slug}/settings/security", Access::Member, || {
        get(security::show).post(security::save)
    }),
    form("/t/{slug}/settings/danger", Access::Member, || {
        get(deletion::show).post(deletion::schedule)
    }),
    action(
        "/t/{slug}/settings/danger/cancel",
        "/t/{slug}/settings/danger",
        Access::Owner,
        || post(deletion::cancel),
    ),
    form("/t/{slug}/settings/retention", Access::Member, || {
        get(retention::show).post(retention::save)
    }),
    form("/t/{slug}/settings/sign-in", Access::Member, || {
        get(provider_form::show).post(provider_form::save)
    }),
    page("/t/{slug}/settings/schemas", Access::Member, || {
        get(schemas::list)
    }),
    action(
        "/t/{slug}/settings/schemas",
        "/t/{slug}/settings/schemas",
        Access::Owner,
        || post(schema::register),
    ),
    page("/t/{slug}/settings/schemas/{id}", Access::Member, || {
        get(schemas::show)
    }),
    form(
        "/t/{slug}/settings/schemas/{id}/remove",
        Access::Owner,
        || get(schema::ask_remove).post(schema::remove),
    ),
];
