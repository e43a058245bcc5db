//! Those who call the server.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, redirect};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::Certificate;

/// Somebody with a base URL and perhaps a credential.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    pub(crate) base: String,
    headers: HeaderMap,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Client {
    pub(crate) fn new(base: impl Into<String>) -> Self {
        Self::that_trusts(None, base.into())
    }

    /// Somebody who trusts the servers of this certificate and no others.
    pub(crate) fn trusting(certificate: &Certificate, base: impl Into<String>) -> Self {
        let trusted = reqwest::Certificate::from_pem(certificate.chain.as_bytes()).unwrap();
        Self::that_trusts(Some(trusted), base.into())
    }

    fn that_trusts(trusted: Option<reqwest::Certificate>, base: String) -> Self {
        // The tests' client is the server's, which brings no cryptography of its own.
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .tls_certs_only(trusted)
            .redirect(redirect::Policy::none())
            .cookie_store(true)
            .no_proxy()
            .build()
            .unwrap();
        Self {
            http,
            base,
            headers: HeaderMap::new(),
        }
    }

    /// The same client with one more header.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        );
        self
    }

    /// The same for a name that is only known at run time.
    pub(crate) fn with_named(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        self.headers
            .insert(name, HeaderValue::from_str(value).unwrap());
        self
    }

    /// A header that goes with every request.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn with_token(self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    /// The same caller at another base URL.
    pub(crate) fn at(mut self, base: impl Into<String>) -> Self {
        self.base = base.into();
        self
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: Vec<u8>,
    ) -> Reply {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        request = request.headers(self.headers.clone());
        if let Some(kind) = content_type {
            request = request.header("content-type", kind);
        }
        Reply::read(request.body(body).send().await.unwrap()).await
    }

    /// Asks for something and leaves the answer's body unread.
    pub(crate) async fn open(&self, path: &str) -> reqwest::Response {
        let request = self.http.get(format!("{}{path}", self.base));
        request.headers(self.headers.clone()).send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None, Vec::new()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None, Vec::new()).await
    }

    async fn json(&self, method: Method, path: &str, body: &Value) -> Reply {
        self.send(
            method,
            path,
            Some("application/scim+json"),
            body.to_string().into_bytes(),
        )
        .await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.json(Method::POST, path, body).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Reply {
        self.json(Method::PUT, path, body).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Reply {
        self.json(Method::PATCH, path, body).await
    }

    /// Posts a form as a browser does.
    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .headers(self.headers.clone());
        Reply::read(request.form(fields).send().await.unwrap()).await
    }

    /// Posts a form and leaves the answer's body unread.
    pub(crate) async fn open_form(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
        let request = self.http.post(format!("{}{path}", self.base));
        let request = request.headers(self.headers.clone()).form(fields);
        request.send().await.unwrap()
    }

    /// Sends a request that may go unanswered because the server is gone.
    pub(crate) async fn try_post(&self, path: &str, body: &Value) -> Option<Reply> {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .headers(self.headers.clone());
        let answer = request
            .header("content-type", "application/scim+json")
            .body(body.to_string());
        Reply::try_read(answer.send().await.ok()?).await
    }
}

impl Reply {
    async fn read(response: reqwest::Response) -> Self {
        Self::try_read(response).await.unwrap()
    }

    async fn try_read(response: reqwest::Response) -> Option<Self> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.ok()?;
        Some(Self {
            status,
            headers,
            text,
        })
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error}: {} {:?}", self.status, self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The body, once the status is the expected one.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        if self.text.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    /// The id in the body.
    #[track_caller]
    pub(crate) fn id(&self, status: u16) -> String {
        self.expect(status)["id"].as_str().unwrap().to_owned()
    }

    /// Asserts a SCIM error message with this status and `scimType`.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, kind: Option<&str>) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(
            self.header("content-type"),
            "application/scim+json",
            "{}",
            self.text
        );
        assert_eq!(self.header("cache-control"), "no-store");
        let body = self.json();
        assert_eq!(
            body["schemas"][0],
            "urn:ietf:params:scim:api:messages:2.0:Error"
        );
        assert_eq!(body["status"], status.to_string());
        assert_eq!(
            body.get("scimType").and_then(Value::as_str),
            kind,
            "{}",
            self.text
        );
        body["detail"].as_str().unwrap().to_owned()
    }
}

/// Sends bytes and reads what comes back until the connection closes.
pub(crate) async fn raw(address: &str, bytes: &[u8]) -> String {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}
