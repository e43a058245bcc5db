//! The code for an ID token, and the ID token for claims (OpenID Connect Core 1.0 §3.1.3).

use chrono::{DateTime, TimeDelta, Utc};
use directory::openid::{Claims, Connection};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClaimsVerificationError, ClientId, EmptyExtraTokenFields,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, IdTokenVerifier, IssuerUrl,
    Nonce, OAuth2TokenResponse, PkceCodeVerifier, RequestTokenError, SignatureVerificationError,
    StandardErrorResponse, StandardTokenResponse, TokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Fault;
use super::discovery::ALGORITHMS;
use crate::outbound::Outbound;

/// How far an ID token's `iat` may be from now: codes are exchanged at once.
const ISSUED_WITHIN: TimeDelta = TimeDelta::minutes(10);
/// Characters of a subject (OpenID Connect Core 1.0 §2).
const LONGEST_SUBJECT: usize = 255;

/// All claims but those that every ID token and every person has.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct More {
    #[serde(flatten)]
    claims: Map<String, Value>,
}

impl openidconnect::AdditionalClaims for More {}

type Fields = IdTokenFields<
    More,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// What a token endpoint answers.
pub(super) type Answer = StandardTokenResponse<Fields, CoreTokenType>;

/// A client of a provider whose metadata is known.
pub(super) type Client = openidconnect::Client<
    More,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Answer,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What an ID token has to fit.
pub(super) struct Wanted<'a> {
    pub(super) connection: &'a Connection,
    pub(super) nonce: Nonce,
    pub(super) now: DateTime<Utc>,
}

/// Why an ID token proves nothing.
pub(super) enum Unproved {
    /// The key that it names is not among those known.
    UnknownKey,
    /// Anything else.
    Other(String),
}

impl From<Unproved> for Fault {
    fn from(unproved: Unproved) -> Self {
        match unproved {
            Unproved::UnknownKey => {
                Self::invalid("the ID token is signed by a key that the provider does not have")
            }
            Unproved::Other(why) => Self::Invalid(why),
        }
    }
}

/// Exchanges a code, which works once.
pub(super) async fn exchange(
    outbound: &Outbound,
    client: &Client,
    code: &str,
    verifier: PkceCodeVerifier,
) -> Result<Answer, Fault> {
    let outbound = outbound.clone();
    let http = move |request| {
        let outbound = outbound.clone();
        async move { outbound.send(request).await }
    };
    let exchange = client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .map_err(|_| Fault::invalid("the provider has no token_endpoint"))?
        .set_pkce_verifier(verifier);
    exchange
        .request_async(&http)
        .await
        .map_err(|error| match error {
            RequestTokenError::Request(why) => why.into(),
            RequestTokenError::ServerResponse(refused) => {
                let error = plain(refused.error().as_ref());
                Fault::Invalid(format!("the token endpoint refused the code: {error}"))
            }
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                Fault::invalid("the token endpoint answered with no ID token that can be read")
            }
        })
}

/// Checks signature, issuer, audience, authorised party, times, nonce, and the hash of the access
/// token.
pub(super) fn check(
    answer: &Answer,
    keys: &CoreJsonWebKeySet,
    wanted: &Wanted<'_>,
) -> Result<Claims, Unproved> {
    let other = |why: &str| Unproved::Other(why.to_owned());
    let token = answer
        .id_token()
        .ok_or_else(|| other("there is no ID token"))?;
    let client_id = ClientId::new(wanted.connection.client_id.clone());
    let issuer = IssuerUrl::new(wanted.connection.issuer.clone());
    let issuer = issuer.map_err(|_| other("the issuer is no URL"))?;
    let now = wanted.now;
    // Public, as far as signatures go: what both sides know signs nothing here.
    let verifier = IdTokenVerifier::new_public_client(client_id.clone(), issuer, keys.clone())
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || now)
        .set_issue_time_verifier_fn(move |at: DateTime<Utc>| {
            let fits = (now - at).abs() < ISSUED_WITHIN;
            if fits { Ok(()) } else { Err("iat".to_owned()) }
        });
    let claims = token.claims(&verifier, &wanted.nonce).map_err(unproved)?;
    if claims
        .authorized_party()
        .is_some_and(|party| **party != *client_id)
    {
        return Err(other("the ID token is for another client: azp"));
    }
    if let Some(expected) = claims.access_token_hash() {
        let unhashed = || other("the access token is not the one of the ID token: at_hash");
        let algorithm = token.signing_alg().map_err(|_| unhashed())?;
        let key = token.signing_key(&verifier).map_err(|_| unhashed())?;
        let hash = AccessTokenHash::from_token(answer.access_token(), algorithm, key);
        if hash.map_err(|_| unhashed())? != *expected {
            return Err(unhashed());
        }
    }
    let subject = claims.subject().as_str();
    if subject.is_empty() || subject.len() > LONGEST_SUBJECT || !subject.is_ascii() {
        return Err(other("the ID token has no sub of 1 to 255 characters"));
    }
    let role_claim = wanted.connection.roles.claim.as_str();
    Ok(Claims {
        subject: subject.to_owned(),
        email: claims.email().map(|email| email.as_str().to_owned()),
        email_verified: claims.email_verified(),
        role: claims.additional_claims().claims.get(role_claim).cloned(),
        auth_time: claims.auth_time(),
    })
}

/// In our words: the library's repeat what the provider sent.
fn unproved(error: ClaimsVerificationError) -> Unproved {
    use SignatureVerificationError as Signature;
    let why = match error {
        ClaimsVerificationError::SignatureVerification(Signature::NoMatchingKey) => {
            return Unproved::UnknownKey;
        }
        ClaimsVerificationError::SignatureVerification(
            Signature::DisallowedAlg(_) | Signature::UnsupportedAlg(_) | Signature::NoSignature,
        ) => "it is signed by none of RS256, PS256, ES256 and EdDSA: alg",
        ClaimsVerificationError::SignatureVerification(_) => "its signature is wrong",
        ClaimsVerificationError::Expired(why) if why == "iat" => "it was not issued just now: iat",
        ClaimsVerificationError::Expired(_) => "it is over: exp",
        ClaimsVerificationError::InvalidAudience(_) => "it is for another client: aud",
        ClaimsVerificationError::InvalidIssuer(_) => "it is of another provider: iss",
        ClaimsVerificationError::InvalidNonce(_) => "it belongs to another sign-in: nonce",
        _ => "it cannot be read",
    };
    Unproved::Other(format!("the ID token does not hold: {why}"))
}

/// An error code of a provider, as far as it is repeated.
pub(super) fn plain(code: &str) -> String {
    let fits = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    code.chars().filter(fits).take(60).collect()
}

/// The error code of an authorisation answer, for the log.
pub(crate) fn error_code(code: &str) -> String {
    plain(code)
}
