//! Connecting a tenant's provider.

use std::net::IpAddr;

use scim::Change;
use secrecy::SecretString;
use serde_json::Value;
use store::{TenantTx, UseCase, openid as records};

use super::{Connection, OpenId, SECRET};
use crate::audit::{Draft, Operation};
use crate::directory::reveal;
use crate::tenants::subject;
use crate::{Caller, Directory, Error, FieldError, Permission, Role};

/// Characters of an issuer or a client id.
const LONGEST: usize = 500;
/// Characters of a secret, of all scopes, and of one value of the role claim.
const LONGEST_SECRET: usize = 1_000;
/// Values of one role.
const MOST_VALUES: usize = 50;

/// What the connection is to be.
#[derive(Clone, Debug)]
pub struct ConnectionChange {
    /// All of it but the secret.
    pub connection: Connection,
    /// Another secret; `None` keeps the one that is stored.
    pub client_secret: Option<SecretString>,
}

impl OpenId<'_> {
    /// Checks what can be checked without asking the provider, and whether the caller may change
    /// it at all: nobody else makes this server ask anybody.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::ProofNeeded`]; [`Error::Invalid`] at `issuer`, `client_id`,
    /// `client_secret`, `scopes`, `role_claim`, `owner`, `admin` or `auditor`.
    pub async fn check(&self, caller: &Caller, change: &ConnectionChange) -> Result<(), Error> {
        self.may_change(caller)?;
        let mut errors = wrong(&change.connection, self.0.public_url());
        let stored = self.0.store().read(caller.tenant()).openid().get().await?;
        errors.extend(wrong_secret(change, stored.as_ref()));
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(errors))
        }
    }

    /// Connects the provider of the caller's tenant. Whether there is such a provider is for the
    /// server to find out before.
    ///
    /// # Errors
    /// As for [`Self::check`].
    pub async fn connect(&self, caller: &Caller, change: ConnectionChange) -> Result<(), Error> {
        self.check(caller, &change).await?;
        self.write(caller, Some(change)).await
    }

    /// Forgets the connection, with its secret. Members stay, and sessions that it started end.
    pub async fn disconnect(&self, caller: &Caller) -> Result<(), Error> {
        self.may_change(caller)?;
        self.write(caller, None).await
    }

    fn may_change(&self, caller: &Caller) -> Result<(), Error> {
        caller.require(Permission::ManageTenant)?;
        caller.require_proof(self.0.now())
    }

    async fn write(&self, caller: &Caller, to: Option<ConnectionChange>) -> Result<(), Error> {
        let change = Connect {
            directory: self.0.clone(),
            caller: caller.clone(),
            to,
        };
        self.0.write(caller, change).await
    }
}

/// What is wrong at which field.
fn wrong(connection: &Connection, public_url: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut note = |wrong: bool, field, message: &str| {
        if wrong {
            errors.push(FieldError::new(field, message));
        }
    };
    let plain = |text: &str, longest| {
        !text.is_empty() && text.len() <= longest && text.bytes().all(|b| b.is_ascii_graphic())
    };
    let issuer = &connection.issuer;
    note(
        !plain(issuer, LONGEST) || !is_issuer(issuer, public_url),
        "issuer",
        "Enter the issuer as the provider writes it, such as https://login.acme.com: https, without ? and #.",
    );
    note(
        !plain(&connection.client_id, LONGEST),
        "client_id",
        "Enter the client id that the provider gave this server.",
    );
    let scopes = connection.scopes.split(' ').filter(|one| !one.is_empty());
    let odd = |one: &str| one.contains(['"', '\\']) || !plain(one, LONGEST);
    note(
        connection.scopes.len() > LONGEST_SECRET || scopes.clone().any(odd),
        "scopes",
        "Enter names of scopes with spaces between, such as groups.",
    );
    note(
        !plain(&connection.roles.claim, 200),
        "role_claim",
        "Enter the name of one claim, such as roles.",
    );
    for (role, field) in [
        (Role::Owner, "owner"),
        (Role::Admin, "admin"),
        (Role::Auditor, "auditor"),
    ] {
        let values = connection.roles.values(role);
        let odd = |one: &String| {
            one.is_empty() || one.len() > LONGEST_SECRET || one.chars().any(char::is_control)
        };
        note(
            values.len() > MOST_VALUES || values.iter().any(odd),
            field,
            "Enter 50 values at most, one a line.",
        );
    }
    errors
}

fn wrong_secret(change: &ConnectionChange, stored: Option<&records::Record>) -> Option<FieldError> {
    let message = match &change.client_secret {
        Some(secret) => {
            let secret = reveal(secret);
            let fine = (1..=LONGEST_SECRET).contains(&secret.len())
                && !secret.chars().any(char::is_control);
            (!fine).then_some("Enter the secret as the provider shows it, in one line.")
        }
        // A secret goes to no other provider than the one that gave it.
        None => match stored {
            None => Some("Enter the client secret that the provider gave this server."),
            Some(stored) => (stored.issuer != change.connection.issuer)
                .then_some("Enter the client secret of this issuer: the stored one is another's."),
        },
    };
    message.map(|message| FieldError::new("client_secret", message))
}

