//! What a page is called.

use super::Page;
use crate::components::headline::headline_text;
use crate::model::user::UserHeader;
use crate::text;

impl Page {
    /// `Users · Acme · Rollcall`; begins with `Error: ` when the page shows a refused form.
    pub fn title(&self, tenant: Option<&str>) -> String {
        let prefix = if self.is_refused() {
            text::forms::ERROR_PREFIX
        } else {
            ""
        };
        let parts = [
            Some(self.name()),
            tenant.map(str::to_owned),
            Some(text::PRODUCT.to_owned()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        format!("{prefix}{}", parts.join(" · "))
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each page")]
    fn name(&self) -> String {
        use text::{
            account, audit, clients, connect, directory, entry, failure, members, overview,
            retention, saved_views, schemas, second_factor, security, settings, tokens,
        };

        match self {
            Self::SetupNotice(_) => entry::NOTICE_TITLE.to_owned(),
            Self::Setup(_) => entry::SETUP_TITLE.to_owned(),
            Self::Login(_) => entry::LOGIN_TITLE.to_owned(),
            Self::EnterCode(_) => second_factor::LOGIN_TITLE.to_owned(),
            Self::Forgot(_) => entry::FORGOT_TITLE.to_owned(),
            Self::ProviderLogin(_) => text::sign_in::LOGIN_TITLE.to_owned(),
            Self::AcceptInvite(page) => entry::invite_title(&page.tenant),
            Self::Reset(_) => entry::RESET_TITLE.to_owned(),
            Self::Confirm(_) => entry::CONFIRM_TITLE.to_owned(),
            Self::Tenants(_) => account::TENANTS_TITLE.to_owned(),
            Self::Account(_) => account::TITLE.to_owned(),
            Self::SecondFactor(_) => join(second_factor::TITLE, account::TITLE),
            Self::SecondFactorBegun(_) => second_factor::BEGUN_TITLE.to_owned(),
            Self::RecoveryCodes(_) => second_factor::CODES_TITLE.to_owned(),
            Self::Operator(_) => text::operator::TITLE.to_owned(),
            Self::OperatorTenant(page) => join(&page.tenant.name, text::operator::TITLE),
            Self::TenantNew(_) => text::operator::CREATE.to_owned(),
            Self::TenantCreated(page) => text::operator::created_title(&page.name),
            Self::Overview(_) => overview::TITLE.to_owned(),
            Self::Connect(_) => connect::TITLE.to_owned(),
            Self::Guide(page) => connect::guide_title(page.provider),
            Self::Tokens(_) => tokens::TITLE.to_owned(),
            Self::TokenNew(_) => tokens::NEW_TITLE.to_owned(),
            Self::TokenIssued(page) => join(tokens::ISSUED_TITLE, &page.name),
            Self::Token(page) => join(&page.token.name, tokens::TITLE),
            Self::TokenRotate(page) => tokens::rotate_title(&page.token.name),
            Self::TokenRevoke(page) => tokens::revoke_title(&page.token.name),
            Self::Clients(_) => join(clients::TITLE, tokens::TITLE),
            Self::ClientNew(_) => clients::NEW_TITLE.to_owned(),
            Self::ClientIssued(page) => {
                join(clients::issued_title(page.old_secret.is_some()), &page.name)
            }
            Self::Client(page) => join(&page.client.name, clients::TITLE),
            Self::ClientRotate(page) => tokens::rotate_title(&page.client.name),
            Self::ClientEndSecret(page) => clients::end_title(&page.client.name),
            Self::ClientRevoke(page) => tokens::revoke_title(&page.client.name),
            Self::Members(_) => members::TITLE.to_owned(),
            Self::MemberInvite(_) => join(members::INVITE, members::TITLE),
            Self::LinkMade(page) => members::link_title(page.purpose, &page.email),
            Self::Member(page) => join(&page.member.email, members::TITLE),
            Self::MemberAct(page) => {
                members::act_title(page.act, &page.member.email, page.member.you)
            }
            Self::MemberReset(page) => members::reset_title(&page.member.email),
            Self::Users(_) => directory::USERS_TITLE.to_owned(),
            Self::User(page) => of_user(None, &page.header),
            Self::UserGroups(page) => of_user(Some(directory::TAB_GROUPS), &page.header),
            Self::UserHistory(page) => of_user(Some(directory::TAB_HISTORY), &page.header),
            Self::UserRaw(page) => of_user(Some(directory::TAB_RAW), &page.header),
            Self::UserDeactivate(page) => text::deactivation::title(page.name()),
            Self::Then(page) => join(&page.name, text::past::WAS),
            Self::Groups(_) => directory::GROUPS_TITLE.to_owned(),
            Self::Group(page) => join(&page.header.display_name, directory::GROUPS_TITLE),
            Self::GroupMembers(page) => join(directory::TAB_MEMBERS, &page.header.display_name),
            Self::GroupHistory(page) => join(directory::TAB_HISTORY, &page.header.display_name),
            Self::GroupRaw(page) => join(directory::TAB_RAW, &page.header.display_name),
            Self::Audit(_) => audit::TITLE.to_owned(),
            Self::AuditEvent(page) => join(&headline_text(&page.event.row), audit::TITLE),
            Self::SavedViews(_) => join(saved_views::TITLE, audit::TITLE),
            Self::SavedViewNew(_) => join(saved_views::NEW_TITLE, audit::TITLE),
            Self::SavedView(page) => join(&page.view.name, saved_views::TITLE),
            Self::Evidence(_) => join(text::evidence::TITLE, audit::TITLE),
            Self::Settings(_) => settings::TITLE.to_owned(),
            Self::Deletion(_) => join(text::deletion::TITLE, settings::TITLE),
            Self::General(_) => join(text::general::TITLE, settings::TITLE),
            Self::Security(_) => join(security::TITLE, settings::TITLE),
            Self::SignIn(_) => join(text::sign_in::TITLE, settings::TITLE),
            Self::Retention(_) => join(retention::TITLE, settings::TITLE),
            Self::Schemas(_) => schemas::TITLE.to_owned(),
            Self::Schema(page) => join(&page.schema.name, schemas::TITLE),
            Self::SchemaRemove(page) => schemas::remove_title(&page.urn),
            Self::Go(_) => text::go::TITLE.to_owned(),
            Self::Shortcuts => text::shortcuts::TITLE.to_owned(),
            Self::Failure(page) => failure::title(&page.failure).to_owned(),
        }
    }
}

fn of_user(tab: Option<&str>, header: &UserHeader) -> String {
    let unnamed = header.display_name.is_empty();
    let name = if unnamed {
        &header.user_name
    } else {
        &header.display_name
    };
    tab.map_or_else(
        || join(name, text::directory::USERS_TITLE),
        |tab| join(tab, name),
    )
}

fn join(first: &str, second: &str) -> String {
    format!("{first} · {second}")
}
