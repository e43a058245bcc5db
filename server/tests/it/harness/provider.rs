//! An OpenID Connect provider: discovery, authorization, tokens, keys, and a switch for everything
//! that can be wrong about it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// What the client is called, and what it shows.
pub(crate) const CLIENT_ID: &str = "rollcall";
pub(crate) const CLIENT_SECRET: &str = "hedgehog-7c41-under-the-stairs";

/// A running provider. It asks nobody: whoever comes is the person that it was told of.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    shared: Arc<Mutex<Shared>>,
}

/// What it is told to do.
pub(crate) struct Shared {
    issuer: String,
    key: Key,
    /// Claims of whoever comes next; a claim that is null is left out.
    pub(crate) claims: Value,
    /// Replaces parts of the discovery document.
    pub(crate) discovery: Value,
    /// Replaces parameters of the authorization answer; empty ones are left out.
    pub(crate) answer: Vec<(&'static str, String)>,
    pub(crate) fault: Fault,
    /// Parameters of the last authorization request.
    pub(crate) asked: HashMap<String, String>,
    codes: HashMap<String, HashMap<String, String>>,
    made: u32,
}

/// What is wrong with its ID tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fault {
    #[default]
    None,
    /// The signature is another key's.
    Signature,
    /// The header says `none`, and nothing is signed.
    Unsigned,
    /// The header names a key that there is not.
    UnknownKey,
    /// There is none in the answer.
    NoToken,
    /// The token endpoint refuses.
    Refuses,
}

struct Key {
    id: String,
    pair: EcdsaKeyPair,
}

impl Key {
    fn new(id: &str) -> Self {
        let (random, kind) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let document = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
        Self {
            id: id.to_owned(),
            pair: EcdsaKeyPair::from_pkcs8(kind, document.as_ref(), &random).unwrap(),
        }
    }

    fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let (x, y) = point[1..].split_at(32);
        json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": self.id,
            "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y)})
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.unwrap().as_ref());
        format!("{signed}.{signature}")
    }
}

pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_secs()
}

impl Provider {
    pub(crate) fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Mutex::new(Shared {
            issuer: issuer.clone(),
            key: Key::new("first"),
            claims: json!({}),
            discovery: json!({}),
            answer: Vec::new(),
            fault: Fault::None,
            asked: HashMap::new(),
            codes: HashMap::new(),
            made: 0,
        }));
        let app = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .with_state(Arc::clone(&shared));
        // On a thread of its own: a test that waits for a command waits with its whole runtime.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, app).await.unwrap();
            });
        });
        Self { issuer, shared }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap()
    }

    /// Whoever comes from now on is this person, and nothing is wrong any more.
    pub(crate) fn vouch(&self, claims: Value) {
        let mut shared = self.lock();
        shared.claims = claims;
        shared.fault = Fault::None;
        shared.answer.clear();
        shared.discovery = json!({});
    }

    /// Signs with another key from now on.
    pub(crate) fn rotate(&self) {
        self.lock().key = Key::new("second");
    }
}

type Told = State<Arc<Mutex<Shared>>>;

fn with(mut document: Value, changes: &Value) -> Value {
    let document_map = document.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            document_map.remove(name);
        } else {
            document_map.insert(name.clone(), value.clone());
        }
    }
    document
}

async fn discovery(State(shared): Told) -> Json<Value> {
    let shared = shared.lock().unwrap();
    let issuer = &shared.issuer;
    let document = json!({"issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "XX999"],
        "authorization_response_iss_parameter_supported": true});
    Json(with(document, &shared.discovery))
}

async fn keys(State(shared): Told) -> Json<Value> {
    Json(json!({"keys": [shared.lock().unwrap().key.jwk()]}))
}

async fn authorize(State(shared): Told, Query(asked): Query<HashMap<String, String>>) -> Response {
    let mut shared = shared.lock().unwrap();
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["code_challenge_method"], "S256");
    shared.made += 1;
    let code = format!("code-{}", shared.made);
    let mut answer = HashMap::from([
        ("code", code.clone()),
        ("state", asked["state"].clone()),
        ("iss", shared.issuer.clone()),
    ]);
    answer.extend(shared.answer.iter().cloned());
    answer.retain(|_, value| !value.is_empty());
    let query: Vec<String> = answer
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let to = format!("{}?{}", asked["redirect_uri"], query.join("&"));
    shared.codes.insert(code, asked.clone());
    shared.asked = asked;
    Redirect::to(&to).into_response()
}

async fn token(
    State(shared): Told,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let mut shared = shared.lock().unwrap();
    let basic = STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}"));
    let shown = headers.get(header::AUTHORIZATION);
    let known = shown.is_some_and(|shown| *shown == format!("Basic {basic}").as_str());
    // A code works once.
    let asked = shared.codes.remove(&form["code"]);
    let asked =
        asked.filter(|asked| known && proves(asked, &form) && shared.fault != Fault::Refuses);
    let Some(asked) = asked else {
        let error = json!({"error": "invalid_grant", "error_description": "<b>no</b>"});
        return (StatusCode::BAD_REQUEST, Json(error)).into_response();
    };
    let mut answer = json!({"access_token": "access", "token_type": "Bearer", "expires_in": 60});
    if shared.fault != Fault::NoToken {
        answer["id_token"] = shared.id_token(&asked).into();
    }
    Json(answer).into_response()
}

/// PKCE (RFC 7636 §4.6), and the redirect URI (RFC 6749 §4.1.3).
fn proves(asked: &HashMap<String, String>, form: &HashMap<String, String>) -> bool {
    let verifier = digest(&SHA256, form["code_verifier"].as_bytes());
    URL_SAFE_NO_PAD.encode(verifier) == asked["code_challenge"]
        && form["redirect_uri"] == asked["redirect_uri"]
}

impl Shared {
    fn id_token(&self, asked: &HashMap<String, String>) -> String {
        let hash = digest(&SHA256, b"access");
        let claims = json!({"iss": self.issuer, "aud": CLIENT_ID, "iat": now(), "exp": now() + 60,
            "nonce": asked["nonce"], "at_hash": URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])});
        let claims = with(claims, &self.claims);
        let header = json!({"alg": "ES256", "typ": "JWT", "kid": self.key.id});
        match self.fault {
            Fault::Signature => Key::new("first").sign(&header, &claims),
            Fault::UnknownKey => {
                Key::new("third").sign(&json!({"alg": "ES256", "kid": "third"}), &claims)
            }
            Fault::Unsigned => {
                let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
                format!("{}.{}.", part(&json!({"alg": "none"})), part(&claims))
            }
            Fault::None | Fault::NoToken | Fault::Refuses => self.key.sign(&header, &claims),
        }
    }
}
