//! The directory in the console: what members see of users and groups, take with them and may do.

mod data;
mod deactivation;
mod exports;
mod lists;

use crate::harness::{Client, Reply, World};

/// Somebody signed in, with the token that their forms carry.
struct Person {
    browser: Client,
    csrf: String,
}

impl Person {
    async fn sign_in(world: &World, role: &str) -> Self {
        let browser = world.sign_in("acme", role).await;
        let page = browser.get("/account").await.text;
        let csrf = between(&page, "name=\"csrf\" value=\"", "\"").to_owned();
        Self { browser, csrf }
    }

    async fn get(&self, path: &str) -> Reply {
        self.browser.get(path).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let token = [("csrf", self.csrf.as_str())];
        self.browser.form(path, &[&token, fields].concat()).await
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{text}"));
    rest.split(after).next().unwrap()
}
