//! What a provider says of itself (OpenID Connect Discovery 1.0 §4), and whether that will do.

use directory::FieldError;
use directory::openid::Connection;
use http::{Request, StatusCode};
use openidconnect::core::{
    CoreClientAuthMethod, CoreJsonWebKeySet, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreResponseType,
};
use openidconnect::{AuthType, url::Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::known::Known;
use crate::outbound::{Outbound, Unanswered};

/// Signatures that are believed. None of them is made with what the client knows.
pub(super) const ALGORITHMS: [CoreJwsSigningAlgorithm; 4] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Why a provider will not do. Each is one line that says what is the matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It does not answer.
    Unanswered(Unanswered),
    /// A document is not there, or is none.
    Document(&'static str),
    /// It calls itself otherwise.
    Issuer(String),
    /// An endpoint is not there, or not https.
    Endpoint(&'static str),
    /// It signs by nothing that is believed.
    Algorithms,
    /// It does not know the code flow.
    Flow,
}

impl Unfit {
    pub(super) fn told(&self) -> String {
        match self {
            Self::Unanswered(Unanswered::Forbidden) => {
                "The provider was not asked: its address is not a public one. Whoever runs this server can allow it with ROLLCALL_OUTBOUND_PRIVATE.".to_owned()
            }
            Self::Unanswered(why) => format!("The provider was asked in vain: {why}."),
            Self::Document(what) => format!("The provider has no {what} there: check the issuer."),
            Self::Issuer(said) => format!("The provider calls itself {said}: enter exactly that."),
            Self::Endpoint(which) => format!("The provider's {which} is missing or not https."),
            Self::Algorithms => {
                "The provider signs ID tokens by none of RS256, PS256, ES256 and EdDSA.".to_owned()
            }
            Self::Flow => "The provider does not offer the response type code.".to_owned(),
        }
    }

    /// At the field that can change it.
    pub(super) fn at_field(&self) -> FieldError {
        FieldError::new("issuer", self.told())
    }
}

impl From<Unanswered> for Unfit {
    fn from(why: Unanswered) -> Self {
        Self::Unanswered(why)
    }
}

/// Asks a provider for its metadata and keys.
pub(super) async fn discover(outbound: &Outbound, connection: &Connection) -> Result<Known, Unfit> {
    let issuer = connection.issuer.as_str();
    let address = format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    );
    let document: Value = fetch(outbound, &address, "discovery document").await?;
    let said = document.get("issuer").and_then(Value::as_str);
    if said != Some(issuer) {
        let said = said.unwrap_or("nothing").chars();
        let said = said.filter(|c| !c.is_control()).take(200).collect();
        return Err(Unfit::Issuer(said));
    }
    let says_issuer = document
        .get("authorization_response_iss_parameter_supported")
        .is_some_and(|says| *says == Value::Bool(true));
    let metadata: CoreProviderMetadata =
        serde_json::from_value(document).map_err(|_| Unfit::Document("discovery document"))?;
    check(&metadata, issuer)?;
    let keys = metadata.jwks_uri().url().as_str();
    let keys: CoreJsonWebKeySet = fetch(outbound, keys, "keys (jwks_uri)").await?;
    Ok(Known {
        metadata,
        keys,
        says_issuer,
    })
}

fn check(metadata: &CoreProviderMetadata, issuer: &str) -> Result<(), Unfit> {
    // A provider on this very machine, which the issuer says that it is, is asked as it is.
    let plain = issuer.starts_with("http://");
    let fine = |url: &Url| url.scheme() == "https" || (plain && url.scheme() == "http");
    if !fine(metadata.authorization_endpoint().url()) {
        return Err(Unfit::Endpoint("authorization_endpoint"));
    }
    if !metadata
        .token_endpoint()
        .is_some_and(|endpoint| fine(endpoint.url()))
    {
        return Err(Unfit::Endpoint("token_endpoint"));
    }
    if !fine(metadata.jwks_uri().url()) {
        return Err(Unfit::Endpoint("jwks_uri"));
    }
    let mut signed = metadata.id_token_signing_alg_values_supported().iter();
    if !signed.any(|algorithm| ALGORITHMS.contains(algorithm)) {
        return Err(Unfit::Algorithms);
    }
    let mut flows = metadata.response_types_supported().iter();
    if !flows.any(|flow| flow[..] == [CoreResponseType::Code]) {
        return Err(Unfit::Flow);
    }
    Ok(())
}

async fn fetch<T: DeserializeOwned>(
    outbound: &Outbound,
    address: &str,
    what: &'static str,
) -> Result<T, Unfit> {
    let request = Request::get(address)
        .header(http::header::ACCEPT, "application/json")
        .body(Vec::new())
        .map_err(|_| Unfit::Document(what))?;
    let answer = outbound.send(request).await?;
    if answer.status() != StatusCode::OK {
        return Err(Unfit::Document(what));
    }
    serde_json::from_slice(answer.body()).map_err(|_| Unfit::Document(what))
}

/// How the client shows its secret: as RFC 6749 §2.3.1 prefers, unless the provider takes the other
/// way alone.
pub(super) fn auth_type(metadata: &CoreProviderMetadata) -> AuthType {
    let offered = metadata.token_endpoint_auth_methods_supported();
    let post_alone = offered.is_some_and(|offered| {
        offered.contains(&CoreClientAuthMethod::ClientSecretPost)
            && !offered.contains(&CoreClientAuthMethod::ClientSecretBasic)
    });
    if post_alone {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    }
}
