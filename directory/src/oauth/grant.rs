//! The token endpoint: what is granted.

use scim::Change;
use secrecy::SecretString;
use store::{Constraint, ResultExt, TenantTx, UseCase, oauth_clients};

use super::access_token::AccessToken;
use super::admit::By;
use super::assertion::Used;
use super::issue::subject;
use super::{ACCESS_LIFETIME, Applicant, Clients, Refused};
use crate::audit::{Draft, Operation};
use crate::authenticate::noted;
use crate::representation::timestamp;
use crate::{Caller, Directory, Error, Scope};

/// An access token that was granted. It exists nowhere else.
#[derive(Debug)]
pub struct Granted {
    /// The token, to be sent as `Authorization: Bearer`.
    pub access_token: SecretString,
    /// Seconds until it ends.
    pub expires_in: i64,
    /// What it may do.
    pub scope: Scope,
}

impl Clients<'_> {
    /// Grants an access token.
    ///
    /// # Errors
    /// [`Refused::InvalidScope`], and [`Refused::InvalidClient`] for an assertion that was used
    /// before, after it was recorded.
    pub async fn grant(&self, applicant: Applicant) -> Result<Granted, Refused> {
        let Some(scope) = narrowed(applicant.client.scope, applicant.scope.as_deref()) else {
            return Err(self.refuse(&applicant, Refused::InvalidScope).await);
        };
        let now = self.0.now();
        let most = now + ACCESS_LIFETIME;
        let end = applicant
            .client
            .expires_at
            .map_or(most, |end| end.min(most));
        let token = AccessToken {
            client_id: applicant.client.client_id.clone(),
            scope,
            expires_at: end,
        };
        let grant = Grant {
            directory: self.0.clone(),
            caller: applicant.caller.clone(),
            record: applicant.record.clone(),
            by: applicant.by,
            token: token.clone(),
            used: applicant.used.clone(),
        };
        match self.0.write(&applicant.caller, grant).await {
            Ok(()) => {}
            Err(Error::Conflict { detail, .. }) => {
                let refused = Refused::InvalidClient(detail);
                return Err(self.refuse(&applicant, refused).await);
            }
            Err(error) => return Err(error.into()),
        }
        Ok(Granted {
            access_token: token.seal(self.0.secret_key()),
            expires_in: (end - now).num_seconds(),
            scope,
        })
    }
}

/// What is granted of what is asked for (RFC 6749 §3.3); `None` when that is more than there is.
fn narrowed(most: Scope, asked: Option<&str>) -> Option<Scope> {
    let Some(asked) = asked else {
        return Some(most);
    };
    let asked: Result<Vec<_>, _> = asked.split(' ').map(str::parse::<Scope>).collect();
    let asked = asked.ok()?;
    let within = |scope: &Scope| *scope == most || (most, *scope) == (Scope::Write, Scope::Read);
    if !asked.iter().all(within) {
        return None;
    }
    // The widest: one that writes reads as well.
    Some(if asked.contains(&most) {
        most
    } else {
        Scope::Read
    })
}

fn used_before() -> Error {
    Error::Conflict {
        attribute: "jti",
        detail: "the client assertion was used before".to_owned(),
    }
}

struct Grant {
    directory: Directory,
    caller: Caller,
    record: oauth_clients::Record,
    by: By,
    token: AccessToken,
    used: Option<Used>,
}

impl Grant {
    /// The hash of the secret for which it is granted. That may have been replaced by now.
    fn secret_hash(&self) -> Option<&[u8]> {
        let old = self.record.old_secret.as_ref();
        match self.by {
            By::Secret => self.record.secret_hash.as_deref(),
            By::OldSecret => old.map(|old| old.hash.as_slice()),
            By::Keys => None,
        }
    }
}

impl UseCase for Grant {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        let (clients, id) = (tx.oauth_clients(), self.record.id);
        let now = self.directory.now();
        if let Some(Used { jti_hash, until }) = &self.used {
            let kept = clients.use_assertion(id, jti_hash, *until, now).await;
            kept.on_constraint(Constraint::AssertionUsed, used_before)?;
        }
        let noted = noted(&self.caller, now);
        clients.touch(id, &noted).await?;
        if let Some(hash) = self.secret_hash() {
            clients.use_secret(id, hash, &noted).await?;
        }
        let changes = vec![
            Change::added("scope", self.token.scope.to_string()),
            Change::added("expires_at", timestamp(self.token.expires_at)),
        ];
        let draft = Draft::new(Operation::OauthToken)
            .status(200)
            .subject(subject(&self.record))
            .changes(changes);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Scope, narrowed};

    #[test]
    fn a_scope_is_narrowed_and_never_widened() {
        let check = |most: Scope, asked: &str, granted: Option<Scope>| {
            assert_eq!(narrowed(most, Some(asked)), granted, "{most} {asked:?}");
        };
        for scope in Scope::ALL {
            assert_eq!(narrowed(scope, None), Some(scope));
            check(scope, scope.as_str(), Some(scope));
        }
        check(Scope::Write, "read", Some(Scope::Read));
        check(Scope::Write, "read write", Some(Scope::Write));
        check(Scope::Write, "write read write", Some(Scope::Write));
        check(Scope::Read, "write", None);
        check(Scope::Read, "read write", None);
        check(Scope::AuditRead, "read", None);
        check(Scope::Write, "audit:read", None);
        for nonsense in [
            "scim",
            "read,write",
            "READ",
            " read",
            "read  write",
            "read ",
            " ",
        ] {
            check(Scope::Write, nonsense, None);
        }
    }
}
