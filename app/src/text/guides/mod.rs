//! How to connect each identity provider. Labels of other products are quoted as their screens
//! show them, and never translated.

mod authentik;
mod entra;
mod generic;
mod google;
mod jumpcloud;
mod keycloak;
mod okta;
mod onelogin;

use crate::model::connect::Provider;

/// Everything that a guide says.
pub struct Guide {
    /// Said before anything else, where people mistake one thing for another.
    pub first: Option<&'static str>,
    /// The role and the licence that are needed over there.
    pub needs: &'static str,
    /// What the provider calls the SCIM base URL.
    pub url_label: &'static str,
    /// What the provider calls the token.
    pub token_label: &'static str,
    /// More to fill in over there.
    pub values: &'static [Value],
    pub ways: &'static [Way],
    /// What the provider sends, and what it does not.
    pub sends: &'static [&'static str],
    /// What surprises people.
    pub known: &'static [&'static str],
    /// What is seen over there, and why.
    pub causes: &'static [(&'static str, &'static str)],
    /// When the labels were last compared with what the provider publishes.
    pub checked: &'static str,
}

/// A value that is the same for everybody.
pub struct Value {
    pub label: &'static str,
    pub value: &'static str,
    /// Unique on the page.
    pub id: &'static str,
    pub copy: &'static str,
    /// A text of several lines.
    pub long: bool,
}

/// Steps that lead to the end; a provider may offer several ways.
pub struct Way {
    pub title: &'static str,
    pub steps: &'static [&'static [&'static str]],
}

/// The guide of a provider.
pub fn guide(provider: Provider) -> &'static Guide {
    match provider {
        Provider::Okta => &okta::GUIDE,
        Provider::Entra => &entra::GUIDE,
        Provider::OneLogin => &onelogin::GUIDE,
        Provider::JumpCloud => &jumpcloud::GUIDE,
        Provider::Google => &google::GUIDE,
        Provider::Keycloak => &keycloak::GUIDE,
        Provider::Authentik => &authentik::GUIDE,
        Provider::Generic => &generic::GUIDE,
    }
}
