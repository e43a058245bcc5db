//! Every page there is, and what the shell has to know about it.

use crate::components::headline::headline_text;
use crate::model::account::AccountPage;
use crate::model::audit::{AuditEventPage, AuditPage};
use crate::model::client::{
    ClientIssuedPage, ClientNewPage, ClientPage, ClientRevokePage, ClientsPage,
};
use crate::model::connect::{Audience, ConnectPage, GuidePage};
use crate::model::deletion::DeletionPage;
use crate::model::entry::{
    AcceptInvitePage, ConfirmPage, EnterCodePage, ForgotPage, LoginPage, ResetPage,
    SetupNoticePage, SetupPage,
};
use crate::model::evidence::EvidencePage;
use crate::model::failure::FailurePage;
use crate::model::general::GeneralPage;
use crate::model::go::GoPage;
use crate::model::group::{
    GroupHistoryPage, GroupMembersPage, GroupPage, GroupRawPage, GroupsPage,
};
use crate::model::member::{
    Handover, LinkMadePage, MemberActPage, MemberInvitePage, MemberPage, MemberResetPage,
    MembersPage,
};
use crate::model::operator::{OperatorPage, OperatorTenantPage, TenantCreatedPage, TenantNewPage};
use crate::model::overview::OverviewPage;
use crate::model::query::AuditQuery;
use crate::model::retention::RetentionPage;
use crate::model::saved_view::{SavedViewNewPage, SavedViewPage, SavedViewsPage};
use crate::model::schema::{SchemaPage, SchemaRemovePage, SchemasPage};
use crate::model::second_factor::{RecoveryCodesPage, SecondFactorBegunPage, SecondFactorPage};
use crate::model::security::SecurityPage;
use crate::model::settings::SettingsPage;
use crate::model::sign_in::{ProviderLoginPage, SignInPage};
use crate::model::tenants::TenantsPage;
use crate::model::then::{Kind, ThenPage};
use crate::model::token::{
    TokenIssuedPage, TokenNewPage, TokenPage, TokenRevokePage, TokenRotatePage, TokensPage,
};
use crate::model::user::{
    UserDeactivatePage, UserGroupsPage, UserHeader, UserHistoryPage, UserPage, UserRawPage,
    UsersPage,
};
use crate::shell::Section;
use crate::text;

