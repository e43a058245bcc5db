//! OpenID Connect with tenants' providers: the protocol, and nothing of who may do what
//! ([decision 0021](../../docs/decisions/0021-providers-are-believed-about-their-tenant.md)).
//!
//! What comes out is a set of claims that were checked, for `directory` to decide by.

mod attempt;
mod discovery;
mod id_token;
mod known;

use directory::openid::{Claims, Connection, Provider};
use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow};
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, RedirectUrl, Scope};
use secrecy::ExposeSecret;

pub(crate) use self::attempt::{Attempt, LIFETIME};
use self::id_token::Client;
pub(crate) use self::id_token::error_code;
use self::known::Known;
pub(crate) use self::known::Providers;
use crate::outbound::Unanswered;

/// Why a provider's answer is no sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The provider does not answer, or too many wait for it.
    Unreachable(String),
    /// It did not sign anybody in.
    Declined(String),
    /// What it answered does not hold.
    Invalid(String),
}

impl Fault {
    fn invalid(why: impl Into<String>) -> Self {
        Self::Invalid(why.into())
    }

    /// One line for the log of the tenant.
    pub(crate) fn told(&self) -> &str {
        match self {
            Self::Unreachable(why) | Self::Declined(why) | Self::Invalid(why) => why,
        }
    }
}

impl From<Unanswered> for Fault {
    fn from(why: Unanswered) -> Self {
        Self::Unreachable(format!("the provider was not asked: {why}"))
    }
}

/// What is asked of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Who somebody is.
    Who,
    /// Who somebody is, by asking them again.
    Again,
}

/// What a browser comes back with.
pub(crate) struct Answered<'a> {
    pub(crate) code: &'a str,
    /// The `iss` parameter (RFC 9207).
    pub(crate) issuer: Option<&'a str>,
}

impl Providers {
    /// Where to send a browser, for an attempt that was just begun.
    pub(crate) async fn address(
        &self,
        provider: &Provider,
        public_url: &str,
        attempt: &Attempt,
        ask: Ask,
    ) -> Result<String, Fault> {
        let known = self.known(provider).await?;
        let client = client(&known, provider, public_url)?;
        let verifier = openidconnect::PkceCodeVerifier::new(attempt.verifier.clone());
        let (state, nonce) = (attempt.state.clone(), attempt.nonce.clone());
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        for scope in scopes(provider.connection()) {
            request = request.add_scope(Scope::new(scope));
        }
        if ask == Ask::Again {
            request = request
                .add_prompt(CoreAuthPrompt::Login)
                .set_max_age(std::time::Duration::ZERO);
        }
        let (url, _, _) = request.url();
        Ok(url.into())
    }

    /// Exchanges a code for an ID token, and checks it.
    pub(crate) async fn claims(
        &self,
        provider: &Provider,
        public_url: &str,
        attempt: &Attempt,
        answered: &Answered<'_>,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<Claims, Fault> {
        let known = self.known(provider).await?;
        check_issuer(&known, answered.issuer)?;
        let _place = self.place(provider).await?;
        let client = client(&known, provider, public_url)?;
        let verifier = openidconnect::PkceCodeVerifier::new(attempt.verifier.clone());
        let answer = id_token::exchange(self.outbound(), &client, answered.code, verifier).await?;
        let wanted = id_token::Wanted {
            connection: provider.connection(),
            nonce: Nonce::new(attempt.nonce.clone()),
            now,
        };
        match id_token::check(&answer, &known.keys, &wanted) {
            // The provider may have changed its keys since they were read.
            Err(id_token::Unproved::UnknownKey) => {
                let known = self.known_anew(provider).await?;
                id_token::check(&answer, &known.keys, &wanted).map_err(Fault::from)
            }
            checked => checked.map_err(Fault::from),
        }
    }
}

fn check_issuer(known: &Known, said: Option<&str>) -> Result<(), Fault> {
    let ours = known.metadata.issuer().as_str();
    match said {
        Some(said) if said != ours => Err(Fault::invalid("iss names another provider")),
        None if known.says_issuer => Err(Fault::invalid("iss is missing from the answer")),
        _ => Ok(()),
    }
}

/// The redirect URI that a provider has to know.
pub(crate) fn redirect_uri(public_url: &str) -> String {
    format!("{public_url}{}", app::paths::LOGIN_PROVIDER_CALLBACK)
}

/// All scopes but `openid`, which is always asked for.
fn scopes(connection: &Connection) -> impl Iterator<Item = String> {
    let more = connection.scopes.split_whitespace();
    let all = ["email", "profile"].into_iter().chain(more);
    all.map(str::to_owned)
}

fn client(known: &Known, provider: &Provider, public_url: &str) -> Result<Client, Fault> {
    let redirect = RedirectUrl::new(redirect_uri(public_url));
    let redirect = redirect.map_err(|_| Fault::invalid("the public URL is no redirect URI"))?;
    let secret = provider.client_secret().expose_secret().to_owned();
    let client = Client::from_provider_metadata(
        known.metadata.clone(),
        openidconnect::ClientId::new(provider.connection().client_id.clone()),
        Some(openidconnect::ClientSecret::new(secret)),
    );
    Ok(client
        .set_redirect_uri(redirect)
        .set_auth_type(discovery::auth_type(&known.metadata)))
}
