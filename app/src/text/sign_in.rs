//! Sign-in through a tenant's own OpenID Connect provider.

use crate::model::Role;
use crate::model::sign_in::ProviderRefusal;

pub const TITLE: &str = "Sign-in";
pub const SHOW: &str = "Sign-in through your identity provider";
pub const ABOUT: &str =
    "Members sign in at your own OpenID Connect provider, which also says who they are here.";
pub const LEAD: &str = "Members sign in at your provider instead of with a password, and become members the first time. What the provider says holds for this tenant alone: whoever signs in there reaches no other tenant. Whoever has a password can go on using it.";

pub const REGISTER: &str = "What your provider has to know";
pub const REDIRECT_URI: &str = "Redirect URI";
pub const COPY_REDIRECT_URI: &str = "Copy URI";
pub const INITIATE_URI: &str = "Address to sign in at";
pub const INITIATE_URI_HINT: &str = "For your portal or bookmarks: leads to your provider at once.";
pub const COPY_INITIATE_URI: &str = "Copy address";

pub const CONNECTION: &str = "What this server has to know";
pub const ENABLED: &str = "Sign-in through the provider";
pub const OFF: &str = "Off";
pub const OFF_HINT: &str = "Nobody signs in through it, and sessions that began there have ended.";
pub const ON: &str = "On";
pub const ON_HINT: &str = "Saving asks the provider whether the connection can work.";
pub const ISSUER: &str = "Issuer";
pub const ISSUER_HINT: &str = "Exactly as in the provider's discovery document: what stands before /.well-known/openid-configuration.";
pub const CLIENT_ID: &str = "Client ID";
pub const CLIENT_SECRET: &str = "Client secret";
pub const SECRET_NEW_HINT: &str = "Kept encrypted, and never shown again.";
pub const SECRET_STORED_HINT: &str =
    "One is stored, and never shown again. Leave this empty to keep it.";
pub const SCOPES: &str = "More scopes";
pub const SCOPES_HINT: &str = "Beside openid, email and profile, with spaces between.";
pub const ROLE_CLAIM: &str = "Claim with the role";
pub const ROLE_CLAIM_HINT: &str =
    "The name of a claim of the ID token; its value is a text or an array of texts.";
pub const OWNER: &str = "Values that make an owner";
pub const ADMIN: &str = "Values that make an admin";
pub const AUDITOR: &str = "Values that make an auditor";
pub const VALUES_HINT: &str = "One value a line, in the exact letter case. Whoever has several gets the highest of their roles. It is decided anew at every sign-in.";
pub const OTHERS: &str = "Everybody else at the provider";
pub const OTHERS_HINT: &str = "Those who have none of the values. With a role here, everybody to whom the provider assigns the application can sign in.";
pub const NOBODY: &str = "may not sign in";
pub const REFUSED: &str = "Only owners can change how members sign in.";

pub const LOGIN_LINK: &str = "Sign in through your organisation";
pub const LOGIN_TITLE: &str = "Sign in through your organisation";
pub const LOGIN_LEAD: &str = "You are led to the identity provider of your organisation and back.";
pub const TENANT: &str = "Short name of your organisation";
pub const TENANT_HINT: &str = "As in the addresses of its pages: acme for /t/acme.";
pub const CONTINUE: &str = "Continue";
pub const UNKNOWN: &str = "No organisation of this short name signs in this way. Check it, or sign in with your password.";
pub const ONWARD: &str =
    "Continue to the provider of your organisation. If nothing happens by itself, follow the link.";
pub const TO_PASSWORD: &str = "Sign in with a password";

pub const CONFIRM_LEAD: &str = "What you asked for is sensitive, and your provider asked you more than 5 minutes ago. Nothing has been done yet: it asks you again, then you come back to the form and send it again.";
pub const CONFIRM: &str = "Confirm at your provider";
pub const CONFIRM_REFUSED: &str = "Your provider did not confirm that it is you: it has to ask you again, and the same person has to answer. The audit log has the reason.";

pub const ACCOUNT_HEADING: &str = "Through your provider";
pub const THROUGH: &str = "through";

/// What a session of a provider is kept to.
pub fn bound_to(tenant: &str) -> String {
    "You are signed in through the provider of {tenant}. This session is for {tenant} alone: other tenants, your password and your other sessions are not reached by it. Sign in with your password for those, if you have one."
        .replace("{tenant}", tenant)
}

pub fn others(role: Option<Role>) -> String {
    role.map_or_else(
        || NOBODY.to_owned(),
        |role| "become {role}".replace("{role}", &super::role(role).to_lowercase()),
    )
}

pub fn refusal(refusal: ProviderRefusal) -> String {
    let text = match refusal {
        ProviderRefusal::Strayed => {
            "This answer belongs to no sign-in of this browser, or to one that began more than 10 minutes ago. Begin again."
        }
        ProviderRefusal::Declined => {
            "Your organisation's provider did not sign you in. Begin again, or ask whoever runs it."
        }
        ProviderRefusal::Unreachable => {
            "Your organisation's provider does not answer. Try again in a minute."
        }
        ProviderRefusal::Invalid => {
            "What your organisation's provider answered does not hold, so nobody is signed in. An owner finds the reason in the audit log."
        }
        ProviderRefusal::NotAdmitted => {
            "Your organisation's provider knows you, and you may not sign in here. An owner finds the reason in the audit log."
        }
        ProviderRefusal::Throttled { wait_seconds } => {
            return "Too many attempts. Wait {time}, then try again."
                .replace("{time}", &super::wait(wait_seconds));
        }
    };
    text.to_owned()
}