/// A page with all that it shows.
#[derive(Clone, Debug)]
pub enum Page {
    SetupNotice(SetupNoticePage),
    Setup(SetupPage),
    Login(LoginPage),
    EnterCode(EnterCodePage),
    Forgot(ForgotPage),
    ProviderLogin(ProviderLoginPage),
    AcceptInvite(AcceptInvitePage),
    Reset(ResetPage),
    Confirm(ConfirmPage),
    Tenants(TenantsPage),
    Account(AccountPage),
    SecondFactor(SecondFactorPage),
    SecondFactorBegun(SecondFactorBegunPage),
    RecoveryCodes(RecoveryCodesPage),
    Operator(OperatorPage),
    OperatorTenant(OperatorTenantPage),
    TenantNew(TenantNewPage),
    TenantCreated(TenantCreatedPage),
    Overview(OverviewPage),
    Connect(ConnectPage),
    Guide(Box<GuidePage>),
    Tokens(TokensPage),
    TokenNew(TokenNewPage),
    TokenIssued(TokenIssuedPage),
    Token(Box<TokenPage>),
    TokenRotate(TokenRotatePage),
    TokenRevoke(TokenRevokePage),
    Clients(ClientsPage),
    ClientNew(ClientNewPage),
    ClientIssued(ClientIssuedPage),
    Client(ClientPage),
    ClientRevoke(ClientRevokePage),
    Members(MembersPage),
    MemberInvite(MemberInvitePage),
    LinkMade(LinkMadePage),
    Member(MemberPage),
    MemberAct(MemberActPage),
    MemberReset(MemberResetPage),
    Users(UsersPage),
    User(UserPage),
    UserGroups(UserGroupsPage),
    UserHistory(UserHistoryPage),
    UserRaw(UserRawPage),
    UserDeactivate(UserDeactivatePage),
    Then(ThenPage),
    Groups(GroupsPage),
    Group(GroupPage),
    GroupMembers(GroupMembersPage),
    GroupHistory(GroupHistoryPage),
    GroupRaw(GroupRawPage),
    Audit(AuditPage),
    AuditEvent(Box<AuditEventPage>),
    SavedViews(SavedViewsPage),
    SavedViewNew(SavedViewNewPage),
    SavedView(SavedViewPage),
    Evidence(EvidencePage),
    Settings(SettingsPage),
    General(GeneralPage),
    Security(SecurityPage),
    Deletion(DeletionPage),
    Retention(RetentionPage),
    SignIn(SignInPage),
    Schemas(SchemasPage),
    Schema(SchemaPage),
    SchemaRemove(SchemaRemovePage),
    Go(GoPage),
    Shortcuts,
    Failure(FailurePage),
}

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
            Self::ClientIssued(page) => join(clients::ISSUED_TITLE, &page.name),
            Self::Client(page) => join(&page.client.name, clients::TITLE),
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

    /// Whether the page brings back a form or a query with messages.
    pub fn is_refused(&self) -> bool {
        let errors = match self {
            Self::Setup(page) => &page.errors,
            Self::Login(page) => &page.errors,
            Self::EnterCode(page) => &page.errors,
            Self::Forgot(page) => &page.errors,
            Self::ProviderLogin(page) => &page.errors,
            Self::AcceptInvite(page) => &page.errors,
            Self::Reset(page) => &page.errors,
            Self::Confirm(page) => &page.errors,
            Self::Account(page) => &page.errors,
            Self::SecondFactor(page) => &page.errors,
            Self::SecondFactorBegun(page) => &page.errors,
            Self::OperatorTenant(page) => &page.errors,
            Self::TenantNew(page) => &page.errors,
            Self::Guide(page) => &page.errors,
            Self::TokenNew(page) => &page.errors,
            Self::TokenRotate(page) => &page.errors,
            Self::TokenRevoke(page) => &page.errors,
            Self::ClientNew(page) => &page.errors,
            Self::ClientRevoke(page) => &page.errors,
            Self::MemberInvite(page) => &page.errors,
            Self::Member(page) => &page.errors,
            Self::MemberAct(page) => &page.errors,
            Self::Users(page) => &page.errors,
            Self::UserDeactivate(page) => &page.errors,
            Self::Groups(page) => &page.errors,
            Self::Audit(page) => &page.errors,
            Self::SavedViewNew(page) => &page.errors,
            Self::SavedView(page) => &page.errors,
            Self::Evidence(page) => &page.errors,
            Self::Settings(page) => &page.errors,
            Self::General(page) => &page.errors,
            Self::Security(page) => &page.errors,
            Self::Deletion(page) => &page.errors,
            Self::Retention(page) => &page.errors,
            Self::SignIn(page) => &page.errors,
            Self::Schemas(page) => &page.errors,
            Self::SchemaRemove(page) => &page.errors,
            _ => return false,
        };
        !errors.is_empty()
    }

    /// Whether a page outside of any tenant needs room for a table.
    pub(crate) fn is_wide(&self) -> bool {
        matches!(
            self,
            Self::Operator(_) | Self::OperatorTenant(_) | Self::Guide(_)
        )
    }

    /// The entry of the rail that is marked.
    pub(crate) fn section(&self) -> Option<Section> {
        match self {
            Self::Overview(_) => Some(Section::Overview),
            Self::Connect(_) => Some(Section::Connect),
            // Whoever is no member has no rail.
            Self::Guide(page) => {
                matches!(page.audience, Audience::Member { .. }).then_some(Section::Connect)
            }
            Self::Tokens(_)
            | Self::TokenNew(_)
            | Self::TokenIssued(_)
            | Self::Token(_)
            | Self::TokenRotate(_)
            | Self::TokenRevoke(_)
            | Self::Clients(_)
            | Self::ClientNew(_)
            | Self::ClientIssued(_)
            | Self::Client(_)
            | Self::ClientRevoke(_) => Some(Section::Tokens),
            Self::Users(_)
            | Self::User(_)
            | Self::UserGroups(_)
            | Self::UserHistory(_)
            | Self::UserRaw(_)
            | Self::UserDeactivate(_) => Some(Section::Users),
            Self::Then(page) if page.kind == Kind::User => Some(Section::Users),
            Self::Then(_)
            | Self::Groups(_)
            | Self::Group(_)
            | Self::GroupMembers(_)
            | Self::GroupHistory(_)
            | Self::GroupRaw(_) => Some(Section::Groups),
            Self::Members(_)
            | Self::MemberInvite(_)
            | Self::LinkMade(_)
            | Self::Member(_)
            | Self::MemberAct(_)
            | Self::MemberReset(_) => Some(Section::Members),
            Self::Settings(_)
            | Self::General(_)
            | Self::Security(_)
            | Self::Deletion(_)
            | Self::Retention(_)
            | Self::SignIn(_)
            | Self::Schemas(_)
            | Self::Schema(_)
            | Self::SchemaRemove(_) => Some(Section::Settings),
            Self::Audit(_)
            | Self::AuditEvent(_)
            | Self::SavedViews(_)
            | Self::SavedViewNew(_)
            | Self::SavedView(_)
            | Self::Evidence(_) => Some(Section::Audit),
            _ => None,
        }
    }

    /// Whether the page has islands, and so needs its script.
    pub(crate) fn has_islands(&self) -> bool {
        match self {
            Self::Setup(page) => !page.refused_insecure,
            Self::AcceptInvite(page) => !page.refused_insecure,
            Self::Reset(page) => !page.refused_insecure,
            Self::Audit(page) => page.live.is_some(),
            Self::LinkMade(page) => page.link != Handover::Sent,
            Self::TenantCreated(page) => page.link != Handover::Sent,
            // Its password field alone has one.
            Self::Account(page) => page.bound_to.is_none(),
            Self::SecondFactorBegun(_)
            | Self::RecoveryCodes(_)
            | Self::Connect(_)
            | Self::Guide(_)
            | Self::TokenIssued(_)
            | Self::Clients(_)
            | Self::ClientIssued(_)
            | Self::User(_)
            | Self::UserGroups(_)
            | Self::UserHistory(_)
            | Self::UserRaw(_)
            | Self::Then(_)
            | Self::Group(_)
            | Self::GroupMembers(_)
            | Self::GroupHistory(_)
            | Self::GroupRaw(_)
            | Self::AuditEvent(_)
            | Self::Evidence(_)
            | Self::Schema(_)
            | Self::SignIn(_)
            | Self::General(_)
            | Self::Failure(_) => true,
            _ => false,
        }
    }

    /// The query by which a page stays what it is, where that of its address would not do: a range
    /// that ends now has its bounds.
    pub(crate) fn fixed(&self) -> Option<AuditQuery> {
        let Self::Audit(page) = self else {
            return None;
        };
        let range = page.bounds.clone()?;
        Some(AuditQuery {
            range,
            ..page.query.clone()
        })
    }

    /// Whether the page has an element with the id `results` to skip to.
    pub(crate) fn has_results(&self) -> bool {
        match self {
            Self::Audit(_) | Self::GroupMembers(_) | Self::Members(_) | Self::Go(_) => true,
            Self::Tokens(page) => !page.rows.is_empty(),
            Self::Users(page) => page.any,
            Self::Groups(page) => page.any,
            Self::UserHistory(page) => !page.events.is_empty(),
            Self::GroupHistory(page) => !page.events.is_empty(),
            _ => false,
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
