//! What people are told of without having asked: it may not have been them.

use store::{SystemTx, TenantTx};

use super::{Letter, Outgoing};
use crate::credentials::{CredentialKind, Held};
use crate::silence::Silence;
use crate::{Caller, Directory, Error, Request, Role};
use chrono::{DateTime, Utc};
use store::AccountId;

/// Tells somebody that their password is another one (ASVS 6.3.7).
pub(crate) async fn password_changed(
    directory: &Directory,
    tx: &SystemTx,
    email: &str,
    request: &Request,
) -> Result<(), Error> {
    let letter = Letter::PasswordChanged {
        at: directory.now(),
        ip: request.ip.map(|ip| ip.to_string()),
    };
    let notice = Outgoing::notice(directory, email, letter);
    notice.write(directory, tx.mails()).await
}

/// Tells somebody that codes are asked for beside their password, or no longer (ASVS 6.3.7).
pub(crate) async fn second_factor_changed(
    directory: &Directory,
    tx: &SystemTx,
    email: &str,
    on: bool,
    request: &Request,
) -> Result<(), Error> {
    let letter = Letter::SecondFactorChanged {
        on,
        at: directory.now(),
        ip: request.ip.map(|ip| ip.to_string()),
    };
    let notice = Outgoing::notice(directory, email, letter);
    notice.write(directory, tx.mails()).await
}

/// Tells all owners of a tenant that it will be deleted.
pub(crate) async fn tenant_ends(
    directory: &Directory,
    tx: &TenantTx,
    caller: &Caller,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    if directory.post().is_none() {
        return Ok(());
    }
    let tenant = caller.tenant();
    let owners = tx
        .admins()
        .list()
        .await?
        .into_iter()
        .filter(|member| member.role == Role::Owner.as_str() && member.disabled_at.is_none());
    for owner in owners {
        let letter = Letter::TenantEnds {
            tenant: tenant.name().to_owned(),
            by: caller.actor().name(),
            at,
            page: format!(
                "{}/t/{}/settings/danger",
                directory.public_url(),
                tenant.slug()
            ),
        };
        let notice = Outgoing::notice(directory, &owner.email, letter);
        notice.write(directory, tx.mails()).await?;
    }
    Ok(())
}

/// Tells somebody that they have another role.
pub(crate) async fn role_changed(
    directory: &Directory,
    tx: &TenantTx,
    caller: &Caller,
    email: &str,
    role: Role,
) -> Result<(), Error> {
    let letter = Letter::RoleChanged {
        tenant: caller.tenant().name().to_owned(),
        role: role.as_str().to_owned(),
        by: caller.actor().name(),
    };
    let notice = Outgoing::notice(directory, email, letter);
    notice.write(directory, tx.mails()).await
}

/// Tells all other owners of a tenant that there is one more.
pub(crate) async fn owner_made(
    directory: &Directory,
    tx: &TenantTx,
    caller: &Caller,
    account: AccountId,
    email: &str,
) -> Result<(), Error> {
    if directory.post().is_none() {
        return Ok(());
    }
    let others = tx.admins().list().await?.into_iter().filter(|member| {
        let owns = member.role == Role::Owner.as_str() && member.disabled_at.is_none();
        owns && member.account_id != account
    });
    for owner in others {
        let letter = Letter::OwnerMade {
            tenant: caller.tenant().name().to_owned(),
            owner: email.to_owned(),
            by: caller.actor().name(),
        };
        let notice = Outgoing::notice(directory, &owner.email, letter);
        notice.write(directory, tx.mails()).await?;
    }
    Ok(())
}

/// Reminds owners and admins of a token or an OAuth client that is about to end.
pub(crate) async fn credential_ends(
    directory: &Directory,
    tx: &TenantTx,
    held: &Held,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    if directory.post().is_none() {
        return Ok(());
    }
    let (tenant, name) = (tx.tenant().name().to_owned(), held.name().to_owned());
    let page = page_of(directory, tx, held);
    let letter = match held.kind() {
        CredentialKind::Token => Letter::TokenEnds {
            tenant,
            token: name,
            at,
            page,
        },
        CredentialKind::Client => Letter::ClientEnds {
            tenant,
            client: name,
            at,
            has_secret: held.has_secret(),
            page,
        },
    };
    to_who_rotates(directory, tx, &letter).await
}

/// Tells owners and admins that the client of a token, or an OAuth client, has stopped calling.
pub(crate) async fn client_silent(
    directory: &Directory,
    tx: &TenantTx,
    held: &Held,
    silence: Silence,
) -> Result<(), Error> {
    if directory.post().is_none() {
        return Ok(());
    }
    let letter = Letter::ClientSilent {
        tenant: tx.tenant().name().to_owned(),
        kind: held.kind(),
        token: held.name().to_owned(),
        since: silence.since,
        longest_hours: silence.longest.num_hours(),
        page: page_of(directory, tx, held),
    };
    to_who_rotates(directory, tx, &letter).await
}

/// The same to every owner and admin who is not disabled.
async fn to_who_rotates(
    directory: &Directory,
    tx: &TenantTx,
    letter: &Letter,
) -> Result<(), Error> {
    let roles = [Role::Owner.as_str(), Role::Admin.as_str()];
    for member in tx.admins().list().await? {
        if !roles.contains(&member.role.as_str()) || member.disabled_at.is_some() {
            continue;
        }
        let notice = Outgoing::notice(directory, &member.email, letter.clone());
        notice.write(directory, tx.mails()).await?;
    }
    Ok(())
}

fn page_of(directory: &Directory, tx: &TenantTx, held: &Held) -> String {
    let (url, slug) = (directory.public_url(), tx.tenant().slug());
    format!("{url}/t/{slug}/{}", held.page())
}
