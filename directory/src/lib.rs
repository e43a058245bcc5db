//! What Rollcall does: the use cases behind SCIM, the console and the command line.
//!
//! | module | nouns |
//! |---|---|
//! | [`users`], [`groups`], [`bulk`], [`discovery`] | what identity providers write and read |
//! | [`view`], [`overview`] | the same directory, as the console shows it |
//! | [`tokens`], [`oauth`], [`credentials`], [`authenticate`](Directory::authenticate_scim) | SCIM credentials |
//! | [`sign_in`], [`sessions`], [`members`], [`invitations`], [`password_resets`], [`proof`] | people of the console |
//! | [`openid`] | people of the console whom a tenant's own provider vouches for |
//! | [`tenants`], [`schemas`] | customers, and what they add to users and groups |
//! | [`audit`], [`saved_views`] | the log of all of it: recording, sealing, exporting, verifying; kept queries |
//! | [`trial`] | refused requests of the log, tried again without writing |
//!
//! Invariants
//!
//! * Only this crate decides permissions and writes audit events; the server translates.
//! * A write and its audit event commit in the same transaction or not at all, and the answer
//!   comes after the commit: there is one commit site, `Directory::write`.
//! * A [`Caller`] exists only for somebody who was let in, and is confined to one tenant.
//! * Secrets are struck out before an event is stored, never when it is shown.

mod answer;
pub mod audit;
mod authenticate;
mod body;
pub mod bulk;
mod call;
mod caller;
mod clockwork;
pub mod credentials;
mod cursor;
mod demo;
mod directory;
pub mod discovery;
mod error;
mod extensions;
pub mod groups;
pub mod guide_links;
mod identity_provider;
pub mod invitations;
mod jobs;
mod keys;
mod kinds;
mod list;
pub mod mail;
pub mod members;
pub mod oauth;
pub mod openid;
pub mod operators;
pub mod overview;
pub mod password_resets;
mod past;
mod permission;
pub mod proof;
mod representation;
mod request;
pub mod saved_views;
pub mod schemas;
pub mod second_factor;
pub mod sessions;
pub mod sign_in;
pub mod silence;
pub mod tenants;
pub mod tokens;
pub mod trial;
pub mod users;
pub mod view;

pub use store::versions::Moment;
pub use store::{
    AccountId, Backend, ClientId, Clock, Cursor, EventId, GroupId, GuideLinkId, InvitationId, Kind,
    MailId, Options, Order, PasswordResetId, Store, SystemClock, TenantId, TestClock, TokenId,
    Traces,
};

pub use self::answer::{Answer, DEFAULT_PAGE, ListQuery, MAX_PAGE, Precondition, Selection};
pub use self::authenticate::reasons as denial_reasons;
pub use self::body::{Body, Stream};
pub use self::caller::{Actor, ActorKind, Caller};
pub use self::demo::Demonstration;
pub use self::directory::{Directory, Settings};
pub use self::error::{Error, FieldError};
pub use self::keys::SecretKey;
pub use self::kinds::Kinds;
pub use self::permission::{Permission, Role, Scope};
pub use self::representation::{etag, timestamp};
pub use self::request::{Channel, Request};

impl Directory {
    /// The use cases on users.
    pub fn users(&self) -> users::Users<'_> {
        users::Users(self)
    }

    /// The use cases on groups.
    pub fn groups(&self) -> groups::Groups<'_> {
        groups::Groups(self)
    }

    /// Users and groups in one list: `POST /.search`, and a query at the root (RFC 7644 §3.4.2.1).
    /// A token that is for one resource type finds those alone.
    ///
    /// # Errors
    /// As for a list of users.
    pub async fn search(&self, caller: &Caller, query: &ListQuery) -> Result<Answer, Error> {
        let mut kinds = vec![Kind::User, Kind::Group];
        kinds.retain(|kind| caller.reach(*kind).is_ok());
        list::answer(self, caller, &kinds, query, audit::Operation::Search).await
    }

    /// Many operations on users and groups in one request.
    pub fn bulk(&self) -> bulk::Bulk<'_> {
        bulk::Bulk(self)
    }

    /// The discovery documents.
    pub fn discovery(&self) -> discovery::Discovery<'_> {
        discovery::Discovery(self)
    }

    /// The console's reads of users and groups.
    pub fn view(&self) -> view::View<'_> {
        view::View(self)
    }

    /// The use cases on operators.
    pub fn operators(&self) -> operators::Operators<'_> {
        operators::Operators(self)
    }

    /// The use cases on tokens.
    pub fn tokens(&self) -> tokens::Tokens<'_> {
        tokens::Tokens(self)
    }

    /// The use cases on OAuth clients.
    pub fn clients(&self) -> oauth::Clients<'_> {
        oauth::Clients(self)
    }

    /// The use cases on tenants, from the command line.
    pub fn tenants(&self) -> tenants::Tenants<'_> {
        let request = Request::local(self.request_id(), Channel::Cli);
        self.tenants_of(operators::Operator::on_the_machine(request))
    }

    /// The use cases on tenants, for an operator in the console.
    pub fn tenants_of(&self, operator: operators::Operator) -> tenants::Tenants<'_> {
        tenants::Tenants(self, operator)
    }

    /// The use cases on schemas.
    pub fn schemas(&self) -> schemas::Schemas<'_> {
        schemas::Schemas(self)
    }

    /// The use cases on console members.
    pub fn members(&self) -> members::Members<'_> {
        members::Members(self)
    }

    /// Set-up of an empty database.
    pub fn setup(&self) -> invitations::Setup<'_> {
        invitations::Setup(self)
    }

    /// Invitations to the console.
    pub fn invitations(&self) -> invitations::Invitations<'_> {
        invitations::Invitations(self)
    }

    /// Links to the guide of an identity provider.
    pub fn guide_links(&self) -> guide_links::GuideLinks<'_> {
        guide_links::GuideLinks(self)
    }

    /// Links to another password.
    pub fn password_resets(&self) -> password_resets::PasswordResets<'_> {
        password_resets::PasswordResets(self)
    }

    /// Signing in and out.
    pub fn sign_in(&self) -> sign_in::SignIn<'_> {
        sign_in::SignIn(self)
    }

    /// Second factors of accounts.
    pub fn second_factors(&self) -> second_factor::SecondFactors<'_> {
        second_factor::SecondFactors(self)
    }

    /// Mail to people of the console.
    pub fn mails(&self) -> mail::Mails<'_> {
        mail::Mails(self)
    }

    /// Sign-in through tenants' OpenID Connect providers.
    pub fn openid(&self) -> openid::OpenId<'_> {
        openid::OpenId(self)
    }

    /// Giving one's password again.
    pub fn proofs(&self) -> proof::Proofs<'_> {
        proof::Proofs(self)
    }

    /// Console sessions.
    pub fn sessions(&self) -> sessions::Sessions<'_> {
        sessions::Sessions(self)
    }

    /// The use cases on saved views of the audit log.
    pub fn saved_views(&self) -> saved_views::SavedViews<'_> {
        saved_views::SavedViews(self)
    }

    /// Refused requests, tried again without writing.
    pub fn trials(&self) -> trial::Trials<'_> {
        trial::Trials(self)
    }

    /// The audit log.
    pub fn audit(&self) -> audit::Audit<'_> {
        audit::Audit(self)
    }
}