/// An issuer identifier (OpenID Connect Discovery 1.0 §3). Plain http never leaves the machine.
fn is_issuer(issuer: &str, public_url: &str) -> bool {
    let Some((scheme, rest)) = issuer.split_once("://") else {
        return false;
    };
    let authority = rest.split('/').next().unwrap_or_default();
    let named = !authority.is_empty() && !issuer.contains(['?', '#', '@', '\\']);
    named
        && match scheme {
            "https" => true,
            "http" => is_loopback(authority) && on_this_machine(public_url),
            _ => false,
        }
}

fn on_this_machine(public_url: &str) -> bool {
    let plain = public_url.strip_prefix("http://");
    plain.is_some_and(|rest| is_loopback(rest.split('/').next().unwrap_or_default()))
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(literal) => literal.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let address = host.parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

struct Connect {
    directory: Directory,
    caller: Caller,
    /// `None` to forget it.
    to: Option<ConnectionChange>,
}

impl UseCase for Connect {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        tx.settings()
            .get_for_update()
            .await?
            .ok_or(Error::NotFound)?;
        let tenant = self.caller.tenant();
        let stored = tx.openid().get().await?;
        let before = stored.clone().map(|record| Connection::of(tenant, record));
        let before = before.transpose()?;
        let after = self.to.as_ref().map(|to| &to.connection);
        let mut changes = changes(before.as_ref(), after);
        match &self.to {
            None => {
                tx.openid().remove().await?;
            }
            Some(to) => {
                let record = self.record(to, stored)?;
                if to.client_secret.is_some() {
                    changes.push(Change::replaced("client_secret", "•••", "•••"));
                }
                tx.openid().replace(&record).await?;
            }
        }
        let draft = Draft::new(Operation::TenantSignIn)
            .subject(subject(tenant))
            .changes(changes);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}

impl Connect {
    fn record(
        &self,
        to: &ConnectionChange,
        stored: Option<records::Record>,
    ) -> Result<records::Record, Error> {
        let connection = &to.connection;
        let client_secret = match (&to.client_secret, stored) {
            (Some(secret), _) => {
                let context = self.caller.tenant().id().to_string();
                let key = self.directory.secret_key();
                key.encrypt(SECRET, context.as_bytes(), reveal(secret).as_bytes())?
            }
            (None, Some(stored)) if stored.issuer == connection.issuer => stored.client_secret,
            (None, _) => return Err(Error::PreconditionFailed),
        };
        Ok(records::Record {
            enabled: connection.enabled,
            issuer: connection.issuer.clone(),
            client_id: connection.client_id.clone(),
            client_secret,
            scopes: connection.scopes.clone(),
            role_claim: connection.roles.claim.clone(),
            role_values: connection.roles.stored(),
            other_role: connection.roles.others.map(|role| role.to_string()),
            updated_at: self.directory.now(),
        })
    }
}

fn values(connection: Option<&Connection>) -> Vec<(&'static str, Value)> {
    let Some(connection) = connection else {
        return Vec::new();
    };
    let roles = &connection.roles;
    let others = roles.others.map_or("nobody", Role::as_str);
    vec![
        ("enabled", connection.enabled.into()),
        ("issuer", connection.issuer.as_str().into()),
        ("client_id", connection.client_id.as_str().into()),
        ("scopes", connection.scopes.as_str().into()),
        ("role_claim", roles.claim.as_str().into()),
        ("owner", roles.owner.clone().into()),
        ("admin", roles.admin.clone().into()),
        ("auditor", roles.auditor.clone().into()),
        ("others", others.into()),
    ]
}

fn changes(before: Option<&Connection>, after: Option<&Connection>) -> Vec<Change> {
    match (before, after) {
        (Some(_), Some(_)) => {
            let pairs = values(before).into_iter().zip(values(after));
            pairs
                .filter(|((_, before), (_, after))| before != after)
                .map(|((name, before), (_, after))| Change::replaced(name, before, after))
                .collect()
        }
        (Some(_), None) => {
            let gone = values(before).into_iter();
            gone.map(|(name, value)| Change::removed(name, value))
                .collect()
        }
        (None, _) => {
            let new = values(after).into_iter();
            new.map(|(name, value)| Change::added(name, value))
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_issuer;

    #[test]
    fn an_issuer_is_https_and_on_ones_own_machine_http() {
        let check = |issuer: &str, public_url: &str, expected: bool| {
            assert_eq!(
                is_issuer(issuer, public_url),
                expected,
                "{issuer} {public_url}"
            );
        };
        let (far, here) = ("https://id.example", "http://127.0.0.1:3000");
        check("https://login.acme.com", far, true);
        check("https://login.acme.com/realms/a/", far, true);
        check("http://127.0.0.1:9000", here, true);
        check("http://[::1]:9000/a", here, true);
        check("http://localhost", "http://localhost:3000", true);
        for issuer in [
            "http://127.0.0.1:9000",
            "http://login.acme.com",
            "ftp://login.acme.com",
            "https://",
            "https:///path",
            "https://login.acme.com?a=b",
            "https://login.acme.com#a",
            "https://acme@login.acme.com",
            "https:\\\\login.acme.com",
            "login.acme.com",
            "",
        ] {
            check(issuer, far, false);
        }
        check("http://login.acme.com", here, false);
        check("http://127.0.0.1.evil.example", here, false);
        check("http://127.0.0.1", "http://id.example", false);
    }
}
