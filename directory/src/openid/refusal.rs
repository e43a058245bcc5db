//! Why somebody whom a provider vouches for does not come in. The person learns that it is so, and
//! owners learn why from the log.

use super::{OpenId, PROVIDER, Provider};
use crate::audit::{Draft, Operation, Outcome};
use crate::caller::Authority;
use crate::{Actor, ActorKind, Caller, Error, Request, Role};

/// Why somebody is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The ID token names no address.
    NoEmail,
    /// The provider says that the address is not the person's.
    EmailUnverified,
    /// The claim gives no role, and everybody else may not sign in.
    NoRole,
    /// The tenant is to be deleted: nobody joins it.
    StandsStill,
    /// The membership is disabled.
    Disabled,
    /// The account of the address runs the server.
    Operator,
    /// The provider meant the account of the address by another subject.
    OtherSubject,
    /// The account was made at this very moment by somebody else.
    AtOnce,
    /// Somebody else came back than whose session it is.
    SomebodyElse,
    /// The provider did not ask the person again.
    NotAskedAgain,
}

impl Refusal {
    /// One line for the log.
    pub fn told(self) -> &'static str {
        match self {
            Self::NoEmail => "the ID token has no email that is an address",
            Self::EmailUnverified => "the ID token says that email is not verified",
            Self::NoRole => "the ID token gives no role here, and nobody else may sign in",
            Self::StandsStill => "the tenant is to be deleted: nobody joins it meanwhile",
            Self::Disabled => "the member is disabled",
            Self::Operator => {
                "the account of this address runs the server: it signs in by its password"
            }
            Self::OtherSubject => {
                "the provider meant the account of this address by another subject: remove the member first"
            }
            Self::AtOnce => "the account was made at this very moment: it works the next time",
            Self::SomebodyElse => "the provider answered for somebody else than who is signed in",
            Self::NotAskedAgain => {
                "the provider did not ask the person again: the ID token has no auth_time of the last minutes"
            }
        }
    }
}

impl OpenId<'_> {
    /// Counts an answer of a tenant's provider before it is looked at: each costs a request to the
    /// provider. Those that end in a sign-in do not count.
    ///
    /// # Errors
    /// [`Error::Limited`] after too many from one address.
    pub fn attempt(&self, provider: &Provider, request: &Request) -> Result<(), Error> {
        let throttle = self.0.throttle();
        throttle.attempt(&counted(provider), request.ip, self.0.now())
    }

    /// Notes that a sign-in through a provider failed before it was known who it was. Many of one
    /// address within a minute become one event.
    pub async fn failed(
        &self,
        provider: &Provider,
        why: &str,
        request: &Request,
    ) -> Result<(), Error> {
        self.note(provider, PROVIDER, why, request).await
    }

    pub(super) async fn refused(
        &self,
        provider: &Provider,
        who: &str,
        refusal: Refusal,
        request: &Request,
    ) -> Result<(), Error> {
        self.note(provider, who, refusal.told(), request).await
    }

    async fn note(
        &self,
        provider: &Provider,
        who: &str,
        why: &str,
        request: &Request,
    ) -> Result<(), Error> {
        let draft = Draft::new(Operation::LoginFailure)
            .outcome(Outcome::Denied)
            .status(403)
            .detail(format!("through the {PROVIDER}: {why}"));
        // Whoever fails may do nothing: the role that may least.
        let caller = Caller::new(
            provider.tenant.clone(),
            named(who),
            Authority::Role(Role::Auditor),
            request.clone(),
        );
        self.0.audit().credential_refused(&caller, draft).await
    }
}

/// What attempts at a tenant's provider are counted by: no e-mail address has spaces.
pub(super) fn counted(provider: &Provider) -> String {
    format!("openid {}", provider.tenant.id())
}

/// The provider, as the actor of what it decides.
pub(super) fn provider_caller(provider: &Provider, request: &Request) -> Caller {
    let tenant = provider.tenant.clone();
    Caller::new(
        tenant,
        named(PROVIDER),
        Authority::Operator,
        request.clone(),
    )
}

fn named(label: &str) -> Actor {
    Actor {
        kind: ActorKind::System,
        id: None,
        label: Some(label.chars().take(254).collect()),
        token_prefix: None,
    }
}
