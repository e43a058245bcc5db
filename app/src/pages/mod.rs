//! The pages. Each takes its model and builds what stands in `<main>`.

mod account;
mod audit;
mod audit_event;
mod client;
mod client_new;
mod client_revoke;
mod client_rotate;
mod client_rotation;
mod clients;
pub(crate) mod connect;
mod deletion;
mod entry;
mod evidence;
mod failure;
mod general;
mod go;
mod group;
mod groups;
mod guide;
mod member;
mod member_invite;
mod members;
mod operator;
mod overview;
mod resource;
mod retention;
mod saved_view;
mod saved_views;
mod schema;
mod schemas;
mod second_factor;
mod security;
mod settings;
mod shortcuts;
mod sign_in;
mod tenant_new;
mod tenants;
mod then;
mod token;
mod token_new;
mod token_revoke;
mod token_rotate;
mod token_rotation;
mod tokens;
mod user;
mod user_deactivate;
mod users;

use leptos::prelude::*;

use crate::page::Page;

pub(crate) use self::go::options_of;
pub(crate) use self::shortcuts::ShortcutSheet;

/// What stands in `<main>`.
#[expect(clippy::too_many_lines, reason = "one arm for each page")]
pub(crate) fn content(page: Page) -> AnyView {
    use entry::{
        AcceptInviteForm, ConfirmForm, ForgotForm, LoginForm, ResetForm, SetupForm, SetupNotice,
    };

    match page {
        Page::SetupNotice(_) => view! { <SetupNotice/> }.into_any(),
        Page::Setup(page) => view! { <SetupForm page/> }.into_any(),
        Page::Login(page) => view! { <LoginForm page/> }.into_any(),
        Page::EnterCode(page) => view! { <second_factor::EnterCode page/> }.into_any(),
        Page::AcceptInvite(page) => view! { <AcceptInviteForm page/> }.into_any(),
        Page::Confirm(page) => view! { <ConfirmForm page/> }.into_any(),
        Page::Forgot(page) => view! { <ForgotForm page/> }.into_any(),
        Page::Reset(page) => view! { <ResetForm page/> }.into_any(),
        Page::Tenants(page) => view! { <tenants::Tenants page/> }.into_any(),
        Page::Account(page) => view! { <account::Account page/> }.into_any(),
        Page::SecondFactor(page) => view! { <second_factor::SecondFactor page/> }.into_any(),
        Page::SecondFactorBegun(page) => {
            view! { <second_factor::SecondFactorBegun page/> }.into_any()
        }
        Page::RecoveryCodes(page) => view! { <second_factor::RecoveryCodes page/> }.into_any(),
        Page::Overview(page) => view! { <overview::Overview page/> }.into_any(),
        Page::Connect(page) => view! { <connect::Connect page/> }.into_any(),
        Page::Guide(page) => view! { <guide::ProviderGuide page=*page/> }.into_any(),
        Page::Tokens(page) => view! { <tokens::Tokens page/> }.into_any(),
        Page::TokenNew(page) => view! { <token_new::TokenNew page/> }.into_any(),
        Page::TokenIssued(page) => view! { <token_new::TokenIssued page/> }.into_any(),
        Page::Token(page) => view! { <token::Token page=*page/> }.into_any(),
        Page::Operator(page) => view! { <operator::Operator page/> }.into_any(),
        Page::OperatorTenant(page) => view! { <operator::OperatorTenant page/> }.into_any(),
        Page::TenantNew(page) => view! { <tenant_new::TenantNew page/> }.into_any(),
        Page::TenantCreated(page) => view! { <operator::TenantCreated page/> }.into_any(),
        Page::TokenRotate(page) => view! { <token_rotate::TokenRotate page/> }.into_any(),
        Page::TokenRevoke(page) => view! { <token_revoke::TokenRevoke page/> }.into_any(),
        Page::Clients(page) => view! { <clients::Clients page/> }.into_any(),
        Page::ClientNew(page) => view! { <client_new::ClientNew page/> }.into_any(),
        Page::ClientIssued(page) => view! { <client_new::ClientIssued page/> }.into_any(),
        Page::Client(page) => view! { <client::Client page=*page/> }.into_any(),
        Page::ClientRotate(page) => view! { <client_rotate::ClientRotate page/> }.into_any(),
        Page::ClientEndSecret(page) => {
            view! { <client_rotation::ClientEndSecret page/> }.into_any()
        }
        Page::ClientRevoke(page) => view! { <client_revoke::ClientRevoke page/> }.into_any(),
        Page::Members(page) => view! { <members::Members page/> }.into_any(),
        Page::MemberInvite(page) => view! { <member_invite::MemberInvite page/> }.into_any(),
        Page::LinkMade(page) => view! { <member_invite::LinkMade page/> }.into_any(),
        Page::Member(page) => view! { <member::Member page/> }.into_any(),
        Page::MemberAct(page) => view! { <member::MemberAct page/> }.into_any(),
        Page::MemberReset(page) => view! { <member::MemberReset page/> }.into_any(),
        Page::Users(page) => view! { <users::Users page/> }.into_any(),
        Page::User(page) => view! { <user::User page/> }.into_any(),
        Page::UserGroups(page) => view! { <user::UserGroups page/> }.into_any(),
        Page::UserHistory(page) => view! { <user::UserHistory page/> }.into_any(),
        Page::UserRaw(page) => view! { <user::UserRaw page/> }.into_any(),
        Page::UserDeactivate(page) => view! { <user_deactivate::UserDeactivate page/> }.into_any(),
        Page::Then(page) => view! { <then::AsItWas page/> }.into_any(),
        Page::Groups(page) => view! { <groups::Groups page/> }.into_any(),
        Page::Group(page) => view! { <group::Group page/> }.into_any(),
        Page::GroupMembers(page) => view! { <group::GroupMembers page/> }.into_any(),
        Page::GroupHistory(page) => view! { <group::GroupHistory page/> }.into_any(),
        Page::GroupRaw(page) => view! { <group::GroupRaw page/> }.into_any(),
        Page::Audit(page) => view! { <audit::Audit page/> }.into_any(),
        Page::AuditEvent(page) => view! { <audit_event::AuditEvent page=*page/> }.into_any(),
        Page::SavedViews(page) => view! { <saved_views::SavedViews page/> }.into_any(),
        Page::SavedViewNew(page) => view! { <saved_view::SavedViewNew page/> }.into_any(),
        Page::SavedView(page) => view! { <saved_view::SavedView page/> }.into_any(),
        Page::Evidence(page) => view! { <evidence::Evidence page/> }.into_any(),
        Page::Schemas(page) => view! { <schemas::Schemas page/> }.into_any(),
        Page::Schema(page) => view! { <schema::Schema page/> }.into_any(),
        Page::SchemaRemove(page) => view! { <schema::SchemaRemove page/> }.into_any(),
        Page::Retention(page) => view! { <retention::Retention page/> }.into_any(),
        Page::General(page) => view! { <general::General page/> }.into_any(),
        Page::Security(page) => view! { <security::Security page/> }.into_any(),
        Page::Deletion(page) => view! { <deletion::Deletion page/> }.into_any(),
        Page::SignIn(page) => view! { <sign_in::SignIn page/> }.into_any(),
        Page::ProviderLogin(page) => view! { <sign_in::ProviderLogin page/> }.into_any(),
        Page::Go(page) => view! { <go::Go page/> }.into_any(),
        Page::Shortcuts => view! { <shortcuts::Shortcuts/> }.into_any(),
        Page::Settings(page) => view! { <settings::Settings page/> }.into_any(),
        Page::Failure(page) => view! { <failure::Failure page/> }.into_any(),
    }
}
