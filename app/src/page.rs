//! Every page there is, and what the shell has to know about it.

mod title;

use crate::model::account::AccountPage;
use crate::model::audit::{AuditEventPage, AuditPage};
use crate::model::client::{
    ClientEndSecretPage, ClientIssuedPage, ClientNewPage, ClientPage, ClientRevokePage,
    ClientRotatePage, ClientsPage,
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
    UserDeactivatePage, UserGroupsPage, UserHistoryPage, UserPage, UserRawPage, UsersPage,
};
use crate::shell::Section;

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
    Client(Box<ClientPage>),
    ClientRotate(ClientRotatePage),
    ClientEndSecret(ClientEndSecretPage),
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
            Self::ClientRotate(page) => &page.errors,
            Self::ClientEndSecret(page) => &page.errors,
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
            | Self::ClientRotate(_)
            | Self::ClientEndSecret(_)
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
