//! Somebody at a browser: pages, their forms, and where an answer leads.

use super::{Client, Reply, World};

/// Somebody signed in, with the token that their forms carry.
pub(crate) struct Person {
    pub(crate) browser: Client,
    pub(crate) csrf: String,
}

impl Person {
    pub(crate) async fn sign_in(world: &World, tenant: &str, role: &str) -> Self {
        let browser = world.sign_in(tenant, role).await;
        let csrf = browser.get("/account").await.csrf();
        Self { browser, csrf }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.browser.get(path).await
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let token = [("csrf", self.csrf.as_str())];
        self.browser.form(path, &[&token, fields].concat()).await
    }
}

impl Reply {
    /// The token that the forms of this page carry.
    #[track_caller]
    pub(crate) fn csrf(&self) -> String {
        between(&self.text, "name=\"csrf\" value=\"", "\"").to_owned()
    }
}

/// A browser that nobody has signed in with.
pub(crate) fn visitor(world: &World) -> Client {
    Client::new(&world.server.url).with("accept", "text/html")
}

/// Posts a form with the token that the forms of this session carry.
pub(crate) async fn post(browser: &Client, path: &str, fields: &[(&str, &str)]) -> Reply {
    let csrf = browser.get("/account").await.csrf();
    let token = [("csrf", csrf.as_str())];
    browser.form(path, &[&token, fields].concat()).await
}

/// Where a redirection leads.
#[track_caller]
pub(crate) fn location(reply: &Reply) -> &str {
    assert_eq!(reply.status, 303, "{}", reply.text);
    reply.header("location")
}

/// What stands in a text behind the one and before the other.
#[track_caller]
pub(crate) fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text
        .split_once(before)
        .unwrap_or_else(|| panic!("{before}: {text}"));
    rest.split(after).next().unwrap()
}
